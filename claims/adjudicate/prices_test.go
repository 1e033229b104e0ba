package adjudicate_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// rankedTables are price tables by which some procedures of the world are multiple ones,
// and some modifiers have no price.
func rankedTables(t *testing.T) *pricing.Tables {
	t.Helper()
	files := map[string][]byte{}
	manifest := "file,kind,version,source,licence,start,end\n"
	for name, kind := range map[string]string{"rvu.csv": "rvu", "rvu-status.csv": "rvu-status", "multiple-procedures.csv": "multiple-procedures"} {
		content, err := os.ReadFile("../pricing/testdata/tables/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = content
		manifest += name + "," + kind + ",1,test,none,,\n"
	}
	var own strings.Builder
	for _, code := range []string{"ZX400", "ZX500", "ZX110", "ZX301", "ZX800"} {
		fmt.Fprintf(&own, "%s,,\"a text\",A,,0.00,0.00,,0.00,,0.00,0.00,0.00,0,000,0.00,0.00,0.00,1,0,0,0,0,,33.0000,09,0,99,0.00,0.00,0.00\n", code)
	}
	relative := slices.DeleteFunc(strings.SplitAfter(string(files["rvu.csv"]), "\n"), func(line string) bool {
		return slices.ContainsFunc([]string{"ZX1", "ZX3", "ZX4", "ZX5", "ZX8"}, func(codes string) bool { return strings.HasPrefix(line, codes) })
	})
	files["rvu.csv"] = []byte(strings.Join(relative, "") + own.String())
	files["rates.csv"] = []byte("modifier,field,indicator,rate\nJW,,,own-row\nKX,assistant,,nothing\n")
	manifest += "rates.csv,modifier-rates,1,test,none,,\n"
	files[rules.ManifestName] = []byte(manifest)
	tables, faults := pricing.ParseTables(files)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	return tables
}

// What a claim was decided by is found again from its reasons and the day's other claims.
func TestProperty_PricesOfADecidedClaim_AreThoseOfItsDecision(t *testing.T) {
	t.Parallel()
	tables := rankedTables(t)
	ranked, behind, unpriced := 0, 0, 0
	forEach(t, 61, 4000, func(in adjudicate.Input, _ *rand.Rand) {
		in.Prices = tables
		decided, err := adjudicate.Assess(in)
		if err != nil {
			t.Fatal(err)
		}
		got := adjudicate.Prices(&in, decided.Reasons.IsUnpriced)
		if len(got) != len(decided.Prices) {
			t.Fatalf("got %d prices, want %d", len(got), len(decided.Prices))
		}
		first := true
		for i := range got {
			if !reflect.DeepEqual(got[i], decided.Prices[i]) {
				t.Errorf("line %d: got %+v, want %+v", i, got[i], decided.Prices[i])
			}
			if rank := got[i].Steps.Rank; rank > 0 {
				ranked++
				if first && rank > 1 {
					behind++
				}
				first = false
			}
			if got[i].Outcome == pricing.Skipped {
				unpriced++
			}
		}
	})
	if ranked == 0 || behind == 0 || unpriced == 0 {
		t.Errorf("%d lines with a rank, %d behind another claim's, %d without a price", ranked, behind, unpriced)
	}
}

// The lines of a claim are priced as if those that are denied were not there, but for those
// of which nothing is allowed for their rank.
func TestProperty_WhatIsDeniedTakesNoRank(t *testing.T) {
	t.Parallel()
	tables := rankedTables(t)
	compared, ranked := 0, 0
	forEach(t, 62, 6000, func(in adjudicate.Input, _ *rand.Rand) {
		in.Prices = tables
		whole := assess(t, in)
		without := in
		without.Claim.Lines = nil
		for i := range whole.Lines {
			line, price := &whole.Lines[i], &whole.Prices[i]
			isUnauthorized := in.Plan.Classes[price.Class].IsAuthorizationRequired && in.Claim.PriorAuthorization == ""
			isWaiting := !slices.ContainsFunc(whole.Reasons, func(r adjudicate.Reason) bool { return r.Line == line.Sequence })
			if isUnauthorized || line.IsDenied && !isWaiting {
				if price.Steps.Rank > 0 {
					t.Errorf("line %d is denied and has rank %d", line.Sequence, price.Steps.Rank)
				}
				continue
			}
			at := slices.IndexFunc(in.Claim.Lines, func(l claims.Line) bool { return l.Sequence == line.Sequence })
			without.Claim.Lines = append(without.Claim.Lines, in.Claim.Lines[at])
		}
		if left := len(without.Claim.Lines); left == 0 || left == len(whole.Lines) {
			return
		}
		compared++
		rest := adjudicate.Prices(&without, func(int) bool { return false })
		for i := range rest {
			at := slices.IndexFunc(whole.Lines, func(l adjudicate.LineAssessment) bool { return l.Sequence == without.Claim.Lines[i].Sequence })
			if !reflect.DeepEqual(rest[i], whole.Prices[at]) {
				t.Errorf("line %d: got %+v, want %+v", whole.Lines[at].Sequence, whole.Prices[at], rest[i])
			}
			if rest[i].Steps.Rank > 0 {
				ranked++
			}
		}
	})
	if compared < 500 || ranked < 100 {
		t.Errorf("%d claims with a line denied beside others, %d lines with a rank: the property shows little", compared, ranked)
	}
}

// The day's other claims took their ranks one after another, as they were accepted: what is
// left of them is what was left when the claim came.
func TestProperty_OtherClaimsTakeTheRanksThatTheyTookThen(t *testing.T) {
	t.Parallel()
	values := []string{"ZX201", "ZX202", "ZX221", "ZX222", "ZX223", "ZX220", "ZX102"} // the last takes no rank
	fees := ""
	for i, value := range values {
		fees += fmt.Sprintf("synthetic,%s,office,fee,%d\n", value, 10_000*(i+1)+7)
	}
	in := setup(t)
	in.Prices = rankedTables(t)
	in.Plan.FeeSchedule, _ = pricing.ParseSchedule(fees, in.Plan.ClassNames())
	book := pricing.Book{Schedule: in.Plan.FeeSchedule, Tables: in.Prices}
	random := rand.New(rand.NewPCG(63, 63))
	others := 0
	for range 3000 {
		in.History = nil
		request := pricing.Request{IsInNetwork: true, Provider: in.Claim.Provider}
		for number := range 4 {
			in.Claim.Lines, request.Lines = nil, nil
			for sequence := range 1 + random.IntN(2) {
				line := claims.Line{Sequence: sequence + 1, Procedure: readCode(pick(random, values...)), ServiceDate: worldStart, Units: 1, Charge: money.Cents(90_000)}
				in.Claim.Lines = append(in.Claim.Lines, line)
				request.Lines = append(request.Lines, pricing.Line{Code: line.Procedure, Units: 1, Charge: line.Charge, Date: worldStart})
			}
			want := book.Price(nil, &request)
			got := adjudicate.Prices(&in, func(int) bool { return false })
			for i := range want {
				if got[i].Allowed != want[i].Allowed || got[i].Steps.Rank != want[i].Steps.Rank {
					t.Fatalf("claim %d, line %d: got %+v, want %+v", number+1, i+1, got[i], want[i])
				}
			}
			backwards := in
			backwards.History = slices.Clone(in.History)
			slices.Reverse(backwards.History)
			if other := adjudicate.Prices(&backwards, func(int) bool { return false }); other[0].Allowed != want[0].Allowed {
				others++
			}
			request.Used = book.AppendUses(request.Used, &request, want)
			in.History = append(in.History, adjudicate.PastOf(claims.ID(fmt.Sprint(number)), &in.Claim))
		}
	}
	if others < 20 {
		t.Errorf("%d prices differ where the claims came in another order: the property shows little", others)
	}
}
