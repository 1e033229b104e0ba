package adjudicate_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// A claim whose plan names a rule set that is not to be had waits with every line:
// whatever a person said of it, nothing is decided by another set.
func TestAssess_WaitsGivenNoRuleSet(t *testing.T) {
	t.Parallel()
	in := setup(t)
	in.IsRulesUnknown = true
	in.Reviews = []adjudicate.Review{{Line: 1, Rule: rules.NoRules.String(), IsCleared: true}}
	got, err := adjudicate.Assess(in)
	if err != nil || got.IsClean() || len(got.Reasons) != 0 || len(got.ReviewsNeeded) != 1 || !got.Lines[0].IsDenied {
		t.Fatalf("got %+v, %v", got, err)
	}
	if got.ReviewsNeeded[0].Rule != rules.NoRules.String() || got.Year.ID == 0 {
		t.Errorf("got %+v", got)
	}
}

// A suspect duplicate that a person confirms is denied as a duplicate; one that is
// cleared is paid.
func TestAssess_FollowsTheReviewOfASuspectDuplicate(t *testing.T) {
	t.Parallel()
	in := setup(t)
	line := in.Claim.Lines[0]
	in.History = []adjudicate.Past{{ID: "other", Provider: in.Claim.Provider + 1, Lines: []adjudicate.PastLine{{
		Sequence: 1, ServiceDate: line.ServiceDate, Procedure: line.Procedure, PlaceOfService: "11", Units: 1, Charge: line.Charge,
	}}}}
	for _, test := range []struct {
		name    string
		reviews []adjudicate.Review
		isClean bool
		posted  string
	}{
		{"not looked at", nil, false, ""},
		{"cleared", []adjudicate.Review{{Line: 1, Rule: "duplicate.suspect", IsCleared: true}}, true, ""},
		{"confirmed", []adjudicate.Review{{Line: 1, Rule: "duplicate.suspect"}}, true, "duplicate.exact"},
		{"another line's", []adjudicate.Review{{Line: 2, Rule: "duplicate.suspect", IsCleared: true}}, false, ""},
	} {
		in.Reviews = test.reviews
		got, err := adjudicate.Assess(in)
		if err != nil || got.IsClean() != test.isClean {
			t.Fatalf("%s: got %+v, %v", test.name, got, err)
		}
		if reason, _ := got.Reasons.Posted(1); reason.Rule != test.posted || (test.posted != "" && reason.CARC != "18") {
			t.Errorf("%s: got %+v", test.name, reason)
		}
	}
}

// A day without rules waits until a person says to go on; there is nothing to confirm.
func TestAssess_FollowsTheReviewOfADayWithoutRules(t *testing.T) {
	t.Parallel()
	in := setup(t)
	set, faults := rules.Parse(map[string][]byte{
		"manifest.csv": []byte("file,kind,version,source,licence,start,end\nmue.csv,mue-practitioner,1,test,none,2001-01-01,2002-01-01\n"),
		"mue.csv":      []byte("HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\nZX101,1,1 Line Edit,test\n"),
	})
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	in.Rules = set
	for _, test := range []struct {
		reviews []adjudicate.Review
		isClean bool
	}{
		{nil, false},
		{[]adjudicate.Review{{Line: 1, Rule: "rules.none"}}, false},
		{[]adjudicate.Review{{Line: 1, Rule: "rules.none", IsCleared: true}}, true},
	} {
		in.Reviews = test.reviews
		if got, err := adjudicate.Assess(in); err != nil || got.IsClean() != test.isClean || len(got.Reasons) != 0 {
			t.Errorf("%+v: got %+v, %v", test.reviews, got, err)
		}
	}
}
