package demo

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// sampleReport is the result of the samples.
type sampleReport struct {
	Run                   string    `json:"run"`
	ClaimsSubmitted       int       `json:"claims_submitted"`
	ClaimsPaid            int       `json:"claims_paid"`
	ClaimsDenied          int       `json:"claims_denied"`
	ClaimsReversed        int       `json:"claims_reversed"` // replaced or voided
	ClaimsVoid            int       `json:"claims_void"`     // that took others back
	ClaimsRejected        int       `json:"claims_rejected"`
	PaidCents             int64     `json:"paid_cents"`
	InterestCents         int64     `json:"interest_cents"`
	RecoveryCents         int64     `json:"recovery_cents"`
	TokenTransferredCents int64     `json:"token_transferred_cents"`
	DepositedCents        int64     `json:"deposited_cents"`
	Expectations          int       `json:"expectations"`
	ExpectationsFailed    int       `json:"expectations_failed"`
	GasPerClaim           float64   `json:"gas_per_claim"`
	SettlingSeconds       float64   `json:"settling_seconds"`
	Seconds               float64   `json:"seconds"`
	Outcomes              []outcome `json:"outcomes"`
	Checks                []check   `json:"checks"`
}

// finish adds the money and counts what held.
func (r *sampleReport) finish(moved target.Summary, elapsed time.Duration) {
	stands := map[string]bool{} // by claim: a story's steps may be of one
	r.PaidCents, r.RecoveryCents = r.sums()
	for _, ended := range r.Outcomes {
		claim := ended.Case + "/" + ended.id
		stands[claim] = stands[claim] || !ended.IsOver
		if !ended.IsOver {
			r.countStanding(ended.Status)
		}
	}
	r.ClaimsSubmitted = len(stands)
	for _, doesStand := range stands {
		if !doesStand {
			r.ClaimsReversed++
		}
	}
	r.TokenTransferredCents, r.DepositedCents = moved.TransferredCents, moved.DepositedCents
	r.GasPerClaim = perClaim(moved.ClaimGas(), r.ClaimsSubmitted)
	r.Seconds = elapsed.Seconds()
	r.Checks = append(r.Checks,
		checkThat("projection, ledger and token agree", moved.IsBalanced, strings.Join(moved.Differences, "; ")),
		checkThat("the tokens transferred are what was paid", r.PaidCents+r.InterestCents+r.RecoveryCents == r.TokenTransferredCents,
			fmt.Sprintf("%s paid, %s interest, %s to be given back, %s transferred", money.Cents(r.PaidCents),
				money.Cents(r.InterestCents), money.Cents(r.RecoveryCents), money.Cents(r.TokenTransferredCents))))
	r.count()
}

// sums returns what the claims that stand were paid, and what is to be given back.
func (r *sampleReport) sums() (paid, recoveries int64) {
	for _, ended := range r.Outcomes {
		recoveries += ended.RecoveryCents
		if !ended.IsOver {
			paid += ended.PaidCents
		}
	}
	return paid, recoveries
}

func (r *sampleReport) countStanding(status apiclient.Status) {
	switch status {
	case apiclient.Paid:
		r.ClaimsPaid++
	case apiclient.Denied:
		r.ClaimsDenied++
	case apiclient.Voided:
		r.ClaimsVoid++
	case apiclient.Accepted, apiclient.Received, apiclient.Pended, apiclient.Settling, apiclient.Rejected, apiclient.Reversed:
	}
}

func (r *sampleReport) count() {
	for _, ended := range r.Outcomes {
		r.Expectations++
		if len(ended.Differences) > 0 {
			r.ExpectationsFailed++
		}
	}
	for _, done := range r.Checks {
		r.Expectations++
		if done.Failure != "" {
			r.ExpectationsFailed++
		}
		if strings.HasPrefix(done.What, rejectedWord) {
			r.ClaimsSubmitted++
			r.ClaimsRejected++
		}
	}
}

func checkThat(what string, holds bool, failure string) check {
	if holds {
		return check{What: what}
	}
	return check{What: what, Failure: failure}
}

// Held reports whether every expectation did.
func (r *sampleReport) Held() bool { return r.ExpectationsFailed == 0 }

func (r *sampleReport) print(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "\nCLAIM\tNUMBER\tSTATUS\tCHARGE\tPAID\tSECONDS\tAS EXPECTED")
	for _, ended := range r.Outcomes {
		_, _ = fmt.Fprintf(table, "%s/%s\t%s\t%s\t%s\t%s\t%.1f\t%s\n", ended.Case, ended.Claim, ended.Number, ended.Status,
			money.Cents(ended.ChargeCents), money.Cents(ended.PaidCents), ended.Seconds, yesOr(ended.Differences))
	}
	_, _ = fmt.Fprintln(table, "\nHELD\tCHECK")
	for _, done := range r.Checks {
		if done.Failure != "" {
			_, _ = fmt.Fprintf(table, "NO\t%s: %s\n", done.What, done.Failure)
			continue
		}
		_, _ = fmt.Fprintf(table, "yes\t%s\n", done.What)
	}
	_, _ = fmt.Fprintln(table, "\nTOTAL\t")
	for _, row := range [][2]string{
		{"claims submitted", fmt.Sprint(r.ClaimsSubmitted)},
		{"claims paid", fmt.Sprint(r.ClaimsPaid)},
		{"claims denied", fmt.Sprint(r.ClaimsDenied)},
		{"claims replaced or voided", fmt.Sprint(r.ClaimsReversed)},
		{"voids", fmt.Sprint(r.ClaimsVoid)},
		{"claims rejected", fmt.Sprint(r.ClaimsRejected)},
		{"interest paid", money.Cents(r.InterestCents).String()},
		{"to be given back", money.Cents(r.RecoveryCents).String()},
		{"money in", money.Cents(r.DepositedCents).String()},
		{"money out", money.Cents(r.TokenTransferredCents).String()},
		{"gas a claim", fmt.Sprintf("%.0f", r.GasPerClaim)},
		{"seconds, samples alone", fmt.Sprintf("%.1f", r.SettlingSeconds)},
		{"seconds, all", fmt.Sprintf("%.1f", r.Seconds)},
		{"expectations held", fmt.Sprintf("%d of %d", r.Expectations-r.ExpectationsFailed, r.Expectations)},
	} {
		_, _ = fmt.Fprintf(table, "%s\t%s\n", row[0], row[1])
	}
	return table.Flush()
}

func yesOr(differences []string) string {
	if len(differences) == 0 {
		return "yes"
	}
	return "NO: " + strings.Join(differences, "; ")
}

// perClaim divides, rounded to a tenth; of no claims it is nothing.
func perClaim(total uint64, claims int) float64 {
	if claims == 0 {
		return 0
	}
	return math.Round(float64(total)/float64(claims)*10) / 10
}
