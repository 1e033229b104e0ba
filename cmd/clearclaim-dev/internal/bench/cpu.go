package bench

import (
	"os"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/proc"
)

// cpuTime is CPU time by program: this one, the servers' and PostgreSQL's.
type cpuTime map[string]time.Duration

// The programs whose CPU time is told apart.
const (
	cpuSelf     = "cpu_clearclaim_ms" // API, workers, indexer, and this load generator
	cpuPostgres = "cpu_postgres_ms"
	cpuServers  = "cpu_temporal_and_chain_ms"
)

// readCPU returns the CPU time so far of this program, its descendants, and any
// PostgreSQL server, whose postmaster may be nobody's child. What a process that
// has ended used is in its parent's. Where there is no /proc it is empty.
func readCPU() cpuTime {
	processes := proc.Read()
	total := make(cpuTime)
	self := os.Getpid()
	for pid, found := range processes {
		switch {
		case strings.HasPrefix(found.Name, "postgres"):
			total[cpuPostgres] += found.Used
		case pid == self:
			total[cpuSelf] += found.Used
		case processes.IsDescendant(pid, self):
			total[cpuServers] += found.Used
		}
	}
	return total
}

// since returns what was used after an earlier reading.
func (c cpuTime) since(earlier cpuTime) cpuTime {
	spent := make(cpuTime, len(c))
	for name, elapsed := range c {
		spent[name] = max(0, elapsed-earlier[name])
	}
	return spent
}
