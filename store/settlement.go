package store

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// BatchStage is where a receipt batch is on its way through the ledger.
type BatchStage string

// The stages of a batch.
const (
	BatchReceiving BatchStage = "receiving" // its receipt is posted
	BatchSettling  BatchStage = "settling"  // its receipt is on chain, its settlement posted
	BatchSettled   BatchStage = "settled"   // its settlement is on chain
)

// WaitingSubmission is an accepted submission without a batch.
type WaitingSubmission struct {
	ID         string
	Provider   claims.ProviderID
	ClaimCount int
	WordCount  int // of its prepared claims
}

// OpenBatch is a batch on its way. IntentState and IntentBlock are those of the
// transaction of its stage; what the read model shows of the ledger decides, and
// IndexedBlock is how far that goes.
type OpenBatch struct {
	Sequence uint32
	Stage    BatchStage
	// ReceiptAttempt and SettleAttempt name the last transactions of the two stages.
	ReceiptAttempt int
	SettleAttempt  int
	IntentState    IntentState
	IntentBlock    uint64
	IndexedBlock   uint64
	IsReceived     bool
	IsSettled      bool
	// IsRewound is set when the read model was taken back to before its settlement.
	IsRewound bool
}

// BatchSubmission is a submission of a batch.
type BatchSubmission struct {
	Provider   claims.ProviderID
	Sequence   uint64
	Root       commitment.Hash
	ClaimCount int
	Deadline   int64 // Unix seconds
	Signature  []byte
	FirstIndex int
}

// BatchClaim is a claim of a batch, as settlement needs it.
type BatchClaim struct {
	ID                claims.ID
	Stage             Stage
	FamilyYear        claims.FamilyYearID
	Extension         claims.ExtensionID
	ReceiptLeaf       commitment.Hash
	Prepared          []byte          // see [NewClaim]
	DeterminationLeaf commitment.Hash // of the highest version; zero until determined
	DecisionFailures  int             // how often the ledger refused its decision by path
}

// IsSettled reports whether the claim's batch settles it in full, not as a bare leaf.
func (c BatchClaim) IsSettled() bool { return c.Stage == StageClean || c.Stage == StageDecided }

// IsToDecide reports whether the claim is decided and not yet in the ledger.
func (c BatchClaim) IsToDecide() bool {
	return c.Stage == StageDecided && c.DeterminationLeaf == (commitment.Hash{})
}

// StandingLeaf returns the claim's leaf in the determination root.
func (c BatchClaim) StandingLeaf() commitment.Hash {
	if c.DeterminationLeaf != (commitment.Hash{}) {
		return c.DeterminationLeaf
	}
	return c.ReceiptLeaf
}

// BatchToDecide is a settled batch with decisions outstanding. IntentState and
// IntentBlock are those of its last transaction with decisions.
type BatchToDecide struct {
	Sequence     uint32
	Decisions    int
	IntentState  IntentState
	IntentBlock  uint64
	IndexedBlock uint64
	// Other is the other batch that the last decision rests on, 0 for none.
	Other uint32
	// Claim is that which the last decision is of, "" once its failure was counted.
	Claim claims.ID
	// Failure is the name of the last decision's error; where it IsProvisional it does
	// not count.
	Failure       string
	IsProvisional bool
}

// LockInsurerQueue makes the transaction the only one that posts for the insurer.
func (t *Tx) LockInsurerQueue(ctx context.Context, insurer claims.InsurerID) error {
	return faultOf(t.q.LockInsurerQueue(ctx, int64(insurer)))
}

// WaitingSubmissions returns submissions without a batch, in the order in which
// they are to be received: the first, and as many more as have no more than
// claimLimit claims in all.
func (q Queries) WaitingSubmissions(ctx context.Context, insurer claims.InsurerID, claimLimit int) ([]WaitingSubmission, error) {
	rows, err := q.q.WaitingSubmissions(ctx, int64(insurer), int32(claimLimit))
	if err != nil {
		return nil, faultOf(err)
	}
	waiting := make([]WaitingSubmission, len(rows))
	for i, row := range rows {
		waiting[i] = WaitingSubmission{
			ID: row.ID, Provider: claims.ProviderID(row.ProviderID), ClaimCount: int(row.ClaimCount), WordCount: int(row.WordCount),
		}
	}
	return waiting, nil
}

// LastBatch returns the sequence of the insurer's last batch, 0 for none.
func (q Queries) LastBatch(ctx context.Context, insurer claims.InsurerID) (uint32, error) {
	last, err := q.q.LastBatch(ctx, int64(insurer))
	return uint32(last), faultOf(err)
}

// CreateBatch puts submissions under a new batch, in order.
func (t *Tx) CreateBatch(ctx context.Context, id claims.BatchID, submissions []WaitingSubmission, at time.Time) error {
	ids := make([]string, len(submissions))
	firstIndexes := make([]int32, len(submissions))
	count := int32(0)
	for i, submission := range submissions {
		ids[i], firstIndexes[i] = submission.ID, count
		count += int32(submission.ClaimCount)
	}
	if err := t.q.CreateBatch(ctx, int64(id.Insurer), int64(id.Sequence), count, at); err != nil {
		return faultOf(err)
	}
	return faultOf(t.q.AssignSubmissions(ctx, sequenceOf(id), ids, firstIndexes))
}

func sequenceOf(id claims.BatchID) *int64 {
	sequence := int64(id.Sequence)
	return &sequence
}

// OpenBatches returns up to limit of the insurer's batches that are not settled, in order.
func (q Queries) OpenBatches(ctx context.Context, insurer claims.InsurerID, limit int) ([]OpenBatch, error) {
	rows, err := q.q.OpenBatches(ctx, int64(insurer), int32(limit))
	if err != nil {
		return nil, faultOf(err)
	}
	open := make([]OpenBatch, len(rows))
	for i, row := range rows {
		open[i] = OpenBatch{
			Sequence: uint32(row.Sequence), Stage: BatchStage(row.Stage), ReceiptAttempt: int(row.Attempt),
			SettleAttempt: int(row.SettleAttempt),
			IntentState:   IntentState(row.IntentState), IntentBlock: uint64(row.IntentBlock), IndexedBlock: uint64(row.IndexedBlock),
			IsReceived: row.IsReceived, IsSettled: row.IsSettled, IsRewound: row.IsRewound,
		}
	}
	return open, nil
}

// CountReceipt notes that a batch's receipt is posted, by which attempt.
func (t *Tx) CountReceipt(ctx context.Context, id claims.BatchID, attempt int) error {
	return faultOf(t.q.CountReceipt(ctx, int32(attempt), int64(id.Insurer), int64(id.Sequence)))
}

// CountSettlement notes that a batch's settlement is posted, by which attempt.
func (t *Tx) CountSettlement(ctx context.Context, id claims.BatchID, attempt int) error {
	return faultOf(t.q.CountSettlement(ctx, int32(attempt), int64(id.Insurer), int64(id.Sequence)))
}

// CloseBatch notes that a batch's settlement is on chain.
func (t *Tx) CloseBatch(ctx context.Context, id claims.BatchID) error {
	return faultOf(t.q.CloseBatch(ctx, int64(id.Insurer), int64(id.Sequence)))
}

// ReopenRewound takes the insurer's batches and decided claims back to where the
// read model shows them, when that was taken back since the last time: what was
// posted for them may fail when it is included again, in blocks of other times.
func (t *Tx) ReopenRewound(ctx context.Context, insurer claims.InsurerID) error {
	seen, err := t.q.SeeRewinds(ctx, int64(insurer))
	if err != nil || seen == 0 {
		return faultOf(err)
	}
	if err := t.q.ReopenBatches(ctx, int64(insurer)); err != nil {
		return faultOf(err)
	}
	for _, reopen := range []func(context.Context, int64) error{
		t.q.ReopenClosed, t.q.ReopenRefused, t.q.ForgetDecisionFailures,
	} {
		if err := reopen(ctx, int64(insurer)); err != nil {
			return faultOf(err)
		}
	}
	return faultOf(t.q.ReopenActs(ctx, int64(insurer)))
}

// CheckRewound checks that the read model was not taken back since [Tx.ReopenRewound]
// in this transaction, of which each statement sees what is committed by then.
//
// Errors: [ErrRewound].
func (t *Tx) CheckRewound(ctx context.Context, insurer claims.InsurerID) error {
	isRewound, err := t.q.IsRewound(ctx, int64(insurer))
	if err == nil && isRewound {
		return ErrRewound
	}
	return faultOf(err)
}

// BatchSubmissions returns the submissions of a batch, in order.
func (q Queries) BatchSubmissions(ctx context.Context, id claims.BatchID) ([]BatchSubmission, error) {
	rows, err := q.q.BatchSubmissions(ctx, int64(id.Insurer), sequenceOf(id))
	if err != nil {
		return nil, faultOf(err)
	}
	submissions := make([]BatchSubmission, len(rows))
	for i, row := range rows {
		submissions[i] = BatchSubmission{
			Provider: claims.ProviderID(row.ProviderID), Sequence: uint64(row.Sequence), Root: commitment.Hash(row.Root),
			ClaimCount: int(row.ClaimCount), Deadline: row.Deadline, Signature: row.Signature, FirstIndex: int(row.FirstIndex),
		}
	}
	return submissions, nil
}

// BatchClaims returns the claims of a batch, each at its index.
func (q Queries) BatchClaims(ctx context.Context, id claims.BatchID) ([]BatchClaim, error) {
	rows, err := q.q.BatchClaims(ctx, int64(id.Insurer), sequenceOf(id))
	if err != nil {
		return nil, faultOf(err)
	}
	batch := make([]BatchClaim, len(rows))
	for i := range rows {
		batch[i] = batchClaimOf(&rows[i])
	}
	return batch, nil
}

func batchClaimOf(row *sqlc.BatchClaimsRow) BatchClaim {
	claim := BatchClaim{
		ID: claims.ID(row.ID), Stage: Stage(row.Stage), FamilyYear: claims.FamilyYearID(row.FamilyYear),
		Extension: claims.ExtensionID(row.Extension), ReceiptLeaf: commitment.Hash(row.ReceiptLeaf), Prepared: row.Prepared,
		DecisionFailures: int(row.DecisionFailures),
	}
	if len(row.DeterminationLeaf) != 0 {
		claim.DeterminationLeaf = commitment.Hash(row.DeterminationLeaf)
	}
	return claim
}

// BatchesToDecide returns the insurer's settled batches with decisions outstanding, but
// for those that failed as often as given.
func (q Queries) BatchesToDecide(ctx context.Context, insurer claims.InsurerID, most int) ([]BatchToDecide, error) {
	rows, err := q.q.BatchesToDecide(ctx, int64(insurer), int32(most))
	if err != nil {
		return nil, faultOf(err)
	}
	outstanding := make([]BatchToDecide, len(rows))
	for i, row := range rows {
		outstanding[i] = BatchToDecide{
			Sequence: uint32(row.Sequence), Decisions: int(row.Decisions),
			IntentState: IntentState(row.IntentState), IntentBlock: uint64(row.IntentBlock), IndexedBlock: uint64(row.IndexedBlock),
			Other: uint32(row.DecisionOther), Claim: claims.ID(row.DecisionClaim), Failure: row.IntentFailure,
			IsProvisional: row.IsProvisional,
		}
	}
	return outstanding, nil
}

// CountDecision counts a transaction with the decision of a batch's claim. Other is
// the batch of the claim that is replaced or voided, 0 for none.
func (t *Tx) CountDecision(ctx context.Context, id claims.BatchID, claim claims.ID, other uint32) error {
	var rested *int64
	if other != 0 {
		sequence := int64(other)
		rested = &sequence
	}
	of := string(claim)
	return faultOf(t.q.CountDecision(ctx, rested, &of, int64(id.Insurer), int64(id.Sequence)))
}

// FailDecision counts the failure of a batch's last decision, and returns how often
// that of the claim has failed.
func (t *Tx) FailDecision(ctx context.Context, id claims.BatchID, claim claims.ID) (int, error) {
	if err := t.ForgetDecision(ctx, id); err != nil {
		return 0, err
	}
	failures, err := t.q.CountDecisionFailure(ctx, string(claim))
	return int(failures), faultOf(err)
}

// ForgetDecision has the failure of a batch's last decision not counted (again).
func (t *Tx) ForgetDecision(ctx context.Context, id claims.BatchID) error {
	return faultOf(t.q.ForgetDecision(ctx, int64(id.Insurer), int64(id.Sequence)))
}

// RefuseCorrection refuses a replacement or a void that is not determined, by the name
// of an error, and tells of it: what it names may be corrected again. False for any
// other claim.
func (t *Tx) RefuseCorrection(ctx context.Context, claim claims.ID, refusal string) (bool, error) {
	refused, err := t.q.RefuseCorrection(ctx, &refusal, string(claim))
	if err != nil || refused == 0 {
		return false, faultOf(err)
	}
	t.ClaimChanged(claim)
	return true, nil
}

// CloseDecided closes the insurer's decided claims whose determination is on chain.
func (t *Tx) CloseDecided(ctx context.Context, insurer claims.InsurerID) error {
	return faultOf(t.q.CloseDecided(ctx, int64(insurer)))
}

// ReopenUndecided has the clean claims that a settlement left undecided decided by path.
func (t *Tx) ReopenUndecided(ctx context.Context, id claims.BatchID) error {
	return faultOf(t.q.ReopenUndecided(ctx, int64(id.Insurer), sequenceOf(id)))
}
