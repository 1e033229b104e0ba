package engine

import (
	"math/rand/v2"
	"strconv"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
)

const (
	linesPerClaim = 3
	historyClaims = 12
)

var (
	firstDay = claims.NewDate(2026, 1, 1)
	places   = [...]string{"11", "12", "22", "23"}
)

// claims makes distinct claims, each of another patient.
func (b *book) claims(random *rand.Rand, count int) []adjudicate.Input {
	inputs := make([]adjudicate.Input, count)
	for i := range inputs {
		inputs[i] = b.claim(random)
	}
	return inputs
}

// claim makes a claim of three lines. What it rests on is what an installation has of
// most: a register of authorizations, the provider's other patients of the day, and of one
// patient in ten another coverage. One claim in five is in a [situation] beside.
func (b *book) claim(random *rand.Rand) adjudicate.Input {
	date := firstDay.AddDays(random.IntN(300))
	provider := random.IntN(b.providers)
	in := adjudicate.Input{
		Plan: b.plan, Rules: b.set, Prices: b.prices, ReceivedOn: date.AddDays(5),
		Coverage: coverage.Coverage{
			Plan: 1, Span: claims.Span{Start: firstDay, End: firstDay.AddDays(730)},
			Years: []coverage.Year{{ID: claims.CoverageYearID(1 + random.Uint64N(1<<60)), Span: b.plan.BenefitYear(firstDay)}},
		},
		Patient:  adjudicate.Patient{BirthDate: birth(random), Sex: rules.Sex(1 + random.IntN(2))},
		Provider: adjudicate.Provider{NPI: npi(provider)},
		Claim: claims.Claim{
			Type: claims.Professional, Frequency: claims.Original, Insurer: 1, Provider: claims.ProviderID(1 + provider),
			PatientAccountNumber: "A", MemberNumber: strconv.FormatUint(random.Uint64(), 36),
			Diagnoses: []codes.Code{anyDiagnosis(random), anyDiagnosis(random)},
		},
		ProviderDays: []adjudicate.DayLoad{{Date: date, Minutes: random.IntN(900)}},
	}
	first := random.IntN(b.fees)
	for i := range linesPerClaim {
		in.Claim.Lines = append(in.Claim.Lines, b.line(random, i, first, date))
	}
	in.History = b.history(random, &in.Claim, date)
	b.authorize(random, &in)
	if random.IntN(10) == 0 {
		coordinate(random, &in)
	}
	if random.IntN(12) == 0 {
		admit(&in)
	}
	in.EvidenceReceived = map[string]bool{document: true}
	if random.IntN(5) == 0 {
		situations[random.IntN(len(situations))](b, random, &in)
	}
	return in
}

// birth is a day on which a patient was born, of whom one in ten is a child.
func birth(random *rand.Rand) claims.Date {
	year := 1940 + random.IntN(60)
	if random.IntN(10) == 0 {
		year = 2010 + random.IntN(15)
	}
	return claims.NewDate(year, 1, 1).AddDays(random.IntN(365))
}

// line makes a line. One in eight stands in a pair with the first, and one in
// twelve has many units.
func (b *book) line(random *rand.Rand, index, first int, date claims.Date) claims.Line {
	code := first
	if index > 0 {
		code = random.IntN(b.fees)
		if random.IntN(20) == 0 {
			code = b.partner(first, random.IntN(b.pairs/b.fees))
		}
	}
	line := claims.Line{
		Sequence: index + 1, Procedure: procedure(code), PlaceOfService: places[random.IntN(len(places))],
		DiagnosisPointers: []int{1, 2}, ServiceDate: date, Units: 1 + random.IntN(2), Charge: money.Cents(3_000 + random.Int64N(60_000)),
	}
	if random.IntN(25) == 0 {
		line.Units = 12
	}
	if random.IntN(3) == 0 {
		line.Modifiers = []string{[...]string{"25", "59", "LT", "RT", "76", "26", "50", "52"}[random.IntN(8)]}
	}
	return line
}

// history makes the patient's other claims: most by other providers on other days,
// one by the same provider on the same day.
func (b *book) history(random *rand.Rand, claim *claims.Claim, date claims.Date) []adjudicate.Past {
	past := make([]adjudicate.Past, historyClaims)
	for i := range past {
		past[i].ID = claims.ID(strconv.FormatUint(random.Uint64(), 16))
		past[i].Provider = claims.ProviderID(1 + random.IntN(b.providers))
		day := date.AddDays(-1 - random.IntN(365))
		if i == 0 {
			past[i].Provider, day = claim.Provider, date
		}
		for sequence := range linesPerClaim {
			line := b.line(random, 1, random.IntN(b.fees), day)
			past[i].Lines = append(past[i].Lines, adjudicate.PastLine{
				Sequence: sequence + 1, ServiceDate: day, Procedure: line.Procedure, Modifiers: line.Modifiers,
				PlaceOfService: line.PlaceOfService, Units: line.Units, Charge: line.Charge, IsDenied: random.IntN(6) == 0,
			})
		}
	}
	return past
}

func anyDiagnosis(random *rand.Rand) codes.Code { return diagnosis(random.IntN(diagnosisCodes)) }
