package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/cmd/internal/app"
)

// errProposalIDInvalid is returned when a text is not the id of a proposal.
var errProposalIDInvalid = errors.New("not the id of a proposal: 0x and 64 hexadecimal digits")

type governCommand struct {
	List     governListCommand     `cmd:"" help:"Show what was proposed, and where it stands. Reads only."`
	Schedule governScheduleCommand `cmd:"" help:"Propose a change; it may be executed when the timelock's delay is over."`
	Execute  governExecuteCommand  `cmd:"" help:"Have a proposal executed whose time has come."`
	Cancel   governCancelCommand   `cmd:"" help:"Take a proposal back."`
}

type governListCommand struct{ app.ChainConfig }

// Run prints the proposals as JSON.
func (c *governListCommand) Run(ctx context.Context, out io.Writer) error {
	g, err := openGovernance(ctx, c.ChainConfig)
	if err != nil {
		return err
	}
	defer g.client.Close()
	all, err := g.timelock.Proposals(ctx)
	if err != nil {
		return err
	}
	reports := make([]proposalReport, len(all))
	for i, p := range all {
		reports[i] = g.report(p)
	}
	return printJSON(out, reports)
}

// governorConfig is how a governor acts: with its key, or by what it prints.
type governorConfig struct {
	app.ChainConfig
	GovernorKeyFile string `env:"CLEARCLAIM_GOVERNOR_KEY_FILE" help:"File with the governor's private key, hexadecimal. Without one the transaction is printed, to be sent by other means: a multi-signature account, say."`
}

type governScheduleCommand struct {
	governorConfig
	GrantRole       grantRoleCommand       `cmd:"" help:"Grant a role of the AccessManager."`
	RevokeRole      revokeRoleCommand      `cmd:"" help:"Revoke a role of the AccessManager."`
	RegisterInsurer registerInsurerCommand `cmd:"" help:"Register an insurer."`
	Pause           pauseCommand           `cmd:"" help:"Stop an insurer's receipts and determinations."`
	Unpause         unpauseCommand         `cmd:"" help:"Let them go on."`
	ConfirmSigner   confirmSignerCommand   `cmd:"" help:"Confirm the signer that a provider without a guardian of its own was given."`
	ReplaceGovernor replaceGovernorCommand `cmd:"" help:"Pass the governor's roles to another account."`
	ChangeDelay     changeDelayCommand     `cmd:"" help:"Change how long proposals wait."`
}

type grantRoleCommand struct {
	Role    string `arg:"" help:"admin, poster, payer, licensor, provider-enroller, excluder, redeterminer, panel-admin or insurer/N/ROLE."`
	Account string `arg:"" help:"Who gets it."`
}

// Run proposes it.
func (c *grantRoleCommand) Run(ctx context.Context, p *governScheduleCommand, out io.Writer) error {
	return p.schedule(ctx, out, func(g *governance) ([]chain.Call, error) {
		role, account, err := readGrant(c.Role, c.Account)
		return []chain.Call{g.timelock.GrantRole(role, account)}, err
	})
}

type revokeRoleCommand struct {
	Role    string `arg:"" help:"As for grant-role."`
	Account string `arg:"" help:"Who loses it."`
}

// Run proposes it.
func (c *revokeRoleCommand) Run(ctx context.Context, p *governScheduleCommand, out io.Writer) error {
	return p.schedule(ctx, out, func(g *governance) ([]chain.Call, error) {
		role, account, err := readGrant(c.Role, c.Account)
		return []chain.Call{g.timelock.RevokeRole(role, account)}, err
	})
}

func readGrant(roleName, account string) (uint64, chain.Address, error) {
	role, err := chain.ParseRole(roleName)
	if err != nil {
		return 0, chain.Address{}, fmt.Errorf("reading %q: %w", roleName, err)
	}
	address, err := chain.ParseAccount(account)
	return role, address, err
}

type registerInsurerCommand struct {
	Insurer     uint32 `arg:"" help:"The insurer's number."`
	Admin       string `required:"" help:"Account for plans, providers and keys."`
	Gateway     string `required:"" help:"Account for receipts and consents."`
	Adjudicator string `required:"" help:"Account for settlements and decisions."`
	Treasurer   string `required:"" help:"Account for deposits and withdrawals."`
	Enroller    string `required:"" help:"Account for coverage years."`
	Approver    string `required:"" help:"Account for payouts above the daily cap."`
}

// Run proposes it.
func (c *registerInsurerCommand) Run(ctx context.Context, p *governScheduleCommand, out io.Writer) error {
	return p.schedule(ctx, out, func(g *governance) ([]chain.Call, error) {
		var keys chain.InsurerKeys
		for _, key := range []struct {
			text    string
			address *chain.Address
		}{
			{c.Admin, &keys.Admin},
			{c.Gateway, &keys.Gateway},
			{c.Adjudicator, &keys.Adjudicator},
			{c.Treasurer, &keys.Treasurer},
			{c.Enroller, &keys.Enroller},
			{c.Approver, &keys.Approver},
		} {
			var err error
			if *key.address, err = chain.ParseAccount(key.text); err != nil {
				return nil, fmt.Errorf("reading %q: %w", key.text, err)
			}
		}
		return one(g.contracts.RegisterInsurer(claims.InsurerID(c.Insurer), keys))
	})
}

type pauseCommand struct {
	Insurer uint32 `arg:"" help:"The insurer's number."`
}

// Run proposes it.
func (c *pauseCommand) Run(ctx context.Context, p *governScheduleCommand, out io.Writer) error {
	return p.schedule(ctx, out, func(g *governance) ([]chain.Call, error) {
		return one(g.contracts.SetPaused(claims.InsurerID(c.Insurer), true))
	})
}

type unpauseCommand struct {
	Insurer uint32 `arg:"" help:"The insurer's number."`
}

// Run proposes it.
func (c *unpauseCommand) Run(ctx context.Context, p *governScheduleCommand, out io.Writer) error {
	return p.schedule(ctx, out, func(g *governance) ([]chain.Call, error) {
		return one(g.contracts.SetPaused(claims.InsurerID(c.Insurer), false))
	})
}

type confirmSignerCommand struct {
	Provider uint32 `arg:"" help:"The provider's number."`
	Signer   string `arg:"" help:"The signer that stands unconfirmed."`
}

// Run proposes it.
func (c *confirmSignerCommand) Run(ctx context.Context, p *governScheduleCommand, out io.Writer) error {
	return p.schedule(ctx, out, func(g *governance) ([]chain.Call, error) {
		signer, err := chain.ParseAccount(c.Signer)
		if err != nil {
			return nil, err
		}
		return one(g.contracts.ConfirmSigner(claims.ProviderID(c.Provider), signer))
	})
}

type replaceGovernorCommand struct {
	Old string `arg:"" help:"Who proposes, executes and cancels today."`
	New string `arg:"" help:"Who shall."`
}

// Run proposes it.
func (c *replaceGovernorCommand) Run(ctx context.Context, p *governScheduleCommand, out io.Writer) error {
	return p.schedule(ctx, out, func(g *governance) ([]chain.Call, error) {
		before, err := chain.ParseAccount(c.Old)
		if err != nil {
			return nil, err
		}
		after, err := chain.ParseAccount(c.New)
		if err == nil && before == after {
			err = chain.ErrAccountsNotDistinct
		}
		return g.timelock.ReplaceGovernor(before, after), err
	})
}

type changeDelayCommand struct {
	Delay time.Duration `arg:"" help:"A minute to 720h."`
}

// Run proposes it.
func (c *changeDelayCommand) Run(ctx context.Context, p *governScheduleCommand, out io.Writer) error {
	return p.schedule(ctx, out, func(g *governance) ([]chain.Call, error) {
		return one(g.timelock.ChangeDelay(c.Delay))
	})
}

func one(call chain.Call, err error) ([]chain.Call, error) { return []chain.Call{call}, err }

// schedule proposes what make returns.
func (c *governScheduleCommand) schedule(ctx context.Context, out io.Writer, makeCalls func(*governance) ([]chain.Call, error)) error {
	g, err := openGovernance(ctx, c.ChainConfig)
	if err != nil {
		return err
	}
	defer g.client.Close()
	calls, err := makeCalls(g)
	if err != nil {
		return err
	}
	p, call, err := g.timelock.Propose(ctx, calls)
	if err != nil {
		return err
	}
	isSent, err := g.send(ctx, c.governorConfig, call)
	if err != nil {
		return err
	}
	if isSent {
		if p, err = g.timelock.Proposal(ctx, p.ID); err != nil {
			return err
		}
		return printJSON(out, g.report(p))
	}
	report := g.report(p)
	report.State, report.Transaction = "not sent", reportOf(call)
	return printJSON(out, report)
}

type governExecuteCommand struct {
	governorConfig
	ID string `arg:"" help:"The proposal's id, as list shows it."`
}

// Run executes it.
func (c *governExecuteCommand) Run(ctx context.Context, out io.Writer) error {
	return c.act(ctx, out, c.ID, (*chain.Timelock).Execute)
}

type governCancelCommand struct {
	governorConfig
	ID string `arg:"" help:"The proposal's id, as list shows it."`
}

// Run cancels it.
func (c *governCancelCommand) Run(ctx context.Context, out io.Writer) error {
	return c.act(ctx, out, c.ID, (*chain.Timelock).Cancel)
}

// act does something with a proposal.
func (c governorConfig) act(
	ctx context.Context, out io.Writer, text string, callOf func(*chain.Timelock, context.Context, chain.Hash) (chain.Call, error),
) error {
	id, err := parseProposalID(text)
	if err != nil {
		return err
	}
	g, err := openGovernance(ctx, c.ChainConfig)
	if err != nil {
		return err
	}
	defer g.client.Close()
	call, err := callOf(g.timelock, ctx, id)
	if err != nil {
		return err
	}
	isSent, err := g.send(ctx, c, call)
	if err != nil {
		return err
	}
	p, err := g.timelock.Proposal(ctx, id)
	if err != nil {
		return err
	}
	report := g.report(p)
	if !isSent {
		report.Transaction = reportOf(call)
	}
	return printJSON(out, report)
}

func parseProposalID(text string) (chain.Hash, error) {
	digits, found := strings.CutPrefix(text, "0x")
	raw, err := hex.DecodeString(digits)
	if !found || err != nil || len(raw) != len(chain.Hash{}) {
		return chain.Hash{}, errProposalIDInvalid
	}
	return chain.Hash(raw), nil
}

// governance is a deployment with its timelock.
type governance struct {
	client    *chain.Client
	contracts *chain.Contracts
	timelock  *chain.Timelock
}

func openGovernance(ctx context.Context, cfg app.ChainConfig) (*governance, error) {
	client, deployment, err := cfg.Open(ctx)
	if err != nil {
		return nil, err
	}
	g := &governance{client: client}
	if g.contracts, err = chain.NewContracts(client, deployment); err == nil {
		g.timelock, err = chain.NewTimelock(client, deployment)
	}
	if err != nil {
		client.Close()
		return nil, err
	}
	return g, nil
}

// send sends a governor's transaction, where there is a key for it.
func (g *governance) send(ctx context.Context, c governorConfig, call chain.Call) (isSent bool, err error) {
	if c.GovernorKeyFile == "" {
		return false, nil
	}
	key, err := app.ReadKey(c.GovernorKeyFile)
	if err != nil {
		return false, err
	}
	return true, g.timelock.Send(ctx, key, call)
}

// proposalReport is a proposal as JSON.
type proposalReport struct {
	ID    string   `json:"id"`
	State string   `json:"state"`
	Calls []string `json:"calls"`
	// ReadyAt is when it may be executed, where it waits.
	ReadyAt *time.Time `json:"readyAt,omitempty"`
	// Transaction is for a governor to send.
	Transaction *transactionReport `json:"transaction,omitempty"`
}

type transactionReport struct {
	To   string `json:"to"`
	Data string `json:"data"`
}

func reportOf(call chain.Call) *transactionReport {
	return &transactionReport{To: chain.FormatAddress(call.Recipient), Data: "0x" + hex.EncodeToString(call.Data)}
}

func (g *governance) report(p chain.Proposal) proposalReport {
	report := proposalReport{ID: chain.FormatHash(p.ID), State: p.State.String()}
	for _, call := range p.Calls {
		report.Calls = append(report.Calls, g.timelock.Describe(call))
	}
	if !p.ReadyAt.IsZero() {
		report.ReadyAt = &p.ReadyAt
	}
	return report
}
