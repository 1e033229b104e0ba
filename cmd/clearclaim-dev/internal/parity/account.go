package parity

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// account is one history on the chain. Its ids are its own; the chain knows them
// under others, since many histories share it.
//
// It is a [history.Ledger]. Where [ledger.play] plays many accounts' operations
// at once, Apply plays one by itself.
type account struct {
	ledger *ledger
	plan   coverage.Plan
	planID claims.PlanID
	// provider is the credentialed one that submits for this history.
	provider   claims.ProviderID
	years      map[claims.CoverageYearID]history.Enrolment // with the chain's ids
	families   map[claims.FamilyYearID]claims.FamilyYearID
	extensions map[claims.ExtensionID]claims.ExtensionID
	claims     map[history.ClaimID]*claim
}

// open returns an account under a plan that is published.
func (l *ledger) open(plan coverage.Plan, id claims.PlanID) *account {
	l.accounts++
	provider := providerA
	if l.accounts%2 == 0 {
		provider = providerB
	}
	return &account{
		ledger: l, plan: plan, planID: id, provider: provider,
		years:      map[claims.CoverageYearID]history.Enrolment{},
		families:   map[claims.FamilyYearID]claims.FamilyYearID{},
		extensions: map[claims.ExtensionID]claims.ExtensionID{},
		claims:     map[history.ClaimID]*claim{},
	}
}

// publish publishes a plan.
func (l *ledger) publish(plan *coverage.Plan) (claims.PlanID, error) {
	l.lastPlan++
	data := l.bound.plans.PackPublish(insurer, uint32(l.lastPlan), contentOf(plan))
	if _, _, err := l.call(admin, l.plans, data, deployedAt); err != nil {
		return 0, fmt.Errorf("publishing a plan: %w", err)
	}
	return l.lastPlan, nil
}

// translate gives an enrolment the ids that the chain knows it by.
func (a *account) translate(e history.Enrolment) history.Enrolment {
	if known, isKnown := a.years[e.Year]; isKnown {
		e.Year = known.Year
	} else {
		a.ledger.lastYear++
		e.Year = a.ledger.lastYear
	}
	e.Family = translated(a.families, e.Family, &a.ledger.lastFamily)
	e.Extension = translated(a.extensions, e.Extension, &a.ledger.lastExtension)
	return e
}

// translated returns the chain's id of an id, a new one where it has none yet.
func translated[T ~uint32 | ~uint64](known map[T]T, id T, last *T) T {
	if id == 0 {
		return 0
	}
	if known[id] == 0 {
		*last++
		known[id] = *last
	}
	return known[id]
}

// enrolment returns what the contract takes.
func (a *account) enrolment(e history.Enrolment) bindings.ICoveragesEnrolment {
	return bindings.ICoveragesEnrolment{
		CoverageYear: uint64(e.Year), Plan: uint32(a.planID), StartDay: dayNumber(e.Span.Start), EndDay: dayNumber(e.Span.End),
		Family: uint32(e.Family), Extension: uint64(e.Extension),
	}
}

// Enrol implements [history.Ledger].
func (a *account) Enrol(e history.Enrolment) error {
	if e.Year == 0 || e.Span.Start < 0 || e.Span.End < 0 {
		return history.ErrEnrolmentInvalid // has no encoding
	}
	there := a.translate(e)
	if err := a.ledger.enrol([]bindings.ICoveragesEnrolment{a.enrolment(there)}); err != nil {
		return err
	}
	a.years[e.Year] = there
	return nil
}

// enrol opens coverage years, all or none.
func (l *ledger) enrol(enrolments []bindings.ICoveragesEnrolment) error {
	_, _, err := l.call(enroller, l.coverages, l.bound.coverages.PackEnrol(insurer, enrolments), deployedAt)
	return refusal(err)
}

// Apply implements [history.Ledger].
func (a *account) Apply(op history.Operation) (history.Outcome, error) {
	t := &task{account: a, op: op}
	if err := a.ledger.play([]*task{t}); err != nil {
		return history.Outcome{}, err
	}
	return t.outcome, t.refused
}

// Accumulators implements [history.Ledger]: it reads the words of the contract.
func (a *account) Accumulators(id claims.CoverageYearID) (benefits.Accumulators, error) {
	e, isKnown := a.years[id]
	if !isKnown {
		return benefits.Accumulators{}, history.ErrNotEnrolled
	}
	year, family, extension := []*big.Int{tableEntry(e.Year)}, []*big.Int{}, []*big.Int{}
	if e.Family != 0 {
		family = append(family, big.NewInt(int64(e.Family)))
	}
	if e.Extension != 0 {
		extension = append(extension, new(big.Int).SetUint64(uint64(e.Extension)))
	}
	words, err := a.ledger.load(year, family, extension)
	if err != nil {
		return benefits.Accumulators{}, err
	}
	return a.accumulators(e, words)
}

// accumulators joins the words of a coverage year, its family and its extension.
func (a *account) accumulators(e history.Enrolment, words tableWords) (benefits.Accumulators, error) {
	year, err := benefits.ParseCoverageYear(a.plan, words.years[0])
	if err != nil {
		return benefits.Accumulators{}, err
	}
	acc := benefits.Accumulators{
		Deductible: year.Deductible, OutOfPocket: year.OutOfPocket, HasFamily: e.Family != 0, Counters: year.Counters,
	}
	isSame := year.Plan == a.planID && year.Span == e.Span && year.Family == e.Family && year.Extension == e.Extension
	if e.Family != 0 {
		family, err := benefits.ParseFamilyYear(words.families[0])
		if err != nil {
			return benefits.Accumulators{}, err
		}
		acc.FamilyDeductible, acc.FamilyOutOfPocket = family.Deductible, family.OutOfPocket
		isSame = isSame && family.ID == e.Family
	}
	if e.Extension != 0 {
		extension, err := benefits.ParseExtension(a.plan, words.extensions[0])
		if err != nil {
			return benefits.Accumulators{}, err
		}
		for i, limit := range a.plan.Limits {
			if limit.Place.IsExtended {
				acc.Counters[i] = extension.Counters[i]
			}
		}
		isSame = isSame && extension.ID == e.Extension
	}
	if !isSame {
		return benefits.Accumulators{}, fmt.Errorf("%w: the words of %+v are another's", errFault, e)
	}
	return acc, nil
}

// tableWords are the words of the entries of tables, in their order.
type tableWords struct {
	years, families, extensions []*big.Int
}

// load reads the words of tables, which are ascending.
func (l *ledger) load(years, families, extensions []*big.Int) (tableWords, error) {
	data := l.bound.coverages.PackLoad(insurer, years, families, extensions)
	answer, _, err := l.call(stranger, l.coverages, data, l.now)
	if err != nil {
		return tableWords{}, fmt.Errorf("reading words: %w", err)
	}
	packed, err := l.bound.coverages.UnpackLoad(answer)
	if err != nil {
		return tableWords{}, fmt.Errorf("unpacking words: %w", err)
	}
	var words []*big.Int
	for word := range slices.Chunk(packed, common.HashLength) {
		words = append(words, new(big.Int).SetBytes(word))
	}
	if len(words) != len(years)+len(families)+len(extensions) {
		return tableWords{}, fmt.Errorf("%w: %d words are not one for each entry", errFault, len(words))
	}
	extensionsAt := len(years) + len(families)
	return tableWords{words[:len(years)], words[len(years):extensionsAt], words[extensionsAt:]}, nil
}

// tableEntry is a coverage year as a table has it: only the id counts to a load.
func tableEntry(year claims.CoverageYearID) *big.Int {
	id := new(big.Int).SetUint64(uint64(year))
	return id.Lsh(id, 32)
}

// errFault is returned when the contracts contradict themselves or this package:
// never what a contract refuses.
var errFault = errors.New("the chain is not as it should be")
