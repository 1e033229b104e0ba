package verifying

import (
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/proof"
)

// Prices is what the documents give for a claim, beside what was allowed.
type Prices struct {
	Plan uint32 `json:"plan"`
	// FeeScheduleRoot and EditsRoot were computed from the documents, and are those of the
	// plan on the ledger. RuleVersion is that of the rules.
	FeeScheduleRoot string      `json:"feeScheduleRoot"`
	EditsRoot       string      `json:"editsRoot"`
	RuleVersion     string      `json:"ruleVersion"`
	Lines           []LinePrice `json:"lines"`
	// UnderallowedCents and OverallowedCents are the sums of the lines' differences.
	UnderallowedCents int64 `json:"underallowedCents"`
	OverallowedCents  int64 `json:"overallowedCents"`
}

// LinePrice is what the documents give for a line, beside what was allowed.
type LinePrice struct {
	Sequence     int   `json:"sequence"`
	AllowedCents int64 `json:"allowedCents"`
	// ScheduledCents is nil where the schedule gives no price: Outcome says why.
	ScheduledCents *int64 `json:"scheduledCents"`
	Outcome        string `json:"outcome"`
	// DifferenceCents is what was scheduled less what was allowed, zero for a denied line.
	DifferenceCents int64 `json:"differenceCents"`
	// IsOtherClass is set when the line was decided in another class than the schedule's.
	IsOtherClass bool `json:"isOtherClass,omitempty"`
	// ScheduleLine is the line of the schedule's file that was used, 0 for none, Rank the
	// line's among multiple procedures of the day, 0 for none.
	ScheduleLine int `json:"scheduleLine,omitempty"`
	Rank         int `json:"rank,omitempty"`
	// Note says what explains a difference, where something would.
	Note string `json:"note,omitempty"`
}

// price prices the claim's lines and compares.
func (h *held) price() *Prices {
	r := &Prices{
		Plan: uint32(h.year.Plan), FeeScheduleRoot: hex.EncodeToString(h.roots.FeeSchedule[:]), EditsRoot: hex.EncodeToString(h.roots.Edits[:]),
		RuleVersion: h.version, Lines: []LinePrice{},
	}
	opened, in := h.opened, h.in
	in.History = h.earlier
	if opened.Receipt.Kind == commitment.KindVoid { // it has nothing to pay
		return r
	}
	isUnpriced := unpricedOf(opened)
	prices := adjudicate.Prices(&in, isUnpriced)
	for i, sequence := range adjudicated(&opened.Claim) {
		line := linePriceOf(sequence, &opened.Determination.Results[i], &prices[i])
		if line.DifferenceCents != 0 {
			line.Note = explain(&in, isUnpriced, i, line.AllowedCents)
		}
		r.UnderallowedCents += max(line.DifferenceCents, 0)
		r.OverallowedCents += max(-line.DifferenceCents, 0)
		r.Lines = append(r.Lines, line)
	}
	return r
}

// unpricedOf returns which lines were denied for what takes them off their price. Without the
// engine's reasons those are all that it denied.
func unpricedOf(o *proof.Opened) func(sequence int) bool {
	if reasons, err := adjudicate.ParseReasons(o.Reasons); err == nil {
		return reasons.IsUnpriced
	}
	sequences := adjudicated(&o.Claim)
	return func(sequence int) bool {
		at := slices.Index(sequences, sequence)
		return at >= 0 && o.Determination.Results[at].Denial == benefits.DenialByEngine
	}
}

// adjudicated returns the sequences of the lines that results are of.
func adjudicated(claim *claims.Claim) (sequences []int) {
	for i := range claim.Lines {
		if claim.Lines[i].IsAdjudicated() {
			sequences = append(sequences, claim.Lines[i].Sequence)
		}
	}
	return sequences
}

func linePriceOf(sequence int, result *benefits.LineResult, price *pricing.Result) LinePrice {
	line := LinePrice{
		Sequence: sequence, AllowedCents: result.Allowed.Cents(), Outcome: price.Outcome.String(),
		ScheduleLine: price.Steps.Line, Rank: price.Steps.Rank,
	}
	if !price.Outcome.IsScheduled() {
		return line
	}
	scheduled := price.Allowed.Cents()
	line.ScheduledCents = &scheduled
	if !result.IsDenied() || result.Denial == benefits.DenialLimitReached {
		line.DifferenceCents, line.IsOtherClass = scheduled-line.AllowedCents, price.Class != result.Class
	}
	return line
}

// mostEarlier is how many earlier services of the day are tried for an explanation.
const mostEarlier = 30

// explain says whether earlier services of the day, which are not known here, would give
// what was allowed of the adjudicated line at a position: such services as the line's own.
func explain(in *adjudicate.Input, isUnpriced func(int) bool, at int, allowed int64) string {
	own := adjudicate.PastOf("", &in.Claim)
	service := own.Lines[at]
	service.Units = 1
	supposed := *in
	for count := 1; count <= mostEarlier; count++ {
		unknown := adjudicate.Past{ID: "unknown", Provider: in.Claim.Provider, Lines: slices.Repeat([]adjudicate.PastLine{service}, count)}
		supposed.History = append(slices.Clone(in.History), unknown)
		price := adjudicate.Prices(&supposed, isUnpriced)[at]
		if price.Outcome == pricing.Priced && price.Allowed.Cents() == allowed {
			return fmt.Sprintf("rank %d among the day's multiple procedures gives what was allowed: pass the proofs of the day's earlier claims", price.Steps.Rank)
		}
	}
	return ""
}
