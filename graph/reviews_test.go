package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// recorder is an intake that keeps what it was asked, and answers with one claim.
type recorder struct {
	graph.Intake
	claim claims.ID
	got   any
}

func (r *recorder) acted(in any) (claims.ID, error) { r.got = in; return r.claim, nil }

func (r *recorder) Submit(_ context.Context, in intake.Submission) (intake.Answer, error) {
	r.got = in
	return intake.Answer{Accepted: []intake.Accepted{{ID: r.claim}}, Acknowledgement: &intake.Acknowledgement{}}, nil
}

func (r *recorder) VoidClaim(_ context.Context, in intake.VoidClaim) (intake.Answer, error) {
	r.got = in
	return intake.Answer{Rejected: []intake.Rejected{{Faults: []*errs.Fault{{Code: errs.ClaimUnderAppeal, Path: "replaces"}}}}}, nil
}

func (r *recorder) ResolveReview(_ context.Context, in intake.ResolveReview) (claims.ID, error) {
	return r.acted(in)
}

func (r *recorder) ReverseClaim(_ context.Context, in intake.ReverseClaim) (claims.ID, error) {
	return r.acted(in)
}

func (r *recorder) AppealDetermination(_ context.Context, in intake.AppealDetermination) (claims.ID, error) {
	return r.acted(in)
}

func (r *recorder) MarkOverdue(_ context.Context, in intake.MarkOverdue) (claims.ID, error) {
	return r.acted(in)
}

func (r *recorder) AppealOverdueClaim(_ context.Context, in intake.AppealOverdueClaim) (claims.ID, error) {
	return r.acted(in)
}

func (r *recorder) AnswerAppeal(_ context.Context, in intake.AnswerAppeal) (claims.ID, error) {
	return r.acted(in)
}

func (r *recorder) EscalateAppeal(_ context.Context, in intake.EscalateAppeal) (claims.ID, error) {
	return r.acted(in)
}

func (r *recorder) CloseAppeal(_ context.Context, in intake.CloseAppeal) (claims.ID, error) {
	return r.acted(in)
}

func (r *recorder) PrepareRuling(_ context.Context, in intake.Ruling) (intake.PreparedRuling, error) {
	r.got = in
	return intake.PreparedRuling{Appeal: 3, Ruling: commitment.Hash{1}, Digest: chain.Hash{2}}, nil
}

func (r *recorder) SubmitRuling(_ context.Context, in intake.SubmitRuling) (claims.ID, error) {
	return r.acted(in)
}

func (r *recorder) AppointPanel(_ context.Context, in intake.AppointPanel) error {
	r.got = in
	return nil
}

func (r *recorder) WithdrawEscrow(_ context.Context, in intake.WithdrawEscrow) error {
	r.got = in
	return nil
}

func (r *recorder) ReleaseOwed(_ context.Context, in intake.ReleaseOwed) error {
	r.got = in
	return nil
}

func (r *recorder) SetDailyCap(_ context.Context, in intake.SetDailyCap) error {
	r.got = in
	return nil
}

func (r *recorder) ApproveAboveCap(_ context.Context, in intake.ApproveAboveCap) error {
	r.got = in
	return nil
}

func (r *recorder) ActivateRecovery(_ context.Context, in intake.StepRecovery) error {
	r.got = in
	return nil
}

func (r *recorder) WaiveRecovery(_ context.Context, in intake.StepRecovery) error {
	r.got = in
	return nil
}

func (r *recorder) SetInsurerPaused(_ context.Context, in intake.SetInsurerPaused) error {
	r.got = in
	return nil
}

// Every mutation of corrections, appeals and the escrow hands all of its input to
// intake, and shows what it is done to.
func TestMutations_HandEverythingToIntake(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Settled()
	r := &recorder{claim: s.Claims[0]}
	api := serve(t, graph.Config{Views: w.Views, Intake: r})
	id := model.GlobalID(model.KindClaim, string(s.Claims[0]))
	determination := `determination: {lines: [{sequence: 2, allowedCents: 1500, class: "office"}], isLateFilingExcused: true, priorAuthorization: "PA"}`
	redetermined := &intake.Redetermination{
		Lines:               []intake.RedeterminedLine{{Sequence: 2, Allowed: money.Cents(1500), Class: "office"}},
		IsLateFilingExcused: true, PriorAuthorization: "PA",
	}
	hex := func(b string, n int) string { return "0x" + strings.Repeat(b, n) }
	five := money.Cents(5)
	shown := fmt.Sprintf(`{"claim":{"id":%q}}`, id)
	insurer := `{"insurer":{"number":1}}`
	for _, test := range []struct {
		mutation, input, selects string
		by                       auth.Principal
		want                     any
		answer                   string
	}{
		{
			"voidClaim", `claimId: "` + id + `"`, "claim { id }", viewstest.Provider1,
			intake.VoidClaim{IdempotencyKey: "k", Provider: 1, Claim: s.Claims[0]},
			`{"__typename":"ValidationFailure","faults":[{"code":"CLAIM_UNDER_APPEAL","path":"claimId"}]}`,
		},
		{
			"resolveReview", `claimId: "` + id + `", line: 2, rule: "duplicate.suspect", isCleared: true, reasons: "why"`, "claim { id }", viewstest.Insurer1,
			intake.ResolveReview{IdempotencyKey: "k", Claim: s.Claims[0], Line: 2, Rule: "duplicate.suspect", IsCleared: true, Reasons: "why"},
			shown,
		},
		{
			"reverseClaim", `claimId: "` + id + `", reasons: "why"`, "claim { id }", viewstest.Insurer1,
			intake.ReverseClaim{IdempotencyKey: "k", Claim: s.Claims[0], Reasons: "why"},
			shown,
		},
		{
			"appealDetermination", `claimId: "` + id + `", grounds: "why"`, "claim { id }", viewstest.Anna,
			intake.AppealDetermination{IdempotencyKey: "k", Claim: s.Claims[0], Grounds: "why"},
			shown,
		},
		{"markOverdue", `claimId: "` + id + `"`, "claim { id }", viewstest.Anna, intake.MarkOverdue{IdempotencyKey: "k", Claim: s.Claims[0]}, shown},
		{
			"appealOverdueClaim", `claimId: "` + id + `", grounds: "why"`, "claim { id }", viewstest.Anna,
			intake.AppealOverdueClaim{IdempotencyKey: "k", Claim: s.Claims[0], Grounds: "why"},
			shown,
		},
		{
			"answerAppeal", `claimId: "` + id + `", reasons: "so", ` + determination, "claim { id }", viewstest.Insurer1,
			intake.AnswerAppeal{IdempotencyKey: "k", Claim: s.Claims[0], Reasons: "so", Redetermination: redetermined},
			shown,
		},
		{
			"escalateAppeal", `claimId: "` + id + `", grounds: "why"`, "claim { id }", viewstest.Anna,
			intake.EscalateAppeal{IdempotencyKey: "k", Claim: s.Claims[0], Grounds: "why"},
			shown,
		},
		{"closeAppeal", `claimId: "` + id + `"`, "claim { id }", viewstest.Insurer1, intake.CloseAppeal{IdempotencyKey: "k", Claim: s.Claims[0]}, shown},
		{
			"submitRuling", `claimId: "` + id + `", appeal: "7", ` + determination + `, signatures: ["` + hex("0a", 65) + `"]`, "claimId", viewstest.Operator,
			intake.SubmitRuling{
				IdempotencyKey: "k", Appeal: 7, Ruling: intake.Ruling{Claim: s.Claims[0], Redetermination: redetermined},
				Signatures: [][]byte{[]byte(strings.Repeat("\n", 65))},
			},
			fmt.Sprintf(`{"claimId":%q}`, id),
		},
		{
			"appointPanel", `members: ["` + hex("01", 20) + `"], majority: 1`, "members", viewstest.Operator,
			intake.AppointPanel{IdempotencyKey: "k", Members: []chain.Address{[20]byte([]byte(strings.Repeat("\x01", 20)))}, Majority: 1},
			`{"members":["` + hex("01", 20) + `"]}`,
		},
		{
			"withdrawEscrow", `insurer: 1, toAddress: "` + hex("01", 20) + `", amountCents: 5`, "insurer { number }", viewstest.Insurer1,
			intake.WithdrawEscrow{IdempotencyKey: "k", Insurer: 1, To: [20]byte([]byte(strings.Repeat("\x01", 20))), Amount: five},
			insurer,
		},
		{
			"releaseOwed", `insurer: 1, batch: 2, provider: 3, plan: 4`, "insurer { number }", viewstest.Insurer1,
			intake.ReleaseOwed{IdempotencyKey: "k", Batch: claims.BatchID{Insurer: 1, Sequence: 2}, Provider: 3, Plan: 4},
			insurer,
		},
		{
			"setDailyCap", `insurer: 1, dailyCents: 5`, "insurer { number }", viewstest.Insurer1,
			intake.SetDailyCap{IdempotencyKey: "k", Insurer: 1, Daily: &five},
			insurer,
		},
		{
			"approveAboveCap", `insurer: 1, date: "2026-01-02", extraCents: 5`, "insurer { number }", viewstest.Insurer1,
			intake.ApproveAboveCap{IdempotencyKey: "k", Insurer: 1, Date: claims.NewDate(2026, 1, 2), Extra: five},
			insurer,
		},
		{
			"activateRecovery", `recovery: "1-4-0-1"`, "recovery", viewstest.Insurer1,
			intake.StepRecovery{IdempotencyKey: "k", Recovery: "1-4-0-1"},
			`{"recovery":"1-4-0-1"}`,
		},
		{
			"waiveRecovery", `recovery: "1-4-0-1"`, "recovery", viewstest.Insurer1,
			intake.StepRecovery{IdempotencyKey: "k", Recovery: "1-4-0-1"},
			`{"recovery":"1-4-0-1"}`,
		},
		{
			"setInsurerPaused", `insurer: 1, isPaused: true`, "insurer { number }", viewstest.Insurer1,
			intake.SetInsurerPaused{IdempotencyKey: "k", Insurer: 1, IsPaused: true},
			insurer,
		},
	} {
		mutation := fmt.Sprintf(`mutation { %s(input: {%s}) @idempotent(key: "k") %s }`, test.mutation, test.input, orRefusal(test.mutation, test.selects))
		got := api.query(test.by, mutation, nil)
		if !reflect.DeepEqual(r.got, test.want) {
			t.Errorf("%s: intake was asked %+v, want %+v", test.mutation, r.got, test.want)
		}
		if want := fmt.Sprintf(`{%q:%s}`, test.mutation, test.answer); string(got.Data) != want || len(got.Errors) > 0 {
			t.Errorf("%s: got %s, want %s", test.mutation, got.Body, want)
		}
		if test.answer != shown {
			continue
		}
		if got := api.query(viewstest.Insurer2, mutation, nil); got.code() != errs.ClaimNotFound || !got.saysNothing() {
			t.Errorf("%s by one who cannot see the claim: got %s", test.mutation, got.Body)
		}
	}
	got := api.query(viewstest.Operator, `mutation { prepareRuling(input: {claimId: "`+id+`"}) `+orRefusal("prepareRuling", "appeal ruling digest")+` }`, nil)
	want := `{"prepareRuling":{"appeal":"3","ruling":"0x01` + strings.Repeat("00", 31) + `","digest":"0x02` + strings.Repeat("00", 31) + `"}}`
	if string(got.Data) != want || !reflect.DeepEqual(r.got, intake.Ruling{Claim: s.Claims[0]}) {
		t.Errorf("got %s, %+v", got.Body, r.got)
	}
}

func TestReplaceClaim_IsASubmissionOfFrequency7(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Settled()
	r := &recorder{claim: s.Claims[0]}
	api := serve(t, graph.Config{Views: w.Views, Intake: r})
	variables := submission(func(_, _ map[string]any) {})
	input, _ := variables["input"].(map[string]any)
	list, _ := input["claims"].([]any)
	replacement := map[string]any{"input": map[string]any{
		"claimId": model.GlobalID(model.KindClaim, string(s.Claims[0])), "claim": list[0],
	}}
	got := api.query(viewstest.Provider1, `mutation($input: ReplaceClaimInput!) { replaceClaim(input: $input) @idempotent(key: "k") `+
		orRefusal("replaceClaim", "claim { id } acknowledgement { root }")+` }`, replacement)
	in, _ := r.got.(intake.Submission)
	if !got.isDone() || in.Provider != 1 || len(in.Drafts) != 1 {
		t.Fatalf("got %s, %+v", got.Body, in)
	}
	if draft := in.Drafts[0]; draft.Claim.Frequency != claims.Replacement || draft.Replaces != string(s.Claims[0]) || len(draft.Claim.Lines) == 0 {
		t.Errorf("submitted %+v", draft)
	}
}

const reviews = `query($id: ID!) { claim(id: $id) { frequency replacesNumber standing replacedByNumber
	appeals { number step failure grounds isAttested isDeemedDenied filedAt answerBy answer answeredAt panel ruling ruledAt }
	recoveries { id status cents leftCents effectiveAt } } }`

// What was done to a determination is shown to whom it concerns, its grounds to those
// who see the claim's content.
func TestQuery_ShowsAppealsAndRecoveries(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Settled()
	const happened = "insurer_id, batch, claim_index, happened_at, tx_hash, block_number, log_index"
	w.Exec(`INSERT INTO chain_appeal_events (appeal, kind, hash, provider_id, is_attested, is_deemed_denied, answer_by, ` + happened + `)
		VALUES (0, 'filed', '\x01', 1, true, false, '2026-05-01Z', 1, 4, 0, '2026-04-01Z', '\x00', 20, 0)`)
	w.Exec(`INSERT INTO chain_appeal_events (appeal, kind, outcome, hash, ` + happened + `)
		VALUES (0, 'answered', 'upheld', '\x02', 1, 4, 0, '2026-04-02Z', '\x00', 21, 0)`)
	w.Exec(`INSERT INTO chain_recovery_events (ordinal, provider_id, kind, cents, left_cents, effective_at, ` + happened + `)
		VALUES (1, 1, 'noticed', 500, 500, '2026-06-01Z', 1, 4, 0, '2026-04-02Z', '\x00', 21, 1)`)
	w.Exec(`INSERT INTO chain_recovery_events (ordinal, provider_id, kind, cents, left_cents, taken_batch, ` + happened + `)
		VALUES (1, 1, 'taken', 200, 300, 9, 1, 4, 0, '2026-06-02Z', '\x00', 22, 1)`)
	api := serve(t, graph.Config{Views: w.Views})
	variables := map[string]any{"id": model.GlobalID(model.KindClaim, string(s.Claims[0]))}
	want := `{"claim":{"frequency":1,"replacesNumber":null,"standing":"STANDS","replacedByNumber":null,` +
		`"appeals":[{"number":"0","step":"UPHELD","failure":null,"grounds":null,"isAttested":true,"isDeemedDenied":false,"filedAt":"2026-04-01T00:00:00Z",` +
		`"answerBy":"2026-05-01T00:00:00Z","answer":"UPHELD","answeredAt":"2026-04-02T00:00:00Z","panel":null,"ruling":null,"ruledAt":null}],` +
		`"recoveries":[{"id":"1-4-0-1","status":"ACTIVE","cents":500,"leftCents":300,"effectiveAt":"2026-06-01T00:00:00Z"}]}}`
	for _, principal := range []auth.Principal{viewstest.Anna, viewstest.Provider1, viewstest.Insurer1, viewstest.Auditor} {
		if got := api.query(principal, reviews, variables); string(got.Data) != want || len(got.Errors) > 0 {
			t.Errorf("%s: got %s\nwant %s", principal.Role, got.Body, want)
		}
	}
	for _, principal := range []auth.Principal{viewstest.Ben, viewstest.Provider2, viewstest.Insurer2, viewstest.Operator} {
		var data struct{ Claim any }
		got := api.query(principal, reviews, variables)
		if err := json.Unmarshal(got.Data, &data); err != nil || data.Claim != nil {
			t.Errorf("%s sees it: %s", principal.Subject, got.Body)
		}
	}
}

// Whoever may read a claim reads its clock: what stopped it, what is left, and by how
// much the insurer is late.
func TestQuery_ShowsTheClockOfAClaim(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StagePended, adjudicate.Reasons{})
	api := serve(t, graph.Config{Views: w.Views})
	variables := map[string]any{"id": model.GlobalID(model.KindClaim, string(s.Claims[0]))}
	const query = `query($id: ID!) { claim(id: $id) { isOverdue clock {
		receivedAt pendedAt stoppedSeconds promptPayDays decideBy overdueDays overdueProvedAt } } }`
	show := func(want string) {
		t.Helper()
		for _, principal := range []auth.Principal{viewstest.Anna, viewstest.Provider1, viewstest.Insurer1} {
			if got := api.query(principal, query, variables); string(got.Data) != `{"claim":{`+want+`}}` || len(got.Errors) > 0 {
				t.Errorf("%s: got %s\nwant %s", principal.Role, got.Body, want)
			}
		}
	}
	show(`"isOverdue":false,"clock":null`)
	w.Receive(s, 4, 10) // on 1 March, with 30 days to pay
	const head = `"clock":{"receivedAt":"2026-03-01T12:00:10Z",`
	show(`"isOverdue":false,` + head + `"pendedAt":null,"stoppedSeconds":0,"promptPayDays":30,"decideBy":"2026-04-01T00:00:00Z","overdueDays":0,"overdueProvedAt":null}`)
	w.Clock(s, 0, "pended", 11, 0)
	w.Exec("INSERT INTO chain_blocks (number, hash, parent_hash, mined_at) VALUES (12, sha256('12'), sha256('11'), '2026-04-10T12:00:00Z')")
	show(`"isOverdue":false,` + head + `"pendedAt":"2026-03-01T12:00:00Z","stoppedSeconds":3456000,"promptPayDays":30,"decideBy":null,"overdueDays":0,"overdueProvedAt":null}`)
	w.Clock(s, 0, "pend_ended", 13, 2*86_400)
	w.Exec("UPDATE chain_blocks SET mined_at = '2026-04-05T12:00:00Z' WHERE number = 13")
	late := `"pendedAt":null,"stoppedSeconds":172800,"promptPayDays":30,"decideBy":"2026-04-03T00:00:00Z","overdueDays":3,"overdueProvedAt":`
	show(`"isOverdue":true,` + head + late + `null}`)
	w.Clock(s, 0, "overdue", 14, 0)
	w.Exec("UPDATE chain_blocks SET mined_at = '2026-04-05T12:00:00Z' WHERE number = 14")
	show(`"isOverdue":true,` + head + late + `"2026-03-01T12:00:00Z"}`)
}
