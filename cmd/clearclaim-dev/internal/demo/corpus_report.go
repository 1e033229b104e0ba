package demo

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
	"github.com/clearclaim/clearclaim/interop/fhir"
)

func insurerID(number uint32) claims.InsurerID { return claims.InsurerID(number) }

// corpusReport is the result of a corpus. Only the exported fields are in the JSON.
type corpusReport struct {
	ClaimsSubmitted       int   `json:"claims_submitted"`
	ClaimsPaid            int   `json:"claims_paid"`
	ClaimsDenied          int   `json:"claims_denied"`
	ClaimsRejected        int   `json:"claims_rejected"`
	PaidCents             int64 `json:"paid_cents"`
	TokenTransferredCents int64 `json:"token_transferred_cents"`
	OracleLinesCompared   int   `json:"oracle_lines_compared"`
	OracleMismatches      int   `json:"oracle_mismatches"`
	OracleLinesExcluded   int   `json:"oracle_lines_excluded"`
	// Seconds run from the first submission until the last claim was readable as
	// determined; enrolment before it is not in them.
	Seconds         float64 `json:"seconds"`
	ClaimsPerSecond float64 `json:"claims_per_s"`
	GasPerClaim     float64 `json:"gas_per_claim"`

	rejections map[string]int // by reason
	failures   []string       // what does not hold, besides mismatches
	mismatches []string       // the first few
}

// maxMismatchesShown bounds what is printed of a run that went wrong.
const maxMismatchesShown = 10

// Reasons of rejections that a corpus is expected to have.
const (
	rejectedNotInsured = "not insured"
	rejectedNoCharge   = "no charge"
)

func newCorpusReport(c *corpus, moved target.Summary, settled time.Duration) *corpusReport {
	r := &corpusReport{
		ClaimsSubmitted:       len(c.claims),
		TokenTransferredCents: moved.TransferredCents,
		Seconds:               math.Round(settled.Seconds()*1000) / 1000,
		rejections:            make(map[string]int),
	}
	for _, claim := range c.claims {
		r.count(claim)
	}
	r.compare(c)
	r.ClaimsPerSecond = math.Round(float64(r.ClaimsSubmitted)/settled.Seconds()*10) / 10
	r.GasPerClaim = perClaim(moved.ClaimGas(), r.ClaimsPaid+r.ClaimsDenied)
	if !moved.IsBalanced {
		r.failures = append(r.failures, "projection, ledger and token differ: "+strings.Join(moved.Differences, "; "))
	}
	if r.PaidCents != r.TokenTransferredCents {
		r.failures = append(r.failures, "the tokens transferred are not what was paid")
	}
	return r
}

// count files a claim under how it ended, and under failures where it ended as
// it should not.
func (r *corpusReport) count(claim *corpusClaim) {
	switch {
	case claim.id == "":
		r.ClaimsRejected++
		reason, isExpected := claim.rejection()
		r.rejections[reason]++
		if !isExpected {
			r.failures = append(r.failures, "claim "+claim.ID+" was rejected: "+reason)
		}
	case claim.shown == nil:
		r.failures = append(r.failures, "claim "+claim.ID+" was accepted and cannot be read")
	case claim.insurer == "" || !claim.hasCharge():
		r.failures = append(r.failures, "claim "+claim.ID+" should have been rejected")
	case claim.shown.Status == apiclient.Paid:
		r.ClaimsPaid++
		r.PaidCents += max(0, cents(claim.shown.PaidCents))
	case claim.shown.Status == apiclient.Denied:
		r.ClaimsDenied++
	default:
		r.failures = append(r.failures, fmt.Sprintf("claim %s is %s", claim.ID, claim.shown.Status))
	}
}

// rejection returns why a claim was rejected, and whether it had to be. A claim
// that nobody insures counts as not insured, whatever else is wrong with it.
func (c *corpusClaim) rejection() (string, bool) {
	has := func(code errs.Code) bool {
		return slices.ContainsFunc(c.rejected, func(f apiclient.Fault) bool { return f.Code == string(code) })
	}
	switch {
	case c.insurer == "" && (has(errs.NotInsured) || (!c.hasCharge() && has(errs.ClaimWithoutCharge))):
		return rejectedNotInsured, true
	case c.insurer != "" && !c.hasCharge() && has(errs.ClaimWithoutCharge):
		return rejectedNoCharge, true
	case len(c.rejected) > 0:
		return c.rejected[0].Code, false
	default:
		return "no answer", false
	}
}

// compare holds every explained line against its determination.
func (r *corpusReport) compare(c *corpus) {
	byID := make(map[string]*corpusClaim, len(c.claims))
	for _, claim := range c.claims {
		byID[claim.ID] = claim
	}
	for _, explanation := range c.explanations {
		claim := byID[explanation.Claim.Key()]
		isInsured := claim != nil && claim.insurer != "" && explanation.Insurer.Name != noInsurance
		for _, item := range explanation.Items {
			if !isInsured || item.Submitted == nil || item.Paid == nil {
				r.OracleLinesExcluded++
				continue
			}
			r.OracleLinesCompared++
			if difference := claim.difference(item); difference != "" {
				r.OracleMismatches++
				if len(r.mismatches) < maxMismatchesShown {
					r.mismatches = append(r.mismatches, fmt.Sprintf("claim %s line %d: %s", claim.ID, item.Sequence, difference))
				}
			}
		}
	}
}

// difference says where a determined line is not what its explanation says, or
// is "". What the explanation does not give is not compared.
func (c *corpusClaim) difference(item fhir.ExplanationItem) string {
	line := c.line(item.Sequence)
	if line == nil {
		return "there is no such line"
	}
	for _, amount := range []struct {
		name string
		want *money.Amount
		got  int64
	}{
		{"charge", item.Submitted, line.ChargeCents},
		{"allowed", item.Allowed, decided(line, line.AllowedCents)},
		{"paid", item.Paid, decided(line, line.PaidCents)},
		{"coinsurance", item.Coinsurance, adjusted(line, codes.CARCCoinsurance)},
		{"deductible", item.Deductible, adjusted(line, codes.CARCDeductible)},
	} {
		if amount.want != nil && amount.want.Cents() != amount.got {
			return fmt.Sprintf("%s is %s, expected %s", amount.name, money.Cents(amount.got), amount.want)
		}
	}
	return ""
}

func (c *corpusClaim) line(sequence int) *apiclient.Line {
	if c.shown == nil {
		return nil
	}
	for i := range c.shown.Lines {
		if c.shown.Lines[i].Sequence == sequence {
			return &c.shown.Lines[i]
		}
	}
	return nil
}

// decided is an amount of a line; of a line that is information only it is nothing.
func decided(line *apiclient.Line, amount *int64) int64 {
	if amount == nil && line.IsInformational {
		return 0
	}
	return cents(amount)
}

// adjusted sums what the patient bears for a reason.
func adjusted(line *apiclient.Line, carc string) int64 {
	sum := int64(0)
	for _, adjustment := range line.Adjustments {
		if adjustment.Group == string(codes.PatientResponsibility) && adjustment.CARC == carc {
			sum += adjustment.AmountCents
		}
	}
	return sum
}

// Held reports whether every determination agrees and everything ended as it should.
func (r *corpusReport) Held() bool { return r.OracleMismatches == 0 && len(r.failures) == 0 }

func (r *corpusReport) print(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(what string, value any) { _, _ = fmt.Fprintf(table, "%s\t%v\t\n", what, value) }
	row("claims submitted", r.ClaimsSubmitted)
	row("claims paid", r.ClaimsPaid)
	row("claims denied", r.ClaimsDenied)
	row("claims rejected", r.ClaimsRejected)
	for _, reason := range sortedKeys(r.rejections) {
		row("rejected, "+reason, r.rejections[reason])
	}
	row("paid", money.Cents(r.PaidCents))
	row("tokens transferred", money.Cents(r.TokenTransferredCents))
	row("explained lines compared", r.OracleLinesCompared)
	row("explained lines that differ", r.OracleMismatches)
	row("explained lines excluded", r.OracleLinesExcluded)
	row("seconds", r.Seconds)
	row("claims a second", r.ClaimsPerSecond)
	row("gas a claim", r.GasPerClaim)
	if err := table.Flush(); err != nil {
		return err
	}
	for _, line := range append(r.mismatches, firstOf(r.failures, maxMismatchesShown)...) {
		_, _ = fmt.Fprintln(out, "NO:", line)
	}
	return nil
}

func firstOf(texts []string, most int) []string {
	if len(texts) <= most {
		return texts
	}
	return append(slices.Clone(texts[:most]), fmt.Sprintf("and %d more", len(texts)-most))
}

func sortedKeys(counts map[string]int) []string {
	keys := make([]string, 0, len(counts))
	for key := range counts {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
