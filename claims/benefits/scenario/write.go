package scenario

import (
	"fmt"
	"strings"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

// planText says where the counters of the limits stand on the ledger.
func planText(plan *coverage.Plan) string {
	var out strings.Builder
	out.WriteString("ok\n")
	for _, limit := range plan.Limits {
		field := "word"
		if limit.Place.IsExtended {
			field = "extension"
		}
		fmt.Fprintf(&out, "limit %s: %s, shift %d, width %d\n", limit.Name, field, limit.Place.Shift, limit.Place.Width)
	}
	return out.String()
}

// refusalText says why the ledger did not do it.
func refusalText(err error) string { return "error: " + err.Error() + "\n" }

// outcomeText says what an operation gave: everything that a leaf holds of it.
func outcomeText(op history.Operation, outcome history.Outcome) string {
	var out strings.Builder
	for _, r := range outcome.Results {
		out.WriteString(resultText(r))
	}
	if op.Kind != history.Determine {
		if outcome.Version > 0 {
			fmt.Fprintf(&out, "version %d, ", outcome.Version)
		}
		fmt.Fprintf(&out, "due %d\n", outcome.Due.Cents())
	}
	if !outcome.Interest.IsZero() {
		fmt.Fprintf(&out, "interest %d\n", outcome.Interest.Cents())
	}
	return out.String()
}

// resultText writes a line's determination; of a denied line what there is.
func resultText(r benefits.LineResult) string {
	text := fmt.Sprintf("charge %d class %d: ", r.Charge.Cents(), r.Class)
	if r.IsDenied() {
		text += fmt.Sprintf("denied %s, ", r.Denial)
	}
	if r.IsDenied() && r.Allowed.IsZero() {
		return strings.TrimSuffix(text, ", ") + "\n"
	}
	text += fmt.Sprintf("units %d allowed %d ", r.Units, r.Allowed.Cents())
	if !r.Noncovered.IsZero() {
		text += fmt.Sprintf("noncovered %d ", r.Noncovered.Cents())
	}
	text += fmt.Sprintf("copay %d deductible %d coinsurance %d paid %d",
		r.Copay.Cents(), r.Deductible.Cents(), r.Coinsurance.Cents(), r.Paid.Cents())
	if r.IsCoordinated {
		text += fmt.Sprintf(" of %d", r.Benefit().Cents())
	}
	return text + "\n"
}

func accumulatorsText(plan *coverage.Plan, acc benefits.Accumulators) string {
	var out strings.Builder
	fmt.Fprintf(&out, "member deductible %d out-of-pocket %d\n", acc.Deductible.Cents(), acc.OutOfPocket.Cents())
	if acc.HasFamily {
		fmt.Fprintf(&out, "family deductible %d out-of-pocket %d\n", acc.FamilyDeductible.Cents(), acc.FamilyOutOfPocket.Cents())
	}
	for i, limit := range plan.Limits {
		counter := acc.Counters[i]
		fmt.Fprintf(&out, "limit %s: %d of %d", limit.Name, counter.Used, limit.Max)
		if !counter.WindowStart.IsZero() {
			fmt.Fprintf(&out, ", window from %s to %s", counter.WindowStart, counter.WindowStart.AddDays(int(limit.RollingDays)))
		}
		out.WriteString("\n")
	}
	return out.String()
}
