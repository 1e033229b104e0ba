package commitment_test

import (
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims/commitment"
)

func TestOpening_ChainsToTheLeaf(t *testing.T) {
	t.Parallel()
	r := newRandom(15)
	for range 300 {
		receipt := randomReceipt(r, commitment.Kind(r.IntN(2)))
		d := *randomDeterminationOf(r, len(receipt.Lines))
		o, err := commitment.OpenDetermination(receipt, d, determinedAt)
		if err != nil {
			t.Fatal(err)
		}
		said := append([]commitment.Word{commitment.Word(o.ContentHash)}, o.More...)
		leaf := naiveLeaf("receipt", o.Head, said)
		if leaf != must[commitment.Hash](t)(receipt.Leaf()) {
			t.Fatalf("%+v: the receipt leaf is another", receipt)
		}
		decided := slices.Concat([]commitment.Word{commitment.Word(leaf)}, o.Results, o.Facts)
		if naiveLeaf("determination", o.Stamp, decided) != must[commitment.Hash](t)(d.Leaf(leaf, determinedAt)) {
			t.Fatalf("%+v: the determination leaf is another", d)
		}
	}
}

func TestOpening_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	open := func(at time.Time, apply func(*commitment.Receipt, *commitment.Determination)) error {
		receipt, d := wholeClaim(1).Receipt, commitment.Determination{Version: 1, Results: []lineResult{goodResult()}}
		apply(&receipt, &d)
		_, err := commitment.OpenDetermination(receipt, d, at)
		return err
	}
	checkErrors(t, []wantError{
		{"good", open(determinedAt, func(*commitment.Receipt, *commitment.Determination) {}), nil},
		{"no day", open(determinedAt, func(r *commitment.Receipt, _ *commitment.Determination) {
			r.ServiceDay = 0
		}), commitment.ErrDayOutOfRange},
		{"never", open(time.Time{}, func(*commitment.Receipt, *commitment.Determination) {}), commitment.ErrInstantOutOfRange},
		{"another number of lines", open(determinedAt, func(_ *commitment.Receipt, d *commitment.Determination) {
			d.Results = append(d.Results, goodResult())
		}), commitment.ErrLineCount},
	})
}

// The first further word of a chain could pass for a head if the head were in the
// chain: H(content ‖ head) is a content hash like any other.
func TestReceipt_OpensInOneWayOnly(t *testing.T) {
	t.Parallel()
	six := wholeClaim(1).Receipt
	six.Lines = slices.Repeat(six.Lines[:1], 6)
	o := must[commitment.Opening](t)(commitment.OpenReceipt(six))
	for _, content := range []commitment.Hash{
		keccak(string(o.ContentHash[:]), string(o.Head[:])), keccak(string(o.Head[:]), string(o.ContentHash[:])),
	} {
		if naiveLeaf("receipt", o.More[0], []commitment.Word{commitment.Word(content)}) == must[commitment.Hash](t)(six.Leaf()) {
			t.Error("a leaf opens as another claim")
		}
	}
}
