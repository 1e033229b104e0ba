package views

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

// RemittanceFilter says which remittances are wanted; what is zero or nil does not count.
type RemittanceFilter struct {
	Insurer  claims.InsurerID
	Provider claims.ProviderID
	IsFinal  *bool
	// PaidFrom and PaidBefore bound when the transfer was made; Transaction is that of it.
	PaidFrom, PaidBefore time.Time
	Transaction          []byte
}

// Remittances returns a page of the payouts that the principal may see, in the order
// given, with the claims that each pays where they are asked for.
//
// Errors: [ErrPageSizeInvalid], [ErrCursorInvalid], [auth.ErrUnauthenticated],
// [ErrTooMuchAtOnce] where they pay more claims than an answer shows.
func (v *Views) Remittances(
	ctx context.Context, filter RemittanceFilter, order store.TimeOrder, page Page, withClaims bool,
) (RemittancePage, error) {
	list, after, err := page.of(ctx, "remittances", []any{filter, order})
	if err != nil {
		return RemittancePage{}, err
	}
	query := store.PayoutQuery{
		Insurer: filter.Insurer, Provider: filter.Provider, IsFinal: filter.IsFinal, PaidFrom: filter.PaidFrom, PaidBefore: filter.PaidBefore,
		Transaction: filter.Transaction, Order: order, Limit: page.First + 1, WithClaims: withClaims,
	}
	if after != nil {
		query.AfterTime = after.at
		if query.AfterBlock, query.AfterLog, err = parsePlace(after.id); err != nil {
			return RemittancePage{}, ErrCursorInvalid
		}
	}
	rows, err := v.payouts(ctx, query)
	if err != nil {
		return RemittancePage{}, err
	}
	hasNext := len(rows) > page.First
	if hasNext {
		rows = rows[:page.First]
	}
	remittances, err := v.showPayouts(ctx, rows)
	if err != nil {
		return RemittancePage{}, err
	}
	cursors := make([]string, len(rows))
	for i := range rows {
		place := strconv.FormatInt(rows[i].Block, 10) + "-" + strconv.Itoa(rows[i].LogIndex)
		cursors[i] = list.cursor(position{at: rows[i].PaidAt, id: place})
	}
	return RemittancePage{Remittances: remittances, Cursors: cursors, Info: page.info(cursors, hasNext)}, nil
}

// Remittance returns a payout with its claims.
//
// Errors: [ErrRemittanceNotFound] when there is none that the principal may know
// of, [auth.ErrUnauthenticated], [ErrTooMuchAtOnce].
func (v *Views) Remittance(ctx context.Context, id RemittanceID) (*Remittance, error) {
	query, err := id.query()
	if err != nil {
		return nil, ErrRemittanceNotFound
	}
	rows, err := v.payouts(ctx, query)
	if err != nil {
		return nil, err
	}
	if rows = id.choose(rows); len(rows) == 0 {
		return nil, ErrRemittanceNotFound
	}
	remittances, err := v.showPayouts(ctx, rows)
	if err != nil {
		return nil, err
	}
	if len(remittances) == 0 {
		return nil, ErrRemittanceNotFound
	}
	return remittances[0], nil
}

// payouts loads what the principal may see of a query.
//
// Errors: [auth.ErrUnauthenticated], [ErrTooMuchAtOnce].
func (v *Views) payouts(ctx context.Context, query store.PayoutQuery) ([]store.PayoutView, error) {
	principal, ok := auth.PrincipalFrom(ctx)
	if !ok {
		return nil, auth.ErrUnauthenticated
	}
	// Payouts are between organizations: patients have none, and operators read none.
	switch principal.Role {
	case auth.RoleProvider:
		query.Scope.Provider = principal.Provider
	case auth.RoleInsurer:
		query.Scope.Insurer = principal.Insurer
	case auth.RoleAuditor:
	case auth.RolePatient, auth.RoleOperator:
		return nil, nil
	}
	query.MaxClaims = MaxPaidClaims + 1
	rows, err := v.reads(ctx).Payouts(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("loading payouts: %w", err)
	}
	return rows, takePaid(ctx, rows)
}

// showPayouts checks each payout against the policy and shows its claims.
func (v *Views) showPayouts(ctx context.Context, rows []store.PayoutView) ([]*Remittance, error) {
	sight, seesAny, err := sightOf(ctx)
	if err != nil {
		return nil, err
	}
	remittances := make([]*Remittance, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		resource := auth.Resource{Insurer: row.Insurer.ID, Provider: row.Provider.ID}
		if err := v.config.Policy.Allow(ctx, auth.ActionReadRemittance, resource); err != nil {
			if errors.Is(err, auth.ErrForbidden) {
				continue
			}
			return nil, err
		}
		remittance := remittanceFrom(row)
		if seesAny {
			if remittance.Claims, err = v.show(ctx, sight, row.Claims, false); err != nil {
				return nil, err
			}
		}
		remittances = append(remittances, remittance)
	}
	return remittances, nil
}

func remittanceFrom(row *store.PayoutView) *Remittance {
	remittance := &Remittance{
		ID: remittanceID(row), Insurer: insurerOf(row.Insurer), Provider: providerOf(row.Provider), Batch: int(row.Batch),
		Paid: row.Paid, Interest: row.Interest, Offset: row.Offset, TokenUnits: row.TokenUnits, PayeeAddress: row.Payee,
		PaidAt: row.PaidAt, Transaction: row.Transaction, IsFinal: row.Block <= row.FinalBlock,
	}
	if row.Plan != 0 {
		plan := int(row.Plan)
		remittance.Plan = &plan
	}
	return remittance
}

func remittanceID(row *store.PayoutView) RemittanceID {
	return RemittanceID(fmt.Sprintf("%x-%d-%d-%d-%d",
		row.Transaction, row.Insurer.ID, row.Batch, row.Provider.ID, row.LogIndex))
}

// maxPayouts is how many payouts of one batch and provider a transaction may make.
const maxPayouts = 512

// choose returns the payout of the id among those of its transaction, batch and
// provider. Where there is but one it is that: a reorganisation may have moved its log.
func (id RemittanceID) choose(rows []store.PayoutView) []store.PayoutView {
	if len(rows) == 1 {
		return rows
	}
	for i := range rows {
		if remittanceID(&rows[i]) == id {
			return rows[i : i+1]
		}
	}
	return nil
}

var errNoRemittanceID = errors.New("no remittance id")

// query returns the query for the payout of the id.
func (id RemittanceID) query() (store.PayoutQuery, error) {
	parts := strings.Split(string(id), "-")
	if len(parts) != 5 {
		return store.PayoutQuery{}, errNoRemittanceID
	}
	transaction, err := hex.DecodeString(parts[0])
	if err != nil || len(transaction) != 32 {
		return store.PayoutQuery{}, errNoRemittanceID
	}
	var numbers [4]uint32
	for i, part := range parts[1:] {
		number, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			return store.PayoutQuery{}, errNoRemittanceID
		}
		numbers[i] = uint32(number)
	}
	if numbers[0] == 0 || numbers[2] == 0 {
		return store.PayoutQuery{}, errNoRemittanceID
	}
	return store.PayoutQuery{
		Transaction: transaction, Insurer: claims.InsurerID(numbers[0]), Batch: &numbers[1],
		Provider: claims.ProviderID(numbers[2]), Limit: maxPayouts, WithClaims: true,
	}, nil
}

// parsePlace reads block-logIndex.
func parsePlace(text string) (block int64, log int, err error) {
	first, second, ok := strings.Cut(text, "-")
	if !ok {
		return 0, 0, errNoCursor
	}
	if block, err = strconv.ParseInt(first, 10, 64); err != nil {
		return 0, 0, errNoCursor
	}
	if log, err = strconv.Atoi(second); err != nil {
		return 0, 0, errNoCursor
	}
	return block, log, nil
}
