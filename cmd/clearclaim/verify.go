package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims/proof"
	"github.com/clearclaim/clearclaim/cmd/internal/app"
	"github.com/clearclaim/clearclaim/cmd/internal/verifying"
)

// errNoToken is returned when a proof is to be fetched and nobody asks for it.
var errNoToken = errors.New("to fetch a proof by the claim's id, --token-file is needed; a proof's file needs none")

type verifyCommand struct {
	app.ChainConfig
	Finality string `env:"CLEARCLAIM_FINALITY" default:"tag" help:"When a block is final: instant, tag or depth:N."`
	URL      string `name:"api" env:"CLEARCLAIM_API" default:"http://127.0.0.1:8080" help:"Address of the API, to fetch a proof from."`
	Token    string `name:"token-file" env:"CLEARCLAIM_TOKEN_FILE" help:"File with the bearer token, to fetch a proof."`
	Save     string `help:"Keep the proof in this file: it holds health information."`
	Proof    string `arg:"" help:"The file of a proof, or the id of a claim whose proof is fetched first."`
}

// Run prints what was found as JSON. It fails when the proof does not hold: what the
// API says counts for nothing, the node's answers do.
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
	return printJSON(out, report)
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
	var answer struct {
		ClaimProof *string `json:"claimProof"`
	}
	err := api{URL: c.URL, TokenFile: c.Token}.client().Do(ctx, `query($id: ID!) { claimProof(id: $id) }`,
		map[string]string{"id": c.Proof}, &answer)
	if err != nil {
		return nil, err
	}
	if answer.ClaimProof == nil {
		return nil, errors.New("there is no such claim for this caller, or it is not determined")
	}
	if !json.Valid([]byte(*answer.ClaimProof)) {
		return nil, proof.ErrMalformed
	}
	return []byte(*answer.ClaimProof), nil
}
