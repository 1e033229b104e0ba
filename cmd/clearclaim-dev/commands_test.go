package main

import (
	"testing"
	"time"
)

func TestFillTime_NoClaimFewer(t *testing.T) {
	t.Parallel()
	for _, claims := range []int{100, 1_000, 6_000, 99_900, 100_000, 1_000_000} {
		if got := int(fillTime(claims) * fillRate / time.Second); got != claims {
			t.Errorf("%d claims become %d", claims, got)
		}
	}
}
