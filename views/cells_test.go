package views

import (
	"math/rand/v2"
	"testing"

	"github.com/clearclaim/clearclaim/store"
)

// someOutcomes are of 0 to 60 claims, of whom each part may be few.
func someOutcomes(random *rand.Rand) *store.Outcomes {
	part := func(of int) int { return random.IntN(of + 1) }
	of := &store.Outcomes{Submitted: part(60)}
	of.Determined = part(of.Submitted)
	of.Pended = part(of.Submitted - of.Determined)
	of.Paid = part(of.Determined)
	of.Denied = part(of.Determined - of.Paid)
	of.Reversed = part(of.Determined - of.Paid - of.Denied)
	of.Appealed = part(of.Determined)
	of.Overturned = part(of.Appealed)
	of.AllowedClaims = of.Paid + part(of.Determined-of.Paid-of.Denied-of.Reversed)
	of.InterestClaims = part(of.Paid)
	return of
}

// Neither a figure nor the difference of a whole and its parts is of 1 to 10 claims.
func TestWithhold_NoFigureIsOfFewClaims(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	told := 0
	for range 100_000 {
		of := someOutcomes(random)
		m := metricsOf(of)
		m.withhold(of)
		figures := []*int{m.Submitted, m.Pended, m.Determined, m.Paid, m.Denied, m.Reversed, m.Appealed, m.Overturned, m.ExplainedClaims}
		for i, figure := range figures {
			if figure != nil && isSmall(*figure) {
				t.Fatalf("figure %d of %+v is %d", i, of, *figure)
			}
			if figure != nil {
				told++
			}
		}
		for i, whole := range [][]*int{
			{m.Submitted, m.Determined},
			{m.Submitted, m.Pended},
			{m.Submitted, m.Determined, m.Pended},
			{m.Submitted, m.Appealed},
			{m.Determined, m.Appealed},
			{m.Appealed, m.Overturned},
			{m.ExplainedClaims, m.Determined},
		} {
			if left, isKnown := leftOf(whole); isKnown && isSmall(left) {
				t.Fatalf("difference %d of %+v is %d", i, of, left)
			}
		}
		if m.Determined != nil {
			untold := *m.Determined
			for _, part := range []*int{m.Paid, m.Denied, m.Reversed} {
				if part != nil {
					untold -= *part
				}
			}
			if isSmall(untold) {
				t.Fatalf("of %+v %d are determined otherwise than told", of, untold)
			}
		}
		isFew := m.Charge != nil && isSmall(of.Submitted) || m.Allowed != nil && isSmall(of.AllowedClaims) ||
			m.PaidAmount != nil && isSmall(of.Paid) || m.Interest != nil && isSmall(of.InterestClaims) ||
			m.SecondsToDecideMedian != nil && isSmall(of.Determined) || m.DeniedBasisPoints != nil && m.Denied == nil ||
			m.OverturnedBasisPoints != nil && m.Overturned == nil
		if isFew {
			t.Fatalf("of %+v a sum or a rate is told", of)
		}
	}
	if told < 100_000 {
		t.Errorf("only %d figures were told", told)
	}
}

// leftOf returns what parts leave of a whole, where all of them are known.
func leftOf(whole []*int) (left int, isKnown bool) {
	for i, figure := range whole {
		switch {
		case figure == nil:
			return 0, false
		case i == 0:
			left = *figure
		default:
			left -= *figure
		}
	}
	return left, true
}

func TestToldOf_LeavesOutWhatWouldGiveAFewByTaking(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		rest int
		of   [3]int
		want [3]bool
	}{
		{"all are many", 0, [3]int{20, 30, 40}, [3]bool{true, true, true}},
		{"none is told", 0, [3]int{20, 0, 40}, [3]bool{true, true, true}},
		{"a few, and the least of the others", 0, [3]int{20, 3, 40}, [3]bool{false, false, true}},
		{"a few, behind a rest of many", 11, [3]int{20, 3, 40}, [3]bool{true, false, true}},
		{"a rest of a few", 3, [3]int{20, 30, 40}, [3]bool{false, true, true}},
		{"two that are many together", 0, [3]int{9, 3, 40}, [3]bool{false, false, true}},
	} {
		if got := toldOf(test.rest, test.of[:]...); [3]bool(got) != test.want {
			t.Errorf("%s: got %v", test.name, got)
		}
	}
}

func TestWithhold_SignalsOfFewClaims(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name           string
		of             store.Signal
		asked, byState bool
	}{
		{"many", store.Signal{AskedClaims: 40, OpenClaims: 20, ClearedClaims: 20}, true, true},
		{"a few", store.Signal{AskedClaims: 10, OpenClaims: 10}, false, false},
		{"a few of a state", store.Signal{AskedClaims: 40, OpenClaims: 37, ConfirmedClaims: 3}, true, false},
		{"a few of one that is not shown", store.Signal{AskedClaims: 40, OpenClaims: 37, DroppedClaims: 3}, true, false},
	} {
		count := signalCountOf(&test.of)
		count.withhold(&test.of)
		if (count.Asked != nil) != test.asked || (count.Open != nil) != test.byState || (count.Cleared != nil) != test.byState || (count.Confirmed != nil) != test.byState {
			t.Errorf("%s: got %+v", test.name, count)
		}
	}
}
