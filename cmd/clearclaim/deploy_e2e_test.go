package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
)

// asProgram makes the test binary be the program itself, so that it can be killed.
const asProgram = "CLEARCLAIM_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// servers are those of devnet that a deployment needs.
type servers struct {
	DatabaseURL     string `json:"DATABASE_URL"`
	TemporalAddress string `json:"TEMPORAL_ADDRESS"`
	RPCURL          string `json:"ETH_RPC_URL"`
	ChainID         string `json:"ETH_CHAIN_ID"`
	DevKeysFile     string `json:"DEV_KEYS_FILE"`
}

// startServers starts PostgreSQL, a chain and, unless told not to, Temporal; the test is
// skipped where devnet is not built.
func startServers(t *testing.T, more ...string) servers {
	t.Helper()
	program := os.Getenv("CLEARCLAIM_DEVNET")
	if program == "" {
		t.Skip("CLEARCLAIM_DEVNET does not name the devnet program: run make test")
	}
	cmd := exec.Command(program, append([]string{"--data", t.TempDir(), "--lifeline", "--dev-rpc"}, more...)...)
	lifeline, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = lifeline.Close()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	require.NoError(t, err)
	return decode[servers](t, string(line))
}

// key returns the i-th funded account of the chain.
func (s servers) key(t *testing.T, i int) string {
	t.Helper()
	data, err := os.ReadFile(s.DevKeysFile)
	require.NoError(t, err)
	var file struct {
		Accounts []struct {
			PrivateKey string `json:"privateKey"`
		} `json:"accounts"`
	}
	require.NoError(t, json.Unmarshal(data, &file))
	return strings.TrimPrefix(file.Accounts[i].PrivateKey, "0x")
}

// program runs clearclaim as a process of its own.
func (s servers) program(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "ETH_RPC_URL="+s.RPCURL, "DATABASE_URL="+s.DatabaseURL)
	return cmd
}

func (s servers) advance(t *testing.T, by time.Duration) {
	t.Helper()
	body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"dev_advanceTime","params":[%d]}`, int64(by/time.Second))
	response, err := http.Post(s.RPCURL, "application/json", strings.NewReader(body))
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	answer := struct{ Error *struct{ Message string } }{}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	require.Nil(t, answer.Error)
}

// The program is killed while it deploys, again and again, and goes on each time;
// what comes of it is sound, is handed over and governed.
func TestDeploy_KilledOnDevnet_GoesOn(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	s := startServers(t, "--no-temporal")
	dir := t.TempDir()
	file, operatorKey, governorKey := filepath.Join(dir, "deployment.json"), keyFile(t, s.key(t, 0)), keyFile(t, s.key(t, 1))
	migrated, err := s.program(ctx, t, "migrate").CombinedOutput()
	require.NoError(t, err, string(migrated))
	governor := chain.FormatAddress(chaintest.KeyOf(t, s.key(t, 1)).Address)
	deploy := []string{
		"deploy", "--deployment", file, "--chain-id", s.ChainID, "--kms-keyset", filepath.Join(dir, "kms.json"),
		"--operator-key-file", operatorKey, "--governor", governor, "--timelock-delay", "1h",
	}
	// A key that cannot pay is refused, and not kept as the operator's.
	poor := append(slices.Clone(deploy), "--operator-key-file", keyFile(t, chaintest.NewKey(t).Private))
	said, err := s.program(ctx, t, poor...).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(said), chain.ErrBalanceInsufficient.Error())
	interrupted := 0
	for pause := 100 * time.Millisecond; ; pause += 150 * time.Millisecond {
		attempt, stop := context.WithTimeout(ctx, pause)
		said, err := s.program(attempt, t, deploy...).CombinedOutput() // killed by the context
		isKilled := attempt.Err() != nil
		stop()
		if err == nil {
			break
		}
		require.True(t, isKilled, string(said))
		if _, err := chain.LoadDeployment(file); errors.Is(err, chain.ErrDeploymentIncomplete) {
			interrupted++
		}
	}
	t.Logf("killed %d times between the first transaction and the last", interrupted)

	for _, args := range [][]string{
		deploy, // nothing is left to do
		{"deploy", "verify", "--deployment", file},
		{"deploy", "hand-over", "--deployment", file, "--operator-key-file", operatorKey, "--least-delay", "1h"},
	} {
		said, err := s.program(ctx, t, args...).CombinedOutput()
		require.NoError(t, err, string(said))
	}
	said, err = s.program(ctx, t, "govern", "schedule", "pause", "1", "--deployment", file, "--governor-key-file", governorKey).Output()
	require.NoError(t, err, string(said))
	proposed := decode[proposalReport](t, string(said))
	require.Equal(t, "waiting", proposed.State)
	s.advance(t, time.Hour+time.Minute) // blocks may run ahead of the clock
	said, err = s.program(ctx, t, "govern", "execute", proposed.ID, "--deployment", file, "--governor-key-file", governorKey).CombinedOutput()
	require.NoError(t, err, string(said))
	require.Equal(t, "executed", decode[proposalReport](t, string(said)).State)
	said, err = s.program(ctx, t, "deploy", "verify", "--deployment", file).Output()
	require.NoError(t, err)
	require.True(t, decode[auditReport](t, string(said)).IsHandedOver)
}
