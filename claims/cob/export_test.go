package cob

import "github.com/clearclaim/clearclaim/claims"

// Comparer compares two of the coverages by their positions, or is nil where they
// have faults.
func (r Rules) Comparer(day claims.Date, patient Patient, coverages []Coverage) func(i, j int) (int, Rule) {
	if len(check(day, patient, coverages)) > 0 {
		return nil
	}
	d := desk{rules: r, day: day, patient: patient, coverages: coverages}
	d.survey()
	list := make([]ranked, len(coverages))
	for i := range coverages {
		rank, fault := d.rank(&coverages[i])
		if fault != nil {
			return nil
		}
		list[i] = rank
	}
	return func(i, j int) (int, Rule) { return compare(&list[i], &list[j]) }
}
