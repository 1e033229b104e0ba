package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/proof"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/cmd/internal/app"
	"github.com/clearclaim/clearclaim/cmd/internal/planfile"
	"github.com/clearclaim/clearclaim/cmd/internal/verifying"
)

// errNoToken is returned when a proof is to be fetched and nobody asks for it.
var errNoToken = errors.New("to fetch a proof by the claim's id, --token-file is needed; a proof's file needs none")

// Errors of what is said of a plan's documents.
var (
	// errNoSchedule is returned when facts are given that the plan's documents are looked at with, and
	// no documents.
	errNoSchedule = errors.New("--classes, --rules, --npi, --birth-date, --sex and --earlier are for --plan or --fee-schedule")
	// errNPI is returned for an NPI that nothing could be looked up by.
	errNPI = errors.New("--npi: ten digits are expected")
	// errTwoSchedules is returned when a plan's directory is given, and what it has besides.
	errTwoSchedules = errors.New("--plan has the fee schedule and the classes: --fee-schedule and --classes are for lack of it")
)

type verifyCommand struct {
	app.ChainConfig
	Finality string `env:"CLEARCLAIM_FINALITY" default:"tag" help:"When a block is final: instant, tag or depth:N."`
	URL      string `name:"api" env:"CLEARCLAIM_API" default:"http://127.0.0.1:8080" help:"Address of the API, to fetch a proof from."`
	Token    string `name:"token-file" env:"CLEARCLAIM_TOKEN_FILE" help:"File with the bearer token, to fetch a proof."`
	Save     string `help:"Keep the proof in this file: it holds health information."`

	Plan        string   `type:"existingdir" help:"Directory that 'plan save' wrote: price each line again, ask the edits again, and compare."`
	FeeSchedule string   `type:"existingfile" help:"File of the plan's fee schedule, for lack of --plan."`
	Classes     []string `help:"The plan's classes in their order, by name, as the fee schedule has them; for lack of --plan."`
	Rules       string   `type:"existingdir" help:"Directory of the plan's rule set and price tables; that of --plan without it, else the built-in set."`
	NPI         string   `name:"npi" help:"The provider's NPI, for a rule set with a directory of providers or a list of exclusions."`
	BirthDate   string   `help:"The patient's date of birth, for rules that look at the age."`
	Sex         string   `enum:"female,male,unknown" default:"unknown" help:"The patient's administrative sex, for rules that look at it."`
	Earlier     []string `type:"existingfile" help:"Proofs of the patient's earlier claims of the day with the provider, which take the first ranks of multiple procedures."`

	Proof string `arg:"" help:"The file of a proof, or the id of a claim whose proof is fetched first."`
}

// Run prints what was found as JSON. It fails when the proof does not hold, or when the
// plan's rules decide otherwise: what the API says counts for nothing, the node's answers do.
func (c *verifyCommand) Run(ctx context.Context, out io.Writer) error {
	finality, err := chain.ParseFinality(c.Finality)
	if err != nil {
		return err
	}
	data, err := c.read(ctx)
	if err != nil {
		return err
	}
	p, err := proof.Parse(data)
	if err != nil {
		return err
	}
	documents, err := c.documents()
	if err != nil {
		return err
	}
	client, deployment, err := c.Open(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	contracts, err := chain.NewContracts(client, deployment)
	if err != nil {
		return err
	}
	report, err := verifying.Check(ctx, client, contracts, finality, p)
	if err != nil {
		return err
	}
	if documents == nil {
		return printJSON(out, report)
	}
	if report.Prices, report.Edits, err = verifying.CheckDocuments(ctx, client, contracts, p, *documents); err != nil {
		return err
	}
	if err := printJSON(out, report); err != nil {
		return err
	}
	return report.Edits.Err()
}

// documents returns the plan's documents, nil where none are given.
func (c *verifyCommand) documents() (*verifying.Documents, error) {
	isAsked := c.Plan != "" || c.FeeSchedule != ""
	isKnown := c.Rules != "" || c.NPI != "" || c.BirthDate != "" || sexOf(c.Sex) != rules.AnySex || len(c.Earlier) > 0
	switch {
	case !isAsked && (isKnown || len(c.Classes) > 0):
		return nil, errNoSchedule
	case c.Plan != "" && (c.FeeSchedule != "" || len(c.Classes) > 0):
		return nil, errTwoSchedules
	case !isAsked:
		return nil, nil //nolint:nilnil // prices are not asked for.
	case c.NPI != "" && rules.NPIOf(c.NPI) == 0:
		return nil, errNPI
	}
	documents := &verifying.Documents{Classes: c.Classes, NPI: c.NPI, Patient: adjudicate.Patient{Sex: sexOf(c.Sex)}}
	if err := c.readPlan(documents); err != nil {
		return nil, err
	}
	if c.Rules != "" {
		var err error
		if documents.Rules, err = planfile.ReadRules(c.Rules); err != nil {
			return nil, err
		}
	}
	if c.BirthDate != "" {
		var err error
		if documents.Patient.BirthDate, err = claims.ParseDate(c.BirthDate); err != nil {
			return nil, fmt.Errorf("--birth-date: %w", err)
		}
	}
	return documents, c.readEarlier(documents)
}

// readPlan reads the plan's directory, or its fee schedule.
func (c *verifyCommand) readPlan(documents *verifying.Documents) error {
	if c.Plan != "" {
		saved, err := planfile.Read(c.Plan)
		documents.Plan, documents.Rules = &saved.Plan, saved.Rules
		return err
	}
	schedule, err := os.ReadFile(c.FeeSchedule)
	if err != nil {
		return fmt.Errorf("reading the fee schedule: %w", err)
	}
	documents.FeeSchedule = string(schedule)
	return nil
}

// readEarlier reads the proofs of earlier claims.
func (c *verifyCommand) readEarlier(documents *verifying.Documents) error {
	for _, name := range c.Earlier {
		data, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("reading an earlier claim's proof: %w", err)
		}
		p, err := proof.Parse(data)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		documents.Earlier = append(documents.Earlier, p)
	}
	return nil
}

// sexOf returns the administrative sex of a word.
func sexOf(word string) rules.Sex {
	switch word {
	case "female":
		return rules.Female
	case "male":
		return rules.Male
	}
	return rules.AnySex
}

// read returns the proof's file, which it fetches where there is none of the name.
func (c *verifyCommand) read(ctx context.Context) ([]byte, error) {
	data, err := os.ReadFile(c.Proof)
	if errors.Is(err, os.ErrNotExist) {
		data, err = c.fetch(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the proof: %w", err)
	}
	if c.Save != "" {
		if err := os.WriteFile(c.Save, data, 0o600); err != nil {
			return nil, fmt.Errorf("keeping the proof: %w", err)
		}
	}
	return data, nil
}

func (c *verifyCommand) fetch(ctx context.Context) ([]byte, error) {
	if c.Token == "" {
		return nil, errNoToken
	}
	text, err := api{URL: c.URL, TokenFile: c.Token}.client().ClaimProof(ctx, c.Proof)
	if err != nil {
		return nil, err
	}
	if text == nil {
		return nil, errors.New("there is no such claim for this caller, or it is not determined")
	}
	if !json.Valid([]byte(*text)) {
		return nil, proof.ErrMalformed
	}
	return []byte(*text), nil
}
