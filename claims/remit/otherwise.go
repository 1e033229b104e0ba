package remit

import "github.com/clearclaim/clearclaim/claims/adjudicate"

// Otherwise says a change of a counterfactual to the biller, in a sentence; "" for a kind
// that there is not.
func Otherwise(change adjudicate.Change) string {
	switch change.Kind {
	case adjudicate.AddModifier:
		return "Modifier " + change.Value + " is added."
	case adjudicate.RemoveModifier:
		return "Modifier " + change.Value + " is taken away."
	case adjudicate.SetUnits:
		return "The units are " + change.Value + "."
	case adjudicate.SetPlace:
		return "The place of service is " + change.Value + "."
	case adjudicate.PointToDiagnosis:
		return "The line points to diagnosis " + change.Value + " too."
	case adjudicate.DropDiagnosis:
		return "The line does not point to diagnosis " + change.Value + "."
	case adjudicate.PutFirst:
		return "Diagnosis " + change.Value + " stands first."
	case adjudicate.SendDocument:
		if change.Value == "" {
			return "A document that supports the service is sent."
		}
		return "A document of kind " + change.Value + " is sent."
	case adjudicate.NameAuthority:
		return "Prior authorization " + change.Value + " is named."
	case adjudicate.ObtainAuthority:
		return "A prior authorization is obtained from the insurer, and its number named."
	case adjudicate.SendPriorAnswer:
		return "What " + change.Value + " answered, which pays first, is sent."
	}
	return ""
}
