package adjudicate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/remit"
)

// undecided writes what keeps a claim from being determined, "" for nothing.
func (v *verdict) undecided() string {
	switch {
	case len(v.faults) > 0:
		return faultText(v.faults)
	case v.err != nil:
		return "error: " + v.err.Error() + "\n"
	case v.assessment.IsClean():
		return ""
	}
	var out strings.Builder
	for _, line := range v.assessment.Lines {
		isReady := !line.IsDenied
		for _, reason := range v.assessment.Reasons {
			if reason.Line == line.Sequence && reason.IsPosted {
				fmt.Fprintf(&out, "line %d would be denied, %s: %s\n", line.Sequence, reason.Rule, remit.Remedy(reason))
			}
		}
		for _, step := range v.assessment.Trace {
			if step.Line == line.Sequence && step.Outcome == adjudicate.Waits {
				remedy := remit.Remedy(adjudicate.Reason{Rule: step.Rule.String(), Detail: step.Detail})
				fmt.Fprintf(&out, "line %d waits, %s: %s\n", line.Sequence, step.Rule, remedy)
			}
		}
		if isReady {
			fmt.Fprintf(&out, "line %d would be allowed %s\n", line.Sequence, line.Allowed)
		}
	}
	return out.String()
}

// inShort writes a line for each line.
func (v *verdict) inShort() string {
	if text := v.undecided(); text != "" {
		return text
	}
	var out strings.Builder
	at := 0
	for i, line := range v.remittance.Lines {
		if line.IsInformational {
			fmt.Fprintf(&out, "line %d for information\n", line.Sequence)
			continue
		}
		reason, isExplained := v.ledger.Explain(&v.in.Claim.Lines[i], v.results[at], v.assessment.Reasons)
		at++
		if !line.IsDenied {
			fmt.Fprintf(&out, "line %d paid %s", line.Sequence, line.Paid)
			writeAdjustments(&out, line.Adjustments)
			fmt.Fprintln(&out)
		} else {
			posted := line.Adjustments[len(line.Adjustments)-1]
			fmt.Fprintf(&out, "line %d denied %s\n", line.Sequence, strings.TrimSpace(fmt.Sprintf("%s-%s %s", posted.Group, posted.CARC, posted.RARC)))
		}
		if isExplained {
			fmt.Fprintf(&out, "  %s: %s\n", line.Rule, remit.Remedy(reason))
		}
		writeOthers(&out, v.assessment.Reasons, line)
	}
	if v.isReplacement {
		fmt.Fprintf(&out, "due %s\n", v.due)
	}
	return out.String()
}

// inFull writes the remittance, the remedies and the totals.
func (v *verdict) inFull(t *testing.T, s *scenario) string {
	t.Helper()
	if text := v.undecided(); text != "" {
		return text
	}
	var out strings.Builder
	at := 0
	for i, line := range v.remittance.Lines {
		fmt.Fprintf(&out, "line %d: charge %s, allowed %s, paid %s, patient %s", line.Sequence, line.Charge, line.Allowed, line.Paid, line.PatientResponsibility)
		writeAdjustments(&out, line.Adjustments)
		fmt.Fprintf(&out, "\n  %s\n", line.Reason)
		if !line.IsInformational {
			if reason, isExplained := v.ledger.Explain(&v.in.Claim.Lines[i], v.results[at], v.assessment.Reasons); isExplained {
				fmt.Fprintf(&out, "  %s: %s\n", line.Rule, remit.Remedy(reason))
			}
			at++
		}
		writeOthers(&out, v.assessment.Reasons, line)
	}
	r := v.remittance
	fmt.Fprintf(&out, "claim: charge %s, allowed %s, paid %s, patient %s\n", r.Charge, r.Allowed, r.Paid, r.PatientResponsibility)
	if v.isReplacement {
		fmt.Fprintf(&out, "due %s\n", v.due)
	}
	s.writeTotals(t, &out, v.in.Claim.MemberNumber, v.assessment.Year)
	return out.String()
}

func writeAdjustments(out *strings.Builder, adjustments []remit.Adjustment) {
	for _, a := range adjustments {
		fmt.Fprintf(out, "; %s-%s %s", a.Group, a.CARC, a.Amount)
		if a.RARC != "" {
			fmt.Fprintf(out, " %s", a.RARC)
		}
		if a.Units > 0 {
			fmt.Fprintf(out, " (%d)", a.Units)
		}
	}
}

// writeOthers writes the hits that are kept beside the posted one.
func writeOthers(out *strings.Builder, reasons adjudicate.Reasons, line remit.Line) {
	for _, reason := range reasons {
		if reason.Line == line.Sequence && reason.Rule != line.Rule {
			fmt.Fprintf(out, "  also %s: %s\n", reason.Rule, remit.Remedy(reason))
		}
	}
}
