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
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// rankedTables are price tables by which some procedures of the world are multiple ones.
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
