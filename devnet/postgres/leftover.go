package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// stopLeftover ends a server that still runs on the directory: the process that
// had started it was killed. It may also be shutting down by itself.
func stopLeftover(ctx context.Context, dir string, log func(string, ...any)) error {
	pid, ok := leftoverPID(dir)
	if !ok {
		return nil
	}
	log("stopping the PostgreSQL server left over from a kill (process %d)", pid)
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		if err := syscall.Kill(pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stopping process %d: %w", pid, err)
		}
		ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
		gone := awaitGone(ctx, pid, dir)
		cancel()
		if gone {
			return nil
		}
	}
	return fmt.Errorf("process %d, a PostgreSQL server on %s, does not stop", pid, dir)
}

func awaitGone(ctx context.Context, pid int, dir string) bool {
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for isServer(pid, dir) {
		select {
		case <-ctx.Done():
			return false
		case <-poll.C:
		}
	}
	return true
}

// leftoverPID reads the server's pid file. The number may have been given to
// another process since, so that it counts only if that is a server on dir.
func leftoverPID(dir string) (int, bool) {
	raw, err := os.ReadFile(filepath.Join(dir, "postmaster.pid"))
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid <= 1 || !isServer(pid, dir) {
		return 0, false
	}
	return pid, true
}

func isServer(pid int, dir string) bool {
	line := commandLine(pid)
	return strings.Contains(line, "postgres") && strings.Contains(line, dir)
}

// commandLine is empty for a process that is gone or a zombie.
func commandLine(pid int) string {
	if raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); err == nil {
		return strings.ReplaceAll(string(raw), "\x00", " ")
	}
	if _, err := os.Stat("/proc/self"); err == nil {
		return ""
	}
	out, _ := exec.CommandContext(context.Background(), "ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	return string(out)
}
