package verifying_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/proof"
	"github.com/clearclaim/clearclaim/cmd/internal/verifying"
)

const (
	theInsurer  claims.InsurerID  = 7
	thePlan     claims.PlanID     = 11
	theProvider claims.ProviderID = 100
)

// settled is a chain with a settled batch, and a proof of each of its claims.
type settled struct {
	*chaintest.Chain
	proofs []proof.Opened
	key    chaintest.Key // of the insurer
	signer chaintest.Key // of the provider
	// allowed is what is allowed of each claim, in cents.
	allowed [3]int64
	// drafts are what the ledger is given of each claim.
	drafts []draft
}

// draft is what a claim has, and what the ledger is given of it.
type draft struct {
	year       claims.CoverageYearID
	lines      []claims.Line
	allowances []commitment.Allowance
	reasons    []byte // nil is none
}

var theDay = claims.NewDate(2025, time.May, 1)

func must(t *testing.T, c *chaintest.Chain, from chaintest.Key, build func() (chain.Call, error)) chain.Hash {
	t.Helper()
	call, err := build()
	require.NoError(t, err)
	return c.Send(t, from, call)
}

// settle makes a batch of three claims: two of one coverage year, one of another.
func settle(t *testing.T) *settled {
	t.Helper()
	return settleAllowed(t, [3]int64{700_00, 700_00, 700_00})
}

func settleAllowed(t *testing.T, allowed [3]int64) *settled {
	t.Helper()
	var drafts []draft
	for i, year := range []claims.CoverageYearID{5, 5, 6} {
		drafts = append(drafts, draft{
			year: year, allowances: []commitment.Allowance{{Allowed: money.Cents(allowed[i])}}, reasons: []byte("[]"),
			lines: []claims.Line{{
				Sequence: 1, Procedure: codes.Code{System: codes.HCPCS, Value: "G0001"}, ServiceDate: theDay, Units: 1, Charge: money.Cents(800_00),
				PlaceOfService: "11", DiagnosisPointers: []int{1},
			}},
		})
	}
	s := settleDrafts(t, plan(t), drafts)
	s.allowed = allowed
	return s
}

// settleDrafts makes a batch of claims under a plan.
func settleDrafts(t *testing.T, plan coverage.Plan, drafts []draft) *settled {
	t.Helper()
	c := chaintest.New(t)
	key, signer, operator := chaintest.NewKey(t), chaintest.NewKey(t), chaintest.Operator(t)
	c.Fund(t, key.Address)
	k := key.Address
	must(t, c, operator, func() (chain.Call, error) {
		return c.Contracts.RegisterInsurer(theInsurer, chain.InsurerKeys{Admin: k, Gateway: k, Adjudicator: k, Treasurer: k, Enroller: k, Approver: k})
	})
	must(t, c, key, func() (chain.Call, error) { return c.Contracts.PublishPlan(plan) })
	must(t, c, key, func() (chain.Call, error) {
		return c.Contracts.RegisterProvider(theInsurer, theProvider, chain.Provider{
			Signer: signer.Address, Payee: chaintest.NewKey(t).Address, Guardian: chaintest.NewKey(t).Address,
		})
	})
	for _, kind := range []chain.CredentialKind{chain.Licence, chain.ProviderEnrolment} {
		must(t, c, operator, func() (chain.Call, error) {
			return c.Contracts.RecordCredential(chain.Credential{
				Provider: theProvider, Kind: kind, ID: 1, Span: claims.Span{Start: 1, End: chain.OpenEnd}, DocumentHash: commitment.Hash{1},
			})
		})
	}
	span := claims.Span{Start: claims.NewDate(2025, time.January, 1), End: claims.NewDate(2027, time.January, 1)}
	must(t, c, key, func() (chain.Call, error) {
		return c.Contracts.Enrol(theInsurer, []chain.Enrolment{{CoverageYear: 5, Plan: thePlan, Span: span}, {CoverageYear: 6, Plan: thePlan, Span: span}})
	})
	s := &settled{Chain: c, key: key, signer: signer, drafts: drafts}
	for i := range drafts {
		s.proofs = append(s.proofs, opened(t, c, uint16(i), &drafts[i]))
	}
	s.post(t)
	return s
}

func plan(t *testing.T) coverage.Plan {
	t.Helper()
	return planOf(t, rankedTables, theSchedule)
}

func planOf(t *testing.T, files map[string][]byte, fees string) coverage.Plan {
	t.Helper()
	tables, faults := assessing.Parse(files)
	require.Empty(t, faults)
	schedule, faults := pricing.ParseSchedule(fees, theClasses)
	require.Empty(t, faults)
	id := tables.ID()
	return coverage.Plan{
		FeeSchedule: schedule, Rules: id.Root, Prices: id.PriceRoot,
		ID: thePlan, Insurer: theInsurer, Deductible: coverage.LimitOf(money.Cents(500_00)), FamilyDeductible: coverage.Unlimited,
		OutOfPocketMax: coverage.LimitOf(money.Cents(4_000_00)), FamilyOutOfPocketMax: coverage.Unlimited,
		Classes: []coverage.Class{{Name: "all", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 2000}, {Name: "none"}},
		Clocks:  coverage.Clocks{PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
	}
}

// opened is a claim as its provider has it, before it is determined.
func opened(t *testing.T, c *chaintest.Chain, index uint16, draft *draft) proof.Opened {
	t.Helper()
	o := proof.Opened{
		ChainID: c.Client.ChainID(), Ledger: c.Deployment.Ledger, Salt: commitment.Salt{byte(index + 1)}, Reasons: draft.reasons,
		Number: claims.Number{Batch: claims.BatchID{Insurer: theInsurer, Sequence: 1}, Index: index},
		Claim: claims.Claim{
			Type: claims.Professional, Frequency: claims.Original, Insurer: theInsurer, Provider: theProvider,
			PatientAccountNumber: "A1", MemberNumber: "M1", Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: "M170"}}, Lines: draft.lines,
		},
	}
	var err error
	o.Document, err = commitment.Canonical(o.Claim)
	require.NoError(t, err)
	o.Receipt = commitment.Receipt{
		ContentHash: commitment.ContentHash(o.Salt, o.Document), CoverageYear: draft.year, ServiceDay: theDay, Lines: commitment.ReceiptLines(o.Claim),
	}
	return o
}

// post receives and settles the claims, and completes their proofs by what the
// ledger tells.
func (s *settled) post(t *testing.T) {
	t.Helper()
	var leaves []commitment.Hash
	submission := commitment.SettledSubmission{Provider: theProvider}
	for i := range s.proofs {
		o := &s.proofs[i]
		leaf, err := o.Receipt.Leaf()
		require.NoError(t, err)
		leaves = append(leaves, leaf)
		whole := &commitment.Claim{Receipt: o.Receipt, Allowances: s.drafts[i].allowances}
		if o.Reasons != nil {
			whole.Facts = whole.Facts.WithReasons(commitment.ReasonsHash(o.Salt, o.Reasons))
		}
		submission.Claims = append(submission.Claims, commitment.SettledClaim{Whole: whole})
	}
	signed := chain.Submission{
		Insurer: theInsurer, Provider: theProvider, Sequence: 1, Root: commitment.Root(leaves), Count: uint16(len(leaves)), Deadline: 1 << 40,
	}
	received := must(t, s.Chain, s.key, func() (chain.Call, error) {
		return s.Contracts.ReceiveBatch(theInsurer, 1, []chain.SignedSubmission{{Submission: signed, Signature: s.signer.Sign(t, s.Contracts.SubmissionDigest(signed))}})
	})
	tree := commitment.Batch{Submissions: []commitment.BatchSubmission{{Provider: theProvider, Count: len(leaves)}}, Leaves: leaves}
	header := commitment.BatchHeader{
		Batch: s.proofs[0].Number.Batch, ReceivedAt: s.Included(t, received).Time, Count: uint16(len(leaves)), SubmissionCount: 1,
	}
	var err error
	header.Root, err = tree.Root()
	require.NoError(t, err)
	words, err := commitment.EncodeSettlement([]commitment.SettledSubmission{submission})
	require.NoError(t, err)
	tx := must(t, s.Chain, s.key, func() (chain.Call, error) { return s.Contracts.SettleBatch(header, words) })
	s.complete(t, header, tree, s.Included(t, tx))
}

func (s *settled) complete(t *testing.T, header commitment.BatchHeader, tree commitment.Batch, block chain.Block) {
	t.Helper()
	for _, log := range block.Logs {
		event, err := s.Contracts.Decode(log)
		require.NoError(t, err)
		if e, isSettled := event.(chain.SubmissionSettled); isSettled {
			for _, entry := range e.Journal {
				o := &s.proofs[entry.Index]
				o.Determination, o.DeterminedAt, o.Block = *entry.Determination, block.Time, block.Number
				tree.Leaves[entry.Index], err = entry.StandingLeaf(block.Time)
				require.NoError(t, err)
			}
		}
	}
	header.SettledAt = block.Time
	var err error
	header.Root, err = tree.Root()
	require.NoError(t, err)
	for i := range s.proofs {
		s.proofs[i].Header = header
		s.proofs[i].Path, err = tree.Path(i)
		require.NoError(t, err)
	}
}

// file is a proof as it is kept, read again.
func file(t *testing.T, o proof.Opened) proof.Proof {
	t.Helper()
	text, err := json.Marshal(proof.New(o))
	require.NoError(t, err)
	p, err := proof.Parse(text)
	require.NoError(t, err)
	return p
}

func finality(t *testing.T, text string) chain.Finality {
	t.Helper()
	f, err := chain.ParseFinality(text)
	require.NoError(t, err)
	return f
}

func TestCheck_ProofThatHolds_IsRecomputedByTheLedgersCode(t *testing.T) {
	t.Parallel()
	s := settle(t)
	first, err := verifying.Check(t.Context(), s.Client, s.Contracts, finality(t, "instant"), file(t, s.proofs[0]))
	require.NoError(t, err)
	require.Equal(t, &verifying.Report{
		Number: "7-1-0", Provider: theProvider, ServiceDate: theDay, PatientAccountNumber: "A1", Version: 1, DeterminedAt: s.proofs[0].DeterminedAt, Plan: uint32(thePlan),
		ChargeCents: 800_00, AllowedCents: 700_00, PaidCents: 160_00, PatientCents: 540_00, // 500 deductible, 20 % of 200
		IsFinal: true, IsRecomputed: true, HasReasons: true,
	}, first)

	// The second is of the same coverage year: what the first took of its deductible is in no state of a block.
	second, err := verifying.Check(t.Context(), s.Client, s.Contracts, finality(t, "depth:5"), file(t, s.proofs[1]))
	require.NoError(t, err)
	require.False(t, second.IsRecomputed)
	require.Contains(t, second.NotRecomputed, "same block")
	require.False(t, second.IsFinal)
	require.EqualValues(t, 560_00, second.PaidCents)

	third, err := verifying.Check(t.Context(), s.Client, s.Contracts, finality(t, "instant"), file(t, s.proofs[2]))
	require.NoError(t, err)
	require.True(t, third.IsRecomputed)
}

// A node that says that it has no state that old leaves what was proved. One that does not answer
// proves nothing: the ledger's code may give another result.
func TestCheck_WithoutTheStateOfTheBlock(t *testing.T) {
	t.Parallel()
	s := settle(t)
	check := func(refuse func(w http.ResponseWriter, id json.RawMessage)) (*verifying.Report, error) {
		client, err := chain.Dial(t.Context(), s.without(t, refuse), nil)
		require.NoError(t, err)
		defer client.Close()
		contracts, err := chain.NewContracts(client, s.Contracts.Deployment())
		require.NoError(t, err)
		return verifying.Check(t.Context(), client, contracts, finality(t, "instant"), file(t, s.proofs[0]))
	}
	report, err := check(func(w http.ResponseWriter, id json.RawMessage) {
		_, _ = fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"error":{"code":-32000,"message":"missing trie node"}}`, id)
	})
	require.NoError(t, err)
	require.Contains(t, report.NotRecomputed, "does not keep the state")
	_, err = check(func(w http.ResponseWriter, _ json.RawMessage) { w.WriteHeader(http.StatusBadGateway) })
	require.Error(t, err)
	_, err = check(func(w http.ResponseWriter, id json.RawMessage) {
		_, _ = fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"error":{"code":429,"message":"compute units exceeded"}}`, id)
	})
	require.ErrorIs(t, err, chain.ErrNodeBusy)
}

// without serves the chain but for calls on the state of earlier blocks, and returns its address.
func (s *settled) without(t *testing.T, refuse func(w http.ResponseWriter, id json.RawMessage)) string {
	t.Helper()
	type request struct {
		ID     json.RawMessage `json:"id"`
		Method string          `json:"method"`
		Params []any           `json:"params"`
	}
	type answer struct {
		Version string          `json:"jsonrpc"`
		ID      json.RawMessage `json:"id"`
		Result  json.RawMessage `json:"result"`
	}
	answerTo := func(ctx context.Context, asked request) answer {
		told := answer{Version: "2.0", ID: asked.ID}
		if err := s.RPC.CallContext(ctx, &told.Result, asked.Method, asked.Params...); err != nil {
			t.Error(err)
		}
		return told
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body json.RawMessage
		var one request
		var many []request
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/json")
		if json.Unmarshal(body, &many) == nil {
			answers := make([]answer, len(many))
			for i, asked := range many {
				answers[i] = answerTo(r.Context(), asked)
			}
			_ = json.NewEncoder(w).Encode(answers)
			return
		}
		if err := json.Unmarshal(body, &one); err != nil {
			t.Error(err)
		}
		if one.Method == "eth_call" && one.Params[1] != "latest" {
			refuse(w, one.ID)
			return
		}
		_ = json.NewEncoder(w).Encode(answerTo(r.Context(), one))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestCheck_WhateverIsChanged_Refused(t *testing.T) {
	t.Parallel()
	s := settle(t)
	for _, test := range []struct {
		name   string
		change func(*proof.Opened)
		want   error
	}{
		{"the document", func(o *proof.Opened) { o.Document = []byte(string(o.Document[:len(o.Document)-2]) + "}") }, proof.ErrMalformed},
		{"another patient's number", func(o *proof.Opened) {
			o.Claim.MemberNumber = "M2"
			o.Document, _ = commitment.Canonical(o.Claim)
		}, proof.ErrPathDiffers},
		{"the salt", func(o *proof.Opened) { o.Salt[3] ^= 1 }, proof.ErrPathDiffers},
		{"an amount", func(o *proof.Opened) {
			line := o.Determination.Results[0]
			line.Deductible, line.Paid = money.Cents(line.Deductible.Cents()-1), money.Cents(line.Paid.Cents()+1)
			o.Determination.Results = append(o.Determination.Results[:0:0], line)
		}, proof.ErrPathDiffers},
		{"the position", func(o *proof.Opened) { o.Number.Index = 1 }, proof.ErrPathDiffers},
		{"the time", func(o *proof.Opened) { o.DeterminedAt = o.DeterminedAt.Add(time.Second) }, proof.ErrPathDiffers},
		{"the header", func(o *proof.Opened) { o.Header.ReceivedAt = o.Header.ReceivedAt.Add(time.Second) }, verifying.ErrNotOnLedger},
		{"the batch", func(o *proof.Opened) { o.Number.Batch.Sequence = 2; o.Header.Batch.Sequence = 2 }, verifying.ErrNotOnLedger},
		{"the block", func(o *proof.Opened) { o.Block-- }, verifying.ErrNotTold},
		{"a block that is not there yet", func(o *proof.Opened) { o.Block += 1000 }, verifying.ErrNotTold},
		{"the ledger", func(o *proof.Opened) { o.Ledger[0] ^= 1 }, verifying.ErrOtherLedger},
		{"the chain", func(o *proof.Opened) { o.ChainID++ }, verifying.ErrOtherLedger},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := s.proofs[0]
			test.change(&o)
			_, err := verifying.Check(t.Context(), s.Client, s.Contracts, finality(t, "instant"), file(t, o))
			require.ErrorIs(t, err, test.want)
		})
	}
	p := file(t, s.proofs[0])
	p.Determination.Reasons = "[1]"
	_, err := verifying.Check(t.Context(), s.Client, s.Contracts, finality(t, "instant"), p)
	require.ErrorIs(t, err, proof.ErrReasonsDiffer)
}

func TestCheck_Reversed_IsSaid(t *testing.T) {
	t.Parallel()
	s := settle(t)
	o := s.proofs[2]
	opening, err := commitment.OpenDetermination(o.Receipt, o.Determination, o.DeterminedAt)
	require.NoError(t, err)
	must(t, s.Chain, s.key, func() (chain.Call, error) {
		return s.Contracts.Reverse(chain.Standing{Header: o.Header, Path: o.Path, Opening: opening}, commitment.Hash{1})
	})
	report, err := verifying.Check(t.Context(), s.Client, s.Contracts, finality(t, "tag"), file(t, o))
	require.NoError(t, err)
	require.True(t, report.IsReversed)
	require.True(t, report.IsRecomputed)
}

func TestParse_NoProof_Refused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "{}", "[]", `{"version":2}`, `{"version":1,"salt":"zz"}`} {
		_, err := proof.Parse([]byte(text))
		require.ErrorIs(t, err, proof.ErrMalformed, text)
	}
	p, err := proof.Parse([]byte(`{"version":1}`))
	require.NoError(t, err)
	_, err = p.Open()
	require.ErrorIs(t, err, proof.ErrMalformed)
}
