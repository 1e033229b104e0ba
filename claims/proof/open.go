package proof

import (
	"fmt"
	"strconv"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// Open recomputes everything that follows from the file alone: the document's hash,
// the receipt leaf, the reasons' hash, the determination leaf and the root above it.
// That the root is the ledger's is to be asked there: see
// [commitment.BatchHeader.Seal].
//
// Errors: [ErrMalformed], [ErrLinesDiffer], [ErrReasonsDiffer], [ErrPathDiffers].
func (p *Proof) Open() (Opened, error) {
	o := Opened{ChainID: p.ChainID, Document: []byte(p.Document), Block: p.Determination.Block}
	in := &reader{}
	in.fixed(o.Ledger[:], p.Ledger)
	in.fixed(o.Salt[:], p.Salt)
	o.Number = in.number(p.Number)
	in.determination(&o, &p.Determination)
	in.header(&o, &p.Header)
	in.path(&o, &p.Path)
	if in.isMalformed {
		return Opened{}, ErrMalformed
	}
	var err error
	if o.Claim, err = commitment.ParseClaim(o.Document); err != nil {
		return Opened{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	kind, isKnown := commitment.KindOf(o.Claim.Frequency)
	if !isKnown {
		return Opened{}, ErrMalformed
	}
	o.Receipt = commitment.Receipt{
		ContentHash: commitment.ContentHash(o.Salt, o.Document), Kind: kind, CoverageYear: o.Determination.CoverageYear,
		ServiceDay: o.Determination.ServiceDay,
	}
	if kind != commitment.KindVoid {
		o.Receipt.Lines = commitment.ReceiptLines(o.Claim)
	}
	if p.Replaced != "" {
		if o.Receipt.Replaced = in.number(p.Replaced); in.isMalformed {
			return Opened{}, ErrMalformed
		}
	}
	return o, o.check(p.Determination.Reasons)
}

// check recomputes the hashes.
func (o *Opened) check(reasons string) error {
	if len(o.Determination.Results) != len(o.Receipt.Lines) {
		return ErrLinesDiffer
	}
	for i := range o.Receipt.Lines {
		if o.Determination.Results[i].Charge != o.Receipt.Lines[i].Charge {
			return ErrLinesDiffer
		}
	}
	if reasons != "" {
		o.Reasons = []byte(reasons)
		if !o.Determination.Facts.Has(commitment.HasReasons) ||
			commitment.ReasonsHash(o.Salt, o.Reasons) != o.Determination.Facts.ReasonsHash {
			return ErrReasonsDiffer
		}
	}
	receipt, err := o.Receipt.Leaf()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	leaf, err := o.Determination.Leaf(receipt, o.DeterminedAt)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if !o.Path.Verify(leaf, o.Header.Root) {
		return ErrPathDiffers
	}
	return nil
}

// reader takes the file's texts for what they stand for.
type reader struct{ isMalformed bool }

func (r *reader) fixed(into, from []byte) {
	if copy(into, from) != len(into) || len(from) != len(into) {
		r.isMalformed = true
	}
}

// hash reads a fact, which is there when the flag says so.
func (r *reader) hash(isThere bool, from Bytes) (hash commitment.Hash) {
	if isThere {
		r.fixed(hash[:], from)
	} else if len(from) > 0 {
		r.isMalformed = true
	}
	return hash
}

func (r *reader) hashes(from []Bytes) []commitment.Hash {
	list := make([]commitment.Hash, len(from))
	for i := range from {
		r.fixed(list[i][:], from[i])
	}
	return list
}

func (r *reader) number(text string) claims.Number {
	number, err := claims.ParseNumber(text)
	r.isMalformed = r.isMalformed || err != nil
	return number
}

func (r *reader) determination(o *Opened, d *determination) {
	year, err := strconv.ParseUint(d.CoverageYear, 10, 64)
	r.isMalformed = r.isMalformed || err != nil
	made := &o.Determination
	made.Version, made.CoverageYear = d.Version, claims.CoverageYearID(year)
	if d.ServiceDate != "" {
		made.ServiceDay, err = claims.ParseDate(d.ServiceDate)
		r.isMalformed = r.isMalformed || err != nil
	}
	words, err := commitment.ParseWords(d.Results)
	r.isMalformed = r.isMalformed || err != nil
	if err == nil {
		made.Results, err = commitment.DecodeResults(words)
		r.isMalformed = r.isMalformed || err != nil
	}
	made.Facts.Flags = commitment.Flags(d.Flags)
	made.Facts.ReasonsHash = r.hash(made.Facts.Has(commitment.HasReasons), d.ReasonsHash)
	made.Facts.Authorization = r.hash(made.Facts.Has(commitment.HasAuthorization), d.Authorization)
	made.Facts.Evidence = r.hash(made.Facts.Has(commitment.HasEvidence), d.Evidence)
	o.DeterminedAt = time.Unix(d.DeterminedAt, 0).UTC()
}

func (r *reader) header(o *Opened, h *header) {
	o.Header = commitment.BatchHeader{
		Batch: o.Number.Batch, ReceivedAt: time.Unix(h.ReceivedAt, 0).UTC(), Count: h.Count, SubmissionCount: h.SubmissionCount,
	}
	if h.SettledAt != 0 {
		o.Header.SettledAt = time.Unix(h.SettledAt, 0).UTC()
	}
	r.fixed(o.Header.Root[:], h.Root)
}

func (r *reader) path(o *Opened, p *path) {
	o.Path = commitment.BatchPath{
		Index: o.Number.Index, Provider: claims.ProviderID(p.Provider), FirstIndex: p.FirstIndex, Count: p.Count,
		SubmissionIndex: p.SubmissionIndex, SubmissionCount: o.Header.SubmissionCount,
		InnerSiblings: r.hashes(p.InnerSiblings), OuterSiblings: r.hashes(p.OuterSiblings),
	}
}

// Whole returns the claim as the ledger took it: its allowances are those of the
// results, with nothing for a line that the engine denied.
func (o *Opened) Whole() commitment.Claim {
	whole := commitment.Claim{Receipt: o.Receipt, Facts: o.Determination.Facts}
	for i := range o.Determination.Results {
		result := &o.Determination.Results[i]
		whole.Allowances = append(whole.Allowances, commitment.Allowance{Allowed: result.Allowed, Class: result.Class})
		if whole.Facts.Has(commitment.HasPriorPayers) {
			whole.Priors = append(whole.Priors, result.Prior)
		}
	}
	return whole
}
