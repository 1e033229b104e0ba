package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/cmd/internal/app"
	"github.com/clearclaim/clearclaim/cmd/internal/planfile"
)

// Errors of saving a plan.
var (
	// errHalfChain is returned when of node and deployment one is given alone.
	errHalfChain = errors.New("to hold a plan against the ledger, both --eth-rpc-url and --deployment are needed")
	// errOtherPlan is returned when the ledger has another plan than the API told.
	errOtherPlan = errors.New("the plan on the ledger has other terms or roots than the API told")
)

type planCommand struct {
	Save planSaveCommand `cmd:"" help:"Fetch a plan's terms, fee schedule and rule files, check them, and keep them in a directory."`
}

type planSaveCommand struct {
	api
	RPCURL     string `name:"eth-rpc-url" env:"ETH_RPC_URL" mask:"" help:"JSON-RPC of the chain, to hold the plan against the ledger; without it that is not done, and said."`
	Deployment string `env:"CLEARCLAIM_DEPLOYMENT" help:"The deployment's file, for the same."`
	To         string `required:"" type:"path" help:"Directory to keep the plan in: a new one, or an empty one."`
	ID         string `arg:"" help:"The plan's global id, or its number on the chain."`
}

// planReport is what was saved, and what was checked.
type planReport struct {
	Plan            uint32 `json:"plan"`
	Name            string `json:"name"`
	FeeScheduleRoot string `json:"feeScheduleRoot"`
	EditsRoot       string `json:"editsRoot"`
	// IsOnLedger is set when the ledger has the plan with these terms and roots; NotOnLedger
	// says why that was not looked at.
	IsOnLedger  bool   `json:"isOnLedger"`
	NotOnLedger string `json:"notOnLedger,omitempty"`
	// IsRulesChecked is set when the rule set's files have the root that the plan names;
	// NotChecked says why that could not be computed.
	IsRulesChecked bool                   `json:"isRulesChecked"`
	NotChecked     string                 `json:"notChecked,omitempty"`
	Files          []string               `json:"files"`
	Missing        []planfile.MissingFile `json:"missing,omitempty"`
}

// Run keeps the plan, and prints what was kept and checked as JSON. Nothing is kept of what
// does not have the roots that the plan names.
func (c *planSaveCommand) Run(ctx context.Context, out io.Writer) error {
	if (c.RPCURL == "") != (c.Deployment == "") {
		return errHalfChain
	}
	fetched, err := planfile.Fetch(ctx, c.client(), c.ID)
	if err != nil {
		return err
	}
	report := planReport{
		Plan: uint32(fetched.Plan.ID), Name: fetched.Plan.Name, FeeScheduleRoot: hex.EncodeToString(fetched.FeeScheduleRoot[:]),
		EditsRoot: hex.EncodeToString(fetched.EditsRoot[:]), Missing: fetched.Missing, Files: []string{planfile.PlanName, planfile.ScheduleName},
	}
	if report.NotChecked, err = fetched.Check(); err != nil {
		return err
	}
	report.IsRulesChecked = report.NotChecked == ""
	if err := c.checkLedger(ctx, fetched, &report); err != nil {
		return err
	}
	if err := fetched.Write(c.To); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(fetched.Rules)) {
		report.Files = append(report.Files, path.Join(planfile.RulesName, name))
	}
	return printJSON(out, report)
}

// checkLedger holds the plan against the ledger, where a node is given.
func (c *planSaveCommand) checkLedger(ctx context.Context, fetched *planfile.Fetched, report *planReport) error {
	if c.RPCURL == "" {
		report.NotOnLedger = "no node of the chain was given: roots and terms are as the API told them"
		return nil
	}
	client, deployment, err := app.ChainConfig{RPCURL: c.RPCURL, Deployment: c.Deployment}.Open(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	contracts, err := chain.NewContracts(client, deployment)
	if err != nil {
		return err
	}
	if report.IsOnLedger, err = contracts.IsPlan(ctx, &fetched.Plan); err != nil {
		return fmt.Errorf("reading the plan: %w", err)
	}
	if !report.IsOnLedger {
		return errOtherPlan
	}
	return nil
}
