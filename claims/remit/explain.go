package remit

import (
	"strconv"
	"strings"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// words are what a rule says of a hit: why, to the patient, and what would have had
// to be different, to the biller.
type words struct {
	why    func(d adjudicate.Detail) string
	remedy func(d adjudicate.Detail) string
}

// says is a text that no detail changes.
func says(text string) func(adjudicate.Detail) string {
	return func(adjudicate.Detail) string { return text }
}

var explanations = map[rules.Rule]words{
	rules.BeforeBirth: {
		says("the date of the service is before the patient's birth"),
		says("A date of service on or after the patient's birth."),
	},
	rules.BeforeCoverage: {
		func(d adjudicate.Detail) string {
			return "your coverage began on " + d.Date.String() + ", after this service"
		},
		func(d adjudicate.Detail) string { return "A date of service from " + d.Date.String() + " on." },
	},
	rules.AfterCoverage: {
		func(d adjudicate.Detail) string {
			return "your coverage ended on " + d.Date.String() + ", before this service"
		},
		func(d adjudicate.Detail) string { return "A date of service up to " + d.Date.String() + "." },
	},
	rules.DuplicateExact: {
		says("the same service was already billed"),
		func(d adjudicate.Detail) string {
			again := "If the service was given again: modifier 76, 77 or 91."
			if d.Claim == "" && d.Line != 0 {
				return again // of the same claim, there is nothing to replace
			}
			return again + " If it corrects " + other(d) + ": a replacement of that claim."
		},
	},
	rules.DuplicateSuspect: {
		says("the service looks like one that was already billed"),
		func(d adjudicate.Detail) string {
			return "A service of another day than " + other(d) + ", or a modifier that tells it from that one."
		},
	},
	rules.ProviderExcluded: {
		says("the provider was excluded from health plans on the day of the service"),
		says("A provider that is not on the list of excluded individuals and entities."),
	},
	rules.ProviderOutOfNetwork: {
		says("your plan pays providers of its network only"),
		says("A provider of the plan's network."),
	},
	rules.ProviderNotCredentialed: {
		says("the provider was not certified for this service on its date"),
		says("A licence and an enrolment that are valid on the date of service."),
	},
	rules.FilingLate: {
		says("the provider sent the claim too late"),
		func(d adjudicate.Detail) string {
			if d.Date.IsZero() {
				return "Receipt within the plan's time for filing."
			}
			return "Receipt by " + d.Date.String() + ", or a reason that excuses the delay."
		},
	},
	rules.AuthorizationMissing: {
		says("this service needs a prior authorization, and there was none"),
		says("The number of a prior authorization that is valid on the date of service."),
	},
	rules.AuthorizationOtherService: {
		says("the prior authorization is for another service"),
		func(d adjudicate.Detail) string { return "An authorization for " + d.Code.Value + "." },
	},
	rules.AuthorizationOtherProvider: {
		says("the prior authorization is for another provider"),
		says("An authorization for this provider."),
	},
	rules.AuthorizationExceeded: {
		says("more was billed than the prior authorization allows"),
		func(d adjudicate.Detail) string {
			return "At most " + count(d.Limit, "unit") + "; there are " + strconv.Itoa(d.Found) + "."
		},
	},
	rules.NoRules: {
		says("no rules of the plan are for the day of this service"),
		says("A rule set that covers the date of service."),
	},
	rules.CodeNotInForce: {
		says("the provider billed a code that was not in use on the day of the service"),
		func(d adjudicate.Detail) string {
			return "A code that is in force on the date of service in place of " + d.Code.Value + "."
		},
	},
	rules.ModifierNotInForce: {
		says("the provider billed a modifier that was not in use on the day of the service"),
		func(d adjudicate.Detail) string { return "The line without modifier " + d.Text + "." },
	},
	rules.ModifierInconsistent: {
		says("the modifiers that the provider billed do not fit the service"),
		func(d adjudicate.Detail) string {
			if d.Text == "" {
				return "One of the modifiers that " + d.Code.Value + " needs."
			}
			return "The line without modifier " + d.Text + ", which does not fit " + d.Code.Value + "."
		},
	},
	rules.PlaceInconsistent: {
		says("the service is not one that is given at the place that was billed"),
		func(d adjudicate.Detail) string {
			return "A place of service where " + d.Code.Value + " is given; " + d.Text + " is none."
		},
	},
	rules.ProcedureAge: {
		says("the service is not one for the patient's age"),
		func(d adjudicate.Detail) string {
			return "A procedure for the patient's age, or a corrected date of birth."
		},
	},
	rules.ProcedureSex: {
		says("the service is not one for the sex that the plan has on record for the patient"),
		says("A corrected record, or modifier KX where the edit does not apply to the patient."),
	},
	rules.ProcedureProviderType: {
		says("the service is not one that this type of provider gives"),
		func(d adjudicate.Detail) string { return "A provider of a type that gives " + d.Code.Value + "." },
	},
	rules.DiagnosisAge: {
		says("a diagnosis that was billed is not one for the patient's age"),
		func(d adjudicate.Detail) string {
			return "A diagnosis in place of " + d.Code.Value + ", or a corrected date of birth."
		},
	},
	rules.DiagnosisSex: {
		says("a diagnosis that was billed is not one for the sex that the plan has on record for the patient"),
		func(d adjudicate.Detail) string {
			return "A diagnosis in place of " + d.Code.Value + ", a corrected record, or modifier KX where the edit does not apply."
		},
	},
	rules.DiagnosisProcedure: {
		says("the diagnoses that were billed do not support the service"),
		func(d adjudicate.Detail) string {
			return "A pointer to a diagnosis that supports " + d.Code.Value + "."
		},
	},
	rules.DiagnosisNotInForce: {
		says("a diagnosis code was not in use on the day of the service"),
		func(d adjudicate.Detail) string {
			return "A code that is in force on the date of service in place of " + d.Code.Value + "."
		},
	},
	rules.DiagnosisNotCovered: {
		says("your plan does not cover services for this diagnosis"),
		says("Another diagnosis, where the records support one."),
	},
	rules.DiagnosisMissing: {
		says("the provider did not say which diagnosis the service was for"),
		says("A diagnosis pointer on the line."),
	},
	rules.DiagnosisPrincipalUnacceptable: {
		says("the first diagnosis that was billed cannot be the main reason for the stay"),
		func(d adjudicate.Detail) string { return "Another principal diagnosis than " + d.Code.Value + "." },
	},
	rules.DiagnosisManifestationFirst: {
		says("the first diagnosis that was billed describes the effect of another disease"),
		func(d adjudicate.Detail) string { return "The underlying disease before " + d.Code.Value + "." },
	},
	rules.NCCIPair: {
		func(d adjudicate.Detail) string {
			if d.Text == adjudicate.ColumnOne {
				return "another service of that day, which is part of this one, was already paid"
			}
			return "the service is part of another one of the same day"
		},
		func(d adjudicate.Detail) string {
			const modifiers = "modifier 59 or one of XE, XP, XS, XU."
			isNever, isWhole := d.Indicator == int(rules.NeverTogether), d.Text == adjudicate.ColumnOne
			whole := "A replacement of claim " + string(d.Claim) + " with both: " + d.Code.Value + " on its line " + strconv.Itoa(d.Line) + " is part of this service."
			switch {
			case isNever && isWhole:
				return whole
			case isWhole:
				return whole + " If it was apart: " + modifiers
			case isNever:
				return "Not payable beside " + d.Code.Value + " on " + other(d) + ", whatever the modifier."
			default:
				return "If it was apart from " + d.Code.Value + " on " + other(d) + ": " + modifiers
			}
		},
	},
	rules.MUEUnits: {
		says("more units were billed than one patient has of this service"),
		func(d adjudicate.Detail) string {
			of := "a line"
			if d.Indicator != 1 {
				of = "a day"
			}
			return "At most " + count(d.Limit, "unit") + " " + of + "; there are " + strconv.Itoa(d.Found) + "."
		},
	},
	rules.AddOnPrimaryMissing: {
		func(d adjudicate.Detail) string {
			if d.Line != 0 {
				return "the service is an addition to another one, which is not paid"
			}
			return "the service is an addition to another one, which was not billed or is not paid"
		},
		func(d adjudicate.Detail) string {
			primary := "The primary procedure of " + d.Code.Value + " on the same day"
			if d.Line != 0 {
				return primary + ", paid: " + other(d) + " is not."
			}
			return primary + ", billed and paid."
		},
	},
	rules.FrequencyReached: {
		says("you have had this service as often as your plan pays for it"),
		func(d adjudicate.Detail) string {
			most := "At most " + strconv.Itoa(d.Limit) + " " + window(d)
			if d.Found == 0 {
				return most + "."
			}
			return most + "; there were " + strconv.Itoa(d.Found) + " already."
		},
	},
	rules.EvidenceRequired: {
		says("the plan needs a document from the provider"),
		func(d adjudicate.Detail) string { return "A document of kind " + d.Kind + "." },
	},
	rules.EvidenceOverdue: {
		says("the provider did not send the document that the plan asked for in time"),
		func(d adjudicate.Detail) string { return "A document of kind " + d.Kind + "." },
	},
	rules.EvidenceMissing: {
		says("this service needs a document that the provider did not send"),
		says("The document that the service needs."),
	},
	rules.SignalImpossibleDay: {
		says("the services of one day take more time than a day has"),
		func(d adjudicate.Detail) string {
			return "Services of at most " + strconv.Itoa(d.Limit) + " minutes a day; there are " + strconv.Itoa(d.Found) + "."
		},
	},
	rules.SignalOverlappingStay: {
		says("you had another stay on the same days"),
		func(d adjudicate.Detail) string { return "Days that " + other(d) + " has not." },
	},
	rules.SignalHistoryCut: {
		says("you had more services than can be looked through at once"),
		says("Nothing that could be coded otherwise: the insurer looks through the rest."),
	},
	rules.PricingNoContract: {
		says("the provider's contract with your plan was not in force on the day of the service"),
		says("A contract that is in force on the date of service."),
	},
	rules.PricingNoFee: {
		says("your plan does not cover this service"),
		func(d adjudicate.Detail) string {
			return "A procedure that the fee schedule has a price for; it has none for " + d.Code.Value + "."
		},
	},
	rules.PricingClassNotCovered: {
		says("your plan does not cover this service"),
		says("A service that the plan covers."),
	},
	rules.PricingModifierUnpriced: {
		says("the modifier that the provider billed does not fit the service"),
		func(d adjudicate.Detail) string {
			return "The line without modifier " + d.Text + ", with which " + d.Code.Value + " has no price."
		},
	},
	rules.PricingModifierNotPaid: {
		says("the provider had a part beside the surgeon that the plan does not pay for this service"),
		func(d adjudicate.Detail) string {
			return "Nothing: of " + d.Code.Value + " the part of an assistant, a second surgeon or a team that modifier " + d.Text + " tells is not paid."
		},
	},
	rules.PricingNothingAllowed: {
		says("the plan pays nothing apart for this service"),
		says("Nothing: the service is paid with others."),
	},
	rules.PricingByReport: {
		says("a person has to set the price of this service"),
		says("Nothing: the insurer prices the service by report."),
	},
	rules.LimitReached: {
		says("your plan's limit for this service is used up"),
		says("A limit that is not used up: one of a period begins anew with it."),
	},
	rules.LimitVisitsReached: {
		says("your plan's visits for this service are used up"),
		says("Visits that are not used up: they begin anew with their period."),
	},
	rules.LimitUnitsReached: {
		says("the units that your plan pays of this service are used up"),
		says("Units that are not used up: they begin anew with their period."),
	},
	rules.LimitLifetimeReached: {
		says("your plan's lifetime limit for this service is used up"),
		says("Nothing: a limit over a lifetime does not begin anew."),
	},
	rules.LimitLifetimeUnitsReached: {
		says("the units that your plan pays of this service in a lifetime are used up"),
		says("Nothing: units of a lifetime do not begin anew."),
	},
	rules.LimitPlanLifetimeReached: {
		says("your plan's lifetime limit for all services is used up"),
		says("Nothing: a limit over a lifetime does not begin anew."),
	},
	rules.PrimaryAnswerMissing: {
		func(d adjudicate.Detail) string {
			why := "another insurer pays first, and its answer was not sent"
			if d.Text == cob.EqualShares.String() {
				why = "another insurer shares the cost of this service, and its answer was not sent"
			}
			if rule, isKnown := cob.ParseRule(d.Text); isKnown {
				why += ". " + strings.TrimSuffix(rule.Sentence(), ".")
			}
			return why
		},
		func(d adjudicate.Detail) string {
			if d.Kind == "" {
				return "What the insurer that pays first decided."
			}
			if d.Text == cob.EqualShares.String() {
				return "What " + d.Kind + ", who shares equally, decided."
			}
			return "What " + d.Kind + ", who pays first, decided."
		},
	},
	rules.EqualShares: {
		says("another insurer shares the cost of this service, and what it pays is not known yet"),
		func(d adjudicate.Detail) string { return "What " + d.Kind + ", who shares equally, decided." },
	},
}

// Because says to the patient why a line is denied, or a part of it noncovered. A
// rule that is not known here, of a later version perhaps, is explained by its
// reason code alone.
func Because(reason adjudicate.Reason) string {
	if rule, isKnown := rules.ParseRule(reason.Rule); isKnown {
		return "Not paid: " + explanations[rule].why(reason.Detail) + "."
	}
	return "Not paid: " + codes.CARCText(reason.CARC) + "."
}

// Remedy says to the biller what would have had to be different, "" for a rule that
// is not known here.
func Remedy(reason adjudicate.Reason) string {
	if rule, isKnown := rules.ParseRule(reason.Rule); isKnown {
		return explanations[rule].remedy(reason.Detail)
	}
	return ""
}

// other names the line that a hit is about.
func other(d adjudicate.Detail) string {
	switch {
	case d.Claim != "":
		return "line " + strconv.Itoa(d.Line) + " of claim " + string(d.Claim)
	case d.Line != 0:
		return "line " + strconv.Itoa(d.Line)
	default:
		return "another claim"
	}
}

func window(d adjudicate.Detail) string {
	switch rules.Window(d.Indicator) {
	case rules.PerDay:
		return "a day"
	case rules.PerCalendarYear:
		return "a calendar year"
	case rules.PerDays:
		return "in " + count(d.Days, "day")
	case rules.PerLifetime:
	}
	return "in a lifetime"
}

func count(n int, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return strconv.Itoa(n) + " " + unit
}
