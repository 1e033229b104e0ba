// Package codes names entries of code sets. The sets themselves are data.
package codes

// System names a code set.
type System string

// The code sets that claims may use.
const (
	HCPCS     System = "hcpcs"
	ICD10CM   System = "icd10cm"
	CVX       System = "cvx"
	SNOMED    System = "snomed"
	Synthetic System = "synthetic"
)

// Code is an entry of a code set.
type Code struct {
	System System `json:"system"`
	Value  string `json:"value"`
}

// String returns system:value.
func (c Code) String() string { return string(c.System) + ":" + c.Value }

// IsProcedureSystem reports whether a code set names services.
func IsProcedureSystem(system System) bool {
	switch system {
	case HCPCS, CVX, SNOMED, Synthetic:
		return true
	case ICD10CM:
		return false
	}
	return false
}

// IsDiagnosisSystem reports whether a code set names diagnoses.
func IsDiagnosisSystem(system System) bool {
	switch system {
	case ICD10CM, SNOMED:
		return true
	case HCPCS, CVX, Synthetic:
		return false
	}
	return false
}
