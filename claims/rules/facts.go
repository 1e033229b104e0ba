package rules

import "github.com/clearclaim/clearclaim/claims"

// Setting says by whose edits a claim is edited: NCCI publishes them apart.
type Setting uint8

// The settings.
const (
	// Practitioner is for professional claims, and ambulatory surgery centres.
	Practitioner Setting = iota
	// Hospital is for institutional outpatient claims.
	Hospital
	// Supplier is for claims of durable medical equipment; it has unit edits alone.
	Supplier

	settingCount = iota
)

var settingNames = [...]string{Practitioner: "practitioner", Hospital: "hospital", Supplier: "supplier"}

// String returns the name of the setting, or "".
func (s Setting) String() string {
	if int(s) >= len(settingNames) {
		return ""
	}
	return settingNames[s]
}

// Sex is a patient's administrative sex, and what an edit asks for.
type Sex uint8

// The values of Sex. AnySex is one that is unknown, or that an edit does not ask for.
const (
	AnySex Sex = iota
	Female
	Male
)

// Conflicts reports whether both are known and differ.
func (s Sex) Conflicts(other Sex) bool { return s != AnySex && other != AnySex && s != other }

// AgeUnit is what the bounds of [Ages] count.
type AgeUnit uint8

// The units. AnyAge is no bound at all.
const (
	AnyAge AgeUnit = iota
	Days
	Years
)

// Ages are the completed days or years of age that an edit allows, both bounds
// included.
type Ages struct {
	Least, Most uint16
	Unit        AgeUnit
}

// Fit reports whether a patient born on a date had one of the ages on another. A
// birth date that is unknown, or after the other, fits.
func (a Ages) Fit(birth, on claims.Date) bool {
	if a.Unit == AnyAge || birth.IsZero() || birth > on {
		return true
	}
	least, most, days := int(a.Least), int(a.Most), int(on-birth)
	switch {
	case a.Unit == Days:
		return days >= least && days <= most
	case days < 365*least || days >= 366*(most+1):
		return false
	case days >= 366*least && days < 365*(most+1):
		return true // without the calendar, as nearly always
	}
	age := yearsBetween(birth, on)
	return age >= least && age <= most
}

// yearsBetween returns the completed years. Who was born on 29 February completes
// a year on 1 March where there is no such day.
func yearsBetween(birth, on claims.Date) int {
	from, to := birth.Time(), on.Time()
	years := to.Year() - from.Year()
	if to.Month() < from.Month() || (to.Month() == from.Month() && to.Day() < from.Day()) {
		years--
	}
	return years
}

// ProcedureRule is what a procedure fits on a date of service. Where a field is
// empty the procedure fits everything.
type ProcedureRule struct {
	Ages   Ages
	Sex    Sex
	Places PlaceSet
	// Taxonomies are prefixes of NUCC provider taxonomy codes.
	Taxonomies []string
	// Allowed are the modifiers that may stand with it; of Required one must.
	Allowed, Required []Modifier
	// NeedsDiagnosis is set when a line must point to a diagnosis.
	NeedsDiagnosis bool
	// IsNotCovered is set when the procedure is never covered.
	IsNotCovered bool
	// Minutes are the fewest minutes that one unit takes, zero when unknown.
	Minutes uint16
}

// FitsTaxonomy reports whether a provider of a taxonomy code may render the
// procedure. An unknown taxonomy, "", fits.
func (r *ProcedureRule) FitsTaxonomy(taxonomy string) bool {
	if len(r.Taxonomies) == 0 || taxonomy == "" {
		return true
	}
	for _, prefix := range r.Taxonomies {
		if len(taxonomy) >= len(prefix) && taxonomy[:len(prefix)] == prefix {
			return true
		}
	}
	return false
}

// DiagnosisRule is what a diagnosis fits on a date of service.
type DiagnosisRule struct {
	Ages Ages
	Sex  Sex
	// IsUnacceptablePrincipal is set when the code may not stand first on an
	// institutional claim.
	IsUnacceptablePrincipal bool
	// IsManifestation is set when the code describes the manifestation of another
	// disease, whose code stands before it.
	IsManifestation bool
	// IsNotCovered is set when what is done for the diagnosis is not covered.
	IsNotCovered bool
	// IsQuestionableAdmission is set when the code alone seldom warrants an
	// inpatient stay.
	IsQuestionableAdmission bool
}

// Meaning is a set of what a modifier says.
type Meaning uint16

// The meanings. A modifier may have several.
const (
	// Repeat: the service was given again; it is no duplicate.
	Repeat Meaning = 1 << iota
	// Distinct: the service stood apart; it bypasses a pair whose indicator is 1.
	Distinct
	Bilateral
	LeftOrRight
	Assistant
	ProfessionalComponent
	TechnicalComponent
	Reduced
	Discontinued
	MultipleProcedures
	Telehealth
	// CoSurgeon and TeamSurgery: several surgeons shared the service.
	CoSurgeon
	TeamSurgery
	// Unrelated: the service is not part of another one's global period.
	Unrelated
	// SexOverride: the sex edit does not apply to the patient.
	SexOverride
	// Notice: the patient was told beforehand that the service may not be paid.
	Notice
)

// Has reports whether one of the meanings is in the set.
func (m Meaning) Has(any Meaning) bool { return m&any != 0 }

// ModifierRule is what a modifier says on a date of service.
type ModifierRule struct {
	Meaning Meaning
	// Procedures are prefixes of the procedure codes that it may stand with; none
	// means all.
	Procedures []string
}

// Fits reports whether the modifier may stand with a procedure code.
func (r *ModifierRule) Fits(procedure string) bool {
	if len(r.Procedures) == 0 {
		return true
	}
	for _, prefix := range r.Procedures {
		if len(procedure) >= len(prefix) && procedure[:len(prefix)] == prefix {
			return true
		}
	}
	return false
}

// Indicator is the modifier indicator of an NCCI pair.
type Indicator uint8

// The indicators.
const (
	// NeverTogether: no modifier makes both payable.
	NeverTogether Indicator = 0
	// ModifierAllowed: a modifier that says Distinct makes both payable.
	ModifierAllowed Indicator = 1
	// NotApplicable: the pair was deleted on the day that it began; it is no edit.
	NotApplicable Indicator = 9
)

// MUE is the largest plausible number of units of a procedure.
type MUE struct {
	Units uint16
	// Adjudication is the MUE adjudication indicator: 1 counts the units of a line,
	// 2 and 3 those of the day, 2 being absolute.
	Adjudication uint8
}

// Window is over what a [Limit] counts.
type Window uint8

// The windows. A service is looked at in every window that has its date.
const (
	PerDay Window = iota + 1
	PerCalendarYear
	// PerDays is any run of so many days.
	PerDays
	PerLifetime
)

// Limit is how often a patient may have a procedure.
type Limit struct {
	Window Window
	// Days is the length of a window PerDays.
	Days uint16
	// Most is the number of services, or of units, that the window may hold.
	Most uint16
	// IsUnits is set when units are counted, and not lines.
	IsUnits bool
}

// Support says whether a diagnosis supports a procedure.
type Support uint8

// The values of Support.
const (
	// Unlisted: the set says nothing of the procedure's diagnoses.
	Unlisted Support = iota
	Supported
	Unsupported
)

// Network is whether the provider is in the plan's network.
type Network uint8

// The networks. AnyNetwork is for a table's rows that hold for both.
const (
	AnyNetwork Network = iota
	InNetwork
	OutOfNetwork
)

// Business is a set's number for a line of business; zero is any.
type Business uint8

// Posting is what a rule posts when it denies.
type Posting struct {
	Group, CARC string
	// RARC is the remark, "" where none is demanded.
	RARC string
	// Priority orders the rules of a step: the least is posted.
	Priority uint16
}
