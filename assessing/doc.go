// Package assessing gathers what a decision rests on and is not in the claim: the
// rule set that its plan names, who the patient and the provider are, what else the
// patient had, and what persons found. Intake, the claim workflow and the views
// decide by the same.
package assessing
