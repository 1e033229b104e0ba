package apiclient

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
)

// CodedValue is a code of a code set.
type CodedValue struct {
	System string `json:"system"`
	Code   string `json:"code"`
}

// ClaimInput is a claim as the API takes it.
type ClaimInput struct {
	Type                 string       `json:"type"`
	Frequency            int          `json:"frequency,omitempty"`
	Insurer              uint32       `json:"insurer"`
	PatientAccountNumber string       `json:"patientAccountNumber"`
	MemberNumber         string       `json:"memberNumber"`
	Diagnoses            []CodedValue `json:"diagnoses,omitempty"`
	PriorAuthorization   string       `json:"priorAuthorization,omitempty"`
	// Replaces is the claim that a replacement or a void is of, by its global id or
	// its number; "" of an original.
	Replaces string      `json:"replaces,omitempty"`
	Lines    []LineInput `json:"lines"`
	// PriorPayers are the answers of those who paid before, in their order.
	PriorPayers []PriorPayerInput `json:"priorPayers,omitempty"`
	// Salt is what prepareSubmission gave; only with the provider's own signature.
	Salt string `json:"salt,omitempty"`
}

// LineInput is a service as the API takes it. The charge keeps its text, so that
// what a file holds is what is sent; no charge marks a line that is information only.
type LineInput struct {
	Sequence          int         `json:"sequence"`
	Procedure         CodedValue  `json:"procedure"`
	Modifiers         []string    `json:"modifiers,omitempty"`
	PlaceOfService    string      `json:"placeOfService,omitempty"`
	DiagnosisPointers []int       `json:"diagnosisPointers,omitempty"`
	ServiceDate       string      `json:"serviceDate"`
	Units             int         `json:"units"`
	ChargeCents       json.Number `json:"chargeCents,omitempty"`
}

// ClaimInputOf writes a claim of the domain as the API takes it.
func ClaimInputOf(claim claims.Claim) ClaimInput {
	in := ClaimInput{
		Type:                 strings.ToUpper(string(claim.Type)),
		Frequency:            int(claim.Frequency),
		Insurer:              uint32(claim.Insurer),
		PatientAccountNumber: claim.PatientAccountNumber,
		MemberNumber:         claim.MemberNumber,
		PriorAuthorization:   claim.PriorAuthorization,
	}
	for _, diagnosis := range claim.Diagnoses {
		in.Diagnoses = append(in.Diagnoses, codedValueOf(diagnosis))
	}
	for _, line := range claim.Lines {
		in.Lines = append(in.Lines, lineInputOf(line))
	}
	for _, payer := range claim.PriorPayers {
		in.PriorPayers = append(in.PriorPayers, priorInputOf(payer))
	}
	return in
}

// Claim returns the claim of the domain that the API would read of the input: its
// insurer and provider may be missing.
//
// Errors: those of dates and amounts.
func (in ClaimInput) Claim() (claims.Claim, error) {
	claim := claims.Claim{
		Type: claims.Type(strings.ToLower(in.Type)), Frequency: claims.Frequency(max(in.Frequency, 1)),
		Insurer: claims.InsurerID(in.Insurer), PatientAccountNumber: in.PatientAccountNumber,
		MemberNumber: in.MemberNumber, PriorAuthorization: in.PriorAuthorization,
	}
	for _, diagnosis := range in.Diagnoses {
		claim.Diagnoses = append(claim.Diagnoses, diagnosis.code())
	}
	for _, line := range in.Lines {
		read, err := line.line()
		if err != nil {
			return claims.Claim{}, err
		}
		claim.Lines = append(claim.Lines, read)
	}
	for _, payer := range in.PriorPayers {
		read, err := payer.payer()
		if err != nil {
			return claims.Claim{}, err
		}
		claim.PriorPayers = append(claim.PriorPayers, read)
	}
	return claim, nil
}

func (in LineInput) line() (claims.Line, error) {
	line := claims.Line{
		Sequence: in.Sequence, Procedure: in.Procedure.code(), Modifiers: in.Modifiers, PlaceOfService: in.PlaceOfService,
		DiagnosisPointers: in.DiagnosisPointers, Units: in.Units, IsInformational: in.ChargeCents == "",
	}
	var err error
	if line.ServiceDate, err = claims.ParseDate(in.ServiceDate); err != nil {
		return claims.Line{}, err
	}
	if !line.IsInformational {
		cents, err := strconv.ParseInt(string(in.ChargeCents), 10, 64)
		if err != nil {
			return claims.Line{}, fmt.Errorf("reading a charge: %w", err)
		}
		line.Charge = money.Cents(cents)
	}
	return line, nil
}

func (v CodedValue) code() codes.Code {
	return codes.Code{System: codes.System(v.System), Value: v.Code}
}

func codedValueOf(code codes.Code) CodedValue {
	return CodedValue{System: string(code.System), Code: code.Value}
}

func lineInputOf(line claims.Line) LineInput {
	in := LineInput{
		Sequence:          line.Sequence,
		Procedure:         codedValueOf(line.Procedure),
		Modifiers:         line.Modifiers,
		PlaceOfService:    line.PlaceOfService,
		DiagnosisPointers: line.DiagnosisPointers,
		ServiceDate:       line.ServiceDate.String(),
		Units:             line.Units,
	}
	if !line.IsInformational {
		in.ChargeCents = json.Number(strconv.FormatInt(line.Charge.Cents(), 10))
	}
	return in
}

// SubmitClaims is the input of submitClaims. A zero provider is the caller.
type SubmitClaims struct {
	IdempotencyKey string       `json:"-"`
	Provider       uint32       `json:"provider,omitempty"`
	Claims         []ClaimInput `json:"claims"`
	// Signature is the provider's own; nil lets the gateway sign on its behalf.
	Signature *Signature `json:"signature,omitempty"`
}

// Signature is a provider's own signature over a prepared submission.
type Signature struct {
	Sequence  string `json:"sequence"`
	Deadline  string `json:"deadline"`
	Signature string `json:"signature"`
}

// Submitted is the answer to a submission.
type Submitted struct {
	Accepted []AcceptedClaim `json:"accepted"`
	Rejected []Rejection     `json:"rejected"`
	// Acknowledgement is nil when no claim was accepted.
	Acknowledgement *Acknowledgement `json:"acknowledgement"`
}

// AcceptedClaim is a claim that has an id now; Index is its position in the input.
type AcceptedClaim struct {
	Index int    `json:"index"`
	ID    string `json:"id"`
}

// Rejection is a claim that never entered adjudication.
type Rejection struct {
	Index  int     `json:"index"`
	Faults []Fault `json:"faults"`
}

// Acknowledgement is the gateway's signed promise.
type Acknowledgement struct {
	Root       string    `json:"root"`
	AcceptedAt time.Time `json:"acceptedAt"`
	ReceiptBy  time.Time `json:"receiptBy"`
	Signature  string    `json:"signature"`
}

// SubmitClaims submits up to 512 claims of one insurer.
//
// Errors: [*Error].
func (c *Client) SubmitClaims(ctx context.Context, in SubmitClaims) (submitted Submitted, err error) {
	err = c.mutate(ctx, "submitClaims", submittedFields, keyed{in.IdempotencyKey, in}, &submitted)
	return submitted, err
}

// Prepared is a submission that a provider can sign.
type Prepared struct {
	Claims []struct {
		Index int    `json:"index"`
		Salt  string `json:"salt"`
	} `json:"claims"`
	Rejections []Rejection `json:"rejections"`
	Root       string      `json:"root"`
	Sequence   string      `json:"sequence"`
	Digest     string      `json:"digest"`
	Deadline   string      `json:"deadline"`
}

// PrepareSubmission returns salts, root and digest for a provider that signs
// with its own key. It stores nothing.
//
// Errors: [*Error].
func (c *Client) PrepareSubmission(ctx context.Context, provider uint32, claims []ClaimInput) (prepared Prepared, err error) {
	const fields = "claims { index salt } rejections { index faults { code path message } } root sequence digest deadline"
	in := struct {
		Provider uint32       `json:"provider,omitempty"`
		Claims   []ClaimInput `json:"claims"`
	}{provider, claims}
	err = c.mutate(ctx, "prepareSubmission", fields, unkeyed{in}, &prepared)
	return prepared, err
}

// AttachEvidence is the input of attachEvidence.
type AttachEvidence struct {
	IdempotencyKey    string `json:"-"`
	EvidenceRequestID string `json:"evidenceRequestId"`
	MediaType         string `json:"mediaType"`
	// Content is the document; JSON carries it in base64.
	Content []byte `json:"content"`
}

// AttachEvidence hands in a document that was asked for.
//
// Errors: [*Error].
func (c *Client) AttachEvidence(ctx context.Context, in AttachEvidence) error {
	return c.mutate(ctx, "attachEvidence", "claim { id }", keyed{in.IdempotencyKey, in}, nil)
}
