package fhir

import (
	"encoding/json"
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Resources finds the parties, coverages, conditions and answers that claims refer to: by
// full URL, type and id, or identifier. The zero value is empty and ready. It is
// not safe for use while [Resources.Add] runs.
type Resources struct {
	byKey map[string]*wireResource
}

// Add indexes one resource, or every resource of a Bundle.
//
// Errors: [ErrMalformed].
func (r *Resources) Add(document []byte) error {
	bundle, err := bundleOf(document)
	if err != nil {
		return err
	}
	if bundle == nil {
		return r.add("", document)
	}
	for _, entry := range bundle.Entry {
		if err := r.add(entry.FullURL, entry.Resource); err != nil {
			return err
		}
	}
	return nil
}

func (r *Resources) add(fullURL string, raw []byte) error {
	if len(raw) == 0 {
		return nil
	}
	kind, err := typeOfResource(raw)
	if err != nil {
		return err
	}
	if !isReferredTo(kind) {
		return nil
	}
	resource := new(wireResource)
	if err := json.Unmarshal(raw, resource); err != nil {
		return ErrMalformed
	}
	resource.readAnswer(raw)
	if r.byKey == nil {
		r.byKey = make(map[string]*wireResource)
	}
	for _, key := range resource.keys(fullURL) {
		r.byKey[key] = resource
	}
	return nil
}

func isReferredTo(kind string) bool {
	switch kind {
	case "Patient", "Organization", "Practitioner", "Coverage", "Condition", "ClaimResponse":
		return true
	}
	return false
}

func (w *wireResource) keys(fullURL string) []string {
	var keys []string
	if fullURL != "" {
		keys = append(keys, fullURL)
	}
	if w.ID != "" {
		keys = append(keys, w.ResourceType+"/"+w.ID, "urn:uuid:"+w.ID)
	}
	for _, identifier := range w.Identifier {
		keys = append(keys, conditionalKey(w.ResourceType, Identifier(identifier)))
	}
	return keys
}

func conditionalKey(kind string, identifier Identifier) string {
	return kind + "?" + identifier.System + "|" + identifier.Value
}

// find returns the target of a reference, or nil when it is not here.
func (r *Resources) find(reference Reference) *wireResource {
	if r == nil {
		return nil
	}
	if found := r.byKey[reference.text]; found != nil {
		return found
	}
	switch reference.Kind {
	case KindAbsolute, KindRelative:
		return r.byKey[reference.Type+"/"+reference.ID]
	case KindConditional, KindLogical:
		return r.byKey[conditionalKey(reference.Type, reference.Identifier)]
	case KindNone, KindURN, KindContained:
	}
	return nil
}

// contained indexes the resources inside a resource, by #id.
func contained(raws []json.RawMessage) *Resources {
	inside := &Resources{byKey: make(map[string]*wireResource, len(raws))}
	for _, raw := range raws {
		resource := new(wireResource)
		if json.Unmarshal(raw, resource) == nil && resource.ID != "" {
			resource.readAnswer(raw)
			inside.byKey["#"+resource.ID] = resource
		}
	}
	return inside
}

// Party is a person or an organization that a claim names.
type Party struct {
	// Reference is how the claim names it; its kind is none when the claim does not.
	Reference Reference
	// Identifier is the first business identifier of the resource, where it is
	// known, else the one in the reference.
	Identifier Identifier
	// Name is the resource's name, where it is known, else the display text.
	Name string
	// NPI is a provider's, from the resource or the reference; zero where neither has one.
	NPI rules.NPI
	// BirthDate and Sex are a patient's, where they are known.
	BirthDate claims.Date
	Sex       rules.Sex
}

// sexes are FHIR's administrative genders that edits of sex know.
var sexes = map[string]rules.Sex{"female": rules.Female, "male": rules.Male}

func partyOf(reference Reference, resource *wireResource) Party {
	party := Party{Reference: reference, Identifier: reference.Identifier, Name: reference.Display, NPI: reference.Identifier.npi()}
	if resource == nil {
		return party
	}
	for _, identifier := range resource.Identifier {
		if npi := Identifier(identifier).npi(); npi != 0 {
			party.NPI = npi
		}
	}
	party.Sex = sexes[resource.Gender]
	if party.Identifier == (Identifier{}) && len(resource.Identifier) > 0 {
		party.Identifier = Identifier(resource.Identifier[0])
	}
	if name := resource.name(); name != "" {
		party.Name = name
	}
	if born, err := claims.ParseDate(resource.BirthDate); err == nil {
		party.BirthDate = born
	}
	return party
}

// name returns an organization's name or a person's official one as one text.
func (w *wireResource) name() string {
	var text string
	if json.Unmarshal(w.Name, &text) == nil {
		return text
	}
	var names []wireHumanName
	if json.Unmarshal(w.Name, &names) != nil || len(names) == 0 {
		return ""
	}
	if names[0].Text != "" {
		return names[0].Text
	}
	return strings.TrimSpace(strings.Join(names[0].Given, " ") + " " + names[0].Family)
}
