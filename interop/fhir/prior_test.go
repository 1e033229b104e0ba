package fhir

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

const x12 = `https://x12.org/codes/claim-adjustment-`

// answeredClaim is a claim of 1,000.00 and 50.00 that two payers answered to, one by
// item and one as a whole.
const answeredClaim = `{
  "resourceType": "Claim", "id": "c", "status": "active", "use": "claim", "type": {"coding": [{"code": "professional"}]},
  "patient": {"display": "p"}, "provider": {"display": "d"}, "billablePeriod": {"start": "2025-03-01"},
  "contained": [
    {"resourceType": "Coverage", "id": "own", "subscriberId": "MEMBER-1", "payor": [{"display": "Own Plan"}]},
    {"resourceType": "Organization", "id": "org", "identifier": [{"value": "60054"}], "name": "First Payer"},
    {"resourceType": "ClaimResponse", "id": "first", "status": "active", "use": "claim", "outcome": "complete", "created": "2025-03-20T08:00:00Z",
     "insurer": {"reference": "#org"},
     "item": [
       {"itemSequence": 1, "adjudication": [
         {"category": {"coding": [{"code": "submitted"}]}, "amount": {"value": 1000.00}},
         {"category": {"coding": [{"code": "eligible"}]}, "amount": {"value": 800.00}},
         {"category": {"coding": [{"system": "` + x12 + `group-codes", "code": "CO"}]},
          "reason": {"coding": [{"system": "http://x12.org/codes/claim-adjustment-reason-codes/", "code": "45"}]}, "amount": {"value": 200.00}},
         {"category": {"coding": [{"code": "coinsurance"}]}, "amount": {"value": 160.00, "currency": "USD"}},
         {"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 640.00}}]},
       {"itemSequence": 2, "adjudication": [
         {"category": {"coding": [{"code": "deductible"}]}, "amount": {"value": 60.00}},
         {"category": {"coding": [{"system": "` + x12 + `group-codes", "code": "OA"}]},
          "reason": {"coding": [{"system": "` + x12 + `reason-codes", "code": "94"}]}, "amount": {"value": -10.00}},
         {"category": {"coding": [{"code": "paidtoprovider"}]}, "amount": {"value": 0}}]},
       {"itemSequence": 3, "adjudication": []}]},
    {"resourceType": "ClaimResponse", "id": "second", "status": "active", "use": "claim", "outcome": "partial", "created": "2025-04-02",
     "insurer": {"display": "Second Payer"},
     "adjudication": [
       {"category": {"coding": [{"system": "` + x12 + `group-codes", "code": "OA"}, {"system": "` + x12 + `reason-codes", "code": "23"}]}, "amount": {"value": 1010.00}}],
     "total": [{"category": {"coding": [{"code": "submitted"}]}, "amount": {"value": 1050.00}}, {"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 40.00}}]}
  ],
  "insurance": [
    {"sequence": 2, "focal": false, "coverage": {"display": "s"}, "claimResponse": {"reference": "#second"}},
    {"sequence": 3, "focal": true, "coverage": {"reference": "#own"}},
    {"sequence": 1, "focal": false, "coverage": {"display": "f"}, "claimResponse": {"reference": "#first"}},
    {"sequence": 4, "focal": false, "coverage": {"display": "has not answered"}}],
  "item": [
    {"sequence": 1, "productOrService": {"coding": [{"system": "https://clearclaim.example/fhir/CodeSystem/synthetic", "code": "ZX101"}]}, "net": {"value": 1000.00}},
    {"sequence": 2, "productOrService": {"coding": [{"system": "https://clearclaim.example/fhir/CodeSystem/synthetic", "code": "ZX102"}]}, "net": {"value": 50.00}},
    {"sequence": 3, "productOrService": {"coding": [{"system": "https://clearclaim.example/fhir/CodeSystem/synthetic", "code": "ZX103"}]}}]
}`

func readAnswered(t *testing.T, document string) Claim {
	t.Helper()
	read, err := ReadClaims([]byte(document), nil)
	require.NoError(t, err)
	require.Len(t, read, 1)
	return read[0]
}

func TestReadClaims_ReadsWhatOtherPayersAnswered(t *testing.T) {
	t.Parallel()
	read := readAnswered(t, answeredClaim)
	require.Empty(t, read.Faults)
	adjustment := func(group codes.Group, carc string, cents int64) claims.PriorAdjustment {
		return claims.PriorAdjustment{Group: group, CARC: carc, Amount: money.Cents(cents)}
	}
	require.Equal(t, []claims.PriorPayer{
		{
			Payer: "60054", AnswerDate: claims.NewDate(2025, 3, 20), Paid: money.Cents(64000),
			Lines: []claims.PriorLine{
				{Sequence: 1, Paid: money.Cents(64000), Adjustments: []claims.PriorAdjustment{adjustment("CO", "45", 20000), adjustment("PR", "2", 16000)}},
				{Sequence: 2, Adjustments: []claims.PriorAdjustment{adjustment("PR", "1", 6000), adjustment("OA", "94", -1000)}},
			},
		},
		{
			Payer: "Second Payer", AnswerDate: claims.NewDate(2025, 4, 2), Paid: money.Cents(4000),
			Adjustments: []claims.PriorAdjustment{adjustment("OA", "23", 101_000)},
		},
	}, read.Claim.PriorPayers)
	_, faults := cob.Lefts(&read.Claim)
	require.Empty(t, faults, "what is read balances as what was written does")
}

func TestReadClaims_RefusesAnswersThatItCannotReadWhole(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, old, new string
		code           errs.Code
		path           string
	}{
		{"not in the document", `{"reference": "#first"}`, `{"reference": "ClaimResponse/7"}`, errs.ReferenceUnresolved, "Claim.insurance[2].claimResponse"},
		{"no answer at all", `{"reference": "#first"}`, `{"reference": "#org"}`, errs.ReferenceUnresolved, "Claim.insurance[2].claimResponse"},
		{"of the one that is asked", `"coverage": {"reference": "#own"}`, `"coverage": {"reference": "#own"}, "claimResponse": {"reference": "#first"}`, errs.CoordinationInvalid, "Claim.insurance[1].claimResponse"},
		{"not decided", `"outcome": "complete"`, `"outcome": "queued"`, errs.StatusUnsupported, "Claim.insurance[2].claimResponse.outcome"},
		{"an estimate", `"use": "claim", "outcome": "complete"`, `"use": "predetermination", "outcome": "complete"`, errs.StatusUnsupported, "Claim.insurance[2].claimResponse.outcome"},
		{"no day", `"created": "2025-04-02"`, `"created": "2025-04"`, errs.DateInvalid, "Claim.insurance[0].claimResponse.created"},
		{"added services", `"outcome": "partial",`, `"outcome": "partial", "addItem": [{}],`, errs.CoordinationInvalid, "Claim.insurance[0].claimResponse.addItem"},
		{"a category of its own", `"code": "coinsurance"`, `"code": "discount"`, errs.CoordinationInvalid, "Claim.insurance[2].claimResponse.item[0].adjudication[3]"},
		{"a reason without a group", `{"system": "` + x12 + `group-codes", "code": "CO"}`, `{"code": "x"}`, errs.CoordinationInvalid, "Claim.insurance[2].claimResponse.item[0].adjudication[2]"},
		{"nothing paid of an item", `"code": "benefit"}]}, "amount": {"value": 640.00}`, `"code": "submitted"}]}, "amount": {"value": 640.00}`, errs.FieldRequired, "Claim.insurance[2].claimResponse.item[0].adjudication"},
		{"nothing paid of the claim", `"code": "benefit"}]}, "amount": {"value": 40.00}`, `"code": "submitted"}]}, "amount": {"value": 40.00}`, errs.FieldRequired, "Claim.insurance[0].claimResponse.total"},
		{"another currency", `"currency": "USD"`, `"currency": "EUR"`, errs.CurrencyUnsupported, "Claim.insurance[2].claimResponse.item[0].adjudication[3].amount"},
		{"a sum past all bounds", `"value": 160.00`, `"value": 1e31`, errs.AmountTooLarge, "Claim.insurance[2].claimResponse.item[0].adjudication[3].amount"},
		{"another item", `"itemSequence": 2`, `"itemSequence": 9`, errs.LineSequenceInvalid, "Claim.insurance[2].claimResponse.item[1].itemSequence"},
		{"details", `"itemSequence": 2,`, `"itemSequence": 2, "detail": [{}],`, errs.CoordinationInvalid, "Claim.insurance[2].claimResponse.item[1].detail"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			changed := strings.Replace(answeredClaim, test.old, test.new, 1)
			require.NotEqual(t, answeredClaim, changed)
			var found []string
			for _, fault := range readAnswered(t, changed).Faults {
				found = append(found, string(fault.Code)+" "+fault.Path)
			}
			require.Contains(t, found, string(test.code)+" "+test.path)
		})
	}
}

func TestReadClaims_AnswerIsFoundInTheBundle(t *testing.T) {
	t.Parallel()
	at := strings.Index(answeredClaim, `{"resourceType": "ClaimResponse", "id": "first"`)
	end := strings.Index(answeredClaim, `{"resourceType": "ClaimResponse", "id": "second"`)
	answer := strings.TrimRight(answeredClaim[at:end], ", \n")
	claim := strings.Replace(answeredClaim[:at]+answeredClaim[end:], `"#first"`, `"ClaimResponse/first"`, 1)
	answer = strings.Replace(answer, `{"reference": "#org"}`, `{"identifier": {"value": "60054"}}`, 1)
	read := readAnswered(t, `{"resourceType": "Bundle", "entry": [{"resource": `+claim+`}, {"fullUrl": "urn:uuid:1", "resource": `+answer+`}]}`)
	require.Empty(t, read.Faults)
	require.Equal(t, "60054", read.Claim.PriorPayers[0].Payer)
	require.Len(t, read.Claim.PriorPayers, 2)
}
