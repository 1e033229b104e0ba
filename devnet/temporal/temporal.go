// Package temporal runs a Temporal server and its web interface in this
// process, with its data in PostgreSQL.
package temporal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	uioptions "github.com/temporalio/ui-server/v2/server/server_options"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/temporal"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/clearclaim/clearclaim/devnet/datadir"
)

const (
	namespace = "default"
	retention = 72 * time.Hour
)

// Options are the settings of a server.
type Options struct {
	SocketDir string         // of PostgreSQL
	User      string         // a superuser there
	Ports     map[string]int // on 127.0.0.1, by PortNames
	Log       func(format string, args ...any)
}

func (o Options) address() string { return datadir.Loopback(o.Ports["frontend"]) }

func (o Options) url(database string) string {
	return fmt.Sprintf("postgres://%s@/%s?host=%s&port=5432", o.User, database, o.SocketDir)
}

// Server is a running Temporal server.
type Server struct {
	Address string // of the gRPC frontend
	UIURL   string

	server temporal.Server
	ui     *uiserver.Server
	log    *logger
}

// Start makes the databases if need be, starts the server and its web
// interface, and returns when the namespace takes requests.
func Start(ctx context.Context, opts Options) (*Server, error) {
	lg := &logger{out: opts.Log, muted: new(atomic.Bool)}
	if err := ensureSchema(ctx, opts, lg); err != nil {
		return nil, fmt.Errorf("preparing Temporal's databases: %w", err)
	}
	server, err := newServer(opts, lg)
	if err != nil {
		return nil, fmt.Errorf("configuring the Temporal server: %w", err)
	}
	if err := server.Start(); err != nil {
		return nil, fmt.Errorf("starting the Temporal server: %w", err)
	}
	res := &Server{
		Address: opts.address(),
		UIURL:   "http://" + datadir.Loopback(opts.Ports["ui"]),
		server:  server,
		ui:      newUI(opts),
		log:     lg,
	}
	go func() { _ = res.ui.Start() }() // it returns when it is stopped
	if err := res.await(ctx); err != nil {
		return nil, errors.Join(err, res.Stop())
	}
	return res, nil
}

func newServer(opts Options, lg *logger) (temporal.Server, error) {
	cfg := serverConfig(opts)
	authorizer, err := authorization.GetAuthorizerFromConfig(&cfg.Global.Authorization)
	if err != nil {
		return nil, err
	}
	claims, err := authorization.GetClaimMapperFromConfig(&cfg.Global.Authorization, lg)
	if err != nil {
		return nil, err
	}
	return temporal.NewServer(
		temporal.WithConfig(cfg),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(hosts(opts)),
		temporal.WithLogger(lg),
		temporal.WithAuthorizer(authorizer),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return claims }),
		temporal.WithDynamicConfigClient(limits()),
	)
}

func newUI(opts Options) *uiserver.Server {
	return uiserver.NewServer(uioptions.WithConfigProvider(&uiconfig.Config{
		Host:                "127.0.0.1",
		Port:                opts.Ports["ui"],
		TemporalGRPCAddress: opts.address(),
		DefaultNamespace:    namespace,
		EnableUI:            true,
		HideLogs:            true,
		DisableNewsFetch:    true,
		CORS:                uiconfig.CORS{CookieInsecure: true},
	}))
}

// await registers the namespace and polls until the server and the web
// interface answer for it.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	lazy, err := client.NewLazyClient(client.Options{HostPort: s.Address, Namespace: namespace, Logger: quiet{}})
	if err != nil {
		return err
	}
	defer lazy.Close()
	frontend := lazy.WorkflowService()
	return poll(ctx, "waiting for Temporal", func(ctx context.Context) error {
		if err := register(ctx, frontend); err != nil {
			return err
		}
		list := &workflowservice.ListWorkflowExecutionsRequest{Namespace: namespace, PageSize: 1}
		if _, err := frontend.ListWorkflowExecutions(ctx, list); err != nil {
			return err
		}
		return get(ctx, s.UIURL+"/healthz")
	})
}

func register(ctx context.Context, frontend workflowservice.WorkflowServiceClient) error {
	_, err := frontend.RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace:                        namespace,
		WorkflowExecutionRetentionPeriod: durationpb.New(retention),
	})
	var exists *serviceerror.NamespaceAlreadyExists
	if errors.As(err, &exists) {
		return nil
	}
	return err
}

func get(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, res.Status)
	}
	return nil
}

// poll tries until it works or the context ends.
func poll(ctx context.Context, what string, try func(context.Context) error) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", what, err)
		case <-tick.C:
		}
	}
}

// Stop ends the web interface and the server; the server drains for a second.
func (s *Server) Stop() error {
	s.log.muted.Store(true)
	s.ui.Stop()
	return s.server.Stop()
}

// quiet is a silent logger for the client that waits for the server.
type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}
