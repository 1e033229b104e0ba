package telemetry

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Paths of the operations' listener.
const (
	LivePath    = "/livez"
	ReadyPath   = "/readyz"
	StatusPath  = "/status"
	MetricsPath = "/metrics"
)

const (
	// checkTimeout bounds one dependency's check; all run at once.
	checkTimeout = 3 * time.Second
	// checkAge is how long an answer counts: whoever asks often does not load the servers.
	checkAge          = time.Second
	readHeaderTimeout = 5 * time.Second
)

// Check asks whether something that the process needs is there.
type Check struct {
	Name string
	// Ask returns nil when it is. Its error's text is shown on [StatusPath].
	Ask func(context.Context) error
	// IsAdvisory marks what is shown, and does not make the process unready.
	IsAdvisory bool
}

// State is how one dependency is.
type State struct {
	Name         string `json:"name"`
	IsOK         bool   `json:"ok"`
	IsAdvisory   bool   `json:"advisory,omitempty"`
	Milliseconds int64  `json:"milliseconds"`
	// Fault says what is wrong, without values.
	Fault string `json:"fault,omitempty"`
}

// Report is how a process is.
type Report struct {
	Role      string         `json:"role"`
	Version   string         `json:"version"`
	StartedAt time.Time      `json:"startedAt"`
	IsReady   bool           `json:"ready"`
	IsEnding  bool           `json:"ending"`
	Needs     []State        `json:"needs"`
	Details   map[string]any `json:"details,omitempty"`
}

// Health says how a process is. It is safe for concurrent use.
type Health struct {
	role, version string
	startedAt     time.Time
	checks        []Check
	details       func(context.Context) map[string]any
	isEnding      atomic.Bool

	mu      sync.Mutex
	asked   []State
	askedAt time.Time
}

// NewHealth returns the health of a role that needs what the checks ask for.
// Details, where not nil, adds to [StatusPath].
func NewHealth(role, version string, checks []Check, details func(context.Context) map[string]any) *Health {
	return &Health{role: role, version: version, startedAt: time.Now(), checks: checks, details: details}
}

// End has the process unready from now on: it ends, and should be given no more work.
func (h *Health) End() { h.isEnding.Store(true) }

// Report asks all that the process needs.
func (h *Health) Report(ctx context.Context) Report {
	report := Report{
		Role: h.role, Version: h.version, StartedAt: h.startedAt.UTC(), IsEnding: h.isEnding.Load(), Needs: h.states(ctx),
	}
	report.IsReady = !report.IsEnding
	for _, state := range report.Needs {
		report.IsReady = report.IsReady && (state.IsOK || state.IsAdvisory)
	}
	return report
}

func (h *Health) states(ctx context.Context) []State {
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Since(h.askedAt) < checkAge {
		return h.asked
	}
	states := make([]State, len(h.checks))
	var group sync.WaitGroup
	for i, check := range h.checks {
		group.Go(func() { states[i] = check.state(ctx) })
	}
	group.Wait()
	h.asked, h.askedAt = states, time.Now()
	return states
}

func (c Check) state(ctx context.Context) State {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	began := time.Now()
	err := c.Ask(ctx)
	state := State{Name: c.Name, IsOK: err == nil, IsAdvisory: c.IsAdvisory, Milliseconds: time.Since(began).Milliseconds()}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		state.Fault = "no answer in time"
	case err != nil:
		state.Fault = err.Error()
	}
	return state
}

// OperationsHandler serves what is for those who operate the installation: it belongs on an
// address that only they reach.
func (t *Telemetry) OperationsHandler(health *Health) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+LivePath, func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, map[string]bool{"live": true}) })
	mux.HandleFunc("GET "+ReadyPath, func(w http.ResponseWriter, r *http.Request) {
		report := health.Report(context.WithoutCancel(r.Context()))
		status := http.StatusOK
		if !report.IsReady {
			status = http.StatusServiceUnavailable
		}
		answer(w, status, map[string]any{"ready": report.IsReady, "ending": report.IsEnding, "needs": report.Needs})
	})
	mux.HandleFunc("GET "+StatusPath, func(w http.ResponseWriter, r *http.Request) {
		report := health.Report(context.WithoutCancel(r.Context()))
		if health.details != nil {
			report.Details = health.details(r.Context())
		}
		answer(w, http.StatusOK, report)
	})
	mux.Handle("GET "+MetricsPath, promhttp.HandlerFor(t.Registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	return mux
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// Serve answers on the listener until ctx ends. It outlives what it tells of: give
// it a context that ends last.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readHeaderTimeout}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
