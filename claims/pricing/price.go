package pricing

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/internal/canonical"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Book is a fee schedule with the price tables that it is read with. Tables may
// be nil. It is immutable and safe for concurrent use.
type Book struct {
	Schedule Schedule
	Tables   *Tables
}

// Root returns what a plan names its prices by on the ledger: the schedule's root
// where there are no tables, else
//
//	H(0x12 ‖ "clearclaim/fee-schedule/v2" ‖ root of the schedule ‖ root of the tables)
func (b *Book) Root() [32]byte {
	return RootOf(b.Schedule, b.Tables.Root())
}

// RootOf returns what [Book.Root] does of a schedule and of tables of a root; zero is
// no tables.
func RootOf(schedule Schedule, tables [32]byte) [32]byte {
	if tables == ([32]byte{}) {
		return schedule.root
	}
	return canonical.Keccak256([]byte{0x12}, []byte("clearclaim/fee-schedule/v2"), schedule.root[:], tables[:])
}

// Request is what the prices of a claim rest on.
type Request struct {
	IsInNetwork bool
	// Network names the network that the provider is in, if it has a name. It does
	// not count out of network.
	Network  string
	Provider claims.ProviderID
	// Locality is the payment locality: contractor and number, as in 01112-05, where
	// relative values are in use.
	Locality string
	Lines    []Line
	// Used is what earlier claims of the same patient and provider took of a day's
	// ranks, as [Book.AppendUses] of the same book gives it. Their lines are not ranked again.
	Used []Use
}

// Line is a line of a request.
type Line struct {
	Code      codes.Code
	Modifiers []string
	Units     int
	Charge    money.Amount
	// Place is the place of service, two digits.
	Place string
	Date  claims.Date
	// IsDenied is set for a line that has no price: it takes no rank either.
	IsDenied bool
	// Affiliation is the provider's on the line's date, nil where it is the request's.
	Affiliation *Affiliation
	// Symbol is the code's in the book. The zero Symbol is looked up.
	Symbol Symbol

	row    *row
	hasRow bool // row was looked for
}

// Outcome is what pricing a line came to.
type Outcome uint8

// The outcomes of pricing. Nothing is allowed but of a line that is Priced.
const (
	// Skipped: the line was denied before.
	Skipped Outcome = iota
	// Priced: something is allowed.
	Priced
	// NoContract: contracts are declared, and the network of a provider in network has
	// none in force on the date of service.
	NoContract
	// NoRow: the schedule has no row for the line, or the row needs a relative value that
	// the tables of the date have none of.
	NoRow
	// ModifierUnpriced: the modifier needs a row of its own, and there is none.
	ModifierUnpriced
	// ModifierNotPaid: the code is paid to no assistant, second surgeon or team, as the
	// modifier says that the provider was.
	ModifierNotPaid
	// NothingAllowed: the price is nothing.
	NothingAllowed
	// ByReport: a person sets the price. So it is where relative values are needed and the
	// tables do not cover the date, or lack the status, the locality or the conversion factor.
	ByReport
)

var outcomeNames = [...]string{"skipped", "priced", "no contract", "no row", "modifier unpriced", "modifier not paid", "nothing allowed", "by report"}

// String returns the outcome in words.
func (o Outcome) String() string { return outcomeNames[o] }

// IsScheduled reports whether schedule and tables give an amount, be it nothing.
func (o Outcome) IsScheduled() bool {
	return o == Priced || o == NothingAllowed || o == ModifierNotPaid
}

// Result is what is allowed of a line.
type Result struct {
	// Allowed is never above the charge and never negative.
	Allowed money.Amount
	// Evidence is the kind of document that the procedure needs before it can be
	// decided, or "".
	Evidence string
	// Class is the position of the cost-share class in the plan. Class and evidence
	// are those of the row, if there is one, whatever the outcome.
	Class   uint8
	Outcome Outcome
	Steps   Steps
	draft   draft
}

// maxModifiers is how many modifiers of a line may change its price.
const maxModifiers = 4

// Steps say how a price came about. They hold no pointer to what was read.
type Steps struct {
	// Line is the line of the schedule's file that was used, from 1; zero is none.
	Line int
	// Method is that of the row.
	Method Method
	// Contract is the contract that is in force, where contracts are declared.
	Contract string
	// Base is what the row gives for a unit, or for the line where the method has no
	// units. It is exact.
	Base Exact
	// Expense is how much of the base is practice expense, of relative values.
	Expense Exact
	// Less is what is taken off the base for an endoscopy that is not the first of
	// its family: the amount of the family's base.
	Less Exact
	// Units are what the base was multiplied by.
	Units int
	// Factors are the modifiers that changed the amount, in the line's order.
	Factors     [maxModifiers]Factor
	FactorCount uint8
	// EndedBy is where on the line the modifier stands that ended the pricing, from 1; zero
	// is none.
	EndedBy int
	// Indicator is that of the reduction of multiple procedures, or zero.
	Indicator uint8
	// Family is the base of the endoscopies that the line is one of, or "".
	Family string
	// Rank is the line's rank, that of its first unit, or its family's, from 1; zero is none.
	Rank int
	// RankRate is the sum of the rates of the units' ranks, in basis points; of a family
	// the rate of its rank.
	RankRate uint64
	// Cap says what cut the amount.
	Cap Cap
	// IsFacility is set when the practice expense is that of a facility.
	IsFacility bool
}

// Factor is a modifier with its rate, in basis points.
type Factor struct {
	Modifier [2]byte
	Rate     uint32
}

// Cap is what cut an amount.
type Cap uint8

// What cuts an amount.
const (
	NotCapped Cap = iota
	// CapCharge: the lesser-of rule of the row.
	CapCharge
	// CapLedger: the row has no lesser-of rule, but nothing above the charge can be
	// allowed on the ledger.
	CapLedger
	// CapCase: the case rate of the claim is used up.
	CapCase
)

// draft is an amount before it is rounded, and what ranks need.
type draft struct {
	amount    scaled
	total     scaled // of a family, at its first line
	reduction *reduction
	row       *row
	symbol    Symbol
	date      claims.Date
	// isReducible is set where the method has ranks, whether the code has or not.
	isReducible bool
	isMember    bool // of a family, and not its first line
	// isByReport is set where the rank is for a person to price.
	isByReport bool
}

// desk is a request with what its lines share.
type desk struct {
	schedule *Schedule
	tables   *Tables
	request  *Request
	// found is what was looked up of an affiliation last, and of which; nil is the request's.
	found   Affiliation
	foundOf *Affiliation
	mayRank bool // a line may take a rank
}

func (b *Book) desk(r *Request) desk {
	return desk{schedule: &b.Schedule, tables: b.tables(), request: r}
}

func (b *Book) tables() *Tables {
	if b.Tables == nil {
		return noTables
	}
	return b.Tables
}

// affiliationOn returns the provider's affiliation on a line's date, as it was looked up.
func (d *desk) affiliationOn(line *Line) *Affiliation {
	if line.Affiliation != nil && line.Affiliation.isFound {
		return line.Affiliation
	}
	if !d.found.isFound || d.foundOf != line.Affiliation {
		d.found, d.foundOf = Affiliation{IsInNetwork: d.request.IsInNetwork, Network: d.request.Network, Locality: d.request.Locality}, line.Affiliation
		if line.Affiliation != nil {
			d.found = *line.Affiliation
		}
		d.found.find(d.schedule, d.tables, d.request.Provider)
	}
	return &d.found
}

// symbolOf returns a line's symbol, as it was looked up.
func (d *desk) symbolOf(line *Line) Symbol {
	if line.Symbol.isFound {
		return line.Symbol
	}
	return symbolOf(d.schedule, d.tables, line.Code)
}

// Price appends what is allowed of each line of a request, in their order, and
// allocates nothing else. The same request always has the same answer.
//
// A line's amount is exact until it is rounded half up to the cent, once, after
// units, modifiers and rank. Procedures are ranked by their amounts before the
// lesser-of rule, those of one day and indicator among each other, ties in the order
// of the lines. Lines without a price take no rank.
func (b *Book) Price(dst []Result, r *Request) []Result {
	first := len(dst)
	d := b.desk(r)
	for i := range r.Lines {
		dst = append(dst, Result{})
		d.findRow(&dst[len(dst)-1], &r.Lines[i])
	}
	results := dst[first:]
	for i := range results {
		d.priceLine(&results[i], &r.Lines[i])
	}
	if d.mayRank {
		d.rank(results)
	}
	for i := range results {
		results[i].settle(results[:i], r.Lines[i].Charge)
	}
	for i := range results {
		results[i].draft = draft{}
	}
	return dst
}

// Price prices a line by itself, as of a provider in network and without price
// tables, and returns false when the schedule has no amount for it. See [Book.Price].
func (s Schedule) Price(line *Line) (Price, bool) {
	book := Book{Schedule: s}
	d := book.desk(&Request{IsInNetwork: true})
	var result Result
	d.findRow(&result, line)
	d.priceLine(&result, line)
	result.settle(nil, line.Charge)
	return Price{Allowed: result.Allowed, Class: result.Class, Evidence: result.Evidence}, result.Outcome.IsScheduled()
}

// findRow finds the row of a line. That of each is found before the first is priced: the
// rows lie in memory that is far, and is waited for once where none waits for another.
func (d *desk) findRow(out *Result, line *Line) {
	if line.IsDenied {
		return
	}
	if out.Outcome = d.checkContract(out, line); out.Outcome != Priced {
		return
	}
	out.draft.symbol = d.symbolOf(line)
	d.mayRank = d.mayRank || out.draft.symbol.MayRank()
	if out.draft.row = line.row; !line.hasRow {
		out.draft.row = d.rowOf(line, out.draft.symbol)
	}
	if out.draft.row == nil {
		out.Outcome = NoRow
	}
}

// rowOf returns the row of a line, or nil.
func (d *desk) rowOf(line *Line, symbol Symbol) *row {
	key := d.affiliationOn(line).key
	key.place = pairOf(line.Place)
	return d.schedule.find(symbol.rows, key, line)
}

// priceLine finds the amount of a line that has a row, before ranks.
func (d *desk) priceLine(out *Result, line *Line) {
	found := out.draft.row
	if found == nil {
		return
	}
	out.Class, out.Evidence = found.class, found.evidence
	out.Steps.Line, out.Steps.Method, out.Steps.Units = int(found.line), found.method, 1
	out.draft.date = line.Date
	if line.Units < 1 || line.Charge.Cents() <= 0 {
		out.Outcome = NothingAllowed
		return
	}
	out.Outcome = d.compute(out, found, line)
}

// checkContract finds the contract of a provider in network.
func (d *desk) checkContract(out *Result, line *Line) Outcome {
	if len(d.tables.contracts.rows) == 0 {
		return Priced
	}
	affiliation := d.affiliationOn(line)
	if !affiliation.IsInNetwork {
		return Priced
	}
	contract := d.tables.contracts.in(affiliation.contracts, line.Date)
	if contract == nil {
		return NoContract
	}
	out.Steps.Contract = *contract
	return Priced
}

// maxUnits is far beyond what a claim can have, and small enough to be added up.
const maxUnits = 1 << 40

// unit is what a row gives for a unit of a line.
type unit struct {
	base, expense Exact
	method        Method // that of the row, or of the row it refers to
	relative      *relative
	own           [2]pair // the modifiers that the row and the relative value are of
	isFacility    bool
}

// compute multiplies what the row gives by units and modifiers.
func (d *desk) compute(out *Result, found *row, line *Line) Outcome {
	u, outcome := d.unitOf(found, line, out.draft.symbol)
	if outcome != Priced {
		return outcome
	}
	out.Steps.Base, out.Steps.Expense, out.Steps.IsFacility = u.base, u.expense, u.isFacility
	switch u.method {
	case Fee, RBRVS, PerDiem, Qualifying:
		out.Steps.Units = min(line.Units, maxUnits)
	case Percent, Case, ClaimCase, InNetwork:
	}
	if u.method.hasModifiers() {
		if outcome = d.modify(out, &u, line); outcome != Priced {
			return outcome
		}
		d.findReduction(out, &u, line)
	}
	out.draw()
	if out.draft.amount.isZero() {
		return NothingAllowed
	}
	return Priced
}

// draw draws up the amount of a line before its rank.
func (r *Result) draw() {
	r.drawUnit()
	r.draft.amount.multiply(uint64(r.Steps.Units))
}

// drawUnit draws up the amount of one unit.
func (r *Result) drawUnit() {
	r.draft.amount = scaledOf(r.Steps.Base.less(r.Steps.Less))
	r.applyFactors()
}

func (r *Result) applyFactors() {
	for _, factor := range r.Steps.Factors[:r.Steps.FactorCount] {
		r.draft.amount.applyRate(uint64(factor.Rate))
	}
}

// unitOf returns what a row gives for a unit.
func (d *desk) unitOf(found *row, line *Line, symbol Symbol) (unit, Outcome) {
	u := unit{method: found.method, own: [2]pair{found.key.modifier}}
	switch found.method {
	case Fee, PerDiem, Case, ClaimCase, Qualifying:
		u.base = exactCents(int64(found.amount))
	case Percent:
		u.base = exactCents(line.Charge.Cents()).share(found.amount)
	case RBRVS:
		return d.relativeUnit(found, line, symbol)
	case InNetwork:
		return d.referredUnit(found, line, symbol)
	}
	if found.method.hasModifiers() {
		u.relative, _ = d.tables.relatives.of(symbol.values, line.Modifiers, line.Date)
	}
	return u, Priced
}

// relativeUnit returns the share of the relative values' amount.
func (d *desk) relativeUnit(found *row, line *Line, symbol Symbol) (unit, Outcome) {
	v, own := d.tables.relatives.of(symbol.values, line.Modifiers, line.Date)
	u := unit{method: RBRVS, relative: v, own: [2]pair{found.key.modifier, own}}
	if v == nil {
		return u, d.tables.withoutValue(line.Date)
	}
	if outcome := d.tables.standingOf(v, line.Date); outcome != Priced {
		return u, outcome
	}
	name := found.factor
	if name == "" {
		name = StandardFactor
	}
	factor, place := d.tables.factors.at(name, line.Date), d.tables.localities.in(d.affiliationOn(line).places, line.Date)
	if factor == nil || place == nil {
		return u, ByReport
	}
	u.isFacility = d.tables.facilities.at(pairOf(line.Place), line.Date) != nil
	all, expense := v.amount(*place, u.isFacility, *factor)
	u.base, u.expense = all.share(found.amount), expense.share(found.amount)
	return u, Priced
}

// withoutValue returns what becomes of a code without a relative value: it has no price on
// a date that a file of them decides, and on another nobody knows whether it has.
func (t *Tables) withoutValue(date claims.Date) Outcome {
	for _, span := range t.valued {
		if span.Contains(date) {
			return NoRow
		}
	}
	return ByReport
}

// standingOf returns what the status of a relative value means on a date.
func (t *Tables) standingOf(v *relative, date claims.Date) Outcome {
	standing := t.statuses.in(v.status, date)
	if standing == nil {
		return ByReport
	}
	switch *standing {
	case standingPriced:
		return Priced
	case standingByReport:
		return ByReport
	case standingNothing:
		return NothingAllowed
	case standingNone:
	}
	return NoRow
}

// referredUnit returns the share of what the line would have in network. A row in
// network refers to no other.
func (d *desk) referredUnit(found *row, line *Line, symbol Symbol) (unit, Outcome) {
	key := d.affiliationOn(line).key
	key.network, key.place = inNetwork, pairOf(line.Place)
	referred := d.schedule.find(symbol.rows, key, line)
	if referred == nil {
		return unit{}, NoRow
	}
	if referred.method == ClaimCase { // a share of it is no line's own
		return unit{}, ByReport
	}
	u, outcome := d.unitOf(referred, line, symbol)
	u.base, u.expense = u.base.share(found.amount), u.expense.share(found.amount)
	return u, outcome
}

// modify finds the rates of the line's modifiers, each once. Of several that end the
// pricing the first outcome in the order of [Outcome] counts, whatever theirs is.
func (d *desk) modify(out *Result, u *unit, line *Line) Outcome {
	worst := Priced
	for i, text := range line.Modifiers {
		modifier := pairOf(text)
		if modifier == noPair || isBefore(line.Modifiers[:i], text) {
			continue
		}
		rate, outcome := d.tables.effect(modifier, u.relative, modifier == u.own[0] || modifier == u.own[1], line.Date)
		if outcome == Priced && rate != tenTo4 && !out.addFactor(text, rate) {
			outcome = ByReport
		}
		if outcome != Priced && (worst == Priced || outcome < worst) {
			worst, out.Steps.EndedBy = outcome, i+1
		}
	}
	return worst
}

// addFactor notes the rate of a modifier, and reports whether there was room.
func (r *Result) addFactor(modifier string, rate uint64) bool {
	if r.Steps.FactorCount == maxModifiers {
		return false
	}
	r.Steps.Factors[r.Steps.FactorCount] = Factor{[2]byte{modifier[0], modifier[1]}, uint32(rate)}
	r.Steps.FactorCount++
	return true
}

func isBefore(modifiers []string, modifier string) bool {
	for _, other := range modifiers {
		if other == modifier {
			return true
		}
	}
	return false
}

// settle rounds the amount and cuts it. The lines before it are settled.
func (r *Result) settle(before []Result, charge money.Amount) {
	if r.Outcome != Priced {
		return
	}
	cents := r.draft.amount.centsHalfUp()
	if r.Steps.Method == ClaimCase {
		cents = r.restOfCase(before, cents)
	}
	if cents > charge.Cents() {
		cents = charge.Cents()
		r.Steps.Cap = CapCharge
		if r.draft.row.isUncapped {
			r.Steps.Cap = CapLedger
		}
	}
	if r.Allowed = money.Cents(cents); cents == 0 {
		r.Outcome = NothingAllowed
	}
}

// restOfCase returns what earlier lines left of a case rate of the claim.
func (r *Result) restOfCase(before []Result, cents int64) int64 {
	rest := cents
	for i := range before {
		if before[i].draft.row == r.draft.row && before[i].Steps.Method == ClaimCase {
			rest -= before[i].Allowed.Cents()
		}
	}
	if rest < cents {
		r.Steps.Cap = CapCase
	}
	return rest
}
