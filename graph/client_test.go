package graph_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// clientFolder is the client of TypeScript.
const clientFolder = "client"

// buildClient compiles the client, and then its tests and the example of the guide
// against what was built: what must not type-check is among them.
func buildClient(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(clientFolder, "node_modules")); err != nil {
		t.Skip("the client's packages are not there: make test-go fetches them")
	}
	for _, arguments := range [][]string{{"run", "--silent", "build"}, {"run", "--silent", "build-tests"}} {
		command := exec.CommandContext(t.Context(), "npm", arguments...)
		command.Dir = clientFolder
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("npm %s: %v\n%s", strings.Join(arguments, " "), err, output)
		}
	}
}

// clientTimeout bounds a program of the client's tests: what misses a change waits for ever.
const clientTimeout = 2 * time.Minute

// node runs a program of the client's tests.
func node(t *testing.T, environment []string, arguments ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), clientTimeout)
	t.Cleanup(cancel)
	command := exec.CommandContext(ctx, "node", arguments...)
	command.Dir = clientFolder
	command.Env = append(os.Environ(), environment...)
	command.Stderr = &buffer{}
	return command
}

func TestClient(t *testing.T) {
	t.Parallel()
	buildClient(t)
	t.Run("retries what is safe and goes on where it was", func(t *testing.T) {
		t.Parallel()
		if output, err := node(t, nil, "--test", "build/client.test.js").Output(); err != nil {
			t.Errorf("%v\n%s", err, output)
		}
	})
	t.Run("uses the served API", func(t *testing.T) {
		t.Parallel()
		useClient(t)
	})
}

// useClient has the client read, write once though an answer is lost, and follow claims
// while its connections break.
func useClient(t *testing.T) {
	t.Helper()
	w := viewstest.New(t)
	w.Final(0)
	s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{}, adjudicate.Reasons{}, adjudicate.Reasons{})
	w.MoveChain(9)
	api, front := serveLosing(t, w)
	old := api.tokenOfNow(viewstest.Anna)
	w.Change(s.Claims[0])
	w.Change(s.Claims[0])
	w.Exec("DELETE FROM claim_changes WHERE position < (SELECT max(position) FROM claim_changes)")
	command := node(t, []string{
		"url=" + front.URL + graph.Path, "old=" + old,
		"insurer=" + api.bearer(viewstest.Insurer1), "patient=" + api.bearer(viewstest.Anna),
	}, "build/live.js")
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	// Each change but the first comes while the client has no connection.
	next := 0
	for lines := bufio.NewScanner(stdout); lines.Scan(); next++ {
		if next == len(s.Claims) {
			continue
		}
		change := func() { w.Change(s.Claims[next]) }
		if next == 0 {
			change()
		} else {
			front.whileDown(t, change)
		}
	}
	if err := command.Wait(); err != nil || next != 1+len(s.Claims) {
		t.Fatalf("%v after %d lines\n%s", err, next, command.Stderr)
	}
	w.Expect(1, "SELECT count(*) FROM authorizations")
}

// losing is a server before the API that loses the answers to requests that ask for that, and
// connections.
type losing struct {
	*httptest.Server
	api     http.Handler
	isDown  atomic.Bool
	refused chan struct{}
}

// ServeHTTP implements [http.Handler].
func (l *losing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case l.isDown.Load():
		l.refused <- struct{}{}
		panic(http.ErrAbortHandler)
	case r.Header.Get("X-Lose-Answer") != "":
		l.api.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
	l.api.ServeHTTP(w, r)
}

// whileDown breaks all connections and does something once a client came back in vain.
func (l *losing) whileDown(t *testing.T, do func()) {
	t.Helper()
	for len(l.refused) > 0 {
		<-l.refused // of the time before
	}
	l.isDown.Store(true)
	go l.CloseClientConnections() // closes, then waits for handlers
	select {
	case <-l.refused:
	case <-time.After(soon):
		t.Fatal("the client does not come back")
	}
	do()
	l.isDown.Store(false)
}

// serveLosing serves the API with an intake on the database of w for the client's documents
// alone, and beside it a server that loses.
func serveLosing(t *testing.T, w *viewstest.World) (*api, *losing) {
	t.Helper()
	policy, err := auth.NewPolicy()
	if err != nil {
		t.Fatal(err)
	}
	digest := w.Vault().Digest("member/1", []byte("MEMBER-anna"))
	w.Exec("UPDATE coverages SET member_digest = $1 WHERE id = $2", digest[:], viewstest.CoverageOf["anna"])
	service := intake.New(intake.Config{DB: w.Store(), Vault: w.Vault(), Policy: policy, Clock: time.Now})
	api := serve(t, graph.Config{Views: w.Views, Intake: service, Documents: clientDocuments(t), IsTrustedOnly: true})
	front := &losing{api: api.handler, refused: make(chan struct{}, 100)}
	front.Server = httptest.NewServer(front)
	t.Cleanup(front.Close)
	return api, front
}

// clientDocuments are what the client is tried with.
func clientDocuments(t *testing.T) graph.Documents {
	t.Helper()
	output, err := node(t, nil, "build/texts.js").Output()
	var texts []string
	if err == nil {
		err = json.Unmarshal(output, &texts)
	}
	documents := graph.Documents{}
	for _, text := range append(texts, graph.ClientDocuments()...) {
		err = errors.Join(err, documents.Trust(text))
	}
	if err != nil || len(texts) == 0 {
		t.Fatalf("%d documents: %v", len(texts), err)
	}
	return documents
}

// bearer returns the token of a principal.
func (a *api) bearer(principal auth.Principal) string {
	a.t.Helper()
	return strings.TrimPrefix(a.token(principal), "Bearer ")
}
