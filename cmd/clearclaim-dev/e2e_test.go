package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/demo"
	"github.com/clearclaim/clearclaim/cmd/internal/telemetry"
)

const (
	// asProgram makes the test binary be the program itself, so that it can be killed.
	asProgram = "CLEARCLAIM_TEST_AS_PROGRAM"
	demoLimit = 4 * time.Minute
)

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// dataDir returns an empty data directory; the test is skipped where devnet is not built.
func dataDir(t *testing.T) string {
	t.Helper()
	if os.Getenv("CLEARCLAIM_DEVNET") == "" {
		t.Skip("CLEARCLAIM_DEVNET does not name the devnet program: run make test")
	}
	return t.TempDir()
}

// command returns the program on a data directory, with the arguments.
func command(ctx context.Context, t *testing.T, dir string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	output := &bytes.Buffer{}
	cmd := exec.CommandContext(ctx, self, append([]string{"--data", dir, "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Stdout, cmd.Stderr = output, output
	return cmd, output
}

func TestDemo_EverySampleEndsAsExpected(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), demoLimit)
	defer cancel()
	cmd, output := command(ctx, t, dataDir(t), "demo", "--exit")
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}

func TestDemo_NothingIsLostOrPaidTwiceAfterKill(t *testing.T) {
	tests := []struct {
		name                     string
		killsDevnet, killsItself bool
	}{
		{"devnet", true, false},
		{"the program", false, true},
		{"both at once", true, true},
	}
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 2*demoLimit)
			defer cancel()
			dir := dataDir(t)
			cmd, output := command(ctx, t, dir, "demo", "--exit")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			await(ctx, t, "the demo to begin", func() bool {
				_, err := os.Stat(filepath.Join(dir, "demo.run"))
				return err == nil
			})
			// Into the submissions, a little later in each case.
			<-time.After(9*time.Second + time.Duration(i)*700*time.Millisecond)
			devnet := childOf(t, cmd.Process.Pid)
			if test.killsItself {
				kill(t, cmd.Process.Pid)
			}
			if test.killsDevnet {
				kill(t, devnet)
			}
			_ = cmd.Wait() // killed, or out of its servers
			await(ctx, t, "devnet to be gone", func() bool { return syscall.Kill(devnet, 0) != nil })

			again, repeated := command(ctx, t, dir, "demo", "--exit")
			if err := again.Run(); err != nil {
				t.Fatalf("after the kill: %v\n%s\nbefore it:\n%s", err, repeated, output)
			}
		})
	}
}

func TestDemo_NothingIsLostOrPaidTwiceGivenReorganisations(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), demoLimit)
	defer cancel()
	log := slog.New(slog.DiscardHandler)
	s, err := start(ctx, &program{Data: dataDir(t), Listen: "127.0.0.1:0", Operations: "127.0.0.1:0"}, log, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	}()
	ended := make(chan error, 1)
	result := &bytes.Buffer{}
	go func() {
		held, err := demo.Run(ctx, s.target(nil), demo.Options{Out: result})
		if err == nil && !held {
			err = errExpectation
		}
		ended <- err
	}()
	ticker := time.NewTicker(3 * time.Second)
	defer ticker.Stop()
	reorganisations := 0
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("%v\n%s", err, result)
			}
			if reorganisations == 0 {
				t.Fatal("the chain was never reorganised")
			}
			checkOperations(ctx, t, s.operationsURL)
			return
		case <-ticker.C:
			if err := reorganise(ctx, s.devnet.Addresses.RPCURL, 1+reorganisations%3); err == nil {
				reorganisations++
			}
		}
	}
}

// metricName is how the project's own metrics are named in docs.
var metricName = regexp.MustCompile(`\bclearclaim_(?:api|chain|db|gas|index|ledger|transactions|waiting)[a-z_]*|\bhttp_server_[a-z_]+`)

// otherName is a name that looks like a metric's: of a role in the database, or of a claim
// in a token.
var otherName = regexp.MustCompile(`^clearclaim_(provider|insurer|patient|auditor|operator|readers|role|organization)$`)

// checkOperations asks a system that has run the demo how it is, and looks for
// every metric that the documentation and the dashboard name.
func checkOperations(ctx context.Context, t *testing.T, operationsURL string) {
	t.Helper()
	if text := fetched(ctx, t, operationsURL+telemetry.ReadyPath); !strings.Contains(text, `"ready":true`) {
		t.Errorf("the system is not ready: %s", text)
	}
	metrics := fetched(ctx, t, operationsURL+telemetry.MetricsPath)
	exported := map[string]bool{}
	for line := range strings.Lines(metrics) {
		if rest, isType := strings.CutPrefix(line, "# TYPE "); isType {
			exported[strings.Fields(rest)[0]] = true
		}
	}
	named := 0
	for _, file := range []string{"../../docs/operations.md", "../../docs/grafana/clearclaim.json"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range metricName.FindAllString(string(text), -1) {
			if otherName.MatchString(name) {
				continue
			}
			named++
			for _, suffix := range []string{"_count", "_bucket"} {
				name = strings.TrimSuffix(name, suffix)
			}
			if !exported[name] {
				t.Errorf("%s names %s, which is not exported", file, name)
			}
		}
	}
	if named < 30 {
		t.Errorf("only %d names of metrics were found", named)
	}
}

func fetched(ctx context.Context, t *testing.T, address string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// reorganise has the chain abandon its last blocks; their transactions are pooled again.
func reorganise(ctx context.Context, rpcURL string, depth int) error {
	body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"dev_reorg","params":[%d,true]}`, depth)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, rpcURL, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct {
		Error *struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return err
	}
	if answer.Error != nil {
		return fmt.Errorf("reorganising: %s", answer.Error.Message)
	}
	return nil
}

// await polls until what is waited for holds, or fails with the context.
func await(ctx context.Context, t *testing.T, what string, holds func() bool) {
	t.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatalf("waiting for %s: %v", what, ctx.Err())
		case <-ticker.C:
		}
	}
}

// childOf returns the only child of a process.
func childOf(t *testing.T, pid int) int {
	t.Helper()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if err != nil {
			continue
		}
		for field := range strings.FieldsSeq(string(text)) {
			child, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			return child
		}
	}
	t.Fatal("the program has no child: devnet is not running")
	return 0
}

func kill(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}
