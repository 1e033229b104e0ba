package intake

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

const (
	maxName       = 200 // characters
	maxIdentifier = 80  // characters
)

// registration is the answer that is kept of a registration: what it made, and
// the transactions without which it is not yet true on chain.
type registration struct {
	Number uint32   `json:"number,omitempty"`
	ID     string   `json:"id,omitempty"`
	Awaits []string `json:"awaits"`
}

// register answers a registration: it commits what do adds, unless that was done
// before, and waits until the transactions are included.
func (s *Service) register(ctx context.Context, r request, do func(*store.Tx, *registration) error) (registration, error) {
	var made registration
	wasAnswered, err := answered(ctx, s.DB, r, &made)
	if err != nil {
		return registration{}, err
	}
	if !wasAnswered {
		if _, err := s.once(ctx, r, &made, func(tx *store.Tx) error { return do(tx, &made) }); err != nil {
			return registration{}, err
		}
	}
	return made, s.await(ctx, made.Awaits...)
}

// addIntent keeps an intent of a registration, which will be awaited.
func (m *registration) addIntent(ctx context.Context, tx *store.Tx, key string, signer chain.Address, call chain.Call) error {
	intent := store.Intent{BusinessKey: key, Signer: signer, Recipient: call.Recipient, Calldata: call.Data}
	if err := tx.AddIntent(ctx, intent); err != nil {
		return fmt.Errorf("adding an intent: %w", err)
	}
	m.Awaits = append(m.Awaits, key)
	return nil
}

// Owners of keys and business keys of transactions.

func insurerKeyOwner(id claims.InsurerID, role string) string {
	return "insurer/" + number(id) + "/" + role
}

func providerKeyOwner(id claims.ProviderID) string { return "provider/" + number(id) }

func insurerKey(id claims.InsurerID) string   { return "register-insurer/" + number(id) }
func providerKey(id claims.ProviderID) string { return "register-provider/" + number(id) }
func planKey(id claims.PlanID) string         { return "publish-plan/" + number(id) }

func number[T ~uint32](id T) string { return strconv.FormatUint(uint64(id), 10) }

// insurerRoles are the roles of an insurer's keys, in the order of [chain.InsurerKeys].
var insurerRoles = [...]string{"admin", "gateway", "adjudicator", "treasurer", "enroller", "approver"}

// RegisterInsurer asks for a new insurer.
type RegisterInsurer struct {
	IdempotencyKey string
	Name           string
}

// RegisterInsurer gives an insurer a number and keys, and registers it on chain.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden],
// [ErrIdempotencyKeyConflict], [ErrInsurerAlreadyRegistered],
// [ErrRegistrationHandedOver], [ErrTransactionRefused], a fault.
func (s *Service) RegisterInsurer(ctx context.Context, in RegisterInsurer) (claims.InsurerID, error) {
	if err := s.Policy.Allow(ctx, auth.ActionRegisterInsurer, auth.Resource{}); err != nil {
		return 0, err
	}
	if fault := checkText("name", in.Name, maxName); fault != nil {
		return 0, fault
	}
	r, err := s.newJSONRequest("operator/registerInsurer", in.IdempotencyKey, in.Name)
	if err != nil {
		return 0, err
	}
	var id claims.InsurerID
	var keys [len(insurerRoles)]chain.Address
	if err := s.unlessAnswered(ctx, r, func() (err error) { id, keys, err = s.newInsurerKeys(ctx); return err }); err != nil {
		return 0, err
	}
	made, err := s.register(ctx, r, func(tx *store.Tx, made *registration) error {
		made.Number = uint32(id)
		err := tx.AddInsurer(ctx, store.Insurer{ID: id, Name: in.Name, CreatedAt: s.now()})
		if err != nil {
			return coded(err, store.ErrConflict, ErrInsurerAlreadyRegistered, "adding an insurer")
		}
		return s.addInsurerIntents(ctx, tx, made, id, keys)
	})
	return claims.InsurerID(made.Number), err
}

// unlessAnswered prepares, outside any transaction, what a request will need, if
// it was not answered before. Preparing twice does no harm.
func (s *Service) unlessAnswered(ctx context.Context, r request, prepare func() error) error {
	var before registration
	wasAnswered, err := answered(ctx, s.DB, r, &before)
	if err != nil || wasAnswered {
		return err
	}
	return prepare()
}

// requireOperatorAdmin checks that the operator may register insurers still: what it
// cannot do shall leave no number and no keys behind.
//
// Errors: [ErrRegistrationHandedOver].
func (s *Service) requireOperatorAdmin(ctx context.Context) error {
	if s.Administration == nil {
		return nil
	}
	isAdmin, err := s.Administration.IsOperatorAdmin(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("asking who administers: %w", err)
	case !isAdmin:
		return ErrRegistrationHandedOver
	}
	return nil
}

// newInsurerKeys reserves a number and makes its keys. A number whose
// registration fails is not given out again.
func (s *Service) newInsurerKeys(ctx context.Context) (claims.InsurerID, [len(insurerRoles)]chain.Address, error) {
	var keys [len(insurerRoles)]chain.Address
	if err := s.requireOperatorAdmin(ctx); err != nil {
		return 0, keys, err
	}
	id, err := s.DB.ReserveInsurerID(ctx)
	if err != nil {
		return 0, keys, fmt.Errorf("reserving a number: %w", err)
	}
	for i, role := range insurerRoles {
		if keys[i], err = s.Keyring.Create(ctx, insurerKeyOwner(id, role)); err != nil {
			return 0, keys, fmt.Errorf("making a key: %w", err)
		}
	}
	return id, keys, nil
}

// addInsurerIntents has the operator fund the keys and register the insurer.
func (s *Service) addInsurerIntents(ctx context.Context, tx *store.Tx, made *registration, id claims.InsurerID, keys [len(insurerRoles)]chain.Address) error {
	operator := s.Contracts.Deployment().Operator
	if s.KeyFunding.Sign() > 0 {
		for i, role := range insurerRoles {
			funding := store.Intent{
				BusinessKey: "fund-key/" + insurerKeyOwner(id, role), Signer: operator, Recipient: keys[i], Value: s.KeyFunding,
			}
			if err := tx.AddIntent(ctx, funding); err != nil {
				return fmt.Errorf("adding an intent: %w", err)
			}
			made.Awaits = append(made.Awaits, funding.BusinessKey)
		}
	}
	call, err := s.Contracts.RegisterInsurer(id, chain.InsurerKeys{
		Admin: keys[0], Gateway: keys[1], Adjudicator: keys[2], Treasurer: keys[3], Enroller: keys[4], Approver: keys[5],
	})
	if err != nil {
		return fmt.Errorf("building a call: %w", err)
	}
	return made.addIntent(ctx, tx, insurerKey(id), operator, call)
}

// RegisterProvider asks for a new provider.
type RegisterProvider struct {
	IdempotencyKey string
	// Insurer registers the provider.
	Insurer claims.InsurerID
	// Identifier is what the provider is known by, such as an NPI.
	Identifier string
	Name       string
	// Signer signs the provider's submissions; nil lets the gateway make a key and sign on its behalf.
	Signer *chain.Address
	// Payee receives payouts; nil lets the gateway make one.
	Payee *chain.Address
	// Guardian is the second key, which confirms another payee or signer. A provider
	// that signs itself has one; where it is nil, the insurer's admin is.
	Guardian *chain.Address
	// Credentials are when the provider may be paid for services.
	Credentials Credentials
}

// RegisterProvider gives a provider a number, registers it on chain and has its
// credentials recorded there. Returning, all of that is included, but for credentials
// that the chain does not take from the operator.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden],
// [ErrIdempotencyKeyConflict], [ErrInsurerNotFound],
// [ErrProviderAlreadyRegistered], [ErrTransactionRefused],
// [chain.ErrAddressInvalid] for the zero address and for a guardian that is the
// signer, a fault.
func (s *Service) RegisterProvider(ctx context.Context, in RegisterProvider) (claims.ProviderID, error) {
	if err := s.Policy.Allow(ctx, auth.ActionRegisterProvider, auth.Resource{Insurer: in.Insurer}); err != nil {
		return 0, err
	}
	if err := checkProvider(in); err != nil {
		return 0, err
	}
	content := in
	content.IdempotencyKey = ""
	r, err := s.newJSONRequest(insurerScope(in.Insurer, "registerProvider"), in.IdempotencyKey, content)
	if err != nil {
		return 0, err
	}
	var provider store.Provider
	var admin chain.Address
	prepare := func() (err error) { provider, admin, err = s.newProvider(ctx, in); return err }
	if err := s.unlessAnswered(ctx, r, prepare); err != nil {
		return 0, err
	}
	made, err := s.register(ctx, r, func(tx *store.Tx, made *registration) error {
		made.Number = uint32(provider.ID)
		if err := tx.AddProvider(ctx, provider); err != nil {
			return coded(err, store.ErrConflict, ErrProviderAlreadyRegistered, "adding a provider")
		}
		call, err := s.Contracts.RegisterProvider(in.Insurer, provider.ID, chain.Provider{
			Signer: provider.Signer, Payee: provider.Payee, Guardian: in.guardian(), IsDelegated: provider.IsDelegated,
		})
		if err != nil {
			return fmt.Errorf("building a call: %w", err)
		}
		return made.addIntent(ctx, tx, providerKey(provider.ID), admin, call)
	})
	if err != nil {
		return claims.ProviderID(made.Number), err
	}
	return claims.ProviderID(made.Number), s.recordCredentials(ctx, claims.ProviderID(made.Number), in.Credentials)
}

// guardian is the zero address where none is named.
func (in *RegisterProvider) guardian() chain.Address {
	if in.Guardian == nil {
		return chain.Address{}
	}
	return *in.Guardian
}

func checkProvider(in RegisterProvider) error {
	if fault := checkText("identifier", in.Identifier, maxIdentifier); fault != nil {
		return fault
	}
	if fault := checkText("name", in.Name, maxName); fault != nil {
		return fault
	}
	for _, address := range []*chain.Address{in.Signer, in.Payee, in.Guardian} {
		if address != nil && *address == (chain.Address{}) {
			return chain.ErrAddressInvalid
		}
	}
	switch {
	case in.Signer != nil && in.Guardian == nil:
		return faultAt(errs.FieldRequired, "guardianAddress", "a provider that signs itself has a guardian")
	case in.Signer != nil && *in.Signer == *in.Guardian:
		return chain.ErrAddressInvalid
	}
	return in.Credentials.check()
}

// newProvider reserves a number and makes the keys that the gateway is to hold.
// It returns the key of the insurer that registers too.
func (s *Service) newProvider(ctx context.Context, in RegisterProvider) (store.Provider, chain.Address, error) {
	fail := func(err error, doing string) (store.Provider, chain.Address, error) {
		return store.Provider{}, chain.Address{}, fmt.Errorf("%s: %w", doing, err)
	}
	if err := s.requireInsurer(ctx, in.Insurer); err != nil {
		return store.Provider{}, chain.Address{}, err
	}
	admin, err := s.Keyring.AddressOf(ctx, insurerKeyOwner(in.Insurer, "admin"))
	if err != nil {
		return fail(err, "finding a key")
	}
	id, err := s.DB.ReserveProviderID(ctx)
	if err != nil {
		return fail(err, "reserving a number")
	}
	provider := store.Provider{
		ID: id, Identifier: in.Identifier, Name: in.Name, RegisteredBy: in.Insurer, IsDelegated: in.Signer == nil,
		CreatedAt: s.now(),
	}
	if provider.Signer, err = s.givenOrNew(ctx, in.Signer, providerKeyOwner(id)); err != nil {
		return fail(err, "making a key")
	}
	if provider.Payee, err = s.givenOrNew(ctx, in.Payee, providerKeyOwner(id)+"/payee"); err != nil {
		return fail(err, "making a key")
	}
	return provider, admin, nil
}

// givenOrNew returns the address given, or that of the owner's new key.
func (s *Service) givenOrNew(ctx context.Context, given *chain.Address, owner string) (chain.Address, error) {
	if given != nil {
		return *given, nil
	}
	return s.Keyring.Create(ctx, owner)
}

// provider returns a provider that is registered on chain, with those of its
// credentials that were asked for: no claim is denied for coming before them.
//
// Errors: [ErrProviderNotFound], [ErrTransactionRefused].
func (s *Service) provider(ctx context.Context, id claims.ProviderID) (store.Provider, error) {
	if known, ok := s.providers.Load(id); ok {
		return known.(store.Provider), nil
	}
	provider, err := s.DB.Provider(ctx, id)
	if err != nil {
		return store.Provider{}, coded(err, store.ErrNotFound, ErrProviderNotFound, "loading a provider")
	}
	if err := s.awaitParty(ctx, providerKey(id)); err != nil {
		return store.Provider{}, err
	}
	if err := s.awaitCredentials(ctx, id); err != nil {
		return store.Provider{}, err
	}
	s.providers.Store(id, provider)
	return provider, nil
}

func insurerScope(id claims.InsurerID, what string) string {
	return "insurer/" + number(id) + "/" + what
}

func providerScope(id claims.ProviderID, what string) string {
	return "provider/" + number(id) + "/" + what
}

// checkText returns the fault of a text that is needed, if it has one.
func checkText(path, text string, most int) error {
	switch {
	case strings.TrimSpace(text) == "":
		return faultAt(errs.FieldRequired, path, "a value is needed")
	case len(text) > most*utf8.UTFMax || utf8.RuneCountInString(text) > most:
		return faultAt(errs.FieldTooLong, path, "at most "+strconv.Itoa(most)+" characters")
	case !utf8.ValidString(text) || strings.ContainsFunc(text, isNotShown):
		return faultAt(errs.TextInvalid, path, "printable characters only")
	}
	return nil
}

// isNotShown also takes in what is invisible or turns the direction of writing.
func isNotShown(r rune) bool { return r != ' ' && !unicode.IsPrint(r) }

// notFoundUnlessUnauthenticated hides whether something exists from whoever may not know of it.
func notFoundUnlessUnauthenticated(err error, sentinel *errs.Error) error {
	if errors.Is(err, auth.ErrUnauthenticated) {
		return err
	}
	return sentinel
}

// unlimited is the largest allowance of a token.
var unlimited = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
