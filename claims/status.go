package claims

// Status is where a claim stands. It is derived, never stored as a fact of its
// own: [Progress.Status] is the only place that gives one out.
type Status string

// The statuses of an accepted claim. What intake rejects never becomes one.
const (
	// StatusAccepted: stored and acknowledged, its receipt not yet on chain (277 A2).
	StatusAccepted Status = "accepted"
	// StatusReceived: its receipt is on chain, clocks run (277 P1).
	StatusReceived Status = "received"
	// StatusPended: waits for a document or a review (277 R or P3).
	StatusPended Status = "pended"
	// StatusSettling: determined on chain, its payout owed or not yet made, or taken back by a reorganisation.
	StatusSettling Status = "settling"
	// StatusPaid: the payout is included on chain (277 F1).
	StatusPaid Status = "paid"
	// StatusDenied: determined at zero (277 F2).
	StatusDenied Status = "denied"
	// StatusRejected: a replacement or a void that was accepted and that the ledger refused:
	// what it names stands as it was (277 A3).
	StatusRejected Status = "rejected"
	// StatusVoided: a void that took back the claim it names; it pays nothing itself (277 F4).
	StatusVoided Status = "voided"
	// StatusReversed: its last determination was undone: by a void, a replacement or its insurer (277 F3).
	StatusReversed Status = "reversed"
)

// Statuses returns all statuses, as a claim may go through them.
func Statuses() []Status {
	return []Status{
		StatusAccepted, StatusReceived, StatusPended, StatusSettling, StatusPaid, StatusDenied, StatusRejected, StatusVoided, StatusReversed,
	}
}

// Progress holds the facts that a status follows from.
type Progress struct {
	IsReceived   bool // the receipt batch is on chain
	IsPended     bool // a claim workflow waits for a document or a review
	IsDetermined bool // a determination is on chain
	IsDenied     bool // the determination denies every adjudicated line
	IsPaidOut    bool // the transfer of the determination is on chain
	IsReversed   bool // the last determination does not stand any more
	IsVoid       bool // the claim takes another back, frequency 8
	IsRefused    bool // the ledger refused the claim, which corrects another
}

// Status returns the one status that the facts give.
func (p Progress) Status() Status {
	switch {
	case p.IsDetermined && p.IsReversed:
		return StatusReversed
	case p.IsDetermined && p.IsVoid:
		return StatusVoided
	case p.IsDetermined && p.IsDenied:
		return StatusDenied
	case p.IsDetermined && p.IsPaidOut:
		return StatusPaid
	case p.IsDetermined:
		return StatusSettling
	case p.IsRefused:
		return StatusRejected
	case p.IsPended:
		return StatusPended
	case p.IsReceived:
		return StatusReceived
	default:
		return StatusAccepted
	}
}

// Category277 returns the claim status category of the X12 276/277 exchange.
func (s Status) Category277() string {
	switch s {
	case StatusAccepted:
		return "A2"
	case StatusReceived, StatusSettling:
		return "P1"
	case StatusPended:
		return "P3"
	case StatusPaid:
		return "F1"
	case StatusDenied:
		return "F2"
	case StatusRejected:
		return "A3"
	case StatusVoided:
		return "F4"
	case StatusReversed:
		return "F3"
	}
	return ""
}
