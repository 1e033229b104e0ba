package pricing

// ExactOf returns an exact amount of two words, for tests.
func ExactOf(hi, lo uint64) Exact { return Exact{hi, lo} }

// CentsHalfUp returns an exact amount times units and rates, as a line is rounded.
func CentsHalfUp(e Exact, units uint64, rates []uint64) int64 {
	amount := scaledOf(e)
	amount.multiply(units)
	for _, rate := range rates {
		amount.applyRate(rate)
	}
	return amount.centsHalfUp()
}

// Share returns a share of an exact amount.
func Share(e Exact, rate uint64) Exact { return e.share(rate) }

// Less returns what an exact amount is above another.
func Less(e, other Exact) Exact { return e.less(other) }
