package views

import (
	"context"
	"crypto/cipher"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strconv"
	"sync"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// Sentinels of what is not there, or may not be known of.
var (
	ErrClaimNotFound    = errs.New(errs.ClaimNotFound, "no such claim")
	ErrInsurerNotFound  = errs.New(errs.InsurerNotFound, "no such insurer")
	ErrProviderNotFound = errs.New(errs.ProviderNotFound, "no such provider")
	ErrPlanNotFound     = errs.New(errs.PlanNotFound, "no such plan")
	ErrPatientNotFound  = errs.New(errs.PatientNotFound, "no such patient")
	// ErrRemittanceNotFound and ErrEvidenceRequestNotFound are for lookups by global id.
	ErrRemittanceNotFound      = errs.New(errs.RemittanceNotFound, "no such remittance")
	ErrEvidenceRequestNotFound = errs.New(errs.EvidenceRequestNotFound, "no such evidence request")
)

// ErrInsurerNeeded is returned for a member number of no insurer: it is unique with one.
var ErrInsurerNeeded = errs.New(errs.FieldRequired, "a member number needs its insurer")

// Escrows reads settlement accounts from the chain; tests stand in for it.
type Escrows interface {
	// EscrowBalance returns what an insurer has in the escrow, in token units.
	EscrowBalance(ctx context.Context, insurer claims.InsurerID) (*big.Int, error)
	// TotalOwed returns what an insurer owes to providers.
	TotalOwed(ctx context.Context, insurer claims.InsurerID) (money.Amount, error)
	// EscrowFree returns what of it is not reserved for what is owed, in token units.
	EscrowFree(ctx context.Context, insurer claims.InsurerID) (*big.Int, error)
	// CapOf returns what bounds an insurer's payouts of a day, as it stands now.
	CapOf(ctx context.Context, insurer claims.InsurerID) (chain.Cap, error)
}

// Totals reads the running totals of benefit years from the chain; tests stand in for it.
type Totals interface {
	// Accumulators returns what benefit years under a plan have taken, in the order given.
	Accumulators(ctx context.Context, insurer claims.InsurerID, plan *coverage.Plan, years []chain.YearWords) ([]benefits.Accumulators, error)
}

// Config is what views stand on.
type Config struct {
	DB    *store.DB
	Vault *evidence.Vault
	// Rules are the rule sets of DB; nil reads them apart from others.
	Rules  *assessing.RuleSets
	Policy *auth.Policy
	// Escrows and TokenUnitsPerCent are for the settlement accounts.
	Escrows           Escrows
	TokenUnitsPerCent *big.Int
	// Totals are of the benefit years.
	Totals Totals
	// Ledger is the one that proofs of claims are for.
	Ledger Ledger
	// Clock gives the time of accesses; nil is time.Now.
	Clock func() time.Time
	// Log takes what is wrong with a record; nil is slog.Default.
	Log *slog.Logger
}

// Views shows what there is. It is safe for concurrent use.
type Views struct {
	config Config
	hub    *hub

	plans sync.Map // claims.PlanID → *coverage.Plan: plans never change
	// searching bounds the counterfactuals that are searched for at a time.
	searching chan struct{}
	// replaying and loading bound the subscriptions that read what they missed, and that load, at a time.
	replaying, loading chan struct{}
	tokens             cipher.Block
}

// maxSearches is how many counterfactuals are searched for at a time: they compute.
const maxSearches = 2

// New returns views. Nothing is read yet.
func New(config Config) *Views {
	if config.Clock == nil {
		config.Clock = time.Now
	}
	if config.Rules == nil {
		config.Rules = assessing.NewRuleSets(config.DB)
	}
	if config.Log == nil {
		config.Log = slog.Default()
	}
	v := &Views{
		config: config, searching: make(chan struct{}, maxSearches),
		replaying: make(chan struct{}, maxReplays), loading: make(chan struct{}, maxLoads),
	}
	v.hub = newHub(&v.config)
	if config.Vault != nil {
		v.tokens = newTokenCipher(config.Vault.Digest)
	}
	return v
}

// Close ends all subscriptions, and the connection that changes are heard on.
func (v *Views) Close() { v.hub.close() }

// Viewer returns who is asking.
//
// Errors: [auth.ErrUnauthenticated].
func (v *Views) Viewer(ctx context.Context) (*Viewer, error) {
	principal, ok := auth.PrincipalFrom(ctx)
	if !ok {
		return nil, auth.ErrUnauthenticated
	}
	viewer := &Viewer{Subject: principal.Subject, Role: principal.Role}
	var err error
	// An organization of the token that is not registered here is none.
	if principal.Insurer != 0 {
		if viewer.Insurer, err = v.Insurer(ctx, principal.Insurer); err != nil && !errors.Is(err, ErrInsurerNotFound) {
			return nil, err
		}
	}
	if principal.Provider != 0 {
		if viewer.Provider, err = v.Provider(ctx, principal.Provider); err != nil && !errors.Is(err, ErrProviderNotFound) {
			return nil, err
		}
	}
	return viewer, nil
}

// Insurers returns all insurers, by number.
//
// Errors: [auth.ErrUnauthenticated].
func (v *Views) Insurers(ctx context.Context) ([]*Insurer, error) {
	if err := v.config.Policy.Allow(ctx, auth.ActionReadDirectory, auth.Resource{}); err != nil {
		return nil, err
	}
	rows, err := v.reads(ctx).Insurers(ctx)
	if err != nil {
		return nil, fmt.Errorf("loading insurers: %w", err)
	}
	insurers := make([]*Insurer, len(rows))
	for i, row := range rows {
		insurers[i] = insurerOf(row)
	}
	return insurers, nil
}

// Insurer returns an insurer.
//
// Errors: [ErrInsurerNotFound], [auth.ErrUnauthenticated].
func (v *Views) Insurer(ctx context.Context, id claims.InsurerID) (*Insurer, error) {
	if err := v.config.Policy.Allow(ctx, auth.ActionReadDirectory, auth.Resource{Insurer: id}); err != nil {
		return nil, err
	}
	row, err := v.reads(ctx).Insurer(ctx, id)
	if err != nil {
		return nil, missing(err, ErrInsurerNotFound, "loading an insurer")
	}
	return insurerOf(row), nil
}

// Provider returns a provider.
//
// Errors: [ErrProviderNotFound], [auth.ErrUnauthenticated].
func (v *Views) Provider(ctx context.Context, id claims.ProviderID) (*Provider, error) {
	if err := v.config.Policy.Allow(ctx, auth.ActionReadDirectory, auth.Resource{Provider: id}); err != nil {
		return nil, err
	}
	row, err := v.reads(ctx).Provider(ctx, id)
	if err != nil {
		return nil, missing(err, ErrProviderNotFound, "loading a provider")
	}
	return providerOf(row), nil
}

// Plan returns a plan.
//
// Errors: [ErrPlanNotFound], [auth.ErrUnauthenticated].
func (v *Views) Plan(ctx context.Context, id claims.PlanID) (*Plan, error) {
	if err := v.config.Policy.Allow(ctx, auth.ActionReadDirectory, auth.Resource{}); err != nil {
		return nil, err
	}
	row, err := v.reads(ctx).PlanView(ctx, id)
	if err != nil {
		return nil, missing(err, ErrPlanNotFound, "loading a plan")
	}
	return planOf(row), nil
}

// PlanPage is a page of plans, with a cursor for each.
type PlanPage struct {
	Plans   []*Plan
	Cursors []string
	Info    PageInfo
}

// Plans returns a page of an insurer's plans, by number.
//
// Errors: [ErrPageSizeInvalid], [ErrCursorInvalid], [auth.ErrUnauthenticated].
func (v *Views) Plans(ctx context.Context, insurer *Insurer, page Page) (PlanPage, error) {
	if err := v.config.Policy.Allow(ctx, auth.ActionReadDirectory, auth.Resource{Insurer: insurer.ID}); err != nil {
		return PlanPage{}, err
	}
	return once(ctx, plansOf{insurer.ID, page}, func() (PlanPage, error) { return v.readPlans(ctx, insurer, page) })
}

func (v *Views) readPlans(ctx context.Context, insurer *Insurer, page Page) (PlanPage, error) {
	list, after, err := page.of(ctx, "plans", insurer.ID)
	if err != nil {
		return PlanPage{}, err
	}
	var last claims.PlanID
	if after != nil {
		last = claims.PlanID(after.number)
	}
	rows, err := v.reads(ctx).PlansOfInsurer(ctx, store.Insurer{ID: insurer.ID, Name: insurer.Name}, last, page.First+1)
	if err != nil {
		return PlanPage{}, fmt.Errorf("loading plans: %w", err)
	}
	hasNext := len(rows) > page.First
	rows = rows[:min(len(rows), page.First)]
	shown := PlanPage{Plans: make([]*Plan, len(rows)), Cursors: make([]string, len(rows))}
	for i, row := range rows {
		shown.Plans[i] = planOf(row)
		shown.Cursors[i] = list.cursor(position{number: int64(row.ID), id: strconv.FormatUint(uint64(row.ID), 10)})
	}
	shown.Info = page.info(shown.Cursors, hasNext)
	return shown, nil
}

// Escrow returns an insurer's settlement account, or nil for those who may not see it.
//
// Errors: [auth.ErrUnauthenticated].
func (v *Views) Escrow(ctx context.Context, insurer claims.InsurerID) (*Escrow, error) {
	err := v.config.Policy.Allow(ctx, auth.ActionReadEscrow, auth.Resource{Insurer: insurer})
	if errors.Is(err, auth.ErrForbidden) {
		return nil, nil //nolint:nilnil // the schema's null for those who may not see it.
	}
	if err != nil {
		return nil, err
	}
	return once(ctx, escrowOf(insurer), func() (*Escrow, error) { return v.readEscrow(ctx, insurer) })
}

func (v *Views) readEscrow(ctx context.Context, insurer claims.InsurerID) (*Escrow, error) {
	balance, err := v.config.Escrows.EscrowBalance(ctx, insurer)
	if err != nil {
		return nil, fmt.Errorf("reading an escrow balance: %w", err)
	}
	owed, err := v.config.Escrows.TotalOwed(ctx, insurer)
	if err != nil {
		return nil, fmt.Errorf("reading what an insurer owes: %w", err)
	}
	cents := new(big.Int).Quo(balance, v.config.TokenUnitsPerCent)
	if !cents.IsInt64() {
		return nil, money.ErrOverflow
	}
	escrow := &Escrow{BalanceTokenUnits: balance, Balance: money.Cents(cents.Int64()), Owed: owed}
	return escrow, v.addBounds(ctx, insurer, escrow)
}

// maxDebts is how many debts of an insurer, or to a provider, are shown, those of the first batches.
const maxDebts = 500

// addBounds adds what bounds the payouts of an escrow, and what it owes.
func (v *Views) addBounds(ctx context.Context, insurer claims.InsurerID, escrow *Escrow) (err error) {
	if escrow.FreeTokenUnits, err = v.config.Escrows.EscrowFree(ctx, insurer); err != nil {
		return fmt.Errorf("reading what is free of an escrow: %w", err)
	}
	bound, err := v.config.Escrows.CapOf(ctx, insurer)
	if err != nil {
		return fmt.Errorf("reading an insurer's cap: %w", err)
	}
	if bound.DailyCents != chain.NoCap {
		escrow.DailyCap = new(big.Int).SetUint64(bound.DailyCents)
	}
	escrow.ApprovedAboveCap = new(big.Int).SetUint64(bound.ExtraCents)
	escrow.PaidToday = new(big.Int).SetUint64(bound.PaidCents)
	debts, err := v.reads(ctx).Debts(ctx, insurer, maxDebts)
	if err != nil {
		return fmt.Errorf("reading what an insurer owes: %w", err)
	}
	escrow.Debts = debtsOf(debts)
	return nil
}

func debtsOf(rows []store.DebtView) []*Debt {
	debts := make([]*Debt, len(rows))
	for i, row := range rows {
		debts[i] = &Debt{
			Insurer: row.Insurer, Batch: int(row.Batch), Provider: row.Provider, Plan: row.Plan, Owed: money.Cents(row.Cents),
			OwedSince: row.OwedSince, Reason: OwedReason(row.Reason),
		}
	}
	return debts
}

// Owed returns what insurers owe to a provider, or nil for those who may not see it.
//
// Errors: [auth.ErrUnauthenticated].
func (v *Views) Owed(ctx context.Context, provider claims.ProviderID) ([]*Debt, error) {
	err := v.config.Policy.Allow(ctx, auth.ActionReadRemittance, auth.Resource{Provider: provider})
	if errors.Is(err, auth.ErrForbidden) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return once(ctx, owedTo(provider), func() ([]*Debt, error) {
		rows, err := v.reads(ctx).DebtsTo(ctx, provider, maxDebts)
		if err != nil {
			return nil, fmt.Errorf("reading what is owed to a provider: %w", err)
		}
		return debtsOf(rows), nil
	})
}

// plan returns a plan with everything that it says.
func (v *Views) plan(ctx context.Context, id claims.PlanID) (*coverage.Plan, error) {
	if known, ok := v.plans.Load(id); ok {
		return known.(*coverage.Plan), nil
	}
	row, err := v.reads(ctx).Plan(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("loading a plan's document: %w", err)
	}
	plan := new(coverage.Plan)
	if err := json.Unmarshal(row.Document, plan); err != nil {
		return nil, fmt.Errorf("reading a plan: %w", err)
	}
	known, _ := v.plans.LoadOrStore(id, plan)
	return known.(*coverage.Plan), nil
}

func insurerOf(row store.Insurer) *Insurer { return &Insurer{ID: row.ID, Name: row.Name} }

func providerOf(row store.Provider) *Provider {
	return &Provider{
		ID: row.ID, Identifier: row.Identifier, Name: row.Name,
		SignerAddress: row.Signer[:], PayeeAddress: row.Payee[:], IsDelegated: row.IsDelegated,
	}
}

func planOf(row store.PlanView) *Plan {
	return &Plan{ID: row.ID, Name: row.Name, Insurer: insurerOf(row.Insurer)}
}

// missing returns notFound for a row that is not there or is erased, else err with what was done.
func missing(err error, notFound *errs.Error, doing string) error {
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, evidence.ErrErased) {
		return notFound
	}
	return fmt.Errorf("%s: %w", doing, err)
}
