package demo

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

const (
	panelMembers  = 3
	panelMajority = 2
)

// panel are the keys of the demo's panel, ascending by address: the same in every
// run, so that appeals of later runs find whom they are put before.
func panel() ([]*ecdsa.PrivateKey, error) {
	keys := make([]*ecdsa.PrivateKey, panelMembers)
	for i := range keys {
		var err error
		if keys[i], err = crypto.ToECDSA(crypto.Keccak256(fmt.Appendf(nil, "clearclaim demo panel member %d", i))); err != nil {
			return nil, fmt.Errorf("making a panel's key: %w", err)
		}
	}
	slices.SortFunc(keys, func(a, b *ecdsa.PrivateKey) int { return bytes.Compare(addressOf(a).Bytes(), addressOf(b).Bytes()) })
	return keys, nil
}

func addressOf(key *ecdsa.PrivateKey) common.Address { return crypto.PubkeyToAddress(key.PublicKey) }

// appointPanel appoints the panel, once in a system.
func (s *session) appointPanel(ctx context.Context) error {
	keys, err := panel()
	if err != nil {
		return err
	}
	in := apiclient.AppointPanel{IdempotencyKey: "demo/panel", Majority: panelMajority}
	for _, key := range keys {
		in.Members = append(in.Members, hexutil.Encode(addressOf(key).Bytes()))
	}
	if err := s.as(auth.RoleOperator, 0).AppointPanel(ctx, in); err != nil {
		return fmt.Errorf("appointing a panel: %w", err)
	}
	return nil
}

// appellant is a client of who appeals.
func (s *session) appellant(step *storyStep, own seeded) *apiclient.Client {
	if step.By == "patient" {
		return s.patientNamed("sample-appellant")
	}
	return s.as(auth.RoleProvider, own.providers[step.Provider])
}

// appeal plays an appeal: the insurer determines the claim again, or lets it stand
// and a panel does.
func (s *session) appeal(ctx context.Context, key string, step *storyStep, own seeded, claim string) error {
	appellant, insurer := s.appellant(step, own), s.as(auth.RoleInsurer, own.insurer)
	err := appellant.AppealDetermination(ctx, apiclient.AppealDetermination{
		IdempotencyKey: key, ClaimID: claim, Grounds: "The service is covered.",
	})
	if err != nil {
		return fmt.Errorf("filing: %w", err)
	}
	filed, err := s.awaitAppeal(ctx, appellant, claim, "FILED")
	if err != nil {
		return fmt.Errorf("filing: %w", err)
	}
	if isAttested := filed.IsAttested != nil && *filed.IsAttested; isAttested != (step.By == "patient") || filed.Grounds == "" {
		return fmt.Errorf("attested: %t", isAttested)
	}
	if !step.IsPanel {
		return insurer.AnswerAppeal(ctx, apiclient.AnswerAppeal{
			IdempotencyKey: key, ClaimID: claim, Determination: step.Determination,
		})
	}
	if err := s.checkUnderAppeal(ctx, key, step, own, claim); err != nil {
		return err
	}
	err = insurer.AnswerAppeal(ctx, apiclient.AnswerAppeal{
		IdempotencyKey: key, ClaimID: claim, Reasons: "The plan excludes the service.",
	})
	if err != nil {
		return fmt.Errorf("upholding: %w", err)
	}
	if _, err = s.awaitAppeal(ctx, appellant, claim, "UPHELD"); err != nil {
		return fmt.Errorf("upholding: %w", err)
	}
	return s.escalate(ctx, key, step, appellant, claim)
}

// escalate takes an appeal to the panel, which rules some days later.
func (s *session) escalate(
	ctx context.Context, key string, step *storyStep, appellant *apiclient.Client, claim string,
) error {
	err := appellant.EscalateAppeal(ctx, apiclient.EscalateAppeal{
		IdempotencyKey: key, ClaimID: claim, Grounds: "The plan's exclusion is for another service.",
	})
	if err != nil {
		return fmt.Errorf("escalating: %w", err)
	}
	if _, err := s.awaitAppeal(ctx, appellant, claim, "ESCALATED"); err != nil {
		return fmt.Errorf("escalating: %w", err)
	}
	if err := step.advance(ctx); err != nil {
		return err
	}
	return s.rule(ctx, key, apiclient.Ruling{ClaimID: claim, Determination: step.Determination})
}

// letLie submits a claim that a person has to look at, which nobody does in the plan's
// time. The provider proves that it is overdue and puts it before a panel, which
// determines it.
func (s *session) letLie(ctx context.Context, key string, step *storyStep, own seeded) (id string, err error) {
	if id, err = s.submitStory(ctx, key, step, own); err != nil {
		return "", err
	}
	provider := s.as(auth.RoleProvider, own.providers[step.Provider])
	isLying := func(c *apiclient.Claim) bool { return c.Clock != nil && len(c.Reviews) > 0 }
	if err := awaitClaim(ctx, provider, id, isLying); err != nil {
		return "", fmt.Errorf("waiting for the review: %w", err)
	}
	early := provider.MarkOverdue(ctx, apiclient.MarkOverdue{IdempotencyKey: key + "/early", ClaimID: id})
	if err := expectCode(early, errs.ClaimNotOverdue); err != nil && !s.isResumed {
		return "", fmt.Errorf("marking before its time: %w", err)
	}
	if err := step.advance(ctx); err != nil {
		return "", err
	}
	if err := s.markOverdue(ctx, provider, key+"/overdue", id); err != nil {
		return "", fmt.Errorf("marking: %w", err)
	}
	err = provider.AppealOverdueClaim(ctx, apiclient.AppealOverdueClaim{
		IdempotencyKey: key + "/appeal", ClaimID: id, Grounds: "Nobody decided the claim in the plan's time.",
	})
	if err != nil {
		return "", fmt.Errorf("filing: %w", err)
	}
	if _, err := s.awaitAppeal(ctx, provider, id, "ESCALATED"); err != nil {
		return "", fmt.Errorf("filing: %w", err)
	}
	return id, s.rule(ctx, key, apiclient.Ruling{ClaimID: id, Determination: step.Determination})
}

// markOverdue proves a claim overdue, once the read model knows of the clock that moved,
// and returns when the ledger has the proof.
func (s *session) markOverdue(ctx context.Context, provider *apiclient.Client, key, id string) error {
	err := poll(ctx, func(ctx context.Context) (bool, error) {
		err := provider.MarkOverdue(ctx, apiclient.MarkOverdue{IdempotencyKey: key, ClaimID: id})
		if apiclient.CodeOf(err) == errs.ClaimNotOverdue {
			return false, nil
		}
		return true, err
	})
	if err != nil {
		return err
	}
	return awaitClaim(ctx, provider, id, func(c *apiclient.Claim) bool { return c.Clock != nil && c.Clock.OverdueProvedAt != nil })
}

// awaitClaim returns when a claim is as it is waited for.
func awaitClaim(ctx context.Context, client *apiclient.Client, id string, isAs func(*apiclient.Claim) bool) error {
	return poll(ctx, func(ctx context.Context) (bool, error) {
		claim, err := client.Claim(ctx, id)
		return claim != nil && isAs(claim), err
	})
}

// rule has a majority of the panel sign a ruling, and hands it in.
func (s *session) rule(ctx context.Context, key string, ruling apiclient.Ruling) error {
	operator := s.as(auth.RoleOperator, 0)
	prepared, err := operator.PrepareRuling(ctx, ruling)
	if err != nil {
		return fmt.Errorf("preparing a ruling: %w", err)
	}
	hash, err := hexutil.Decode(prepared.Digest)
	if err != nil {
		return fmt.Errorf("reading a digest: %w", err)
	}
	keys, err := panel()
	if err != nil {
		return err
	}
	in := apiclient.SubmitRuling{IdempotencyKey: key, Ruling: ruling, Appeal: prepared.Appeal}
	for _, member := range keys[:panelMajority] {
		signature, err := crypto.Sign(hash, member)
		if err != nil {
			return fmt.Errorf("signing a ruling: %w", err)
		}
		signature[64] += 27
		in.Signatures = append(in.Signatures, hexutil.Encode(signature))
	}
	if err := operator.SubmitRuling(ctx, in); err != nil {
		return fmt.Errorf("handing a ruling in: %w", err)
	}
	return nil
}

// appealSteps are the steps of an appeal in their order.
var appealSteps = []string{"SUBMITTED", "FILED", "UPHELD", "ESCALATED", "CLOSED"}

// awaitAppeal returns the claim's appeal when it has come to a step, or beyond.
func (s *session) awaitAppeal(ctx context.Context, client *apiclient.Client, claim, step string) (appeal apiclient.Appeal, err error) {
	err = poll(ctx, func(ctx context.Context) (bool, error) {
		found, err := client.Claim(ctx, claim)
		if err != nil || found == nil || len(found.Appeals) == 0 {
			return false, err
		}
		appeal = found.Appeals[len(found.Appeals)-1]
		if appeal.Failure != "" {
			return false, errors.New("refused: " + appeal.Failure)
		}
		return slices.Index(appealSteps, appeal.Step) >= slices.Index(appealSteps, step), nil
	})
	return appeal, err
}

// checkUnderAppeal tries what must wait for the outcome of an appeal.
func (s *session) checkUnderAppeal(ctx context.Context, key string, step *storyStep, own seeded, claim string) error {
	number := own.providers[step.Provider]
	_, err := s.as(auth.RoleProvider, number).VoidClaim(ctx, apiclient.Correction{
		IdempotencyKey: key + "/void", Provider: number, ClaimID: claim,
	})
	return expectCode(err, errs.ClaimUnderAppeal)
}

// checkRefusals tries corrections that cannot be made and money that is not free.
func (s *session) checkRefusals(ctx context.Context, own seeded, played [][]outcome) []check {
	number := own.providers["clinic"]
	tried := func(what, of string, provider uint32, want errs.Code) check {
		_, err := s.as(auth.RoleProvider, provider).VoidClaim(ctx, apiclient.Correction{
			IdempotencyKey: s.key("refused", what), Provider: provider, ClaimID: of,
		})
		err = expectCode(err, want)
		return checkThat(what, err == nil, fmt.Sprint(err))
	}
	first := func(story int) string {
		if story >= len(played) || len(played[story]) == 0 {
			return ""
		}
		return played[story][0].id
	}
	free := s.as(auth.RoleInsurer, own.insurer).WithdrawEscrow(ctx, apiclient.WithdrawEscrow{
		IdempotencyKey: s.key("refused", "withdraw"), Insurer: own.insurer, AmountCents: 60_000_000_00,
		ToAddress: "0x00000000000000000000000000000000000000b0",
	})
	foreign := s.as(auth.RoleProvider, number).WithdrawEscrow(ctx, apiclient.WithdrawEscrow{
		IdempotencyKey: s.key("refused", "foreign"), Insurer: own.insurer, AmountCents: 1, ToAddress: "0x00000000000000000000000000000000000000b0",
	})
	checks := []check{
		tried("a claim that is replaced is not voided", first(1), number, errs.ClaimAlreadyReplaced),
		tried("a claim that a panel determined is not voided", first(5), number, errs.ClaimUnderAppeal),
		tried("a claim that there is not is not voided", "x", number, errs.ClaimNotFound),
		tried("a claim of another provider is not voided", first(4), own.providers["supplier"], errs.ClaimNotFound),
	}
	for what, err := range map[string]error{
		"an insurer withdraws no more than what is free": expectCode(free, errs.FundsInsufficient),
		"a provider withdraws nothing of an insurer":     expectCode(foreign, errs.Forbidden),
	} {
		checks = append(checks, checkThat(what, err == nil, fmt.Sprint(err)))
	}
	slices.SortStableFunc(checks[4:], func(a, b check) int { return bytes.Compare([]byte(a.What), []byte(b.What)) })
	return checks
}
