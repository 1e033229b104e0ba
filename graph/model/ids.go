package model

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/views"
)

// Kind is the kind of object that a global id names.
type Kind string

// The kinds, named as the schema's types.
const (
	KindClaim           Kind = "Claim"
	KindInsurer         Kind = "Insurer"
	KindProvider        Kind = "Provider"
	KindPlan            Kind = "Plan"
	KindCoverage        Kind = "Coverage"
	KindEvidenceRequest Kind = "EvidenceRequest"
	KindRemittance      Kind = "Remittance"
)

// Node is an object with a global id.
type Node any

// GlobalID returns the global id of an object: opaque to clients, though no secret.
func GlobalID(kind Kind, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(string(kind) + ":" + id))
}

// ParseGlobalID returns the kind and id that a global id names, and false when it names nothing.
func ParseGlobalID(text string) (Kind, string, bool) {
	const longest = 400
	if len(text) > longest {
		return "", "", false
	}
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return "", "", false
	}
	kind, id, ok := strings.Cut(string(decoded), ":")
	return Kind(kind), id, ok && id != ""
}

// IDOf returns the id in a global id of the kind, or "" when it is none.
func IDOf(kind Kind, text string) string {
	found, id, ok := ParseGlobalID(text)
	if !ok || found != kind {
		return ""
	}
	return id
}

// NumberOf returns the number in a global id of the kind, or 0 when it is none.
func NumberOf(kind Kind, text string) uint32 {
	number, err := strconv.ParseUint(IDOf(kind, text), 10, 32)
	if err != nil {
		return 0
	}
	return uint32(number)
}

func marshalID(kind Kind, id string) graphql.Marshaler { return graphql.MarshalID(GlobalID(kind, id)) }

func marshalNumberedID(kind Kind, id uint32) graphql.Marshaler {
	return marshalID(kind, strconv.FormatUint(uint64(id), 10))
}

func unmarshalID(kind Kind, v any) (string, error) {
	text, err := graphql.UnmarshalID(v)
	if err != nil {
		return "", errWrongType
	}
	return IDOf(kind, text), nil
}

func unmarshalNumberedID(kind Kind, v any) (uint32, error) {
	text, err := graphql.UnmarshalID(v)
	if err != nil {
		return 0, errWrongType
	}
	return NumberOf(kind, text), nil
}

// MarshalClaimID writes a claim's global id.
func MarshalClaimID(id claims.ID) graphql.Marshaler { return marshalID(KindClaim, string(id)) }

// UnmarshalClaimID reads a claim's global id; another is "".
func UnmarshalClaimID(v any) (claims.ID, error) {
	id, err := unmarshalID(KindClaim, v)
	return claims.ID(id), err
}

// MarshalInsurerID writes an insurer's global id.
func MarshalInsurerID(id claims.InsurerID) graphql.Marshaler {
	return marshalNumberedID(KindInsurer, uint32(id))
}

// UnmarshalInsurerID reads an insurer's global id; another is 0.
func UnmarshalInsurerID(v any) (claims.InsurerID, error) {
	id, err := unmarshalNumberedID(KindInsurer, v)
	return claims.InsurerID(id), err
}

// MarshalProviderID writes a provider's global id.
func MarshalProviderID(id claims.ProviderID) graphql.Marshaler {
	return marshalNumberedID(KindProvider, uint32(id))
}

// UnmarshalProviderID reads a provider's global id; another is 0.
func UnmarshalProviderID(v any) (claims.ProviderID, error) {
	id, err := unmarshalNumberedID(KindProvider, v)
	return claims.ProviderID(id), err
}

// MarshalPlanID writes a plan's global id.
func MarshalPlanID(id claims.PlanID) graphql.Marshaler {
	return marshalNumberedID(KindPlan, uint32(id))
}

// UnmarshalPlanID reads a plan's global id; another is 0.
func UnmarshalPlanID(v any) (claims.PlanID, error) {
	id, err := unmarshalNumberedID(KindPlan, v)
	return claims.PlanID(id), err
}

// MarshalCoverageID writes a coverage's global id.
func MarshalCoverageID(id views.CoverageID) graphql.Marshaler {
	return marshalID(KindCoverage, string(id))
}

// UnmarshalCoverageID reads a coverage's global id; another is "".
func UnmarshalCoverageID(v any) (views.CoverageID, error) {
	id, err := unmarshalID(KindCoverage, v)
	return views.CoverageID(id), err
}

// MarshalEvidenceRequestID writes an evidence request's global id.
func MarshalEvidenceRequestID(id views.EvidenceRequestID) graphql.Marshaler {
	return marshalID(KindEvidenceRequest, string(id))
}

// UnmarshalEvidenceRequestID reads an evidence request's global id; another is "".
func UnmarshalEvidenceRequestID(v any) (views.EvidenceRequestID, error) {
	id, err := unmarshalID(KindEvidenceRequest, v)
	return views.EvidenceRequestID(id), err
}

// MarshalRemittanceID writes a remittance's global id.
func MarshalRemittanceID(id views.RemittanceID) graphql.Marshaler {
	return marshalID(KindRemittance, string(id))
}

// UnmarshalRemittanceID reads a remittance's global id; another is "".
func UnmarshalRemittanceID(v any) (views.RemittanceID, error) {
	id, err := unmarshalID(KindRemittance, v)
	return views.RemittanceID(id), err
}
