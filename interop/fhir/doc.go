// Package fhir reads FHIR R4 JSON into the domain: Claims alone, Claims in a
// Bundle with the parties they name, newline-delimited streams of either, and
// the amounts of ExplanationOfBenefits.
//
// It is pure. It never panics on any input, keeps decimals as text until they
// are rounded to the cent (halves up), and lists every fault of a claim at once,
// each with its FHIR path and never with a value.
//
// Who the parties are to us is the caller's to find: a [Claim] comes with the
// references that its resource gives, resolved as far as the document goes, and
// with no insurer and provider number.
package fhir
