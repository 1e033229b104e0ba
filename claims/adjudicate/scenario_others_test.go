package adjudicate_test

import (
	"encoding"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/codes"
)

// readOthers reads what is known of a patient's coverages: `patient` with parents=apart
// decree=custodial age=DATE disability=DATE esrd=DATE, `own` and `other` with payer=NAME
// kind=group relationship=self subscriber=NAME birthday=03-12 standing=active
// since=DATE employees=N custodial alone from=DATE to=DATE. Nothing is nothing known.
func (s *scenario) readOthers(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	if s.others = nil; d.Input == "" {
		return "ok\n"
	}
	s.others = &adjudicate.Coordination{Own: readOther(t, nil).Coverage}
	for text := range strings.Lines(d.Input) {
		switch words := strings.Fields(text); words[0] {
		case "patient":
			readOtherPatient(t, &s.others.Patient, words[1:])
		case "own":
			s.others.Own = readOther(t, words[1:]).Coverage
		case "other":
			s.others.Others = append(s.others.Others, readOther(t, words[1:]))
		default:
			d.Fatalf(t, "no such word: %s", words[0])
		}
	}
	return faultText(s.others.Validate())
}

func readOtherPatient(t *testing.T, p *cob.Patient, words []string) {
	t.Helper()
	for _, word := range words {
		switch key, value, _ := strings.Cut(word, "="); key {
		case "parents":
			readWord(t, &p.Parents, value)
		case "decree":
			readWord(t, &p.Decree, value)
		case "age":
			p.Medicare.Age = readDate(t, value)
		case "disability":
			p.Medicare.Disability = readDate(t, value)
		case "esrd":
			p.Medicare.EndStageRenal = readDate(t, value)
		default:
			t.Fatalf("no such word: %s", word)
		}
	}
}

func readOther(t *testing.T, words []string) adjudicate.OtherCoverage {
	t.Helper()
	o := adjudicate.OtherCoverage{
		Coverage: cob.Coverage{
			Kind: cob.GroupPlan, Relationship: cob.Self, Standing: cob.Active, Since: readDate(t, "2020-01-01"), Employees: 500,
		},
		Span: claims.Span{Start: readDate(t, "2020-01-01")},
	}
	for _, word := range words {
		switch key, value, _ := strings.Cut(word, "="); key {
		case "payer":
			o.ID = value
		case "kind":
			readWord(t, &o.Kind, value)
		case "relationship":
			readWord(t, &o.Relationship, value)
		case "subscriber":
			o.Subscriber = value
		case "birthday":
			readWord(t, &o.Birthday, value)
		case "custodial":
			o.IsCustodial = true
		case "standing":
			readWord(t, &o.Standing, value)
		case "since":
			o.Since = readDate(t, value)
		case "employees":
			o.Employees = readNumber(t, value)
		case "alone":
			o.IsWithoutCoordination = true
		case "from":
			o.Span.Start = readDate(t, value)
		case "to":
			o.Span.End = readDate(t, value).AddDays(1)
		default:
			t.Fatalf("no such word: %s", word)
		}
	}
	return o
}

func readWord(t *testing.T, into encoding.TextUnmarshaler, text string) {
	t.Helper()
	if err := into.UnmarshalText([]byte(text)); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

func readPayer(t *testing.T, words []string) claims.PriorPayer {
	t.Helper()
	return claims.PriorPayer{
		Payer: words[0], AnswerDate: readDate(t, words[1]), Paid: readAmount(t, words[2]), Adjustments: readPriorAdjustments(t, words[3:]),
	}
}

func readPriorAdjustments(t *testing.T, words []string) (adjustments []claims.PriorAdjustment) {
	t.Helper()
	for _, word := range words {
		reason, amount, _ := strings.Cut(word, ":")
		group, carc, _ := strings.Cut(reason, "-")
		adjustments = append(adjustments, claims.PriorAdjustment{Group: codes.Group(group), CARC: carc, Amount: readAmount(t, amount)})
	}
	return adjustments
}
