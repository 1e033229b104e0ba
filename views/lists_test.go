package views_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// walk returns the items of a list, read page by page.
func walk[T any](t *testing.T, size int, page func(views.Page) ([]T, views.PageInfo, error)) []T {
	t.Helper()
	var all []T
	for after := ""; ; {
		items, info, err := page(views.Page{First: size, After: after})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, items...)
		if !info.HasNextPage {
			return all
		}
		after = *info.EndCursor
	}
}

// appealsOf returns the appeals of a list, read two at a time.
func appealsOf(t *testing.T, w *viewstest.World, who auth.Principal, filter views.AppealFilter, order store.AppealOrder) []*views.FiledAppeal {
	t.Helper()
	return walk(t, 2, func(page views.Page) ([]*views.FiledAppeal, views.PageInfo, error) {
		found, err := w.Appeals(viewstest.As(t, who), filter, order, page)
		return found.Appeals, found.Info, err
	})
}

func numbersOf(appeals []*views.FiledAppeal) []uint64 {
	numbers := make([]uint64, len(appeals))
	for i, appeal := range appeals {
		numbers[i] = appeal.Number
	}
	return numbers
}

// appealSide is one side's claims, with an appeal of each kind.
type appealSide struct {
	claims []claims.ID
	first  int // the number of its first appeal
}

// appealSteps are the ways of the appeals that [fileAppeals] makes, and where they lead.
var appealSteps = []struct {
	kinds []string
	step  views.AppealStep
}{
	{[]string{"filed"}, views.AppealFiled},
	{[]string{"filed", "answered"}, views.AppealUpheld},
	{[]string{"filed", "overturned"}, views.AppealClosed},
	{[]string{"filed", "answered", "escalated"}, views.AppealEscalated},
	{[]string{"filed", "answered", "escalated", "ruled"}, views.AppealClosed},
	{[]string{"filed", "answered", "lapsed"}, views.AppealClosed},
	{[]string{"deemed", "escalated"}, views.AppealEscalated},
}

// fileAppeals puts an appeal of each kind on the chain, each of a claim of its own.
func fileAppeals(w *viewstest.World, provider claims.ProviderID, subject string, batch uint32) appealSide {
	side := appealSide{first: int(batch) * 100}
	reasons := make([]adjudicate.Reasons, len(appealSteps))
	s := w.Accept(provider, subject, store.StageClean, reasons...)
	w.Receive(s, batch, int64(batch)*100)
	side.claims = s.Claims
	for i, way := range appealSteps {
		for j, kind := range way.kinds {
			outcome, isDeemed := any(nil), kind == "deemed"
			switch kind {
			case "overturned":
				kind, outcome = "answered", "overturned"
			case "answered", "ruled":
				outcome = "upheld"
			case "deemed":
				kind = "filed"
			}
			filed := viewstest.Now.Add(time.Duration(7-i) * time.Hour) // the last was filed first
			at := filed.Add(time.Duration(j*i*i) * 24 * time.Hour)
			w.Exec(`INSERT INTO chain_appeal_events (appeal, insurer_id, batch, claim_index, kind, outcome, provider_id, is_attested, is_deemed_denied,
				answer_by, panel_id, happened_at, tx_hash, block_number, log_index)
				VALUES ($1, $2, $3, $4, $5::text, $6::text, CASE WHEN $5 = 'filed' THEN $7::bigint END, $8::boolean, $8::boolean,
				CASE WHEN $5 = 'filed' AND NOT $8 THEN $9::timestamptz END, CASE WHEN $5 = 'escalated' THEN $4 % 2 END, $10, '', $11, $12)`,
				side.first+i, int64(s.Insurer), int64(batch), i, kind, outcome, int64(provider), isDeemed, filed.Add(60*24*time.Hour), at, int64(batch)*100+int64(i), 600+j)
		}
	}
	return side
}

// Appeals are listed with where they stand, to each who may know, in every order.
func TestAppeals_AreListedByStepAndOrder(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine, theirs := fileAppeals(w, 1, "anna", 4), fileAppeals(w, 2, "ben", 14)
	total := 2 * len(appealSteps)
	sees := map[auth.Principal][]appealSide{
		viewstest.Provider1: {mine}, viewstest.Insurer1: {mine}, viewstest.Anna: {mine}, viewstest.Provider2: {theirs}, viewstest.Insurer2: {theirs},
		viewstest.Ben: {theirs}, viewstest.Auditor: {mine, theirs}, viewstest.Operator: {mine, theirs},
		{Subject: "x", Role: auth.RoleProvider, Provider: 3}: nil,
	}
	for who, sides := range sees {
		all := appealsOf(t, w, who, views.AppealFilter{}, store.AppealsLatestFirst)
		if len(all) != len(sides)*len(appealSteps) {
			t.Errorf("%s sees %v of %d", who.Role, numbersOf(all), total)
		}
		for _, appeal := range all {
			checkAppeal(t, sides, appeal)
		}
		for order := store.AppealsLatestFirst; order <= store.AppealsDueFirst; order++ {
			got := appealsOf(t, w, who, views.AppealFilter{}, order)
			want := slices.Clone(got)
			slices.SortFunc(want, func(a, b *views.FiledAppeal) int { return compareAppeals(order, a, b) })
			if len(got) != len(all) || !slices.Equal(numbersOf(got), numbersOf(want)) {
				t.Errorf("%s in order %d: %v, want %v", who.Role, order, numbersOf(got), numbersOf(want))
			}
		}
	}
	if _, err := w.Appeals(context.Background(), views.AppealFilter{}, store.AppealsLatestFirst, views.Page{First: 1}); !errors.Is(err, auth.ErrUnauthenticated) {
		t.Errorf("nobody: %v", err)
	}
}

// checkAppeal holds an appeal to the way that it went.
func checkAppeal(t *testing.T, sides []appealSide, appeal *views.FiledAppeal) {
	t.Helper()
	for _, side := range sides {
		i := int(appeal.Number) - side.first
		if i < 0 || i >= len(appealSteps) {
			continue
		}
		way := appealSteps[i]
		last := appeal.FiledAt.Add(time.Duration((len(way.kinds)-1)*i*i) * 24 * time.Hour)
		var due *time.Time
		switch way.step {
		case views.AppealFiled:
			due = appeal.AnswerBy
		case views.AppealUpheld:
			until := last.Add(180 * 24 * time.Hour) // the plan's days to appeal
			due = &until
		case views.AppealEscalated, views.AppealClosed, views.AppealSubmitted, views.AppealRefused:
		}
		if appeal.Step != way.step || appeal.ClaimID != side.claims[i] || int(appeal.ClaimNumber.Index) != i || !appeal.StepAt.Equal(last) ||
			!sameInstant(appeal.DueAt, due) || appeal.IsDeemedDenied != (way.kinds[0] == "deemed") || (appeal.Panel == nil) != (appeal.EscalatedAt == nil) {
			t.Errorf("%v is shown as %+v", way.kinds, appeal)
		}
		return
	}
	t.Errorf("appeal %d is another's", appeal.Number)
}

func compareAppeals(order store.AppealOrder, a, b *views.FiledAppeal) int {
	far := time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC)
	due := func(appeal *views.FiledAppeal) time.Time {
		if appeal.DueAt == nil {
			return far
		}
		return *appeal.DueAt
	}
	switch order {
	case store.AppealsLatestFirst:
		return cmp.Or(b.FiledAt.Compare(a.FiledAt), cmp.Compare(b.Number, a.Number))
	case store.AppealsEarliestFirst:
	case store.AppealsLongestFirst:
		return cmp.Or(a.StepAt.Compare(b.StepAt), cmp.Compare(a.Number, b.Number))
	case store.AppealsDueFirst:
		return cmp.Or(due(a).Compare(due(b)), cmp.Compare(a.Number, b.Number))
	}
	return cmp.Or(a.FiledAt.Compare(b.FiledAt), cmp.Compare(a.Number, b.Number))
}

func TestAppeals_FilterNarrows(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	fileAppeals(w, 1, "anna", 4)
	fileAppeals(w, 2, "ben", 14)
	hour := func(n int) time.Time { return viewstest.Now.Add(time.Duration(n) * time.Hour) }
	zero, one := 0, 1
	for name, test := range map[string]struct {
		filter views.AppealFilter
		want   []uint64 // the filed first first
	}{
		"step":            {views.AppealFilter{Steps: []views.AppealStep{views.AppealEscalated}}, []uint64{406, 1406, 403, 1403}},
		"steps":           {views.AppealFilter{Steps: []views.AppealStep{views.AppealFiled, views.AppealUpheld}, Insurer: 1}, []uint64{401, 400}},
		"no step":         {views.AppealFilter{Steps: []views.AppealStep{}}, nil},
		"off the chain":   {views.AppealFilter{Steps: []views.AppealStep{views.AppealSubmitted, views.AppealRefused}}, nil},
		"insurer":         {views.AppealFilter{Insurer: 2, Steps: []views.AppealStep{views.AppealClosed}}, []uint64{1405, 1404, 1402}},
		"provider":        {views.AppealFilter{Provider: 1, Steps: []views.AppealStep{views.AppealFiled}}, []uint64{400}},
		"the first panel": {views.AppealFilter{Panel: &zero, Insurer: 1}, []uint64{406, 404}},
		"a panel":         {views.AppealFilter{Panel: &one, Insurer: 1}, []uint64{403}},
		"filed":           {views.AppealFilter{FiledFrom: hour(2), FiledBefore: hour(4), Insurer: 1}, []uint64{405, 404}},
		"due":             {views.AppealFilter{DueBefore: hour(61 * 24), Insurer: 1}, []uint64{400}},
		"due later":       {views.AppealFilter{DueBefore: hour(200 * 24), Insurer: 1}, []uint64{401, 400}},
	} {
		got := numbersOf(appealsOf(t, w, viewstest.Operator, test.filter, store.AppealsEarliestFirst))
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	if got := appealsOf(t, w, viewstest.Insurer1, views.AppealFilter{Insurer: 2}, store.AppealsLatestFirst); len(got) > 0 {
		t.Errorf("a filter widens what is seen: %v", numbersOf(got))
	}
	ctx := viewstest.As(t, viewstest.Operator)
	page, err := w.Appeals(ctx, views.AppealFilter{}, store.AppealsDueFirst, views.Page{First: 1})
	if err != nil {
		t.Fatal(err)
	}
	after := views.Page{First: 1, After: *page.Info.EndCursor}
	if _, err := w.Appeals(ctx, views.AppealFilter{}, store.AppealsLatestFirst, after); !errors.Is(err, views.ErrCursorInvalid) {
		t.Errorf("the cursor of another order: %v", err)
	}
	if _, err := w.Appeals(ctx, views.AppealFilter{Insurer: 1}, store.AppealsDueFirst, after); !errors.Is(err, views.ErrCursorInvalid) {
		t.Errorf("the cursor of another filter: %v", err)
	}
}

// What a patient lets a provider read is no queue of the provider's.
func TestAppeals_WhatIsSharedIsNotListed(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	fileAppeals(w, 1, "anna", 4)
	w.Consent("anna", 2, time.Now().Add(-time.Hour), time.Time{}, time.Time{})
	if got := appealsOf(t, w, viewstest.Provider2, views.AppealFilter{}, store.AppealsLatestFirst); len(got) > 0 {
		t.Errorf("another provider lists %v", numbersOf(got))
	}
}

// A patient is told who looked at the appeals; a record of both says that claims were read.
func TestAppeals_AccessIsRecorded(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	side := fileAppeals(w, 1, "anna", 4)
	page := views.Page{First: 20}
	if _, err := w.Appeals(viewstest.As(t, viewstest.Operator), views.AppealFilter{}, store.AppealsLatestFirst, page); err != nil {
		t.Fatal(err)
	}
	ctx := views.WithAccess(viewstest.As(t, viewstest.Insurer1))
	if _, err := w.Claim(ctx, side.claims[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Appeals(ctx, views.AppealFilter{}, store.AppealsLatestFirst, page); err != nil {
		t.Fatal(err)
	}
	if err := w.RecordAccess(ctx, func() []string { return nil }); err != nil {
		t.Fatal(err)
	}
	log, err := w.AccessLog(viewstest.As(t, viewstest.Anna), views.AccessFilter{}, store.EarliestFirst, page)
	if err != nil || len(log.Records) != 2 {
		t.Fatal(log.Records, err)
	}
	if first := log.Records[0]; first.Role != auth.RoleOperator || first.Action != auth.ActionReadAppeal || len(first.Claims) != len(side.claims) {
		t.Errorf("the operator's: %+v", first)
	}
	if second := log.Records[1]; second.Role != auth.RoleInsurer || second.Action != auth.ActionReadClaim || len(second.Claims) != len(side.claims) {
		t.Errorf("the insurer's: %+v", second)
	}
}

// A claim is found late when it is shown as undecided beyond its clock, and nobody proved it.
func TestClaims_LateOnesAreFoundAsTheyAreShown(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	at := func(day, hour int) time.Time { return time.Date(2026, time.April, day, hour, 0, 0, 0, time.UTC) }
	for i, side := range []struct {
		provider claims.ProviderID
		subject  string
	}{{1, "anna"}, {2, "ben"}} {
		batch := uint32(100 * (i + 1))
		receive := func(stage store.Stage) *viewstest.Submission {
			s := w.Accept(side.provider, side.subject, stage, none)
			batch++
			w.Receive(s, batch, int64(batch)*10)
			return s
		}
		block := func() int64 { return int64(batch)*10 + 1 }
		w.Accept(side.provider, side.subject, store.StageClean, none) // not received
		receive(store.StageClean)
		w.Batch(receive(store.StageClean), "settling")
		settled := receive(store.StageClean)
		w.Batch(settled, "settled")
		w.Determine(settled, 0, block(), viewstest.PaidLine(10_000))
		w.Batch(receive(store.StageDecided), "settled")
		decided := receive(store.StageDecided) // on the chain, and not yet closed here
		w.Determine(decided, 0, block(), viewstest.PaidLine(10_000))
		w.Clock(receive(store.StagePended), 0, "pended", block(), 0)
		resumed := receive(store.StagePended)
		w.Clock(resumed, 0, "pended", block(), 0)
		w.Clock(resumed, 0, "pend_ended", block()+1, 86_400)
		pended := receive(store.StagePended) // late before it was pended
		w.Clock(pended, 0, "pended", block(), 0)
		w.Exec("UPDATE chain_clock_events SET happened_at = $1 WHERE insurer_id = $2 AND batch = $3", at(1, 12), i+1, int64(batch))
		w.Clock(receive(store.StageClean), 0, "overdue", block(), 0)
	}
	known := map[string]int{}
	for _, offset := range []int{0, -18_000, 18_000} {
		w.Exec("UPDATE plans SET document = document || jsonb_build_object('utcOffsetSeconds', $1::int)", offset)
		w.Restart() // plans never change
		for _, now := range []time.Time{viewstest.Now, at(1, 0).Add(-time.Second), at(1, 0), at(1, 13), at(2, 0)} {
			w.Exec("UPDATE chain_blocks SET mined_at = $1", now)
			for _, who := range []auth.Principal{viewstest.Insurer1, viewstest.Provider2, viewstest.Anna, viewstest.Auditor} {
				ctx := viewstest.As(t, who)
				all, err := w.Claims(ctx, views.ClaimFilter{}, store.NewestFirst, views.Page{First: 50})
				if err != nil {
					t.Fatal(err)
				}
				var want []claims.ID
				for _, claim := range all.Claims {
					if claim.IsOverdue && claim.Clock.OverdueProvedAt == nil {
						want = append(want, claim.ID)
					}
				}
				page, err := w.Claims(ctx, views.ClaimFilter{Awaits: []store.Awaits{store.AwaitsLateDecision}}, store.NewestFirst, views.Page{First: 50})
				if got := idsOf(page.Claims); err != nil || !slices.Equal(got, want) {
					t.Errorf("%s at %s, %d s: late are %v, want %v: %v", who.Role, now, offset, got, want, err)
				}
				if who == viewstest.Insurer1 {
					known[fmt.Sprint(offset, " ", now.Format("2 15:04:05"))] = len(want)
				}
			}
		}
	}
	for when, want := range map[string]int{
		"0 1 12:00:00": 0, "0 31 23:59:59": 0, "0 1 00:00:00": 4, "0 1 13:00:00": 4, "0 2 00:00:00": 5, "-18000 1 00:00:00": 0,
		"18000 31 23:59:59": 4,
	} {
		if known[when] != want {
			t.Errorf("at %s %d are late, want %d", when, known[when], want)
		}
	}
	either := views.ClaimFilter{Awaits: []store.Awaits{store.AwaitsOverdueDecision, store.AwaitsLateDecision, store.AwaitsReview}, Provider: 1}
	if got := claimsOf(t, w, viewstest.As(t, viewstest.Insurer1), either); len(got) != known["18000 2 00:00:00"]+1 {
		t.Errorf("late or proved overdue are %v", got)
	}
}

func TestConsents_FilterAndOrder(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	ago := func(hours int) time.Time { return viewstest.Now.Add(-time.Duration(hours) * time.Hour) }
	w.Consent("anna", 1, ago(4), time.Time{}, ago(3))
	w.Consent("anna", 1, ago(3), ago(2), time.Time{})
	w.Consent("anna", 2, ago(2), viewstest.Due, time.Time{})
	w.Consent("ben", 1, ago(1), time.Time{}, time.Time{})
	yes, no := true, false
	for name, test := range map[string]struct {
		filter views.ConsentFilter
		order  store.TimeOrder
		want   []int // hours ago
	}{
		"latest first":   {views.ConsentFilter{}, store.LatestFirst, []int{2, 3, 4}},
		"earliest first": {views.ConsentFilter{}, store.EarliestFirst, []int{4, 3, 2}},
		"in force":       {views.ConsentFilter{IsInForce: &yes}, store.EarliestFirst, []int{2}},
		"ended":          {views.ConsentFilter{IsInForce: &no}, store.LatestFirst, []int{3, 4}},
		"provider":       {views.ConsentFilter{Provider: 1}, store.EarliestFirst, []int{4, 3}},
		"both":           {views.ConsentFilter{Provider: 1, IsInForce: &yes}, store.EarliestFirst, nil},
	} {
		var got []int
		for _, consent := range walk(t, 1, func(page views.Page) ([]*views.Consent, views.PageInfo, error) {
			found, err := w.Consents(viewstest.As(t, viewstest.Anna), test.filter, test.order, page)
			return found.Consents, found.Info, err
		}) {
			got = append(got, int(viewstest.Now.Sub(consent.GrantedAt).Hours()))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestAccessLog_FilterAndOrder(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	annas, bens := w.Accept(1, "anna", store.StageClean, none), w.Accept(1, "ben", store.StageClean, none)
	hour := func(n int) time.Time { return viewstest.Now.Add(time.Duration(n) * time.Hour) }
	both := append(slices.Clone(annas.Claims), bens.Claims...)
	for i, read := range []store.Access{
		{Subject: "p1", Role: "provider", Organization: 1, Action: "readClaim", Claims: both},
		{Subject: "i1", Role: "insurer", Organization: 1, Action: "readEvidence", Claims: annas.Claims},
		{Subject: "i2", Role: "insurer", Organization: 2, Action: "readClaim", Claims: annas.Claims},
		{Subject: "anna", Role: "patient", Action: "readCoverage", Coverages: []string{viewstest.CoverageOf["anna"]}},
		{Subject: "p2", Role: "provider", Organization: 2, Action: "readClaim", Claims: bens.Claims},
	} {
		read.At = hour(i)
		if err := w.Store().RecordAccess(t.Context(), read); err != nil {
			t.Fatal(err)
		}
	}
	yes, no, nowhere := true, false, claims.ID("no claim")
	for name, test := range map[string]struct {
		filter views.AccessFilter
		order  store.TimeOrder
		want   []int // by their hours
	}{
		"latest first":    {views.AccessFilter{}, store.LatestFirst, []int{3, 2, 1, 0}},
		"earliest first":  {views.AccessFilter{}, store.EarliestFirst, []int{0, 1, 2, 3}},
		"span":            {views.AccessFilter{From: hour(1), Before: hour(3)}, store.EarliestFirst, []int{1, 2}},
		"provider":        {views.AccessFilter{Provider: 1}, store.LatestFirst, []int{0}},
		"insurer":         {views.AccessFilter{Insurer: 1}, store.LatestFirst, []int{1}},
		"actions":         {views.AccessFilter{Actions: []auth.Action{auth.ActionReadClaim, auth.ActionReadCoverage}}, store.LatestFirst, []int{3, 2, 0}},
		"no action":       {views.AccessFilter{Actions: []auth.Action{}}, store.LatestFirst, nil},
		"own":             {views.AccessFilter{IsOwn: &yes}, store.LatestFirst, []int{3}},
		"others'":         {views.AccessFilter{IsOwn: &no}, store.LatestFirst, []int{2, 1, 0}},
		"claim":           {views.AccessFilter{Claim: &annas.Claims[0]}, store.LatestFirst, []int{2, 1, 0}},
		"another's claim": {views.AccessFilter{Claim: &bens.Claims[0]}, store.LatestFirst, nil},
		"no claim":        {views.AccessFilter{Claim: &nowhere}, store.LatestFirst, nil},
	} {
		var got []int
		for _, record := range walk(t, 1, func(page views.Page) ([]*views.AccessRecord, views.PageInfo, error) {
			found, err := w.AccessLog(viewstest.As(t, viewstest.Anna), test.filter, test.order, page)
			return found.Records, found.Info, err
		}) {
			got = append(got, int(record.At.Sub(viewstest.Now).Hours()))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestRemittances_FilterAndOrder(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	for i := range 3 {
		s := w.Accept(1, "anna", store.StageClean, none)
		block := int64(100 * (i + 1))
		w.Receive(s, uint32(i+1), block)
		w.Determine(s, 0, block+1, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
		w.Pay(s, "released", block+1, 10_800)
	}
	paid := func(batch int) time.Time { return viewstest.Now.Add(time.Duration(batch*100+1) * time.Second) }
	list := func(filter views.RemittanceFilter, order store.TimeOrder) (batches []int, found []*views.Remittance) {
		found = walk(t, 1, func(page views.Page) ([]*views.Remittance, views.PageInfo, error) {
			got, err := w.Remittances(viewstest.As(t, viewstest.Provider1), filter, order, page, true)
			return got.Remittances, got.Info, err
		})
		for _, remittance := range found {
			batches = append(batches, remittance.Batch)
			if len(remittance.Claims) != 1 {
				t.Errorf("batch %d pays %d claims", remittance.Batch, len(remittance.Claims))
			}
		}
		return batches, found
	}
	all, found := list(views.RemittanceFilter{}, store.LatestFirst)
	if !slices.Equal(all, []int{3, 2, 1}) {
		t.Fatalf("latest first: %v", all)
	}
	for name, test := range map[string]struct {
		filter views.RemittanceFilter
		order  store.TimeOrder
		want   []int
	}{
		"earliest first": {views.RemittanceFilter{}, store.EarliestFirst, []int{1, 2, 3}},
		"span":           {views.RemittanceFilter{PaidFrom: paid(2), PaidBefore: paid(3)}, store.EarliestFirst, []int{2}},
		"transaction":    {views.RemittanceFilter{Transaction: found[2].Transaction}, store.EarliestFirst, []int{1}},
		"no transaction": {views.RemittanceFilter{Transaction: []byte{}}, store.EarliestFirst, nil},
	} {
		if got, _ := list(test.filter, test.order); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestReviewQueue_FilterAndOrder(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	first, second := w.Accept(1, "anna", store.StagePended, none).Claims[0], w.Accept(2, "anna", store.StagePended, none).Claims[0]
	w.Ask("anna", first, 1, rules.MUEUnits, adjudicate.Detail{})
	w.Ask("anna", second, 1, rules.MUEUnits, adjudicate.Detail{})
	w.Ask("anna", first, 2, rules.DuplicateSuspect, adjudicate.Detail{})
	list := func(filter views.ReviewFilter, order store.TimeOrder) (found []string, asked []time.Time) {
		for _, queued := range walk(t, 1, func(page views.Page) ([]*views.QueuedReview, views.PageInfo, error) {
			got, err := w.ReviewQueue(viewstest.As(t, viewstest.Insurer1), filter, order, page)
			return got.Reviews, got.Info, err
		}) {
			found = append(found, fmt.Sprint(string(queued.Claim.ID[len(queued.Claim.ID)-2:]), " ", queued.Review.Line))
			asked = append(asked, queued.Review.AskedAt)
		}
		return found, asked
	}
	tail := func(id claims.ID) string { return string(id[len(id)-2:]) }
	a, b, c := tail(first)+" 1", tail(second)+" 1", tail(first)+" 2"
	all, asked := list(views.ReviewFilter{}, store.EarliestFirst)
	if !slices.Equal(all, []string{a, b, c}) {
		t.Fatalf("longest first: %v, want %v", all, []string{a, b, c})
	}
	nowhere := claims.ID("no claim")
	for name, test := range map[string]struct {
		filter views.ReviewFilter
		order  store.TimeOrder
		want   []string
	}{
		"shortest first": {views.ReviewFilter{}, store.LatestFirst, []string{c, b, a}},
		"rule":           {views.ReviewFilter{Rule: rules.MUEUnits.String()}, store.LatestFirst, []string{b, a}},
		"provider":       {views.ReviewFilter{Provider: 1}, store.LatestFirst, []string{c, a}},
		"claim":          {views.ReviewFilter{Claim: &second}, store.LatestFirst, []string{b}},
		"no claim":       {views.ReviewFilter{Claim: &nowhere}, store.LatestFirst, nil},
		"asked":          {views.ReviewFilter{AskedFrom: asked[1], AskedBefore: asked[2]}, store.LatestFirst, []string{b}},
	} {
		if got, _ := list(test.filter, test.order); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestCoverages_FilterAndOrder(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	anna, ben := viewstest.CoverageOf["anna"], viewstest.CoverageOf["ben"]
	w.Exec("UPDATE coverages SET insurer_id = 1, start_date = '2026-02-01' WHERE id = $1", ben) // under plan 2 still
	w.Exec("UPDATE coverages SET end_date = '2026-03-01' WHERE id = $1", anna)
	for name, test := range map[string]struct {
		filter views.CoverageFilter
		order  store.TimeOrder
		want   []string
	}{
		"latest first":   {views.CoverageFilter{}, store.LatestFirst, []string{ben, anna}},
		"earliest first": {views.CoverageFilter{}, store.EarliestFirst, []string{anna, ben}},
		"plan":           {views.CoverageFilter{Plan: 2}, store.EarliestFirst, []string{ben}},
		"no plan":        {views.CoverageFilter{Plan: 3}, store.EarliestFirst, nil},
		"a day of one":   {views.CoverageFilter{CoveredOn: claims.NewDate(2026, 1, 31)}, store.EarliestFirst, []string{anna}},
		"of both":        {views.CoverageFilter{CoveredOn: claims.NewDate(2026, 2, 28)}, store.EarliestFirst, []string{anna, ben}},
		"after the end":  {views.CoverageFilter{CoveredOn: claims.NewDate(2026, 3, 1)}, store.EarliestFirst, []string{ben}},
		"member":         {views.CoverageFilter{MemberNumber: "MEMBER-anna", Plan: 1}, store.EarliestFirst, []string{anna}},
	} {
		var got []string
		for _, coverage := range walk(t, 1, func(page views.Page) ([]*views.Coverage, views.PageInfo, error) {
			found, err := w.Coverages(viewstest.As(t, viewstest.Insurer1), test.filter, test.order, page)
			return found.Coverages, found.Info, err
		}) {
			got = append(got, string(coverage.ID))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestPlans_AreReadByPages(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Exec("INSERT INTO plans (id, insurer_id, name, document, created_at) SELECT 10 + n, 1, 'Gold ' || n, '{}', now() FROM generate_series(1, 4) n")
	ctx := viewstest.As(t, viewstest.Ben)
	var names []string
	for _, plan := range walk(t, 2, func(page views.Page) ([]*views.Plan, views.PageInfo, error) {
		found, err := w.Plans(ctx, &views.Insurer{ID: 1, Name: "Acme"}, page)
		return found.Plans, found.Info, err
	}) {
		names = append(names, plan.Name)
	}
	if got := strings.Join(names, ", "); got != "Gold, Gold 1, Gold 2, Gold 3, Gold 4" {
		t.Errorf("got %s", got)
	}
	page, err := w.Plans(ctx, &views.Insurer{ID: 1}, views.Page{First: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Plans(ctx, &views.Insurer{ID: 2}, views.Page{First: 1, After: *page.Info.EndCursor}); !errors.Is(err, views.ErrCursorInvalid) {
		t.Errorf("the cursor of another insurer's: %v", err)
	}
}
