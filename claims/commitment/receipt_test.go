package commitment_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

func TestReceiptLeaf_IsThatOfTheSecondImplementation(t *testing.T) {
	t.Parallel()
	r := newRandom(1)
	for range 2000 {
		receipt := randomReceipt(r, commitment.Kind(r.IntN(3)))
		leaf, err := receipt.Leaf()
		if err != nil || leaf != naiveReceiptLeaf(receipt) {
			t.Fatalf("%+v: got %s, %v", receipt, leaf, err)
		}
	}
}

func TestReceiptLeaf_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	change := func(apply func(*commitment.Receipt)) error {
		receipt := commitment.Receipt{ServiceDay: 1, Lines: []commitment.Line{{Charge: cents(1), Units: 1}}}
		apply(&receipt)
		_, err := receipt.Leaf()
		return err
	}
	lines := func(n int) []commitment.Line {
		list := make([]commitment.Line, n)
		for i := range list {
			list[i].Units = 1
		}
		return list
	}
	number := claims.Number{Batch: claims.BatchID{Insurer: 1, Sequence: 1}}
	checkErrors(t, []wantError{
		{"good", change(func(*commitment.Receipt) {}), nil},
		{"the latest day", change(func(r *commitment.Receipt) { r.ServiceDay = 1<<24 - 1 }), nil},
		{"no day", change(func(r *commitment.Receipt) { r.ServiceDay = 0 }), commitment.ErrDayOutOfRange},
		{"negative day", change(func(r *commitment.Receipt) { r.ServiceDay = -1 }), commitment.ErrDayOutOfRange},
		{"day past 24 bits", change(func(r *commitment.Receipt) { r.ServiceDay = 1 << 24 }), commitment.ErrDayOutOfRange},
		{"most lines", change(func(r *commitment.Receipt) { r.Lines = lines(255) }), nil},
		{"no line", change(func(r *commitment.Receipt) { r.Lines = nil }), commitment.ErrLineCount},
		{"too many lines", change(func(r *commitment.Receipt) { r.Lines = lines(256) }), commitment.ErrLineCount},
		{"largest charge", change(func(r *commitment.Receipt) { r.Lines[0].Charge = cents(1<<36 - 1) }), nil},
		{"negative charge", change(func(r *commitment.Receipt) { r.Lines[0].Charge = cents(-1) }), commitment.ErrAmountOutOfRange},
		{"charge past 36 bits", change(func(r *commitment.Receipt) { r.Lines[0].Charge = cents(1 << 36) }), commitment.ErrAmountOutOfRange},
		{"most units", change(func(r *commitment.Receipt) { r.Lines[0].Units = 1<<14 - 1 }), nil},
		{"no units", change(func(r *commitment.Receipt) { r.Lines[0].Units = 0 }), commitment.ErrUnitsOutOfRange},
		{"units past 14 bits", change(func(r *commitment.Receipt) { r.Lines[0].Units = 1 << 14 }), commitment.ErrUnitsOutOfRange},
		{"original that replaces", change(func(r *commitment.Receipt) { r.Replaced = number }), commitment.ErrReplacedInvalid},
		{"replacement", change(func(r *commitment.Receipt) { r.Kind, r.Replaced = commitment.KindReplacement, number }), nil},
		{
			"replacement of nothing", change(func(r *commitment.Receipt) { r.Kind = commitment.KindReplacement }),
			commitment.ErrReplacedInvalid,
		},
		{"replacement without a line", change(func(r *commitment.Receipt) {
			r.Kind, r.Replaced, r.Lines = commitment.KindReplacement, number, nil
		}), commitment.ErrLineCount},
		{"void", change(func(r *commitment.Receipt) { r.Kind, r.Replaced, r.Lines = commitment.KindVoid, number, nil }), nil},
		{"void without a day", change(func(r *commitment.Receipt) {
			r.Kind, r.Replaced, r.Lines, r.ServiceDay = commitment.KindVoid, number, nil, 0
		}), nil},
		{"void with a line", change(func(r *commitment.Receipt) { r.Kind, r.Replaced = commitment.KindVoid, number }), commitment.ErrLineCount},
		{"no kind", change(func(r *commitment.Receipt) { r.Kind = 3 }), commitment.ErrLineCount},
	})
}

func TestReceiptLeaf_BindsEveryField(t *testing.T) {
	t.Parallel()
	r := newRandom(2)
	for range 200 {
		receipt := randomReceipt(r, commitment.KindReplacement)
		seen := map[commitment.Hash]bool{}
		count := 0
		see := func(receipt commitment.Receipt) {
			leaf, err := receipt.Leaf()
			if err != nil {
				t.Fatal(err)
			}
			seen[leaf] = true
			count++
		}
		see(receipt)
		for i := range receipt.Lines {
			line := &receipt.Lines[i]
			was := *line
			*line = commitment.Line{Charge: cents(was.Charge.Cents() ^ 1), Units: was.Units}
			see(receipt)
			*line = commitment.Line{Charge: was.Charge, Units: was.Units%claims.MaxUnits + 1}
			see(receipt)
			*line = was
		}
		for _, apply := range []func(*commitment.Receipt){
			func(r *commitment.Receipt) { r.ContentHash[31] ^= 1 },
			func(r *commitment.Receipt) { r.CoverageYear ^= 1 << 63 },
			func(r *commitment.Receipt) { r.ServiceDay = r.ServiceDay%100 + 1 + r.ServiceDay/200 },
			func(r *commitment.Receipt) { r.Replaced.Index++ },
			func(r *commitment.Receipt) { r.Replaced.Batch.Sequence ^= 1 << 30 },
			func(r *commitment.Receipt) { r.Replaced.Batch.Insurer ^= 1 << 30 },
			func(r *commitment.Receipt) { r.Kind, r.Replaced = commitment.KindOriginal, claims.Number{} },
			func(r *commitment.Receipt) { r.Kind, r.Lines = commitment.KindVoid, nil },
		} {
			other := receipt
			apply(&other)
			see(other)
		}
		if len(seen) != count {
			t.Fatalf("%d of %d leaves differ", len(seen), count)
		}
	}
}

func TestKindOf_FollowsTheFrequency(t *testing.T) {
	t.Parallel()
	for frequency, want := range map[claims.Frequency]commitment.Kind{
		claims.Original: commitment.KindOriginal, claims.Replacement: commitment.KindReplacement, claims.Void: commitment.KindVoid,
	} {
		if kind, isKind := commitment.KindOf(frequency); !isKind || kind != want {
			t.Errorf("frequency %d: got %d", frequency, kind)
		}
	}
	if _, isKind := commitment.KindOf(2); isKind {
		t.Error("frequency 2 has a kind")
	}
}

func TestReceiptLines_LeaveInformationalOnesOut(t *testing.T) {
	t.Parallel()
	claim := professional(visits(4))
	claim.Lines[1].IsInformational = true
	claim.Lines[2].Charge = cents(0)
	lines := commitment.ReceiptLines(claim)
	if len(lines) != 2 || lines[0] != (commitment.Line{Charge: cents(25000), Units: 1}) || lines[1].Units != 4 {
		t.Errorf("got %v", lines)
	}
	claim.Frequency = claims.Void
	if lines := commitment.ReceiptLines(claim); len(lines) != 0 {
		t.Errorf("a void has %v", lines)
	}
}
