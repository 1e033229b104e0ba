package fhir

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
)

func bundle(t *testing.T) []byte {
	t.Helper()
	document, err := os.ReadFile("testdata/bundle.json")
	require.NoError(t, err)
	return document
}

func TestReadClaims_BundleResolvesItsParties(t *testing.T) {
	t.Parallel()
	read, err := ReadClaims(bundle(t), nil)
	require.NoError(t, err)
	require.Len(t, read, 1)
	claim := read[0]
	require.Empty(t, claim.Faults)
	require.Empty(t, claim.Unresolved)
	require.Equal(t, "Robin Example", claim.Patient.Name)
	require.Equal(t, "1980-02-29", claim.Patient.BirthDate.String())
	require.Equal(t, "Example Clinic", claim.Provider.Name)
	require.Equal(t, "1999999984", claim.Provider.Identifier.Value)
	require.Equal(t, rules.NPI(1999999984), claim.Provider.NPI)
	require.Zero(t, claim.Patient.NPI)
	require.Equal(t, "2025-03-02", claim.CreatedDate.String())
	require.Equal(t, "Example Health Plan", claim.Insurer.Name)
	require.Equal(t, "2025-03-01", claim.BillableStart.String())
}

func TestReadClaims_SexIsWhatEditsKnow(t *testing.T) {
	t.Parallel()
	for gender, want := range map[string]rules.Sex{"female": rules.Female, "male": rules.Male, "other": rules.AnySex, "": rules.AnySex} {
		document := strings.Replace(string(bundle(t)), `"birthDate"`, `"gender": "`+gender+`", "birthDate"`, 1)
		read, err := ReadClaims([]byte(document), nil)
		require.NoError(t, err)
		require.Equal(t, want, read[0].Patient.Sex, gender)
	}
}

func TestReadClaims_BundleTranslatesTheClaim(t *testing.T) {
	t.Parallel()
	read, err := ReadClaims(bundle(t), nil)
	require.NoError(t, err)
	date := claims.NewDate(2025, 3, 1)
	want := claims.Claim{
		Type: claims.Professional, Frequency: claims.Original,
		PatientAccountNumber: "ACCOUNT-1", MemberNumber: "MEMBER-1", PriorAuthorization: "AUTH-1",
		Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: "E119"}, {System: codes.SNOMED, Value: "44054006"}},
		Lines: []claims.Line{
			{
				Sequence: 1, Procedure: codes.Code{System: codes.HCPCS, Value: "G0108"},
				Modifiers: []string{"GT"}, PlaceOfService: "11", DiagnosisPointers: []int{1, 2},
				ServiceDate: date, Units: 2, Charge: money.Cents(12030),
			},
			{
				Sequence: 2, Procedure: codes.Code{System: codes.Synthetic, Value: "ZX101"},
				Modifiers: []string{}, DiagnosisPointers: []int{},
				ServiceDate: date.AddDays(1), Units: 3, Charge: money.Cents(1001),
			},
			{
				Sequence: 3, Procedure: codes.Code{System: codes.CVX, Value: "140"},
				Modifiers: []string{}, DiagnosisPointers: []int{},
				ServiceDate: date, Units: 1, IsInformational: true,
			},
		},
	}
	require.Equal(t, want, read[0].Claim)
}

// claimWith returns a Claim that is whole but for one replacement.
func claimWith(old, replacement string) []byte {
	const whole = `{"resourceType":"Claim","id":"c1","status":"active","use":"claim",` +
		`"type":{"coding":[{"code":"professional"}]},"patient":{"reference":"Patient/p1"},` +
		`"billablePeriod":{"start":"2025-01-02"},"provider":{"reference":"Organization/o1"},` +
		`"insurance":[{"sequence":1,"focal":true,"coverage":{"display":"Plan"}}],` +
		`"item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"140"}]},` +
		`"net":{"value":10.00,"currency":"USD"}}]}`
	if !strings.Contains(whole, old) {
		panic("the claim has no " + old)
	}
	return []byte(strings.Replace(whole, old, replacement, 1))
}

func TestReadClaims_FaultsNameTheirPath(t *testing.T) {
	t.Parallel()
	const net, item = `"net":{"value":10.00,"currency":"USD"}`, ".item[0]"
	tests := []struct {
		name, old, replacement string
		code                   errs.Code
		path                   string
	}{
		{"draft", `"status":"active"`, `"status":"draft"`, errs.StatusUnsupported, ".status"},
		{"preauthorization", `"use":"claim"`, `"use":"preauthorization"`, errs.UseUnsupported, ".use"},
		{"unknown type", `"professional"`, `"telepathy"`, errs.TypeUnsupported, ".type"},
		{"no patient", `"patient":{"reference":"Patient/p1"},`, ``, errs.FieldRequired, ".patient"},
		{"no provider", `"provider":{"reference":"Organization/o1"},`, ``, errs.FieldRequired, ".provider"},
		{"contained provider missing", `"Organization/o1"`, `"#o1"`, errs.ReferenceUnresolved, ".provider"},
		{"contained coverage missing", `{"display":"Plan"}`, `{"reference":"#c"}`, errs.ReferenceUnresolved, ".insurance[0].coverage"},
		{"no coverage", `"insurance":[{"sequence":1,"focal":true,"coverage":{"display":"Plan"}}],`, ``, errs.FieldRequired, ".insurance"},
		{"year alone", `"2025-01-02"`, `"2025"`, errs.DateInvalid, ".billablePeriod.start"},
		{"no date", `"billablePeriod":{"start":"2025-01-02"},`, ``, errs.FieldRequired, item + ".serviced[x]"},
		{"unknown system", `http://hl7.org/fhir/sid/cvx`, `http://www.ama-assn.org/go/cpt`, errs.CodeSystemUnknown, item + ".productOrService"},
		{"negative", `10.00`, `-10.00`, errs.AmountNegative, item + ".net"},
		{"euro", `"USD"`, `"EUR"`, errs.CurrencyUnsupported, item + ".net"},
		{"too large", `10.00`, `1e29`, errs.AmountTooLarge, item + ".net"},
		{"absurd exponent", `10.00`, `1e999999999`, errs.AmountTooLarge, item + ".net"},
		{"priced detail", net, `"detail":[{"net":{"value":1}}]`, errs.FieldRequired, item + ".net"},
		{"fractional units", net, net + `,"quantity":{"value":1.5}`, errs.UnitsInvalid, item + ".quantity"},
		{"no units", net, net + `,"quantity":{"value":0}`, errs.UnitsInvalid, item + ".quantity"},
		{"empty modifier", net, net + `,"modifier":[{}]`, errs.ModifierInvalid, item + ".modifier[0]"},
		{"bad service date", net, net + `,"servicedDate":"2025-02-30"`, errs.DateInvalid, item + ".servicedDate"},
		{"pointer to nothing", net, net + `,"diagnosisSequence":[4]`, errs.DiagnosisPointerInvalid, item + ".diagnosisSequence[0]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			read, err := ReadClaims(claimWith(test.old, test.replacement), nil)
			require.NoError(t, err)
			require.Len(t, read[0].Faults, 1)
			require.Equal(t, test.code, read[0].Faults[0].Code)
			require.Equal(t, "Claim"+test.path, read[0].Faults[0].Path)
		})
	}
}

func TestReadClaims_ListsEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	read, err := ReadClaims([]byte(`{"resourceType":"Claim"}`), nil)
	require.NoError(t, err)
	var paths []string
	for _, fault := range read[0].Faults {
		paths = append(paths, fault.Path)
	}
	require.Equal(t, []string{
		"Claim.status", "Claim.use", "Claim.type", "Claim.patient", "Claim.provider", "Claim.insurance", "Claim.item",
	}, paths)
}

func TestReadClaims_RefusesWhatIsNoClaim(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, document string
		want           error
	}{
		{"empty", ``, ErrMalformed},
		{"not JSON", `secret`, ErrMalformed},
		{"an array", `[]`, ErrMalformed},
		{"null", `null`, ErrNoClaim},
		{"wrong shape", `{"resourceType":"Claim","item":{"secret":1}}`, ErrMalformed},
		{"another resource", `{"resourceType":"Patient"}`, ErrNoClaim},
		{"a Bundle without one", `{"resourceType":"Bundle","entry":[{}]}`, ErrNoClaim},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadClaims([]byte(test.document), nil)
			require.ErrorIs(t, err, test.want)
			require.NotContains(t, err.Error(), "secret")
		})
	}
}

func TestReadClaims_Amounts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, price string
		cents       int64
	}{
		{"exact", `"net":{"value":140.52}`, 14052},
		{"binary noise", `"net":{"value":28.104000000000003}`, 2810},
		{"half a cent goes up", `"net":{"value":0.125}`, 13},
		{"exponent", `"net":{"value":1.5E+2}`, 15000},
		{"negative exponent", `"net":{"value":150E-2}`, 150},
		{"unit price", `"unitPrice":{"value":3.335},"quantity":{"value":3}`, 1001},
		{"factor", `"unitPrice":{"value":10},"factor":0.333`, 333},
		{"net before unit price", `"unitPrice":{"value":10},"net":{"value":7}`, 700},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			read, err := ReadClaims(claimWith(`"net":{"value":10.00,"currency":"USD"}`, test.price), nil)
			require.NoError(t, err)
			require.Empty(t, read[0].Faults)
			require.Equal(t, test.cents, read[0].Claim.Lines[0].Charge.Cents())
		})
	}
}

func TestReadClaims_RelatedClaimIsAReplacement(t *testing.T) {
	t.Parallel()
	const relationship = `"relationship":{"coding":[{"code":"prior"}]}`
	for named, want := range map[string]string{
		`"reference":{"value":"1-42-7"},"claim":{"reference":"Claim/a"},`:                            "1-42-7",
		`"claim":{"identifier":{"value":"1-42-8"}},`:                                                 "1-42-8",
		`"claim":{"reference":"https://a.example/fhir/Claim/0195d2f0-0000-7000-8000-000000000001"},`: "0195d2f0-0000-7000-8000-000000000001",
	} {
		related := `"status":"active","related":[{` + named + relationship + `}]`
		read, err := ReadClaims(claimWith(`"status":"active"`, related), nil)
		require.NoError(t, err)
		require.Equal(t, claims.Replacement, read[0].Claim.Frequency)
		require.Equal(t, want, read[0].Replaces)
		require.Empty(t, read[0].Faults)
	}
	read, err := ReadClaims(claimWith(`"status":"active"`, `"status":"active","related":[{`+relationship+`}]`), nil)
	require.NoError(t, err)
	require.Len(t, read[0].Faults, 1)
	require.Equal(t, errs.FieldRequired, read[0].Faults[0].Code)
}

func TestReadClaims_KnownResourcesResolveConditionalReferences(t *testing.T) {
	t.Parallel()
	known := new(Resources)
	require.NoError(t, known.Add([]byte(`{"resourceType":"Organization","id":"o9","name":"Known Clinic",`+
		`"identifier":[{"system":"urn:s","value":"9"}]}`)))
	document := claimWith(`"Organization/o1"`, `"Organization?identifier=urn:s|9"`)
	read, err := ReadClaims(document, known)
	require.NoError(t, err)
	require.Equal(t, "Known Clinic", read[0].Provider.Name)
	require.Equal(t, Identifier{System: "urn:s", Value: "9"}, read[0].Provider.Identifier)
}

func TestReadClaims_UnresolvedConditionIsLeftOut(t *testing.T) {
	t.Parallel()
	net := `"net":{"value":10.00,"currency":"USD"}`
	document := claimWith(net, net+`,"diagnosisSequence":[1]`)
	document = []byte(strings.Replace(string(document), `"item":`,
		`"diagnosis":[{"sequence":1,"diagnosisReference":{"reference":"urn:uuid:x"}}],"item":`, 1))
	read, err := ReadClaims(document, nil)
	require.NoError(t, err)
	require.Empty(t, read[0].Faults)
	require.Equal(t, []string{"Claim.diagnosis[0].diagnosisReference"}, read[0].Unresolved)
	require.Empty(t, read[0].Claim.Lines[0].DiagnosisPointers)
}

func TestParseReference(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want Reference
	}{
		{"", Reference{}},
		{"#p1", Reference{Kind: KindContained, ID: "p1"}},
		{"Patient/p1", Reference{Kind: KindRelative, Type: "Patient", ID: "p1"}},
		{"https://e.example/fhir/Patient/p1", Reference{Kind: KindAbsolute, Type: "Patient", ID: "p1"}},
		{"https://e.example/fhir/Patient/p1/_history/2", Reference{Kind: KindAbsolute, Type: "Patient", ID: "p1"}},
		{"urn:uuid:742fc10a", Reference{Kind: KindURN, ID: "742fc10a"}},
		{
			"Organization?identifier=https://e.example/s|37be",
			Reference{Kind: KindConditional, Type: "Organization", Identifier: Identifier{"https://e.example/s", "37be"}},
		},
		{"Organization?identifier=37be", Reference{Kind: KindConditional, Type: "Organization", Identifier: Identifier{Value: "37be"}}},
		{"?", Reference{Kind: KindConditional}},
		{"urn:", Reference{Kind: KindURN}},
		{"/", Reference{Kind: KindRelative}},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			test.want.text = test.text
			require.Equal(t, test.want, ParseReference(test.text))
		})
	}
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       int
	}{
		{"nothing", " \n", 0},
		{"one, over lines", "{\n\"a\":1\n}\n", 1},
		{"a stream", "{}\n\n{}\r\n{}", 3},
		{"byte order mark", "\xef\xbb\xbf{}", 1},
		{"a bad line stays a document", "{}\n{bad\n{}", 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.Len(t, Documents([]byte(test.text)), test.want)
		})
	}
}

func TestReadExplanation(t *testing.T) {
	t.Parallel()
	document := `{"resourceType":"ExplanationOfBenefit","claim":{"reference":"urn:uuid:c1"},"insurer":{"display":"Plan"},"item":[` +
		`{"sequence":1},{"sequence":2,"adjudication":[%s]}]}`
	amount := `{"category":{"coding":[{"code":"%s"}]},"amount":{"value":%s}}`
	adjudications := []string{
		fmt.Sprintf(amount, "submitted", "10"), fmt.Sprintf(amount, "https://x/line_prvdr_pmt_amt", "8.004"),
		fmt.Sprintf(amount, "coinsurance", "1.996"), fmt.Sprintf(amount, "deductible", "0.0"),
	}
	read, err := ReadExplanation(fmt.Appendf(nil, document, strings.Join(adjudications, ",")))
	require.NoError(t, err)
	cents := func(n int64) *money.Amount { a := money.Cents(n); return &a }
	require.Equal(t, "c1", read.Claim.ID)
	require.Equal(t, []ExplanationItem{{
		Sequence: 2, Submitted: cents(1000), Paid: cents(800), Coinsurance: cents(200), Deductible: cents(0),
	}}, read.Items)
}

func FuzzRead(f *testing.F) {
	f.Add(claimWith(`"Organization/o1"`, `"Organization?identifier=a|b"`))
	f.Add(claimWith(`10.00`, `28.104000000000003`))
	f.Add([]byte(`{"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Claim"}}]}`))
	f.Add([]byte(`{"resourceType":"ExplanationOfBenefit","item":[{"adjudication":[{"amount":{"value":1e5}}]}]}`))
	if document, err := os.ReadFile("testdata/bundle.json"); err == nil {
		f.Add(document)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, document := range Documents(text) {
			known := new(Resources)
			_ = known.Add(document)
			read, err := ReadClaims(document, known)
			if err != nil {
				require.NotEqual(t, errs.Internal, errs.CodeOf(err))
			}
			for _, claim := range read {
				requireFaultsSayWhatIsWrong(t, claim)
			}
			_, _ = ReadExplanation(document)
		}
	})
}

func requireFaultsSayWhatIsWrong(t *testing.T, claim Claim) {
	t.Helper()
	for _, line := range claim.Claim.Lines {
		require.False(t, line.Charge.IsNegative())
		require.GreaterOrEqual(t, line.Units, 1)
	}
	for _, fault := range claim.Faults {
		require.NotEmpty(t, fault.Code)
		require.NotEmpty(t, fault.Text)
		require.Regexp(t, `^(Claim|Bundle\.entry\[\d+\]\.resource)(\.[a-zA-Z]+(\[(\d+|x)\])?)*$`, fault.Path)
	}
}
