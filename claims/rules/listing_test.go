package rules_test

import (
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/rules"
)

// listingFiles are tables that begin and end to say something of a procedure on different days.
var listingFiles = map[string]string{
	"hcpcs": "code,start,end,text\nZX001,2019-01-01,2023-01-01,text\nZX002,2019-01-01,,text\n",
	"procedures": "procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes\n" +
		"ZX001,2020-01-01,2021-01-01,,,,,,,,5\nZX001,2021-01-01,2022-01-01,,,,,,,,10\nZX002,,,,,,,,,,5\n",
	"frequency": "procedure,start,end,most,of,per\nZX001,2020-06-01,2022-06-01,1,services,day\n",
	"add-ons":   "add-on,primary,start,end\nZX001,ZX002,2022-03-01,\n",
	"supports":  "procedure,diagnosis,start,end\nZX001,E11,,2020-03-01\n",
	"mue-practitioner": "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n" +
		"ZX001,0,2 Date of Service Edit: Policy,any\n",
}

// TestListing_ChangesOnTheDayThatAnyTableDoes reads, day by day, what the tables say, in
// words: one for each that lists the procedure.
func TestListing_ChangesOnTheDayThatAnyTableDoes(t *testing.T) {
	t.Parallel()
	set := parseAll(t, listingFiles)
	for _, c := range []struct{ on, want string }{
		{"1999-01-01", "supports mue"},
		{"2019-01-01", "hcpcs supports mue"},
		{"2020-02-29", "hcpcs 5 supports mue"},
		{"2020-03-01", "hcpcs 5 mue"},
		{"2020-06-01", "hcpcs 5 limits mue"},
		{"2020-12-31", "hcpcs 5 limits mue"},
		{"2021-01-01", "hcpcs 10 limits mue"},
		{"2022-01-01", "hcpcs limits mue"},
		{"2022-03-01", "hcpcs limits add-on mue"},
		{"2022-06-01", "hcpcs add-on mue"},
		{"2023-01-01", "add-on mue"},
		{"2999-01-01", "add-on mue"},
	} {
		if got := wordsOf(t, set, "ZX001", c.on); got != c.want {
			t.Errorf("%s: got %s, want %s", c.on, got, c.want)
		}
	}
	if got := wordsOf(t, set, "ZX003", "2020-01-01"); got != "" {
		t.Errorf("a procedure of no table: got %s", got)
	}
}

func wordsOf(t *testing.T, set *rules.Set, code, on string) string {
	t.Helper()
	date, procedure := day(t, on), set.Procedure(hcpcs(code))
	l := set.Listing(procedure, date)
	var words []string
	add := func(is bool, word string) {
		if is {
			words = append(words, word)
		}
	}
	add(set.IsListedInForce(l, hcpcs(code), date), "hcpcs")
	add(l.Rule != nil && l.Rule.Minutes == 5, "5")
	add(l.Rule != nil && l.Rule.Minutes == 10, "10")
	add(l.HasLimits(), "limits")
	add(l.HasSupports(), "supports")
	add(l.IsAddOn(), "add-on")
	_, isListed := l.MUE(rules.Practitioner)
	add(isListed, "mue")
	return strings.Join(words, " ")
}

func TestListing_RulesThatSayTheSameAreOne(t *testing.T) {
	t.Parallel()
	set := parseAll(t, listingFiles)
	one := set.Listing(set.Procedure(hcpcs("ZX001")), day(t, "2020-06-01")).Rule
	other := set.Listing(set.Procedure(hcpcs("ZX002")), day(t, "2020-06-01")).Rule
	if one == nil || one != other {
		t.Errorf("got %p and %p", one, other)
	}
}
