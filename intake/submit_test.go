package intake_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

func TestSubmit_AcceptsAndKeepsAll(t *testing.T) {
	t.Parallel()
	b := setup(t)
	answer := b.submit(t, "k", b.draft(1), b.draft(2), b.draft(3))
	if len(answer.Accepted) != 3 || len(answer.Rejected) != 0 {
		t.Fatalf("got %+v", answer)
	}
	want := map[string]int{
		"submissions": 1, "claims": 3, "line_digests": 6, "hand_overs": 1, "submission_sequences": 1, "documents": 0, "answers": 1,
	}
	if got := b.counts(t); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	ack := answer.Acknowledgement
	if ack.Sequence != 1 || !ack.AcceptedAt.Equal(b.clock()) || ack.ReceiptBy.Sub(ack.AcceptedAt) != intake.DefaultReceiptWithin {
		t.Errorf("got %+v", ack)
	}
	digest := b.cfg.Contracts.AcknowledgementDigest(chain.Acknowledgement{
		Insurer: b.insurer, Provider: b.delegated, Sequence: 1, Root: ack.Root, AcceptedAt: ack.AcceptedAt, ReceiptBy: ack.ReceiptBy,
	})
	b.wantSigner(t, digest, ack.Signature, "gateway/acknowledgement")
	kept, err := b.cfg.DB.SubmissionBySequence(t.Context(), b.insurer, b.delegated, 1)
	must(t, err)
	digest = b.cfg.Contracts.SubmissionDigest(chain.Submission{
		Insurer: b.insurer, Provider: b.delegated, Sequence: 1, Root: ack.Root, Count: 3, Deadline: int64(kept.Deadline),
	})
	b.wantSigner(t, digest, kept.Signature, fmt.Sprintf("provider/%d", b.delegated))
	claim, reasons, stage := b.stored(t, answer.Accepted[1].ID)
	if claim.Provider != b.delegated || claim.Lines[0].Units != 2 || reasons != "[]" || stage != "clean" {
		t.Errorf("got %+v %s %s", claim, reasons, stage)
	}
	open, err := b.cfg.DB.OpenHandOvers(t.Context(), 10)
	if err != nil || len(open) != 1 || open[0].Kind != store.HandOverSettle || open[0].Insurer != b.insurer {
		t.Errorf("got %+v, %v", open, err)
	}
}

func (b *bundle) wantSigner(t *testing.T, digest chain.Hash, signature []byte, owner string) {
	t.Helper()
	want, err := b.cfg.Keyring.AddressOf(t.Context(), owner)
	must(t, err)
	if got, err := chain.RecoverSigner(digest, signature); err != nil || got != want {
		t.Errorf("signed by %x, %v, want %s", got, err, owner)
	}
}

func TestSubmit_RootIsThatOfTheStoredLeaves(t *testing.T) {
	t.Parallel()
	b := setup(t)
	answer := b.submit(t, "k", b.draft(1), b.draft(2), b.draft(3))
	leaves := make([]commitment.Hash, 0, 3)
	for _, accepted := range answer.Accepted {
		row := storetest.Row(t, b.url, "SELECT receipt_leaf FROM claims WHERE id = $1", string(accepted.ID))
		leaves = append(leaves, commitment.Hash(row[0].([]byte)))
	}
	if got := commitment.Root(leaves); got != answer.Acknowledgement.Root {
		t.Fatalf("got %s, want %s", got, answer.Acknowledgement.Root)
	}
}

// prepared reads what settlement will hand in of a claim.
func (b *bundle) prepared(t *testing.T, id claims.ID) commitment.Claim {
	t.Helper()
	row := storetest.Row(t, b.url, "SELECT prepared, receipt_leaf FROM claims WHERE id = $1", string(id))
	words, err := commitment.ParseWords(row[0].([]byte))
	must(t, err)
	claim, err := commitment.DecodeClaim(words)
	must(t, err)
	if leaf, err := claim.Receipt.Leaf(); err != nil || leaf != commitment.Hash(row[1].([]byte)) {
		t.Errorf("the prepared claim's leaf is %s, %v", leaf, err)
	}
	return claim
}

// filedWithin gives everybody a plan with a time for filing.
func (b *bundle) filedWithin(t *testing.T, clocks coverage.Clocks) {
	t.Helper()
	request := b.planRequest("filed", "Filing in time")
	request.Plan.TimelyFilingDays, request.Plan.TimelyFilingMonths = clocks.TimelyFilingDays, clocks.TimelyFilingMonths
	plan, _, err := b.PublishPlan(b.asInsurer(t), request)
	must(t, err)
	storetest.Exec(t, b.url, "UPDATE coverages SET plan_id = $1", int64(plan))
}

// The ledger counts from the first day of a claim: where a later line is in time, it is
// told to leave that to the rules, which deny the lines that are late.
func TestSubmit_FilesEachLineByItsOwnDay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.filedWithin(t, coverage.Clocks{TimelyFilingDays: 40}) // on 2025-06-15: services since 2025-05-06
	day := func(day int) claims.Date { return claims.NewDate(2025, time.May, day) }
	for _, test := range []struct {
		name            string
		days            [2]claims.Date
		isInformational bool // the second line
		late            []int
		isExcused       bool
	}{
		{"the first line late", [2]claims.Date{day(5), day(10)}, false, []int{1}, true},
		{"the second one late", [2]claims.Date{day(7), day(4)}, false, []int{2}, true},
		{"all late", [2]claims.Date{day(2), day(3)}, false, []int{1, 2}, false},
		{"late but for what has no charge", [2]claims.Date{day(1), day(8)}, true, []int{1}, false},
		{"of one day, the last that is in time", [2]claims.Date{day(6), day(6)}, false, nil, true},
		{"of one day, in time", [2]claims.Date{day(9), day(9)}, false, nil, false},
	} {
		draft := b.draft(1)
		for i, date := range test.days {
			draft.Claim.Lines[i].ServiceDate = date
		}
		if test.isInformational {
			draft.Claim.Lines[1].IsInformational, draft.Claim.Lines[1].Charge = true, money.Amount{}
		}
		id := b.submitNext(t, test.name, draft).Accepted[0].ID
		b.wantPosted(t, id, "clean", slices.Repeat([]string{"filing.late"}, len(test.late))...)
		prepared := b.prepared(t, id)
		if got := prepared.Facts.Has(commitment.FilingExcused); got != test.isExcused {
			t.Errorf("%s: excused %t", test.name, got)
		}
		for i, allowance := range prepared.Allowances {
			if isDenied := allowance.Class == benefits.ClassDenied; isDenied != slices.Contains(test.late, i+1) {
				t.Errorf("%s: line %d denied %t", test.name, i+1, isDenied)
			}
		}
	}
}

func TestSubmit_PreparesTheClaimForSettlement(t *testing.T) {
	t.Parallel()
	b := setup(t)
	authorized, uncovered := b.draft(2), b.draft(3)
	authorized.Claim.PriorAuthorization = "PA-1"
	uncovered.Claim.Lines[1].Procedure.Value = "ZX300"
	answer := b.submit(t, "k", b.draft(1), authorized, uncovered)
	tests := []struct {
		name   string
		flags  commitment.Flags
		second commitment.Allowance
	}{
		{"clean", 0, commitment.Allowance{Allowed: money.Cents(5000)}},
		{"authorized", commitment.HasAuthorization, commitment.Allowance{Allowed: money.Cents(6000)}},
		{"of a class that is not covered", commitment.HasReasons, commitment.Allowance{Class: 2}},
	}
	for i, test := range tests {
		got := b.prepared(t, answer.Accepted[i].ID)
		if got.Facts.Flags != test.flags || got.Allowances[1] != test.second || got.Receipt.Lines[1].Units != i+1 {
			t.Errorf("%s: got %+v", test.name, got)
		}
	}
}

func TestSubmit_RejectsWithEveryFaultAndAcceptsTheOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tests := []struct {
		name   string
		change func(*intake.Draft)
		want   []string // code and path
	}{
		{"unknown code", func(d *intake.Draft) { d.Claim.Lines[0].Procedure.Value = "QQ999" }, []string{"CODE_UNKNOWN lines[0].procedure.code"}},
		{"negative cents", func(d *intake.Draft) { d.Claim.Lines[1].Charge = money.Cents(-1) }, []string{"AMOUNT_NEGATIVE lines[1].chargeCents"}},
		{"fractional cents", func(d *intake.Draft) {
			d.Claim.Lines[0].Charge = money.Amount{}
			d.Faults = []*errs.Fault{{Code: errs.AmountFractional, Path: "lines[0].chargeCents", Text: "whole cents"}}
		}, []string{"AMOUNT_FRACTIONAL lines[0].chargeCents"}},
		{"unknown member", func(d *intake.Draft) { d.Claim.MemberNumber = "nobody" }, []string{"NOT_INSURED memberNumber"}},
		{"no charge at all", func(d *intake.Draft) {
			for i := range d.Claim.Lines {
				d.Claim.Lines[i].Charge, d.Claim.Lines[i].IsInformational = money.Amount{}, true
			}
		}, []string{"CLAIM_WITHOUT_CHARGE lines"}},
		{"two benefit years", func(d *intake.Draft) { d.Claim.Lines[1].ServiceDate = claims.NewDate(2024, 5, 5) }, []string{"CLAIM_SPANS_BENEFIT_YEARS lines"}},
		{"future service", func(d *intake.Draft) {
			d.Claim.Lines = d.Claim.Lines[:1]
			d.Claim.Lines[0].ServiceDate = claims.NewDate(2025, 6, 16)
		}, []string{"DATE_IN_FUTURE lines[0].serviceDate"}},
		{"more units than the ledger carries", func(d *intake.Draft) { d.Claim.Lines[1].Units = claims.MaxUnits + 1 }, []string{"UNITS_INVALID lines[1].units"}},
		{"a charge above what the ledger carries", func(d *intake.Draft) { d.Claim.Lines[0].Charge = money.Cents(money.MaxCents + 1) }, []string{"AMOUNT_TOO_LARGE lines[0].chargeCents", "AMOUNT_TOO_LARGE lines"}},
		{"two faults", func(d *intake.Draft) {
			d.Claim.Lines[0].Units = 0
			d.Claim.Lines[1].PlaceOfService = "00"
		}, []string{"UNITS_INVALID lines[0].units", "PLACE_OF_SERVICE_UNKNOWN lines[1].placeOfService"}},
		{"text without a canonical form", func(d *intake.Draft) { d.Claim.PriorAuthorization = "\xff" }, []string{"TEXT_INVALID priorAuthorization"}},
	}
	drafts := []intake.Draft{b.draft(1)}
	for _, test := range tests {
		draft := b.draft(7)
		test.change(&draft)
		drafts = append(drafts, draft)
	}
	drafts = append(drafts, b.draft(2))
	answer := b.submit(t, "k", drafts...)
	if len(answer.Accepted) != 2 || answer.Accepted[1].Index != len(drafts)-1 || len(answer.Rejected) != len(tests) {
		t.Fatalf("got %+v", answer)
	}
	for i, test := range tests {
		rejected := answer.Rejected[i]
		var got []string
		for _, fault := range rejected.Faults {
			got = append(got, string(fault.Code)+" "+fault.Path)
		}
		if rejected.Index != i+1 || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %d %q, want %q", test.name, rejected.Index, got, test.want)
		}
	}
	if got := b.counts(t); got["claims"] != 2 || got["line_digests"] != 4 {
		t.Errorf("rejected claims left rows: %v", got)
	}
}

func TestSubmit_AllRejectedStoresNothingButTheAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	draft := b.draft(1)
	draft.Claim.MemberNumber = "nobody"
	first := b.submit(t, "k", draft)
	if len(first.Accepted) != 0 || len(first.Rejected) != 1 || first.Acknowledgement != nil {
		t.Fatalf("got %+v", first)
	}
	for table, count := range b.counts(t) {
		if table != "answers" && count != 0 {
			t.Errorf("%s has %d rows", table, count)
		}
	}
	if again := b.submit(t, "k", draft); !reflect.DeepEqual(again, first) {
		t.Errorf("got %+v, want the first answer", again)
	}
}

func TestSubmit_AnotherInsurersMemberLooksLikeNobody(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other, err := b.RegisterInsurer(operator(t), intake.RegisterInsurer{IdempotencyKey: "i2", Name: "Other"})
	must(t, err)
	elsewhere, nobody := b.draft(1), b.draft(1)
	elsewhere.Claim.Insurer, nobody.Claim.Insurer = other, other
	nobody.Claim.MemberNumber = "nobody"
	answer := b.submit(t, "k", elsewhere, nobody)
	if len(answer.Rejected) != 2 || !reflect.DeepEqual(answer.Rejected[0].Faults, answer.Rejected[1].Faults) {
		t.Fatalf("got %+v", answer)
	}
	if fault := answer.Rejected[0].Faults[0]; fault.Code != errs.NotInsured {
		t.Errorf("got %v", fault)
	}
}

func TestSubmit_UnknownInsurerIsNamed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	draft := b.draft(1)
	draft.Claim.Insurer = 99
	answer := b.submit(t, "k", draft)
	if len(answer.Rejected) != 1 || answer.Rejected[0].Faults[0].Code != errs.InsurerNotFound {
		t.Fatalf("got %+v", answer)
	}
}

func TestSubmit_RefusesAsAWhole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	mixed := b.draft(2)
	mixed.Claim.Insurer = b.insurer + 1
	tooMany := make([]intake.Draft, intake.MaxClaims+1)
	for i := range tooMany {
		tooMany[i] = b.draft(1)
	}
	tests := []struct {
		name string
		in   intake.Submission
		want errs.Code
	}{
		{"no key", b.submission("", b.draft(1)), errs.IdempotencyKeyRequired},
		{"a key too long", b.submission(strings.Repeat("é", 127)+"kk", b.draft(1)), errs.IdempotencyKeyInvalid},
		{"a key that is no text", b.submission("\xff", b.draft(1)), errs.IdempotencyKeyInvalid},
		{"a key with a zero byte", b.submission("k\x00", b.draft(1)), errs.IdempotencyKeyInvalid},
		{"no claims", b.submission("k"), errs.SubmissionEmpty},
		{"too many claims", b.submission("k", tooMany...), errs.SubmissionTooLarge},
		{"two insurers", b.submission("k", b.draft(1), mixed), errs.SubmissionInsurersMixed},
	}
	before := b.counts(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := b.Submit(b.asProvider(t, b.delegated), test.in)
			if errs.CodeOf(err) != test.want {
				t.Fatalf("got %v, want %s", err, test.want)
			}
		})
	}
	if got := b.counts(t); !reflect.DeepEqual(got, before) {
		t.Errorf("left behind: %v", got)
	}
}

func TestSubmit_RefusesWhoMayNot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := b.submission("k", b.draft(1))
	if _, err := b.Submit(t.Context(), in); !errors.Is(err, auth.ErrUnauthenticated) {
		t.Errorf("nobody: got %v", err)
	}
	if _, err := b.Submit(b.asProvider(t, b.signing), in); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("another provider: got %v", err)
	}
	if _, err := b.Submit(b.asInsurer(t), in); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("the insurer: got %v", err)
	}
	in.Provider = 77
	if _, err := b.Submit(b.asProvider(t, 77), in); !errors.Is(err, intake.ErrProviderNotFound) {
		t.Errorf("an unknown provider: got %v", err)
	}
}

func TestSubmit_SameKeySameContentGetsTheFirstAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.submit(t, "k", b.draft(1))
	b.setClock(b.clock().Add(time.Hour))
	if again := b.submit(t, "k", b.draft(1)); !reflect.DeepEqual(again, first) {
		t.Fatalf("got %+v, want %+v", again, first)
	}
	// Also of another process.
	again, err := intake.New(b.cfg).Submit(b.asProvider(t, b.delegated), b.submission("k", b.draft(1)))
	if err != nil || !reflect.DeepEqual(again, first) {
		t.Fatalf("got %+v, %v", again, err)
	}
	if got := b.counts(t); got["claims"] != 1 || got["hand_overs"] != 1 {
		t.Fatalf("got %v", got)
	}
}

func TestSubmit_SameKeyOtherContentConflicts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.submit(t, "k", b.draft(1))
	salted := b.draft(1)
	salted.Salt = &commitment.Salt{1}
	faulty := b.draft(1)
	faulty.Faults = []*errs.Fault{{Code: errs.AmountFractional, Path: "lines[0].chargeCents"}}
	broken := b.draft(1)
	broken.Claim.MemberNumber = "\xff"
	for name, draft := range map[string]intake.Draft{"units": b.draft(2), "salt": salted, "faults": faulty, "broken": broken} {
		_, err := b.Submit(b.asProvider(t, b.delegated), b.submission("k", draft))
		if !errors.Is(err, intake.ErrIdempotencyKeyConflict) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	// Keys of another provider are its own.
	if _, err := b.Submit(b.asProvider(t, b.signing), intake.Submission{
		IdempotencyKey: "k", Provider: b.signing, Drafts: []intake.Draft{b.draft(2)},
	}); !errors.Is(err, intake.ErrSubmissionSignatureInvalid) {
		t.Errorf("another provider: got %v", err)
	}
}

func TestSubmit_SameKeyAtOnceIsTakenOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const requests = 12
	answers := make([]intake.Answer, requests)
	var group sync.WaitGroup
	for i := range requests {
		group.Go(func() {
			answer, err := b.Submit(b.asProvider(t, b.delegated), b.submission("k", b.draft(1), b.draft(2)))
			if err != nil {
				t.Error(err)
			}
			answers[i] = answer
		})
	}
	group.Wait()
	for _, answer := range answers {
		if !reflect.DeepEqual(answer, answers[0]) {
			t.Fatalf("got %+v and %+v", answer, answers[0])
		}
	}
	if got := b.counts(t); got["submissions"] != 1 || got["claims"] != 2 {
		t.Fatalf("got %v", got)
	}
}

func TestSubmit_ManyAtOnceGetDenseSequences(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const requests = 24
	var group sync.WaitGroup
	for i := range requests {
		group.Go(func() {
			if _, err := b.Submit(b.asProvider(t, b.delegated), b.submission(fmt.Sprint(i), b.draft(i+1))); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	query := "SELECT count(DISTINCT sequence) FROM submissions WHERE sequence BETWEEN 1 AND $1"
	if got := storetest.Count(t, b.url, query, requests); got != requests {
		t.Fatalf("%d different sequences of %d", got, requests)
	}
}

func TestSubmit_RepetitionsAreDuplicates(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := b.draft(1)
	other.Claim.MemberNumber = otherMember
	answer := b.submit(t, "k1", b.draft(1), b.draft(1), other)
	later := b.submit(t, "k2", b.draft(1), b.draft(2))
	tests := []struct {
		name string
		id   claims.ID
		want int // lines that are posted as repetitions
	}{
		{"the first", answer.Accepted[0].ID, 0},
		{"in the same submission", answer.Accepted[1].ID, 2},
		{"another patient's", answer.Accepted[2].ID, 0},
		{"in a later submission", later.Accepted[0].ID, 2},
		{"of another day", later.Accepted[1].ID, 0},
	}
	for _, test := range tests {
		_, reasons, stage := b.stored(t, test.id)
		if got := strings.Count(reasons, `"carc":"18"`); got != test.want || stage != "clean" {
			t.Errorf("%s: %d lines, want %d; %s", test.name, got, test.want, stage)
		}
		if named := strings.Count(reasons, `"claim":"`+string(answer.Accepted[0].ID)+`"`); named != test.want {
			t.Errorf("%s: %d lines name the first, want %d: %s", test.name, named, test.want, reasons)
		}
	}
}

// What the patient's history does not show, the keys of lines do: that a service was billed,
// and not by which claim.
func TestSubmit_RepetitionsOfWhatHistoryDoesNotShow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.submit(t, "k1", b.draft(1))
	storetest.Exec(t, b.url, "UPDATE claims SET accepted_at = accepted_at + interval '2 hours'") // beyond what is looked at
	_, reasons, _ := b.stored(t, b.submit(t, "k2", b.draft(1)).Accepted[0].ID)
	if strings.Count(reasons, `"carc":"18"`) != 2 || strings.Count(reasons, `"claim":""`) != 2 {
		t.Errorf("got %s", reasons)
	}
}

func TestSubmit_OutsideTheCoverageIsDeterminedNotRejected(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.EnrolCoverage(b.asInsurer(t), func() intake.EnrolCoverage {
		in := b.enrolment("m3", "MEMBER-3")
		in.Span.End = claims.NewDate(2025, 1, 15)
		return in
	}())
	must(t, err)
	on := func(member string, date claims.Date) intake.Draft {
		draft := b.draft(1)
		draft.Claim.MemberNumber = member
		draft.Claim.Diagnoses[0] = codes.Code{System: codes.ICD10CM, Value: "M170"}
		for i := range draft.Claim.Lines {
			draft.Claim.Lines[i].ServiceDate = date
		}
		return draft
	}
	answer := b.submit(t, "k",
		on(memberNumber, claims.NewDate(2024, 2, 29)), on(memberNumber, claims.NewDate(2024, 3, 1)),
		on("MEMBER-3", claims.NewDate(2025, 1, 14)), on("MEMBER-3", claims.NewDate(2025, 1, 15)),
		on(memberNumber, claims.NewDate(2016, 1, 1)))
	if len(answer.Accepted) != 5 {
		t.Fatalf("got %+v", answer.Rejected)
	}
	for i, want := range []string{`"carc":"26"`, "[]", "[]", `"carc":"27"`, `"carc":"26"`} {
		if _, reasons, _ := b.stored(t, answer.Accepted[i].ID); !strings.Contains(reasons, want) {
			t.Errorf("claim %d: %s lacks %s", i, reasons, want)
		}
	}
}

func TestSubmit_MissingEvidencePendsTheClaim(t *testing.T) {
	t.Parallel()
	b := setup(t)
	imaging := b.draft(1)
	imaging.Claim.Lines[0].Procedure.Value = "ZX301"
	answer := b.submit(t, "k", b.draft(2), imaging)
	id := answer.Accepted[1].ID
	if _, _, stage := b.stored(t, id); stage != "pended" {
		t.Errorf("got %s", stage)
	}
	open, err := b.cfg.DB.OpenHandOvers(t.Context(), 10)
	must(t, err)
	if len(open) != 2 || open[0].Kind != store.HandOverSettle || open[1].Kind != store.HandOverPend || open[1].Claim != id {
		t.Errorf("got %+v", open)
	}
}

func TestSubmit_InformationalLinesAreKeptAndNotAdjudicated(t *testing.T) {
	t.Parallel()
	b := setup(t)
	draft := b.draft(1)
	draft.Claim.Lines[1].Charge, draft.Claim.Lines[1].IsInformational = money.Amount{}, true
	answer := b.submit(t, "k", draft)
	claim, _, _ := b.stored(t, answer.Accepted[0].ID)
	prepared := b.prepared(t, answer.Accepted[0].ID)
	charge := storetest.Row(t, b.url, "SELECT charge_cents FROM claims")[0].(int64)
	if len(claim.Lines) != 2 || len(prepared.Receipt.Lines) != 1 || len(prepared.Allowances) != 1 || charge != 20000 {
		t.Errorf("got %+v %+v", claim.Lines, prepared)
	}
	if got := b.counts(t)["line_digests"]; got != 1 {
		t.Errorf("%d digests", got)
	}
}

func TestSubmit_FailureLeavesNothingHalfDone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	before := b.counts(t)
	for _, table := range []string{"submissions", "claims", "line_digests", "hand_overs", "idempotency_keys"} {
		t.Run(table, func(t *testing.T) {
			storetest.Exec(t, b.url, `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''refused % '', NEW; END'`)
			storetest.Exec(t, b.url, "CREATE TRIGGER refuse BEFORE INSERT ON "+table+" FOR EACH ROW EXECUTE FUNCTION refuse()")
			_, err := b.Submit(b.asProvider(t, b.delegated), b.submission("k", b.draft(1)))
			storetest.Exec(t, b.url, "DROP FUNCTION refuse CASCADE")
			if errs.CodeOf(err) != errs.Internal {
				t.Fatalf("got %v", err)
			}
			if got := b.counts(t); !reflect.DeepEqual(got, before) {
				t.Fatalf("left behind: %v", got)
			}
		})
	}
	if answer := b.submit(t, "k", b.draft(1)); answer.Acknowledgement.Sequence != 1 {
		t.Errorf("a sequence was lost: %+v", answer.Acknowledgement)
	}
}

func TestSubmit_WaitsForTheEnrolmentOnChain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	refused := &chain.RevertError{Name: "CallerNotEnroller"}
	b.sender.failWith(func(_ context.Context, key string) error {
		if strings.HasPrefix(key, "enrol/") {
			return refused
		}
		return nil
	})
	if _, err := b.EnrolCoverage(b.asInsurer(t), b.enrolment("m3", "MEMBER-3")); !errors.Is(err, intake.ErrTransactionRefused) {
		t.Fatalf("got %v", err)
	}
	draft := b.draft(1)
	draft.Claim.MemberNumber = "MEMBER-3"
	if _, err := b.Submit(b.asProvider(t, b.delegated), b.submission("k", draft)); !errors.Is(err, intake.ErrTransactionRefused) {
		t.Fatalf("got %v", err)
	}
	b.sender.failWith(nil)
	if answer := b.submit(t, "k", draft); len(answer.Accepted) != 1 {
		t.Fatalf("got %+v", answer)
	}
}

func TestSubmit_FirstClaimOfANewYearOpensIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.setClock(time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC))
	draft := func(member string, units int) intake.Draft {
		d := b.draft(units)
		d.Claim.MemberNumber = member
		for i := range d.Claim.Lines {
			d.Claim.Lines[i].ServiceDate = claims.NewDate(2027, 1, 20)
		}
		return d
	}
	years := "SELECT count(*) FROM coverage_years"
	before := storetest.Count(t, b.url, years)
	answer := b.submit(t, "k", draft(memberNumber, 1), draft(memberNumber, 2), draft(otherMember, 1))
	for _, accepted := range answer.Accepted {
		if _, reasons, _ := b.stored(t, accepted.ID); reasons != "[]" {
			t.Errorf("got %s", reasons)
		}
	}
	if got := storetest.Count(t, b.url, years) - before; got != 4 { // 2026 and 2027 of two members
		t.Errorf("%d years opened", got)
	}
	shared := "SELECT count(DISTINCT family_year) FROM coverage_years WHERE start_date >= '2026-01-01'"
	if got := storetest.Count(t, b.url, shared); got != 2 {
		t.Errorf("%d family years, want one a year", got)
	}
	b.submit(t, "k2", draft(memberNumber, 3))
	if got := storetest.Count(t, b.url, years) - before; got != 4 {
		t.Errorf("%d years opened", got)
	}
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM coverages WHERE enrolled_at IS NULL"); got != 0 {
		t.Errorf("%d coverages are not confirmed", got)
	}
}

func TestSubmit_ErasedPatientLooksLikeNobody(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.submit(t, "k1", b.draft(1))
	storetest.Exec(t, b.url, "UPDATE patients SET wrapped_key = NULL")
	answer := b.submit(t, "k2", b.draft(2))
	if len(answer.Rejected) != 1 || answer.Rejected[0].Faults[0].Code != errs.NotInsured {
		t.Fatalf("got %+v", answer)
	}
}

func TestSubmit_NothingOfThePatientIsInTheClear(t *testing.T) {
	t.Parallel()
	b := setup(t)
	draft := b.draft(1)
	draft.Claim.MemberNumber = "STRANGER-SECRET"
	b.submit(t, "k", b.draft(1), draft)
	text := strings.ToLower(storetest.Text(t, b.url))
	for _, secret := range []string{memberNumber, otherMember, familyNumber, patientName, account, "1950-02-03", "J069", "STRANGER-SECRET"} {
		if strings.Contains(text, strings.ToLower(secret)) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
			t.Errorf("the database shows %q", secret)
		}
	}
}
