package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// said gathers what a process says while it runs.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// freeAddress returns an address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// Each role comes up, is ready and ends with the settings of [roleSettings] alone: the
// read model's process is given neither the keys nor the documents.
func TestRoles_StartOnDevnetWithTheirOwnSettingsAlone(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	s := startServers(t)
	dir := t.TempDir()
	values := map[string]string{
		"DATABASE_URL": s.DatabaseURL, "ETH_RPC_URL": s.RPCURL, "TEMPORAL_ADDRESS": s.TemporalAddress,
		"CLEARCLAIM_DEPLOYMENT": filepath.Join(dir, "deployment.json"), "CLEARCLAIM_KMS_KEYSET": filepath.Join(dir, "kms.json"),
		"CLEARCLAIM_BLOBS": "file://" + filepath.Join(dir, "documents") + "?create_dir=true", "CLEARCLAIM_OIDC_ISSUER": "https://issuer.example",
	}
	for _, args := range [][]string{
		{"migrate"},
		{
			"deploy", "--deployment", values["CLEARCLAIM_DEPLOYMENT"], "--chain-id", s.ChainID, "--kms-keyset", values["CLEARCLAIM_KMS_KEYSET"],
			"--operator-key-file", keyFile(t, s.key(t, 0)),
		},
	} {
		said, err := s.program(ctx, t, args...).CombinedOutput()
		require.NoError(t, err, string(said))
	}
	environment := func(role string) []string {
		settings := []string{asProgram + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + dir}
		for _, name := range roleSettings[role].needs {
			settings = append(settings, name+"="+values[name])
		}
		return settings
	}
	for _, args := range [][]string{{"index", "--rebuild"}, {"work"}, {"serve", "--listen", "127.0.0.1:0", "--drain-delay", "1ms"}} {
		address := freeAddress(t)
		cmd := s.program(ctx, t, append(args, "--operations-listen", address)...)
		cmd.Env = environment(args[0])
		var output said
		cmd.Stdout, cmd.Stderr = &output, &output
		require.NoError(t, cmd.Start())
		isReady := func() bool {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
			require.NoError(t, err)
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				return false
			}
			defer func() { _ = response.Body.Close() }()
			isRebuilt := args[0] != "index" || strings.Contains(output.String(), "the read model is rebuilt")
			return response.StatusCode == http.StatusOK && isRebuilt
		}
		if !isComing(ctx, isReady) {
			_ = cmd.Process.Kill()
			t.Fatalf("%s is not ready: %s", args[0], output.String())
		}
		require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
		require.NoError(t, cmd.Wait(), "%s: %s", args[0], output.String())
	}
	cmd := s.program(ctx, t, "reconcile")
	cmd.Env = environment("reconcile")
	report, err := cmd.CombinedOutput()
	require.NoError(t, err, string(report))
	for _, args := range [][]string{{"index", "--eth-rpc-url", "http://127.0.0.1:1"}, {"index", "--from-journal"}} {
		cmd := s.program(ctx, t, args...)
		cmd.Env = environment("index")
		output, err := cmd.CombinedOutput()
		require.Error(t, err, "%v", args)
		lines := strings.Split(strings.TrimSpace(string(output)), "\n")
		for _, line := range lines {
			require.True(t, json.Valid([]byte(line)), "a role says all in its log: %s", line)
		}
		require.Contains(t, lines[len(lines)-1], "the role ends", "%v", args)
	}
}

// isComing asks until the answer is yes, for a minute.
func isComing(ctx context.Context, ask func() bool) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !ask() {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return true
}
