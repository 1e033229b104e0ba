package bench

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// clockTick is the unit of /proc/<pid>/stat: USER_HZ, which is 100 on every
// Linux that Go runs on.
const clockTick = 10 * time.Millisecond

// cpuTime is CPU time by program: this one, the servers' and PostgreSQL's.
type cpuTime map[string]time.Duration

// The programs whose CPU time is told apart.
const (
	cpuSelf     = "cpu_clearclaim_ms" // API, workers, indexer, and this load generator
	cpuPostgres = "cpu_postgres_ms"
	cpuServers  = "cpu_temporal_and_chain_ms"
)

// process is what /proc says of one.
type process struct {
	parent  int
	name    string
	elapsed time.Duration
}

// readCPU returns the CPU time so far of this program, its descendants, and any
// PostgreSQL server, whose postmaster may be nobody's child. What a process that
// has ended used is in its parent's. Where there is no /proc it is empty.
func readCPU() cpuTime {
	processes := make(map[int]process)
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
		if found, ok := parseStat(text); ok {
			processes[pid] = found
		}
	}
	total := make(cpuTime)
	self := os.Getpid()
	for pid, found := range processes {
		switch {
		case strings.HasPrefix(found.name, "postgres"):
			total[cpuPostgres] += found.elapsed
		case pid == self:
			total[cpuSelf] += found.elapsed
		case isDescendant(processes, pid, self):
			total[cpuServers] += found.elapsed
		}
	}
	return total
}

// parseStat reads name, parent and the times of a process and of those of its
// children that have ended. The name stands in brackets and may hold anything.
func parseStat(text []byte) (process, bool) {
	open, closing := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
	if open < 0 || closing < open {
		return process{}, false
	}
	const parentAt, userAt, lastAt = 1, 11, 14
	fields := strings.Fields(string(text[closing+1:]))
	if len(fields) <= lastAt {
		return process{}, false
	}
	found := process{name: string(text[open+1 : closing])}
	var err error
	if found.parent, err = strconv.Atoi(fields[parentAt]); err != nil {
		return process{}, false
	}
	for _, field := range fields[userAt : lastAt+1] {
		ticks, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return process{}, false
		}
		found.elapsed += time.Duration(ticks) * clockTick
	}
	return found, true
}

func isDescendant(processes map[int]process, pid, ancestor int) bool {
	for range len(processes) {
		found, ok := processes[pid]
		if !ok {
			return false
		}
		if found.parent == ancestor {
			return true
		}
		pid = found.parent
	}
	return false
}

// since returns what was used after an earlier reading.
func (c cpuTime) since(earlier cpuTime) cpuTime {
	spent := make(cpuTime, len(c))
	for name, elapsed := range c {
		spent[name] = max(0, elapsed-earlier[name])
	}
	return spent
}
