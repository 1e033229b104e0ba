package views

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// open decrypts a claim and explains its determination.
func (v *Views) open(ctx context.Context, row *store.ClaimView) (*Claim, error) {
	claim := &Claim{
		ID: row.ID, Status: row.Facts.Progress().Status(), IsFinal: isFinal(row),
		Insurer: insurerOf(row.Insurer), Provider: providerOf(row.Provider), AcceptedAt: row.AcceptedAt,
		Charge: row.Charge, ContentHash: row.ContentHash, ReceiptLeaf: row.ReceiptLeaf,
	}
	if row.Receipt != nil {
		claim.Number = &row.Receipt.Number
	}
	if d := row.Determination; d != nil {
		claim.Allowed, claim.Paid, claim.PatientResponsibility = &d.Allowed, &d.Paid, &d.Patient
		claim.DeterminationTransaction = d.Transaction
	}
	for _, request := range row.Requests {
		claim.EvidenceRequests = append(claim.EvidenceRequests, EvidenceRequest{
			ID: EvidenceRequestID(request.ID), Line: request.Line, Kind: request.Kind,
			AskedAt: request.AskedAt, DueAt: request.DueAt,
			IsAnswered: request.State == store.RequestAnswered, IsOverdue: request.State == store.RequestOverdue,
		})
	}
	var err error
	if claim.Holder, claim.HolderUntil, err = v.holder(ctx, row, claim.Status); err != nil {
		return nil, err
	}
	return claim, v.openContent(ctx, row, claim)
}

// isFinal reports whether all of a claim's standing is in blocks that are final.
func isFinal(row *store.ClaimView) bool {
	block := row.PaidOutBlock
	if row.Receipt != nil {
		block = max(block, row.Receipt.Block)
	}
	if row.Determination != nil {
		block = max(block, row.Determination.Block)
	}
	return row.Receipt != nil && block <= row.FinalBlock
}

// holder returns who has a claim, and until when.
func (v *Views) holder(ctx context.Context, row *store.ClaimView, status claims.Status) (Holder, *time.Time, error) {
	switch status {
	case claims.StatusAccepted:
		return HolderGateway, &row.ReceiptBy, nil
	case claims.StatusPended:
		if due := earliestDue(row.Requests); due != nil {
			return HolderProvider, due, nil
		}
		return v.insurerHolds(ctx, row)
	case claims.StatusReceived:
		return v.insurerHolds(ctx, row)
	case claims.StatusSettling:
		return HolderInsurer, nil, nil
	case claims.StatusPaid, claims.StatusDenied:
		return HolderNobody, nil, nil
	}
	return HolderNobody, nil, nil
}

// insurerHolds returns the insurer and the end of its clock, which runs from the receipt.
func (v *Views) insurerHolds(ctx context.Context, row *store.ClaimView) (Holder, *time.Time, error) {
	clock, err := v.promptPay(ctx, row.Plan)
	if err != nil || row.Receipt == nil || clock == 0 {
		return HolderInsurer, nil, err
	}
	until := row.Receipt.At.Add(clock)
	return HolderInsurer, &until, nil
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
func (v *Views) openContent(ctx context.Context, row *store.ClaimView, into *Claim) error {
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
	if row.Determination == nil {
		return nil
	}
	return v.explain(ctx, key, row, content, into)
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

// explain adds to each line what was determined, and to the claim what the
// patient owes. What does not balance is not
// shown: the claim keeps its totals, as the chain has them, and the fault is logged.
func (v *Views) explain(
	ctx context.Context, key *evidence.PatientKey, row *store.ClaimView, content claims.Claim, into *Claim,
) error {
	text, err := key.OpenReasons(row.ID, row.Assessment)
	if err != nil {
		return fmt.Errorf("opening the reasons of claim %s: %w", row.ID, err)
	}
	remittance, err := remittanceOf(content, text, row.Determination.Result)
	if err != nil {
		v.config.Log.ErrorContext(ctx, "a determination cannot be explained", "claim", row.ID, "error", err)
		return nil
	}
	for i := range remittance.Lines {
		into.Lines[i].determined(&remittance.Lines[i])
	}
	// The chain counts cost shares alone; what the plan does not cover the patient owes too.
	into.PatientResponsibility = &remittance.PatientResponsibility
	return nil
}

func remittanceOf(content claims.Claim, reasons, result []byte) (remit.Remittance, error) {
	posted, err := adjudicate.ParseReasons(reasons)
	if err != nil {
		return remit.Remittance{}, err
	}
	results, err := commitment.DecodeResult(result)
	if err != nil {
		return remit.Remittance{}, err
	}
	return remit.New(content, posted, results)
}

// determined adds what a determination says of the line.
func (l *Line) determined(d *remit.Line) {
	l.IsDenied, l.Allowed, l.Paid, l.PatientResponsibility = &d.IsDenied, &d.Allowed, &d.Paid, &d.PatientResponsibility
	l.Reason = &d.Reason
	for i := range d.Adjustments {
		adjustment := &d.Adjustments[i]
		shown := Adjustment{Group: adjustment.Group, CARC: adjustment.CARC, Amount: adjustment.Amount}
		if adjustment.RARC != "" {
			shown.RARC = &adjustment.RARC
		}
		l.Adjustments = append(l.Adjustments, shown)
	}
}

// deidentify takes away what names the patient or says what was treated when and
// where: auditors see amounts, codes of decisions and statuses.
func (c *Claim) deidentify() {
	c.PatientAccountNumber, c.MemberNumber = nil, nil
	c.Diagnoses = nil
	c.EvidenceRequests = nil // their kind tells of the treatment
	for i := range c.Lines {
		line := &c.Lines[i]
		line.Procedure, line.Modifiers, line.PlaceOfService = nil, nil, nil
		line.ServiceDate, line.Units = nil, nil
		line.Reason = nil // it may hold dates
	}
}
