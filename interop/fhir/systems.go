package fhir

import (
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
)

// SyntheticSystem is the URI of this project's own synthetic service codes
// (ZX…), which stand where a licensed code set would.
const SyntheticSystem = "https://clearclaim.example/fhir/CodeSystem/synthetic"

// systemOf maps a code system's URI, scheme and case aside, to the code set that
// it names. What is not here (CPT, CDT, NUBC and national sets) is not accepted.
var systemOf = map[string]codes.System{
	"//snomed.info/sct":                                  codes.SNOMED,
	"urn:oid:2.16.840.1.113883.6.96":                     codes.SNOMED,
	"//hl7.org/fhir/sid/cvx":                             codes.CVX,
	"urn:oid:2.16.840.1.113883.12.292":                   codes.CVX,
	"//hl7.org/fhir/sid/icd-10-cm":                       codes.ICD10CM,
	"urn:oid:2.16.840.1.113883.6.90":                     codes.ICD10CM,
	"//terminology.hl7.org/codesystem/cvx":               codes.CVX,
	"//terminology.hl7.org/codesystem/hcpcs":             codes.HCPCS,
	"//www.cms.gov/medicare/coding/hcpcsreleasecodesets": codes.HCPCS,
	"//www.cms.gov/medicare/coding/medhcpcsgeninfo":      codes.HCPCS,
	"//bluebutton.cms.gov/resources/codesystem/hcpcs":    codes.HCPCS,
	"urn:oid:2.16.840.1.113883.6.285":                    codes.HCPCS,
	"//clearclaim.example/fhir/codesystem/synthetic":     codes.Synthetic,
}

// systemNamed returns the code set of a URI, and whether it is known.
func systemNamed(uri string) (codes.System, bool) {
	system, ok := systemOf[schemeless(uri)]
	return system, ok
}

// schemeless returns the URI of a system as it is compared: servers write both http and
// https, in small letters and capitals.
func schemeless(uri string) string {
	key := strings.ToLower(strings.TrimSuffix(uri, "/"))
	if rest, ok := strings.CutPrefix(key, "https:"); ok {
		return rest
	}
	return strings.TrimPrefix(key, "http:")
}

// typeOf maps FHIR's claim types, which are the domain's words too.
var typeOf = map[string]claims.Type{
	"professional":  claims.Professional,
	"institutional": claims.Institutional,
	"oral":          claims.Oral,
	"pharmacy":      claims.Pharmacy,
	"vision":        claims.Vision,
}

// firstKnown returns the first coding of a known code set.
func (c wireConcept) firstKnown() (codes.Code, bool) {
	for _, coding := range c.Coding {
		if system, ok := systemNamed(coding.System); ok && coding.Code != "" {
			return codes.Code{System: system, Value: canonicalValue(system, coding.Code)}, true
		}
	}
	return codes.Code{}, false
}

// canonicalValue writes a code as the domain does: ICD-10-CM without its dot.
func canonicalValue(system codes.System, value string) string {
	if system == codes.ICD10CM {
		return strings.ReplaceAll(value, ".", "")
	}
	return value
}

// code returns the first code of the concept, whatever its system.
func (c wireConcept) code() string {
	for _, coding := range c.Coding {
		if coding.Code != "" {
			return coding.Code
		}
	}
	return ""
}
