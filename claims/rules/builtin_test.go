package rules_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/rules"
)

func TestBuiltin_EveryRuleThatDeniesPosts(t *testing.T) {
	t.Parallel()
	set := rules.Builtin()
	for _, rule := range rules.Rules() {
		for _, network := range []rules.Network{rules.AnyNetwork, rules.InNetwork, rules.OutOfNetwork} {
			posting := set.Posting(rule, network, 0)
			if (posting != nil) != (rule.Effect() == rules.Deny) {
				t.Errorf("%s, %d: got %v", rule, network, posting)
				continue
			}
			if posting != nil && posting.RARC == "" && codes.DemandsRemark(posting.CARC) {
				t.Errorf("%s: the reason %s has no remark", rule, posting.CARC)
			}
		}
	}
}

func TestBuiltin_EveryCodeThatIsPostedHasAText(t *testing.T) {
	t.Parallel()
	set := rules.Builtin()
	for _, rule := range rules.Rules() {
		posting := set.Posting(rule, rules.InNetwork, 0)
		if posting == nil {
			continue
		}
		isRemarkKnown := posting.RARC == "" || codes.RARCText(posting.RARC) != ""
		if codes.GroupText(codes.Group(posting.Group)) == "" || codes.CARCText(posting.CARC) == "" || !isRemarkKnown {
			t.Errorf("%s: %v has no text", rule, posting)
		}
	}
}

func TestBuiltin_PostsWhatIsUsual(t *testing.T) {
	t.Parallel()
	set := rules.Builtin()
	for rule, want := range map[rules.Rule][3]string{
		rules.BeforeBirth: {"OA", "14", ""}, rules.BeforeCoverage: {"PR", "26", "N30"}, rules.AfterCoverage: {"PR", "27", "N30"},
		rules.DuplicateExact: {"OA", "18", ""}, rules.ProviderOutOfNetwork: {"PR", "242", "N130"},
		rules.AuthorizationOtherProvider: {"CO", "296", "N54"}, rules.DiagnosisNotCovered: {"PR", "167", ""},
		rules.NCCIPair: {"CO", "236", "N20"}, rules.MUEUnits: {"CO", "151", "N362"}, rules.EvidenceOverdue: {"CO", "226", "N706"},
		rules.PricingNoFee: {"PR", "96", "N130"}, rules.PricingModifierUnpriced: {"CO", "4", ""},
		rules.PricingModifierNotPaid: {"CO", "54", ""}, rules.LimitVisitsReached: {"PR", "B1", ""}, rules.LimitReached: {"PR", "119", ""},
		rules.LimitUnitsReached: {"PR", "119", "N362"}, rules.LimitLifetimeReached: {"PR", "149", ""},
		rules.LimitLifetimeUnitsReached: {"PR", "149", "N362"}, rules.LimitPlanLifetimeReached: {"PR", "35", ""}, rules.PrimaryAnswerMissing: {"OA", "22", "MA04"},
	} {
		posting := set.Posting(rule, rules.InNetwork, 0)
		if got := [3]string{posting.Group, posting.CARC, posting.RARC}; got != want {
			t.Errorf("%s: got %v, want %v", rule, got, want)
		}
	}
}

// Out of the network no contract binds the provider to write a denied charge off: CO stands
// there only where a law does.
func TestBuiltin_OutOfNetworkPostsNoContractualObligation(t *testing.T) {
	t.Parallel()
	byLaw := []rules.Rule{rules.ProviderExcluded, rules.ProviderNotCredentialed, rules.PricingNoContract} // the last is asked in network only
	set := rules.Builtin()
	for _, rule := range rules.Rules() {
		in, out := set.Posting(rule, rules.InNetwork, 0), set.Posting(rule, rules.OutOfNetwork, 0)
		if in == nil {
			continue
		}
		want := *in
		if in.Group == "CO" && !slices.Contains(byLaw, rule) {
			want.Group = "PI"
		}
		if *out != want || *set.Posting(rule, rules.AnyNetwork, 0) != *in {
			t.Errorf("%s: got %v, want %v", rule, *out, want)
		}
	}
}

func TestBuiltin_PrioritiesOfAStepDiffer(t *testing.T) {
	t.Parallel()
	seen := map[[2]int]rules.Rule{}
	for _, rule := range rules.Rules() {
		posting := rules.Builtin().Posting(rule, rules.InNetwork, 0)
		if posting == nil {
			continue
		}
		key := [2]int{int(rule.Step()), int(posting.Priority)}
		if other, isTaken := seen[key]; isTaken || posting.Priority == 0 {
			t.Errorf("%s has the priority of %s", rule, other)
		}
		seen[key] = rule
	}
}

func TestBuiltin_TablesNameSourceAndLicence(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("data/*.csv")
	if err != nil || len(names) < 14 {
		t.Fatalf("got %d tables, %v", len(names), err)
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"# source: ", "# licence: "} {
			if filepath.Base(name) != rules.ManifestName && !regexp.MustCompile("(?m)^"+word).Match(content) {
				t.Errorf("%s lacks %q", name, word)
			}
		}
	}
	for _, table := range rules.Builtin().Tables() {
		if table.Source == "" || table.Licence == "" || table.Rows == 0 || table.Rows != table.Read || table.Bytes == 0 {
			t.Errorf("got %+v", table)
		}
	}
}

// What the program says of codes is of codes that it knows, and of its own or of
// nobody's: CPT (five digits, or four and a letter) and CDT (D) are other owners'.
func TestBuiltin_HoldsNoCodesOfOtherOwners(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("data/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	other := regexp.MustCompile(`(?m)(^|,)([0-9]{5}|[0-9]{4}[FTUAM]|D[0-9]{4})(,|$)`)
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := other.Find(content); found != nil {
			t.Errorf("%s has %s", name, found)
		}
	}
}

func TestBuiltin_KnowsTheCodesOfClaimsCodes(t *testing.T) {
	t.Parallel()
	set := rules.Builtin()
	systems := map[string]codes.System{"hcpcs.csv": codes.HCPCS, "icd10cm.csv": codes.ICD10CM, "synthetic.csv": codes.Synthetic}
	row := regexp.MustCompile(`(?m)^([A-Z0-9]+),`)
	for name, system := range systems {
		for _, match := range row.FindAllSubmatch(codes.File(name), -1) {
			code := codes.Code{System: system, Value: string(match[1])}
			for on := claims.NewDate(2008, 1, 1); on < claims.NewDate(2027, 1, 1); on = on.AddDays(31) {
				if got, want := set.IsInForce(code, on), codes.Known(code, on); got != want {
					t.Fatalf("%s on %s: got %t", code, on, got)
				}
			}
		}
	}
	for place := range rules.Place(100) {
		for on := claims.NewDate(2000, 1, 1); on < claims.NewDate(2027, 1, 1); on = on.AddDays(31) {
			if got, want := set.IsPlaceInForce(place, on), codes.IsPlaceOfService(place.String(), on); got != want {
				t.Fatalf("%s on %s: got %t", place, on, got)
			}
		}
	}
}

func TestBuiltin_IsTheSameOneEveryTime(t *testing.T) {
	t.Parallel()
	first, second := rules.Builtin(), rules.Builtin()
	if first != second || first.Span() != (claims.Span{}) {
		t.Error("the built-in set changes, or has a first or last date")
	}
	if slices.Contains(rules.Builtin().Tables(), rules.Table{}) {
		t.Error("a table without a name")
	}
}
