package parity

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// leastShare is one in how many cases a branch of interest must occur in.
const leastShare = 100

// fewCases are too few to tell what is rare.
const fewCases = 1000

// interests are the branches that a run must reach; of several under one name any counts.
var interests = interestsOf(map[string][]history.Branch{
	"deductible crossed": {history.BranchDeductibleCrossed},
	"cap reached":        {history.BranchCapCoinsurance, history.BranchCapDeductible, history.BranchCapCopay},
	"family first":       {history.BranchFamilyFirst, history.BranchFamilyCap},
	"limit":              {history.BranchVisitsReached, history.BranchUnitsReached, history.BranchMoneyReached},
	"limit cut":          {history.BranchUnitsCut, history.BranchMoneyCut},
	"reversal":           {history.BranchReversal},
	"replacement":        {history.BranchReplacement},
	"redetermination":    {history.BranchRedetermination},
	"recovery":           {history.BranchRecovery},
	"interest":           {history.BranchInterest},
	"rolling window":     {history.BranchWindowMet, history.BranchWindowNext},

	"coordinated, reversed":                          {history.BranchCoordinatedUndone},
	"coordinated, replaced or determined again":      {history.BranchCoordinatedInstead},
	"coordinated, held to what is owed or unpaid":    {history.BranchHeldToOwed, history.BranchHeldToUnpaid, history.BranchOthersAllowed},
	"coordinated, the benefit or nothing is paid":    {history.BranchPaidAsAlone, history.BranchPaidBefore},
	"maintenance of benefits, less than the benefit": {history.BranchMaintainedLess},
})

// interestsOf adds each denial under its name.
func interestsOf(named map[string][]history.Branch) map[string][]history.Branch {
	for denial := benefits.DenialByEngine; denial.IsKnown(); denial++ {
		named["denial "+denial.String()] = []history.Branch{history.Branch(denial.String())}
	}
	for _, method := range []coverage.CoordinationMethod{coverage.Traditional, coverage.NonDuplication, coverage.MaintenanceOfBenefits} {
		for _, rule := range []coverage.AllowableRule{coverage.HigherAllowed, coverage.LowerAllowed, coverage.PrimaryAllowed} {
			branch := history.BranchCoordinated(coverage.Coordination{Method: method, Allowable: rule})
			named[string(branch)] = []history.Branch{branch}
		}
	}
	return named
}

// report is what a run found.
type report struct {
	Cases      int `json:"cases"`
	Lines      int `json:"lines"`
	Mismatches int `json:"mismatches"`
	// Branches is in how many cases each branch of the model occurred, Interests the
	// same of those that must occur.
	Branches       map[string]int `json:"branches"`
	Seconds        float64        `json:"seconds"`
	CasesPerSecond float64        `json:"cases_per_s"`
	OracleCases    int            `json:"oracle_cases"`
	Seed           uint64         `json:"seed"`

	Interests map[string]int `json:"branches_of_interest"`
	// Rare are those of them that occur too seldom.
	Rare []string `json:"rare,omitempty"`
	// Routes is how often the chain took each of its ways.
	Routes   map[string]int `json:"routes"`
	Failures []*failure     `json:"failures,omitempty"`
}

func newReport(seed uint64) *report {
	return &report{
		Seed: seed, Branches: map[string]int{}, Interests: map[string]int{}, Routes: map[string]int{},
	}
}

// count notes the branches of one case.
func (r *report) count(tally history.Tally) {
	for branch := range tally {
		r.Branches[string(branch)]++
	}
	for name, branches := range interests {
		if slices.ContainsFunc(branches, func(b history.Branch) bool { return tally[b] > 0 }) {
			r.Interests[name]++
		}
	}
}

func (r *report) route(route string, n int) {
	r.Routes[route] += n
}

func (r *report) fail(f *failure) {
	r.Mismatches++
	r.Failures = append(r.Failures, f)
}

// add joins what was found in other cases.
func (r *report) add(other *report) {
	r.Cases += other.Cases
	r.Lines += other.Lines
	r.Mismatches += other.Mismatches
	r.OracleCases += other.OracleCases
	for _, sums := range [...]struct{ to, from map[string]int }{
		{r.Branches, other.Branches},
		{r.Interests, other.Interests},
		{r.Routes, other.Routes},
	} {
		for name, n := range sums.from {
			sums.to[name] += n
		}
	}
	r.Failures = append(r.Failures, other.Failures...)
}

// finish works out what can be said of all cases.
func (r *report) finish(took time.Duration) {
	r.Seconds = math.Round(took.Seconds()*1000) / 1000
	r.CasesPerSecond = math.Round(float64(r.Cases)/took.Seconds()*10) / 10
	slices.SortFunc(r.Failures, func(a, b *failure) int { return a.Case - b.Case })
	r.Failures = r.Failures[:min(len(r.Failures), maxFailures)]
	if r.Cases < fewCases {
		return
	}
	for name := range interests {
		if r.Interests[name]*leastShare < r.Cases {
			r.Rare = append(r.Rare, name)
		}
	}
	slices.Sort(r.Rare)
}

// verdict is the error that the run ends with, or nil.
func (r *report) verdict() error {
	switch {
	case r.Mismatches > 0:
		return fmt.Errorf("%w: in %d of %d cases", ErrMismatch, r.Mismatches, r.Cases)
	case len(r.Rare) > 0:
		return fmt.Errorf("%w: in less than 1 of %d cases: %s", ErrBranchRare, leastShare, strings.Join(r.Rare, ", "))
	}
	return nil
}

// progress says how far a run of so many cases is.
func (r *report) progress(w io.Writer, of int, took time.Duration) {
	_, _ = fmt.Fprintf(w, "\r%d of %d cases, %.0f a second, %d mismatches ", r.Cases, of, float64(r.Cases)/took.Seconds(), r.Mismatches)
}

func (r *report) print(w io.Writer, isJSON bool) error {
	if isJSON {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(r)
	}
	return r.table(w)
}

func (r *report) table(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	row("seed\t%d", r.Seed)
	row("cases\t%d\tof these %d on the oracle too", r.Cases, r.OracleCases)
	row("lines\t%d", r.Lines)
	row("mismatches\t%d", r.Mismatches)
	row("seconds\t%.1f\t%.1f cases a second", r.Seconds, r.CasesPerSecond)
	for _, part := range [...]struct {
		title string
		of    map[string]int
	}{
		{"branches of interest, in cases", r.Interests},
		{"branches of the model, in cases", r.Branches},
		{"ways on the chain", r.Routes},
	} {
		if len(part.of) == 0 {
			continue
		}
		row("\n%s", part.title)
		for _, name := range namesOf(part.of) {
			row("  %s\t%d\t%.2f %%", name, part.of[name], 100*float64(part.of[name])/float64(max(r.Cases, 1)))
		}
	}
	for _, f := range r.Failures {
		row("\n# case %d of seed %d, operation %d: %s", f.Case, r.Seed, f.Operation, strings.ReplaceAll(f.Reason, "\n", "\n# "))
		row("%s", f.Scenario)
	}
	return out.Flush()
}

func namesOf(counts map[string]int) []string {
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
