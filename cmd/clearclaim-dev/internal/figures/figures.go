// Package figures makes what benches report of what they measured.
package figures

import (
	"math"
	"slices"
	"time"
)

// Milliseconds returns a duration in milliseconds, with what is less.
func Milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// Round keeps a thousandth.
func Round(value float64) float64 { return math.Round(value*1000) / 1000 }

// Percentile returns the nearest-rank percentile, rounded; of nothing it is zero.
func Percentile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return Round(sorted[max(0, rank-1)])
}
