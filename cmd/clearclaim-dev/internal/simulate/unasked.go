package simulate

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Unasked are rules that could not be asked of claims for lack of a fact.
type Unasked struct {
	Lacking string   `json:"lacking"`
	Rules   []string `json:"rules"`
	// ClaimsA and ClaimsB are how many claims lack it by each rule set.
	ClaimsA int `json:"claims_a"`
	ClaimsB int `json:"claims_b"`
}

// fact is something that rules look at and files of claims may not tell.
type fact struct {
	name  string
	rules []rules.Rule
	// isLacking reports whether a claim lacks it where the rules would look at it.
	isLacking func(*Claim, *Terms, *rules.Set) bool
}

// facts are all of them, in the order of the steps of their first rules.
var facts = []fact{
	{"birth date", []rules.Rule{rules.BeforeBirth, rules.ProcedureAge, rules.DiagnosisAge}, func(c *Claim, _ *Terms, _ *rules.Set) bool {
		return c.Patient.BirthDate.IsZero()
	}},
	{"sex", []rules.Rule{rules.ProcedureSex, rules.DiagnosisSex}, func(c *Claim, _ *Terms, _ *rules.Set) bool {
		return c.Patient.Sex == rules.AnySex
	}},
	{"span of coverage", []rules.Rule{rules.BeforeCoverage, rules.AfterCoverage}, always},
	{"NPI", []rules.Rule{rules.ProviderExcluded}, func(c *Claim, _ *Terms, _ *rules.Set) bool { return c.NPI == 0 }},
	{"network of the provider", []rules.Rule{rules.ProviderOutOfNetwork}, func(c *Claim, t *Terms, set *rules.Set) bool {
		return t.Plan.IsInNetworkOnly && lacksDirectory(c, set)
	}},
	{"taxonomy of the provider", []rules.Rule{rules.ProcedureProviderType}, func(c *Claim, _ *Terms, set *rules.Set) bool {
		return lacksDirectory(c, set)
	}},
	{"credentials of the provider", []rules.Rule{rules.ProviderNotCredentialed}, always},
	{"number of the provider, for its rows of the fee schedule", nil, func(_ *Claim, t *Terms, _ *rules.Set) bool {
		return t.Plan.FeeSchedule.HasProviders()
	}},
	{"family of the member, for what the plan counts of it", nil, func(_ *Claim, t *Terms, _ *rules.Set) bool {
		return !t.Plan.FamilyDeductible.IsUnlimited() || !t.Plan.FamilyOutOfPocketMax.IsUnlimited()
	}},
	{"day of receipt", []rules.Rule{rules.FilingLate}, func(c *Claim, t *Terms, _ *rules.Set) bool {
		return c.ReceivedOn.IsZero() && (t.Plan.TimelyFilingDays != 0 || t.Plan.TimelyFilingMonths != 0)
	}},
	{
		"register of authorizations",
		[]rules.Rule{rules.AuthorizationOtherService, rules.AuthorizationOtherProvider, rules.AuthorizationExceeded},
		func(_ *Claim, t *Terms, _ *rules.Set) bool {
			return slices.ContainsFunc(t.Plan.Classes, func(c coverage.Class) bool { return c.IsAuthorizationRequired })
		},
	},
	{"documents", []rules.Rule{rules.EvidenceOverdue, rules.EvidenceMissing}, func(_ *Claim, t *Terms, _ *rules.Set) bool { return !t.HasDocuments }},
	{"other coverages", []rules.Rule{rules.PrimaryAnswerMissing, rules.EqualShares}, func(_ *Claim, t *Terms, _ *rules.Set) bool {
		return !t.Plan.Coordination.IsZero()
	}},
}

func always(*Claim, *Terms, *rules.Set) bool { return true }

func lacksDirectory(c *Claim, set *rules.Set) bool { return c.NPI == 0 || !set.HasDirectory() }

// UnaskedOf counts, for every fact that claims lack, those that lack it by two rule
// sets, which decided them. Of a fact that no claim lacks it has nothing.
func UnaskedOf(decided [2][]Decided, terms Terms, tables [2]Tables) []Unasked {
	unasked := []Unasked{}
	for i := range facts {
		f := &facts[i]
		u := Unasked{Lacking: f.name, Rules: []string{}}
		for j := range decided[0] {
			if claim := decided[0][j].Claim; decided[0][j].Refusal == "" && decided[1][j].Refusal == "" {
				u.ClaimsA += one(f.isLacking(claim, &terms, tables[0].set()))
				u.ClaimsB += one(f.isLacking(claim, &terms, tables[1].set()))
			}
		}
		if u.ClaimsA+u.ClaimsB == 0 {
			continue
		}
		for _, rule := range f.rules {
			u.Rules = append(u.Rules, rule.String())
		}
		unasked = append(unasked, u)
	}
	return unasked
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}
