package commitment

import (
	"math"
	"time"

	"github.com/clearclaim/clearclaim/claims"
)

// BatchSubmission is a submission's place in a batch; where it begins follows from
// those before it.
type BatchSubmission struct {
	Provider claims.ProviderID
	Count    int
}

// Batch is a receipt batch with one leaf for each of its claims: receipt leaves,
// or those that stand after settlement.
type Batch struct {
	Submissions []BatchSubmission
	Leaves      []Hash
}

// Root returns the root over both levels of trees.
//
// Errors: [ErrBatchShape].
func (b Batch) Root() (Hash, error) {
	if err := b.check(); err != nil {
		return Hash{}, err
	}
	return Root(b.nodes()), nil
}

// Path returns the place of a claim and what leads from it to the root.
//
// Errors: [ErrBatchShape], also when the batch has no claim of that index.
func (b Batch) Path(index int) (BatchPath, error) {
	if err := b.check(); err != nil {
		return BatchPath{}, err
	}
	first := 0
	for s, submission := range b.Submissions {
		if index >= first && index < first+submission.Count {
			return BatchPath{
				Index: uint16(index), Provider: submission.Provider, FirstIndex: uint16(first), Count: uint16(submission.Count),
				SubmissionIndex: uint16(s), SubmissionCount: uint16(len(b.Submissions)),
				InnerSiblings: Path(b.Leaves[first:first+submission.Count], index-first),
				OuterSiblings: Path(b.nodes(), s),
			}, nil
		}
		first += submission.Count
	}
	return BatchPath{}, ErrBatchShape
}

// check reports whether the submissions share the leaves out among them.
func (b *Batch) check() error {
	first := 0
	for _, submission := range b.Submissions {
		if submission.Count < 1 || submission.Count > len(b.Leaves)-first {
			return ErrBatchShape
		}
		first += submission.Count
	}
	if first == 0 || first != len(b.Leaves) || first > math.MaxUint16 {
		return ErrBatchShape
	}
	return nil
}

// nodes returns the submission nodes, in their order.
func (b *Batch) nodes() []Hash {
	h := borrowHasher()
	defer h.giveBack()
	level := append(make([]Hash, 0, len(b.Leaves)), b.Leaves...)
	nodes := make([]Hash, len(b.Submissions))
	first := 0
	for i, submission := range b.Submissions {
		root := h.rootInPlace(level[first : first+submission.Count])
		nodes[i] = SubmissionNode(submission.Provider, uint16(first), uint16(submission.Count), root)
		first += submission.Count
	}
	return nodes
}

// BatchPath is a claim's place in its batch. The inner siblings lead from its leaf
// to the submission root, the outer ones from the submission node to the batch
// root, both from below; a level where the node goes up unchanged has none.
type BatchPath struct {
	Index           uint16
	Provider        claims.ProviderID
	FirstIndex      uint16
	Count           uint16 // of the submission
	SubmissionIndex uint16
	// SubmissionCount is the header's, which alone binds it.
	SubmissionCount uint16
	InnerSiblings   []Hash
	OuterSiblings   []Hash
}

// Root returns the batch root with that leaf in the claim's place: the root that
// stands when it is the claim's leaf, and the root after it replaces that. It is
// false when the siblings do not fit the place.
func (p BatchPath) Root(leaf Hash) (Hash, bool) {
	if p.Index < p.FirstIndex {
		return Hash{}, false
	}
	root, isPath := RootFromPath(leaf, int(p.Index-p.FirstIndex), int(p.Count), p.InnerSiblings)
	if !isPath {
		return Hash{}, false
	}
	node := SubmissionNode(p.Provider, p.FirstIndex, p.Count, root)
	return RootFromPath(node, int(p.SubmissionIndex), int(p.SubmissionCount), p.OuterSiblings)
}

// Verify reports whether the leaf leads to the batch's root.
func (p BatchPath) Verify(leaf, root Hash) bool {
	found, isPath := p.Root(leaf)
	return isPath && found == root
}

// BatchHeader is what the ledger keeps the hash of.
type BatchHeader struct {
	Batch claims.BatchID
	// Root is the receipt root, from settlement on the determination root.
	Root       Hash
	ReceivedAt time.Time
	// SettledAt is the zero Time until the batch is settled.
	SettledAt       time.Time
	Count           uint16
	SubmissionCount uint16
}

// Seal returns the hash of the header: seven words, one for each of the ledger's
// fields.
//
// Errors: [ErrInstantOutOfRange].
func (h BatchHeader) Seal() (Hash, error) {
	receivedAt, err := unixSeconds(h.ReceivedAt)
	if err != nil {
		return Hash{}, err
	}
	var settledAt uint64
	if !h.SettledAt.IsZero() {
		if settledAt, err = unixSeconds(h.SettledAt); err != nil {
			return Hash{}, err
		}
	}
	return keccakWords(
		number(uint64(h.Batch.Insurer)), number(uint64(h.Batch.Sequence)), Word(h.Root),
		number(receivedAt), number(settledAt), number(uint64(h.Count)), number(uint64(h.SubmissionCount)),
	), nil
}

// number is a word with n in its lowest bits.
func number(n uint64) Word {
	var p packer
	p.skip(256 - 64)
	p.put(64, n)
	return p.word()
}

// unixSeconds is an instant as the ledger counts it. An instant between two
// seconds is none of the ledger's.
func unixSeconds(at time.Time) (uint64, error) {
	if seconds := at.Unix(); seconds > 0 && at.Nanosecond() == 0 {
		return uint64(seconds), nil
	}
	return 0, ErrInstantOutOfRange
}
