package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// longTexts is a world whose plan of insurer 1 has a fee schedule of some 1 MB and a file of
// rules of 1 MB, and a claim with a document of 1 MB.
func longTexts(t *testing.T) (*api, viewstest.All) {
	t.Helper()
	w := viewstest.New(t)
	w.LoadRules(map[string][]byte{
		rules.ManifestName: []byte("file,kind,version,source,licence,start,end\nown.csv,supports,1,test,CC0-1.0,2020-01-01,2030-01-01\n"),
		"own.csv":          []byte("procedure,diagnosis,start,end\n" + repeated("ZX%05d,E,,\n", 90_000)),
	})
	schedule := "system,code,class,method,amount,evidence\n*,*,all,percent,9000,\n" +
		repeated("synthetic,"+strings.Repeat("X", 30)+"%05d,all,fee,1000,\n", 17_000)
	text, err := json.Marshal(schedule)
	if err != nil {
		t.Fatal(err)
	}
	w.Exec("UPDATE plans SET document = jsonb_set(document::jsonb, '{feeSchedule}', $1::jsonb)::json WHERE id = 1", string(text))
	all := w.Everything(1, "anna", 4)
	request := w.Request(all.Received.Claims[0], 1, store.RequestOpen, viewstest.Due)
	w.Attach("anna", request, viewstest.DocumentType, []byte(strings.Repeat("x", 1<<20)))
	return serve(t, graph.Config{Views: w.Views}), all
}

// What an answer may repeat is counted as often as it is shown, whatever it is called.
func TestLimits_AnAnswerShowsSoManyBytes(t *testing.T) {
	t.Parallel()
	api, all := longTexts(t)
	received := quoted(model.GlobalID(model.KindClaim, string(all.Received.Claims[0])))
	for name, query := range map[string]string{
		"fee schedules":  `{ plan(number: 1) { %s } } | a%d: feeSchedule `,
		"rule files":     `{ plan(number: 1) { ruleFiles(name: "own.csv") { %s } } } | a%d: content `,
		"files each":     `{ plan(number: 1) { %s } } | a%d: ruleFiles(name: "own.csv") { content } `,
		"documents":      `{ claim(id: ` + received + `) { evidenceRequests { document { content { %s } } } } } | a%d: base64 `,
		"of many things": `{ plan(number: 1) { %s ruleFiles { content } } } | a%d: feeSchedule `,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			around, field, _ := strings.Cut(query, " | ")
			for times, want := range map[int]errs.Code{1: "", 20: "", 29: errs.QueryTooComplex} {
				got := api.query(viewstest.Anna, fmt.Sprintf(around, repeated(field, times)), nil)
				if got.code() != want || want == "" && len(got.Body) < times<<19 {
					t.Errorf("%d times: %d bytes, %.200s", times, len(got.Body), got.Body)
				}
			}
		})
	}
}

// A field asked for under many names, or of many objects that share it, is read once.
func TestLimits_RepetitionsReadOnce(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Accept(1, "anna", store.StageClean, make([]adjudicate.Reasons, 20)...)
	w.Everything(1, "anna", 4)
	api := serve(t, graph.Config{Views: w.Views})
	for name, test := range map[string]struct {
		query, field string
		times        int
		chain        int64
	}{
		"escrows":             {`{ claims(first: 20) { nodes { insurer { %s } } } }`, "a%d: escrow { balanceCents debts { cents } } ", 5, 4},
		"running totals":      {`{ coverages { nodes { %s } } }`, "a%d: accumulators { startDate } ", 20, 1},
		"authorizations":      {`{ coverages { nodes { %s } } }`, "a%d: authorizations { number } ", 10, 0},
		"plans":               {`{ claims(first: 20) { nodes { insurer { %s } } } }`, "a%d: plans(first: 1) { nodes { id } } ", 20, 0},
		"fee schedules":       {`{ insurer(number: 1) { plans { nodes { %s } } } }`, "a%d: feeSchedule ", 10, 0},
		"rule files":          {`{ plan(number: 1) { %s } }`, "a%d: ruleFiles { name } ", 20, 0},
		"documents":           {`{ claims(first: 20) { nodes { evidenceRequests { %s } } } }`, "a%d: document { bytes } ", 20, 0},
		"payer orders":        {`{ claims(first: 20) { nodes { lines { explanation { %s } } } } }`, "a%d: payerOrder { rule } ", 10, 0},
		"traces":              {`{ claims(first: 5) { nodes { lines { explanation { %s } } } } }`, "a%d: trace { rule } ", 5, 0},
		"counterfactuals":     {`{ claims(first: 2) { nodes { lines { explanation { %s } } } } }`, "a%d: counterfactual { kind } ", 3, 0},
		"claims touched":      {`{ claims(first: 10) { nodes { %s } } }`, "a%d: touchedClaims { paidCents } ", 10, 1},
		"checks of a payment": {`{ claims(first: 20) { nodes { %s } } }`, "a%d: paymentCheck { underallowedCents } ", 10, 0},
	} {
		ask := func(times int) (statements, chain int64) {
			statements, chain = w.Statements.Count(), w.ChainReads.Load()
			if got := api.query(viewstest.Insurer1, fmt.Sprintf(test.query, repeated(test.field, times)), nil); len(got.Errors) > 0 {
				t.Errorf("%s: %.300s", name, got.Body)
			}
			return w.Statements.Count() - statements, w.ChainReads.Load() - chain
		}
		ask(1) // some things are kept by the process
		once, _ := ask(1)
		often, chain := ask(test.times)
		if often != once || chain != test.chain {
			t.Errorf("%s: %d statements once and %d when repeated, %d reads of the chain", name, once, often, chain)
		}
	}
}

// Of several mutations each shows the escrow as it left it.
func TestLimits_EachMutationReadsAnew(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	funded := fundIntake{fund: func(intake.FundEscrow) error { return nil }}
	api := serve(t, graph.Config{Views: w.Views, Intake: funded})
	fund := `a%d: fundEscrow(input: {insurer: 1, amountCents: 1}) @idempotent(key: "k") { ... on FundEscrowSuccess { insurer { escrow { balanceCents } } } } `
	if got := api.query(viewstest.Insurer1, "mutation {"+repeated(fund, 3)+"}", nil); len(got.Errors) > 0 || w.ChainReads.Load() != 12 {
		t.Errorf("%d reads: %s", w.ChainReads.Load(), got.Body)
	}
}

// What reads much is refused before it does.
func TestLimits_WhatReadsCosts(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views})
	for name, query := range map[string]string{
		"escrows":    "{ claims(first: 100) { nodes { insurer {" + repeated("e%d: escrow { balanceCents } ", 2) + "} } } }",
		"debts":      "{ insurers {" + repeated("e%d: escrow { debts { cents } } ", 16) + "} }",
		"rule files": "{ insurer(number: 1) { plans(first: 40) { nodes { ruleFiles { name } } } } }",
	} {
		if got := api.query(viewstest.Insurer1, query, nil); got.code() != errs.QueryTooComplex {
			t.Errorf("%s: %.200s", name, got.Body)
		}
	}
	if got := api.query(viewstest.Insurer1, "{ claims(first: 100) { nodes { insurer { escrow { balanceCents } } } } }", nil); len(got.Errors) > 0 {
		t.Errorf("once a claim: %s", got.Body)
	}
}
