package fhir

import (
	"strings"

	"github.com/clearclaim/clearclaim/claims/rules"
)

// Identifier is a business identifier: a value in a system.
type Identifier struct {
	System string
	Value  string
}

// npi returns a national provider identifier, zero when it is none.
func (i Identifier) npi() rules.NPI {
	switch schemeless(i.System) {
	case "//hl7.org/fhir/sid/us-npi", "urn:oid:2.16.840.1.113883.4.6":
		return rules.NPIOf(i.Value)
	}
	return 0
}

// Kind says how a reference names its target.
type Kind string

// The kinds of reference.
const (
	// KindNone is no reference at all; there may still be a display text.
	KindNone Kind = ""
	// KindAbsolute is a URL of a resource.
	KindAbsolute Kind = "absolute"
	// KindRelative is Type/id.
	KindRelative Kind = "relative"
	// KindURN is urn:uuid:… or urn:oid:….
	KindURN Kind = "urn"
	// KindContained is #id, within the resource itself.
	KindContained Kind = "contained"
	// KindConditional is Type?identifier=system|value.
	KindConditional Kind = "conditional"
	// KindLogical is an identifier without a reference.
	KindLogical Kind = "logical"
)

// Reference names another resource in one of the ways that FHIR has.
type Reference struct {
	Kind Kind
	// Type is the resource type, where the reference says it.
	Type string
	// ID is the resource's id without type, scheme and version.
	ID string
	// Identifier is set for conditional and logical references.
	Identifier Identifier
	// Display is the text that stands beside the reference, or instead of it.
	Display string
	text    string
}

// ParseReference reads the text of a reference. It accepts any text: what it
// cannot place is a relative reference with that id.
func ParseReference(text string) Reference {
	reference := Reference{text: text}
	switch {
	case text == "":
		return reference
	case strings.HasPrefix(text, "#"):
		reference.Kind, reference.ID = KindContained, text[1:]
	case strings.HasPrefix(text, "urn:"):
		reference.Kind, reference.ID = KindURN, text[strings.LastIndexByte(text, ':')+1:]
	case strings.Contains(text, "?"):
		reference.parseConditional()
	default:
		reference.parseLiteral()
	}
	return reference
}

func (r *Reference) parseConditional() {
	base, query, _ := strings.Cut(r.text, "?")
	r.Kind, r.Type = KindConditional, base[strings.LastIndexByte(base, '/')+1:]
	for parameter := range strings.SplitSeq(query, "&") {
		value, isIdentifier := strings.CutPrefix(parameter, "identifier=")
		if !isIdentifier {
			continue
		}
		if system, rest, hasSystem := strings.Cut(value, "|"); hasSystem {
			r.Identifier = Identifier{System: system, Value: rest}
		} else {
			r.Identifier = Identifier{Value: value}
		}
	}
}

func (r *Reference) parseLiteral() {
	r.Kind = KindRelative
	path := r.text
	if scheme := strings.Index(path, "://"); scheme >= 0 {
		r.Kind, path = KindAbsolute, path[scheme+len("://"):]
	}
	path, _, _ = strings.Cut(path, "/_history/")
	parts := strings.Split(path, "/")
	r.ID = parts[len(parts)-1]
	if len(parts) > 1 {
		r.Type = parts[len(parts)-2]
	}
}

func (w wireReference) parse() Reference {
	reference := ParseReference(w.Reference)
	reference.Display = w.Display
	if reference.Type == "" {
		reference.Type = w.Type
	}
	if w.Identifier != nil && reference.Identifier == (Identifier{}) {
		reference.Identifier = Identifier(*w.Identifier)
		if reference.Kind == KindNone {
			reference.Kind = KindLogical
		}
	}
	return reference
}

// Key returns a text that is the same for every reference to one target: the id
// where there is one, else the identifier, else the display.
func (r Reference) Key() string {
	switch {
	case r.ID != "":
		return r.ID
	case r.Identifier.Value != "":
		return r.Identifier.Value
	default:
		return r.Display
	}
}
