package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/cmd/internal/app"
)

// errUnsound is returned when a deployment is not what its file says.
var errUnsound = errors.New("the deployment is not sound")

type deployCommand struct {
	Run      deployRunCommand      `cmd:"" default:"withargs" help:"Deploy the contracts, or complete a deployment, and write its file. The default."`
	Verify   deployVerifyCommand   `cmd:"" help:"Compare a deployment's file with its chain: code, wiring, roles. Reads only."`
	HandOver deployHandOverCommand `cmd:"" help:"Give the administration to the timelock, and take it from the operator."`
}

type deployRunCommand struct{ app.DeployConfig }

func (c *deployRunCommand) Run(ctx context.Context, log *slog.Logger) error {
	return app.Deploy(ctx, c.DeployConfig, log)
}

type deployVerifyCommand struct{ app.ChainConfig }

// Run prints what was found as JSON; it fails when the deployment is not sound.
func (c *deployVerifyCommand) Run(ctx context.Context, out io.Writer) error {
	client, deployment, err := c.Open(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	audit, err := chain.Verify(ctx, client, deployment)
	if err != nil {
		return err
	}
	if err := printAudit(out, deployment, audit); err != nil {
		return err
	}
	if !audit.IsSound() {
		return errUnsound
	}
	return nil
}

type deployHandOverCommand struct {
	app.ChainConfig
	OperatorKeyFile string        `env:"CLEARCLAIM_OPERATOR_KEY_FILE" required:"" help:"File with the operator's private key, hexadecimal."`
	LeastDelay      time.Duration `default:"48h" help:"The timelock's delay must be at least this."`
}

// Run hands over and prints who holds what from now on.
func (c *deployHandOverCommand) Run(ctx context.Context, out io.Writer) error {
	key, err := app.ReadKey(c.OperatorKeyFile)
	if err != nil {
		return err
	}
	client, deployment, err := c.Open(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := chain.HandOver(ctx, client, key, deployment, c.LeastDelay); err != nil {
		return err
	}
	audit, err := chain.Verify(ctx, client, deployment)
	if err != nil {
		return err
	}
	return printAudit(out, deployment, audit)
}

// auditReport is an audit as JSON.
type auditReport struct {
	ChainID              uint64           `json:"chainId"`
	IsSound              bool             `json:"isSound"`
	IsHandedOver         bool             `json:"isHandedOver"`
	TimelockDelaySeconds int64            `json:"timelockDelaySeconds"`
	Contracts            []contractReport `json:"contracts"`
	Roles                []roleReport     `json:"roles"`
	Faults               []string         `json:"faults"`
	Notes                []string         `json:"notes"`
}

type contractReport struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Fault   string `json:"fault,omitempty"`
}

type roleReport struct {
	Name    string   `json:"name"`
	Holders []string `json:"holders"`
}

func printAudit(out io.Writer, deployment chain.Deployment, audit chain.Audit) error {
	report := auditReport{
		ChainID: deployment.ChainID, IsSound: audit.IsSound(), IsHandedOver: audit.IsHandedOver,
		TimelockDelaySeconds: audit.TimelockDelaySeconds,
		Faults:               append([]string{}, audit.Faults...), Notes: append([]string{}, audit.Notes...),
	}
	for _, c := range audit.Contracts {
		report.Contracts = append(report.Contracts, contractReport{c.Name, chain.FormatAddress(c.Address), c.Fault})
	}
	for _, r := range audit.Roles {
		role := roleReport{Name: r.Name, Holders: []string{}}
		for _, holder := range r.Holders {
			role.Holders = append(role.Holders, chain.FormatAddress(holder))
		}
		report.Roles = append(report.Roles, role)
	}
	return printJSON(out, report)
}

func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("printing the answer: %w", err)
	}
	return nil
}
