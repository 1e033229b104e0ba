package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/clearclaim/clearclaim/auth/devissuer"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/devnet"
	"github.com/clearclaim/clearclaim/cmd/internal/app"
	"github.com/clearclaim/clearclaim/cmd/internal/telemetry"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

const (
	receiptWithin = time.Minute
	issuerTimeout = 10 * time.Second
	// rateLimits leave room for load tests.
	rateLimits = "provider=100000/100000,insurer=100000/100000,patient=100000/100000,auditor=100000/100000,operator=100000/100000"
	maxStreams = 10_000
)

// errDevnetEnded is returned when the servers are gone under the roles.
var errDevnetEnded = errors.New("devnet ended; start again on the same data directory")

// system is everything, running.
type system struct {
	*app.App
	devnet *devnet.Process
	issuer *devissuer.Issuer
	apiURL string
	// operationsURL is where the roles say how they are.
	operationsURL string
	// issuerURL is the address of the token issuer.
	issuerURL string

	cancel context.CancelFunc
	roles  *errgroup.Group
}

// start brings everything up on the data directory and returns when the API answers.
func start(ctx context.Context, p *program, log *slog.Logger, progress io.Writer) (_ *system, err error) {
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		return nil, fmt.Errorf("making the data directory: %w", err)
	}
	s := &system{}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.stop())
		}
	}()
	if s.devnet, err = devnet.Start(ctx, filepath.Join(p.Data, "devnet"), progress); err != nil {
		return nil, fmt.Errorf("starting devnet: %w", err)
	}
	config, err := s.prepare(ctx, p.Data, log)
	if err != nil {
		return nil, err
	}
	told, err := telemetry.Start(ctx, "dev")
	if err != nil {
		return nil, err
	}
	if s.App, err = app.Open(ctx, config, told, log); err != nil {
		return nil, err
	}
	if err := s.OpenServices(app.ServiceConfig{ReceiptWithin: receiptWithin}); err != nil {
		return nil, err
	}
	if err := told.ObserveInstallation(s.DB, s.Indexer); err != nil {
		return nil, err
	}
	return s, s.run(ctx, p, log)
}

// prepare migrates and deploys, and returns the settings of the roles.
func (s *system) prepare(ctx context.Context, dataDir string, log *slog.Logger) (app.Config, error) {
	addresses := s.devnet.Addresses
	if err := store.Migrate(ctx, addresses.DatabaseURL); err != nil {
		return app.Config{}, fmt.Errorf("migrating database: %w", err)
	}
	blobs, err := evidence.FileBlobs(filepath.Join(dataDir, "documents"))
	if err != nil {
		return app.Config{}, err
	}
	config := app.Config{
		ReadModelConfig: app.ReadModelConfig{
			DatabaseURL: addresses.DatabaseURL, RPCURL: addresses.RPCURL, Finality: "tag", Deployment: filepath.Join(dataDir, "deployment.json"),
		},
		KMSKeyset: filepath.Join(dataDir, "kms.json"), Blobs: blobs,
	}
	keyFile, err := operatorKeyFile(addresses, dataDir)
	if err != nil {
		return app.Config{}, err
	}
	return config, app.Deploy(ctx, app.DeployConfig{
		ChainConfig: app.ChainConfig{RPCURL: config.RPCURL, Deployment: config.Deployment},
		DatabaseURL: config.DatabaseURL, KMSKeyset: config.KMSKeyset, OperatorKeyFile: keyFile,
	}, log)
}

// operatorKeyFile keeps the first development key as the operator's.
func operatorKeyFile(addresses devnet.Addresses, dataDir string) (string, error) {
	key, err := addresses.DevKey(0)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dataDir, "operator.key")
	if err := os.WriteFile(path, []byte(key+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keeping operator key: %w", err)
	}
	return path, nil
}

// run starts the issuer and all roles.
func (s *system) run(ctx context.Context, p *program, log *slog.Logger) error {
	issuerListener, err := listen(ctx, "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.issuerURL = "http://" + issuerListener.Addr().String() + "/oidc"
	s.issuer, err = devissuer.New(devissuer.Config{Issuer: s.issuerURL, DataDir: filepath.Join(p.Data, "issuer"), Logger: log})
	if err != nil {
		return fmt.Errorf("starting token issuer: %w", err)
	}
	listener, err := listenNear(ctx, p.Listen)
	if err != nil {
		return err
	}
	s.apiURL = "http://" + listener.Addr().String()
	operations, err := listenNear(ctx, p.Operations)
	if err != nil {
		return err
	}
	s.operationsURL = "http://" + operations.Addr().String()
	s.Operate(ctx, operations, app.RoleServe, app.RoleWork, app.RoleIndex)

	// The roles outlive ctx: stop ends them, before the servers under them.
	roleCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.cancel = cancel
	var rolesCtx context.Context
	s.roles, rolesCtx = errgroup.WithContext(roleCtx)
	s.roles.Go(func() error { return serveIssuer(rolesCtx, issuerListener, s.issuer.Handler()) })
	s.roles.Go(func() error { return s.Index(rolesCtx) })
	s.roles.Go(func() error {
		return s.Work(rolesCtx, app.WorkConfig{TemporalAddress: s.devnet.Addresses.TemporalAddress, TemporalNamespace: "default"})
	})
	s.roles.Go(func() error {
		return s.Serve(rolesCtx, app.ServeConfig{
			Issuer: s.issuerURL, Audience: devissuer.Audience, PublicURL: s.apiURL, RateLimits: rateLimits, HasIntrospection: true,
			StreamsOfOne: maxStreams, StreamsInAll: maxStreams,
		}, listener, nil)
	})
	s.roles.Go(func() error {
		select {
		case <-s.devnet.Done():
			return errDevnetEnded
		case <-rolesCtx.Done():
			return nil
		}
	})
	return s.awaitReadModel(rolesCtx)
}

// awaitReadModel returns when the read model shows what the chain has now.
func (s *system) awaitReadModel(ctx context.Context) error {
	head, err := s.Chain.Head(ctx)
	if err != nil {
		return fmt.Errorf("asking for the chain's head: %w", err)
	}
	if err := s.Indexer.CaughtUp(ctx, head.Number); err != nil {
		return fmt.Errorf("waiting for the read model: %w", err)
	}
	return nil
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	return listener, nil
}

// listenNear takes another port where the one of the address is taken.
func listenNear(ctx context.Context, address string) (net.Listener, error) {
	if listener, err := listen(ctx, address); err == nil {
		return listener, nil
	}
	return listen(ctx, "127.0.0.1:0")
}

func serveIssuer(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: issuerTimeout}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving tokens: %w", err)
	}
	return nil
}

// wait returns when the roles have failed or ctx has ended.
func (s *system) wait(ctx context.Context) error {
	ended := make(chan error, 1)
	go func() { ended <- s.roles.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return nil
	}
}

// stop ends the roles and then the servers.
func (s *system) stop() error {
	var err error
	if s.cancel != nil {
		s.cancel()
		err = s.roles.Wait()
	}
	if s.App != nil {
		s.Close()
	}
	if s.devnet != nil {
		err = errors.Join(err, s.devnet.Stop())
	}
	return err
}
