package adjudicate

import "math/rand/v2"

// ShuffleEdits puts the edits of each phase in another order, and returns what puts
// them back. It is not for tests that run in parallel.
func ShuffleEdits(random *rand.Rand) (restore func()) {
	var before [][]edit
	for _, phase := range edits {
		before = append(before, append([]edit{}, phase...))
		random.Shuffle(len(phase), func(i, j int) { phase[i], phase[j] = phase[j], phase[i] })
	}
	return func() {
		for i, phase := range edits {
			copy(phase, before[i])
		}
	}
}

// Apply makes a change to an input whose parts others share.
func Apply(c Change, in *Input) bool { return c.apply(in) }
