package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

// Credentials are the spans of a provider's licence and of its enrolment as one.
// Only services on days in both are paid. A span without a start begins with the
// calendar, one without an end is open.
type Credentials struct {
	Licence   claims.Span
	Enrolment claims.Span
}

// check returns the fault of the spans, if they have one.
func (c Credentials) check() error {
	for _, one := range [...]struct {
		path string
		span claims.Span
	}{{"credentials.licenceEnd", c.Licence}, {"credentials.enrolmentEnd", c.Enrolment}} {
		if !one.span.End.IsZero() && one.span.End <= max(one.span.Start, dayOne) {
			return faultAt(errs.SpanInvalid, one.path, "the end is after the start")
		}
	}
	return nil
}

// dayOne is the calendar's first.
const dayOne claims.Date = 1

// credentialGas is more than a record ever takes. It is not estimated: what the
// second of two takes is known only once the first is there.
const credentialGas = 600_000

// Business keys of the transactions that record credentials.
func licenceKey(id claims.ProviderID) string  { return "record-licence/" + number(id) }
func enrolledKey(id claims.ProviderID) string { return "record-enrolment/" + number(id) }

// recordCredentials has the authorities record a provider's first licence and
// enrolment, and returns when both are included. The operator's key is that of the
// authorities here; where it is not, the chain refuses the records, and another
// authority makes them in its own time.
//
// The ledger takes them of a registered provider only, so they follow the
// registration, under keys of the provider's: a repetition goes on where the first
// was cut off.
func (s *Service) recordCredentials(ctx context.Context, id claims.ProviderID, c Credentials) error {
	authority := s.Contracts.Deployment().Operator
	err := s.DB.InTx(ctx, func(tx *store.Tx) error {
		for _, one := range [...]struct {
			key  string
			kind chain.CredentialKind
			span claims.Span
		}{{licenceKey(id), chain.Licence, c.Licence}, {enrolledKey(id), chain.ProviderEnrolment, c.Enrolment}} {
			one.span.Start = max(one.span.Start, dayOne)
			if one.span.End.IsZero() {
				one.span.End = chain.OpenEnd
			}
			call, err := s.Contracts.RecordCredential(chain.Credential{Provider: id, Kind: one.kind, ID: 1, Span: one.span})
			if err != nil {
				return fmt.Errorf("building a call: %w", err)
			}
			intent := store.Intent{
				BusinessKey: one.key, Signer: authority, Recipient: call.Recipient, Calldata: call.Data, GasLimit: credentialGas,
			}
			if err := tx.AddIntent(ctx, intent); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("recording credentials: %w", err)
	}
	for _, key := range []string{licenceKey(id), enrolledKey(id)} {
		if err := s.await(ctx, key); err != nil && !errors.Is(err, ErrTransactionRefused) {
			return err
		}
	}
	return nil
}

// awaitCredentials returns when the credentials that were asked for are included.
// Where none were, or the chain refused them, another authority records them in
// its own time.
func (s *Service) awaitCredentials(ctx context.Context, id claims.ProviderID) error {
	for _, key := range []string{licenceKey(id), enrolledKey(id)} {
		err := s.awaitParty(ctx, key)
		if err != nil && !errors.Is(err, chain.ErrIntentNotFound) && !errors.Is(err, ErrTransactionRefused) {
			return err
		}
	}
	return nil
}
