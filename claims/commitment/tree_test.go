package commitment_test

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

func TestTree_EveryPathLeadsToTheRoot(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 33; n++ {
		leaves := numbered(n)
		root := commitment.Root(leaves)
		for i := range leaves {
			path := commitment.Path(leaves, i)
			if !commitment.Verify(leaves[i], i, n, path, root) {
				t.Fatalf("leaf %d of %d does not lead to the root", i, n)
			}
			for j := range leaves {
				if j != i && commitment.Verify(leaves[i], j, n, path, root) {
					t.Fatalf("leaf %d of %d passes for leaf %d", i, n, j)
				}
			}
		}
		if !slices.Equal(leaves, numbered(n)) {
			t.Fatal("the leaves were changed")
		}
	}
}

func TestTree_IsOfTheShapeOfRFC6962(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 3, 5, 6, 7, 8, 11, 64, 100, 511, 512} {
		if leaves := numbered(n); commitment.Root(leaves) != naiveRoot(leaves) {
			t.Errorf("%d leaves", n)
		}
	}
	if commitment.Root(nil) != (commitment.Hash{}) {
		t.Error("no leaves have a root")
	}
}

func TestVerify_RefusesAnythingChanged(t *testing.T) {
	t.Parallel()
	random := newRandom(3)
	for range 2000 {
		n := 2 + random.IntN(40)
		leaves := numbered(n)
		i := random.IntN(n)
		path, root := commitment.Path(leaves, i), commitment.Root(leaves)
		leaf, index, count := leaves[i], i, n
		switch change := random.IntN(7); change {
		case 0:
			leaf[random.IntN(32)] ^= 1
		case 1:
			path[random.IntN(len(path))][random.IntN(32)] ^= 1
		case 2:
			root[random.IntN(32)] ^= 1
		case 3:
			path = path[:len(path)-1]
		case 4:
			path = append(path, commitment.Hash{})
		case 5:
			index = []int{-1, n, n + 7, i ^ 1}[random.IntN(4)]
		default:
			path = append([]commitment.Hash{{}}, path...)
		}
		if commitment.Verify(leaf, index, count, path, root) {
			t.Fatalf("leaf %d of %d", i, n)
		}
	}
}

func TestPath_OfNoLeafIsNothing(t *testing.T) {
	t.Parallel()
	for _, index := range []int{-1, 3} {
		if path := commitment.Path(numbered(3), index); path != nil {
			t.Errorf("got %v", path)
		}
	}
}

// batchOf shares leaves out among submissions.
func batchOf(counts ...int) commitment.Batch {
	var b commitment.Batch
	total := 0
	for i, count := range counts {
		b.Submissions = append(b.Submissions, commitment.BatchSubmission{Provider: claims.ProviderID(7 + i), Count: count})
		total += count
	}
	b.Leaves = numbered(total)
	return b
}

func TestBatch_RootIsThatOfTheSecondImplementation(t *testing.T) {
	t.Parallel()
	for _, counts := range [][]int{{1}, {3}, {1, 1}, {2, 1, 5}, {8, 3, 1, 1, 13}, {511, 1}} {
		b := batchOf(counts...)
		root, err := b.Root()
		if err != nil || root != naiveBatchRoot(b) {
			t.Errorf("%v: got %s, %v", counts, root, err)
		}
		if !slices.Equal(b.Leaves, numbered(len(b.Leaves))) {
			t.Error("the leaves were changed")
		}
	}
}

func TestBatch_EveryPathLeadsToTheRootAndToTheOneAfterALeafIsReplaced(t *testing.T) {
	t.Parallel()
	other := word32("another leaf")
	for _, counts := range [][]int{{1}, {5}, {1, 1}, {2, 1, 5}, {8, 3, 1, 1, 13}} {
		b := batchOf(counts...)
		root := must[commitment.Hash](t)(b.Root())
		for i, leaf := range b.Leaves {
			path, err := b.Path(i)
			if err != nil || int(path.Index) != i || !path.Verify(leaf, root) || path.Verify(other, root) {
				t.Fatalf("%v: claim %d: %+v, %v", counts, i, path, err)
			}
			replaced := commitment.Batch{Submissions: b.Submissions, Leaves: slices.Clone(b.Leaves)}
			replaced.Leaves[i] = other
			after, isPath := path.Root(other)
			if !isPath || after != must[commitment.Hash](t)(replaced.Root()) {
				t.Fatalf("%v: claim %d: another root after it is replaced", counts, i)
			}
		}
	}
}

func TestBatchPath_RefusesAnotherPlace(t *testing.T) {
	t.Parallel()
	b := batchOf(2, 3, 4)
	root := must[commitment.Hash](t)(b.Root())
	for name, apply := range map[string]func(*commitment.BatchPath){
		"before its submission": func(p *commitment.BatchPath) { p.Index = 1 },
		"after its submission":  func(p *commitment.BatchPath) { p.Index = 5 },
		"another place in it":   func(p *commitment.BatchPath) { p.Index = 4 },
		"another provider":      func(p *commitment.BatchPath) { p.Provider++ },
		"moved":                 func(p *commitment.BatchPath) { p.FirstIndex, p.Index = p.FirstIndex+1, p.Index+1 },
		"another count":         func(p *commitment.BatchPath) { p.Count = 4 },
		"another submission":    func(p *commitment.BatchPath) { p.SubmissionIndex = 0 },
		"of a deeper batch":     func(p *commitment.BatchPath) { p.SubmissionCount = 5 },
		"fewer inner siblings":  func(p *commitment.BatchPath) { p.InnerSiblings = p.InnerSiblings[1:] },
		"more inner siblings":   func(p *commitment.BatchPath) { p.InnerSiblings = append(p.InnerSiblings, root) },
		"fewer outer siblings":  func(p *commitment.BatchPath) { p.OuterSiblings = p.OuterSiblings[1:] },
	} {
		path, err := b.Path(3)
		if err != nil {
			t.Fatal(err)
		}
		apply(&path)
		if path.Verify(b.Leaves[3], root) {
			t.Errorf("%s: still leads to the root", name)
		}
	}
}

func TestBatch_RefusesWhatIsNone(t *testing.T) {
	t.Parallel()
	short, long := batchOf(2, 2), batchOf(2, 2)
	short.Leaves, long.Leaves = short.Leaves[1:], append(long.Leaves, commitment.Hash{})
	for name, b := range map[string]commitment.Batch{
		"nothing":                    {},
		"no claims":                  {Submissions: []commitment.BatchSubmission{{Provider: 1}}},
		"a submission without claim": batchOf(1, 0, 1),
		"a negative count":           batchOf(3, -1),
		"too few leaves":             short,
		"too many leaves":            long,
		"more than 16 bits count":    batchOf(math.MaxUint16, 1),
	} {
		if _, err := b.Root(); !errors.Is(err, commitment.ErrBatchShape) {
			t.Errorf("%s: got %v", name, err)
		}
		if _, err := b.Path(0); !errors.Is(err, commitment.ErrBatchShape) {
			t.Errorf("%s: path: got %v", name, err)
		}
	}
	for _, index := range []int{-1, 4} {
		if _, err := batchOf(2, 2).Path(index); !errors.Is(err, commitment.ErrBatchShape) {
			t.Errorf("claim %d: got %v", index, err)
		}
	}
}

func sampleHeader() commitment.BatchHeader {
	return commitment.BatchHeader{
		Batch: claims.BatchID{Insurer: 1, Sequence: 42}, Root: word32("root"), ReceivedAt: determinedAt.Add(-time.Hour),
		Count: 500, SubmissionCount: 3,
	}
}

func TestSeal_IsThatOfTheSecondImplementation(t *testing.T) {
	t.Parallel()
	received, settled := sampleHeader(), sampleHeader()
	settled.SettledAt = determinedAt.In(time.FixedZone("elsewhere", 3600))
	largest := commitment.BatchHeader{
		Batch: claims.BatchID{Insurer: math.MaxUint32, Sequence: math.MaxUint32}, ReceivedAt: time.Unix(1, 0),
		SettledAt: time.Unix(1<<40, 0), Count: math.MaxUint16, SubmissionCount: math.MaxUint16,
	}
	for _, header := range []commitment.BatchHeader{received, settled, largest} {
		if seal, err := header.Seal(); err != nil || seal != naiveSeal(header) {
			t.Errorf("%+v: got %s, %v", header, seal, err)
		}
	}
}

func TestSeal_RefusesInstantsThatTheLedgerHasNot(t *testing.T) {
	t.Parallel()
	for name, apply := range map[string]func(*commitment.BatchHeader){
		"never received":      func(h *commitment.BatchHeader) { h.ReceivedAt = time.Time{} },
		"received at zero":    func(h *commitment.BatchHeader) { h.ReceivedAt = time.Unix(0, 0) },
		"settled before zero": func(h *commitment.BatchHeader) { h.SettledAt = time.Unix(-1, 0) },
		"between two seconds": func(h *commitment.BatchHeader) { h.SettledAt = determinedAt.Add(1) },
	} {
		header := sampleHeader()
		apply(&header)
		if _, err := header.Seal(); !errors.Is(err, commitment.ErrInstantOutOfRange) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
