package intake

import (
	"encoding/binary"
	"fmt"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/corrections"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// batch is a submission on its way in.
type batch struct {
	insurer   claims.InsurerID
	provider  claims.ProviderID
	from      store.Provider
	signature *Signature
	entries   []*entry
	// asOf is the day up to which services may be, of an estimate; zero is today.
	asOf claims.Date
}

// entry is a claim on its way in. What it has grows from step to step; with a
// fault it stays where it is.
type entry struct {
	index     int
	id        claims.ID // given with the assessment
	claim     claims.Claim
	faults    []*errs.Fault
	replaces  string                // the claim that is corrected, "" for none
	original  *store.CorrectedClaim // that claim, once it is found
	state     corrections.State     // of that claim
	hasSalt   bool                  // given, not made here
	salt      commitment.Salt
	canonical []byte
	covered   store.MemberCoverage
	plan      *coverage.Plan
	tables    *assessing.Tables // nil where the plan's are not known here
	// authorizations are the patient's, nil where the insurer registers none.
	authorizations []adjudicate.Authorization
	// loads is what the claim takes of its provider's days: as it was submitted, and
	// without the lines that are denied once it is assessed.
	loads []adjudicate.DayLoad
	// evidence has the documents that an estimate takes for received.
	evidence   map[string]bool
	key        *evidence.PatientKey
	digests    []lineDigest
	assessment adjudicate.Assessment
	receipt    commitment.Receipt
	leaf       commitment.Hash
}

// lineDigest is the digest of a line that is adjudicated.
type lineDigest struct {
	line   int // its sequence
	digest [16]byte
}

// newBatch takes the drafts as claims of the provider.
//
// Errors: [ErrSubmissionEmpty], [ErrSubmissionTooLarge], [ErrSubmissionInsurersMixed].
func newBatch(provider claims.ProviderID, drafts []Draft) (*batch, error) {
	switch {
	case len(drafts) == 0:
		return nil, ErrSubmissionEmpty
	case len(drafts) > MaxClaims:
		return nil, ErrSubmissionTooLarge
	}
	b := &batch{insurer: drafts[0].Claim.Insurer, provider: provider, entries: make([]*entry, len(drafts))}
	for i := range drafts {
		draft := &drafts[i]
		if draft.Claim.Insurer != b.insurer {
			return nil, ErrSubmissionInsurersMixed
		}
		e := &entry{index: i, claim: draft.Claim, replaces: draft.Replaces, faults: append([]*errs.Fault(nil), draft.Faults...)}
		e.claim.Provider = provider
		if draft.Salt != nil {
			e.hasSalt, e.salt = true, *draft.Salt
		}
		// A claim without a canonical form has faults, which validate names.
		e.canonical, _ = commitment.Canonical(e.claim)
		b.entries[i] = e
	}
	return b, nil
}

// content is what tells the submission from another under the same key.
func (b *batch) content(signature *Signature) []byte {
	out := make([]byte, 0, 1024*len(b.entries))
	add := func(part []byte) {
		out = binary.AppendUvarint(out, uint64(len(part)))
		out = append(out, part...)
	}
	for _, e := range b.entries {
		if e.canonical != nil {
			add(e.canonical)
		} else {
			add(fmt.Appendf(nil, "%#v", e.claim))
		}
		if e.replaces != "" {
			add([]byte(e.replaces))
		}
		if e.hasSalt {
			add(e.salt[:])
		}
		out = binary.AppendUvarint(out, uint64(len(e.faults)))
		for _, fault := range e.faults {
			add([]byte(fault.Code))
			add([]byte(fault.Path))
		}
	}
	if signature != nil {
		out = binary.AppendUvarint(out, signature.Sequence)
		out = binary.AppendVarint(out, signature.Deadline)
		add(signature.Signature)
	}
	return out
}

// accepted returns the claims that have no fault so far, in order.
func (b *batch) accepted() []*entry {
	accepted := make([]*entry, 0, len(b.entries))
	for _, e := range b.entries {
		if len(e.faults) == 0 {
			accepted = append(accepted, e)
		}
	}
	return accepted
}

// coverages returns the coverages that were found for the claims.
func (b *batch) coverages() []string {
	var found []string
	for _, e := range b.entries {
		if e.covered.Coverage != "" {
			found = append(found, e.covered.Coverage)
		}
	}
	return found
}

// faulty returns the claims that have faults, in order.
func (b *batch) faulty() []*entry {
	var faulty []*entry
	for _, e := range b.entries {
		if len(e.faults) > 0 {
			faulty = append(faulty, e)
		}
	}
	return faulty
}

// rejected returns the faults of the claims that have some.
func (b *batch) rejected() []Rejected {
	rejected := []Rejected{}
	for _, e := range b.faulty() {
		rejected = append(rejected, Rejected{Index: e.index, Faults: e.faults})
	}
	return rejected
}

// root returns the root over the accepted claims' leaves.
func (b *batch) root() commitment.Hash {
	accepted := b.accepted()
	leaves := make([]commitment.Hash, len(accepted))
	for i, e := range accepted {
		leaves[i] = e.leaf
	}
	return commitment.Root(leaves)
}

// toSign returns what the provider's signature is over.
func (b *batch) toSign(sequence uint64, deadline int64) chain.Submission {
	return chain.Submission{
		Insurer: b.insurer, Provider: b.provider, Sequence: sequence, Root: b.root(), Count: uint16(len(b.accepted())),
		Deadline: deadline,
	}
}

// reject adds a fault to a claim.
func (e *entry) reject(code errs.Code, path, text string) {
	e.faults = append(e.faults, faultAt(code, path, text))
}
