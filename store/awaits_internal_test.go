package store

import (
	"strings"
	"testing"
	"time"
)

// A list may name the same thing often: finding it is asked for once.
func TestClaimQuery_WhatIsAwaitedTwiceIsAskedOnce(t *testing.T) {
	t.Parallel()
	query := ClaimQuery{Awaits: []Awaits{AwaitsLateDecision, AwaitsReview, AwaitsLateDecision, AwaitsReview}, At: time.Unix(1, 0)}
	where := query.conditions()
	for _, statement := range []string{"claim_reviews r", "> r.prompt_pay_days"} {
		if got := strings.Count(where.where(), statement); got != 1 {
			t.Errorf("%s is asked %d times", statement, got)
		}
	}
	if len(where.args) != 1 {
		t.Errorf("%d arguments, want 1", len(where.args))
	}
}
