// Package pricing says what a plan recognises of a charge.
//
// A plan has a fee schedule ([ParseSchedule]); an installation has price tables
// ([ParseTables]): relative values, localities, conversion factors, rates of
// modifiers, reductions of multiple procedures, contracts. A [Book] is both, and
// prices the lines of a claim ([Book.Price]):
//
//	row → amount of a unit → × units → × modifiers → × rank → rounded → lesser of
//
// Everything before the rounding is exact. A line is rounded once, half up to the
// cent, after its units, its modifiers and its rank. What is allowed never passes
// the charge: that is an invariant of the ledger, so a case rate above the charge
// is cut to the charge, and the line's [Steps] say so.
package pricing

import "github.com/clearclaim/clearclaim/claims/money"

// MaxClasses is how many cost-share classes a plan may have.
const MaxClasses = 64

// Method is how a row gives the allowed amount.
type Method string

// The methods of a fee schedule. Modifiers and the rank among multiple procedures
// change what is allowed by Fee and RBRVS alone: the other methods are for all of
// the service as it was given.
const (
	// Fee allows the row's amount, in cents, for each unit.
	Fee Method = "fee"
	// Percent allows a share of the charge, in basis points.
	Percent Method = "percent"
	// RBRVS allows a share, in basis points, of the relative values' amount for each
	// unit:
	//
	//	(work × work GPCI + practice expense × its GPCI + malpractice × its GPCI) × conversion factor
	RBRVS Method = "rbrvs"
	// PerDiem allows the row's amount, in cents, for each day; units are days.
	PerDiem Method = "per-diem"
	// Case allows the row's amount, in cents, for a line, whatever its units.
	Case Method = "case"
	// ClaimCase allows the row's amount, in cents, for all lines of a claim that the
	// row is for, together: in their order, each up to its charge.
	ClaimCase Method = "claim-case"
	// InNetwork allows out of network a share, in basis points, of what the rows for
	// providers in network, of no network by name, give before the lesser-of rule.
	InNetwork Method = "in-network"
	// Qualifying allows out of network the qualifying payment amount, in cents, for
	// each unit.
	Qualifying Method = "qualifying"
)

// hasModifiers reports whether modifiers and ranks change what a method gives.
func (m Method) hasModifiers() bool { return m == Fee || m == RBRVS }

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
