package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"

	"go.temporal.io/sdk/client"

	"github.com/clearclaim/clearclaim/cmd/internal/telemetry"
)

// Role is one of the roles of a process.
type Role string

// The roles.
const (
	RoleServe Role = "serve"
	RoleWork  Role = "work"
	RoleIndex Role = "index"
)

// operationsAddresses are where the roles say how they are, unless a setting says otherwise.
var operationsAddresses = map[Role]string{RoleServe: "127.0.0.1:9464", RoleWork: "127.0.0.1:9465", RoleIndex: "127.0.0.1:9466"}

// Faults of a process's needs.
var (
	errNotConnected = errors.New("not connected yet")
	errStalled      = errors.New("no indexer works on the read model")
)

// OpenOperations opens the operations' address of a role, nil where it is off.
func (c OperationsConfig) OpenOperations(ctx context.Context, role Role) (net.Listener, error) {
	address := c.OperationsListen
	switch address {
	case "off":
		return nil, nil //nolint:nilnil // none is asked for
	case "":
		address = operationsAddresses[role]
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening for operations: %w", err)
	}
	return listener, nil
}

// Operate answers those who operate the roles on the listener, nil for nobody,
// until [App.Close]. The health that it returns is to be told when the process begins to end.
func (a *App) Operate(ctx context.Context, listener net.Listener, roles ...Role) *telemetry.Health {
	health := telemetry.NewHealth(string(roles[0]), Version(), a.checks(roles...), a.details)
	if listener == nil {
		return health
	}
	a.Log.InfoContext(ctx, "answering operations", "address", listener.Addr().String())
	// It says that the process is ending for as long as that takes.
	ctx, a.endOperations = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		if err := telemetry.Serve(ctx, listener, a.Telemetry.OperationsHandler(health)); err != nil {
			a.Log.ErrorContext(ctx, "answering operations", "error", err)
		}
	}()
	return health
}

// checks are what the roles need. What a role can go on without is shown and does not count.
func (a *App) checks(roles ...Role) []telemetry.Check {
	has := map[Role]bool{}
	for _, role := range roles {
		has[role] = true
	}
	checks := []telemetry.Check{
		{Name: "database", Ask: a.DB.CheckSchema},
		// Queries are answered from the read model.
		{Name: "chain", Ask: a.Chain.CheckChain, IsAdvisory: !has[RoleWork] && !has[RoleIndex]},
		{Name: "read model", Ask: a.checkReadModel, IsAdvisory: !has[RoleIndex]},
	}
	if has[RoleServe] || has[RoleWork] {
		checks = append(checks, telemetry.Check{Name: "documents", Ask: a.Vault.Ping})
	}
	if has[RoleWork] {
		checks = append(checks, telemetry.Check{Name: "temporal", Ask: a.checkTemporal})
	}
	return checks
}

func (a *App) checkReadModel(ctx context.Context) error {
	status, err := a.Indexer.Status(ctx)
	if err != nil {
		return err
	}
	if status.IsStalled {
		return errStalled
	}
	return nil
}

func (a *App) checkTemporal(ctx context.Context) error {
	connected := a.temporal.Load()
	if connected == nil {
		return errNotConnected
	}
	if _, err := (*connected).CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		return errors.New("the server does not say that it is well")
	}
	return nil
}

// details say how far the read model is, and what waits.
func (a *App) details(ctx context.Context) map[string]any {
	details := map[string]any{"chainId": a.Chain.ChainID(), "ledger": fmt.Sprintf("%#x", a.Contracts.Deployment().Ledger)}
	if status, err := a.Indexer.Status(ctx); err == nil {
		blocks := map[string]uint64{"shown": status.Indexed, "final": status.Final}
		if status.IsHeadKnown {
			blocks["head"] = status.Head
		}
		details["blocks"] = blocks
		details["progressAgeSeconds"] = status.ProgressAge.Seconds()
	}
	if backlog, err := a.DB.Backlog(ctx); err == nil {
		waiting := map[string]int64{}
		for _, what := range backlog {
			waiting[what.What] = what.Count
		}
		details["waiting"] = waiting
	}
	return details
}

// Version is the program's, as it was built.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value
		}
	}
	return info.Main.Version
}
