package intake_test

import (
	"fmt"
	"testing"

	"github.com/clearclaim/clearclaim/intake"
)

// BenchmarkSubmit_BatchOf100 submits 100 claims of three lines at a time, over
// 200 members; one operation is one claim.
func BenchmarkSubmit_BatchOf100(b *testing.B) {
	const size, members = 100, 200
	bundle := setup(b)
	for i := range members {
		in := bundle.enrolment(fmt.Sprint("b", i), fmt.Sprint("B", i))
		if _, err := bundle.EnrolCoverage(bundle.asInsurer(b), in); err != nil {
			b.Fatal(err)
		}
	}
	drafts := make([]intake.Draft, size)
	b.ResetTimer()
	for done := 0; done < b.N; done += size {
		for i := range drafts {
			n := done + i
			draft := bundle.draft(n%90_000 + 1)
			draft.Claim.MemberNumber = fmt.Sprint("B", n%members)
			third := draft.Claim.Lines[0]
			third.Sequence, third.Procedure.Value = 3, "ZX101"
			draft.Claim.Lines = append(draft.Claim.Lines, third)
			drafts[i] = draft
		}
		answer := bundle.submit(b, fmt.Sprint("batch", done), drafts...)
		if len(answer.Accepted) != size {
			b.Fatalf("%d accepted: %+v", len(answer.Accepted), answer.Rejected[0].Faults[0])
		}
	}
}
