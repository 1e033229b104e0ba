package graph_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// soon bounds what a test waits for before it fails.
const soon = 20 * time.Second

const everythingOfClaims = `query {
	viewer { subject role insurer { number name } provider { number identifier isDelegated } }
	insurers { id number name escrow { balanceTokenUnits balanceCents owedCents } plans { id number name insurer { id } } }
	claims(first: 10) {
		nodes {
			id number status statusCategory isFinal holder holderUntil type insurer { name } provider { name signerAddress }
			patientAccountNumber memberNumber diagnoses { system code } acceptedAt chargeCents allowedCents paidCents
			patientResponsibilityCents interestCents version standing reversedAt replacedByNumber pendedAt isOverdue
			contentHash receiptLeaf determinationTransaction
			lines {
				sequence procedure { system code } modifiers placeOfService serviceDate units chargeCents isInformational
				isDenied denial countedUnits allowedCents noncoveredCents paidCents patientResponsibilityCents
				adjustments { group carc rarc amountCents } reason
				explanation { hits { rule ruleVersion group carc rarc isPosted sentence remedy } rulesRoot editsRoot feeScheduleRoot counterfactual { kind line value } }
			}
			reviews { line rule state askedAt finding resolvedAt resolvedBy reasons }
			evidenceRequests { id lineSequence kind askedAt dueAt isAnswered isOverdue }
			clock { receivedAt pendedAt stoppedSeconds promptPayDays decideBy overdueDays overdueProvedAt }
		}
		edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
	}
	remittances(first: 10) {
		nodes { id batch plan paidCents interestCents offsetCents tokenUnits payeeAddress paidAt transaction isFinal claims { id number } }
	}
}`

func TestQuery_ShowsEveryFieldOfAPaidClaim(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Settled()
	api := serve(t, graph.Config{Views: w.Views})
	got := api.query(viewstest.Anna, everythingOfClaims, nil)
	if len(got.Errors) > 0 {
		t.Fatal(got.Body)
	}
	var data struct {
		Viewer struct{ Role string }
		Claims struct{ Nodes []json.RawMessage }
	}
	if err := json.Unmarshal(got.Data, &data); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`{"id":%q,"number":"1-4-0","status":"PAID","statusCategory":"F1","isFinal":false,"holder":"NOBODY","holderUntil":null,"type":"PROFESSIONAL","insurer":{"name":"Acme"}`,
		model.GlobalID(model.KindClaim, string(s.Claims[0])))
	if data.Viewer.Role != "PATIENT" || len(data.Claims.Nodes) != 1 || !strings.HasPrefix(string(data.Claims.Nodes[0]), want) {
		t.Errorf("got %s\nwant %s", got.Data, want)
	}
	for _, part := range []string{
		`"memberNumber":"MEMBER-anna"`, `"serviceDate":"2026-02-03"`, `"paidCents":7200`, `"group":"PR","carc":"26","rarc":null,"amountCents":5000`,
		`"interestCents":0,"version":1,"standing":"STANDS","reversedAt":null`, `"isDenied":true,"denial":"BY_ENGINE","countedUnits":0`,
		`"isInformational":true`, `"isAnswered":true`, `"escrow":null`, `"diagnoses":[{"system":"icd10cm","code":"E119"}]`,
	} {
		if !strings.Contains(string(got.Data), part) {
			t.Errorf("%s is missing in %s", part, got.Data)
		}
	}
	w.Expect(1, "SELECT count(*) FROM access_log WHERE subject = 'anna' AND claim_ids = $1::uuid[]", s.Claims)
	w.Expect(1, "SELECT count(*) FROM access_log")
}

func TestQuery_EveryPersonaSeesItsOwnAloneOverHTTP(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine := w.Settled()
	other := w.Accept(2, "ben", store.StagePended, adjudicate.Reasons{})
	api := serve(t, graph.Config{Views: w.Views})
	for _, test := range []struct {
		name      string
		principal auth.Principal
		claims    []claims.ID
		payouts   int
	}{
		{"provider 1", viewstest.Provider1, mine.Claims, 1},
		{"provider 2", viewstest.Provider2, other.Claims, 0},
		{"insurer 1", viewstest.Insurer1, mine.Claims, 1},
		{"insurer 2", viewstest.Insurer2, other.Claims, 0},
		{"anna", viewstest.Anna, mine.Claims, 0},
		{"ben", viewstest.Ben, other.Claims, 0},
		{"auditor", viewstest.Auditor, []claims.ID{other.Claims[0], mine.Claims[0]}, 1},
		{"operator", viewstest.Operator, nil, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			api := *api
			api.t = t
			got := api.query(test.principal, everythingOfClaims, nil)
			if len(got.Errors) > 0 {
				t.Fatal(got.Body)
			}
			var data struct {
				Claims      struct{ Nodes []struct{ ID string } }
				Remittances struct{ Nodes []struct{ ID string } }
			}
			if err := json.Unmarshal(got.Data, &data); err != nil {
				t.Fatal(err)
			}
			var seen []claims.ID
			for _, node := range data.Claims.Nodes {
				seen = append(seen, claims.ID(model.IDOf(model.KindClaim, node.ID)))
			}
			if !slices.Equal(seen, test.claims) || len(data.Remittances.Nodes) != test.payouts {
				t.Errorf("sees %v and %d payouts", seen, len(data.Remittances.Nodes))
			}
			if isNamed := strings.Contains(got.Body, "MEMBER-"); isNamed != (test.name != "auditor" && test.name != "operator") {
				t.Errorf("the patient is named: %t", isNamed)
			}
			for _, id := range []claims.ID{mine.Claims[0], other.Claims[0]} {
				api.checkNode(test.principal, id, slices.Contains(test.claims, id))
			}
		})
	}
}

// checkNode reads a claim by its global id in both ways that there are.
func (a *api) checkNode(principal auth.Principal, id claims.ID, isOwn bool) {
	a.t.Helper()
	got := a.query(principal, `query($id: ID!) { claim(id: $id) { id } node(id: $id) { id ... on Claim { status } } }`,
		map[string]any{"id": model.GlobalID(model.KindClaim, string(id))})
	if len(got.Errors) > 0 || strings.Contains(string(got.Data), `"claim":null,"node":null`) == isOwn {
		a.t.Errorf("own %t: got %s", isOwn, got.Body)
	}
}

func TestNode_FindsEveryKindAndNothingElse(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Settled()
	api := serve(t, graph.Config{Views: w.Views})
	got := api.query(viewstest.Insurer1, everythingOfClaims, nil)
	var ids []string
	for _, part := range strings.Split(string(got.Data), `"id":"`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids = append(ids, id)
	}
	ids = append(ids, model.GlobalID(model.KindProvider, "1"), model.GlobalID(model.KindCoverage, viewstest.CoverageOf["anna"]))
	kinds := map[model.Kind]bool{}
	for _, id := range ids {
		kind, _, _ := model.ParseGlobalID(id)
		kinds[kind] = true
		got := api.query(viewstest.Insurer1, `query($id: ID!) { node(id: $id) { __typename id } }`, map[string]any{"id": id})
		if want := fmt.Sprintf(`{"node":{"__typename":%q,"id":%q}}`, kind, id); string(got.Data) != want {
			t.Errorf("got %s, want %s", got.Body, want)
		}
	}
	if len(kinds) != 7 {
		t.Errorf("met the kinds %v", kinds)
	}
	for _, id := range []string{
		"", "x", model.GlobalID("Secret", "1"), model.GlobalID(model.KindClaim, "x"), model.GlobalID(model.KindInsurer, "99"),
		model.GlobalID(model.KindInsurer, "-1"), model.GlobalID(model.KindRemittance, "x"), model.GlobalID(model.KindCoverage, "'"),
		model.GlobalID(model.KindEvidenceRequest, "00000000-0000-4000-8000-00000000ffff"), strings.Repeat("A", 1000),
	} {
		got := api.query(viewstest.Insurer1, `query($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": id})
		if string(got.Data) != `{"node":null}` || len(got.Errors) > 0 {
			t.Errorf("%q: got %s", id, got.Body)
		}
	}
}

func TestQuery_NotAnsweredWhenItsAccessCannotBeRecorded(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Settled()
	w.Exec("ALTER TABLE access_log ADD CONSTRAINT nothing_fits CHECK (false) NOT VALID")
	api := serve(t, graph.Config{Views: w.Views})
	got := api.query(viewstest.Anna, everythingOfClaims, nil)
	if got.code() != errs.Internal || strings.Contains(got.Body, "MEMBER-") {
		t.Errorf("got %s", got.Body)
	}
}

func TestQuery_BadPageIsRefusedByCode(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views})
	for query, code := range map[string]errs.Code{
		`{ claims(first: 0) { nodes { id } } }`:                     errs.PageSizeInvalid,
		`{ claims(first: 101) { nodes { id } } }`:                   errs.PageSizeInvalid,
		`{ remittances(first: 1, after: "x") { nodes { id } } }`:    errs.CursorInvalid,
		`{ claims(filter: {statuses: [NONE]}) { nodes { id } } }`:   errs.MalformedRequest,
		`{ claims(filter: {insurer: -1}) { nodes { id } } }`:        "",
		`{ claims(filter: {statuses: [PAID]}) { nodes { id } } }`:   "",
		`{ insurer(number: -1) { id } }`:                            "",
		`{ remittances(filter: {isFinal: true}) { nodes { id } } }`: "",
	} {
		if got := api.query(viewstest.Insurer1, query, nil); got.code() != code {
			t.Errorf("%s: got %s", query, got.Body)
		}
	}
}

// socketMessage is a message of graphql-transport-ws.
type socketMessage struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// dial opens a socket and opens a session with an Authorization header's value.
func (a *api) dial(authorization string) *websocket.Conn {
	a.t.Helper()
	conn, response, err := websocket.Dial(a.t.Context(), "ws"+strings.TrimPrefix(a.url, "http")+graph.Path,
		&websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		a.t.Fatal(err)
	}
	if response.Body != nil {
		_ = response.Body.Close()
	}
	a.t.Cleanup(func() { _ = conn.CloseNow() })
	payload, err := json.Marshal(map[string]string{"authorization": authorization})
	if err != nil {
		a.t.Fatal(err)
	}
	write(a.t, conn, socketMessage{Type: "connection_init", Payload: payload})
	return conn
}

func write(tb testing.TB, conn *websocket.Conn, message socketMessage) {
	tb.Helper()
	if err := wsjson.Write(tb.Context(), conn, message); err != nil {
		tb.Fatal(err)
	}
}

// read returns the next message that is no ping, or the reason of the close.
func read(t *testing.T, conn *websocket.Conn) (socketMessage, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	for {
		var message socketMessage
		if err := wsjson.Read(ctx, conn, &message); err != nil {
			return message, err
		}
		if message.Type != "ping" && message.Type != "pong" {
			return message, nil
		}
	}
}

const followClaims = `{"query":"subscription { claimChanged { id status } }"}`

func TestSubscription_OverSocketShowsChangesUntilItIsCompleted(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine, other := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{}), w.Accept(2, "ben", store.StageClean, adjudicate.Reasons{})
	api := serve(t, graph.Config{Views: w.Views})
	conn := api.dial(api.token(viewstest.Provider1))
	if message, err := read(t, conn); err != nil || message.Type != "connection_ack" {
		t.Fatalf("got %+v, %v", message, err)
	}
	write(t, conn, socketMessage{ID: "1", Type: "subscribe", Payload: json.RawMessage(followClaims)})
	api.untilListening(w)
	w.Notify(string(other.Claims[0]))
	w.Notify(string(mine.Claims[0]))
	message, err := read(t, conn)
	want := fmt.Sprintf(`{"data":{"claimChanged":{"id":%q,"status":"ACCEPTED"}}}`, model.GlobalID(model.KindClaim, string(mine.Claims[0])))
	if err != nil || message.Type != "next" || string(message.Payload) != want {
		t.Fatalf("got %+v %s, %v", message, message.Payload, err)
	}
	write(t, conn, socketMessage{ID: "1", Type: "complete"})
	write(t, conn, socketMessage{ID: "2", Type: "subscribe", Payload: json.RawMessage(`{"query":"{ viewer { subject } }"}`)})
	for {
		message, err := read(t, conn)
		if err != nil {
			t.Fatal(err)
		}
		if message.ID == "2" && message.Type == "next" {
			return
		}
	}
}

// untilListening returns once the process listens for changes.
func (a *api) untilListening(w *viewstest.World) {
	a.t.Helper()
	for deadline := time.Now().Add(soon); !w.IsListening(); {
		if time.Now().After(deadline) {
			a.t.Fatal("nobody listens")
		}
	}
}

func TestSubscription_OverSocketEndsWithItsToken(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views})
	token, err := api.issuer.TokenUntil(viewstest.Provider1, time.Now().Add(2*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	conn := api.dial("Bearer " + token)
	if message, err := read(t, conn); err != nil || message.Type != "connection_ack" {
		t.Fatalf("got %+v, %v", message, err)
	}
	write(t, conn, socketMessage{ID: "1", Type: "subscribe", Payload: json.RawMessage(followClaims)})
	for {
		message, err := read(t, conn)
		if err != nil {
			if websocket.CloseStatus(err) != websocket.StatusNormalClosure {
				t.Errorf("closed with %v", err)
			}
			return
		}
		if message.Type == "next" {
			t.Errorf("got %s", message.Payload)
		}
	}
}

func TestSocket_ClosedGivenNoValidToken(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{})
	conn := api.dial("Bearer " + secret)
	if message, err := read(t, conn); err == nil {
		t.Errorf("got %+v", message)
	}
}

func TestSocket_OperationOfNobodyIsUnauthenticated(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{})
	conn := api.dial("")
	if message, err := read(t, conn); err != nil || message.Type != "connection_ack" {
		t.Fatalf("got %+v, %v", message, err)
	}
	write(t, conn, socketMessage{ID: "1", Type: "subscribe", Payload: json.RawMessage(followClaims)})
	if message, err := read(t, conn); err != nil || !strings.Contains(string(message.Payload), `"UNAUTHENTICATED"`) {
		t.Errorf("got %s, %v", message.Payload, err)
	}
	write(t, conn, socketMessage{ID: "2", Type: "subscribe", Payload: json.RawMessage(`{"query":"` + secret + `"}`)})
	for {
		message, err := read(t, conn)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(message.Payload), secret) {
			t.Errorf("health information leaked: %s", message.Payload)
		}
		if message.ID == "2" {
			return
		}
	}
}

func TestSubscription_OverEventsShowsChangesAndWhyItEnds(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
	api := serve(t, graph.Config{Views: w.Views})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, api.url+graph.Path, strings.NewReader(followClaims))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{
		"Content-Type": {"application/json"}, "Accept": {"text/event-stream"}, "Authorization": {api.token(viewstest.Anna)},
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if got := response.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("got %s", got)
	}
	api.untilListening(w)
	w.Notify(string(mine.Claims[0]))
	lines := bufio.NewScanner(response.Body)
	if got := nextData(t, lines); !strings.Contains(got, model.GlobalID(model.KindClaim, string(mine.Claims[0]))) {
		t.Errorf("got %s", got)
	}
	w.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
	if got := nextData(t, lines); !strings.Contains(got, views.ErrSubscriptionInterrupted.Text) {
		t.Errorf("got %s", got)
	}
	isThere := lines.Scan() // the line between two events
	if isThere = isThere && lines.Scan(); !isThere || lines.Text() != "event: complete" {
		t.Errorf("got %q", lines.Text())
	}
}

// nextData returns the data of the next event.
func nextData(t *testing.T, lines *bufio.Scanner) string {
	t.Helper()
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			return data
		}
	}
	t.Fatal("the stream ended")
	return ""
}
