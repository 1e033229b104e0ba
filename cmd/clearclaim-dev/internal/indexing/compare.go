package indexing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// column is one that both have. Its kind says how each keeps it.
type column struct {
	name string
	kind columnKind
}

type columnKind uint8

const (
	plain   columnKind = iota // a number, a text or a truth value
	hexes                     // bytes; the peer has their digits after 0x
	instant                   // timestamptz; the peer has Unix seconds
)

func (c column) ours() string {
	switch c.kind {
	case hexes:
		return "encode(" + c.name + ", 'hex')"
	case instant:
		return "extract(epoch FROM " + c.name + ")::bigint::text"
	case plain:
	}
	return c.name + "::text"
}

func (c column) theirs() string {
	if c.kind == hexes {
		return "lower(substr(" + c.name + ", 3))"
	}
	return c.name + "::text"
}

// table is one that both have, with what of it is compared: all that both tell.
type table struct {
	name    string
	columns []column
}

func columnsOf(numbers, hashes, instants string) []column {
	var columns []column
	for kind, names := range []string{plain: numbers, hexes: hashes, instant: instants} {
		for _, name := range strings.Fields(names) {
			columns = append(columns, column{name, columnKind(kind)}) //nolint:gosec // three kinds
		}
	}
	return columns
}

const place = " block_number log_index"

var tables = []table{
	{"chain_submissions", columnsOf("insurer_id provider_id sequence batch first_index claim_count is_delegated"+place, "root", "")},
	{"chain_batches", columnsOf("insurer_id batch claim_count submission_count"+place, "root", "received_at")},
	{"chain_settlements", columnsOf("insurer_id batch decided"+place, "determination_root tx_hash", "settled_at")},
	{"chain_determinations", columnsOf(`insurer_id batch claim_index version provider_id coverage_year service_day flags charge_cents
		allowed_cents paid_cents patient_cents noncovered_cents interest_cents is_denied`+place,
		"receipt_leaf reasons_hash authorization_fact evidence_fact result tx_hash", "determined_at")},
	{"chain_payouts", columnsOf("insurer_id batch provider_id cents interest_cents offset_cents token_amount"+place, "payee tx_hash", "paid_at")},
	{"chain_escrow_movements", columnsOf("insurer_id token_amount"+place, "counterparty", "moved_at")},
	{"chain_transfers", columnsOf("token_amount"+place, "sender recipient tx_hash", "")},
	{"chain_registrations", columnsOf("kind insurer_id id"+place, "", "")},
	{"chain_coverage_events", columnsOf("insurer_id coverage_year plan_id start_day family_year extension end_day"+place, "", "happened_at")},
	{"chain_credential_events", columnsOf("provider_id credential ordinal start_day end_day"+place, "hash done_by", "happened_at")},
}

// state is what a projection came to.
type state struct {
	rows   int
	hash   string // over all tables, in hexadecimal
	tables map[string]tableState
}

type tableState struct {
	rows int
	hash string
}

// differences names the tables that are not the same, with their rows.
func (s state) differences(other state) (differ []string) {
	for _, t := range tables {
		if a, b := s.tables[t.name], other.tables[t.name]; a != b {
			differ = append(differ, fmt.Sprintf("%s: %d rows and %d", t.name, a.rows, b.rows))
		}
	}
	return differ
}

// errEmpty is returned when a table to be compared has no rows.
var errEmpty = errors.New("a table is empty: nothing would be compared")

// stateOf reads a projection. The schema is "" for ours.
func stateOf(ctx context.Context, databaseURL, schema string) (state, error) {
	conn, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return state{}, fmt.Errorf("connecting: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	all := state{tables: map[string]tableState{}}
	digest := sha256.New()
	for _, t := range tables {
		var count int
		var hash string
		if err := conn.QueryRow(ctx, t.query(schema)).Scan(&count, &hash); err != nil {
			return state{}, fmt.Errorf("reading %s: %w", t.name, err)
		}
		if count == 0 {
			return state{}, fmt.Errorf("%w: %s", errEmpty, t.name)
		}
		all.rows += count
		all.tables[t.name] = tableState{count, hash}
		digest.Write([]byte(t.name + " " + hash + "\n"))
	}
	all.hash = hex.EncodeToString(digest.Sum(nil))
	return all, nil
}

// query counts a table's rows and hashes them in their order by the chain.
func (t table) query(schema string) string {
	from := t.name
	parts := make([]string, len(t.columns))
	for i, c := range t.columns {
		if parts[i] = c.ours(); schema != "" {
			parts[i] = c.theirs()
		}
		parts[i] = "COALESCE(" + parts[i] + ", '')"
	}
	if schema != "" {
		from = pgx.Identifier{schema, t.name}.Sanitize()
	}
	return "SELECT count(*), COALESCE(md5(string_agg(line, E'\\n' ORDER BY line)), '') FROM (SELECT md5(concat_ws('|', " +
		strings.Join(parts, ", ") + ")) AS line FROM " + from + ") lines"
}
