package edits_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// answered is a claim of 250.00 of which a payer paid 160.00.
func answered() claims.Claim {
	claim := good()
	claim.PriorPayers = []claims.PriorPayer{{
		Payer: "60054", AnswerDate: claims.NewDate(2026, 4, 1), Paid: money.Cents(16000),
		Lines: []claims.PriorLine{{
			Sequence: 1, Paid: money.Cents(16000),
			Adjustments: []claims.PriorAdjustment{
				{Group: "CO", CARC: "45", Amount: money.Cents(5000)}, {Group: "PR", CARC: "2", Amount: money.Cents(4000)},
			},
		}},
	}}
	return claim
}

func onClaimAlone(p *claims.PriorPayer) { p.Adjustments, p.Lines = p.Lines[0].Adjustments, nil }

func TestValidate_TakesPriorPayersThatBalance(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*claims.Claim){
		"by line":    func(*claims.Claim) {},
		"by claim":   func(c *claims.Claim) { onClaimAlone(&c.PriorPayers[0]) },
		"today":      func(c *claims.Claim) { c.PriorPayers[0].AnswerDate = today },
		"correction": func(c *claims.Claim) { c.PriorPayers[0].Lines[0].Adjustments[0].Group = "CR" },
		"beside information": func(c *claims.Claim) {
			c.Lines = append([]claims.Line{informational(1)}, c.Lines...)
			c.Lines[1].Sequence, c.PriorPayers[0].Lines[0].Sequence = 2, 2
		},
	} {
		claim := answered()
		change(&claim)
		if faults := edits.Validate(claim, today, nil); len(faults) != 0 {
			t.Errorf("%s: got %v", name, faults)
		}
	}
}

func TestValidate_NamesWhatIsWrongWithPriorPayers(t *testing.T) {
	t.Parallel()
	payer := func(change func(*claims.PriorPayer)) func(*claims.Claim) {
		return func(c *claims.Claim) { change(&c.PriorPayers[0]) }
	}
	for _, c := range []struct {
		name   string
		change func(*claims.Claim)
		code   errs.Code
		path   string
	}{
		{"no name", payer(func(p *claims.PriorPayer) { p.Payer = "" }), errs.FieldRequired, "priorPayers[0].payer"},
		{"long name", payer(func(p *claims.PriorPayer) { p.Payer = strings.Repeat("1", 81) }), errs.FieldTooLong, "priorPayers[0].payer"},
		{"name with a control", payer(func(p *claims.PriorPayer) { p.Payer = "A\x00" }), errs.TextInvalid, "priorPayers[0].payer"},
		{"the same twice", func(c *claims.Claim) { c.PriorPayers = slices.Repeat(c.PriorPayers, 2) }, errs.CoordinationInvalid, "priorPayers[1].payer"},
		{"eleven", func(c *claims.Claim) { c.PriorPayers = slices.Repeat(c.PriorPayers, 11) }, errs.CoordinationInvalid, "priorPayers"},
		{"no date", payer(func(p *claims.PriorPayer) { p.AnswerDate = 0 }), errs.FieldRequired, "priorPayers[0].answerDate"},
		{"date long ago", payer(func(p *claims.PriorPayer) { p.AnswerDate = 1 }), errs.DateInvalid, "priorPayers[0].answerDate"},
		{"date to come", payer(func(p *claims.PriorPayer) { p.AnswerDate = today + 1 }), errs.DateInFuture, "priorPayers[0].answerDate"},
		{"a cent lost", payer(func(p *claims.PriorPayer) { p.Lines[0].Paid = money.Cents(15999) }), errs.PriorPaymentUnbalanced, "priorPayers[0].lines[0]"},
		{"the claim pays more than its lines", payer(func(p *claims.PriorPayer) { p.Paid = money.Cents(16001) }), errs.PriorPaymentUnbalanced, "priorPayers[0]"},
		{"a claim alone that lacks a cent", payer(func(p *claims.PriorPayer) { onClaimAlone(p); p.Paid = money.Cents(15999) }), errs.PriorPaymentUnbalanced, "priorPayers[0]"},
		{"negative", payer(func(p *claims.PriorPayer) { p.Paid = money.Cents(-1) }), errs.CoordinationInvalid, "priorPayers[0].paid"},
		{"past the ledger's", payer(func(p *claims.PriorPayer) { p.Lines[0].Paid = money.Cents(money.MaxCents + 1) }), errs.CoordinationInvalid, "priorPayers[0].lines[0].paid"},
		{"another line", payer(func(p *claims.PriorPayer) { p.Lines[0].Sequence = 2 }), errs.PriorPaymentUnbalanced, "priorPayers[0].lines[0].sequence"},
		{"a line too many", payer(func(p *claims.PriorPayer) { p.Lines = slices.Repeat(p.Lines, 2) }), errs.PriorPaymentUnbalanced, "priorPayers[0].lines"},
		{"a hundred lines", payer(func(p *claims.PriorPayer) { p.Lines = slices.Repeat(p.Lines, 100) }), errs.TooManyLines, "priorPayers[0].lines"},
		{"no such group", payer(func(p *claims.PriorPayer) { p.Lines[0].Adjustments[0].Group = "XX" }), errs.CoordinationInvalid, "priorPayers[0].lines[0].adjustments[0]"},
		{"a code of another form", payer(func(p *claims.PriorPayer) { p.Lines[0].Adjustments[1].CARC = "a b" }), errs.CoordinationInvalid, "priorPayers[0].lines[0].adjustments[1].carc"},
		{"a code too long", payer(func(p *claims.PriorPayer) { onClaimAlone(p); p.Adjustments[0].CARC = "123456" }), errs.CoordinationInvalid, "priorPayers[0].adjustments[0].carc"},
		{"no code", payer(func(p *claims.PriorPayer) { p.Lines[0].Adjustments[0].CARC = "" }), errs.CoordinationInvalid, "priorPayers[0].lines[0].adjustments[0].carc"},
		{"too many adjustments", payer(func(p *claims.PriorPayer) { p.Adjustments = make([]claims.PriorAdjustment, 31) }), errs.CoordinationInvalid, "priorPayers[0].adjustments"},
		{"of a void", func(c *claims.Claim) { c.Frequency, c.Lines = claims.Void, nil }, errs.CoordinationInvalid, "priorPayers"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			claim := answered()
			c.change(&claim)
			faults := edits.Validate(claim, today, nil)
			isThere := slices.ContainsFunc(faults, func(f *errs.Fault) bool { return f.Code == c.code && f.Path == c.path })
			if !isThere {
				t.Errorf("got %v", faults)
			}
		})
	}
}
