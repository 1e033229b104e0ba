package corrections_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/corrections"
	"github.com/clearclaim/clearclaim/claims/errs"
)

var updateDocs = flag.Bool("update-docs", false, "write the table of docs/adjudication.md anew")

const document = "../../docs/adjudication.md"

// eachFacts goes through everything that can be so of a claim.
func eachFacts(do func(corrections.Facts)) {
	for _, frequency := range []claims.Frequency{claims.Original, claims.Replacement, claims.Void} {
		for bits := range 1 << 13 {
			is := func(bit int) bool { return bits>>bit&1 == 1 }
			do(corrections.Facts{
				Frequency: frequency, IsReceived: is(0), IsPended: is(1), IsOverdue: is(2), IsDetermined: is(3), IsCorrected: is(4),
				IsReversed: is(5), IsReversing: is(6), IsReviewMoving: is(7), IsAppealOpen: is(8), IsRuled: is(9), IsOverruled: is(10),
				IsOverturned: is(11), IsAppealTooLate: is(12),
			})
		}
	}
}

// whether is what each correction asks of a claim, question after question: the
// table said another way. "" is allowed.
func whether(f corrections.Facts, correction corrections.Correction) errs.Code {
	isReviewed := f.IsReviewMoving || f.IsAppealOpen
	switch correction {
	case corrections.OverdueAppeal:
		switch {
		case f.Frequency == claims.Void, f.Frequency == claims.Replacement && !f.IsDetermined:
			return errs.CorrectionUnrelated
		case f.IsDetermined:
			return errs.ClaimAlreadyDecided
		case !f.IsReceived || !f.IsOverdue:
			return errs.ClaimNotOverdue
		case isReviewed || f.IsRuled || f.IsOverruled:
			return errs.AppealAlreadyFiled
		}
	case corrections.Recovery:
		switch {
		case f.Frequency == claims.Void:
		case !f.IsDetermined:
			return errs.RecoveryNotFound
		case f.IsAppealOpen && !f.IsCorrected && !f.IsReversed && !f.IsReversing && !f.IsReviewMoving:
			return errs.RecoveryStatusInvalid
		}
	case corrections.ForeignReplacement:
		return errs.ClaimNotFound
	case corrections.Replacement, corrections.Void, corrections.Reversal, corrections.Appeal, corrections.SecondReplacement,
		corrections.LateReplacement, corrections.OtherYearReplacement, corrections.OtherMemberReplacement:
		return whetherUndone(f, correction)
	}
	return ""
}

func whetherUndone(f corrections.Facts, correction corrections.Correction) errs.Code {
	isReview := correction == corrections.Appeal
	switch {
	case f.Frequency == claims.Void:
		return errs.CorrectionUnrelated
	case !f.IsDetermined:
		return errs.ClaimNotDecided
	case f.IsCorrected:
		return errs.ClaimAlreadyReplaced
	case f.IsReversed || f.IsReversing:
		return errs.ClaimAlreadyReversed
	case f.IsReviewMoving:
		return errs.ClaimUnderAppeal
	case isReview && (f.IsAppealOpen || f.IsRuled || f.IsOverruled):
		return errs.AppealAlreadyFiled
	case f.IsAppealOpen || f.IsOverruled:
		return errs.ClaimUnderAppeal
	case isReview && f.IsAppealTooLate:
		return errs.AppealTooLate
	case correction == corrections.SecondReplacement:
		return errs.ClaimAlreadyReplaced
	case correction == corrections.LateReplacement:
		return errs.FilingTooLate
	case correction == corrections.OtherMemberReplacement:
		return errs.CorrectionUnrelated
	default:
		return ""
	}
}

func TestDecide_OfEverythingThatCanBeSo(t *testing.T) {
	t.Parallel()
	reached := map[corrections.State]bool{corrections.Erased: true}
	eachFacts(func(f corrections.Facts) {
		state := corrections.StateOf(f)
		reached[state] = true
		for _, correction := range corrections.Corrections() {
			if got, want := corrections.Decide(state, correction).Code, whether(f, correction); got != want {
				t.Fatalf("%s of a claim %s: %q, want %q, by %+v", correction, state, got, want, f)
			}
		}
		f.IsErased = true
		if corrections.StateOf(f) != corrections.Erased {
			t.Fatalf("erased, and yet %s", corrections.StateOf(f))
		}
	})
	if len(reached) != len(corrections.States()) {
		t.Errorf("reached %d states of %d", len(reached), len(corrections.States()))
	}
}

// What is erased stays as it is: nothing that needs its content can be done.
func TestDecide_OfWhatIsErased(t *testing.T) {
	t.Parallel()
	for _, correction := range corrections.Corrections() {
		want := errs.Erased
		if correction == corrections.Recovery {
			want = "" // what the claim led to is taken whoever can read it
		}
		if correction == corrections.ForeignReplacement {
			want = errs.ClaimNotFound
		}
		if got := corrections.Decide(corrections.Erased, correction); got.Code != want {
			t.Errorf("%s: %q, want %q", correction, got.Code, want)
		}
	}
}

// Every state and correction has its text, every verdict its sentence, and nothing
// that was undone is undone again.
func TestDecide_TheWholeTable(t *testing.T) {
	t.Parallel()
	texts := map[string]bool{"": true}
	for _, state := range corrections.States() {
		if texts[state.String()] {
			t.Errorf("the text %q stands twice, or is none", state)
		}
		texts[state.String()] = true
		for _, correction := range corrections.Corrections() {
			verdict := corrections.Decide(state, correction)
			if !strings.HasSuffix(verdict.Why, ".") || verdict.IsAllowed() != (verdict.Code == "") {
				t.Errorf("%s of a claim %s: %+v", correction, state, verdict)
			}
		}
	}
	for _, correction := range corrections.Corrections() {
		if texts[correction.String()] {
			t.Errorf("the text %q stands twice, or is none", correction)
		}
		texts[correction.String()] = true
	}
	beyond := corrections.State(len(corrections.States())).String() + corrections.Correction(len(corrections.Corrections())).String()
	if beyond != "" {
		t.Errorf("what is none has the text %q", beyond)
	}
}

// markdown is the table as docs/adjudication.md shows it.
func markdown() string {
	var out strings.Builder
	out.WriteString("| claim |")
	for _, correction := range corrections.Corrections() {
		fmt.Fprintf(&out, " %s |", correction)
	}
	out.WriteString("\n|---|" + strings.Repeat("---|", len(corrections.Corrections())) + "\n")
	var sentences []string
	known := map[string]bool{}
	for _, state := range corrections.States() {
		fmt.Fprintf(&out, "| %s |", state)
		for _, correction := range corrections.Corrections() {
			verdict, word := corrections.Decide(state, correction), "yes"
			if !verdict.IsAllowed() {
				word = fmt.Sprintf("`%s`", verdict.Code)
			}
			fmt.Fprintf(&out, " %s |", word)
			if sentence := fmt.Sprintf("- %s: %s\n", word, verdict.Why); !known[sentence] {
				known[sentence] = true
				sentences = append(sentences, sentence)
			}
		}
		out.WriteByte('\n')
	}
	return out.String() + "\n" + strings.Join(sentences, "")
}

// The document shows the table that decides; -update-docs writes it anew.
func TestDocs_ShowTheTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- begin: claims/corrections -->\n", "<!-- end: claims/corrections -->"
	before, rest, hasBegin := strings.Cut(string(text), begin)
	shown, after, hasEnd := strings.Cut(rest, end)
	if !hasBegin || !hasEnd {
		t.Fatalf("%s has no place for the table", document)
	}
	if shown == markdown() {
		return
	}
	if !*updateDocs {
		t.Fatalf("%s shows another table: write it anew with -update-docs", document)
	}
	if err := os.WriteFile(document, []byte(before+begin+markdown()+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
