// Package history says what happens to claims under a plan: who is enrolled,
// which claims are determined, reversed and replaced, and what a ledger answers.
//
// It is the common language of the model ([Book]), of the exact oracle and of
// the chain: one history, run through all of them, must give the same results to
// the cent. Scenario files are read into it and random cases are made of it.
package history

import (
	"errors"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Errors of ledgers, besides those of [benefits.Determine].
var (
	// ErrNotStanding is returned when an operation is about a determination that does
	// not stand: there never was one, or it was reversed or replaced.
	ErrNotStanding = errors.New("no determination of the claim stands")
	// ErrAlreadyDetermined is returned when a claim has a determination already.
	ErrAlreadyDetermined = errors.New("the claim has a determination")
	// ErrNotEnrolled is returned when a claim names a coverage year that is not there.
	ErrNotEnrolled = errors.New("no such coverage year")
	// ErrEnrolmentInvalid is returned when a coverage year is there already, has no
	// id or span, or has an extension where the plan has none, or none where it has one.
	ErrEnrolmentInvalid = errors.New("the enrolment is not valid")
)

// Case is a history under one plan.
type Case struct {
	Plan       coverage.Plan
	Enrolments []Enrolment
	Operations []Operation
}

// Enrolment is a coverage in one benefit year.
type Enrolment struct {
	Year claims.CoverageYearID
	Span claims.Span
	// Family is shared by the members of a family in a benefit year; zero is none.
	Family claims.FamilyYearID
	// Extension is named where the plan has one: the same in several years for
	// counters that last.
	Extension claims.ExtensionID
}

// ClaimID names a claim within a history.
type ClaimID uint32

// Kind is what an operation does.
type Kind uint8

// The kinds of operation.
const (
	// Determine determines a received claim.
	Determine Kind = iota + 1
	// Reverse undoes the standing determination of a claim.
	Reverse
	// Replace undoes the standing determination of a claim and determines another one
	// in its place (frequency 7), in one step. Only the difference is paid.
	Replace
	// Redetermine undoes the standing determination of a claim and determines the
	// same claim anew, as its next version. Only the difference is paid.
	Redetermine
)

// Operation is one thing that happens.
type Operation struct {
	Kind Kind
	// Claim is the claim that is determined or reversed.
	Claim ClaimID
	// Replaced is the claim whose determination a [Replace] undoes.
	Replaced ClaimID
	// Submission is what is determined; of a [Reverse] it is empty.
	Submission Submission
}

// Submission is what a determination rests on.
type Submission struct {
	Year        claims.CoverageYearID
	ServiceDate claims.Date
	ReceivedAt  time.Time
	// StoppedDays are the days for which the clock of the payment was stopped.
	StoppedDays int
	// PaidAt is when the determination is made and paid.
	PaidAt                 time.Time
	IsProviderCredentialed bool
	HasAuthorization       bool
	HasEvidence            bool
	IsLateFilingExcused    bool
	// HasPriorPayers is set where payers before answered to the claim, and its lines say
	// how they left them.
	HasPriorPayers bool
	Lines          []benefits.Line
}

// Outcome is what a ledger answers.
type Outcome struct {
	// Version counts the determinations of the claim from 1; zero of a [Reverse].
	Version int
	Results []benefits.LineResult
	// Due is what the operation pays besides interest: what it determined less what
	// it undid. Below zero it is to be recovered.
	Due money.Amount
	// Interest is on what is due, where that is above zero.
	Interest money.Amount
}

// Ledger is what a history runs on. An operation that gives an error changes
// nothing.
type Ledger interface {
	// Enrol adds a coverage year.
	//
	// Errors: [ErrEnrolmentInvalid].
	Enrol(Enrolment) error
	// Apply does an operation.
	//
	// Errors: those of this package, of [benefits.Determine], [benefits.Reverse] and
	// [benefits.Interest].
	Apply(Operation) (Outcome, error)
	// Accumulators returns the totals that the next claim of a coverage year meets.
	//
	// Errors: [ErrNotEnrolled].
	Accumulators(claims.CoverageYearID) (benefits.Accumulators, error)
}

// check reports whether an enrolment can be added under a plan.
func (e Enrolment) check(plan *coverage.Plan) bool {
	return e.Year != 0 && e.Span.Start < e.Span.End && (e.Extension != 0) == plan.HasExtension()
}
