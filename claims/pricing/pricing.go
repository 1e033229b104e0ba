// Package pricing says what a plan recognises of a charge: the fee schedule, a
// file of rows, and the lesser-of rule over it.
package pricing

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"

	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/internal/canonical"
	"github.com/clearclaim/clearclaim/claims/money"
)

// MaxClasses is how many cost-share classes a plan may have.
const MaxClasses = 64

// Method is how a row gives the allowed amount.
type Method string

// The methods of a fee schedule.
const (
	// Fee allows the row's amount for each unit.
	Fee Method = "fee"
	// Percent allows a share of the charge.
	Percent Method = "percent"
)

// Schedule is an immutable fee schedule. The zero Schedule has no row: it prices
// nothing.
type Schedule struct {
	text     string
	rows     map[codes.Code]row
	fallback *row
	root     [32]byte
}

// row is one line of the file. Only one of fee and rate is in use.
type row struct {
	method   Method
	fee      money.Amount
	rate     money.BasisPoints
	class    uint8
	evidence string
}

// Price is what a schedule gives for one line.
type Price struct {
	// Allowed is never above the charge.
	Allowed money.Amount
	// Class is the position of the cost-share class in the plan.
	Class uint8
	// Evidence is the kind of document that the procedure needs before it can be
	// decided, or "".
	Evidence string
}

// Price returns the allowed amount of a line, and false when the schedule has
// no row for the code and no default row. The charge must not be negative.
//
// The allowed amount is the lesser of the charge and the fee × units; a share of
// the charge is rounded half up, once a line.
func (s Schedule) Price(code codes.Code, charge money.Amount, units int) (Price, bool) {
	found, ok := s.rows[code]
	if !ok {
		if s.fallback == nil {
			return Price{}, false
		}
		found = *s.fallback
	}
	return Price{Allowed: found.allow(charge, units), Class: found.class, Evidence: found.evidence}, true
}

// allow returns the lesser of the charge and what the row gives.
func (r row) allow(charge money.Amount, units int) money.Amount {
	if charge.IsNegative() || units < 1 {
		return money.Amount{}
	}
	switch r.method {
	case Percent:
		share, err := money.MulRateHalfUp(charge, r.rate)
		if err != nil { // excluded by the checks above and by ParseSchedule
			return money.Amount{}
		}
		return share
	case Fee:
		total, err := money.MulInt(r.fee, units)
		if err != nil { // too large for an amount, so the charge is the lesser
			return charge
		}
		return money.Min(charge, total)
	}
	return money.Amount{}
}

// Text returns the file that the schedule was read from.
func (s Schedule) Text() string { return s.text }

// Len returns how many codes have a row of their own.
func (s Schedule) Len() int { return len(s.rows) }

// Root returns the hash of the schedule's canonical form:
//
//	H(0x12 ‖ "clearclaim/fee-schedule/v1" ‖ rows)
//
// where the rows are sorted by bytes, each `system,code,class,method,amount,evidence`
// with the class as its position and a line feed at the end. Comments and order
// of the file do not change it.
func (s Schedule) Root() [32]byte { return s.root }

// rootOf hashes the rows in their canonical form.
func rootOf(rows map[codes.Code]row, fallback *row) [32]byte {
	lines := make([][]byte, 0, len(rows)+1)
	for code, r := range rows {
		lines = append(lines, r.appendCanonical(nil, string(code.System), code.Value))
	}
	if fallback != nil {
		lines = append(lines, fallback.appendCanonical(nil, wildcard, wildcard))
	}
	slices.SortFunc(lines, bytes.Compare)
	return canonical.Keccak256([]byte{0x12}, []byte("clearclaim/fee-schedule/v1"), bytes.Join(lines, nil))
}

func (r row) appendCanonical(dst []byte, system, value string) []byte {
	dst = append(append(append(append(dst, system...), ','), value...), ',')
	dst = strconv.AppendUint(dst, uint64(r.class), 10)
	dst = append(append(append(dst, ','), r.method...), ',')
	amount := r.fee.Cents()
	if r.method == Percent {
		amount = int64(r.rate)
	}
	dst = strconv.AppendInt(dst, amount, 10)
	return append(append(append(dst, ','), r.evidence...), '\n')
}

// String returns the root in hexadecimal: a schedule is named by its content.
func (s Schedule) String() string { return hex.EncodeToString(s.root[:]) }
