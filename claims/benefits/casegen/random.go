package casegen

// random is a source of random numbers of its own (SplitMix64, by Steele, Lea
// and Flood, 2014), so that a seed means the same for ever.
type random struct{ state uint64 }

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number of [0, n). The bias towards small ones is below n ÷ 2^64.
func (r *random) below(n int) int { return int(r.next() % uint64(n)) }

func (r *random) isOne(in int) bool { return r.below(in) == 0 }
