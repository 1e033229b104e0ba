package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/clearclaim/clearclaim/devnet/datadir"
	"github.com/clearclaim/clearclaim/devnet/evm"
	"github.com/clearclaim/clearclaim/devnet/postgres"
	"github.com/clearclaim/clearclaim/devnet/temporal"
)

// stack is the running servers; those that were left out are nil.
type stack struct {
	env environment

	dir      *datadir.Dir
	postgres *postgres.Server
	temporal *temporal.Server
	chain    *evm.Chain
}

// startStack starts the chain beside PostgreSQL and, after that, Temporal.
func startStack(ctx context.Context, cfg config) (*stack, error) {
	dir, err := datadir.Open(cfg.data)
	if err != nil {
		return nil, err
	}
	s := &stack{dir: dir}
	ports, err := dir.Ports(append(temporal.PortNames, "chain")...)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("choosing ports: %w", err), dir.Close())
	}
	var chainErr, databaseErr error
	var group sync.WaitGroup
	if !cfg.noChain {
		group.Go(func() { chainErr = s.startChain(ctx, cfg, ports["chain"]) })
	}
	databaseErr = s.startPostgres(ctx, cfg)
	if databaseErr == nil && !cfg.noTemporal {
		databaseErr = s.startTemporal(ctx, ports)
	}
	group.Wait()
	if err := errors.Join(chainErr, databaseErr); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	s.env = s.environment(cfg)
	return s, nil
}

func (s *stack) startChain(ctx context.Context, cfg config, port int) error {
	begin := time.Now()
	opts := cfg.chain
	opts.Dir, opts.KeysFile, opts.Port = s.dir.Path("chain"), s.dir.Path("dev-keys.json"), port
	chain, err := evm.Start(ctx, opts)
	if err != nil {
		return err
	}
	s.chain = chain
	logf("chain is ready after %s", since(begin))
	return nil
}

func (s *stack) startPostgres(ctx context.Context, cfg config) error {
	begin := time.Now()
	server, err := postgres.Start(ctx, postgres.Options{
		Dir:       s.dir.Path(),
		SocketDir: socketDir(s.dir.Path()),
		BinDir:    cfg.postgresBin,
		NPM:       cfg.npm(),
		Log:       logf,
	})
	if err != nil {
		return err
	}
	s.postgres = server
	logf("PostgreSQL is ready after %s", since(begin))
	return nil
}

// socketDir is short, because a socket's path is limited, and follows from the
// data directory, so that DATABASE_URL is the same after a restart.
func socketDir(data string) string {
	sum := sha256.Sum256([]byte(data))
	return filepath.Join("/tmp", fmt.Sprintf("clearclaim-pg-%x", sum[:6]))
}

func (s *stack) startTemporal(ctx context.Context, ports map[string]int) error {
	begin := time.Now()
	server, err := temporal.Start(ctx, temporal.Options{
		SocketDir: s.postgres.SocketDir,
		User:      postgres.Superuser,
		Ports:     ports,
		Log:       logf,
	})
	if err != nil {
		return err
	}
	s.temporal = server
	logf("Temporal is ready after %s", since(begin))
	return nil
}

func (s *stack) environment(cfg config) environment {
	env := environment{{"DATABASE_URL", s.postgres.URL(postgres.AppRole, postgres.AppRole)}}
	if s.temporal != nil {
		env = append(env, variable{"TEMPORAL_ADDRESS", s.temporal.Address}, variable{"TEMPORAL_UI", s.temporal.UIURL})
	}
	if s.chain != nil {
		env = append(env,
			variable{"ETH_RPC_URL", s.chain.URL()},
			variable{"ETH_CHAIN_ID", strconv.FormatUint(cfg.chain.ChainID, 10)},
			variable{"DEV_KEYS_FILE", s.dir.Path("dev-keys.json")})
	}
	return env
}

// wait returns when the context ends, or with an error when PostgreSQL does.
func (s *stack) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		logf("stopping")
		return nil
	case <-s.postgres.Done():
		return errors.New("PostgreSQL has ended by itself, see postgres.log in the data directory")
	}
}

// stop stops what runs: Temporal, then the chain, then the database that they
// and the application write to.
func (s *stack) stop() error {
	var errs []error
	if s.temporal != nil {
		errs = append(errs, s.temporal.Stop())
	}
	if s.chain != nil {
		errs = append(errs, s.chain.Stop())
	}
	if s.postgres != nil {
		errs = append(errs, s.postgres.Stop())
	}
	return errors.Join(append(errs, s.dir.Close())...)
}
