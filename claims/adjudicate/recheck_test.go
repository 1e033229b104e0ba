package adjudicate_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// withoutFacts returns an input as somebody has it who holds no more than the claim, its plan, and
// what it was determined at.
func withoutFacts(in adjudicate.Input, a *adjudicate.Assessment, random *rand.Rand) (adjudicate.Input, adjudicate.Known) {
	known := adjudicate.Known{HasSpan: random.IntN(2) == 0, HasTerms: true, Allowed: map[int]money.Amount{}}
	for _, line := range a.Lines {
		known.Allowed[line.Sequence] = line.Allowed
	}
	if random.IntN(2) == 0 {
		in.Patient = adjudicate.Patient{}
	}
	if random.IntN(2) == 0 {
		in.Provider.NPI = 0
	}
	in.ReceivedOn = in.ReceivedOn.AddDays(random.IntN(2))
	in.History, in.IsHistoryCut, in.DuplicateLines, in.ProviderDays, in.Authorizations, in.Coordination, in.Reviews = nil, false, nil, nil, nil, nil, nil
	in.EvidenceReceived, in.EvidenceOverdue = nil, nil
	return in, known
}

// What the engine decided by all facts, whoever lacks them finds to be so.
func TestRecheck_WhatTheRulesGave_IsBorneOut(t *testing.T) {
	t.Parallel()
	asked, taken := map[string]int{}, map[adjudicate.Fact]int{}
	forEach(t, 31, 12_000, func(in adjudicate.Input, random *rand.Rand) {
		a := assess(t, in)
		if !a.IsClean() {
			return
		}
		less, known := withoutFacts(in, &a, random)
		got, err := adjudicate.NewRecheck(less, known, a.Reasons)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got.Hits {
			hit := &got.Hits[i]
			if !hit.IsBorneOut() {
				t.Errorf("posted %+v, given %+v", hit.Reason, hit.Given)
			}
			if hit.RestsOn == "" {
				asked[hit.Rule]++
				continue
			}
			taken[hit.RestsOn]++
			if !slices.ContainsFunc(got.Unasked, func(u adjudicate.UnaskedRules) bool { return u.RestsOn == hit.RestsOn }) {
				t.Errorf("%+v rests on what nothing is said to lack: %+v", hit.Reason, got.Unasked)
			}
		}
		if len(got.Omitted) > 0 {
			t.Errorf("omitted %+v\nof %+v", got.Omitted, a.Reasons)
		}
		for i := range a.Lines {
			if got.Lines[i].Class != a.Lines[i].Class || got.Lines[i].IsDenied != a.Lines[i].IsDenied {
				t.Errorf("line %d is %+v, and was %+v", i+1, got.Lines[i], a.Lines[i])
			}
		}
	})
	for _, rule := range []rules.Rule{rules.NCCIPair, rules.MUEUnits, rules.FrequencyReached, rules.AddOnPrimaryMissing, rules.DuplicateExact, rules.FilingLate} {
		if asked[rule.String()] == 0 {
			t.Errorf("%s was never asked", rule)
		}
	}
	for _, fact := range []adjudicate.Fact{
		adjudicate.FactBirthDate, adjudicate.FactSex, adjudicate.FactCoverageSpan, adjudicate.FactNPI, adjudicate.FactAuthorization,
		adjudicate.FactOtherClaims, adjudicate.FactDocuments,
	} {
		if taken[fact] == 0 {
			t.Errorf("nothing rested on %s", fact)
		}
	}
}

// forge changes what was posted for a claim so that rules that can be asked say otherwise, and
// reports whether it could.
func forge(a *adjudicate.Assessment, random *rand.Rand, isAsked func(*adjudicate.Reason) bool) (forged adjudicate.Reasons, isForged bool) {
	forged = slices.Clone(a.Reasons)
	at := slices.IndexFunc(forged, func(r adjudicate.Reason) bool { return isAsked(&r) })
	if at < 0 {
		return nil, false
	}
	switch random.IntN(4) {
	case 0: // a hit is left out
		forged = slices.Delete(forged, at, at+1)
	case 1: // another code
		forged[at].CARC = "1"
	case 2: // it rests on something else
		forged[at].Detail.Limit++
	case 3: // a hit too many
		more := forged[at]
		more.Rule, more.IsPosted = rules.PlaceInconsistent.String(), false
		if slices.ContainsFunc(forged, func(r adjudicate.Reason) bool { return r.Line == more.Line && r.Rule == more.Rule }) {
			return nil, false
		}
		forged = append(forged, more)
	}
	return forged, true
}

func TestRecheck_WhatTheRulesDoNotGive_IsFound(t *testing.T) {
	t.Parallel()
	count := 0
	asked := []string{rules.CodeNotInForce.String(), rules.ModifierInconsistent.String(), rules.DiagnosisNotCovered.String(), rules.PricingNothingAllowed.String()}
	forEach(t, 32, 4_000, func(in adjudicate.Input, random *rand.Rand) {
		a := assess(t, in)
		if !a.IsClean() {
			return
		}
		forged, isForged := forge(&a, random, func(r *adjudicate.Reason) bool { return slices.Contains(asked, r.Rule) })
		if !isForged {
			return
		}
		count++
		less, known := withoutFacts(in, &a, random)
		got, err := adjudicate.NewRecheck(less, known, forged)
		if err != nil {
			t.Fatal(err)
		}
		isFound := len(got.Omitted) > 0 || slices.ContainsFunc(got.Hits, func(h adjudicate.RecheckedHit) bool { return !h.IsBorneOut() })
		if !isFound {
			t.Errorf("not found: %+v\nof %+v", forged, a.Reasons)
		}
	})
	if count < 200 {
		t.Errorf("%d were forged", count)
	}
}

// setupPair returns an input of two lines of which the tables take one as part of the other,
// where pairs holds.
func setupPair(t *testing.T) adjudicate.Input {
	t.Helper()
	in := setup(t)
	set, faults := rules.Parse(readRules(t, "", "", "pair ZX101 ZX301 never\nmue ZX101 3 per=day\nadd-on ZX500 primary=ZX101\n"))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	in.Rules = set
	return in
}

func TestRecheck_OtherClaimsThatAreKnown_ExplainAHit(t *testing.T) {
	t.Parallel()
	in := setupPair(t)
	day := in.Claim.Lines[0].ServiceDate
	in.Claim.Lines[0].Units = 2
	other := in.Claim
	other.Lines = []claims.Line{line(1, "ZX101", day, 9000)}
	other.Lines[0].Units = 2
	past := adjudicate.PastOf("H-1", &other)
	in.History = []adjudicate.Past{past}
	a := assess(t, in)
	if len(a.Reasons) != 1 || a.Reasons[0].Rule != rules.MUEUnits.String() {
		t.Fatalf("got %+v", a.Reasons)
	}
	in.History = nil
	for _, c := range []struct {
		name    string
		posted  func(*adjudicate.Reason)
		earlier []adjudicate.Past
		isBorne bool
		want    adjudicate.Fact
	}{
		{"not known", nil, nil, true, adjudicate.FactOtherClaims},
		{"known", nil, []adjudicate.Past{past}, true, ""},
		{"a limit that the tables lack", func(r *adjudicate.Reason) { r.Detail.Limit = 1 }, nil, false, ""},
		{"fewer units than the claim has", func(r *adjudicate.Reason) { r.Detail.Found = 1 }, nil, false, ""},
		{"the limit of a line", func(r *adjudicate.Reason) { r.Detail.Indicator = 1 }, nil, false, ""},
	} {
		posted := slices.Clone(a.Reasons)
		if c.posted != nil {
			c.posted(&posted[0])
		}
		got, err := adjudicate.NewRecheck(in, adjudicate.Known{HasSpan: true, HasTerms: true, Earlier: c.earlier}, posted)
		if err != nil {
			t.Fatal(err)
		}
		if hit := &got.Hits[0]; hit.IsBorneOut() != c.isBorne || hit.RestsOn != c.want {
			t.Errorf("%s: borne out %t, rests on %q", c.name, hit.IsBorneOut(), hit.RestsOn)
		}
	}
}

// What a person priced is taken as priced, and a price of nothing as a denial by a person.
func TestRecheck_ByReport_RestsOnThePerson(t *testing.T) {
	t.Parallel()
	in := setup(t)
	tables, faults := pricing.ParseTables(map[string][]byte{
		rules.ManifestName: []byte("file,kind,version,source,licence,start,end\nrates.csv,modifier-rates,1,test,CC0-1.0,,\n"),
		"rates.csv":        []byte("modifier,field,indicator,rate,start,end\n66,,,by-report,,\n"),
	})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	in.Prices, in.Claim.Lines[0].Modifiers = tables, []string{"66"}
	for _, allowed := range []int64{12000, 0} {
		decided := in
		decided.Reviews = []adjudicate.Review{{Line: 1, Rule: rules.PricingByReport.String(), IsCleared: true, Allowed: money.Cents(allowed)}}
		a := assess(t, decided)
		known := adjudicate.Known{HasSpan: true, HasTerms: true, Allowed: map[int]money.Amount{1: a.Lines[0].Allowed}}
		got, err := adjudicate.NewRecheck(in, known, a.Reasons)
		if err != nil {
			t.Fatal(err)
		}
		isDenied := allowed == 0
		if got.Lines[0] != a.Lines[0] || len(got.Omitted) > 0 || len(got.Hits) != len(a.Reasons) || isDenied != (len(got.Hits) == 1) {
			t.Errorf("of %d: got %+v, want %+v", allowed, got, a.Lines)
		}
		if isDenied && (!got.Hits[0].IsBorneOut() || got.Hits[0].RestsOn != adjudicate.FactReviews) {
			t.Errorf("got %+v", got.Hits[0])
		}
		if !slices.ContainsFunc(got.Unasked, func(u adjudicate.UnaskedRules) bool { return u.RestsOn == adjudicate.FactReviews }) {
			t.Errorf("unasked: %+v", got.Unasked)
		}
	}
}

// A claim that was accepted on its last day and received on the ledger a day later is not late.
func TestRecheck_LateOnTheLedger_RestsOnTheAcceptance(t *testing.T) {
	t.Parallel()
	in := setup(t)
	in.Plan.TimelyFilingDays = 30
	in.ReceivedOn = in.Claim.Lines[0].ServiceDate.AddDays(30)
	inTime := assess(t, in)
	in.ReceivedOn++
	late := assess(t, in)
	for _, c := range []struct {
		name     string
		receipt  claims.Date
		posted   adjudicate.Reasons
		isBorne  bool
		lacking  bool
		hasTerms bool
	}{
		{"accepted before", in.ReceivedOn, inTime.Reasons, true, true, true},
		{"late", in.ReceivedOn, late.Reasons, true, false, true},
		{"denied as late, and received in time", in.ReceivedOn - 1, late.Reasons, false, false, true},
		{"without the plan's terms", in.ReceivedOn - 1, late.Reasons, true, false, false},
	} {
		received := in
		received.ReceivedOn = c.receipt
		got, err := adjudicate.NewRecheck(received, adjudicate.Known{HasSpan: true, HasTerms: c.hasTerms}, c.posted)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got.Hits {
			if hit := &got.Hits[i]; hit.IsBorneOut() != c.isBorne || (hit.RestsOn == "") != c.hasTerms {
				t.Errorf("%s: got %+v", c.name, hit)
			}
		}
		isLacking := slices.ContainsFunc(got.Unasked, func(u adjudicate.UnaskedRules) bool { return u.RestsOn == adjudicate.FactAcceptance })
		if isLacking != c.lacking || len(got.Hits) != len(c.posted) || len(got.Omitted) > 0 {
			t.Errorf("%s: got %+v", c.name, got)
		}
	}
}

// Which codes a line of business posts is not known where the plan does not tell the line.
func TestRecheck_LineOfBusinessThatIsNotKnown_IsATermOfThePlan(t *testing.T) {
	t.Parallel()
	in := setup(t)
	set, faults := rules.Parse(readRules(t, "", "", "mue ZX101 1 per=line\nposting mue.units CO 222 N362 business=own priority=2\n"))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	in.Rules, in.Business = set, set.Business("own")
	in.Claim.Lines[0].Units = 2
	a := assess(t, in)
	in.Business = 0
	for _, hasTerms := range []bool{true, false} {
		got, err := adjudicate.NewRecheck(in, adjudicate.Known{HasSpan: true, HasTerms: hasTerms}, a.Reasons)
		if err != nil {
			t.Fatal(err)
		}
		if hit := &got.Hits[0]; hit.IsBorneOut() == hasTerms || (hit.RestsOn == adjudicate.FactTerms) == hasTerms {
			t.Errorf("terms known %t: got %+v", hasTerms, hit)
		}
	}
}
