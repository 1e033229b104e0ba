package rules_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/rules"
)

func TestPair_OnTheDateOfService(t *testing.T) {
	t.Parallel()
	set := parseAll(t, map[string]string{"ptp-practitioner": pairsText, "ptp-hospital": pairsSheet})
	for _, c := range []struct {
		name             string
		setting          rules.Setting
		column1, column2 string
		on, want         string
	}{
		{"in force for ever", rules.Practitioner, "ZX001", "ZX002", "2024-05-01", "0 true"},
		{"its first day", rules.Practitioner, "ZX001", "ZX002", "1996-01-01", "0 true"},
		{"the day before", rules.Practitioner, "ZX001", "ZX002", "1995-12-31", "0 false"},
		{"the other way round", rules.Practitioner, "ZX002", "ZX001", "2024-05-01", "0 false"},
		{"the deletion date", rules.Practitioner, "ZX001", "ZX003", "2020-12-31", "1 true"},
		{"the day after it", rules.Practitioner, "ZX001", "ZX003", "2021-01-01", "0 false"},
		{"in force again, by another indicator", rules.Practitioner, "ZX001", "ZX003", "2022-01-01", "0 true"},
		{"deleted on its first day", rules.Practitioner, "ZX004", "ZX001", "2019-04-01", "9 true"},
		{"and after it", rules.Practitioner, "ZX004", "ZX001", "2019-04-02", "0 false"},
		{"in the other setting", rules.Hospital, "ZX001", "ZX002", "2020-01-01", "1 true"},
		{"not in the other setting", rules.Hospital, "ZX001", "ZX003", "2020-01-01", "0 false"},
		{"a setting without pairs", rules.Supplier, "ZX001", "ZX002", "2020-01-01", "0 false"},
		{"an unknown code", rules.Practitioner, "ZX001", "ZX999", "2020-01-01", "0 false"},
		{"two unknown codes", rules.Practitioner, "ZX998", "ZX999", "2020-01-01", "0 false"},
	} {
		column1, column2 := set.Procedure(hcpcs(c.column1)), set.Procedure(hcpcs(c.column2))
		indicator, isPair := set.Pair(c.setting, column1, column2, day(t, c.on))
		if got := fmt.Sprint(indicator, isPair); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestMUE_WithinTheDatesOfItsFile(t *testing.T) {
	t.Parallel()
	contents := map[string][]byte{
		"q1.csv": []byte(mueText), "q2.csv": []byte(strings.ReplaceAll(mueText, "12,3", "9,1")),
		"manifest.csv": []byte(manifestHead + "q1.csv,mue-practitioner,1,CMS,public,2024-01-01,2024-04-01\n" +
			"q2.csv,mue-practitioner,1,CMS,public,2024-04-01,\n"),
	}
	set := parseFiles(t, contents)
	for _, c := range []struct {
		code, on, want string
	}{
		{"ZX001", "2024-02-01", "{1 2} true"},
		{"ZX002", "2024-03-31", "{12 3} true"},
		{"ZX002", "2024-04-01", "{9 1} true"},
		{"ZX002", "2023-12-31", "{0 0} false"},
		{"ZX003", "2024-02-01", "{0 1} true"},
		{"ZX999", "2024-02-01", "{0 0} false"},
	} {
		mue, isThere := set.Listing(set.Procedure(hcpcs(c.code)), day(t, c.on)).MUE(rules.Practitioner)
		if got := fmt.Sprint(mue, isThere); got != c.want {
			t.Errorf("%s on %s: got %s", c.code, c.on, got)
		}
	}
	if span := set.Span(); span.Start.String() != "2024-01-01" || !span.End.IsZero() {
		t.Errorf("the set decides %v", span)
	}
	if _, isThere := set.Listing(set.Procedure(hcpcs("ZX001")), day(t, "2024-02-01")).MUE(rules.Hospital); isThere {
		t.Error("another setting has the edit")
	}
}

func TestMCE_EditsOfOneCodeStandTogether(t *testing.T) {
	t.Parallel()
	set := parse(t, "mce", mceText)
	on := day(t, "2024-01-01")
	years := func(least, most uint16) rules.Ages { return rules.Ages{Least: least, Most: most, Unit: rules.Years} }
	for code, want := range map[string]rules.DiagnosisRule{
		"Q001": {Ages: years(0, 0)}, "Q002": {Ages: years(0, 17)}, "Q004": {Ages: years(15, 124)}, "Q005": {Sex: rules.Male},
		"Q003": {Ages: years(12, 55), Sex: rules.Female, IsUnacceptablePrincipal: true}, "Q006": {IsManifestation: true},
		"Q007": {IsQuestionableAdmission: true}, "Q008": {IsNotCovered: true},
	} {
		if got := set.DiagnosisListing(set.Diagnosis(icd10(code)), on).Rule; got == nil || *got != want {
			t.Errorf("%s: got %v, want %v", code, got, want)
		}
	}
	for code, want := range map[string]string{
		"0QA0000": "{{0 0 0} 1 true", "0QB0000": "{{0 0 0} 2 false", "0QC0000": "{{0 60 2} 0 false", "0QD0000": "none", "0QE0000": "none",
	} {
		got := "none"
		if rule := set.Listing(set.Procedure(hcpcs(code)), on).Rule; rule != nil {
			got = fmt.Sprintf("{%v %d %t", rule.Ages, rule.Sex, rule.IsNotCovered)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", code, got, want)
		}
	}
	if file := tableOf(t, set, "mce"); file.Read != 16 || file.Rows != 14 {
		t.Errorf("kept %d of %d rows", file.Rows, file.Read)
	}
}

func TestMCE_AgesAreThoseOfTheFilesFirstDate(t *testing.T) {
	t.Parallel()
	contents := map[string][]byte{
		"m": []byte(mceText), "manifest.csv": []byte(manifestHead + "m,mce,37,CMS,public,2019-10-01,2020-10-01\n"),
	}
	set := parseFiles(t, contents)
	maternity := set.Diagnosis(icd10("Q003"))
	rule := set.DiagnosisListing(maternity, day(t, "2019-10-01")).Rule
	if rule == nil || rule.Ages.Least != 9 || rule.Ages.Most != 64 {
		t.Errorf("got %v", rule)
	}
	if set.DiagnosisListing(maternity, day(t, "2020-10-01")).Rule != nil || set.DiagnosisListing(maternity, day(t, "2019-09-30")).Rule != nil {
		t.Error("the edit holds beyond the file's dates")
	}
}

func TestRules_OwnRowsCountBeforeTheMedicareCodeEditors(t *testing.T) {
	t.Parallel()
	set := parseAll(t, map[string]string{
		"mce":        mceText,
		"diagnoses":  "diagnosis,start,end,ages,sex,flags\nQ003,2020-01-01,2021-01-01,,,\n",
		"procedures": "procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes\n0QA0000,2020-01-01,2021-01-01,,,,,,,,5\n",
	})
	diagnosis, procedure := set.Diagnosis(icd10("Q003")), set.Procedure(hcpcs("0QA0000"))
	if rule := set.DiagnosisListing(diagnosis, day(t, "2020-06-01")).Rule; rule == nil || *rule != (rules.DiagnosisRule{}) {
		t.Errorf("got %v", rule)
	}
	if rule := set.DiagnosisListing(diagnosis, day(t, "2021-01-01")).Rule; rule == nil || rule.Sex != rules.Female {
		t.Errorf("got %v", rule)
	}
	if rule := set.Listing(procedure, day(t, "2020-06-01")).Rule; rule == nil || rule.IsNotCovered || rule.Minutes != 5 {
		t.Errorf("got %v", rule)
	}
	if rule := set.Listing(procedure, day(t, "2021-01-01")).Rule; rule == nil || !rule.IsNotCovered {
		t.Errorf("got %v", rule)
	}
}

func TestProcedureRule_SaysWhatItsRowSays(t *testing.T) {
	t.Parallel()
	set := parse(t, "procedures", proceduresText)
	first := set.Listing(set.Procedure(hcpcs("ZX001")), day(t, "2019-12-31")).Rule
	second := set.Listing(set.Procedure(hcpcs("ZX001")), day(t, "2020-01-01")).Rule
	third := set.Listing(set.Procedure(hcpcs("ZX002")), day(t, "2020-01-01")).Rule
	if set.Listing(0, day(t, "2020-01-01")).Rule != nil || first == nil || second == nil || third == nil {
		t.Fatalf("got %v, %v, %v", first, second, third)
	}
	if got := fmt.Sprintf("%+v", *first); got != "{Ages:{Least:0 Most:17 Unit:2} Sex:female Places:[4196352 0] Taxonomies:[1223G0001X 207] "+
		"Allowed:[25 LT] Required:[] NeedsDiagnosis:true IsNotCovered:false Minutes:15}" {
		t.Errorf("got %s", got)
	}
	if got := fmt.Sprintf("%+v", *second); got != "{Ages:{Least:18 Most:65535 Unit:2} Sex: Places:[0 0] Taxonomies:[] "+
		"Allowed:[] Required:[LT RT] NeedsDiagnosis:false IsNotCovered:true Minutes:0}" {
		t.Errorf("got %s", got)
	}
	if !third.NeedsDiagnosis || !third.IsNotCovered || third.Minutes != 1440 || third.Sex != rules.Male || third.Ages.Unit != rules.Days {
		t.Errorf("got %+v", *third)
	}
	if !first.Places.Has(11) || !first.Places.Has(22) || first.Places.Has(12) || first.Places.Has(0) || first.Places.IsEmpty() || !second.Places.IsEmpty() {
		t.Error("the places are not those of the row")
	}
	for taxonomy, want := range map[string]bool{"207Q00000X": true, "1223G0001X": true, "1223P0001X": false, "20": false, "": true} {
		if first.FitsTaxonomy(taxonomy) != want || !second.FitsTaxonomy(taxonomy) {
			t.Errorf("taxonomy %q", taxonomy)
		}
	}
}

func TestDiagnosisRule_OnTheDateOfService(t *testing.T) {
	t.Parallel()
	set := parse(t, "diagnoses", diagnosesText)
	code := set.Diagnosis(icd10("Q001"))
	first, second := set.DiagnosisListing(code, day(t, "2019-12-31")).Rule, set.DiagnosisListing(code, day(t, "2020-01-01")).Rule
	if first == nil || *first != (rules.DiagnosisRule{Ages: rules.Ages{Least: 65, Most: 65, Unit: rules.Years}, Sex: rules.Female, IsUnacceptablePrincipal: true}) {
		t.Errorf("got %+v", first)
	}
	if second == nil || *second != (rules.DiagnosisRule{Sex: rules.Male, IsManifestation: true, IsNotCovered: true}) {
		t.Errorf("got %+v", second)
	}
	if set.DiagnosisListing(set.Diagnosis(icd10("Q999")), day(t, "2020-01-01")).Rule != nil {
		t.Error("a code that is in no table has a rule")
	}
	if set.DiagnosisCode(code) != "Q001" || set.ProcedureCode(0) != "" {
		t.Errorf("got %q, %q", set.DiagnosisCode(code), set.ProcedureCode(0))
	}
}

func TestModifierRule_MeaningAndProcedures(t *testing.T) {
	t.Parallel()
	set := parse(t, "modifiers", modifiersText)
	distinct := set.ModifierRule(rules.ModifierOf("59"), day(t, "2020-01-01"))
	if distinct == nil || distinct.Meaning != rules.Distinct|rules.Repeat || !distinct.Meaning.Has(rules.Repeat) || distinct.Meaning.Has(rules.Bilateral) {
		t.Errorf("got %v", distinct)
	}
	if !distinct.Fits("ZX001") {
		t.Error("a modifier without procedures does not fit all")
	}
	if set.ModifierRule(rules.ModifierOf("XE"), day(t, "2014-12-31")) != nil || set.ModifierRule(rules.ModifierOf("XE"), day(t, "2015-01-01")) == nil {
		t.Error("the first day is wrong")
	}
	rental := set.ModifierRule(rules.ModifierOf("RR"), day(t, "2019-12-31"))
	for code, want := range map[string]bool{"E0100": true, "K0001": true, "K1000": false, "A0425": false, "": false} {
		if rental.Fits(code) != want {
			t.Errorf("%s: got %t", code, !want)
		}
	}
	if set.ModifierRule(rules.ModifierOf("RR"), day(t, "2020-01-01")) != nil || set.ModifierRule(0, day(t, "2020-01-01")) != nil {
		t.Error("a modifier is in force that is not")
	}
}

func TestModifierRule_OthersAreInForceWhereTheTableSaysSo(t *testing.T) {
	t.Parallel()
	open := parse(t, "modifiers", modifiersText+"*,2010-01-01,,notice,\n")
	closed := parse(t, "modifiers", modifiersText)
	on, other := day(t, "2014-12-31"), rules.ModifierOf("QW")
	if rule := open.ModifierRule(other, on); rule == nil || rule.Meaning != rules.Notice {
		t.Errorf("got %v", rule)
	}
	for name, rule := range map[string]*rules.ModifierRule{
		"a modifier with a row": open.ModifierRule(rules.ModifierOf("XE"), on), "no modifier": open.ModifierRule(0, on),
		"before the others began": open.ModifierRule(other, day(t, "2009-12-31")), "a complete table": closed.ModifierRule(other, on),
	} {
		if rule != nil {
			t.Errorf("%s: got %v", name, rule)
		}
	}
	if open.Root() == closed.Root() || rules.Builtin().ModifierRule(other, on) == nil {
		t.Error("the row of others does not count")
	}
}

// Each name of a meaning stands for one meaning, and for no other.
func TestModifierRule_EveryMeaningHasAName(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]rules.Meaning{
		"repeat": rules.Repeat, "distinct": rules.Distinct, "bilateral": rules.Bilateral, "left-or-right": rules.LeftOrRight,
		"assistant": rules.Assistant, "professional": rules.ProfessionalComponent, "technical": rules.TechnicalComponent,
		"reduced": rules.Reduced, "discontinued": rules.Discontinued, "multiple": rules.MultipleProcedures,
		"telehealth": rules.Telehealth, "co-surgeon": rules.CoSurgeon, "team": rules.TeamSurgery, "unrelated": rules.Unrelated,
		"sex-override": rules.SexOverride, "notice": rules.Notice,
	} {
		set := parse(t, "modifiers", "modifier,start,end,meanings,procedures\nAA,,,"+word+",\n")
		if rule := set.ModifierRule(rules.ModifierOf("AA"), 1); rule == nil || rule.Meaning != want {
			t.Errorf("%s: got %v", word, rule)
		}
	}
}

func TestAddOns_OneOfThePrimaries(t *testing.T) {
	t.Parallel()
	set := parse(t, "add-ons", addOnsText)
	number := func(code string) rules.Procedure { return set.Procedure(hcpcs(code)) }
	for _, c := range []struct {
		addOn, primary, on string
		isAddOn, isPrimary bool
	}{
		{"ZX010", "ZX001", "2019-01-01", true, true},
		{"ZX010", "ZX002", "2019-12-31", true, false},
		{"ZX010", "ZX002", "2020-01-01", true, true},
		{"ZX010", "ZX011", "2020-01-01", true, false},
		{"ZX011", "ZX001", "2019-12-31", true, true},
		{"ZX011", "ZX777", "2019-12-31", true, true},
		{"ZX011", "ZX011", "2019-12-31", true, false},
		{"ZX011", "ZX001", "2020-01-01", false, false},
		{"ZX001", "ZX010", "2020-01-01", false, false},
	} {
		on := day(t, c.on)
		isAddOn, isPrimary := set.Listing(number(c.addOn), on).IsAddOn(), set.IsPrimary(number(c.addOn), number(c.primary), on)
		if isAddOn != c.isAddOn || isPrimary != c.isPrimary {
			t.Errorf("%v: got %t, %t", c, isAddOn, isPrimary)
		}
	}
}

func TestLimits_ThoseOfTheDate(t *testing.T) {
	t.Parallel()
	set := parse(t, "frequency", frequencyText)
	year := rules.Limit{Window: rules.PerCalendarYear, Most: 2}
	rolling := rules.Limit{Window: rules.PerDays, Days: 365, Most: 20, IsUnits: true}
	daily := rules.Limit{Window: rules.PerDay, Most: 1}
	for _, c := range []struct {
		code, on string
		want     []rules.Limit
	}{
		{"ZX001", "2019-12-31", []rules.Limit{year, rolling}},
		{"ZX001", "2020-01-01", []rules.Limit{daily, year, rolling}},
		{"ZX002", "2020-01-01", []rules.Limit{{Window: rules.PerLifetime, Most: 1}}},
		{"ZX003", "2020-01-01", nil},
	} {
		if got := set.Limits(nil, set.Procedure(hcpcs(c.code)), day(t, c.on)); !slices.Equal(got, c.want) {
			t.Errorf("%s on %s: got %v", c.code, c.on, got)
		}
	}
}

func TestSupport_ByPrefixOnTheDate(t *testing.T) {
	t.Parallel()
	set := parse(t, "supports", supportsText)
	for _, c := range []struct {
		procedure, diagnosis, on string
		want                     rules.Support
	}{
		{"ZX001", "E119", "2019-01-01", rules.Supported},
		{"ZX001", "E11", "2019-01-01", rules.Supported},
		{"ZX001", "E1", "2019-01-01", rules.Unsupported},
		{"ZX001", "E109", "2019-01-01", rules.Unsupported},
		{"ZX001", "I10", "2019-12-31", rules.Unsupported},
		{"ZX001", "I10", "2020-01-01", rules.Supported},
		{"ZX001", "", "2020-01-01", rules.Unsupported},
		{"ZX002", "Z9981", "2020-01-01", rules.Supported},
		{"ZX002", "Z998", "2020-01-01", rules.Unsupported},
		{"ZX003", "Z9981", "2020-01-01", rules.Unlisted},
	} {
		if got := set.Support(set.Procedure(hcpcs(c.procedure)), c.diagnosis, day(t, c.on)); got != c.want {
			t.Errorf("%v: got %d", c, got)
		}
	}
}

func TestIsExcluded_FromTheExclusionToTheReinstatement(t *testing.T) {
	t.Parallel()
	set := parse(t, "leie", leieText)
	for _, c := range []struct {
		npi, on string
		want    bool
	}{
		{"1234567893", "2020-03-18", false},
		{"1234567893", "2020-03-19", true},
		{"1234567893", "2021-06-01", true},
		{"1234567893", "2022-01-01", true},
		{"1245319599", "2015-01-01", true},
		{"1245319599", "2018-06-30", true},
		{"1245319599", "2018-07-01", false},
		{"0000000000", "2020-03-19", false},
		{"1999999999", "2020-03-19", false},
	} {
		if got := set.IsExcluded(set.ProviderOf(rules.NPIOf(c.npi)), day(t, c.on)); got != c.want {
			t.Errorf("%s on %s: got %t", c.npi, c.on, got)
		}
	}
	if file := tableOf(t, set, "leie"); file.Read != 4 || file.Rows != 3 {
		t.Errorf("kept %d of %d rows", file.Rows, file.Read)
	}
}

func TestIsInForce_ByThePublishedDates(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"hcpcs", "hcpcs-record"} {
		set := parse(t, kind, fixtures[kind])
		for _, c := range []struct {
			code, on string
			want     bool
		}{
			{"Q9901", "2019-12-31", false},
			{"Q9901", "2020-01-01", true},
			{"Q9902", "2019-12-31", true},
			{"Q9902", "2020-01-01", false},
			{"QX", "2020-01-01", false},
			{"A0425", "2020-01-01", false}, // the set's own table stands for the program's
		} {
			if got := set.IsInForce(hcpcs(c.code), day(t, c.on)); got != c.want {
				t.Errorf("%s: %s on %s: got %t", kind, c.code, c.on, got)
			}
		}
		if !set.IsInForce(codes.Code{System: codes.Synthetic, Value: "ZX100"}, 737000) || !set.IsInForce(icd10("I10"), 737000) {
			t.Errorf("%s: the program's other codes are not in force", kind)
		}
		if file := tableOf(t, set, kind); file.Read != 4 || file.Rows != 2 {
			t.Errorf("%s: kept %d of %d rows", kind, file.Rows, file.Read)
		}
	}
}

func TestIsInForce_OrderFileWithinTheManifestsDates(t *testing.T) {
	t.Parallel()
	set := parseFiles(t, map[string][]byte{
		"2025.txt": []byte(orderText), "2026.txt": []byte(strings.Replace(orderText, "Q000 ", "Q00A ", 1)),
		"manifest.csv": []byte(manifestHead + "2025.txt,icd10cm-order,2025,CDC,public,2024-10-01,2025-10-01\n" +
			"2026.txt,icd10cm-order,2026,CDC,public,2025-10-01,2026-10-01\n"),
	})
	for _, c := range []struct {
		code, on string
		want     bool
	}{
		{"Q000", "2024-09-30", false},
		{"Q000", "2024-10-01", true},
		{"Q000", "2025-10-01", false},
		{"Q00A", "2025-09-30", false},
		{"Q00A", "2025-10-01", true},
		{"Q001XXA", "2025-09-30", true},
		{"Q001XXA", "2025-10-01", true},
		{"Q001XXA", "2026-10-01", false},
		{"Q00", "2025-01-01", false},
	} {
		if got := set.IsInForce(icd10(c.code), day(t, c.on)); got != c.want {
			t.Errorf("%s on %s: got %t", c.code, c.on, got)
		}
	}
	if span := set.Span(); span.Start.String() != "2024-10-01" || span.End.String() != "2026-10-01" {
		t.Errorf("the set decides %v", span)
	}
}

func TestIsInForce_OtherSystemsByTheirForm(t *testing.T) {
	t.Parallel()
	set := rules.Builtin()
	for code, want := range map[codes.Code]bool{
		{System: codes.SNOMED, Value: "73211009"}: true, {System: codes.SNOMED, Value: "73211008"}: false,
		{System: codes.CVX, Value: "140"}: true, {System: "cpt", Value: "A0425"}: false, {System: codes.Synthetic, Value: "A0425"}: false,
		{System: codes.HCPCS, Value: "ZX100"}: false, {System: codes.HCPCS, Value: "a0425"}: false, {}: false,
	} {
		if got := set.IsInForce(code, 739000); got != want {
			t.Errorf("%s: got %t", code, got)
		}
	}
}

// The published list names the codes that are no place, singly and as ranges.
func TestPlaces_UnassignedAreNone(t *testing.T) {
	t.Parallel()
	set := parse(t, "pos", "Place of Service Code(s),Place of Service Name,Place of Service Description\n"+
		"10,Own,Own\n28-30,Unassigned,N/A\n35,unassigned ,N/A\n36, UNASSIGNED,\n41,Not unassigned,Own\n")
	for place, want := range map[string]bool{"10": true, "28": false, "35": false, "36": false, "41": true} {
		if got := set.IsPlaceInForce(rules.PlaceOf(place), 739000); got != want {
			t.Errorf("%s: got %t", place, got)
		}
	}
	if table := tableOf(t, set, "pos"); table.Read != 5 || table.Rows != 2 {
		t.Errorf("%d of %d rows are kept", table.Rows, table.Read)
	}
}

func TestPlacesAndTaxonomies_OnTheDate(t *testing.T) {
	t.Parallel()
	set := parseAll(t, map[string]string{"pos": placesText, "taxonomy": taxonomyText})
	for _, c := range []struct {
		place, on string
		want      bool
	}{
		{"11", "1990-01-01", true},
		{"10", "2021-12-31", false},
		{"10", "2022-01-01", true},
		{"96", "2019-12-31", true},
		{"96", "2020-01-01", false},
		{"12", "2020-01-01", false},
	} {
		if got := set.IsPlaceInForce(rules.PlaceOf(c.place), day(t, c.on)); got != c.want {
			t.Errorf("%v: got %t", c, got)
		}
	}
	for _, c := range []struct {
		taxonomy, on string
		want         bool
	}{
		{"207Q00000X", "2002-03-31", false},
		{"207Q00000X", "2002-04-01", true},
		{"1223G0001X", "2010-12-31", true},
		{"1223G0001X", "2011-01-01", false},
		{"208000000X", "2011-01-01", false},
		{"", "2011-01-01", false},
	} {
		if got := set.IsTaxonomyInForce(c.taxonomy, day(t, c.on)); got != c.want {
			t.Errorf("%v: got %t", c, got)
		}
	}
	if !rules.Builtin().IsTaxonomyInForce("207Q00000X", 739000) {
		t.Error("a set without a taxonomy table does not know all")
	}
}

func TestPosting_MostSpecificRow(t *testing.T) {
	t.Parallel()
	set := parse(t, "postings", postingsText)
	dental := set.Business("dental")
	if dental == 0 || set.Business("vision") != 0 || set.Business("") != 0 {
		t.Fatalf("got %d, %d", dental, set.Business("vision"))
	}
	for _, c := range []struct {
		network  rules.Network
		business rules.Business
		want     string
	}{
		{rules.InNetwork, 0, "CO"},
		{rules.AnyNetwork, 0, "CO"},
		{rules.OutOfNetwork, 0, "PR"},
		{rules.InNetwork, dental, "OA"},
		{rules.OutOfNetwork, dental, "PI"},
	} {
		if posting := set.Posting(rules.NCCIPair, c.network, c.business); posting == nil || posting.Group != c.want || posting.CARC != "97" {
			t.Errorf("%v: got %v", c, posting)
		}
	}
	if posting := set.Posting(rules.MUEUnits, rules.OutOfNetwork, dental); posting == nil || *posting != *rules.Builtin().Posting(rules.MUEUnits, rules.OutOfNetwork, 0) {
		t.Errorf("a rule that is not changed posts %v", posting)
	}
	for _, posting := range []*rules.Posting{
		set.Posting(0, 0, 0), set.Posting(200, 0, 0), set.Posting(rules.NCCIPair, 9, 0), set.Posting(rules.NCCIPair, 0, 9),
		set.Posting(rules.DuplicateSuspect, 0, 0), set.Posting(rules.SignalImpossibleDay, 0, 0),
	} {
		if posting != nil {
			t.Errorf("got %v", posting)
		}
	}
}

// The program posts PI out of the network, which a set's own row for any network is meant to change too.
func TestPosting_OwnRowCountsBeforeTheProgramsOfANetwork(t *testing.T) {
	t.Parallel()
	set := parse(t, "postings", postingHead+"mue.units,any,any,CO,222,,180\nncci.pair,any,dental,OA,97,,160\n")
	dental := set.Business("dental")
	for _, c := range []struct {
		rule     rules.Rule
		business rules.Business
		want     string
	}{
		{rules.MUEUnits, 0, "CO-222"},
		{rules.MUEUnits, dental, "CO-222"},
		{rules.NCCIPair, dental, "OA-97"},
		{rules.NCCIPair, 0, "PI-236"},
		{rules.FilingLate, dental, "PI-29"},
	} {
		posting := set.Posting(c.rule, rules.OutOfNetwork, c.business)
		if got := posting.Group + "-" + posting.CARC; got != c.want {
			t.Errorf("%s, %d: got %s, want %s", c.rule, c.business, got, c.want)
		}
	}
}

func TestParse_PriceTablesArePassedOver(t *testing.T) {
	t.Parallel()
	set := parseAll(t, map[string]string{"supports": supportsText, "rvu": "not a table of rules", "gpci": "nor this"})
	if alone := parse(t, "supports", supportsText); set.Root() != alone.Root() {
		t.Error("price tables change the root of the edits")
	}
	for _, kind := range []string{"rvu", "contracts"} {
		if rules.IsRuleKind(kind) || !rules.IsPricingKind(kind) {
			t.Errorf("%s is not a kind of prices", kind)
		}
	}
}

func TestParse_RowsBeyondTheFilesDatesAreNotKept(t *testing.T) {
	t.Parallel()
	set := parseFiles(t, map[string][]byte{
		"p": []byte(pairsText), "manifest.csv": []byte(manifestHead + "p,ptp-practitioner,1,CMS,public,2022-01-01,2022-04-01\n"),
	})
	if file := tableOf(t, set, "p"); file.Read != 4 || file.Rows != 2 {
		t.Errorf("kept %d of %d rows", file.Rows, file.Read)
	}
	first, second := set.Procedure(hcpcs("ZX001")), set.Procedure(hcpcs("ZX002"))
	for text, want := range map[string]bool{"2021-12-31": false, "2022-01-01": true, "2022-03-31": true, "2022-04-01": false} {
		if _, isPair := set.Pair(rules.Practitioner, first, second, day(t, text)); isPair != want {
			t.Errorf("%s: got %t", text, isPair)
		}
	}
}

func TestSpan_WhatAllTablesDecide(t *testing.T) {
	t.Parallel()
	set := parseFiles(t, map[string][]byte{
		"a": []byte(supportsText), "b": []byte(addOnsText), "c": []byte(strings.ReplaceAll(supportsText, "ZX00", "ZX02")),
		"manifest.csv": []byte(manifestHead + "a,supports,1,x,x,2020-01-01,2022-01-01\nb,add-ons,1,x,x,2019-01-01,2023-01-01\nc,supports,1,x,x,2022-01-01,2024-01-01\n"),
	})
	if got := set.Span(); got != (claims.Span{Start: day(t, "2020-01-01"), End: day(t, "2023-01-01")}) {
		t.Errorf("got %v", got)
	}
}

// A date is decided where of each table some file decides it, whatever their order.
func TestDecides_WhereAFileOfEachTableDoes(t *testing.T) {
	t.Parallel()
	first := claims.NewDate(2020, 1, 1)
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 11))
		manifest, files := manifestHead, map[string][]byte{}
		spans := map[string][]claims.Span{}
		for i := range 1 + random.IntN(5) {
			kind := []string{"supports", "add-ons"}[random.IntN(2)]
			text := map[string]string{"supports": supportsText, "add-ons": addOnsText}[kind]
			span := claims.Span{Start: first.AddDays(random.IntN(30))}
			end := ""
			if random.IntN(4) > 0 {
				span.End = span.Start.AddDays(1 + random.IntN(15))
				end = span.End.String()
			}
			if slices.ContainsFunc(spans[kind], func(s claims.Span) bool {
				return (s.End.IsZero() || span.Start < s.End) && (span.End.IsZero() || s.Start < span.End)
			}) {
				continue // rows of one key would overlap
			}
			spans[kind] = append(spans[kind], span)
			name := fmt.Sprint("f", i)
			files[name] = []byte(text)
			manifest += fmt.Sprintf("%s,%s,1,x,x,%s,%s\n", name, kind, span.Start, end)
		}
		files["manifest.csv"] = []byte(manifest)
		set := parseFiles(t, files)
		for on := first.AddDays(-1); on < first.AddDays(50); on = on.AddDays(1) {
			want := true
			for _, list := range spans {
				want = want && slices.ContainsFunc(list, func(s claims.Span) bool { return s.Contains(on) })
			}
			if got := set.Decides(on); got != want {
				t.Fatalf("seed %d, %s: got %t\n%s", seed, on, got, manifest)
			}
		}
	}
}

func TestLookups_AllocateNothing(t *testing.T) {
	set := parseAll(t, fixturesWithout("hcpcs-record", "icd10cm-order", "carc", "rarc"))
	on := day(t, "2020-06-01")
	limits := make([]rules.Limit, 0, 8)
	a, b, q := hcpcs("ZX001"), hcpcs("ZX002"), icd10("Q001")
	allocations := testing.AllocsPerRun(100, func() {
		first, second, diagnosis := set.Procedure(a), set.Procedure(b), set.Diagnosis(q)
		set.IsInForce(a, on)
		set.IsInForce(q, on)
		set.Listing(first, on)
		set.DiagnosisListing(diagnosis, on)
		set.ModifierRule(rules.ModifierOf("59"), on)
		set.Pair(rules.Practitioner, first, second, on)
		set.Listing(first, on).MUE(rules.Practitioner)
		set.Listing(first, on).IsAddOn()
		set.IsPrimary(first, second, on)
		limits = set.Limits(limits[:0], first, on)
		set.Support(first, "E119", on)
		set.IsPlaceInForce(rules.PlaceOf("11"), on)
		set.IsTaxonomyInForce("207Q00000X", on)
		set.IsExcluded(set.ProviderOf(rules.NPIOf("1234567893")), on)
		set.Posting(rules.NCCIPair, rules.OutOfNetwork, set.Business("dental"))
		if !(rules.Ages{Least: 12, Most: 200, Unit: rules.Years}).Fit(700000, on) {
			t.Error("the age does not fit")
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

// fixturesWithout returns the tables of the fixtures but some.
func fixturesWithout(kinds ...string) map[string]string {
	rest := map[string]string{}
	for kind, content := range fixtures {
		if !slices.Contains(kinds, kind) {
			rest[kind] = content
		}
	}
	return rest
}
