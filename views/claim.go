package views

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// open decrypts a claim and explains its determination. Of what was not loaded nothing is shown.
func (v *Views) open(ctx context.Context, row *store.ClaimView, skip Parts) (*Claim, error) {
	claim := &Claim{
		ID: row.ID, Status: row.Facts.Progress().Status(), IsFinal: isFinal(row),
		Insurer: insurerOf(row.Insurer), Provider: providerOf(row.Provider), AcceptedAt: row.AcceptedAt,
		Charge: row.Charge, ContentHash: row.ContentHash, ReceiptLeaf: row.ReceiptLeaf,
		Frequency: int(row.Frequency), Replaces: row.Replaces,
	}
	if row.Receipt != nil {
		claim.Number = &row.Receipt.Number
	}
	if row.Refusal != "" {
		claim.Failure = &row.Refusal
	}
	if row.Determination != nil {
		claim.determined(row.Determination)
	}
	for _, request := range row.Requests {
		claim.EvidenceRequests = append(claim.EvidenceRequests, EvidenceRequest{
			ID: EvidenceRequestID(request.ID), Line: request.Line, Kind: request.Kind,
			AskedAt: request.AskedAt, DueAt: request.DueAt,
			IsAnswered: request.State == store.RequestAnswered, IsOverdue: request.State == store.RequestOverdue,
		})
	}
	claim.addReviews(row)
	plan, err := v.plan(ctx, row.Plan)
	if err != nil {
		return nil, err
	}
	claim.Plan = &Plan{ID: row.Plan, Name: plan.Name, Insurer: claim.Insurer}
	until := promptPayUntil(plan, row)
	claim.Holder, claim.HolderUntil = holder(row, claim.Status, until)
	claim.PendedAt = row.Clock.PendedAt
	claim.Clock = v.clock(plan, row)
	isLate := claim.Clock != nil && claim.Clock.OverdueDays > 0
	claim.IsOverdue = row.Determination == nil && row.Refusal == "" && (row.Clock.OverdueAt != nil || isLate)
	claim.isBrief = skip&PartExplanation != 0
	if claim.isBrief {
		claim.PatientResponsibility = nil
	}
	return claim, v.openContent(ctx, row, plan, claim)
}

// determined adds what the chain says of a determination in the clear.
func (c *Claim) determined(d *store.DeterminationView) {
	c.Allowed, c.Paid, c.PatientResponsibility, c.Interest = &d.Allowed, &d.Paid, &d.Patient, &d.Interest
	c.DeterminationTransaction = d.Transaction
	standing := Stands
	if r := d.Reversal; r != nil {
		standing, c.ReversedAt, c.ReplacedBy = Reversed, &r.At, r.ReplacedBy
		if r.ReplacedBy != nil {
			standing = Replaced
		}
	}
	c.Version, c.Standing = &d.Version, &standing
}

// isFinal reports whether all of a claim's standing is in blocks that are final.
func isFinal(row *store.ClaimView) bool {
	block := row.PaidOutBlock
	if row.Receipt != nil {
		block = max(block, row.Receipt.Block)
	}
	if d := row.Determination; d != nil {
		block = max(block, d.Block)
		if d.Reversal != nil {
			block = max(block, d.Reversal.Block)
		}
	}
	return row.Receipt != nil && block <= row.FinalBlock
}

// holder returns who has a claim, and until when. until is the end of the insurer's clock.
func holder(row *store.ClaimView, status claims.Status, until *time.Time) (Holder, *time.Time) {
	switch status {
	case claims.StatusAccepted:
		return HolderGateway, &row.ReceiptBy
	case claims.StatusPended:
		if due := earliestDue(row.Requests); due != nil {
			return HolderProvider, due
		}
		return HolderInsurer, until
	case claims.StatusReceived:
		return HolderInsurer, until
	case claims.StatusSettling:
		return HolderInsurer, nil
	case claims.StatusPaid, claims.StatusDenied, claims.StatusVoided, claims.StatusReversed,
		claims.StatusRejected:
		return HolderNobody, nil
	}
	return HolderNobody, nil
}

// promptPayUntil returns when the insurer's clock has run out: with the last civil
// day on which the plan may pay in time. Nil where it does not run.
func promptPayUntil(plan *coverage.Plan, row *store.ClaimView) *time.Time {
	if row.Receipt == nil || row.Clock.PendedAt != nil {
		return nil
	}
	until := plan.DecideBy(row.Receipt.At.Add(row.Clock.Stopped))
	return &until
}

// clock returns the claim's clock, nil until its receipt is on the chain. The time is
// the later of ours and the chain's, which decides.
func (v *Views) clock(plan *coverage.Plan, row *store.ClaimView) *ClaimClock {
	if row.Receipt == nil {
		return nil
	}
	at := v.config.Clock()
	if row.Clock.ChainAt != nil && row.Clock.ChainAt.After(at) {
		at = *row.Clock.ChainAt
	}
	if row.Clock.DecidedAt != nil {
		at = *row.Clock.DecidedAt
	}
	stopped := row.Clock.Stopped
	if row.Clock.PendedAt != nil {
		stopped += max(at.Sub(*row.Clock.PendedAt), 0)
	}
	clock := &ClaimClock{
		ReceivedAt: row.Receipt.At, PendedAt: row.Clock.PendedAt, StoppedSeconds: int(stopped / time.Second),
		PromptPayDays: int(plan.PromptPayDays), OverdueDays: plan.OverdueDays(row.Receipt.At.Add(stopped), at),
		OverdueProvedAt: row.Clock.OverdueAt,
	}
	if row.Clock.DecidedAt == nil {
		clock.DecideBy = promptPayUntil(plan, row)
	}
	return clock
}

// earliestDue returns when the first of the open requests is due, or nil when none is open.
func earliestDue(requests []store.RequestView) *time.Time {
	var earliest *time.Time
	for i := range requests {
		due := &requests[i].DueAt
		if requests[i].State == store.RequestOpen && (earliest == nil || due.Before(*earliest)) {
			earliest = due
		}
	}
	return earliest
}

// openContent decrypts what the provider submitted, and what was decided on it. An
// erased patient's claims keep what stands in the clear.
func (v *Views) openContent(ctx context.Context, row *store.ClaimView, plan *coverage.Plan, into *Claim) error {
	key, err := v.config.Vault.PatientKey(ctx, row.Patient, row.PatientKey)
	if errors.Is(err, evidence.ErrErased) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("opening a patient's key: %w", err)
	}
	_, canonical, err := key.OpenClaim(row.ID, row.Content)
	if err != nil {
		return fmt.Errorf("opening claim %s: %w", row.ID, err)
	}
	content, err := commitment.ParseClaim(canonical)
	if err != nil {
		return fmt.Errorf("reading claim %s: %w", row.ID, err)
	}
	into.Type = &content.Type
	into.PatientAccountNumber, into.MemberNumber = &content.PatientAccountNumber, &content.MemberNumber
	into.Diagnoses = content.Diagnoses
	into.Lines = linesOf(content.Lines)
	into.PriorPayers = priorPayersOf(content.PriorPayers)
	if err := into.openGrounds(key, row); err != nil {
		return err
	}
	if err := into.openReviews(ctx, key, row.Reviews); err != nil {
		return err
	}
	if row.Determination == nil {
		if into.Status == claims.StatusPended {
			into.addExplanations(plan, row.Provider.ID)
		}
		return nil
	}
	if into.isBrief {
		v.addAmounts(ctx, row, into, &content)
		return nil
	}
	into.addExplanations(plan, row.Provider.ID)
	tables, err := v.tables(ctx, plan)
	if err != nil {
		return err
	}
	ledger := adjudicate.Ledger{Plan: *plan, Year: row.Determination.Year, ServiceDate: row.Determination.ServiceDay}
	tables.AddToLedger(&ledger, row.Provider.Identifier)
	return v.explain(ctx, key, row, into, remit.Determination{Claim: content, Ledger: ledger})
}

func linesOf(source []claims.Line) []Line {
	lines := make([]Line, len(source))
	for i := range source {
		line := &source[i]
		lines[i] = Line{
			Sequence: line.Sequence, Procedure: &line.Procedure, Modifiers: line.Modifiers,
			PlaceOfService: &line.PlaceOfService, ServiceDate: &line.ServiceDate, Units: &line.Units,
			Charge: line.Charge, IsInformational: !line.IsAdjudicated(),
		}
	}
	return lines
}

// addAmounts adds to each line what was determined and explains nothing. What does not
// belong to the lines is not shown.
func (v *Views) addAmounts(ctx context.Context, row *store.ClaimView, into *Claim, content *claims.Claim) {
	results, err := readResults(row.Determination.Result)
	if err == nil {
		err = remit.Check(content, results)
	}
	if err != nil {
		v.config.Log.ErrorContext(ctx, "a determination cannot be read", "claim", row.ID, "error", err)
		return
	}
	into.determinedLines(results)
}

// explain adds to each line what was determined, and why, and to the claim what the
// patient owes. What does not balance is not shown: the claim keeps its totals, as
// the chain has them, and the fault is logged.
func (v *Views) explain(
	ctx context.Context, key *evidence.PatientKey, row *store.ClaimView, into *Claim, determination remit.Determination,
) error {
	text, err := key.OpenReasons(row.ID, row.Assessment)
	if err != nil {
		return fmt.Errorf("opening the reasons of claim %s: %w", row.ID, err)
	}
	if err := readDetermination(&determination, text, row.Determination.Result); err != nil {
		v.config.Log.ErrorContext(ctx, "a determination cannot be read", "claim", row.ID, "error", err)
		return nil
	}
	remittance, err := remit.New(determination)
	if err != nil {
		v.config.Log.ErrorContext(ctx, "a determination cannot be explained", "claim", row.ID, "error", err)
		return nil
	}
	into.explainLines(ctx, &determination, &remittance)
	into.ExplanationOfBenefits = v.explanationOfBenefits(row, into, &determination.Ledger.Plan, remit.StatementOf(&remittance, determination.Results))
	// The chain counts cost shares alone; what the plan does not cover the patient owes too.
	into.PatientResponsibility = &remittance.PatientResponsibility
	return nil
}

// determinedLines adds to each line what was determined; of one that is for information
// that is nothing.
func (c *Claim) determinedLines(results []benefits.LineResult) {
	for i := range c.Lines {
		line := &c.Lines[i]
		if line.IsInformational {
			line.determined(&benefits.LineResult{})
			continue
		}
		line.determined(&results[0])
		line.CountedUnits, results = &results[0].Units, results[1:]
	}
}

// explainLines adds to each line what was determined, and why.
func (c *Claim) explainLines(ctx context.Context, determination *remit.Determination, remittance *remit.Remittance) {
	c.determinedLines(determination.Results)
	results := determination.Results
	for i := range remittance.Lines {
		line := &c.Lines[i]
		line.explained(&remittance.Lines[i])
		if line.IsInformational {
			continue
		}
		if line.Explanation != nil {
			line.Explanation.addHits(ctx, determination, &determination.Claim.Lines[i], results[0])
			line.Explanation.Coordination = coordinated(
				determination.Ledger.Plan.Coordination, results[0], remittance.Lines[i].Coordination)
		}
		results = results[1:]
	}
}

// readDetermination reads the reasons and the results into a determination.
func readDetermination(into *remit.Determination, reasons, result []byte) (err error) {
	if into.Reasons, err = adjudicate.ParseReasons(reasons); err != nil {
		return err
	}
	into.Results, err = readResults(result)
	return err
}

func readResults(result []byte) ([]benefits.LineResult, error) {
	words, err := commitment.ParseWords(result)
	if err != nil {
		return nil, err
	}
	return commitment.DecodeResults(words)
}

// determined adds what a determination says of the line.
func (l *Line) determined(result *benefits.LineResult) {
	isDenied := result.IsDenied()
	l.IsDenied, l.Allowed, l.Noncovered, l.Paid = &isDenied, &result.Allowed, &result.Noncovered, &result.Paid
	if isDenied {
		l.Denial = &result.Denial
	}
}

// explained adds how what is not paid comes about, and who owes it.
func (l *Line) explained(d *remit.Line) {
	l.PatientResponsibility, l.Reason = &d.PatientResponsibility, &d.Reason
	for i := range d.Adjustments {
		adjustment := &d.Adjustments[i]
		shown := Adjustment{Group: adjustment.Group, CARC: adjustment.CARC, Amount: adjustment.Amount}
		if adjustment.RARC != "" {
			shown.RARC = &adjustment.RARC
		}
		if adjustment.Units != 0 {
			shown.Units = &adjustment.Units
		}
		l.Adjustments = append(l.Adjustments, shown)
	}
}

// deidentify takes away what names the patient or says what was treated when and
// where: auditors see amounts, codes of decisions and statuses.
func (c *Claim) deidentify() {
	c.PatientAccountNumber, c.MemberNumber = nil, nil
	c.Diagnoses = nil
	c.ExplanationOfBenefits = nil
	c.EvidenceRequests = nil // their kind tells of the treatment
	for i := range c.PriorPayers {
		c.PriorPayers[i].Payer, c.PriorPayers[i].AnswerDate = nil, nil
	}
	for i := range c.Appeals {
		c.Appeals[i].Grounds = nil
	}
	for i := range c.Reviews {
		c.Reviews[i].Finding, c.Reviews[i].Reasons = nil, nil
	}
	for i := range c.Lines {
		line := &c.Lines[i]
		line.Procedure, line.Modifiers, line.PlaceOfService = nil, nil, nil
		line.ServiceDate, line.Units, line.CountedUnits = nil, nil, nil
		line.Reason = nil // it may hold dates
		for j := range line.Adjustments {
			line.Adjustments[j].Units = nil
		}
		if line.Explanation != nil {
			line.Explanation.deidentify()
		}
	}
}

// keepBusinessOf takes away what is between the claim's provider and its insurer, from
// another provider that the patient lets read the claim.
func (c *Claim) keepBusinessOf() {
	c.PatientAccountNumber = nil
	c.Recoveries = nil
	for i := range c.Appeals {
		c.Appeals[i].Grounds = nil
	}
	for i := range c.Reviews {
		c.Reviews[i].Finding, c.Reviews[i].Reasons = nil, nil
	}
	for i := range c.Lines {
		if explanation := c.Lines[i].Explanation; explanation != nil {
			explanation.isClear = false // how to code otherwise is the biller's
		}
	}
}
