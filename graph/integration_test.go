package graph_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
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
	insurers { id number name escrow { balanceTokenUnits balanceCents owedCents } plans { nodes { id number name insurer { id } } } }
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
	w.Expect(1, "SELECT count(*) FROM access_log WHERE fields @> '{Claim.diagnoses,CodedValue.code,ClaimLine.serviceDate}' AND NOT fields && '{Query.claims,ClaimConnection.nodes}'")
}

func TestAccess_NamesFieldsByTheSchemaAndNotByAliases(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Settled()
	api := serve(t, graph.Config{Views: w.Views})
	got := api.query(viewstest.Insurer1, `query ($id: ID!) { node(id: $id) { __typename ...part } } fragment part on Claim { harmless: memberNumber }`,
		map[string]any{"id": model.GlobalID(model.KindClaim, string(s.Claims[0]))})
	if len(got.Errors) > 0 || !strings.Contains(got.Body, "MEMBER-anna") {
		t.Fatal(got.Body)
	}
	w.Expect(1, "SELECT count(*) FROM access_log WHERE fields = '{Claim.memberNumber}'")
}

func TestAccess_OfACoverageIsRecorded(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views})
	got := api.query(viewstest.Anna, `query ($id: ID!) { node(id: $id) { ... on Coverage { memberNumber } } }`,
		map[string]any{"id": model.GlobalID(model.KindCoverage, viewstest.CoverageOf["anna"])})
	if len(got.Errors) > 0 || !strings.Contains(got.Body, "MEMBER-anna") {
		t.Fatal(got.Body)
	}
	w.Expect(1, "SELECT count(*) FROM access_log WHERE coverage_ids = ARRAY[$1::uuid] AND action = 'readCoverage' AND fields = '{Coverage.memberNumber}'",
		viewstest.CoverageOf["anna"])
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

// socket opens a socket and says nothing.
func (a *api) socket() *websocket.Conn {
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
	return conn
}

// dial opens a socket and opens a session with an Authorization header's value.
func (a *api) dial(authorization string) *websocket.Conn {
	a.t.Helper()
	conn := a.socket()
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

// followAfter follows claims after a token.
func followAfter(token string) string {
	return fmt.Sprintf(`{"query":"subscription($after: String) { claimChanged(after: $after) { id status } }","variables":{"after":%q}}`, token)
}

// tokenOfNow returns the token that an answer to a query has.
func (a *api) tokenOfNow(principal auth.Principal) string {
	a.t.Helper()
	got := a.query(principal, graph.ClientDocuments()[0], nil)
	if got.Extensions.Token == "" {
		a.t.Fatalf("no token: %s", got.Body)
	}
	return got.Extensions.Token
}

func TestSubscription_OverSocketShowsChangesUntilItIsCompleted(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine, other := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{}), w.Accept(2, "ben", store.StageClean, adjudicate.Reasons{})
	api := serve(t, graph.Config{Views: w.Views})
	conn := api.dial(api.token(viewstest.Provider1))
	if message, err := read(t, conn); err != nil || message.Type != "connection_ack" {
		t.Fatalf("got %+v, %v", message, err)
	}
	write(t, conn, socketMessage{ID: "1", Type: "subscribe", Payload: json.RawMessage(followAfter(api.tokenOfNow(viewstest.Provider1)))})
	w.Change(other.Claims[0])
	w.Change(mine.Claims[0])
	message, err := read(t, conn)
	want := fmt.Sprintf(`{"data":{"claimChanged":{"id":%q,"status":"ACCEPTED"}},"extensions":{"token":"`, model.GlobalID(model.KindClaim, string(mine.Claims[0])))
	if err != nil || message.Type != "next" || !strings.HasPrefix(string(message.Payload), want) {
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

// A connection is opened for somebody alone: nobody's would never expire.
func TestSocket_ClosedGivenNoValidToken(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{})
	for name, authorization := range map[string]string{"no token": "", "none of ours": "Bearer " + secret, "another scheme": "Basic " + secret} {
		conn := api.dial(authorization)
		message, err := read(t, conn)
		if websocket.CloseStatus(err) != 4403 || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: got %+v, %v", name, message, err)
		}
	}
}

// What a socket is asked for is not repeated.
func TestSocket_RefusesOperationsWithoutRepeatingThem(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{})
	conn := api.open(t, auditor)
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

// open opens a session on a socket.
func (a *api) open(t *testing.T, principal auth.Principal) *websocket.Conn {
	t.Helper()
	conn := a.dial(a.token(principal))
	if message, err := read(t, conn); err != nil || message.Type != "connection_ack" {
		t.Fatalf("got %+v, %v", message, err)
	}
	return conn
}

// events is a stream of events.
type events struct {
	t     *testing.T
	lines *bufio.Scanner
	close func()
}

// event is one of them.
type event struct{ id, name, data string }

// stream asks for a stream of events as somebody; of no body by GET.
func (a *api) stream(t *testing.T, principal auth.Principal, address, body string, header http.Header) (*events, *http.Response) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(ctx, method, a.url+graph.Path+address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"text/event-stream"}, "Authorization": {a.token(principal)}}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	shut := func() { cancel(); _ = response.Body.Close() }
	t.Cleanup(shut)
	return &events{t: t, lines: bufio.NewScanner(response.Body), close: shut}, response
}

// next returns the next event that says something.
func (e *events) next() event {
	e.t.Helper()
	var got event
	for e.lines.Scan() {
		line := e.lines.Text()
		if line == "" && got != (event{}) {
			return got
		}
		for prefix, into := range map[string]*string{"id: ": &got.id, "event: ": &got.name, "data: ": &got.data} {
			if value, ok := strings.CutPrefix(line, prefix); ok {
				*into = value
			}
		}
	}
	e.t.Fatalf("the stream ended: %v", e.lines.Err())
	return got
}

func TestSubscription_OverEventsShowsChangesAndWhyItEnds(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
	api := serve(t, graph.Config{Views: w.Views})
	stream, response := api.stream(t, viewstest.Anna, "", followClaims, nil)
	if got := response.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("got %s", got)
	}
	if start := stream.next(); start.id == "" || start.name != "" {
		t.Errorf("began with %+v", start)
	}
	w.Change(mine.Claims[0])
	got := stream.next()
	if !strings.Contains(got.data, model.GlobalID(model.KindClaim, string(mine.Claims[0]))) || !strings.Contains(got.data, `"token":"`+got.id+`"`) || got.id == "" {
		t.Errorf("got %+v", got)
	}
	w.Close()
	if got := stream.next(); !strings.Contains(got.data, views.ErrSubscriptionInterrupted.Text) {
		t.Errorf("got %+v", got)
	}
	if got := stream.next(); got.name != "complete" {
		t.Errorf("got %+v", got)
	}
}

// What a subscription shows is recorded by its fields, as what a query shows is.
func TestSubscription_RecordsTheFieldsThatItShows(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
	api := serve(t, graph.Config{Views: w.Views})
	stream, _ := api.stream(t, viewstest.Provider1, "", `{"query":"subscription { claimChanged { id alias: diagnoses { code } } }"}`, nil)
	stream.next()
	w.Change(mine.Claims[0])
	stream.next()
	w.Expect(1, "SELECT count(*) FROM access_log WHERE fields = $1", []string{"Claim.diagnoses", "Claim.id", "CodedValue.code"})
}

// A stream that comes back says in a header how far it came, beside the request as it was.
func TestSubscription_OverEventsGoesOnAfterItsLastEvent(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{}, adjudicate.Reasons{})
	api := serve(t, graph.Config{Views: w.Views})
	start := api.tokenOfNow(viewstest.Anna)
	address := "?" + url.Values{
		"query": {"subscription($after: String) { claimChanged(after: $after) { id } }"}, "variables": {fmt.Sprintf(`{"after":%q}`, start)},
	}.Encode()
	first, _ := api.stream(t, viewstest.Anna, address, "", nil)
	if began := first.next(); began.id != start {
		t.Errorf("began with %+v, want %s", began, start)
	}
	w.Change(s.Claims[0])
	last := first.next()
	first.close()
	w.Change(s.Claims[1])
	again, _ := api.stream(t, viewstest.Anna, address, "", http.Header{"Last-Event-Id": {last.id}})
	if began, got := again.next(), again.next(); began.id != last.id || !strings.Contains(got.data, model.GlobalID(model.KindClaim, string(s.Claims[1]))) {
		t.Errorf("began with %+v, then %+v", began, got)
	}
	// Another's id shows its holder nothing that is another's.
	foreign, _ := api.stream(t, viewstest.Ben, address, "", http.Header{"Last-Event-Id": {start}})
	foreign.next()
	other := w.Accept(2, "ben", store.StageClean, adjudicate.Reasons{})
	w.Change(other.Claims[0])
	if got := foreign.next(); !strings.Contains(got.data, model.GlobalID(model.KindClaim, string(other.Claims[0]))) {
		t.Errorf("ben got %+v", got)
	}
}

func TestSubscription_RefusesWhatCannotBeFollowed(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
	api := serve(t, graph.Config{Views: w.Views})
	start := api.tokenOfNow(viewstest.Anna)
	w.Change(s.Claims[0])
	w.Change(s.Claims[0])
	w.Exec("DELETE FROM claim_changes WHERE position < (SELECT max(position) FROM claim_changes)")
	for name, test := range map[string]struct {
		body   string
		header http.Header
		code   errs.Code
	}{
		"a token that is none":       {followAfter(secret), nil, errs.CursorInvalid},
		"a header that is none":      {followClaims, http.Header{"Last-Event-Id": {secret}}, errs.CursorInvalid},
		"a page's cursor":            {followAfter("MjAyNi0wMy0wMVQxMjowMDowMFogMQ"), nil, errs.CursorInvalid},
		"older than what is kept":    {followAfter(start), nil, errs.ResyncRequired},
		"another's claim by no id":   {`{"query":"subscription { claimChanged(id: \"x\") { id } }"}`, nil, errs.ClaimNotFound},
		"a block that does not come": {`{"query":"subscription @atLeastBlock(number: \"18446744073709551615\", waitMs: 1) { claimChanged { id } }"}`, nil, errs.Stale},
	} {
		stream, _ := api.stream(t, viewstest.Anna, "", test.body, test.header)
		got := stream.next()
		if got.data == "" {
			got = stream.next()
		}
		if !strings.Contains(got.data, `"`+string(test.code)+`"`) || strings.Contains(got.data, secret) {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	if _, response := api.stream(t, auth.Principal{}, "", followClaims, http.Header{"Authorization": nil}); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("nobody got %d", response.StatusCode)
	}
	for accept, body := range map[string]string{"application/json": followClaims, "*/*": followClaims} {
		got := api.send(viewstest.Anna, http.MethodPost, graph.Path, body, http.Header{"Accept": {accept}})
		if got.Status != http.StatusNotAcceptable || got.code() != errs.MalformedRequest {
			t.Errorf("as %s: got %d %s", accept, got.Status, got.Body)
		}
	}
}
