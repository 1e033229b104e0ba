package coverage

import "github.com/clearclaim/clearclaim/claims/errs"

// CoordinationMethod is what a plan pays after others have.
type CoordinationMethod string

// The methods of coordination.
const (
	// Traditional pays what the plan would have paid alone, at most what of the
	// allowable expense is unpaid.
	Traditional CoordinationMethod = "traditional"
	// NonDuplication pays what the plan would have paid alone, less what others paid.
	NonDuplication CoordinationMethod = "nonDuplication"
	// MaintenanceOfBenefits pays what the plan would have paid alone of what of the
	// allowable expense is unpaid: its cost share counts on that.
	MaintenanceOfBenefits CoordinationMethod = "maintenanceOfBenefits"
)

// AllowableRule is what expense the payers of a service pay at most together.
type AllowableRule string

// The rules for the allowable expense. What a payer does not cover at all it has no
// allowed amount for.
const (
	// HigherAllowed is the highest of the payers' allowed amounts.
	HigherAllowed AllowableRule = "higher"
	// LowerAllowed is the lowest of them.
	LowerAllowed AllowableRule = "lower"
	// PrimaryAllowed is that of the payer who paid first.
	PrimaryAllowed AllowableRule = "primary"
)

// Coordination is how a plan pays after others. The zero Coordination is a plan that
// does not coordinate: it pays first always, and after nobody. The ledger has the same
// settings in the plan's content.
type Coordination struct {
	Method    CoordinationMethod `json:"method"`
	Allowable AllowableRule      `json:"allowable"`
}

// IsZero reports whether the plan does not coordinate.
func (c Coordination) IsZero() bool { return c == Coordination{} }

// coordination checks the settings, both of which are given or neither.
func (l *faultList) coordination(c Coordination) {
	if c.IsZero() {
		return
	}
	switch c.Method {
	case Traditional, NonDuplication, MaintenanceOfBenefits:
	default:
		l.add(errs.PlanInvalid, "coordination.method", "traditional, nonDuplication or maintenanceOfBenefits")
	}
	switch c.Allowable {
	case HigherAllowed, LowerAllowed, PrimaryAllowed:
	default:
		l.add(errs.PlanInvalid, "coordination.allowable", "higher, lower or primary")
	}
}
