package fhir

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// Claim is a FHIR Claim in the domain's words, with what only the caller can
// place: who the parties are.
type Claim struct {
	// ID is the resource's id.
	ID string
	// Claim has no insurer and provider number, and no member number where the
	// coverage is not in the document. It may be submitted only when there are no faults.
	Claim claims.Claim
	// Patient, Provider and Insurer are the parties as far as the document names them.
	Patient, Provider, Insurer Party
	// Coverage names the coverage; its display is often all there is.
	Coverage Reference
	// BillableStart is the first day of the billable period; zero when there is none.
	BillableStart claims.Date
	// CreatedDate is the day on which the claim was made; zero when there is no full date of it.
	CreatedDate claims.Date
	// Replaces names the claim that a replacement is of, "" of an original: the
	// payer's number of it, else the identifier or the reference to it.
	Replaces string
	// Unresolved holds the paths of references to conditions that are not in the
	// document; their diagnoses are left out of the claim.
	Unresolved []string
	// Faults are all the reasons why the claim cannot be submitted.
	Faults []*errs.Fault
}

// reader carries one claim through its translation.
type reader struct {
	base   string
	scope  scope
	inside *Resources
	wire   wireClaim
	claim  *Claim
	// position of each FHIR diagnosis sequence in the claim's diagnoses, counted from 1.
	diagnosisAt map[int]int
}

func readClaim(document []byte, base string, scope scope) (Claim, error) {
	r := reader{base: base, scope: scope, claim: new(Claim), diagnosisAt: make(map[int]int)}
	if err := json.Unmarshal(document, &r.wire); err != nil {
		return Claim{}, ErrMalformed
	}
	if r.wire.ResourceType != "Claim" {
		return Claim{}, ErrNoClaim
	}
	r.inside = contained(r.wire.Contained)
	r.readHead()
	r.readParties()
	r.readDiagnoses()
	r.readItems()
	r.readPriorPayers()
	return *r.claim, nil
}

func (r *reader) fault(code errs.Code, path, text string) {
	r.claim.Faults = append(r.claim.Faults, &errs.Fault{Code: code, Path: r.base + path, Text: text})
}

func (r *reader) readHead() {
	r.claim.ID = r.wire.ID
	if r.wire.Status != "active" {
		r.fault(errs.StatusUnsupported, ".status", "only an active claim can be submitted")
	}
	if r.wire.Use != "claim" {
		r.fault(errs.UseUnsupported, ".use", "only a claim for payment can be submitted")
	}
	kind, ok := typeOf[r.wire.Type.code()]
	if !ok {
		r.fault(errs.TypeUnsupported, ".type", "the claim type is not supported")
	}
	start, err := dateOf(r.wire.BillablePeriod.Start)
	if err != nil {
		r.fault(errs.DateInvalid, ".billablePeriod.start", "not a full date")
	}
	r.claim.BillableStart = start
	if created, err := dateOf(r.wire.Created); err == nil {
		r.claim.CreatedDate = created
	}
	r.claim.Claim = claims.Claim{
		Type:                 kind,
		Frequency:            claims.Original,
		PatientAccountNumber: r.accountNumber(),
		Diagnoses:            []codes.Code{},
		Lines:                []claims.Line{},
	}
	r.readRelated()
}

// readRelated makes the claim a replacement: FHIR has no field for the frequency
// code, a replacement relates itself to the claim before it.
func (r *reader) readRelated() {
	for i, related := range r.wire.Related {
		switch related.Relationship.code() {
		case "prior", "replaced":
			r.claim.Claim.Frequency = claims.Replacement
			if r.claim.Replaces = related.name(); r.claim.Replaces == "" {
				r.fault(errs.FieldRequired, fmt.Sprintf(".related[%d].claim", i), "the claim that is replaced is missing")
			}
			return
		}
	}
}

// name is how the related claim is named: by the payer's number of it, its
// identifier or its id.
func (w *wireRelated) name() string {
	switch {
	case w.Reference != nil && w.Reference.Value != "":
		return w.Reference.Value
	case w.Claim.Identifier != nil && w.Claim.Identifier.Value != "":
		return w.Claim.Identifier.Value
	}
	_, id, isFound := strings.Cut(w.Claim.Reference, "Claim/")
	if !isFound {
		return ""
	}
	return id
}

// accountNumber is the provider's own control number: the claim's first
// identifier, else the resource's id.
func (r *reader) accountNumber() string {
	for _, identifier := range r.wire.Identifier {
		if identifier.Value != "" {
			return identifier.Value
		}
	}
	return r.wire.ID
}

func (r *reader) readParties() {
	r.claim.Patient = r.party(r.wire.Patient, ".patient")
	r.claim.Provider = r.party(r.wire.Provider, ".provider")
	r.claim.Insurer = r.party(r.wire.Insurer, ".insurer")
	if r.claim.Patient.Reference.Key() == "" {
		r.fault(errs.FieldRequired, ".patient", "the patient is missing")
	}
	if r.claim.Provider.Reference.Key() == "" {
		r.fault(errs.FieldRequired, ".provider", "the provider is missing")
	}
	r.readInsurance()
}

func (r *reader) party(wire wireReference, path string) Party {
	reference := wire.parse()
	resource := r.scope.find(r.inside, reference)
	if reference.Kind == KindContained && resource == nil {
		r.fault(errs.ReferenceUnresolved, path, "the contained resource is missing")
	}
	return partyOf(reference, resource)
}

// readInsurance takes the focal coverage, or the first one, as the coverage that
// is asked to pay.
func (r *reader) readInsurance() {
	if len(r.wire.Insurance) == 0 {
		r.fault(errs.FieldRequired, ".insurance", "the coverage is missing")
		return
	}
	at := r.focal()
	insurance := r.wire.Insurance[at]
	path := fmt.Sprintf(".insurance[%d].coverage", at)
	r.claim.Coverage = insurance.Coverage.parse()
	if len(insurance.PreAuth) > 0 {
		r.claim.Claim.PriorAuthorization = insurance.PreAuth[0]
	}
	coverage := r.scope.find(r.inside, r.claim.Coverage)
	if coverage == nil {
		if r.claim.Coverage.Kind == KindContained {
			r.fault(errs.ReferenceUnresolved, path, "the contained coverage is missing")
		}
		r.insuredBy(Party{Name: r.claim.Coverage.Display})
		return
	}
	r.claim.Claim.MemberNumber = coverage.memberNumber()
	if len(coverage.Payor) > 0 {
		reference := coverage.Payor[0].parse()
		r.insuredBy(partyOf(reference, r.scope.find(r.inside, reference)))
	}
}

// focal returns the position of the insurance that is asked to pay.
func (r *reader) focal() int {
	return max(0, slices.IndexFunc(r.wire.Insurance, func(i wireInsurance) bool { return i.Focal }))
}

// insuredBy names the insurer where the claim itself did not.
func (r *reader) insuredBy(insurer Party) {
	if r.claim.Insurer.Reference.Key() == "" && r.claim.Insurer.Name == "" {
		r.claim.Insurer = insurer
	}
}

func (w *wireResource) memberNumber() string {
	if w.SubscriberID != "" {
		return w.SubscriberID
	}
	for _, identifier := range w.Identifier {
		if identifier.Value != "" {
			return identifier.Value
		}
	}
	return ""
}

func (r *reader) readDiagnoses() {
	type indexed struct {
		wireDiagnosis
		at int
	}
	diagnoses := make([]indexed, len(r.wire.Diagnosis))
	for i, diagnosis := range r.wire.Diagnosis {
		diagnoses[i] = indexed{diagnosis, i}
	}
	slices.SortStableFunc(diagnoses, func(a, b indexed) int { return cmp.Compare(a.Sequence, b.Sequence) })
	for _, diagnosis := range diagnoses {
		code, ok := r.diagnosis(diagnosis.wireDiagnosis, fmt.Sprintf(".diagnosis[%d]", diagnosis.at))
		if ok {
			r.claim.Claim.Diagnoses = append(r.claim.Claim.Diagnoses, code)
			r.diagnosisAt[diagnosis.Sequence] = len(r.claim.Claim.Diagnoses)
		}
	}
}

func (r *reader) diagnosis(wire wireDiagnosis, path string) (codes.Code, bool) {
	concept := wire.Concept
	switch {
	case concept != nil:
		path += ".diagnosisCodeableConcept"
	case wire.Reference != nil:
		path += ".diagnosisReference"
		condition := r.scope.find(r.inside, wire.Reference.parse())
		if condition == nil || condition.Code == nil {
			r.claim.Unresolved = append(r.claim.Unresolved, r.base+path)
			return codes.Code{}, false
		}
		concept = condition.Code
	default:
		r.fault(errs.FieldRequired, path+".diagnosis[x]", "the diagnosis is missing")
		return codes.Code{}, false
	}
	code, ok := concept.firstKnown()
	if !ok {
		r.fault(errs.CodeSystemUnknown, path, "no code of a known code system")
	}
	return code, ok
}

// dateOf reads the civil date of a FHIR date, dateTime or instant, in the zone
// it is written in: the day on which the service was for those who were there.
// The empty text is no date.
func dateOf(text string) (claims.Date, error) {
	if text == "" {
		return 0, nil
	}
	day, _, _ := strings.Cut(text, "T")
	return claims.ParseDate(day)
}
