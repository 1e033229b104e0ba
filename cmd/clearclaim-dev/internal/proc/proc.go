// Package proc reads what the processes of this machine used of its processors.
package proc

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

// Process is what /proc says of one.
type Process struct {
	Parent int
	Name   string
	// Used is the CPU time of it and of those of its children that have ended.
	Used time.Duration
}

// Table has the processes of an instant by their ids.
type Table map[int]Process

// Read returns all that run. Where there is no /proc there are none.
func Read() Table {
	found := Table{}
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
		if process, ok := parseStat(text); ok {
			found[pid] = process
		}
	}
	return found
}

// parseStat reads a process's line. The name stands in brackets and may hold anything.
func parseStat(text []byte) (Process, bool) {
	open, closing := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
	if open < 0 || closing < open {
		return Process{}, false
	}
	const parentAt, userAt, lastAt = 1, 11, 14
	fields := strings.Fields(string(text[closing+1:]))
	if len(fields) <= lastAt {
		return Process{}, false
	}
	found := Process{Name: string(text[open+1 : closing])}
	var err error
	if found.Parent, err = strconv.Atoi(fields[parentAt]); err != nil {
		return Process{}, false
	}
	for _, field := range fields[userAt : lastAt+1] {
		ticks, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return Process{}, false
		}
		found.Used += time.Duration(ticks) * clockTick
	}
	return found, true
}

// IsDescendant reports whether a process descends from another.
func (t Table) IsDescendant(pid, ancestor int) bool {
	for range len(t) {
		found, ok := t[pid]
		if !ok {
			return false
		}
		if found.Parent == ancestor {
			return true
		}
		pid = found.Parent
	}
	return false
}

// UsedBelow returns the CPU time of a process and all that descend from it.
func (t Table) UsedBelow(root int) time.Duration {
	sum := t[root].Used
	for pid, found := range t {
		if pid != root && t.IsDescendant(pid, root) {
			sum += found.Used
		}
	}
	return sum
}

// Postmaster returns the process id of a database server, which must be on this machine.
func Postmaster(ctx context.Context, databaseURL string) (int, error) {
	conn, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return 0, fmt.Errorf("connecting: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return Read()[int(conn.PgConn().PID())].Parent, nil
}

// LoadAverage is that of the last minute, 0 where the system does not say.
func LoadAverage() (load float64) {
	text, err := os.ReadFile("/proc/loadavg")
	if err == nil {
		_, _ = fmt.Sscan(string(text), &load)
	}
	return load
}
