package chain

import (
	"math/big"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// FirstProviderBatch is the first sequence of batches that providers post
// themselves; the gateway's are below it.
const FirstProviderBatch = 1 << 31

// SignedSubmission is a submission with its provider's signature.
type SignedSubmission struct {
	Submission
	Signature []byte
}

// Decision decides one claim by its path.
type Decision struct {
	// Path leads from the leaf that stands to the header's root. An estimate asks for
	// its provider alone.
	Path         commitment.BatchPath
	CoverageYear claims.CoverageYearID
	Claim        []commitment.Word // as [commitment.EncodeDecision] packs it
}

// Standing is a determination that stands, opened.
type Standing struct {
	Header  commitment.BatchHeader
	Path    commitment.BatchPath
	Opening commitment.Opening
}

// Version returns which determination of the claim it is, counted from 1.
func (s *Standing) Version() uint8 { return s.Opening.Version() }

// ReceiveBatch is for the insurer's gateway to send.
func (c *Contracts) ReceiveBatch(insurer claims.InsurerID, sequence uint32, submissions []SignedSubmission) (Call, error) {
	data, err := c.ledger.TryPackReceiveBatch(uint32(insurer), sequence, boundSubmissions(submissions))
	return callOf(c.deployment.Ledger, data, err)
}

// SettleBatch is for the insurer's adjudicator to send. The header is that of a
// batch which was received and not settled.
func (c *Contracts) SettleBatch(header commitment.BatchHeader, words commitment.SettlementWords) (Call, error) {
	data, err := c.ledger.TryPackSettleBatch(boundHeader(header), boundSettlement(words))
	return callOf(c.deployment.Ledger, data, err)
}

// ReceiveAndSettle is both in one, for who is gateway and adjudicator to send.
func (c *Contracts) ReceiveAndSettle(
	insurer claims.InsurerID, sequence uint32, submissions []SignedSubmission, words commitment.SettlementWords,
) (Call, error) {
	data, err := c.ledger.TryPackReceiveAndSettle(uint32(insurer), sequence, boundSubmissions(submissions), boundSettlement(words))
	return callOf(c.deployment.Ledger, data, err)
}

// ReceiveFromProvider fixes the receipt of a submission that the insurer's gateway
// does not post. Sequence is the insurer's last one of the kind plus one, from
// [FirstProviderBatch] on. Anybody may send it.
func (c *Contracts) ReceiveFromProvider(sequence uint32, submission SignedSubmission, ciphertext []byte) (Call, error) {
	data, err := c.ledger.TryPackReceiveFromProvider(uint32(submission.Insurer), sequence, boundSubmission(submission), ciphertext)
	return callOf(c.deployment.Ledger, data, err)
}

// Decide is for the insurer's adjudicator to send. Each decision's path is
// against the root that the one before it leaves.
func (c *Contracts) Decide(header commitment.BatchHeader, decisions []Decision) (Call, error) {
	list := make([]bindings.IClaimLedgerDecision, len(decisions))
	for i, decision := range decisions {
		list[i] = boundDecision(decision)
	}
	data, err := c.corrections.TryPackDecide(boundHeader(header), list)
	return callOf(c.deployment.Ledger, data, err)
}

// Correct decides a replacement or a void, which undoes the standing determination
// that it names, for the insurer's adjudicator to send. Where both are in one batch
// both paths are against its root as it stands.
func (c *Contracts) Correct(header commitment.BatchHeader, decision Decision, standing Standing) (Call, error) {
	data, err := c.corrections.TryPackCorrect(boundHeader(header), boundDecision(decision), boundStanding(standing))
	return callOf(c.deployment.Ledger, data, err)
}

// Reverse undoes a determination, for the insurer's adjudicator to send.
func (c *Contracts) Reverse(standing Standing, reasonsHash commitment.Hash) (Call, error) {
	data, err := c.corrections.TryPackReverse(boundStanding(standing), reasonsHash)
	return callOf(c.deployment.Ledger, data, err)
}

// Pend stops an undecided claim's clock, for the insurer's adjudicator to send. The
// hash of the reason is salted.
func (c *Contracts) Pend(header commitment.BatchHeader, path commitment.BatchPath, receiptLeaf, reasonHash commitment.Hash) (Call, error) {
	data, err := c.clocks.TryPackPend(boundHeader(header), boundPath(path), receiptLeaf, reasonHash)
	return callOf(c.deployment.Ledger, data, err)
}

// LiftPend lets a pended claim's clock run again, for the insurer's adjudicator to send.
func (c *Contracts) LiftPend(number claims.Number) (Call, error) {
	data, err := c.clocks.TryPackLiftPend(packNumber(number))
	return callOf(c.deployment.Ledger, data, err)
}

// ReceiveEvidence lets a pended claim's clock run again, for the provider's signer
// or the insurer's gateway to send.
func (c *Contracts) ReceiveEvidence(number claims.Number, evidenceHash commitment.Hash) (Call, error) {
	data, err := c.clocks.TryPackReceiveEvidence(packNumber(number), evidenceHash)
	return callOf(c.deployment.Ledger, data, err)
}

// MarkOverdue proves that a claim is undecided beyond its plan's clock. The opening
// is that of its receipt leaf. Anybody may send it.
func (c *Contracts) MarkOverdue(header commitment.BatchHeader, path commitment.BatchPath, receipt commitment.Opening) (Call, error) {
	data, err := c.clocks.TryPackMarkOverdue(boundHeader(header), boundPath(path), boundOpening(receipt))
	return callOf(c.deployment.Ledger, data, err)
}

// ContestReceipt says that the claims of a provider's own receipt cannot be read,
// for the insurer's gateway to send.
func (c *Contracts) ContestReceipt(batch claims.BatchID) (Call, error) {
	data, err := c.clocks.TryPackContestReceipt(uint32(batch.Insurer), batch.Sequence)
	return callOf(c.deployment.Ledger, data, err)
}

// AnswerContest hands the claims of a contested receipt in again, for the provider's
// signer to send.
func (c *Contracts) AnswerContest(batch claims.BatchID, ciphertext []byte) (Call, error) {
	data, err := c.clocks.TryPackAnswerContest(uint32(batch.Insurer), batch.Sequence, ciphertext)
	return callOf(c.deployment.Ledger, data, err)
}

// SetPaused stops an insurer's receipts and determinations, or lets them go on, for
// its admin or an administrator to send.
func (c *Contracts) SetPaused(insurer claims.InsurerID, isPaused bool) (Call, error) {
	data, err := c.clocks.TryPackSetPaused(uint32(insurer), isPaused)
	return callOf(c.deployment.Ledger, data, err)
}

func boundSubmissions(submissions []SignedSubmission) []bindings.IClaimLedgerSubmission {
	list := make([]bindings.IClaimLedgerSubmission, len(submissions))
	for i, s := range submissions {
		list[i] = boundSubmission(s)
	}
	return list
}

func boundSubmission(s SignedSubmission) bindings.IClaimLedgerSubmission {
	return bindings.IClaimLedgerSubmission{
		Provider: uint32(s.Provider), Sequence: s.Sequence, Root: s.Root, Count: s.Count,
		Deadline: uint64(s.Deadline), Signature: s.Signature,
	}
}

func boundHeader(h commitment.BatchHeader) bindings.IClaimLedgerBatchHeader {
	header := bindings.IClaimLedgerBatchHeader{
		Insurer: uint32(h.Batch.Insurer), Batch: h.Batch.Sequence, Root: h.Root, ReceivedAt: uint64(h.ReceivedAt.Unix()),
		Count: h.Count, SubmissionCount: h.SubmissionCount,
	}
	if !h.SettledAt.IsZero() {
		header.SettledAt = uint64(h.SettledAt.Unix())
	}
	return header
}

func boundSettlement(words commitment.SettlementWords) bindings.IClaimLedgerSettlement {
	return bindings.IClaimLedgerSettlement{
		Coverages: boundWords(words.Coverages), Families: boundWords(words.Families),
		Extensions: boundWords(words.Extensions), Claims: boundWords(words.Claims),
	}
}

func boundPath(p commitment.BatchPath) bindings.IClaimLedgerPath {
	return bindings.IClaimLedgerPath{
		Index: p.Index, Provider: uint32(p.Provider), FirstIndex: p.FirstIndex, Count: p.Count, SubmissionIndex: p.SubmissionIndex,
		InnerSiblings: plainHashes(p.InnerSiblings), OuterSiblings: plainHashes(p.OuterSiblings),
	}
}

func boundDecision(d Decision) bindings.IClaimLedgerDecision {
	return bindings.IClaimLedgerDecision{
		Path: boundPath(d.Path), CoverageYear: uint64(d.CoverageYear), Claim: boundWords(d.Claim),
	}
}

func boundOpening(o commitment.Opening) bindings.IClaimLedgerOpening {
	return bindings.IClaimLedgerOpening{
		ContentHash: o.ContentHash, Head: boundWord(o.Head), More: boundWords(o.More), Stamp: boundWord(o.Stamp),
		Results: boundWords(o.Results), Facts: boundWords(o.Facts),
	}
}

func boundStanding(s Standing) bindings.IClaimLedgerStanding {
	return bindings.IClaimLedgerStanding{Header: boundHeader(s.Header), Path: boundPath(s.Path), Opening: boundOpening(s.Opening)}
}

func boundWord(word commitment.Word) *big.Int { return new(big.Int).SetBytes(word[:]) }

func boundWords(words []commitment.Word) []*big.Int {
	list := make([]*big.Int, len(words))
	for i, word := range words {
		list[i] = boundWord(word)
	}
	return list
}

func plainHashes(hashes []commitment.Hash) [][32]byte {
	plain := make([][32]byte, len(hashes))
	for i, hash := range hashes {
		plain[i] = hash
	}
	return plain
}
