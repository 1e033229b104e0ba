package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

// maxEmployees is more than any employer has.
const maxEmployees = 10_000_000

// RecordOtherCoverages asks to record what is known of a patient's other coverages.
type RecordOtherCoverages struct {
	IdempotencyKey string
	// Coverage is the id of the coverage with the insurer.
	Coverage string
	// Known is all that is known; without others nothing is.
	Known adjudicate.Coordination
}

// RecordOtherCoverages records what is known of a patient's other coverages, in place of
// what was: claims that are decided from now on are decided by it. What has faults is
// not recorded: they are returned, all at once.
//
// Errors: [auth.ErrUnauthenticated], [ErrCoverageNotFound] also where the caller may not
// know of the coverage, [ErrIdempotencyKeyConflict], [evidence.ErrErased],
// [ErrIdempotencyKeyInvalid].
func (s *Service) RecordOtherCoverages(ctx context.Context, in RecordOtherCoverages) ([]*errs.Fault, error) {
	row, err := s.coverage(ctx, in.Coverage)
	if err != nil {
		return nil, err
	}
	if faults := checkKnown(&in.Known); len(faults) > 0 {
		return faults, nil
	}
	content := in
	content.IdempotencyKey = ""
	r, err := s.newJSONRequest(insurerScope(row.Plan.Insurer.ID, "recordOtherCoverages"), in.IdempotencyKey, content)
	if err != nil {
		return nil, err
	}
	key, err := s.Vault.PatientKey(ctx, row.Patient, row.PatientKey)
	if err != nil {
		return nil, err
	}
	var sealed []byte
	if len(in.Known.Others) > 0 {
		if sealed, err = key.SealCoordination(row.ID, &in.Known); err != nil {
			return nil, err
		}
	}
	made := registration{ID: row.ID}
	_, err = s.once(ctx, r, &made, func(tx *store.Tx) error { return tx.SetCoordination(ctx, row.ID, sealed) })
	return nil, err
}

// coverage returns a coverage that the caller enrols.
//
// Errors: [auth.ErrUnauthenticated], [ErrCoverageNotFound].
func (s *Service) coverage(ctx context.Context, id string) (store.CoverageView, error) {
	var row store.CoverageView
	err := error(ErrCoverageNotFound)
	if uuid.Validate(id) == nil {
		row, err = s.DB.CoverageView(ctx, id)
	}
	switch {
	case errors.Is(err, ErrCoverageNotFound), errors.Is(err, store.ErrNotFound):
		return row, notFoundUnlessUnauthenticated(s.Policy.Allow(ctx, auth.ActionEnrolCoverage, auth.Resource{}), ErrCoverageNotFound)
	case err != nil:
		return row, fmt.Errorf("loading a coverage: %w", err)
	}
	if refused := s.Policy.Allow(ctx, auth.ActionEnrolCoverage, auth.Resource{Insurer: row.Plan.Insurer.ID}); refused != nil {
		return row, notFoundUnlessUnauthenticated(refused, ErrCoverageNotFound)
	}
	return row, nil
}

// checkKnown lists the faults of texts and numbers, then those of the order.
func checkKnown(known *adjudicate.Coordination) []*errs.Fault {
	if len(known.Others) > adjudicate.MaxOtherCoverages {
		return known.Validate()
	}
	faults := checkFacts("own", &known.Own)
	for i := range known.Others {
		path := fmt.Sprintf("otherCoverages[%d]", i)
		faults = append(faults, faultOrNone(checkText(path+".payer", known.Others[i].ID, edits.MaxPayer))...)
		faults = append(faults, checkFacts(path+".facts", &known.Others[i].Coverage)...)
	}
	if len(faults) > 0 {
		return faults
	}
	return known.Validate()
}

func checkFacts(path string, c *cob.Coverage) (faults []*errs.Fault) {
	if c.Subscriber != "" {
		faults = faultOrNone(checkText(path+".subscriber", c.Subscriber, maxIdentifier))
	}
	if c.Employees > maxEmployees {
		faults = append(faults, faultAt(errs.CoordinationInvalid, path+".employees", "at most 10000000 employees"))
	}
	return faults
}

// faultOrNone returns what is found of one text.
func faultOrNone(err error) []*errs.Fault {
	var fault *errs.Fault
	if errors.As(err, &fault) {
		return []*errs.Fault{fault}
	}
	return nil
}
