package adjudicate

import "github.com/clearclaim/clearclaim/claims"

// PastOf returns a claim as the history of another: its adjudicated lines, of which
// none is marked as denied.
func PastOf(id claims.ID, claim *claims.Claim) Past {
	past := Past{ID: id, Provider: claim.Provider, Lines: make([]PastLine, 0, len(claim.Lines))}
	for i := range claim.Lines {
		line := &claim.Lines[i]
		if !line.IsAdjudicated() {
			continue
		}
		past.Lines = append(past.Lines, PastLine{
			Sequence: line.Sequence, ServiceDate: line.ServiceDate, Procedure: line.Procedure, Modifiers: line.Modifiers,
			PlaceOfService: line.PlaceOfService, Units: line.Units, Charge: line.Charge,
		})
	}
	return past
}
