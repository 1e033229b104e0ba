package cob

import (
	"slices"
	"strconv"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// MaxCoverages is how many coverages of one patient are put in order: the claim's
// own and the ten others that an 837 can carry (loop 2320).
const MaxCoverages = 11

// Kind is what sort of coverage one is.
type Kind uint8

// The kinds of coverage.
const (
	GroupPlan Kind = iota + 1 // of an employer or a union
	IndividualPlan
	Medicare
	Medicaid
)

// Relationship is who the subscriber is to the patient.
type Relationship uint8

// The relationships. A relative, such as a grandparent, counts as a parent does.
const (
	Self Relationship = iota + 1
	Spouse
	Parent
	Stepparent // the spouse of a parent
	Relative
)

// Standing is what the subscriber's coverage rests on.
type Standing uint8

// The standings.
const (
	Active       Standing = iota + 1 // current work, or an individual's own contract
	Inactive                         // laid off or retired
	Continuation                     // COBRA or a state's continuation
)

// MonthDay is a day of the year: what the birthday rule looks at, and no more. The
// 29th of February stands between its neighbours.
type MonthDay struct {
	Month time.Month
	Day   int
}

// isValid reports whether some year has the day.
func (d MonthDay) isValid() bool {
	const leapYear = 2000
	date := time.Date(leapYear, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	return date.Month() == d.Month && date.Day() == d.Day
}

// Coverage is one of a patient's coverages that is in force on the day of the
// service.
type Coverage struct {
	// ID is an opaque name, distinct among the patient's coverages.
	ID   string `json:"id"`
	Kind Kind   `json:"kind"`
	// Of Medicare and Medicaid nothing below is looked at.

	Relationship Relationship `json:"relationship"`
	// Subscriber is an opaque name of the person, the same in all coverages of that
	// person; it is needed where the patient is a dependent.
	Subscriber string `json:"subscriber"`
	// Birthday is the subscriber's, needed where the patient is a dependent.
	Birthday MonthDay `json:"birthday"`
	// IsCustodial is set of the parent with custody, and of that parent's spouse.
	// Where the parents live together it is not looked at.
	IsCustodial bool     `json:"isCustodial"`
	Standing    Standing `json:"standing"`
	// Since is when the subscriber's coverage began. One that followed another of the
	// same group within a day began with that.
	Since claims.Date `json:"since"`
	// Employees are those of the employer behind a group plan; of several employers
	// those of the largest.
	Employees int `json:"employees"`
	// IsWithoutCoordination is set of a plan that has no provision for coordination.
	IsWithoutCoordination bool `json:"isWithoutCoordination"`
}

// Decree is what a court said of a child's care, as far as the plans know of it:
// one that a plan learns of later counts from the next plan year on.
type Decree uint8

// The decrees. One that holds both parents responsible, or gives joint custody
// without holding either, makes the birthday rule count: [ParentsTogether].
const (
	NoDecree                Decree = iota
	CustodialResponsible           // the parent with custody, or that parent's plan through the spouse
	NoncustodialResponsible        // the other parent
)

// Parents is how the parents of a patient live.
type Parents uint8

// How parents live.
const (
	// ParentsTogether: married or living together, or apart under a decree that makes
	// the birthday rule count.
	ParentsTogether Parents = iota
	ParentsApart
)

// Patient is what the order looks at of a patient.
type Patient struct {
	Parents Parents `json:"parents"`
	// Decree is looked at where the parents live apart.
	Decree Decree `json:"decree"`
	// Medicare is needed of who has it.
	Medicare Entitlement `json:"medicare"`
}

// Entitlement says since when a patient has Medicare for what reason; no date is
// not for that reason. Who has it for age has it no longer for a disability.
type Entitlement struct {
	Age        claims.Date `json:"age"`
	Disability claims.Date `json:"disability"`
	// EndStageRenal is the first day of eligibility, applied for or not.
	EndStageRenal claims.Date `json:"endStageRenal"`
}

// has reports whether a reason holds on a day.
func has(since, day claims.Date) bool { return !since.IsZero() && since <= day }

// Has reports whether the patient has Medicare on a day, for whatever reason.
func (e Entitlement) Has(day claims.Date) bool {
	return has(e.Age, day) || has(e.Disability, day) || has(e.EndStageRenal, day)
}

type faultList []*errs.Fault

func (l *faultList) add(code errs.Code, path, text string) {
	*l = append(*l, &errs.Fault{Code: code, Path: path, Text: text})
}

// check lists every fault of what is to be put in order.
func check(day claims.Date, patient Patient, coverages []Coverage) []*errs.Fault {
	var list faultList
	if day < 1 {
		list.add(errs.DateInvalid, "serviceDate", "a day is needed")
	}
	if len(coverages) == 0 || len(coverages) > MaxCoverages {
		list.add(errs.CoordinationInvalid, "coverages", "1 to 11 coverages")
		return list
	}
	if patient.Parents > ParentsApart || patient.Decree > NoncustodialResponsible {
		list.add(errs.CoordinationInvalid, "patient", "how the parents live is not known")
	}
	for i := range coverages {
		c, path := &coverages[i], "coverages["+strconv.Itoa(i)+"]"
		list.coverage(path, c)
		if slices.ContainsFunc(coverages[:i], func(other Coverage) bool { return other.ID == c.ID }) {
			list.add(errs.CoordinationInvalid, path+".id", "the id stands twice")
		}
		isGovernment := c.Kind == Medicare || c.Kind == Medicaid
		if isGovernment && slices.ContainsFunc(coverages[:i], func(other Coverage) bool { return other.Kind == c.Kind }) {
			list.add(errs.CoordinationInvalid, path+".kind", "a patient has one such coverage")
		}
		if c.Kind == Medicare && !patient.Medicare.Has(day) {
			list.add(errs.CoordinationInvalid, "patient.medicare", "Medicare has a reason that holds on the day")
		}
	}
	return list
}

func (l *faultList) coverage(path string, c *Coverage) {
	if c.ID == "" {
		l.add(errs.FieldRequired, path+".id", "a coverage needs an id")
	}
	switch c.Kind {
	case GroupPlan, IndividualPlan:
		l.plan(path, c)
	case Medicare, Medicaid:
	default:
		l.add(errs.CoordinationInvalid, path+".kind", "no such kind of coverage")
	}
}

func (l *faultList) plan(path string, c *Coverage) {
	if c.Relationship < Self || c.Relationship > Relative {
		l.add(errs.CoordinationInvalid, path+".relationship", "no such relationship")
	}
	if c.Standing < Active || c.Standing > Continuation {
		l.add(errs.CoordinationInvalid, path+".standing", "no such standing")
	}
	if c.Since < 1 {
		l.add(errs.DateInvalid, path+".since", "a day is needed")
	}
	if c.Employees < 0 {
		l.add(errs.CoordinationInvalid, path+".employees", "a count is not negative")
	}
	if c.Relationship == Self {
		return
	}
	if c.Subscriber == "" {
		l.add(errs.FieldRequired, path+".subscriber", "a dependent has a subscriber")
	}
	if !c.Birthday.isValid() {
		l.add(errs.DateInvalid, path+".birthday", "not a day that a year has")
	}
}
