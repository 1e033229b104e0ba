package chain

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Events of plans.
type (
	// PlanPublished says that a plan version is fixed.
	PlanPublished struct {
		Plan        claims.PlanID
		Insurer     claims.InsurerID
		ContentHash commitment.Hash
	}
)

// Events of coverages.
type (
	// CoverageEnrolled says that a coverage is open in a benefit year.
	CoverageEnrolled struct {
		Insurer   claims.InsurerID
		Enrolment Enrolment
	}
	// CoverageEndChanged says that a coverage ends earlier or later than it was enrolled; what was determined stands.
	CoverageEndChanged struct {
		Insurer      claims.InsurerID
		CoverageYear claims.CoverageYearID
		End          claims.Date
		EndBefore    claims.Date
	}
)

func (PlanPublished) isEvent() {}

func (CoverageEnrolled) isEvent()   {}
func (CoverageEndChanged) isEvent() {}

func (c *Contracts) planEvents() eventTable {
	return eventTable{address: c.deployment.Plans, contract: abiOf(&bindings.PlansMetaData), decoders: map[string]decoder{
		"PlanPublished": decoderOf(c.plans.UnpackPlanPublishedEvent, func(_ *fields, e *bindings.PlansPlanPublished) Event {
			return PlanPublished{
				Plan:        claims.PlanID(e.Plan),
				Insurer:     claims.InsurerID(e.Insurer),
				ContentHash: e.ContentHash,
			}
		}),
	}}
}

func (c *Contracts) coverageEvents() eventTable {
	return eventTable{address: c.deployment.Coverages, contract: abiOf(&bindings.CoveragesMetaData), decoders: map[string]decoder{
		"CoverageEnrolled": decoderOf(c.coverages.UnpackCoverageEnrolledEvent, func(f *fields, e *bindings.CoveragesCoverageEnrolled) Event {
			return CoverageEnrolled{Insurer: claims.InsurerID(e.Insurer), Enrolment: Enrolment{
				CoverageYear: claims.CoverageYearID(e.CoverageYear), Plan: claims.PlanID(e.Plan),
				Span: f.span(e.StartDay, e.EndDay), Family: claims.FamilyYearID(e.Family),
				Extension: claims.ExtensionID(e.Extension),
			}}
		}),
		"CoverageEndChanged": decoderOf(c.coverages.UnpackCoverageEndChangedEvent, func(f *fields, e *bindings.CoveragesCoverageEndChanged) Event {
			return CoverageEndChanged{
				Insurer:      claims.InsurerID(e.Insurer),
				CoverageYear: claims.CoverageYearID(e.CoverageYear),
				End:          f.date(e.EndDay),
				EndBefore:    f.date(e.EndDayBefore),
			}
		}),
	}}
}
