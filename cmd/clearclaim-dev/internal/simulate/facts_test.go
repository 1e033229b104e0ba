package simulate

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/interop/fhir"
)

// told is what a bundle tells beside the lines of its claim; "" is nothing.
type told struct {
	id, member, birthDate, gender, npi, created, date string
}

// bundle returns a claim of ZX101 on a day with its patient, provider and coverage.
func bundle(b told) string {
	identifier := ""
	if b.npi != "" {
		identifier = fmt.Sprintf(`"identifier":[{"system":"urn:other","value":"x"},{"system":"http://hl7.org/fhir/sid/us-npi","value":%q}],`, b.npi)
	}
	return fmt.Sprintf(`{"resourceType":"Bundle","type":"collection","entry":[
		{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","birthDate":%q,"gender":%q}},
		{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Organization",%s"name":"Sample Clinic"}},
		{"fullUrl":"urn:uuid:3","resource":{"resourceType":"Coverage","subscriberId":%q}},
		{"fullUrl":"urn:uuid:4","resource":{"resourceType":"Claim","id":%q,"status":"active","use":"claim","created":%q,
			"type":{"coding":[{"code":"professional"}]},"patient":{"reference":"urn:uuid:1"},"provider":{"reference":"urn:uuid:2"},
			"insurance":[{"sequence":1,"focal":true,"coverage":{"reference":"urn:uuid:3"}}],
			"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"J06.9"}]}}],
			"item":[{"sequence":1,"diagnosisSequence":[1],"servicedDate":%q,"locationCodeableConcept":{"coding":[{"code":"11"}]},
				"productOrService":{"coding":[{"system":%q,"code":"ZX101"}]},"quantity":{"value":1},"net":{"value":200,"currency":"USD"}}]}}]}`,
		b.birthDate, b.gender, identifier, b.member, b.id, b.created, b.date, fhir.SyntheticSystem)
}

func adult() told {
	return told{id: "c", member: "ann", birthDate: "1980-05-17", gender: "male", npi: "1234567893", created: "2026-03-02T09:00:00+01:00", date: "2026-03-01"}
}

func (b told) with(change func(*told)) told {
	change(&b)
	return b
}

// setup reads a plan, with another first field, and the claims of bundles.
func setup(t *testing.T, planField string, reader Reader, bundles ...told) ([]Claim, Terms) {
	t.Helper()
	files := map[string]string{"plan.json": "{" + planField + planText[1:], "fees.csv": schedule}
	dir := folder(t, files)
	var names []string
	for i, b := range bundles {
		names = append(names, filepath.Join(folder(t, map[string]string{fmt.Sprintf("%d.json", i): bundle(b)}), fmt.Sprintf("%d.json", i)))
	}
	plan, err := ReadPlan(filepath.Join(dir, "plan.json"), filepath.Join(dir, "fees.csv"))
	require.NoError(t, err)
	list, refused, err := reader.Read(names)
	require.NoError(t, err)
	require.Empty(t, refused)
	return list, Terms{Plan: plan}
}

// tables reads a rule set of one table.
func tables(t *testing.T, kind, text string) Tables {
	t.Helper()
	read, err := ReadTables(folder(t, map[string]string{
		"manifest.csv": "file,kind,version,source,licence,start,end\nt.csv," + kind + ",1,test,Apache-2.0,2020-01-01,\n", "t.csv": text,
	}))
	require.NoError(t, err)
	return read
}

// rulesOf returns the rule of each claim's first line, and whether it waits.
func rulesOf(t *testing.T, list []Claim, terms Terms, by Tables) []string {
	t.Helper()
	decided, err := Decide(list, terms, by)
	require.NoError(t, err)
	var found []string
	for i := range decided {
		require.Empty(t, decided[i].Refusal)
		found = append(found, decided[i].Lines[0].Rule)
	}
	return found
}

// unaskedOf returns how many claims lack a fact.
func unaskedOf(t *testing.T, list []Claim, terms Terms, by Tables, lacking string) int {
	t.Helper()
	decided, err := Decide(list, terms, by)
	require.NoError(t, err)
	for _, u := range UnaskedOf([2][]Decided{decided, decided}, terms, [2]Tables{by, by}) {
		if u.Lacking == lacking {
			return u.ClaimsA
		}
	}
	return 0
}

// What the directory says holds for the NPI of the bundle, and for nobody without one.
func TestDecide_DirectoryTellsTheNetworkByNPI(t *testing.T) {
	t.Parallel()
	list, terms := setup(t, `"isInNetworkOnly":true,`, Reader{},
		adult(), adult().with(func(b *told) { b.id, b.member, b.npi = "d", "ben", "1987654320" }), adult().with(func(b *told) { b.id, b.member, b.npi = "e", "cid", "" }))
	directory := tables(t, "directory", "npi,start,end,network,name,locality,taxonomy\n1234567893,,,in,,,\n")
	require.Equal(t, []string{"", rules.ProviderOutOfNetwork.String(), ""}, rulesOf(t, list, terms, directory))
	require.Equal(t, 1, unaskedOf(t, list, terms, directory, "network of the provider"))
	require.Equal(t, 3, unaskedOf(t, list, terms, Tables{}, "network of the provider"))
	require.Equal(t, 1, unaskedOf(t, list, terms, Tables{}, "NPI"))
}

// A provider joins the network on the day of the second line: above the fee the patient owes the
// first day's part alone.
func TestDecide_NetworkIsThatOfTheDayOfEachLine(t *testing.T) {
	t.Parallel()
	list, terms := setup(t, "", Reader{}, adult())
	line := list[0].Lines[0]
	line.Charge = money.Cents(23000)
	next := line
	next.Sequence, next.ServiceDate = 2, line.ServiceDate.AddDays(1)
	list[0].Lines = []claims.Line{line, next}
	decided, err := Decide(list, terms, tables(t, "directory",
		"npi,start,end,network,name,locality,taxonomy\n1234567893,,2026-03-02,out,,,\n1234567893,2026-03-02,,in,,,\n"))
	require.NoError(t, err)
	require.Equal(t, []Outcome{
		{Line: 1, Status: Paid, Allowed: 20000, Paid: 8000, Patient: 15000},
		{Line: 2, Status: Paid, Allowed: 20000, Paid: 16000, Patient: 4000},
	}, decided[0].Lines)
}

func TestDecide_AgesAndSexAreThePatients(t *testing.T) {
	t.Parallel()
	list, terms := setup(t, "", Reader{}, adult().with(func(b *told) { b.gender = "female" }),
		adult().with(func(b *told) { b.id, b.member, b.birthDate = "d", "ben", "2023-01-01" }),
		adult().with(func(b *told) { b.id, b.member, b.birthDate, b.gender = "e", "cid", "2023-01-01", "female" }),
		adult().with(func(b *told) { b.id, b.member, b.birthDate, b.gender = "f", "dan", "", "unknown" }))
	procedures := tables(t, "procedures", "procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes\nZX101,,,0-5 years,F,,,,,,\n")
	require.Equal(t, []string{rules.ProcedureAge.String(), rules.ProcedureSex.String(), "", ""}, rulesOf(t, list, terms, procedures))
	require.Equal(t, 1, unaskedOf(t, list, terms, procedures, "birth date"))
	require.Equal(t, 1, unaskedOf(t, list, terms, procedures, "sex"))
}

func TestDecide_ExcludedProvidersAreDenied(t *testing.T) {
	t.Parallel()
	list, terms := setup(t, "", Reader{}, adult())
	excluded := tables(t, "leie", "NPI,EXCLDATE,REINDATE\n1234567893,20250101,\n")
	require.Equal(t, []string{rules.ProviderExcluded.String()}, rulesOf(t, list, terms, excluded))
}

// The day of receipt is that on which the claim was made, unless another one is given.
func TestDecide_FilingCountsFromTheDayOfReceipt(t *testing.T) {
	t.Parallel()
	const plan = `"timelyFilingDays":30,`
	late := adult().with(func(b *told) { b.created = "2026-06-01" })
	list, terms := setup(t, plan, Reader{}, late)
	require.Equal(t, []string{rules.FilingLate.String()}, rulesOf(t, list, terms, Tables{}))
	require.Zero(t, unaskedOf(t, list, terms, Tables{}, "day of receipt"))
	list, terms = setup(t, plan, Reader{ReceivedOn: claims.NewDate(2026, 3, 31)}, late)
	require.Equal(t, []string{""}, rulesOf(t, list, terms, Tables{}))
	list, terms = setup(t, plan, Reader{}, late.with(func(b *told) { b.created = "" }))
	require.Equal(t, []string{""}, rulesOf(t, list, terms, Tables{}))
	require.Equal(t, 1, unaskedOf(t, list, terms, Tables{}, "day of receipt"))
}

func TestDecide_DocumentsCanBeTakenAsReceived(t *testing.T) {
	t.Parallel()
	list, terms := setup(t, "", Reader{}, adult())
	plan, err := ReadPlan(filepath.Join(folder(t, map[string]string{"p": planText}), "p"),
		filepath.Join(folder(t, map[string]string{"f": "synthetic,ZX101,office,fee,20000,operative-note\n"}), "f"))
	require.NoError(t, err)
	terms.Plan = plan
	require.Equal(t, []string{rules.EvidenceRequired.String()}, rulesOf(t, list, terms, Tables{}))
	require.Equal(t, 1, unaskedOf(t, list, terms, Tables{}, "documents"))
	terms.HasDocuments = true
	require.Equal(t, []string{""}, rulesOf(t, list, terms, Tables{}))
	require.Zero(t, unaskedOf(t, list, terms, Tables{}, "documents"))
}

// A provider's day has the services of other members.
func TestDecide_ImpossibleDaySeesOtherMembers(t *testing.T) {
	t.Parallel()
	list, terms := setup(t, "", Reader{}, adult(), adult().with(func(b *told) { b.id, b.member = "d", "ben" }),
		adult().with(func(b *told) { b.id, b.member, b.npi = "e", "cid", "1987654320" }))
	minutes := tables(t, "procedures", "procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes\nZX101,,,,,,,,,,800\n")
	require.Equal(t, []string{"", rules.SignalImpossibleDay.String(), ""}, rulesOf(t, list, terms, minutes))
}

// What the engine refuses is left out and counted; the others are decided.
func TestCompare_CountsWhatIsRefusedByReason(t *testing.T) {
	t.Parallel()
	one := strings.ReplaceAll(claimText, "%", "ann")
	at := strings.LastIndex(one, "2026-03-01")
	years := one[:at] + "2027-01-01" + one[at+len("2026-03-01"):]
	payers := strings.Replace(one, `"lines":`, `"priorPayers":[{"payer":"first","paidCents":0,"answerDate":"2026-04-01",`+
		`"lines":[{"sequence":1,"paidCents":0,"adjustments":[{"group":"PR","carc":"1","amountCents":20000}]},`+
		`{"sequence":2,"paidCents":0,"adjustments":[{"group":"PR","carc":"1","amountCents":5000}]}]}],"lines":`, 1)
	unknown := strings.ReplaceAll(one, "ZX102", "ZX999")
	correction := strings.Replace(one, `"insurer":1,`, `"insurer":1,"frequency":7,"replaces":"1",`, 1)
	dir := folder(t, map[string]string{
		"plan.json": planText, "fees.csv": schedule, "claims.json": "[" + strings.Join([]string{years, payers, one, unknown, years, correction}, ",") + "]",
	})
	plan, err := ReadPlan(filepath.Join(dir, "plan.json"), filepath.Join(dir, "fees.csv"))
	require.NoError(t, err)
	list, refused, err := new(Reader).Read([]string{filepath.Join(dir, "claims.json")})
	require.NoError(t, err)
	require.Empty(t, refused)
	decided, err := Decide(list, Terms{Plan: plan}, Tables{})
	require.NoError(t, err)
	got := Compare(decided, decided, map[errs.Code]int{errs.MalformedRequest: 3})
	require.Equal(t, []Rejection{
		{errs.MalformedRequest, 3, 3}, {errs.ClaimSpansBenefitYears, 2, 2}, {errs.CodeUnknown, 1, 1}, {errs.FrequencyUnsupported, 1, 1}, {errs.PlanNotCoordinating, 1, 1},
	}, got.Rejected)
	require.Equal(t, 1, got.Claims)
	require.Equal(t, 8, got.LeftOut)
	unasked := UnaskedOf([2][]Decided{decided, decided}, Terms{Plan: plan}, [2]Tables{})
	require.Equal(t, Unasked{Lacking: "birth date", Rules: []string{"eligibility.before-birth", "procedure.age", "diagnosis.age"}, ClaimsA: 1, ClaimsB: 1}, unasked[0])
	require.Equal(t, Totals{Lines: 2, LinesPaid: 2, AllowedCents: 25000, PaidCents: 12000, PatientCents: 13000}, got.A)
}

// Who a claim refers to may stand in another file; without a member number nobody is
// taken for another.
func TestReader_FindsPartiesInOtherFiles(t *testing.T) {
	t.Parallel()
	claim := func(patient string) string {
		whole := bundle(adult())
		whole = whole[strings.Index(whole, `{"resourceType":"Claim"`) : len(whole)-len("}]}")]
		whole = strings.ReplaceAll(strings.ReplaceAll(whole, "urn:uuid:1", "Patient/"+patient), "urn:uuid:2", "Organization?identifier=urn:x|7")
		return strings.NewReplacer("\n", "", "\t", "").Replace(whole)
	}
	dir := folder(t, map[string]string{
		"claims.ndjson": claim("p1") + "\n" + claim("p2") + "\n",
		"known.ndjson": `{"resourceType":"Patient","id":"p1","birthDate":"1980-05-17","gender":"female"}` + "\n" +
			`{"resourceType":"Organization","id":"o","identifier":[{"system":"urn:x","value":"7"},{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}]}` + "\n",
	})
	known, err := ReadResources([]string{filepath.Join(dir, "known.ndjson")})
	require.NoError(t, err)
	list, _, err := (&Reader{Known: known}).Read([]string{filepath.Join(dir, "claims.ndjson")})
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, claims.NewDate(1980, 5, 17), list[0].Patient.BirthDate)
	require.Equal(t, rules.Female, list[0].Patient.Sex)
	require.Equal(t, rules.NPI(1234567893), list[0].NPI)
	require.Equal(t, claims.NewDate(2026, 3, 2), list[0].ReceivedOn)
	require.Equal(t, []string{"p1", "p2"}, []string{list[0].MemberNumber, list[1].MemberNumber})
	require.Zero(t, list[1].Patient)
	require.Equal(t, list[0].Provider, list[1].Provider)
}

// The sample prices go through the engine: relative values where the directory says that
// the provider is.
func TestDecide_PricesByTheSampleTables(t *testing.T) {
	t.Parallel()
	const samples = "../../../../samples/prices/"
	list, terms := setup(t, "", Reader{}, adult(), adult().with(func(b *told) { b.id, b.npi, b.date, b.created = "d", "1987654320", "2026-03-02", "2026-03-03" }))
	plan, err := ReadPlan(samples+"plan.json", samples+"fee-schedule.csv")
	require.NoError(t, err)
	terms.Plan = plan
	by, err := ReadTables(samples + "tables")
	require.NoError(t, err)
	decided, err := Decide(list, terms, by)
	require.NoError(t, err)
	want := Outcome{Line: 1, Status: Paid, Allowed: 9108, Paid: 7286, Patient: 1822} // 2.76 × 33; the patient's fifth is 18.216
	require.Equal(t, []Outcome{want}, decided[0].Lines)
	want.Patient += 20000 - 9108 // out of network what is above the allowed amount is the patient's
	require.Equal(t, []Outcome{want}, decided[1].Lines)
}

// Files of the same name in two folders are told apart.
func TestReader_NamesClaimsByTheirFile(t *testing.T) {
	t.Parallel()
	one := folder(t, map[string]string{"claims.json": strings.ReplaceAll(claimText, "%", "ann"), "more.json": strings.ReplaceAll(claimText, "%", "ann")})
	two := folder(t, map[string]string{"claims.json": strings.ReplaceAll(claimText, "%", "ben")})
	list, _, err := new(Reader).Read([]string{filepath.Join(one, "claims.json"), filepath.Join(one, "more.json"), filepath.Join(two, "claims.json")})
	require.NoError(t, err)
	require.Equal(t, []string{filepath.Join(one, "claims.json") + "#1", "more.json#1", filepath.Join(two, "claims.json") + "#1"},
		[]string{list[0].Name, list[1].Name, list[2].Name})
}

// What is contained in a claim has an id within it alone: two claims whose patients and
// providers are both "#p" have two of each, but for identifiers that say that they are one.
func TestReader_ContainedPartiesAreEachClaimsOwn(t *testing.T) {
	t.Parallel()
	claim := func(identifier string) string {
		whole := bundle(adult().with(func(b *told) { b.member = "" }))
		whole = whole[strings.Index(whole, `{"resourceType":"Claim"`) : len(whole)-len("}]}")]
		whole = strings.NewReplacer("urn:uuid:1", "#p", "urn:uuid:2", "#q", "\n", "", "\t", "").Replace(whole)
		return strings.Replace(whole, `"status"`, fmt.Sprintf(`"contained":[{"resourceType":"Patient","id":"p"%[1]s},{"resourceType":"Organization","id":"q"%[1]s}],"status"`, identifier), 1)
	}
	const known = `,"identifier":[{"system":"urn:x","value":"7"}]`
	dir := folder(t, map[string]string{"claims.ndjson": strings.Join([]string{claim(""), claim(""), claim(known), claim(known)}, "\n")})
	list, refused, err := new(Reader).Read([]string{filepath.Join(dir, "claims.ndjson")})
	require.NoError(t, err)
	require.Empty(t, refused)
	members, providers := map[string]bool{}, map[claims.ProviderID]bool{}
	for i := range list {
		members[list[i].MemberNumber], providers[list[i].Provider] = true, true
	}
	require.Len(t, members, 3)
	require.Len(t, providers, 3)
	require.Equal(t, list[2].MemberNumber, list[3].MemberNumber)
	require.Equal(t, list[2].Provider, list[3].Provider)
}
