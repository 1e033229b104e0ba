// Package target is the running system as demo and bench see it: an API over
// HTTP, tokens for it, and what only an operator beside it can tell.
package target

import (
	"context"
	"io"
	"time"

	"github.com/clearclaim/clearclaim/auth"
)

// Target is a running system. APIURL, Token, Reconcile and, for
// the samples, LoadRules must be set.
type Target struct {
	// APIURL is where the API listens, with or without its path /graphql.
	APIURL string
	// Token returns a bearer token. The organization is the number of the insurer or
	// provider, and zero for other roles. It is called often and should be cheap.
	Token func(ctx context.Context, role auth.Role, organization uint32, subject string) (string, error)
	// Reconcile compares projection, ledger and token. It reflects every claim that
	// the API has shown as determined before the call.
	Reconcile func(ctx context.Context) (Summary, error)
	// LoadRules makes a rule set the insurer's, given as the contents of its files by
	// name: its plans get it from then on.
	LoadRules func(ctx context.Context, insurer uint32, files map[string][]byte) error
	// Stages returns the mean waits of an insurer's claims between the steps of their
	// path, in milliseconds a claim, from the times that the system itself keeps; nil
	// when it cannot tell.
	Stages func(ctx context.Context, insurer uint32) (map[string]float64, error)
	// AdvanceTime moves the chain's clock forward; nil where that cannot be done.
	AdvanceTime func(ctx context.Context, by time.Duration) error
	// Progress receives one line for each step; nil is quiet.
	Progress io.Writer
}

// Summary is what a reconciliation found, over everything since deployment.
type Summary struct {
	// IsBalanced is set when projection, ledger and token agree.
	IsBalanced bool
	// Differences say what does not agree, without patient data.
	Differences []string
	// PaidCents is the sum of all determinations' paid amounts.
	PaidCents int64
	// TransferredCents is the sum of the token transfers to payees, in cents.
	TransferredCents int64
	// DepositedCents, EscrowCents and OwedCents are sums over all insurers.
	DepositedCents, EscrowCents, OwedCents int64
	// Gas is the gas used by kind of transaction: the first word of its business key,
	// as in receipt, settle, decide, enrol.
	Gas map[string]uint64
}

// Since returns what came to the sums after an earlier summary. Balance and
// differences are the later one's, and so are escrow and owed, which are states.
func (s Summary) Since(earlier Summary) Summary {
	s.PaidCents -= earlier.PaidCents
	s.TransferredCents -= earlier.TransferredCents
	s.DepositedCents -= earlier.DepositedCents
	gas := make(map[string]uint64, len(s.Gas))
	for kind, used := range s.Gas {
		gas[kind] = used - min(used, earlier.Gas[kind])
	}
	s.Gas = gas
	return s
}

// ClaimGas returns the gas of the transactions that receive and decide claims.
func (s Summary) ClaimGas() uint64 {
	return s.Gas["receipt"] + s.Gas["settle"] + s.Gas["decide"] + s.Gas["act"]
}
