package querying

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/figures"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/proc"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// server is what is asked, with a request for each provider.
type server struct {
	name   string
	client *http.Client
	ask    []request
	// page reads the claims of an answer.
	page func(answer []byte) ([]claim, error)
}

// request is one that is sent again and again.
type request struct {
	url, token string
	body       []byte
}

func newRequest(url, token, query string, variables map[string]any) (request, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	return request{url: url, token: token, body: body}, err
}

// errRefused is returned for an answer that is none.
var errRefused = errors.New("the server answered with an error")

// send returns the answer. Whether it has errors is looked at without decoding it: the
// bench shares the processors with what it measures.
func (s *server) send(ctx context.Context, r request) ([]byte, error) {
	call, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	call.Header.Set("Content-Type", "application/json")
	if r.token != "" {
		call.Header.Set("Authorization", "Bearer "+r.token)
	}
	response, err := s.client.Do(call)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK || bytes.Contains(answer[:min(len(answer), 64)], []byte(`"errors"`)) {
		return nil, fmt.Errorf("%w: %d %.300s", errRefused, response.StatusCode, answer)
	}
	return answer, nil
}

// run asks a server over all connections, each as soon as it was answered, first to
// warm up and then for the figures.
func (m *measurement) run(ctx context.Context, s *server) error {
	if _, _, err := m.closedLoop(ctx, s, warmUp); err != nil {
		return err
	}
	before, load := m.used(), proc.LoadAverage()
	took, elapsed, err := m.closedLoop(ctx, s, m.Duration)
	if err != nil {
		return err
	}
	m.report.Runs = append(m.report.Runs, Run{
		Server: s.name, Requests: len(took), RequestsPS: figures.Round(float64(len(took)) / elapsed.Seconds()),
		P50: percentile(took, 50), P99: percentile(took, 99),
		CPU: figures.Round(figures.Milliseconds(m.used()-before) / float64(len(took))), Load: load,
	})
	return nil
}

// used returns the processor time so far of this program, PostgreSQL and the peer.
func (m *measurement) used() time.Duration {
	processes := proc.Read()
	return processes[os.Getpid()].Used + processes.UsedBelow(m.postmaster) + processes[m.peerPID].Used
}

func (m *measurement) closedLoop(ctx context.Context, s *server, duration time.Duration) ([]time.Duration, time.Duration, error) {
	begun := time.Now()
	took := make([][]time.Duration, m.Connections)
	group, ctx := errgroup.WithContext(ctx)
	for i := range took {
		group.Go(func() error {
			for n := i; time.Since(begun) < duration; n++ {
				asked := time.Now()
				if _, err := s.send(ctx, s.ask[n%len(s.ask)]); err != nil {
					return err
				}
				took[i] = append(took[i], time.Since(asked))
			}
			return nil
		})
	}
	err := group.Wait()
	return slices.Concat(took...), time.Since(begun), err
}

// single reads claims one by one, each due at a fixed time whether or not the one
// before was answered.
func (m *measurement) single(ctx context.Context) error {
	s, asks, err := m.singles(ctx)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // picks claims
	var mu sync.Mutex
	var took []time.Duration
	group, ctx := errgroup.WithContext(ctx)
	begun := time.Now()
	count := int(m.Duration.Seconds() * singleRate)
	for n := range count {
		due := begun.Add(time.Duration(n) * time.Second / singleRate)
		time.Sleep(time.Until(due))
		ask := asks[random.IntN(len(asks))]
		group.Go(func() error {
			_, err := s.send(ctx, ask)
			mu.Lock()
			defer mu.Unlock()
			took = append(took, time.Since(due))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	m.report.SingleRate = figures.Round(float64(count) / time.Since(begun).Seconds())
	m.report.SingleP50, m.report.SingleP99 = percentile(took, 50), percentile(took, 99)
	return nil
}

func newClient(connections int) *http.Client {
	return &http.Client{Transport: apiclient.Transport(connections), Timeout: time.Minute}
}

// percentile returns that of durations, in milliseconds.
func percentile(took []time.Duration, p float64) float64 {
	milliseconds := make([]float64, len(took))
	for i, d := range took {
		milliseconds[i] = figures.Milliseconds(d)
	}
	return figures.Percentile(milliseconds, p)
}

// medians returns those of a server's runs.
func medians(runs []Run, server string) (perSecond, p50, p99 float64) {
	median := func(of func(Run) float64) float64 {
		var values []float64
		for _, run := range runs {
			if run.Server == server {
				values = append(values, of(run))
			}
		}
		if len(values) == 0 {
			return 0
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return median(func(r Run) float64 { return r.RequestsPS }), median(func(r Run) float64 { return r.P50 }),
		median(func(r Run) float64 { return r.P99 })
}
