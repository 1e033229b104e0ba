package cob

import (
	"cmp"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// Pair is which of two coverages pays first, and why.
type Pair struct {
	// First pays before Then; both are ids.
	First, Then string
	Rule        Rule
	// Source is where the rule is written.
	Source string
}

// Order is a patient's coverages in the order in which they pay.
type Order struct {
	IDs []string
	// Pairs are all of two coverages, by the one that pays first, then by the other.
	Pairs []Pair
}

// Between returns the pair of two neighbours: why the coverage at a position pays
// after the one before it. It is false for the first.
func (o Order) Between(position int) (Pair, bool) {
	for _, pair := range o.Pairs {
		if position > 0 && position < len(o.IDs) && pair.First == o.IDs[position-1] && pair.Then == o.IDs[position] {
			return pair, true
		}
	}
	return Pair{}, false
}

// Order puts a patient's coverages in the order in which they pay for a service of
// a day. It is the same whatever the order in which they are given.
//
// Rules that look at two coverages alone can go in circles: the birthday tells two
// parents apart, length of coverage a parent and a spouse. Here every rule gives
// each coverage a rank, from all of the patient's coverages where it has to, and
// coverages are compared by their ranks, rule after rule. So the order is total.
//
// Every fault is listed at once; with one there is no order.
func (r Rules) Order(day claims.Date, patient Patient, coverages []Coverage) (Order, []*errs.Fault) {
	if faults := check(day, patient, coverages); len(faults) > 0 {
		return Order{}, faults
	}
	d := desk{rules: r, day: day, patient: patient, coverages: coverages}
	d.survey()
	list := make([]ranked, len(coverages))
	for i := range coverages {
		var fault *errs.Fault
		if list[i], fault = d.rank(&coverages[i]); fault != nil {
			return Order{}, []*errs.Fault{fault}
		}
	}
	slices.SortFunc(list, func(a, b ranked) int {
		order, _ := compare(&a, &b)
		return order
	})
	return orderOf(list), nil
}

func orderOf(list []ranked) Order {
	order := Order{IDs: make([]string, len(list)), Pairs: make([]Pair, 0, len(list)*(len(list)-1)/2)}
	for i := range list {
		order.IDs[i] = list[i].ID
		for j := i + 1; j < len(list); j++ {
			_, rule := compare(&list[i], &list[j])
			order.Pairs = append(order.Pairs, Pair{
				First: list[i].ID, Then: list[j].ID, Rule: rule, Source: sourceOf(rule, &list[i], &list[j]),
			})
		}
	}
	return order
}

// sourceOf returns where a rule is written that decided between two.
func sourceOf(rule Rule, a, b *ranked) string {
	switch {
	case ruleTexts[rule].source != "":
		return ruleTexts[rule].source
	case rule == a.government.rule:
		return a.government.source
	default:
		return b.government.source
	}
}

// tier is where Medicare and Medicaid put a coverage.
type tier int

const (
	beforeMedicare tier = iota
	ofMedicare
	afterMedicare // all plans of who has no Medicare
	ofMedicaid
)

// placement is a tier with the rule that gave it.
type placement struct {
	tier   tier
	rule   Rule
	source string
}

// slot is a place among the ranks of a coverage, by the order of the rules.
type slot int

const (
	slotProvision slot = iota
	slotDependent
	slotLongerDependent
	slotDecree
	slotCustody
	slotBirthday
	slotLongerParent
	slotStanding
	slotLonger
	slotCount
)

// slotRules are the rules that the ranks stand for; that of slotStanding depends
// on the two that are compared.
var slotRules = [slotCount]Rule{
	slotProvision: NoProvision, slotDependent: NonDependent, slotLongerDependent: LongerCoverage, slotDecree: CourtDecree,
	slotCustody: Custody, slotBirthday: Birthday, slotLongerParent: LongerParent, slotStanding: ActiveEmployee,
	slotLonger: LongerCoverage,
}

// ranked is a coverage with its ranks; the lower pays first.
type ranked struct {
	*Coverage
	government placement
	ranks      [slotCount]int
}

// compare returns which of two pays first, and by what rule. Of two that are one
// and the same it returns zero.
func compare(a, b *ranked) (int, Rule) {
	if order := cmp.Compare(a.government.tier, b.government.tier); order != 0 {
		return order, governmentRule(a, b)
	}
	for at := range a.ranks {
		if order := cmp.Compare(a.ranks[at], b.ranks[at]); order != 0 {
			if slot(at) == slotStanding && (a.Standing == Continuation || b.Standing == Continuation) {
				return order, ContinuationLast
			}
			return order, slotRules[at]
		}
	}
	return cmp.Compare(a.ID, b.ID), EqualShares
}

// governmentRule returns the rule between two of different tiers.
func governmentRule(a, b *ranked) Rule {
	switch {
	case a.Kind == Medicaid || b.Kind == Medicaid:
		return MedicaidLast
	case a.Kind == Medicare:
		return b.government.rule
	case b.Kind == Medicare:
		return a.government.rule
	default:
		return MedicareBetween
	}
}

// desk is what the ranks of a coverage rest on besides itself.
type desk struct {
	rules     Rules
	day       claims.Date
	patient   Patient
	coverages []Coverage

	hasMedicare bool
	// hasSpouseAndParent is set of a grown child who is a dependent of both: length of
	// coverage decides before the birthday does (section 6D(2)(d)).
	hasSpouseAndParent bool
	// isDecreed tells whether a coverage is of the parent whom a court holds
	// responsible, rather than of that parent's spouse.
	hasDecreedParent bool
}

// survey looks at all coverages together.
func (d *desk) survey() {
	var hasSpouse, hasParent bool
	for i := range d.coverages {
		c := &d.coverages[i]
		switch c.Kind {
		case Medicare:
			d.hasMedicare = true
			continue
		case Medicaid:
			continue
		case GroupPlan, IndividualPlan:
		}
		hasSpouse = hasSpouse || c.Relationship == Spouse
		hasParent = hasParent || c.isAsParent()
		d.hasDecreedParent = d.hasDecreedParent || (c.Relationship == Parent && d.isOnDecreedSide(c))
	}
	d.hasSpouseAndParent = hasSpouse && hasParent
}

// since returns the day from which on the subscriber of a plan has one.
func (d *desk) since(plan *Coverage) claims.Date {
	first := plan.Since
	for i := range d.coverages {
		c := &d.coverages[i]
		isPlan := c.Kind != Medicare && c.Kind != Medicaid
		if isPlan && c.Subscriber == plan.Subscriber && c.Since < first {
			first = c.Since
		}
	}
	return first
}

// isAsParent reports whether the subscriber is a parent, or counts as one.
func (c *Coverage) isAsParent() bool { return c.Relationship >= Parent }

// isOnDecreedSide reports whether the coverage is of the parent whom a court holds
// responsible, or of that parent's spouse.
func (d *desk) isOnDecreedSide(c *Coverage) bool {
	isOfParents := c.Relationship == Parent || c.Relationship == Stepparent
	return isOfParents && d.patient.Decree != NoDecree && c.IsCustodial == (d.patient.Decree == CustodialResponsible)
}

// rank gives a coverage its ranks.
func (d *desk) rank(c *Coverage) (ranked, *errs.Fault) {
	placed, fault := d.place(c)
	r := ranked{Coverage: c, government: placed}
	if fault != nil || c.Kind == Medicare || c.Kind == Medicaid {
		return r, fault
	}
	if !c.IsWithoutCoordination {
		r.ranks[slotProvision] = 1
	}
	if c.Relationship != Self {
		r.ranks[slotDependent] = 1
		d.rankDependent(c, &r.ranks)
	}
	r.ranks[slotStanding] = int(c.Standing)
	r.ranks[slotLonger] = int(c.Since)
	return r, nil
}

// rankDependent gives the ranks of section 6D(2). Where the patient is a spouse's
// dependent alone they are all the same.
func (d *desk) rankDependent(c *Coverage, ranks *[slotCount]int) {
	const monthRoom = 32
	birthday := int(c.Birthday.Month)*monthRoom + c.Birthday.Day
	switch {
	case d.hasSpouseAndParent:
		ranks[slotLongerDependent], ranks[slotBirthday] = int(c.Since), birthday
	case !c.isAsParent():
	case d.patient.Parents == ParentsTogether:
		ranks[slotBirthday], ranks[slotLongerParent] = birthday, int(d.since(c))
	default:
		ranks[slotDecree], ranks[slotCustody] = d.decreeRank(c), custodyRank(c)
		if c.Relationship == Relative {
			ranks[slotBirthday], ranks[slotLongerParent] = birthday, int(d.since(c))
		}
	}
}

// decreeRank puts the plan of the responsible parent first, or that of the
// parent's spouse where the parent has none.
func (d *desk) decreeRank(c *Coverage) int {
	if d.isOnDecreedSide(c) && (c.Relationship == Parent || !d.hasDecreedParent) {
		return 0
	}
	return 1
}

// custodyRank follows section 6D(2)(b)(iv); relatives come after the parents and
// their spouses.
func custodyRank(c *Coverage) int {
	switch {
	case c.Relationship == Relative:
		return 4
	case c.IsCustodial && c.Relationship == Parent:
		return 0
	case c.IsCustodial:
		return 1
	case c.Relationship == Parent:
		return 2
	default:
		return 3
	}
}

// place puts a coverage before or after Medicare.
func (d *desk) place(c *Coverage) (placement, *errs.Fault) {
	switch {
	case c.Kind == Medicaid:
		row, isFound := d.rules.on(MedicaidLast, d.day)
		return placement{ofMedicaid, MedicaidLast, row.source}, d.missing(isFound)
	case c.Kind == Medicare:
		return placement{tier: ofMedicare}, nil
	case !d.hasMedicare:
		return placement{tier: afterMedicare}, nil
	default:
		return d.secondary(c)
	}
}

func (d *desk) missing(isFound bool) *errs.Fault {
	if isFound {
		return nil
	}
	return &errs.Fault{Code: errs.CoordinationInvalid, Path: "serviceDate", Text: "no rule of Medicare or Medicaid decides on the day"}
}

// secondary puts a plan before Medicare where a rule makes Medicare pay after it.
//
// Kidney failure makes Medicare wait for every group plan while the months last,
// but for a plan that Medicare rightly paid before when it began (42 CFR
// 411.163(b)(4)); whether it did follows from the facts as they are now.
func (d *desk) secondary(c *Coverage) (placement, *errs.Fault) {
	e := &d.patient.Medicare
	before, fault := d.byEmployment(c, d.day)
	if fault != nil || before.tier == beforeMedicare || c.Kind != GroupPlan || !has(e.EndStageRenal, d.day) {
		return before, fault
	}
	row, isFound := d.rules.on(EndStageRenal, e.EndStageRenal)
	if !isFound {
		return before, d.missing(isFound)
	}
	wasEntitled := has(e.Age, e.EndStageRenal.AddDays(-1)) || has(e.Disability, e.EndStageRenal.AddDays(-1))
	if wasEntitled || monthsBetween(e.EndStageRenal, d.day) >= row.months {
		return before, nil
	}
	return placement{beforeMedicare, EndStageRenal, row.source}, nil
}

// byEmployment applies the rules on age and disability.
func (d *desk) byEmployment(c *Coverage, day claims.Date) (placement, *errs.Fault) {
	rule, isFamilyEnough := WorkingAged, c.Relationship == Self || c.Relationship == Spouse
	switch e := &d.patient.Medicare; {
	case has(e.Age, day):
	case has(e.Disability, day):
		rule, isFamilyEnough = Disability, true
	default:
		return placement{tier: afterMedicare, rule: MedicareFirst}, nil
	}
	row, isFound := d.rules.on(rule, day)
	if isFound && isFamilyEnough && c.Kind == GroupPlan && c.Standing == Active && c.Employees >= row.employees {
		return placement{beforeMedicare, rule, row.source}, nil
	}
	return placement{tier: afterMedicare, rule: MedicareFirst}, d.missing(isFound)
}

// monthsBetween counts months from that of one day to that of another.
func monthsBetween(from, to claims.Date) int {
	a, b := from.Time(), to.Time()
	return 12*(b.Year()-a.Year()) + int(b.Month()) - int(a.Month())
}
