package engine

import (
	"math/rand/v2"
	"strconv"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// authorize gives the patient authorizations, as the register has them: one that the claim
// names where a line needs one, and which other claims of the patient name too, and others.
func (b *book) authorize(random *rand.Rand, in *adjudicate.Input) {
	in.Authorizations = []adjudicate.Authorization{}
	for range random.IntN(3) {
		in.Authorizations = append(in.Authorizations, adjudicate.Authorization{
			Number: strconv.FormatUint(random.Uint64(), 36), Procedures: []codes.Code{procedure(random.IntN(b.fees))}, Span: in.Coverage.Span, Units: 10,
		})
	}
	for i := range in.Claim.Lines {
		if needsAuthorization(indexOf(in.Claim.Lines[i].Procedure)) && in.Claim.PriorAuthorization == "" {
			number := strconv.FormatUint(random.Uint64(), 36)
			in.Claim.PriorAuthorization, in.History[1].Authorization = number, number
			in.Authorizations = append(in.Authorizations, adjudicate.Authorization{Number: number, Span: in.Coverage.Span, Units: 40})
		}
	}
}

// coordinate gives the patient another coverage, which pays first in half of the cases and
// then mostly answered.
func coordinate(random *rand.Rand, in *adjudicate.Input) {
	own := cob.Coverage{Kind: cob.GroupPlan, Relationship: cob.Self, Subscriber: "S", Standing: cob.Active, Since: claims.NewDate(2024, 1, 1)}
	other := own
	other.ID, other.Since = "60054", claims.NewDate(2020+7*random.IntN(2), 1, 1)
	in.Coordination = &adjudicate.Coordination{
		Own: own, Others: []adjudicate.OtherCoverage{{Coverage: other, Span: claims.Span{Start: claims.NewDate(2020, 1, 1)}}},
	}
	if random.IntN(8) > 0 {
		in.Claim.PriorPayers = []claims.PriorPayer{answerOf(in, other.ID)}
	}
}

// answerOf is the answer of a payer who paid three fifths and left the rest to the patient.
func answerOf(in *adjudicate.Input, payer string) claims.PriorPayer {
	answer := claims.PriorPayer{Payer: payer, AnswerDate: in.Claim.Lines[0].ServiceDate}
	total := int64(0)
	for i := range in.Claim.Lines {
		line := &in.Claim.Lines[i]
		paid := line.Charge.Cents() * 3 / 5
		total += paid
		answer.Lines = append(answer.Lines, claims.PriorLine{
			Sequence: line.Sequence, Paid: money.Cents(paid),
			Adjustments: []claims.PriorAdjustment{{Group: codes.PatientResponsibility, CARC: codes.CARCDeductible, Amount: money.Cents(line.Charge.Cents() - paid)}},
		})
	}
	answer.Paid = money.Cents(total)
	return answer
}

// admit makes the claim an institutional one, whose lines have no places and pointers.
func admit(in *adjudicate.Input) {
	in.Claim.Type = claims.Institutional
	for i := range in.Claim.Lines {
		in.Claim.Lines[i].PlaceOfService, in.Claim.Lines[i].DiagnosisPointers = "", nil
	}
}

// situation is something that a claim seldom is in, and that a rule is for.
type situation func(*book, *rand.Rand, *adjudicate.Input)

var situations = []situation{
	func(_ *book, _ *rand.Rand, in *adjudicate.Input) {
		in.Patient.BirthDate = in.Claim.Lines[0].ServiceDate + 1
	},
	func(_ *book, _ *rand.Rand, in *adjudicate.Input) {
		in.Coverage.Span.Start = in.Claim.Lines[0].ServiceDate + 1
	},
	func(_ *book, _ *rand.Rand, in *adjudicate.Input) {
		in.Coverage.Span.End = in.Claim.Lines[0].ServiceDate
	},
	func(_ *book, _ *rand.Rand, in *adjudicate.Input) { in.ReceivedOn = in.ReceivedOn.AddDays(400) },
	func(_ *book, _ *rand.Rand, in *adjudicate.Input) { in.IsHistoryCut = true },
	func(_ *book, _ *rand.Rand, in *adjudicate.Input) { in.ProviderDays[0].Minutes = 9_000 },
	func(_ *book, _ *rand.Rand, in *adjudicate.Input) { in.Claim.Lines[0].DiagnosisPointers = nil },
	func(_ *book, _ *rand.Rand, in *adjudicate.Input) { in.DuplicateLines = map[int]bool{2: true} },
	func(_ *book, _ *rand.Rand, in *adjudicate.Input) {
		in.Claim.Lines[1].Modifiers = []string{endedModifier}
	},
	func(_ *book, _ *rand.Rand, in *adjudicate.Input) {
		in.Claim.Lines[1].Modifiers = []string{unpricedModifier}
	},
	func(b *book, random *rand.Rand, in *adjudicate.Input) {
		ofProcedure(isRelative)(b, random, in)
		in.Claim.Lines[1].Modifiers = []string{unpaidModifier}
	},
	excludedProvider, beforeTheRules, repeated, nearlyRepeated, sharedEqually, missingAnswer, shortAuthorization, otherAuthorization,
	foreignAuthorization, noAuthorization, overdueDocument, missingDocument, stay, oftenBefore, pricedByPerson, principalDiagnosis,
	ofProcedure(isElsewhere), ofProcedure(takesFewModifiers), ofProcedure(needsModifier), ofProcedure(isSupported), ofProcedure(isEnded),
	ofProcedure(isOfTables), ofProcedure(isExcluded), ofProcedure(hasPrimary), ofProcedure(isOfWomen), ofProcedure(isOfAdults),
	ofProcedure(func(i int) bool { return i%90 == byReport }), ofProcedure(func(i int) bool { return i%300 == nothingPaid }),
	ofProcedure(func(i int) bool { return i%300 == noPrice }),
	ofDiagnosis(400, endedDiagnosis), ofDiagnosis(500, uncoveredDiagnosis), ofDiagnosis(500, manifestation), ofDiagnosis(60, ofChildren), ofDiagnosis(45, ofWomen),
	ofProvider(50, outOfNetwork), ofProvider(100, withoutContract), ofProvider(20, otherTaxonomy), ofProvider(10, group),
}

// ofProcedure has the second line be for a procedure of which something is so.
func ofProcedure(is func(int) bool) situation {
	return func(b *book, random *rand.Rand, in *adjudicate.Input) {
		in.Claim.Lines[1].Procedure = b.pick(random, is)
	}
}

// pick returns a procedure that has a fee and of which something is so.
func (b *book) pick(random *rand.Rand, is func(int) bool) codes.Code {
	for {
		if i := random.IntN(b.fees); is(i) {
			return procedure(i)
		}
	}
}

// ofDiagnosis has the first diagnosis be one of every n-th.
func ofDiagnosis(n, at int) situation {
	return func(_ *book, random *rand.Rand, in *adjudicate.Input) {
		in.Claim.Diagnoses[0] = diagnosis(random.IntN(diagnosisCodes/n)*n + at)
	}
}

// ofProvider has the provider be one of every n-th.
func ofProvider(n, at int) situation {
	return func(b *book, random *rand.Rand, in *adjudicate.Input) {
		in.Provider.NPI = npi(random.IntN(b.providers/n)*n + at)
	}
}

func excludedProvider(b *book, random *rand.Rand, in *adjudicate.Input) {
	ofProvider(400, excludedOne)(b, random, in)
}

// principalDiagnosis has a hospital name one first that may not stand there.
func principalDiagnosis(b *book, random *rand.Rand, in *adjudicate.Input) {
	admit(in)
	ofDiagnosis(500, unacceptablePrincipal)(b, random, in)
}

// beforeTheRules is of a day that no tables are for.
func beforeTheRules(b *book, _ *rand.Rand, in *adjudicate.Input) {
	day := claims.NewDate(2019, 6, 1)
	in.Coverage.Span.Start, in.Coverage.Years[0].Span = day, b.plan.BenefitYear(day)
	for i := range in.Claim.Lines {
		in.Claim.Lines[i].ServiceDate = day
	}
}

// repeated has a line repeat one of another claim by all, nearlyRepeated one of another
// provider's.
func repeated(_ *book, _ *rand.Rand, in *adjudicate.Input) {
	other := adjudicate.PastOf(in.History[1].ID, &in.Claim)
	in.History[1].Provider, in.History[1].Lines = other.Provider, other.Lines[:1]
}

func nearlyRepeated(b *book, random *rand.Rand, in *adjudicate.Input) {
	repeated(b, random, in)
	in.History[1].Provider++
}

func sharedEqually(_ *book, random *rand.Rand, in *adjudicate.Input) {
	coordinate(random, in)
	in.Coordination.Others[0].Since, in.Claim.PriorPayers = in.Coordination.Own.Since, nil
}

func missingAnswer(_ *book, random *rand.Rand, in *adjudicate.Input) {
	coordinate(random, in)
	in.Coordination.Others[0].Since, in.Claim.PriorPayers = claims.NewDate(2020, 1, 1), nil
}

// authorized has a line need an authorization, and returns the one that the claim names.
func authorized(b *book, random *rand.Rand, in *adjudicate.Input) *adjudicate.Authorization {
	in.Claim.Lines[1].Procedure, in.Claim.PriorAuthorization = b.pick(random, needsAuthorization), ""
	b.authorize(random, in)
	return &in.Authorizations[len(in.Authorizations)-1]
}

func shortAuthorization(b *book, random *rand.Rand, in *adjudicate.Input) {
	authorized(b, random, in).Units = 1
}

func otherAuthorization(b *book, random *rand.Rand, in *adjudicate.Input) {
	authorized(b, random, in).Procedures = []codes.Code{procedure(0)}
}

func foreignAuthorization(b *book, random *rand.Rand, in *adjudicate.Input) {
	authorized(b, random, in).Provider = in.Claim.Provider + 1
}

func noAuthorization(b *book, random *rand.Rand, in *adjudicate.Input) {
	authorized(b, random, in)
	in.Claim.PriorAuthorization = ""
}

// missingDocument has a line lack its document, overdueDocument beyond the deadline.
func missingDocument(b *book, random *rand.Rand, in *adjudicate.Input) {
	ofProcedure(needsDocument)(b, random, in)
	in.EvidenceReceived = nil
}

func overdueDocument(b *book, random *rand.Rand, in *adjudicate.Input) {
	missingDocument(b, random, in)
	in.EvidenceOverdue = map[string]bool{document: true}
}

// stay is one that overlaps another.
func stay(b *book, random *rand.Rand, in *adjudicate.Input) {
	ofProcedure(isStay)(b, random, in)
	past := &in.History[2].Lines[0]
	past.Procedure, past.ServiceDate, past.Units, past.IsDenied = in.Claim.Lines[1].Procedure, in.Claim.Lines[1].ServiceDate-1, 5, false
}

// oftenBefore is of a service that the patient had as often as it may be had.
func oftenBefore(b *book, random *rand.Rand, in *adjudicate.Input) {
	ofProcedure(isLimited)(b, random, in)
	for i := 2; i < 6; i++ {
		past := &in.History[i].Lines[0]
		past.Procedure, past.ServiceDate, past.IsDenied = in.Claim.Lines[1].Procedure, in.Claim.Lines[1].ServiceDate-1, false
	}
}

// pricedByPerson is of a service whose price a person said.
func pricedByPerson(b *book, random *rand.Rand, in *adjudicate.Input) {
	ofProcedure(func(i int) bool { return i%90 == byReport })(b, random, in)
	in.Reviews = []adjudicate.Review{{Line: 2, Rule: rules.PricingByReport.String(), IsCleared: true, Allowed: money.Cents(2_500)}}
}
