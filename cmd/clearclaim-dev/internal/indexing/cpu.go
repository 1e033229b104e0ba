package indexing

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// clockTick is the unit of /proc/<pid>/stat: USER_HZ, which is 100 on every
// Linux that Go runs on.
const clockTick = 10 * time.Millisecond

// process is what /proc says of one: its parent, and the CPU time that it and those
// of its children that have ended used.
type process struct {
	parent int
	used   time.Duration
}

// processes returns all that run. Where there is no /proc there are none.
func processes() map[int]process {
	found := map[int]process{}
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has just ended
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			continue
		}
		if one, isRead := parseStat(text); isRead {
			found[pid] = one
		}
	}
	return found
}

// parseStat reads a process's line. Its name stands in brackets and may hold anything.
func parseStat(text []byte) (process, bool) {
	const parentAt, userAt, lastAt = 1, 11, 14
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) <= lastAt {
		return process{}, false
	}
	var found process
	var err error
	if found.parent, err = strconv.Atoi(fields[parentAt]); err != nil {
		return process{}, false
	}
	for _, field := range fields[userAt : lastAt+1] {
		ticks, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return process{}, false
		}
		found.used += time.Duration(ticks) * clockTick
	}
	return found, true
}

// usedBelow returns the CPU time of a process and all that descend from it.
func usedBelow(all map[int]process, root int) time.Duration {
	var sum time.Duration
	for pid := range all {
		at := pid
		for range len(all) {
			if at == root {
				sum += all[pid].used
				break
			}
			next, isThere := all[at]
			if !isThere {
				break
			}
			at = next.parent
		}
	}
	return sum
}

// postmaster returns the process id of the database server, which must be on this machine.
func postmaster(ctx context.Context, databaseURL string) (int, error) {
	conn, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return 0, fmt.Errorf("connecting: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return processes()[int(conn.PgConn().PID())].parent, nil
}
