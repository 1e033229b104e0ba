package intake_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/intake"
)

// signed prepares drafts and signs them with a key as the provider's software would.
func (b *bundle) signed(t *testing.T, key string, signer chain.Address, drafts ...intake.Draft) intake.Submission {
	t.Helper()
	prepared, err := b.Prepare(b.asProvider(t, b.signing), intake.Prepare{Provider: b.signing, Drafts: drafts})
	must(t, err)
	in := intake.Submission{IdempotencyKey: key, Provider: b.signing}
	for _, claim := range prepared.Claims {
		draft := drafts[claim.Index]
		draft.Salt = &claim.Salt
		in.Drafts = append(in.Drafts, draft)
	}
	in.Signature = b.sign(t, signer, prepared, prepared.Sequence, prepared.Deadline)
	return in
}

func (b *bundle) sign(t *testing.T, signer chain.Address, p intake.Prepared, sequence uint64, deadline int64) *intake.Signature {
	t.Helper()
	digest := b.cfg.Contracts.SubmissionDigest(chain.Submission{
		Insurer: b.insurer, Provider: b.signing, Sequence: sequence, Root: p.Root, Count: uint16(len(p.Claims)), Deadline: deadline,
	})
	signature, err := b.cfg.Keyring.SignDigest(t.Context(), signer, digest)
	must(t, err)
	return &intake.Signature{Sequence: sequence, Deadline: deadline, Signature: signature}
}

func TestPrepare_CanBeRecomputed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	faulty := b.draft(1)
	faulty.Claim.MemberNumber = "nobody"
	before := b.counts(t)
	prepared, err := b.Prepare(b.asProvider(t, b.signing), intake.Prepare{
		Provider: b.signing, Drafts: []intake.Draft{b.draft(1), faulty, b.draft(2)},
	})
	must(t, err)
	if len(prepared.Coverages) != 2 { // nobody's is none
		t.Errorf("coverages %v were found", prepared.Coverages)
	}
	if len(prepared.Claims) != 2 || prepared.Claims[1].Index != 2 || len(prepared.Rejected) != 1 || prepared.Sequence != 1 {
		t.Fatalf("got %+v", prepared)
	}
	leaves := make([]commitment.Hash, 0, 2)
	for _, claim := range prepared.Claims {
		parsed, err := commitment.ParseClaim(claim.Canonical)
		must(t, err)
		if parsed.Provider != b.signing {
			t.Errorf("got provider %d", parsed.Provider)
		}
		content := commitment.ContentHash(claim.Salt, claim.Canonical)
		leaf, err := commitment.Receipt{
			ContentHash: content, CoverageYear: claim.CoverageYear, ServiceDay: parsed.ServiceDate(),
			Lines: commitment.ReceiptLines(parsed),
		}.Leaf()
		must(t, err)
		if leaf != claim.ReceiptLeaf {
			t.Errorf("got %s, want %s", claim.ReceiptLeaf, leaf)
		}
		leaves = append(leaves, leaf)
	}
	if commitment.Root(leaves) != prepared.Root {
		t.Error("the root is not that of the leaves")
	}
	if prepared.Claims[0].Salt == prepared.Claims[1].Salt {
		t.Error("two claims have one salt")
	}
	if got := b.counts(t); !reflect.DeepEqual(got, before) {
		t.Errorf("something was stored: %v", got)
	}
}

func TestPrepare_RefusesWhoMayNot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := intake.Prepare{Provider: b.signing, Drafts: []intake.Draft{b.draft(1)}}
	if _, err := b.Prepare(b.asProvider(t, b.delegated), in); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("got %v", err)
	}
	if _, err := b.Prepare(t.Context(), in); !errors.Is(err, auth.ErrUnauthenticated) {
		t.Errorf("got %v", err)
	}
}

func TestSubmit_OwnSignatureIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := b.signed(t, "k", b.signer, b.draft(1), b.draft(2))
	answer, err := b.Submit(b.asProvider(t, b.signing), in)
	must(t, err)
	if len(answer.Accepted) != 2 || answer.Acknowledgement.Sequence != 1 {
		t.Fatalf("got %+v", answer)
	}
	kept, err := b.cfg.DB.SubmissionBySequence(t.Context(), b.insurer, b.signing, 1)
	must(t, err)
	if !reflect.DeepEqual(kept.Signature, in.Signature.Signature) || int64(kept.Deadline) != in.Signature.Deadline {
		t.Errorf("got %+v", kept)
	}
}

func TestSubmit_OwnSignatureRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	stranger, err := b.cfg.Keyring.Create(t.Context(), "test/stranger")
	must(t, err)
	ctx := b.asProvider(t, b.signing)
	good := func() intake.Submission { return b.signed(t, "k", b.signer, b.draft(1), b.draft(2)) }
	resigned := func(sequence uint64, deadline int64) intake.Submission {
		prepared, err := b.Prepare(ctx, intake.Prepare{Provider: b.signing, Drafts: []intake.Draft{b.draft(1)}})
		must(t, err)
		draft := b.draft(1)
		draft.Salt = &prepared.Claims[0].Salt
		return intake.Submission{
			IdempotencyKey: "k", Provider: b.signing, Drafts: []intake.Draft{draft},
			Signature: b.sign(t, b.signer, prepared, sequence, deadline),
		}
	}
	later := b.clock().Add(time.Hour).Unix()
	tests := []struct {
		name string
		make func() intake.Submission
		want error
	}{
		{"another's key", func() intake.Submission { return b.signed(t, "k", stranger, b.draft(1)) }, intake.ErrSubmissionSignatureInvalid},
		{"a claim changed", func() intake.Submission {
			in := good()
			in.Drafts[0].Claim.PatientAccountNumber = "other"
			return in
		}, intake.ErrSubmissionSignatureInvalid},
		{"a claim left out", func() intake.Submission { in := good(); in.Drafts = in.Drafts[:1]; return in }, intake.ErrSubmissionSignatureInvalid},
		{"claims exchanged", func() intake.Submission {
			in := good()
			in.Drafts[0], in.Drafts[1] = in.Drafts[1], in.Drafts[0]
			return in
		}, intake.ErrSubmissionSignatureInvalid},
		{"the sequence changed", func() intake.Submission { in := good(); in.Signature.Sequence++; return in }, intake.ErrSubmissionSignatureInvalid},
		{"the deadline changed", func() intake.Submission { in := good(); in.Signature.Deadline++; return in }, intake.ErrSubmissionSignatureInvalid},
		{"no signature at all", func() intake.Submission { in := good(); in.Signature = nil; return in }, intake.ErrSubmissionSignatureInvalid},
		{"a short signature", func() intake.Submission { in := good(); in.Signature.Signature = []byte{1}; return in }, intake.ErrSubmissionSignatureInvalid},
		{"a negative deadline", func() intake.Submission { return resigned(1, -1) }, intake.ErrSubmissionSignatureInvalid},
		{"sequence zero", func() intake.Submission { return resigned(0, later) }, intake.ErrSubmissionSequenceInvalid},
		{"a sequence too far", func() intake.Submission { return resigned(2, later) }, intake.ErrSubmissionSequenceInvalid},
		{"a huge sequence", func() intake.Submission { return resigned(1<<63+1, later) }, intake.ErrSubmissionSequenceInvalid},
		{"no time for the receipt", func() intake.Submission { return resigned(1, b.clock().Add(time.Second).Unix()) }, intake.ErrSubmissionExpired},
	}
	before := b.counts(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := b.Submit(ctx, test.make()); !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
		})
	}
	if got := b.counts(t); !reflect.DeepEqual(got, before) {
		t.Errorf("left behind: %v", got)
	}
}

func TestSubmit_OwnSignatureReplayedWithOtherClaims(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := b.asProvider(t, b.signing)
	first := b.signed(t, "k1", b.signer, b.draft(1))
	second := b.signed(t, "k2", b.signer, b.draft(2)) // the same sequence
	_, err := b.Submit(ctx, first)
	must(t, err)
	if _, err := b.Submit(ctx, second); !errors.Is(err, intake.ErrSubmissionSequenceInvalid) {
		t.Fatalf("got %v", err)
	}
	if got := b.counts(t); got["submissions"] != 1 || got["claims"] != 1 {
		t.Errorf("got %v", got)
	}
}

func TestSubmit_OwnSignatureResentGetsTheFirstAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := b.asProvider(t, b.signing)
	in := b.signed(t, "k1", b.signer, b.draft(1), b.draft(2))
	first, err := b.Submit(ctx, in)
	must(t, err)
	b.setClock(b.clock().Add(365 * 24 * time.Hour)) // the deadline has passed
	in.IdempotencyKey = "k2"
	again, err := b.Submit(ctx, in)
	must(t, err)
	if !reflect.DeepEqual(again, first) {
		t.Fatalf("got %+v, want %+v", again, first)
	}
	if got := b.counts(t); got["submissions"] != 1 || got["claims"] != 2 || got["hand_overs"] != 1 {
		t.Errorf("got %v", got)
	}
	next, err := b.Submit(ctx, b.signed(t, "k3", b.signer, b.draft(3)))
	if err != nil || next.Acknowledgement.Sequence != 2 {
		t.Errorf("got %+v, %v", next.Acknowledgement, err)
	}
}

func TestSubmit_OwnSignatureOneFaultRejectsAll(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := b.signed(t, "k", b.signer, b.draft(1), b.draft(2))
	in.Drafts[1].Claim.MemberNumber = "nobody"
	saltless := b.draft(3)
	in.Drafts = append(in.Drafts, saltless)
	answer, err := b.Submit(b.asProvider(t, b.signing), in)
	must(t, err)
	var got []errs.Code
	for _, rejected := range answer.Rejected {
		got = append(got, rejected.Faults[0].Code)
	}
	if len(answer.Accepted) != 0 || !reflect.DeepEqual(got, []errs.Code{errs.NotInsured, errs.SubmissionSaltInvalid}) {
		t.Fatalf("got %+v", answer)
	}
	if counts := b.counts(t); counts["claims"] != 0 || counts["submissions"] != 0 {
		t.Errorf("got %v", counts)
	}
}
