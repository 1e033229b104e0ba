package views_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// none is an assessment without reasons.
var none = adjudicate.Reasons{}

func TestClaim_StatusHolderAndFinalityFollowTheChain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		arrange func(w *viewstest.World) *viewstest.Submission
		status  claims.Status
		holder  views.Holder
		until   *time.Time
		isFinal bool
		number  string
	}{
		{
			name:    "accepted claim is with the gateway until its receipt is due",
			arrange: func(w *viewstest.World) *viewstest.Submission { return w.Accept(1, "anna", store.StageClean, none) },
			status:  claims.StatusAccepted, holder: views.HolderGateway, until: &viewstest.ReceiptBy,
		},
		{
			name: "received claim is with the insurer until its clock runs out",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StageClean, none)
				w.Receive(s, 4, 10)
				return s
			},
			status: claims.StatusReceived, holder: views.HolderInsurer, until: &viewstest.PromptPayUntil, number: "1-4-0",
		},
		{
			name: "receipt in a final block is final",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StageClean, none)
				w.Receive(s, 4, 10)
				w.Final(10)
				return s
			},
			status: claims.StatusReceived, holder: views.HolderInsurer, until: &viewstest.PromptPayUntil, number: "1-4-0", isFinal: true,
		},
		{
			name: "receipt of another root under the sequence is not ours",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StageClean, none)
				other := *s
				other.Root[0]++
				w.Receive(&other, 4, 10)
				return s
			},
			status: claims.StatusAccepted, holder: views.HolderGateway, until: &viewstest.ReceiptBy,
		},
		{
			name: "pended claim is with the provider until the first document is due",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StagePended, none)
				w.Receive(s, 4, 10)
				w.Request(s.Claims[0], 1, store.RequestOpen, viewstest.Due.Add(time.Hour))
				w.Request(s.Claims[0], 2, store.RequestOpen, viewstest.Due)
				w.Request(s.Claims[0], 3, store.RequestAnswered, viewstest.Due.Add(-time.Hour))
				return s
			},
			status: claims.StatusPended, holder: views.HolderProvider, until: &viewstest.Due, number: "1-4-0",
		},
		{
			name: "pended claim whose documents are there is with the insurer",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StagePended, none)
				w.Receive(s, 4, 10)
				w.Request(s.Claims[0], 1, store.RequestAnswered, viewstest.Due)
				return s
			},
			status: claims.StatusPended, holder: views.HolderInsurer, until: &viewstest.PromptPayUntil, number: "1-4-0",
		},
		{
			name: "determined claim whose payout is owed settles",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StageClean, none)
				w.Receive(s, 4, 10)
				w.Determine(s, 0, 11, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
				w.Pay(s, "owed", 11, 10_800)
				return s
			},
			status: claims.StatusSettling, holder: views.HolderInsurer, number: "1-4-0",
		},
		{
			name: "owed payout that is released is paid",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StageClean, none)
				w.Receive(s, 4, 10)
				w.Determine(s, 0, 11, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
				w.Pay(s, "owed", 11, 10_800)
				w.Pay(s, "owed_released", 15, 10_800)
				w.Final(14)
				return s
			},
			status: claims.StatusPaid, holder: views.HolderNobody, number: "1-4-0",
		},
		{
			name: "release before it was owed does not pay",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StageClean, none)
				w.Receive(s, 4, 10)
				w.Pay(s, "owed_released", 9, 10_800)
				w.Determine(s, 0, 11, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
				w.Pay(s, "owed", 11, 10_800)
				return s
			},
			status: claims.StatusSettling, holder: views.HolderInsurer, number: "1-4-0",
		},
		{
			name: "payout of another transaction does not pay what is owed",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StageClean, none)
				w.Receive(s, 4, 10)
				w.Determine(s, 0, 11, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
				w.Pay(s, "owed", 11, 10_800)
				w.Pay(s, "released", 12, 10_800)
				return s
			},
			status: claims.StatusSettling, holder: views.HolderInsurer, number: "1-4-0",
		},
		{
			name: "paid claim in final blocks is final and with nobody",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StageClean, none)
				w.Receive(s, 4, 10)
				w.Determine(s, 0, 11, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
				w.Pay(s, "released", 11, 10_800)
				w.Final(11)
				return s
			},
			status: claims.StatusPaid, holder: views.HolderNobody, number: "1-4-0", isFinal: true,
		},
		{
			name: "claim that the deductible takes whole is paid without a transfer",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StageClean, none)
				w.Receive(s, 4, 10)
				w.Determine(s, 0, 11, viewstest.UnpaidLine(10_000), viewstest.UnpaidLine(5_000))
				return s
			},
			status: claims.StatusPaid, holder: views.HolderNobody, number: "1-4-0",
		},
		{
			name: "claim denied line by line is denied",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{viewstest.Denial(1), viewstest.Denial(2)})
				w.Receive(s, 4, 10)
				w.Determine(s, 0, 11, viewstest.DeniedLine(10_000), viewstest.DeniedLine(5_000))
				return s
			},
			status: claims.StatusDenied, holder: views.HolderNobody, number: "1-4-0",
		},
		{
			name: "paid claim whose determination was undone is reversed",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StageClean, none)
				w.Receive(s, 4, 10)
				w.Determine(s, 0, 11, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
				w.Pay(s, "released", 11, 10_800)
				w.Reverse(s, 0, 1, 12, nil)
				return s
			},
			status: claims.StatusReversed, holder: views.HolderNobody, number: "1-4-0",
		},
		{
			name: "claim that was determined again after it was undone stands",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				s := w.Accept(1, "anna", store.StageClean, none)
				w.Receive(s, 4, 10)
				w.Determine(s, 0, 11, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
				w.Reverse(s, 0, 1, 12, nil)
				w.DetermineVersion(s, 0, 2, 12, viewstest.DeniedLine(10_000), viewstest.DeniedLine(5_000))
				return s
			},
			status: claims.StatusDenied, holder: views.HolderNobody, number: "1-4-0",
		},
		{
			name: "void that was determined is voided, not paid",
			arrange: func(w *viewstest.World) *viewstest.Submission {
				first := w.Accept(2, "anna", store.StageClean, none)
				s := w.Accept(1, "anna", store.StageClean, none)
				w.Exec("UPDATE claims SET frequency = 8, replaces = $1 WHERE id = $2", string(first.Claims[0]), string(s.Claims[0]))
				w.Receive(s, 4, 10)
				w.Determine(s, 0, 11)
				return s
			},
			status: claims.StatusVoided, holder: views.HolderNobody, number: "1-4-0",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := viewstest.New(t)
			s := test.arrange(w)
			claim, err := w.Claim(viewstest.As(t, viewstest.Provider1), s.Claims[0])
			if err != nil {
				t.Fatal(err)
			}
			if claim.Status != test.status || claim.Holder != test.holder || claim.IsFinal != test.isFinal {
				t.Errorf("got %s with %s, final %t", claim.Status, claim.Holder, claim.IsFinal)
			}
			if !sameInstant(claim.HolderUntil, test.until) {
				t.Errorf("held until %v, want %v", claim.HolderUntil, test.until)
			}
			number := ""
			if claim.Number != nil {
				number = claim.Number.String()
			}
			if number != test.number {
				t.Errorf("number %q, want %q", number, test.number)
			}
			// The filter of statuses finds what the status machine says.
			for status := range allStatuses {
				page, err := w.Claims(viewstest.As(t, viewstest.Provider1), views.ClaimFilter{Statuses: []claims.Status{status}}, store.NewestFirst, views.Page{First: 5})
				if err != nil {
					t.Fatal(err)
				}
				if found := len(page.Claims) == 1; found != (status == test.status) {
					t.Errorf("filter %s found %t", status, found)
				}
			}
		})
	}
}

var allStatuses = map[claims.Status]bool{
	claims.StatusAccepted: true, claims.StatusReceived: true, claims.StatusPended: true,
	claims.StatusSettling: true, claims.StatusPaid: true, claims.StatusDenied: true,
	claims.StatusVoided: true, claims.StatusReversed: true, claims.StatusRejected: true,
}

func sameInstant(a, b *time.Time) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
}

func TestClaim_ExplainsEveryLine(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Settled()
	claim, err := w.Claim(viewstest.As(t, viewstest.Anna), s.Claims[0])
	if err != nil {
		t.Fatal(err)
	}
	if *claim.MemberNumber != "MEMBER-anna" || *claim.PatientAccountNumber != "ACCOUNT-anna" || *claim.Type != claims.Professional {
		t.Errorf("got %s %s %s", *claim.MemberNumber, *claim.PatientAccountNumber, *claim.Type)
	}
	if claim.Insurer.Name != "Acme" || claim.Provider.Name != "Clinic" || len(claim.EvidenceRequests) != 1 {
		t.Errorf("got %+v %+v %+v", claim.Insurer, claim.Provider, claim.EvidenceRequests)
	}
	if claim.Paid.Cents() != 7_200 || claim.Allowed.Cents() != 9_000 || claim.PatientResponsibility.Cents() != 6_800 {
		t.Errorf("got paid %v of allowed %v, patient %v", claim.Paid, claim.Allowed, claim.PatientResponsibility)
	}
	paid, denied, shown := claim.Lines[0], claim.Lines[1], claim.Lines[2]
	if *paid.IsDenied || paid.Paid.Cents() != 7_200 || len(paid.Adjustments) != 2 {
		t.Errorf("line 1: %+v", paid)
	}
	if !*denied.IsDenied || denied.Adjustments[0].CARC != "26" || *denied.Reason == "" {
		t.Errorf("line 2: %+v", denied)
	}
	if units := denied.Adjustments[0].Units; units == nil || *units != *denied.Units || paid.Adjustments[0].Units != nil {
		t.Errorf("of a denied line %v units are not paid, of a paid one %v", units, paid.Adjustments[0].Units)
	}
	if !shown.IsInformational || len(shown.Adjustments) != 0 {
		t.Errorf("line 3: %+v", shown)
	}
	for i := range claim.Lines[:2] {
		line := &claim.Lines[i]
		rest := line.Charge.Cents() - line.Paid.Cents()
		for _, adjustment := range line.Adjustments {
			rest -= adjustment.Amount.Cents()
		}
		if rest != 0 {
			t.Errorf("line %d does not balance by %d", i+1, rest)
		}
	}
}

func TestClaim_KeepsTotalsGivenDeterminationThatContradictsItsReasons(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none) // no reason, and yet denied
	w.Receive(s, 4, 10)
	w.Determine(s, 0, 11, viewstest.DeniedLine(10_000), viewstest.DeniedLine(5_000))
	claim, err := w.Claim(viewstest.As(t, viewstest.Provider1), s.Claims[0])
	if err != nil {
		t.Fatal(err)
	}
	if claim.Status != claims.StatusDenied || claim.Paid.Cents() != 0 || claim.Lines[0].IsDenied != nil {
		t.Errorf("got %+v", claim)
	}
}

func TestClaim_KeepsWhatIsInTheClearGivenErasedPatient(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Settled()
	w.Exec("UPDATE patients SET wrapped_key = NULL")
	claim, err := w.Claim(viewstest.As(t, viewstest.Insurer1), s.Claims[0])
	if err != nil {
		t.Fatal(err)
	}
	if claim.MemberNumber != nil || claim.Type != nil || len(claim.Lines) != 0 || claim.Status != claims.StatusPaid {
		t.Errorf("got %+v", claim)
	}
}

func TestClaim_DeidentifiedForAuditors(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Settled()
	claim, err := w.Claim(viewstest.As(t, viewstest.Auditor), s.Claims[0])
	if err != nil {
		t.Fatal(err)
	}
	if claim.MemberNumber != nil || claim.PatientAccountNumber != nil || claim.Diagnoses != nil || claim.EvidenceRequests != nil {
		t.Errorf("got %+v", claim)
	}
	for _, line := range claim.Lines {
		if line.Procedure != nil || line.ServiceDate != nil || line.PlaceOfService != nil || line.Modifiers != nil || line.Units != nil || line.Reason != nil {
			t.Errorf("got %+v", line)
		}
	}
	if claim.Lines[1].Adjustments[0].CARC != "26" || claim.Paid.Cents() != 7_200 {
		t.Error("the decision is not shown")
	}
}

func TestRead_EveryPersonaSeesItsOwnAlone(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine, other := w.Settled(), w.Accept(2, "ben", store.StagePended, none)
	w.Receive(other, 9, 12)
	request := w.Request(other.Claims[0], 1, store.RequestOpen, viewstest.Due)
	w.Determine(other, 0, 13, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
	w.Pay(other, "released", 13, 10_800)
	for _, test := range []struct {
		name        string
		principal   auth.Principal
		claims      []claims.ID
		remittances int
		coverages   []string
		hasEscrow   bool
	}{
		{"provider 1", viewstest.Provider1, mine.Claims, 1, nil, false},
		{"provider 2", viewstest.Provider2, other.Claims, 1, nil, false},
		{"insurer 1", viewstest.Insurer1, mine.Claims, 1, []string{"anna"}, true},
		{"insurer 2", viewstest.Insurer2, other.Claims, 1, []string{"ben"}, false},
		{"anna", viewstest.Anna, mine.Claims, 0, []string{"anna"}, false},
		{"ben", viewstest.Ben, other.Claims, 0, []string{"ben"}, false},
		{"patient of another subject", auth.Principal{Subject: "carl", Role: auth.RolePatient}, nil, 0, nil, false},
		{"auditor", viewstest.Auditor, append(slices.Clone(other.Claims), mine.Claims...), 2, nil, true},
		{"operator", viewstest.Operator, nil, 0, nil, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ctx := viewstest.As(t, test.principal)
			page, err := w.Claims(ctx, views.ClaimFilter{}, store.NewestFirst, views.Page{First: 10})
			if err != nil {
				t.Fatal(err)
			}
			if got := idsOf(page.Claims); !slices.Equal(got, test.claims) {
				t.Errorf("sees %v, want %v", got, test.claims)
			}
			for _, id := range []claims.ID{mine.Claims[0], other.Claims[0]} {
				_, err := w.Claim(ctx, id)
				checkFound(t, "claim", err, slices.Contains(test.claims, id), errs.ClaimNotFound)
			}
			_, err = w.ClaimOfRequest(ctx, request)
			checkFound(t, "request", err, slices.Contains(test.claims, other.Claims[0]), errs.EvidenceRequestNotFound)
			remittances, err := w.Remittances(ctx, views.RemittanceFilter{}, store.LatestFirst, views.Page{First: 10}, true)
			if err != nil {
				t.Fatal(err)
			}
			if len(remittances.Remittances) != test.remittances {
				t.Errorf("sees %d remittances, want %d", len(remittances.Remittances), test.remittances)
			}
			for _, remittance := range remittances.Remittances {
				if len(remittance.Claims) != 1 {
					t.Errorf("a remittance shows %d claims", len(remittance.Claims))
				}
			}
			for subject, id := range viewstest.CoverageOf {
				_, err := w.Coverage(ctx, views.CoverageID(id))
				checkFound(t, "coverage", err, slices.Contains(test.coverages, subject), errs.PatientNotFound)
			}
			escrow, err := w.Escrow(ctx, 1)
			if err != nil || (escrow != nil) != test.hasEscrow {
				t.Errorf("escrow %v, %v", escrow, err)
			}
		})
	}
}

func checkFound(t *testing.T, what string, err error, isOwn bool, code errs.Code) {
	t.Helper()
	if isOwn && err != nil {
		t.Errorf("%s: %v", what, err)
	}
	if !isOwn && errs.CodeOf(err) != code {
		t.Errorf("%s: got %v, want %s", what, err, code)
	}
}

func idsOf(shown []*views.Claim) []claims.ID {
	var ids []claims.ID
	for _, claim := range shown {
		ids = append(ids, claim.ID)
	}
	return ids
}

func TestRead_UnauthenticatedGivenNobody(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	ctx := t.Context()
	for name, read := range map[string]func() error{
		"viewer":   func() error { _, err := w.Viewer(ctx); return err },
		"insurers": func() error { _, err := w.Insurers(ctx); return err },
		"insurer":  func() error { _, err := w.Insurer(ctx, 1); return err },
		"provider": func() error { _, err := w.Provider(ctx, 1); return err },
		"plan":     func() error { _, err := w.Plan(ctx, 1); return err },
		"plans":    func() error { _, err := w.Plans(ctx, &views.Insurer{ID: 1}, views.Page{First: 1}); return err },
		"escrow":   func() error { _, err := w.Escrow(ctx, 1); return err },
		"coverage": func() error { _, err := w.Coverage(ctx, "x"); return err },
		"claim":    func() error { _, err := w.Claim(ctx, "x"); return err },
		"claims": func() error {
			_, err := w.Claims(ctx, views.ClaimFilter{}, store.NewestFirst, views.Page{First: 1})
			return err
		},
		"request": func() error { _, err := w.ClaimOfRequest(ctx, "x"); return err },
		"remittance": func() error {
			_, err := w.Remittances(ctx, views.RemittanceFilter{}, store.LatestFirst, views.Page{First: 1}, true)
			return err
		},
		"subscribe": func() error { _, err := w.Subscribe(ctx, "", ""); return err },
	} {
		if err := read(); !errors.Is(err, auth.ErrUnauthenticated) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestClaims_PagesMeetWithoutGapOrOverlap(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	var accepted []claims.ID
	for range 3 {
		// Claims of one submission were accepted at one instant: the id decides.
		s := w.Accept(1, "anna", store.StageClean, none, none, none)
		accepted = append(slices.Clone(s.Claims), accepted...)
	}
	var seen []claims.ID
	after := ""
	for size := 2; ; size++ {
		page, err := w.Claims(viewstest.As(t, viewstest.Provider1), views.ClaimFilter{}, store.NewestFirst, views.Page{First: size, After: after})
		if err != nil {
			t.Fatal(err)
		}
		if page.Info.HasPreviousPage != (after != "") {
			t.Errorf("has a page before: %t", page.Info.HasPreviousPage)
		}
		seen = append(seen, idsOf(page.Claims)...)
		if !page.Info.HasNextPage {
			break
		}
		after = *page.Info.EndCursor
	}
	if !slices.Equal(seen, accepted) {
		t.Errorf("saw %v, want %v", seen, accepted)
	}
}

func TestClaims_RefusedGivenBadPage(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	for _, test := range []struct {
		name string
		page views.Page
		code errs.Code
	}{
		{"nothing", views.Page{}, errs.PageSizeInvalid},
		{"too much", views.Page{First: 101}, errs.PageSizeInvalid},
		{"negative", views.Page{First: -1}, errs.PageSizeInvalid},
		{"no cursor", views.Page{First: 1, After: "%"}, errs.CursorInvalid},
		{"other text", views.Page{First: 1, After: "aGVsbG8"}, errs.CursorInvalid},
		{"cursor of other things", views.Page{First: 1, After: "MjAyNi0wMy0wMVQxMjowMDowMFogYWJj"}, errs.CursorInvalid},
	} {
		_, err := w.Claims(viewstest.As(t, viewstest.Provider1), views.ClaimFilter{}, store.NewestFirst, test.page)
		if errs.CodeOf(err) != test.code {
			t.Errorf("%s: got %v, want %s", test.name, err, test.code)
		}
		_, err = w.Remittances(viewstest.As(t, viewstest.Provider1), views.RemittanceFilter{}, store.LatestFirst, test.page, true)
		if errs.CodeOf(err) != test.code {
			t.Errorf("remittances, %s: got %v, want %s", test.name, err, test.code)
		}
	}
}

func TestClaims_FilterNarrowsTheScopeAndNeverWidensIt(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Accept(1, "anna", store.StageClean, none)
	foreign := w.Accept(2, "ben", store.StageClean, none)
	page, err := w.Claims(viewstest.As(t, viewstest.Provider1), views.ClaimFilter{Provider: 2, Insurer: foreign.Insurer}, store.NewestFirst, views.Page{First: 5})
	if err != nil || len(page.Claims) != 0 {
		t.Errorf("got %v, %v", idsOf(page.Claims), err)
	}
}

func TestRemittances_ReleaseOfWhatWasOwedNamesItsClaims(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	first, second := w.Accept(1, "anna", store.StageClean, none), w.Accept(1, "anna", store.StageClean, none)
	w.Receive(first, 4, 10)
	w.Determine(first, 0, 11, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
	w.Pay(first, "owed", 11, 10_800)
	w.Pay(first, "owed_released", 12, 10_800)
	w.Receive(second, 5, 13)
	w.Determine(second, 0, 14, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
	w.Pay(second, "owed", 14, 10_800)
	w.Pay(second, "owed_released", 15, 10_800)
	w.Final(12)
	page, err := w.Remittances(viewstest.As(t, viewstest.Provider1), views.RemittanceFilter{}, store.LatestFirst, views.Page{First: 1}, true)
	if err != nil || len(page.Remittances) != 1 || !page.Info.HasNextPage {
		t.Fatalf("got %+v, %v", page, err)
	}
	newest := page.Remittances[0]
	if got := idsOf(newest.Claims); !slices.Equal(got, second.Claims) || newest.IsFinal || newest.Batch != 5 || *newest.Plan != 1 {
		t.Errorf("the newest pays %v, final %t, batch %d", got, newest.IsFinal, newest.Batch)
	}
	page, err = w.Remittances(viewstest.As(t, viewstest.Provider1), views.RemittanceFilter{}, store.LatestFirst, views.Page{First: 5, After: *page.Info.EndCursor}, true)
	if err != nil || len(page.Remittances) != 1 {
		t.Fatalf("got %+v, %v", page, err)
	}
	oldest := page.Remittances[0]
	if got := idsOf(oldest.Claims); !slices.Equal(got, first.Claims) || !oldest.IsFinal {
		t.Errorf("the oldest pays %v, final %t", got, oldest.IsFinal)
	}
	if oldest.Paid != money.Cents(10_800) || oldest.TokenUnits.Int64() != 108_000_000 {
		t.Errorf("paid %s, %s units", oldest.Paid, oldest.TokenUnits)
	}
	again, err := w.Remittance(viewstest.As(t, viewstest.Provider1), oldest.ID)
	if err != nil || again.ID != oldest.ID || len(again.Claims) != 1 {
		t.Errorf("got %+v, %v", again, err)
	}
	if _, err := w.Remittance(viewstest.As(t, viewstest.Provider2), oldest.ID); !errors.Is(err, views.ErrRemittanceNotFound) {
		t.Errorf("a foreign provider got %v", err)
	}
	final := true
	page, err = w.Remittances(viewstest.As(t, viewstest.Provider1), views.RemittanceFilter{IsFinal: &final}, store.LatestFirst, views.Page{First: 5}, false)
	if err != nil || len(page.Remittances) != 1 || len(page.Remittances[0].Claims) > 0 {
		t.Errorf("got %+v, %v", page, err)
	}
}

func TestAccess_OneRecordARequestNamesEveryClaimOnce(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none, none)
	ctx := views.WithAccess(viewstest.As(t, viewstest.Provider1))
	for range 2 {
		if _, err := w.Claims(ctx, views.ClaimFilter{}, store.NewestFirst, views.Page{First: 5}); err != nil {
			t.Fatal(err)
		}
	}
	w.Expect(0, "SELECT count(*) FROM access_log")
	if err := w.RecordAccess(ctx, func() []string { return []string{"Claim.id"} }); err != nil {
		t.Fatal(err)
	}
	w.Expect(1, "SELECT count(*) FROM access_log")
	w.Expect(1, `SELECT count(*) FROM access_log WHERE subject = 'p1' AND role = 'provider' AND organization = 1
		AND action = 'readClaim' AND claim_ids = $1::uuid[]`, s.Claims)
	if err := w.RecordAccess(ctx, func() []string { return []string{"Claim.id"} }); err != nil {
		t.Fatal(err)
	}
	w.Expect(1, "SELECT count(*) FROM access_log")
	if _, err := w.Claim(viewstest.As(t, viewstest.Provider2), s.Claims[0]); err == nil {
		t.Error("a foreign claim was read")
	}
	w.Expect(1, "SELECT count(*) FROM access_log") // what was not shown is no access
}

func TestClaim_ShowsWhatTheLedgerSaysOfItsDetermination(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none)
	w.Receive(s, 4, 10)
	w.Determine(s, 0, 11, viewstest.PaidLine(10_000), viewstest.LimitedLine(5_000))
	check := func(version int, standing views.Standing, interest int64, by *claims.Number) {
		t.Helper()
		claim, err := w.Claim(viewstest.As(t, viewstest.Provider1), s.Claims[0])
		if err != nil {
			t.Fatal(err)
		}
		if *claim.Version != version || *claim.Standing != standing || claim.Interest.Cents() != interest {
			t.Errorf("got version %d, %s, interest %s", *claim.Version, *claim.Standing, claim.Interest)
		}
		if (claim.ReversedAt == nil) != (standing == views.Stands) {
			t.Errorf("reversed at %v", claim.ReversedAt)
		}
		if (by == nil) != (claim.ReplacedBy == nil) || by != nil && *claim.ReplacedBy != *by {
			t.Errorf("replaced by %v, want %v", claim.ReplacedBy, by)
		}
		paid, limited := claim.Lines[0], claim.Lines[1]
		if *paid.CountedUnits != 1 || paid.Denial != nil || paid.Noncovered.Cents() != 0 {
			t.Errorf("line 1: %+v", paid)
		}
		if *limited.CountedUnits != 0 || *limited.Denial != benefits.DenialLimitReached || limited.Noncovered.Cents() != 5_000 {
			t.Errorf("line 2: %+v", limited)
		}
		// Noncovered is the patient's, beside the cost shares.
		if claim.PatientResponsibility.Cents() != 1_800+5_000 || claim.Lines[2].CountedUnits != nil {
			t.Errorf("the patient owes %s", claim.PatientResponsibility)
		}
	}
	check(1, views.Stands, 0, nil)
	w.Reverse(s, 0, 1, 12, nil)
	check(1, views.Reversed, 0, nil)
	w.DetermineVersion(s, 0, 2, 13, viewstest.PaidLine(10_000), viewstest.LimitedLine(5_000))
	check(2, views.Stands, 1, nil)
	by := claims.Number{Batch: claims.BatchID{Insurer: 1, Sequence: 9}, Index: 3}
	w.Reverse(s, 0, 2, 14, &by)
	check(2, views.Replaced, 1, &by)
}

func TestClaim_ClockStandsStillWhilePendedOnTheChain(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none)
	w.Receive(s, 4, 10)
	check := func(isPended bool, until *time.Time, isOverdue bool) {
		t.Helper()
		claim, err := w.Claim(viewstest.As(t, viewstest.Provider1), s.Claims[0])
		if err != nil {
			t.Fatal(err)
		}
		if (claim.PendedAt != nil) != isPended || !sameInstant(claim.HolderUntil, until) || claim.IsOverdue != isOverdue {
			t.Errorf("pended at %v, held until %v, overdue %t", claim.PendedAt, claim.HolderUntil, claim.IsOverdue)
		}
	}
	check(false, &viewstest.PromptPayUntil, false)
	w.Clock(s, 0, "pended", 11, 0)
	check(true, nil, false)
	w.Clock(s, 0, "pend_ended", 12, 2*86_400)
	later := viewstest.PromptPayUntil.AddDate(0, 0, 2)
	check(false, &later, false)
	w.Clock(s, 0, "overdue", 13, 0)
	check(false, &later, true)
	w.Determine(s, 0, 14, viewstest.UnpaidLine(10_000), viewstest.UnpaidLine(5_000))
	check(false, nil, false)
}
