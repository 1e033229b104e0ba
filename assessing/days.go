package assessing

import (
	"fmt"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// Days are the minutes that claims take of a provider's days. The zero value has none.
type Days struct {
	total     map[claims.Date]int
	ofPatient map[patientDay]int
}

type patientDay struct {
	patient string
	date    claims.Date
}

// DaysOf opens what claims take of a provider's days.
//
// Errors: [evidence.ErrNotOpened].
func DaysOf(vault *evidence.Vault, taken []store.TakenDay) (*Days, error) {
	days := new(Days)
	for i := range taken {
		t := &taken[i]
		minutes, err := vault.OpenMinutes(t.Claim, t.Date, t.Minutes)
		if err != nil {
			return nil, fmt.Errorf("opening what a claim takes of a day: %w", err)
		}
		days.Add(t.Patient, adjudicate.DayLoad{Date: t.Date, Minutes: minutes})
	}
	return days, nil
}

// Add adds what a claim of a patient takes.
func (d *Days) Add(patient string, load adjudicate.DayLoad) {
	if d.total == nil {
		d.total, d.ofPatient = make(map[claims.Date]int), make(map[patientDay]int)
	}
	d.total[load.Date] += load.Minutes
	d.ofPatient[patientDay{patient, load.Date}] += load.Minutes
}

// Others returns what claims of other patients take of the days that a claim of a
// patient takes something of.
func (d *Days) Others(patient string, loads []adjudicate.DayLoad) []adjudicate.DayLoad {
	var others []adjudicate.DayLoad
	for _, load := range loads {
		if minutes := d.total[load.Date] - d.ofPatient[patientDay{patient, load.Date}]; minutes > 0 {
			others = append(others, adjudicate.DayLoad{Date: load.Date, Minutes: minutes})
		}
	}
	return others
}

// LoadsOf returns what a claim as it was submitted takes of its provider's days by the
// tables, nothing where they say no minutes.
func (t *Tables) LoadsOf(claim *claims.Claim) []adjudicate.DayLoad {
	return adjudicate.DayLoadsOf(claim, t.Set(), func(int) bool { return false })
}
