package graph_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/generated"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// personas are the columns of testdata/permissions.txt.
var personas = []auth.Role{auth.RoleProvider, auth.RoleInsurer, auth.RolePatient, auth.RoleAuditor, auth.RoleOperator}

// permission is a line of testdata/permissions.txt: the right of each persona to a
// field, and for fields of the roots how to ask it.
type permission struct {
	rights map[auth.Role]string
	ask    string
}

// permissions are the sections of testdata/permissions.txt.
type permissions struct {
	ways    map[string]string                // by type: the query for its objects
	fields  map[string]map[string]permission // by type and field
	answers map[string][]string              // fields by type
	hidden  map[string][]string              // by type, what a consent does not share; "*" is all
}

func readPermissions(t *testing.T) permissions {
	t.Helper()
	text, err := os.ReadFile("testdata/permissions.txt")
	if err != nil {
		t.Fatal(err)
	}
	p := permissions{ways: map[string]string{}, fields: map[string]map[string]permission{}, answers: map[string][]string{}, hidden: map[string][]string{}}
	section := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			name, way, _ := strings.Cut(line[1:], "]")
			if p.fields[name] != nil {
				t.Fatalf("testdata/permissions.txt has %s twice", name)
			}
			section, p.ways[name], p.fields[name] = name, strings.TrimSpace(way), map[string]permission{}
		case section == "answers":
			words := strings.Fields(line)
			p.answers[words[0]] = words[1:]
		case section == "shared":
			words := strings.Fields(line)
			p.hidden[words[0]] = words[1:]
		default:
			p.add(t, section, line)
		}
	}
	delete(p.fields, "answers")
	delete(p.fields, "shared")
	return p
}

func (p permissions) add(t *testing.T, section, line string) {
	t.Helper()
	rule, ask, _ := strings.Cut(line, "|")
	words := strings.Fields(rule)
	if _, isTwice := p.fields[section][words[0]]; isTwice || len(words) != 1+len(personas) {
		t.Fatalf("testdata/permissions.txt: [%s] %s", section, line)
	}
	added := permission{rights: map[auth.Role]string{}, ask: strings.TrimSpace(ask)}
	for i, persona := range personas {
		added.rights[persona] = words[1+i]
	}
	p.fields[section][words[0]] = added
}

func TestPermissions_EveryFieldHasARule(t *testing.T) {
	t.Parallel()
	p := readPermissions(t)
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	known := map[string]bool{}
	for name, definition := range schema.Types {
		if definition.Kind != ast.Object || strings.HasPrefix(name, "__") {
			continue
		}
		for _, field := range definition.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			known[name+"."+field.Name] = true
			_, hasRule := p.fields[name][field.Name]
			if hasRule == slices.Contains(p.answers[name], field.Name) {
				t.Errorf("testdata/permissions.txt must have one line of %s.%s", name, field.Name)
			}
		}
	}
	for name, fields := range p.fields {
		for field := range fields {
			if !known[name+"."+field] {
				t.Errorf("testdata/permissions.txt names %s.%s, which is no field", name, field)
			}
		}
	}
	for name, fields := range p.answers {
		for _, field := range fields {
			if !known[name+"."+field] {
				t.Errorf("testdata/permissions.txt names %s.%s, which is no field", name, field)
			}
		}
	}
}

// asker is a persona with what is its own, one with as much that is another's, and one
// that has nothing.
type asker struct{ owner, other, stranger auth.Principal }

var askers = map[auth.Role]asker{
	auth.RoleProvider: {viewstest.Provider1, viewstest.Provider2, auth.Principal{Subject: "p3", Role: auth.RoleProvider, Provider: 3}},
	auth.RoleInsurer:  {viewstest.Insurer1, viewstest.Insurer2, auth.Principal{Subject: "i3", Role: auth.RoleInsurer, Insurer: 3}},
	auth.RolePatient:  {viewstest.Anna, viewstest.Ben, auth.Principal{Subject: "zoe", Role: auth.RolePatient}},
	auth.RoleAuditor:  {viewstest.Auditor, viewstest.Auditor, viewstest.Auditor},
	auth.RoleOperator: {viewstest.Operator, viewstest.Operator, viewstest.Operator},
}

// foreign returns who asks for what is not its own: somebody with things of its own
// where the query names one of the owner's, and somebody without where it lists.
func (a asker) foreign(query string) auth.Principal {
	if strings.Contains(query, "$") {
		return a.other
	}
	return a.stranger
}

// permissionWorld has two sides with everything, and asks for what is the first's.
type permissionWorld struct {
	*api
	world *viewstest.World
	mine  viewstest.All
	draft string
	// keyring has the keys of those who sign through the gateway.
	keyring *chain.Keyring
	// named are the values of what queries name: several where one object does not have every field.
	named map[string][]string
}

func newPermissionWorld(t *testing.T) *permissionWorld {
	t.Helper()
	w := viewstest.New(t)
	tellAll(w)
	mine := w.Everything(1, "anna", 4)
	w.Everything(2, "ben", 14)
	policy, err := auth.NewPolicy()
	if err != nil {
		t.Fatal(err)
	}
	kms, err := evidence.OpenLocalKMS(filepath.Join(t.TempDir(), "kms.json"))
	if err != nil {
		t.Fatal(err)
	}
	keyring := chain.NewKeyring(w.Store(), kms)
	service := intake.New(intake.Config{
		DB: w.Store(), Vault: w.Vault(), Policy: policy, Contracts: contractsOf(t), Keyring: keyring, Sender: included{}, Clock: time.Now,
	})
	p := &permissionWorld{api: serve(t, graph.Config{Views: w.Views, Intake: service}), world: w, mine: mine, keyring: keyring}
	p.named = map[string][]string{
		"$insurer": {"1"}, "$recovery": {`"1-4-0-1"`},
		"$claim":    {},
		"$coverage": {quoted(model.GlobalID(model.KindCoverage, viewstest.CoverageOf["anna"]))},
		"$provider": {quoted(model.GlobalID(model.KindProvider, "1"))},
		"$received": {quoted(model.GlobalID(model.KindClaim, string(mine.Received.Claims[0])))},
		"$request":  {quoted(model.GlobalID(model.KindEvidenceRequest, mine.Request))},
	}
	for _, id := range mine.Claims() {
		p.named["$claim"] = append(p.named["$claim"], quoted(model.GlobalID(model.KindClaim, string(id))))
	}
	got := p.query(viewstest.Provider1, `{ remittances(first: 10) { nodes { id } } }`, nil)
	var data struct {
		Remittances struct{ Nodes []struct{ ID string } }
	}
	if err := json.Unmarshal(got.Data, &data); err != nil || len(data.Remittances.Nodes) == 0 {
		t.Fatal(got.Body)
	}
	for _, node := range data.Remittances.Nodes {
		p.named["$remittance"] = append(p.named["$remittance"], quoted(node.ID))
	}
	p.draft = `{type: PROFESSIONAL, insurer: 1, patientAccountNumber: "", memberNumber: "", lines: []}`
	return p
}

// tellAll has the plan of insurer 1 say all that a plan can.
func tellAll(w *viewstest.World) {
	w.LoadRules(map[string][]byte{
		rules.ManifestName: []byte("file,kind,version,source,licence,start,end\nown.csv,supports,1,test,CC0-1.0,2020-01-01,2030-01-01\n" +
			"prices.csv,facility-places,1,test,CC0-1.0,,\n"),
		"own.csv":    []byte("procedure,diagnosis,start,end\nZX999,E,,\n"),
		"prices.csv": []byte("place,start,end\n24,,\n"),
	})
	w.Exec(`UPDATE plans SET document = document || '{"interest": [{"fromDate": "2026-01-01", "rateBasisPoints": 1200, "minimumCents": 100}]}'
		|| jsonb_build_object('classes', document->'classes' || '[{"name": "therapy", "isCovered": true, "coinsuranceBasisPoints": 0, "copayCents": 2000,
		"limitA": "visits", "limitB": "window"}]') || '{"familyDeductibleCents": 50000, "familyOutOfPocketMaxCents": 400000}' WHERE id = 1`)
}

func quoted(text string) string { return fmt.Sprintf("%q", text) }

// forms returns the query with the values in place of what it names.
func (p *permissionWorld) forms(query string) []string {
	forms := []string{strings.ReplaceAll(query, "$draft", p.draft)}
	for name, values := range p.named {
		if !strings.Contains(query, name) {
			continue
		}
		var more []string
		for _, form := range forms {
			for _, value := range values {
				more = append(more, strings.ReplaceAll(form, name, value))
			}
		}
		forms = more
	}
	return forms
}

// found is what a query shows of a field, the more telling the greater.
type found int

const (
	absent found = iota // there is no object
	empty               // there is one, and the field has nothing
	shown
)

// look finds a field of a type in an answer, along a path that the way goes.
func look(value any, field string) found {
	best := absent
	switch value := value.(type) {
	case map[string]any:
		if inner, ok := value[field]; ok {
			best = empty
			if !isNothing(inner) {
				return shown
			}
		}
		for _, inner := range value {
			best = max(best, look(inner, field))
		}
	case []any:
		for _, inner := range value {
			best = max(best, look(inner, field))
		}
	}
	return best
}

func isNothing(value any) bool {
	list, isList := value.([]any)
	return value == nil || isList && len(list) == 0
}

// fieldAlias keeps a type's fields apart from those of the way to it.
func fieldAlias(field string) string { return "the_" + field }

// fieldsAtOnce is how many fields a query asks for: the API bounds aliases.
const fieldsAtOnce = 20

// fieldsQueries ask for all fields of a type.
func (p permissions) fieldsQueries(name string) []string {
	var queries []string
	for fields := range slices.Chunk(slices.Sorted(maps.Keys(p.fields[name])), fieldsAtOnce) {
		queries = append(queries, p.fieldsQuery(name, fields))
	}
	return queries
}

func (p permissions) fieldsQuery(name string, fields []string) string {
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	var asked strings.Builder
	for _, field := range fields {
		fmt.Fprintf(&asked, "%s: %s ", fieldAlias(field), field)
		definition := schema.Types[name].Fields.ForName(field)
		if schema.Types[definition.Type.Name()].IsCompositeType() {
			asked.WriteString("{ __typename } ")
		}
	}
	return "{ " + strings.ReplaceAll(p.ways[name], "*", asked.String()) + " }"
}

func TestPermissions_OfFields(t *testing.T) {
	t.Parallel()
	p := readPermissions(t)
	world := newPermissionWorld(t)
	for name := range p.ways {
		if p.ways[name] == "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := world.in(t)
			queries := p.fieldsQueries(name)
			for role, who := range askers {
				mine, refusedMine := world.shows(who.owner, queries, p.fields[name])
				theirs, refusedTheirs := world.shows(who.foreign(queries[0]), queries, p.fields[name])
				for field, rule := range p.fields[name] {
					if problem := checkRight(rule.rights[role], mine[field], theirs[field], refusedMine, refusedTheirs); problem != "" {
						t.Errorf("%s of %s.%s: %s", role, name, field, problem)
					}
				}
			}
			world.refusesNobody(queries[0])
		})
	}
}

// in returns the world for a subtest.
func (p *permissionWorld) in(t *testing.T) *permissionWorld {
	t.Helper()
	copied, inner := *p, *p.api
	inner.t, copied.api = t, &inner
	return &copied
}

// shows asks queries in all their forms, and returns the most that it shows of each
// field, or that it was refused.
func (p *permissionWorld) shows(principal auth.Principal, queries []string, fields map[string]permission) (map[string]found, bool) {
	p.t.Helper()
	best := map[string]found{}
	var forms []string
	for _, query := range queries {
		forms = append(forms, p.forms(query)...)
	}
	for _, form := range forms {
		got := p.query(principal, form, nil)
		if got.code() == errs.Forbidden {
			return best, true
		}
		var data any
		if err := json.Unmarshal(got.Data, &data); err != nil || len(got.Errors) > 0 {
			p.t.Fatalf("%s: %s\n%s", principal.Role, form, got.Body)
		}
		for field := range fields {
			best[field] = max(best[field], look(data, fieldAlias(field)))
		}
	}
	return best, false
}

// What a patient shares with a provider it sees as the claim's own provider does, but for
// what the rules keep to that one; when the consent is revoked, nothing is there.
func TestPermissions_OfWhatIsShared(t *testing.T) {
	t.Parallel()
	p := readPermissions(t)
	world := newPermissionWorld(t)
	world.world.Consent("anna", 2, time.Now().Add(-time.Hour), time.Time{}, time.Time{})
	isOfClaim := func(name string) bool {
		return strings.HasPrefix(p.ways[name], "claim(id: $claim)") && p.rightsOf(name, auth.RoleProvider)["own"]
	}
	checked := 0
	for name := range p.ways {
		if !isOfClaim(name) {
			continue
		}
		found, isRefused := world.shows(viewstest.Provider2, p.fieldsQueries(name), p.fields[name])
		for field, rule := range p.fields[name] {
			hides := p.hidden[name]
			want := rule.rights[auth.RoleProvider] == "own" && !slices.Contains(hides, field) && !slices.Contains(hides, "*")
			if isRefused || (found[field] == shown) != want {
				t.Errorf("a consent shares %s.%s: %s, want it shown: %t", name, field, foundWords[found[field]], want)
			}
			checked++
		}
	}
	if checked < 100 {
		t.Errorf("only %d fields were looked at", checked)
	}
	world.world.Exec("UPDATE consents SET revoked_at = now() WHERE provider_id = 2 AND revoked_at IS NULL")
	for name := range p.ways {
		if !isOfClaim(name) {
			continue
		}
		found, isRefused := world.shows(viewstest.Provider2, p.fieldsQueries(name), p.fields[name])
		for field := range p.fields[name] {
			if isRefused || found[field] != absent {
				t.Errorf("a consent that was revoked shares %s.%s: %s", name, field, foundWords[found[field]])
			}
		}
	}
}

// rightsOf returns the rights that a persona has to fields of a type.
func (p permissions) rightsOf(name string, persona auth.Role) map[string]bool {
	rights := map[string]bool{}
	for _, rule := range p.fields[name] {
		rights[rule.rights[persona]] = true
	}
	return rights
}

func (p *permissionWorld) refusesNobody(query string) {
	p.t.Helper()
	got := p.query(auth.Principal{}, p.forms(query)[0], nil)
	if got.code() != errs.Unauthenticated || got.Status != 401 || len(got.Data) > 0 && string(got.Data) != "null" {
		p.t.Errorf("nobody: %s got %d %s", query, got.Status, got.Body)
	}
}

// checkRight says what is wrong with what the owner and others were shown.
func checkRight(right string, mine, theirs found, refusedMine, refusedTheirs bool) string {
	if (right == "no") != refusedMine || refusedTheirs != refusedMine {
		return fmt.Sprintf("refused %t and %t, want %q", refusedMine, refusedTheirs, right)
	}
	want := map[string]bool{
		"own":  mine == shown && theirs != shown,
		"all":  mine == shown && theirs == shown,
		"none": mine == empty && theirs != shown,
		"-":    mine == absent && theirs == absent,
		"no":   true,
	}
	if !want[right] {
		return fmt.Sprintf("its own is %s, another's %s, want %q", foundWords[mine], foundWords[theirs], right)
	}
	return ""
}

var foundWords = map[found]string{absent: "absent", empty: "empty", shown: "shown"}

func TestPermissions_OfQueries(t *testing.T) {
	t.Parallel()
	world := newPermissionWorld(t)
	for name, rule := range readPermissions(t).fields["Query"] {
		query := "{ " + fieldAlias(name) + ": " + rule.ask + " }"
		// What lists has its items under nodes; an empty page is nothing.
		field := map[string]permission{name: rule}
		if strings.Contains(rule.ask, "nodes") {
			query = strings.Replace(query, "nodes {", fieldAlias(name)+": nodes {", 1)
			query = strings.Replace(query, fieldAlias(name)+": "+name, name, 1)
		}
		for role, who := range askers {
			mine, refusedMine := world.shows(who.owner, []string{query}, field)
			theirs, refusedTheirs := world.shows(who.foreign(rule.ask), []string{query}, field)
			right := rule.rights[role]
			if right == "-" && mine[name] == empty && theirs[name] == empty {
				continue // a root has no object that could be absent
			}
			if problem := checkRight(right, mine[name], theirs[name], refusedMine, refusedTheirs); problem != "" {
				t.Errorf("%s of %s: %s", role, name, problem)
			}
		}
		world.refusesNobody(query)
	}
}

// notThere are the codes of what does not exist or may not be known of.
var notThere = []errs.Code{
	errs.ClaimNotFound, errs.EvidenceRequestNotFound, errs.InsurerNotFound, errs.ProviderNotFound, errs.PlanNotFound, errs.RecoveryNotFound,
	errs.PatientNotFound,
}

// ofInput are the codes of inputs that are looked at once the caller is known to be allowed.
var ofInput = []errs.Code{
	errs.FieldRequired, errs.TextInvalid, errs.SubmissionEmpty, errs.AddressInvalid, errs.DocumentTooLarge, errs.PanelInvalid, errs.RulingUnsigned, errs.AppealNotFound,
}

func TestPermissions_OfMutations(t *testing.T) {
	t.Parallel()
	world := newPermissionWorld(t)
	for name, rule := range readPermissions(t).fields["Mutation"] {
		mutation := "mutation { " + rule.ask + " " + orRefusal(name, "__typename") + " }"
		for role, who := range askers {
			mine, theirs := world.may(who.owner, mutation), world.may(who.other, mutation)
			refusal := rule.rights[role]
			want := map[string][2]string{
				"own": {"allowed", theirs}, "all": {"allowed", "allowed"}, "-": {"-", "-"}, "no": {"no", "no"},
			}[refusal]
			if mine != want[0] || theirs != want[1] || refusal == "own" && theirs == "allowed" {
				t.Errorf("%s of %s: its own is %q, another's %q, want %q", role, name, mine, theirs, refusal)
			}
		}
		world.refusesNobody(mutation)
	}
}

// may returns "allowed", "no" where the caller is told that it may not, and "-" where
// it is told that there is no such thing.
func (p *permissionWorld) may(principal auth.Principal, mutation string) string {
	p.t.Helper()
	got := p.query(principal, p.forms(mutation)[0], nil)
	switch code := got.refused(); {
	case code == errs.Forbidden:
		return "no"
	case slices.Contains(notThere, code):
		return "-"
	case slices.Contains(ofInput, code), got.isFaulty(), got.isDone(), got.code() == errs.IdempotencyKeyRequired: // faults and the empty key come after rights
		return "allowed"
	}
	p.t.Errorf("%s: %s got %s", principal.Role, mutation, got.Body)
	return ""
}

// A change of a claim is told to whom it concerns: others hear of their own alone.
func TestPermissions_OfSubscriptions(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine := w.Everything(1, "anna", 4)
	theirs := w.Everything(2, "ben", 14)
	rule := readPermissions(t).fields["Subscription"]["claimChanged"]
	for role, who := range askers {
		for principal, hears := range map[auth.Principal][]claims.ID{
			who.owner: rule.hears(role, mine, theirs), who.other: rule.hears(role, theirs, mine),
		} {
			subscription, err := w.Subscribe(viewstest.As(t, principal), "", "")
			if err != nil {
				t.Fatal(err)
			}
			w.Change(mine.Settled.Claims[0], theirs.Settled.Claims[0])
			heard := make([]claims.ID, 0, len(hears))
			for range hears {
				select {
				case change := <-subscription.Changes():
					heard = append(heard, change.Claim.ID)
				case <-time.After(soon):
					t.Fatalf("%s hears nothing", role)
				}
			}
			slices.Sort(heard)
			slices.Sort(hears)
			if !slices.Equal(heard, hears) {
				t.Errorf("%s hears of %v, want %v", role, heard, hears)
			}
			select {
			case change := <-subscription.Changes():
				t.Errorf("%s hears of %s too", role, change.Claim.ID)
			case <-time.After(quiet):
			}
		}
	}
}

// What a patient shares with a provider it is told of too, until the consent is revoked.
func TestPermissions_OfSubscriptionsToWhatIsShared(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine, theirs := w.Everything(1, "anna", 4).Settled.Claims[0], w.Everything(2, "ben", 14).Settled.Claims[0]
	subscription, err := w.Subscribe(viewstest.As(t, viewstest.Provider2), "", "")
	if err != nil {
		t.Fatal(err)
	}
	hears := func(want ...claims.ID) {
		t.Helper()
		w.Change(mine, theirs)
		heard := make([]claims.ID, 0, len(want))
		for range want {
			select {
			case change := <-subscription.Changes():
				heard = append(heard, change.Claim.ID)
			case <-time.After(soon):
				t.Fatalf("the provider hears of %v, want %v", heard, want)
			}
		}
		slices.Sort(heard)
		slices.Sort(want)
		if !slices.Equal(heard, want) {
			t.Errorf("the provider hears of %v, want %v", heard, want)
		}
		select {
		case change := <-subscription.Changes():
			t.Errorf("the provider hears of %s too", change.Claim.ID)
		case <-time.After(quiet):
		}
	}
	hears(theirs)
	w.Consent("anna", 2, time.Now().Add(-time.Hour), time.Time{}, time.Time{})
	hears(mine, theirs)
	w.Exec("UPDATE consents SET revoked_at = now() WHERE provider_id = 2 AND revoked_at IS NULL")
	hears(theirs)
}

// A claim that is shared is read and nothing else: whatever is to be done to it is
// answered as for a claim that does not exist.
func TestPermissions_OfMutationsOnWhatIsShared(t *testing.T) {
	t.Parallel()
	world := newPermissionWorld(t)
	world.world.Consent("anna", 2, time.Now().Add(-time.Hour), time.Time{}, time.Time{})
	signer, err := world.keyring.Create(t.Context(), "provider/2")
	if err != nil {
		t.Fatal(err)
	}
	world.world.Exec("UPDATE providers SET is_delegated = true, signer = $1 WHERE id = 2", signer[:])
	world.named["$claim"], world.named["$insurer"] = world.named["$claim"][:1], []string{"2"}
	world.draft = `{type: PROFESSIONAL, insurer: 1, patientAccountNumber: "A", memberNumber: "anna", diagnoses: [{system: "icd10cm", code: "J069"}],
		lines: [{sequence: 1, procedure: {system: "synthetic", code: "ZX100"}, placeOfService: "11", serviceDate: "2026-02-20", diagnosisPointers: [1], chargeCents: 10000}]}`
	got := world.query(viewstest.Provider2, world.forms("{ claim(id: $claim) { id } }")[0], nil)
	if !strings.Contains(got.Body, `"claim":{"id"`) {
		t.Fatalf("the claim is not shared: %s", got.Body)
	}
	absent := map[string]string{}
	for name, kind := range map[string]model.Kind{"$claim": model.KindClaim, "$received": model.KindClaim, "$request": model.KindEvidenceRequest} {
		absent[world.named[name][0]] = quoted(model.GlobalID(kind, "00000000-0000-0000-0000-000000000000"))
	}
	checked := 0
	for name, rule := range readPermissions(t).fields["Mutation"] {
		if !strings.Contains(rule.ask, "$claim") && !strings.Contains(rule.ask, "$request") && !strings.Contains(rule.ask, "$received") {
			continue
		}
		mutation := world.forms("mutation { " + strings.ReplaceAll(rule.ask, `key: ""`, `key: "`+name+`"`) + " " + orRefusal(name, "__typename") + " }")[0]
		nowhere := strings.Replace(mutation, `key: "`, `key: "no `, 1)
		for named, id := range absent {
			nowhere = strings.ReplaceAll(nowhere, named, id)
		}
		shared, missing := world.query(viewstest.Provider2, mutation, nil), world.query(viewstest.Provider2, nowhere, nil)
		if !strings.Contains(shared.Body, "_NOT_FOUND") || len(shared.Errors) > 0 || shared.Body != missing.Body {
			t.Errorf("%s of a shared claim is answered %s, of none %s", name, shared.Body, missing.Body)
		}
		checked++
	}
	if checked < 10 {
		t.Errorf("only %d mutations were looked at", checked)
	}
}

// quiet is how long nothing must come.
const quiet = 200 * time.Millisecond

// hears are the claims whose changes a persona is told.
func (p permission) hears(role auth.Role, own, others viewstest.All) []claims.ID {
	switch p.rights[role] {
	case "own":
		return []claims.ID{own.Settled.Claims[0]}
	case "all":
		return []claims.ID{own.Settled.Claims[0], others.Settled.Claims[0]}
	}
	return nil
}
