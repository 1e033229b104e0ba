package commitment_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

func answered() claims.Claim {
	claim := samples()[0].claim
	claim.PriorPayers = []claims.PriorPayer{{
		Payer: `PAY"1`, AnswerDate: claims.NewDate(2026, 3, 9), Paid: cents(64000),
		Lines: []claims.PriorLine{{
			Sequence: 1, Paid: cents(64000),
			Adjustments: []claims.PriorAdjustment{{Group: "CO", CARC: "45", Amount: cents(-20000)}},
		}},
	}}
	return claim
}

func TestCanonical_WritesPriorPayersWhereThereAreSome(t *testing.T) {
	t.Parallel()
	canonical, err := commitment.Canonical(answered())
	if err != nil {
		t.Fatal(err)
	}
	const want = `],"priorPayers":[{"payer":"PAY\"1","answerDate":"2026-03-09","paidCents":64000,"adjustments":[],` +
		`"lines":[{"sequence":1,"paidCents":64000,"adjustments":[{"group":"CO","carc":"45","amountCents":-20000}]}]}]}`
	if !strings.HasSuffix(string(canonical), want) {
		t.Errorf("got %s", canonical)
	}
	back, err := commitment.ParseClaim(canonical)
	if err != nil || len(back.PriorPayers) != 1 || !reflect.DeepEqual(back.PriorPayers[0].Lines, answered().PriorPayers[0].Lines) {
		t.Errorf("got %+v, %v", back.PriorPayers, err)
	}
	without, err := commitment.Canonical(samples()[0].claim)
	if err != nil || bytes.Contains(without, []byte("priorPayers")) {
		t.Errorf("a claim that nobody paid before has another form: %s, %v", without, err)
	}
	empty := strings.TrimSuffix(string(without), "}") + `,"priorPayers":[]}`
	if _, err := commitment.ParseClaim([]byte(empty)); !errors.Is(err, commitment.ErrNotCanonical) {
		t.Errorf("a second form of the same claim is taken: %v", err)
	}
}

func TestCanonical_RefusesPriorPayersThatCannotBeReadBack(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*claims.PriorPayer){
		"payer":      func(p *claims.PriorPayer) { p.Payer = "\xff" },
		"date":       func(p *claims.PriorPayer) { p.AnswerDate = -1 },
		"group":      func(p *claims.PriorPayer) { p.Lines[0].Adjustments[0].Group = "\xff" },
		"claim CARC": func(p *claims.PriorPayer) { p.Adjustments = []claims.PriorAdjustment{{CARC: "\xc3"}} },
	} {
		claim := answered()
		change(&claim.PriorPayers[0])
		if canonical, err := commitment.Canonical(claim); !errors.Is(err, commitment.ErrNotCanonical) {
			t.Errorf("%s: got %s, %v", name, canonical, err)
		}
	}
}
