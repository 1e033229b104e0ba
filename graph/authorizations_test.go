package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// office is the API before a real intake on an empty database, where every transaction
// is included at once.
type office struct {
	*api
	assessor assessing.Assessor
	address  string // of the database
	requests int
}

type included struct{ intake.Sender }

func (included) Await(ctx context.Context, _ string) (chain.Inclusion, error) {
	return chain.Inclusion{}, ctx.Err()
}

func newOffice(t *testing.T) *office {
	t.Helper()
	address := storetest.NewURL(t)
	db, err := store.Open(t.Context(), address)
	must(t, err)
	t.Cleanup(db.Close)
	kms, err := evidence.OpenLocalKMS(filepath.Join(t.TempDir(), "kms.json"))
	must(t, err)
	blobs, err := evidence.FileBlobs(t.TempDir())
	must(t, err)
	vault, err := evidence.Open(t.Context(), evidence.Config{KMS: kms, Keys: db, Blobs: blobs})
	must(t, err)
	t.Cleanup(func() { _ = vault.Close() })
	policy, err := auth.NewPolicy()
	must(t, err)
	var asked atomic.Int64 // each time is later than the one before
	clock := func() time.Time { return viewstest.Now.Add(time.Duration(asked.Add(1)) * time.Millisecond) }
	service := intake.New(intake.Config{
		DB: db, Vault: vault, Policy: policy, Contracts: contractsOf(t), Keyring: chain.NewKeyring(db, kms), Sender: included{}, Clock: clock,
	})
	read := views.New(views.Config{DB: db, Vault: vault, Policy: policy, TokenUnitsPerCent: big.NewInt(10_000), Clock: clock})
	return &office{
		api:      serve(t, graph.Config{Views: read, Intake: service}),
		assessor: assessing.Assessor{DB: db, Vault: vault, Rules: assessing.NewRuleSets(db)}, address: address,
	}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// contractsOf returns the contracts of a chain that only says its id.
func contractsOf(t *testing.T) *chain.Contracts {
	t.Helper()
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			ID json.RawMessage `json:"id"`
		}
		_ = json.NewDecoder(r.Body).Decode(&request)
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":"0x7a69"}`, request.ID)
	}))
	t.Cleanup(node.Close)
	client, err := chain.Dial(t.Context(), node.URL, nil)
	must(t, err)
	t.Cleanup(client.Close)
	bound, err := chain.NewContracts(client, chain.Deployment{
		ChainID: 31337, Operator: chain.Address{1}, Organizations: chain.Address{2}, Plans: chain.Address{3},
		Coverages: chain.Address{4}, Escrow: chain.Address{5}, Ledger: chain.Address{6}, Token: chain.Address{7},
		IsTestToken: true, TokenUnitsPerCent: big.NewInt(10_000),
	})
	must(t, err)
	return bound
}

// mutate sends a mutation with the fields of its input and a key of its own.
func (o *office) mutate(by auth.Principal, mutation, input, selects string) answer {
	o.t.Helper()
	o.requests++
	return o.repeat(by, mutation, input, selects, fmt.Sprintf("k%d", o.requests))
}

// repeat sends a mutation with a key.
func (o *office) repeat(by auth.Principal, mutation, input, selects, key string) answer {
	o.t.Helper()
	return o.query(by, fmt.Sprintf("mutation { %s(input: {%s}) @idempotent(key: %q) %s }", mutation, input, key, orRefusal(mutation, selects)), nil)
}

// done sends a mutation that must succeed.
func (o *office) done(by auth.Principal, mutation, input, selects string) answer {
	o.t.Helper()
	got := o.mutate(by, mutation, input, selects)
	if !got.isDone() {
		o.t.Fatalf("%s: %s", mutation, got.Body)
	}
	return got
}

// open registers two insurers, a provider, and with the first one a member under a plan
// whose office class needs a prior authorization.
func (o *office) open() {
	o.t.Helper()
	o.done(viewstest.Operator, "registerInsurer", `name: "Acme"`, "insurer { number }")
	o.done(viewstest.Operator, "registerInsurer", `name: "Other"`, "insurer { number }")
	got := o.done(viewstest.Insurer1, "publishPlan", `insurer: 1, name: "Gold", promptPayDays: 30, appealDays: 180, appealDecisionDays: 60,
		recoveryNoticeDays: 30, classes: [{name: "office", isAuthorizationRequired: true}],
		feeSchedule: "system,code,class,method,amount,evidence\nsynthetic,ZX100,office,fee,10000,\n"`, "plan { number }")
	var published struct {
		PublishPlan struct{ Plan struct{ Number int } }
	}
	must(o.t, json.Unmarshal(got.Data, &published))
	o.done(viewstest.Insurer1, "registerProvider", `insurer: 1, identifier: "1234567893", name: "Clinic"`, "provider { number }")
	o.done(viewstest.Insurer1, "enrolCoverage", fmt.Sprintf(`plan: %d, memberNumber: "M-1", startDate: "2025-01-01",
		patient: {name: "Anna", birthDate: "1990-01-01", subject: "anna"}`, published.PublishPlan.Plan.Number), "coverage { id }")
}

// submit submits a claim of a unit of ZX100, and returns the rules that deny it as
// whoever decides it finds it now.
func (o *office) submit(date, authorization string) []string {
	o.t.Helper()
	got := o.done(viewstest.Provider1, "submitClaim", fmt.Sprintf(`claim: {type: PROFESSIONAL, insurer: 1, patientAccountNumber: "A", memberNumber: "M-1",
		diagnoses: [{system: "icd10cm", code: "J069"}], priorAuthorization: %q, lines: [{sequence: 1, procedure: {system: "synthetic", code: "ZX100"},
		placeOfService: "11", diagnosisPointers: [1], serviceDate: %q, chargeCents: 20000}]}`, authorization, date), "claim { id }")
	var submitted struct {
		SubmitClaim struct{ Claim struct{ ID string } }
	}
	must(o.t, json.Unmarshal(got.Data, &submitted))
	id := claims.ID(model.IDOf(model.KindClaim, submitted.SubmitClaim.Claim.ID))
	if id == "" {
		o.t.Fatal(got.Body)
	}
	opened, err := o.assessor.Open(o.t.Context(), id)
	must(o.t, err)
	assessment, err := adjudicate.Assess(opened.Input)
	must(o.t, err)
	var rules []string
	for _, reason := range assessment.Reasons {
		if reason.IsPosted {
			rules = append(rules, reason.Rule)
		}
	}
	if isPaid := assessment.Lines[0].Allowed.Cents() == 10000; isPaid != (len(rules) == 0) {
		o.t.Errorf("allowed %d, denied by %v", assessment.Lines[0].Allowed.Cents(), rules)
	}
	return rules
}

const authorizationOfMarch = `insurer: 1, memberNumber: "M-1", procedures: [{system: "synthetic", code: "ZX100"}], startDate: "2026-02-01",
	endDate: "2026-03-01"`

func TestRegisterAuthorization_MakesAClaimPayable(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.open()
	register := func(input string) { o.done(viewstest.Insurer1, "registerAuthorization", input, "number") }
	register(authorizationOfMarch + `, number: "PA-0", units: 5`) // from the first one on there is a register
	for _, c := range []struct {
		name, date, number string
		want               []string
	}{
		{"no number", "2026-02-02", "", []string{"authorization.missing"}},
		{"a number that is not registered", "2026-02-03", "PA-1", []string{"authorization.missing"}},
	} {
		if got := o.submit(c.date, c.number); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	register(authorizationOfMarch + `, number: "PA-1", units: 1, provider: 1`)
	for _, c := range []struct {
		name, date, number string
		want               []string
	}{
		{"registered now", "2026-02-04", "PA-1", nil},
		{"its units are used up", "2026-02-05", "PA-1", []string{"authorization.exceeded"}},
		{"a day that it is not for", "2026-01-31", "PA-0", []string{"authorization.missing"}},
	} {
		if got := o.submit(c.date, c.number); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestRegisterAuthorization_RefusesOthersAndAnotherBody(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.open()
	first := authorizationOfMarch + `, number: "PA-1", units: 1`
	const registered = `{"registerAuthorization":{"number":"PA-1"}}`
	for range 2 { // the second is the answer of the first
		if got := o.repeat(viewstest.Insurer1, "registerAuthorization", first, "number", "same"); string(got.Data) != registered {
			t.Errorf("got %s", got.Body)
		}
	}
	other := strings.Replace(first, "units: 1", "units: 2", 1)
	if got := o.repeat(viewstest.Insurer1, "registerAuthorization", other, "number", "same"); got.refused() != errs.IdempotencyKeyConflict {
		t.Errorf("the key with another body: got %s", got.Body)
	}
	for _, c := range []struct {
		name  string
		by    auth.Principal
		input string
		want  errs.Code
	}{
		{"the number with another key", viewstest.Insurer1, authorizationOfMarch + `, number: "PA-1", units: 1`, errs.AuthorizationKnown},
		{"another insurer's register", viewstest.Insurer2, authorizationOfMarch + `, number: "PA-2", units: 1`, errs.Forbidden},
		{"another insurer's member", viewstest.Insurer2, strings.Replace(authorizationOfMarch, "insurer: 1", "insurer: 2", 1) + `, number: "PA-2", units: 1`, errs.NotInsured},
		{"a provider", viewstest.Provider1, authorizationOfMarch + `, number: "PA-2", units: 1`, errs.Forbidden},
		{"the patient", viewstest.Anna, authorizationOfMarch + `, number: "PA-2", units: 1`, errs.Forbidden},
		{"no units", viewstest.Insurer1, authorizationOfMarch + `, number: "PA-2", units: 0`, errs.NumberInvalid},
	} {
		if got := o.mutate(c.by, "registerAuthorization", c.input, "number"); got.refused() != c.want {
			t.Errorf("%s: got %s", c.name, got.Body)
		}
	}
	if got := o.submit("2026-02-04", "PA-1"); got != nil {
		t.Errorf("denied by %v", got)
	}
	if got := o.submit("2026-02-05", "PA-2"); !slices.Equal(got, []string{"authorization.missing"}) {
		t.Errorf("a refused registration is one: got %v", got)
	}
}

// shownAuthorization is what a coverage shows of a prior authorization.
type shownAuthorization struct {
	Number               string
	Provider             *struct{ Number int }
	Procedures           []struct{ System, Code string }
	StartDate            string
	EndDate              *string
	Units                int
	UnitsUsed, UnitsLeft *int
}

// authorizationsOf asks for those of a member's coverages.
func (o *office) authorizationsOf(by auth.Principal) (list []shownAuthorization) {
	o.t.Helper()
	got := o.query(by, `{ coverages(first: 10) { nodes { authorizations { number provider { number } procedures { system code } startDate endDate units
		unitsUsed unitsLeft registeredAt } } } }`, nil)
	var data struct {
		Coverages struct {
			Nodes []struct{ Authorizations []shownAuthorization }
		}
	}
	must(o.t, json.Unmarshal(got.Data, &data))
	if len(got.Errors) > 0 {
		o.t.Fatal(got.Body)
	}
	for _, node := range data.Coverages.Nodes {
		list = append(list, node.Authorizations...)
	}
	return list
}

func TestCoverageAuthorizations_TellWhatIsLeft(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.open()
	o.done(viewstest.Insurer1, "registerAuthorization", authorizationOfMarch+`, number: "PA-1", units: 3, provider: 1`, "number")
	o.done(viewstest.Insurer1, "registerAuthorization", `insurer: 1, memberNumber: "M-1", procedures: [], startDate: "2026-02-01", number: "PA-2", units: 9`, "number")
	before := `insurer: 1, memberNumber: "M-1", procedures: [], startDate: "2025-01-01", endDate: "2025-02-01", number: "PA-0", units: 9`
	o.done(viewstest.Insurer1, "registerAuthorization", before, "number")
	var ids []string
	for i, c := range []struct {
		date, number string
		used         []int // of PA-2 and PA-1
	}{
		{"2026-02-04", "PA-1", []int{0, 1}},
		{"2026-02-05", "PA-2", []int{1, 1}},
		{"2026-01-31", "PA-1", []int{1, 1}}, // a day that it is not for: the line is denied
		{"2026-02-06", "PA-1", []int{1, 2}},
		{"2026-02-07", "PA-1", []int{1, 3}},
		{"2026-02-08", "PA-1", []int{1, 3}}, // used up: the line is denied
	} {
		denied := o.submit(c.date, c.number)
		ids = append(ids, fmt.Sprint(denied))
		for _, who := range []auth.Principal{viewstest.Insurer1, viewstest.Anna} {
			list := o.authorizationsOf(who)
			if len(list) != 3 {
				t.Fatalf("%s sees %d", who.Subject, len(list))
			}
			for j, want := range []shownAuthorization{{Number: "PA-2", Units: 9}, {Number: "PA-1", Units: 3}} {
				got := list[1+j]
				if got.Number != want.Number || got.Units != want.Units || *got.UnitsUsed != c.used[j] || *got.UnitsLeft != want.Units-c.used[j] {
					t.Errorf("after claim %d %s sees of %s %d used, %d left, want %d used", i, who.Subject, got.Number, *got.UnitsUsed, *got.UnitsLeft, c.used[j])
				}
			}
		}
	}
	list := o.authorizationsOf(viewstest.Anna)
	one := list[2]
	if one.Provider == nil || one.Provider.Number != 1 || len(one.Procedures) != 1 || one.Procedures[0].Code != "ZX100" || one.StartDate != "2026-02-01" || *one.EndDate != "2026-03-01" {
		t.Errorf("got %+v", one)
	}
	if other := list[1]; other.Provider != nil || other.EndDate != nil || len(other.Procedures) != 0 {
		t.Errorf("got %+v", other)
	}
	if got := fmt.Sprint(ids); got != "[[] [] [authorization.missing] [] [] [authorization.exceeded]]" {
		t.Errorf("denied by %s", got)
	}
	for _, who := range []auth.Principal{viewstest.Provider1, viewstest.Insurer2, viewstest.Ben, viewstest.Auditor} {
		if list := o.authorizationsOf(who); len(list) > 0 {
			t.Errorf("%s sees %+v", who.Subject, list)
		}
	}
}

func TestCoverageAuthorizations_AreThoseOfItsDays(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.open()
	o.done(viewstest.Insurer1, "enrolCoverage", `plan: 1, memberNumber: "M-2", startDate: "2026-03-01", patient: {name: "Ben", subject: "ben"}`, "coverage { id }")
	for number, days := range map[string]string{
		"PA-1": `startDate: "2026-03-01", endDate: "2026-03-02"`, "PA-2": `startDate: "2026-04-01"`,
	} {
		o.done(viewstest.Insurer1, "registerAuthorization", fmt.Sprintf(`insurer: 1, memberNumber: "M-2", procedures: [], number: %q, units: 1, %s`, number, days), "number")
	}
	if list := o.authorizationsOf(viewstest.Ben); len(list) != 2 {
		t.Errorf("got %+v", list)
	}
	storetest.Exec(t, o.address, "UPDATE coverages SET end_date = '2026-04-01' WHERE start_date = '2026-03-01'")
	if list := o.authorizationsOf(viewstest.Ben); len(list) != 1 || list[0].Number != "PA-1" {
		t.Errorf("after the coverage ended: got %+v", list)
	}
	storetest.Exec(t, o.address, "UPDATE coverages SET end_date = NULL, start_date = '2026-03-02' WHERE start_date = '2026-03-01'")
	if list := o.authorizationsOf(viewstest.Ben); len(list) != 1 || list[0].Number != "PA-2" {
		t.Errorf("as it begins later: got %+v", list)
	}
}
