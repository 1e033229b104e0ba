package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Facts are the facts that a claim's status follows from, as bits. They are the
// fields of [claims.Progress], in its order.
type Facts uint16

// The facts.
const (
	FactReceived Facts = 1 << iota
	FactPended
	FactDetermined
	FactDenied
	FactPaidOut
	FactReversed
	FactVoid
	FactRefused
	allFacts = 1<<iota - 1
)

// Progress returns the facts as the status machine takes them.
func (f Facts) Progress() claims.Progress {
	return claims.Progress{
		IsReceived:   f&FactReceived != 0,
		IsPended:     f&FactPended != 0,
		IsDetermined: f&FactDetermined != 0,
		IsDenied:     f&FactDenied != 0,
		IsPaidOut:    f&FactPaidOut != 0,
		IsReversed:   f&FactReversed != 0,
		IsVoid:       f&FactVoid != 0,
		IsRefused:    f&FactRefused != 0,
	}
}

// FactsWith returns all sets of facts from which one of the statuses follows.
func FactsWith(statuses []claims.Status) []Facts {
	var sets []Facts
	for facts := Facts(0); facts <= allFacts; facts++ {
		status := facts.Progress().Status()
		for _, wanted := range statuses {
			if status == wanted {
				sets = append(sets, facts)
				break
			}
		}
	}
	return sets
}

// ClaimView is a claim with what the chain says of it, still encrypted.
type ClaimView struct {
	ID             claims.ID
	Patient        string
	PatientSubject string // "" is none
	PatientKey     []byte // wrapped; nil after erasure
	Plan           claims.PlanID
	Insurer        Insurer
	Provider       Provider
	Content        []byte // encrypted
	Assessment     []byte // encrypted; of the determination, with PartReasons
	ContentHash    []byte
	ReceiptLeaf    []byte
	Charge         money.Amount
	AcceptedAt     time.Time
	ReceiptBy      time.Time
	Facts          Facts
	Refusal        string // the error's name, where the ledger refused it; "" else
	Frequency      claims.Frequency
	Replaces       *claims.Number // what it replaces or voids, nil for none
	Receipt        *ReceiptView   // nil until received
	Clock          ClockView
	Determination  *DeterminationView // nil until determined
	// PaidOutBlock is the block of the transfer, or that of the determination where nothing is to be transferred.
	PaidOutBlock int64
	// FinalBlock is the last block that is final.
	FinalBlock int64
	Requests   []RequestView
	Appeals    []Appeal
	Acts       []ActView
	Recoveries []RecoveryView
	Reviews    []ReviewView
}

// ActView is an act on a determination, with its statement still encrypted.
type ActView struct {
	ID        string   `json:"id"`
	Kind      ActKind  `json:"kind"`
	Appeal    *uint64  `json:"appeal"`
	State     ActState `json:"state"`
	Failure   string   `json:"failure"`
	Hash      string   `json:"hash"` // of the statement, in hexadecimal
	Statement mimeText `json:"statement"`
}

// mimeText reads base64 as PostgreSQL writes it, in lines.
type mimeText []byte

// UnmarshalJSON implements json.Unmarshaler.
func (m *mimeText) UnmarshalJSON(data []byte) error {
	var text *string
	if err := json.Unmarshal(data, &text); err != nil || text == nil {
		return err
	}
	decoded, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(*text, "\n", ""))
	*m = decoded
	return err
}

// ReviewView is what a person has to look at, with what is sealed of it still encrypted.
type ReviewView struct {
	ID         string      `json:"id"`
	Line       int         `json:"line"`
	Rule       string      `json:"rule"`
	Detail     mimeText    `json:"detail"`
	AskedAt    time.Time   `json:"asked_at"`
	State      ReviewState `json:"state"`
	ResolvedAt *time.Time  `json:"resolved_at"`
	ResolvedBy string      `json:"resolved_by"`
	Reasons    mimeText    `json:"reasons"`
}

// ReceiptView is a claim's receipt on chain.
type ReceiptView struct {
	Number claims.Number
	At     time.Time
	Block  int64
}

// DeterminationView is a claim's determination on chain, of the highest version;
// of a payout's claims that which it pays.
type DeterminationView struct {
	// Version counts the determinations of the claim from 1.
	Version    int
	Result     []byte // the words of its lines, one after the other
	ServiceDay claims.Date
	// Year is the coverage year that it was determined in.
	Year         claims.Span
	Allowed      money.Amount
	Paid         money.Amount
	Patient      money.Amount // copay, deductible and coinsurance
	Noncovered   money.Amount // what limits left out, the patient's besides
	Interest     money.Amount // paid beside
	DeterminedAt time.Time
	Transaction  []byte
	Block        int64
	// Reversal is nil while the determination stands.
	Reversal *ReversalView
}

// ReversalView is the end of a determination.
type ReversalView struct {
	At time.Time
	// ReplacedBy is the claim that replaces or voids it, nil for none.
	ReplacedBy  *claims.Number
	ReasonsHash []byte // nil for none
	Transaction []byte
	Block       int64
}

// ClockView is what the chain says of a claim's clock.
type ClockView struct {
	PendedAt  *time.Time    // nil while it runs
	Stopped   time.Duration // by pends that ended
	OverdueAt *time.Time    // when it was proved to have run out
	DecidedAt *time.Time    // first
	ChainAt   *time.Time    // of the last block that is indexed
}

// RequestView is a document asked for.
type RequestView struct {
	ID      string       `json:"id"`
	Line    int          `json:"line"`
	Kind    string       `json:"kind"`
	AskedAt time.Time    `json:"asked_at"`
	DueAt   time.Time    `json:"due_at"`
	State   RequestState `json:"state"`
}

// Scope bounds what is read to what belongs to a party. Its zero value bounds nothing.
type Scope struct {
	Insurer        claims.InsurerID
	Provider       claims.ProviderID
	PatientSubject string
	// IsShared adds to a provider's claims those of others that patients let it read;
	// with IsSharedOnly those are all.
	IsShared, IsSharedOnly bool
}

// ClaimQuery says which claims are read.
type ClaimQuery struct {
	Scope Scope
	// The filter: what is zero or nil does not count.
	ID       claims.ID
	IDs      []claims.ID
	Insurer  claims.InsurerID
	Provider claims.ProviderID
	Batch    *claims.BatchID
	Facts    []Facts
	// Accepted and Served bound when the claim was accepted, and the day of service that
	// the ledger has; of zero ends.
	AcceptedFrom, AcceptedBefore time.Time
	Served                       claims.Span
	// Awaits are what the claims wait for, any of it.
	Awaits []Awaits
	// At is the instant that clocks are held to.
	At time.Time
	// Number is that of the one claim that is meant.
	Number *claims.Number
	// MemberDigest, with Insurer, is the coverage's.
	MemberDigest []byte
	// AccountDigest, with the provider in Scope, is of the provider's own number.
	AccountDigest []byte
	Order         ClaimOrder
	// AfterID and, as the order says, AfterTime or AfterCharge are the position of the
	// claim before; "" is the start.
	AfterTime   time.Time
	AfterCharge money.Amount
	AfterID     string
	Limit       int
	// Skip are the parts that are not wanted.
	Skip Parts
}

// ClaimOrder is the order of claims. What is equal in it stands by its id.
type ClaimOrder uint8

// The orders.
const (
	NewestFirst ClaimOrder = iota // by their acceptance
	OldestFirst
	GreatestFirst // by their charge
	LeastFirst
)

// claimOrders are the column that an order is by, and whether it ascends.
var claimOrders = [...]struct {
	column    string
	isUpwards bool
}{
	NewestFirst:   {"c.accepted_at", false},
	OldestFirst:   {"c.accepted_at", true},
	GreatestFirst: {"c.charge_cents", false},
	LeastFirst:    {"c.charge_cents", true},
}

// sql returns the order as a clause.
func (o ClaimOrder) sql() string {
	by, direction := claimOrders[o], " DESC"
	if by.isUpwards {
		direction = ""
	}
	return "\n\tORDER BY " + by.column + direction + ", c.id"
}

// IsByCharge reports whether charges, not instants, are what claims are ordered by.
func (o ClaimOrder) IsByCharge() bool { return o == GreatestFirst || o == LeastFirst }

// Parts are those of a claim that cost joins of their own.
type Parts uint8

// The parts of a claim.
const (
	PartClock      Parts = 1 << iota // Clock
	PartRequests                     // Requests
	PartAppeals                      // Appeals and Acts
	PartRecoveries                   // Recoveries
	PartReviews                      // Reviews
	PartReasons                      // Assessment and Determination.Year: what explains the determination
)

// viewPart is how a part is read: its columns and its joins.
type viewPart struct {
	part          Parts
	columns, join string
}

// viewColumns are what [claimReader] reads, before those of [viewParts].
const viewColumns = `
	c.id, c.patient_id, COALESCE(pt.subject, ''), pt.wrapped_key, c.plan_id,
	i.id, i.name, p.id, p.identifier, p.name, p.signer, p.payee, p.is_delegated,
	c.content, c.content_hash, c.receipt_leaf, c.charge_cents, c.accepted_at, cs.receipt_by,
	f.facts, COALESCE(c.refusal, ''), c.frequency, rp.batch, rp.claim_index, cs.batch, cs.first_index + c.position, cs.received_at, cs.block_number,
	d.version, d.result, d.service_day, d.allowed_cents, d.paid_cents, d.patient_cents,
	d.noncovered_cents, d.interest_cents, d.determined_at, d.tx_hash, d.block_number,
	v.reversed_at, v.replaced_by_batch, v.replaced_by_index, v.reasons_hash, v.tx_hash, v.block_number,
	COALESCE(po.block_number, 0), COALESCE(cur.final_number, 0)`

// columnsBut returns the columns of a claim without parts of it.
func columnsBut(skip Parts) string {
	var columns strings.Builder
	columns.WriteString(viewColumns)
	for _, p := range viewParts {
		if skip&p.part == 0 {
			columns.WriteString(",\n\t")
			columns.WriteString(p.columns)
		}
	}
	return columns.String()
}

// joinsBut returns what joins a claim's determination to the rest, without parts.
func joinsBut(skip Parts) string {
	var joins strings.Builder
	joins.WriteString(viewRest)
	for _, p := range viewParts {
		if skip&p.part == 0 {
			joins.WriteString(p.join)
		}
	}
	return joins.String()
}

// pickedColumns are the columns of a claim that [columnsBut] and the joins need:
// readers have no others.
const pickedColumns = "c.id, c.submission_id, c.position, c.insurer_id, c.provider_id, c.patient_id, c.coverage_id, c.plan_id, c.charge_cents, c.refusal, " +
	"c.content, c.assessment, c.content_hash, c.receipt_leaf, c.stage, c.accepted_at, c.frequency, c.replaces"

// receipts are the submissions with what the chain says of their receipt. It counts only
// for the submission that we hold: its root must be ours.
const receipts = `
		SELECT s.id, s.receipt_by, cs.insurer_id, cs.batch, cs.first_index, cb.received_at, cb.block_number
		FROM submissions s
		LEFT JOIN chain_submissions cs ON cs.insurer_id = s.insurer_id AND cs.provider_id = s.provider_id
			AND cs.sequence = s.sequence AND cs.root = s.root
		LEFT JOIN chain_batches cb ON cb.insurer_id = cs.insurer_id AND cb.batch = cs.batch`

// joinReceipts joins a claim with its receipt.
const joinReceipts = `
	JOIN (` + receipts + `
	) cs ON cs.id = c.submission_id`

// pageOfClaims begins a statement that picks few claims. They are mostly of one or two
// submissions, whose receipts are looked up once each, not once a claim. What picks the
// claims stands twice: from their table the planner knows how many they are, and of how
// many parties. Every claim has its receipt; by the left join the planner knows it too.
const pageOfClaims = `WITH received AS MATERIALIZED (` + receipts + `
		WHERE s.id = ANY(ARRAY(SELECT DISTINCT c.submission_id FROM (SELECT c.submission_id %[1]s) c))
	)
	SELECT%[2]s
	FROM (SELECT ` + pickedColumns + ` %[1]s) c
	LEFT JOIN received cs ON cs.id = c.submission_id`

// viewTables join a claim with its parties.
//
// The claims themselves, "c", come before it: a statement picks and limits them
// there, so that the planner need not find out that the joins take none away. So do
// their receipts, "cs". A determination, "d", comes after it, then [joinsBut].
const viewTables = `
	JOIN patients pt ON pt.id = c.patient_id
	JOIN insurers i ON i.id = c.insurer_id
	JOIN providers p ON p.id = c.provider_id`

// latestVersion joins the determination of the highest version.
const latestVersion = `
	LEFT JOIN LATERAL (
		SELECT * FROM chain_determinations e
		WHERE e.insurer_id = cs.insurer_id AND e.batch = cs.batch AND e.claim_index = cs.first_index + c.position
		ORDER BY e.version DESC LIMIT 1
	) d ON true`

// viewRest joins what follows from a determination. A claim is paid out when the
// determination's transaction made the transfer, when what it left owed was released
// later, or when nothing was to be transferred for it: the payout of a determination is
// the first of its batch and provider that the transaction tells after it.
const viewRest = `
	LEFT JOIN chain_reversals v ON v.insurer_id = d.insurer_id AND v.batch = d.batch AND v.claim_index = d.claim_index
		AND v.version = d.version
	LEFT JOIN LATERAL (
		SELECT t.kind, t.block_number, t.log_index FROM chain_payouts t
		WHERE t.tx_hash = d.tx_hash AND t.insurer_id = d.insurer_id AND t.batch = d.batch AND t.provider_id = d.provider_id
			AND t.kind <> 'owed_released' AND t.log_index > d.log_index
		ORDER BY t.log_index LIMIT 1
	) n ON true
	CROSS JOIN LATERAL (
		SELECT CASE
			WHEN d.paid_cents = 0 OR n.kind IS NULL THEN d.block_number
			WHEN n.kind = 'released' THEN n.block_number
			ELSE (
				SELECT min(t.block_number) FROM chain_payouts t
				WHERE t.insurer_id = d.insurer_id AND t.batch = d.batch AND t.provider_id = d.provider_id
					AND t.plan_id = c.plan_id AND t.kind = 'owed_released'
					AND (t.block_number, t.log_index) > (n.block_number, n.log_index)
			)
		END AS block_number
	) po
	CROSS JOIN LATERAL (
		SELECT (cs.received_at IS NOT NULL)::int
			+ (` + isPended + `)::int * 2
			+ (d.result IS NOT NULL)::int * 4
			+ (d.result IS NOT NULL AND d.is_denied)::int * 8
			+ (po.block_number IS NOT NULL)::int * 16
			+ (v.reversed_at IS NOT NULL)::int * 32
			+ (` + isVoid + `)::int * 64
			+ (` + isRefused + `)::int * 128 AS facts
	) f
	LEFT JOIN LATERAL (
		SELECT os.batch, os.first_index + o.position AS claim_index
		FROM claims o JOIN submissions os ON os.id = o.submission_id WHERE o.id = c.replaces
	) rp ON true
	LEFT JOIN chain_cursor cur ON true`

// viewParts are the parts of a claim, in the order in which they are scanned.
var viewParts = []viewPart{
	{
		PartClock, `k.pended_at, k.stopped_seconds, k.overdue_at, k.decided_at,
		(SELECT b.mined_at FROM chain_blocks b ORDER BY b.number DESC LIMIT 1)`, `
	CROSS JOIN LATERAL (
		SELECT max(e.happened_at) FILTER (WHERE e.kind = 'pended' AND e.is_last) AS pended_at,
			COALESCE(max(e.stopped_seconds), 0) AS stopped_seconds,
			min(e.happened_at) FILTER (WHERE e.kind = 'overdue') AS overdue_at,
			CASE WHEN d.version > 1 THEN (
				SELECT min(o.determined_at) FROM chain_determinations o
				WHERE o.insurer_id = d.insurer_id AND o.batch = d.batch AND o.claim_index = d.claim_index
			) ELSE d.determined_at END AS decided_at
		FROM (
			SELECT h.kind, h.happened_at, h.stopped_seconds, h.kind <> 'overdue' AND row_number() OVER (
				PARTITION BY h.kind = 'overdue' ORDER BY h.block_number DESC, h.log_index DESC
			) = 1 AS is_last
			FROM chain_clock_events h
			WHERE h.insurer_id = cs.insurer_id AND h.batch = cs.batch AND h.claim_index = cs.first_index + c.position
		) e
	) k`,
	},
	{
		PartRequests, "rq.requests", `
	LEFT JOIN LATERAL (
		SELECT json_agg(json_build_object('id', r.id, 'line', r.line, 'kind', r.kind, 'asked_at', r.asked_at,
			'due_at', r.due_at, 'state', r.state) ORDER BY r.line, r.kind) AS requests
		FROM evidence_requests r WHERE r.claim_id = c.id
	) rq ON true`,
	},
	{
		PartAppeals, "ap.events, ac.acts", `
	LEFT JOIN LATERAL (
		SELECT json_agg(json_build_object('appeal', e.appeal, 'kind', e.kind, 'outcome', COALESCE(e.outcome, ''),
			'is_attested', COALESCE(e.is_attested, false), 'is_deemed_denied', COALESCE(e.is_deemed_denied, false),
			'hash', encode(e.hash, 'hex'), 'answer_by', e.answer_by, 'panel_id', e.panel_id, 'happened_at', e.happened_at)
			ORDER BY e.block_number, e.log_index) AS events
		FROM chain_appeal_events e
		WHERE e.insurer_id = cs.insurer_id AND e.batch = cs.batch AND e.claim_index = cs.first_index + c.position
	) ap ON true
	LEFT JOIN LATERAL (
		SELECT json_agg(json_build_object('id', a.id, 'kind', a.kind, 'appeal', a.appeal, 'state', a.state,
			'failure', COALESCE(a.failure, ''), 'hash', encode(a.hash, 'hex'), 'statement', encode(a.statement, 'base64')) ORDER BY a.created_at, a.id) AS acts
		FROM ledger_acts a WHERE a.claim_id = c.id
	) ac ON true`,
	},
	{
		PartRecoveries, "rv.recoveries", `
	LEFT JOIN LATERAL (
		SELECT json_agg(json_build_object('ordinal', w.ordinal, 'kind', w.kind, 'cents', w.cents, 'left_cents', w.left_cents,
			'effective_at', w.effective_at) ORDER BY w.ordinal) AS recoveries
		FROM (
			SELECT DISTINCT ON (h.ordinal) h.ordinal, h.kind, h.left_cents,
				first_value(h.cents) OVER told AS cents, first_value(h.effective_at) OVER told AS effective_at
			FROM chain_recovery_events h
			WHERE h.insurer_id = cs.insurer_id AND h.batch = cs.batch AND h.claim_index = cs.first_index + c.position
			WINDOW told AS (PARTITION BY h.ordinal ORDER BY h.block_number, h.log_index
				ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
			ORDER BY h.ordinal, h.block_number DESC, h.log_index DESC
		) w
	) rv ON true`,
	},
	{
		PartReviews, "rw.reviews", `
	LEFT JOIN LATERAL (
		SELECT json_agg(json_build_object('id', r.id, 'line', r.line, 'rule', r.rule, 'detail', encode(r.detail, 'base64'),
			'asked_at', r.asked_at, 'state', r.state, 'resolved_at', r.resolved_at, 'resolved_by', COALESCE(r.resolved_by, ''),
			'reasons', encode(r.reasons, 'base64')) ORDER BY r.line, r.rule) AS reviews
		FROM claim_reviews r WHERE r.claim_id = c.id
	) rw ON true`,
	},
	{
		// The year is found by its coverage: row-level security lets no numeric into an index condition.
		PartReasons, `COALESCE((
			SELECT a.assessment FROM ledger_acts a
			WHERE a.claim_id = c.id AND a.version = d.version AND a.assessment IS NOT NULL AND a.state <> 'refused'
			ORDER BY a.created_at DESC LIMIT 1
		), c.assessment), y.start_date, y.end_date`, `
	LEFT JOIN coverage_years y ON y.coverage_id = c.coverage_id AND y.insurer_id = d.insurer_id AND y.id = d.coverage_year`,
	},
}

// conditions gathers the conditions of a statement and their arguments.
type conditions struct {
	texts    []string
	args     []any
	isNested bool // one of them reads tables of its own
}

// add adds a condition in which each ? is the next of args.
func (c *conditions) add(text string, args ...any) {
	for _, arg := range args {
		c.args = append(c.args, arg)
		text = strings.Replace(text, "?", fmt.Sprintf("$%d", len(c.args)), 1)
	}
	c.texts = append(c.texts, text)
	c.isNested = c.isNested || strings.Contains(text, "SELECT")
}

// where returns the conditions as a clause.
func (c *conditions) where() string {
	if len(c.texts) == 0 {
		return ""
	}
	return "\n\tWHERE " + strings.Join(c.texts, " AND ")
}

// Claims returns the claims of a query in its order, in one statement.
//
// Errors: [ErrNotFound] when an id in the query is none.
func (q Queries) Claims(ctx context.Context, query ClaimQuery) ([]ClaimView, error) {
	statement, args := query.statement()
	rows, err := q.db.Query(ctx, statement, args...)
	if err != nil {
		return nil, faultOf(err)
	}
	found, err := pgx.AppendRows(make([]ClaimView, 0, query.Limit), rows, newClaimReader(query.Skip).read)
	return found, faultOf(err)
}

// statement returns what reads the claims of a query, and its arguments. Where what picks
// them reads other tables, it stands there once. Facts are only known once all is joined.
func (query *ClaimQuery) statement() (string, []any) {
	where, order := query.conditions(), query.Order.sql()
	picked, columns := "FROM claims c"+where.where(), columnsBut(query.Skip)
	bounds := order
	if query.Limit > 0 {
		bounds += fmt.Sprintf(" LIMIT %d", query.Limit)
	}
	joins := viewTables + latestVersion + joinsBut(query.Skip)
	if query.Facts == nil && !where.isNested {
		return fmt.Sprintf(pageOfClaims, picked+bounds, columns) + joins + order, where.args
	}
	outer := &conditions{args: where.args}
	if query.Facts == nil {
		picked += bounds
	} else {
		outer.add(isOfFacts, facts32(query.Facts))
	}
	return "SELECT" + columns + "\n\tFROM (SELECT " + pickedColumns + " " + picked + ") c" + joinReceipts + joins + outer.where() + bounds, outer.args
}

// standing adds what columns of the claims say of the facts that all wanted sets have, so
// that the few claims that wait are found without all others.
func (query *ClaimQuery) standing(where *conditions) {
	if len(query.Facts) == 0 {
		return
	}
	common := Facts(allFacts)
	for _, set := range query.Facts {
		common &= set
	}
	for _, known := range []struct {
		fact   Facts
		column string
	}{{FactPended, isPended}, {FactVoid, isVoid}, {FactRefused, isRefused}} {
		if common&known.fact != 0 {
			where.add(known.column)
		}
	}
}

// What columns of a claim say of its facts.
const (
	isPended  = "c.stage = 'pended'"
	isVoid    = "c.frequency = 8"
	isRefused = "c.stage = 'refused'"
)

// isOfFacts filters by facts. The planner takes a claim whose facts equal some number for a
// rare one, and would join and sort all claims of who reads; of a case it expects half. So
// it walks the order until the page is full.
const isOfFacts = "CASE WHEN f.facts = ANY(?::int[]) THEN true ELSE false END"

func facts32(sets []Facts) []int32 {
	numbers := make([]int32, len(sets))
	for i, facts := range sets {
		numbers[i] = int32(facts)
	}
	return numbers
}

// conditions are those on the claims alone.
func (query *ClaimQuery) conditions() *conditions {
	where := &conditions{}
	if query.ID != "" {
		where.add("c.id = ?", string(query.ID))
	}
	if query.IDs != nil {
		ids := make([]string, len(query.IDs))
		for i, id := range query.IDs {
			ids[i] = string(id)
		}
		where.add("c.id = ANY(?::uuid[])", ids)
	}
	if query.Scope.PatientSubject != "" {
		where.add("c.patient_id = (SELECT id FROM patients WHERE subject = ?)", query.Scope.PatientSubject)
	}
	for _, insurer := range []claims.InsurerID{query.Scope.Insurer, query.Insurer} {
		if insurer != 0 {
			where.add("c.insurer_id = ?", int64(insurer))
		}
	}
	query.Scope.ofProvider(where)
	if query.Provider != 0 {
		where.add("c.provider_id = ?", int64(query.Provider))
	}
	if query.Batch != nil {
		where.add(`c.submission_id = ANY(ARRAY(
			SELECT s.id FROM chain_submissions cs
			JOIN submissions s ON s.insurer_id = cs.insurer_id AND s.provider_id = cs.provider_id
				AND s.sequence = cs.sequence AND s.root = cs.root
			WHERE cs.insurer_id = ? AND cs.batch = ?))`, int64(query.Batch.Insurer), int64(query.Batch.Sequence))
	}
	query.bounds(where)
	query.standing(where)
	query.waits(where)
	if query.Number != nil {
		index := int64(query.Number.Index)
		where.add("c.id = ANY(ARRAY(SELECT o.id "+claimsOf("chain_submissions cs",
			"cs.insurer_id = ? AND cs.batch = ? AND cs.first_index <= ? AND o.position = ? - cs.first_index")+"))",
			int64(query.Number.Batch.Insurer), int64(query.Number.Batch.Sequence), index, index)
	}
	if query.MemberDigest != nil {
		where.add("(c.patient_id, c.coverage_id) IN (SELECT v.patient_id, v.id FROM coverages v WHERE v.insurer_id = ? AND v.member_digest = ?)",
			int64(query.Insurer), query.MemberDigest)
	}
	if query.AccountDigest != nil {
		where.add("c.provider_id = ? AND c.account_digest = ?", int64(query.Scope.Provider), query.AccountDigest)
	}
	if query.AfterID != "" {
		var key any = query.AfterTime
		if query.Order.IsByCharge() {
			key = query.AfterCharge.Cents()
		}
		by, beyond := claimOrders[query.Order], "<"
		if by.isUpwards {
			beyond = ">"
		}
		where.add(fmt.Sprintf("%[1]s %[2]s= ? AND (%[1]s %[2]s ? OR c.id > ?)", by.column, beyond), key, key, query.AfterID)
	}
	return where
}

// ofProvider adds which claims a provider reads. Which ones are shared with it the
// database knows by who asks.
func (s *Scope) ofProvider(where *conditions) {
	const shared = "c.id IN (SELECT r.id FROM reader_shared_claims r)"
	switch {
	case s.Provider == 0:
	case s.IsSharedOnly:
		where.add(shared)
	case s.IsShared:
		where.add("(c.provider_id = ? OR "+shared+")", int64(s.Provider))
	default:
		where.add("c.provider_id = ?", int64(s.Provider))
	}
}

// bounds adds those of time.
func (query *ClaimQuery) bounds(where *conditions) {
	if !query.AcceptedFrom.IsZero() {
		where.add("c.accepted_at >= ?", query.AcceptedFrom)
	}
	if !query.AcceptedBefore.IsZero() {
		where.add("c.accepted_at < ?", query.AcceptedBefore)
	}
	if !query.Served.Start.IsZero() {
		where.add("c.service_day >= ?", int64(query.Served.Start))
	}
	if !query.Served.End.IsZero() {
		where.add("c.service_day < ?", int64(query.Served.End))
	}
}

// PayoutView is a transfer to a provider: Paid + Interest − Offset.
type PayoutView struct {
	Insurer  Insurer
	Provider Provider
	Batch    uint32
	// Plan is that of the release of what was owed, zero of what was paid at once.
	Plan        claims.PlanID
	Paid        money.Amount
	Interest    money.Amount
	Offset      money.Amount // recoveries that were taken off
	TokenUnits  *big.Int
	Payee       []byte
	PaidAt      time.Time
	Transaction []byte
	Block       int64
	LogIndex    int
	FinalBlock  int64
	// Claims are those that it pays, where they were asked for.
	Claims []ClaimView
}

// PayoutQuery says which payouts are read.
type PayoutQuery struct {
	Scope Scope // the patient does not count: payouts belong to two organizations
	// The filter: what is zero or nil does not count.
	Insurer     claims.InsurerID
	Provider    claims.ProviderID
	IsFinal     *bool
	Transaction []byte
	Batch       *uint32
	// PaidFrom and PaidBefore bound when they were made.
	PaidFrom, PaidBefore time.Time
	Order                TimeOrder
	// The position of the payout before; a zero time is the start.
	AfterTime  time.Time
	AfterBlock int64
	AfterLog   int
	Limit      int
	WithClaims bool
	// MaxClaims bounds the claims of all together; 0 does not count.
	MaxClaims int
}

// pageOfPayouts selects the payouts of a page, and with them, for each, what the
// claims that it pays were determined by: its own transaction, or, for a release,
// those transactions since the release before that left something owed for the
// same batch and plan.
const pageOfPayouts = `
	WITH page AS (
		SELECT t.*, COALESCE(cur.final_number, 0) AS final_number
		FROM chain_payouts t LEFT JOIN chain_cursor cur ON true%s%s
		LIMIT %d
	)`

// payoutOrder is the order of payouts.
func payoutOrder(order TimeOrder) listed {
	return listed{columns: []string{"t.paid_at", "t.block_number", "t.log_index"}, isUpwards: order == EarliestFirst}
}

const payoutColumns = `
	SELECT i.id, i.name, p.id, p.identifier, p.name, p.signer, p.payee, p.is_delegated,
		t.batch, t.plan_id, t.cents, t.interest_cents, t.offset_cents, t.token_amount::text, COALESCE(t.payee, ''), t.paid_at, t.tx_hash, t.block_number, t.log_index,
		t.final_number
	FROM page t
	JOIN insurers i ON i.id = t.insurer_id
	JOIN providers p ON p.id = t.provider_id`

var paidClaims = `, sources AS (
		SELECT t.block_number, t.log_index, t.insurer_id, t.batch, t.provider_id, t.plan_id, t.tx_hash
		FROM page t WHERE t.kind = 'released'
		UNION ALL
		SELECT t.block_number, t.log_index, o.insurer_id, o.batch, o.provider_id, o.plan_id, o.tx_hash
		FROM page t
		JOIN chain_payouts o ON o.insurer_id = t.insurer_id AND o.batch = t.batch AND o.provider_id = t.provider_id
			AND o.plan_id = t.plan_id AND o.kind = 'owed' AND (o.block_number, o.log_index) < (t.block_number, t.log_index)
		WHERE t.kind = 'owed_released' AND NOT EXISTS (
			SELECT FROM chain_payouts e
			WHERE e.insurer_id = t.insurer_id AND e.batch = t.batch AND e.provider_id = t.provider_id AND e.plan_id = t.plan_id
				AND e.kind = 'owed_released' AND (e.block_number, e.log_index) > (o.block_number, o.log_index)
				AND (e.block_number, e.log_index) < (t.block_number, t.log_index)
		)
	)
	SELECT sources.block_number, sources.log_index, ` + columnsBut(0) + `
	FROM (
		SELECT ` + pickedColumns + ` FROM claims c WHERE c.id = ANY(ARRAY(
			SELECT o.id FROM sources
			JOIN chain_determinations d ON d.insurer_id = sources.insurer_id AND d.batch = sources.batch
				AND d.provider_id = sources.provider_id AND d.tx_hash = sources.tx_hash AND d.paid_cents > 0
			JOIN chain_submissions cs ON cs.insurer_id = d.insurer_id AND cs.provider_id = d.provider_id
				AND cs.batch = d.batch AND d.claim_index >= cs.first_index
				AND d.claim_index < cs.first_index + cs.claim_count
			JOIN submissions s ON s.insurer_id = cs.insurer_id AND s.provider_id = cs.provider_id
				AND s.sequence = cs.sequence AND s.root = cs.root
			JOIN claims o ON o.submission_id = s.id AND o.position = d.claim_index - cs.first_index
		))
		OFFSET 0 -- first the claims, then the joins
	) c` + joinReceipts + viewTables + `
	JOIN sources ON sources.insurer_id = cs.insurer_id AND sources.batch = cs.batch AND sources.provider_id = c.provider_id
		AND sources.plan_id IN (0, c.plan_id)
	JOIN chain_determinations d ON d.insurer_id = cs.insurer_id AND d.batch = cs.batch
		AND d.claim_index = cs.first_index + c.position AND d.tx_hash = sources.tx_hash AND d.paid_cents > 0` + joinsBut(0) + `
	ORDER BY d.insurer_id, d.batch, d.claim_index`

// Payouts returns the payouts of a query in its order, and the claims that they pay
// where they are asked for: one statement for the payouts, and one for all their claims.
func (q Queries) Payouts(ctx context.Context, query PayoutQuery) ([]PayoutView, error) {
	where := query.conditions()
	order := payoutOrder(query.Order)
	page := fmt.Sprintf(pageOfPayouts, where.where(), order.sql(), query.Limit)
	rows, err := q.db.Query(ctx, page+payoutColumns+order.sql(), where.args...)
	if err != nil {
		return nil, faultOf(err)
	}
	payouts, err := pgx.CollectRows(rows, scanPayout)
	if err != nil || !query.WithClaims {
		return payouts, faultOf(err)
	}
	statement := page + paidClaims
	if query.MaxClaims > 0 {
		statement += fmt.Sprintf(" LIMIT %d", query.MaxClaims)
	}
	if rows, err = q.db.Query(ctx, statement, where.args...); err != nil {
		return nil, faultOf(err)
	}
	return payouts, faultOf(addPaidClaims(rows, payouts))
}

func (query *PayoutQuery) conditions() *conditions {
	where := &conditions{}
	where.add("t.kind IN ('released', 'owed_released')")
	for _, insurer := range []claims.InsurerID{query.Scope.Insurer, query.Insurer} {
		if insurer != 0 {
			where.add("t.insurer_id = ?", int64(insurer))
		}
	}
	for _, provider := range []claims.ProviderID{query.Scope.Provider, query.Provider} {
		if provider != 0 {
			where.add("t.provider_id = ?", int64(provider))
		}
	}
	if query.IsFinal != nil {
		where.add("(t.block_number <= COALESCE(cur.final_number, 0)) = ?", *query.IsFinal)
	}
	if query.Transaction != nil {
		where.add("t.tx_hash = ?", query.Transaction)
	}
	if query.Batch != nil {
		where.add("t.batch = ?", int64(*query.Batch))
	}
	if !query.PaidFrom.IsZero() {
		where.add("t.paid_at >= ?", query.PaidFrom)
	}
	if !query.PaidBefore.IsZero() {
		where.add("t.paid_at < ?", query.PaidBefore)
	}
	if !query.AfterTime.IsZero() {
		payoutOrder(query.Order).after(where, query.AfterTime, query.AfterBlock, query.AfterLog)
	}
	return where
}

func scanPayout(row pgx.CollectableRow) (PayoutView, error) {
	var t PayoutView
	var cents, interest, offset int64
	var units string
	var signer, payee []byte
	err := row.Scan(
		&t.Insurer.ID, &t.Insurer.Name,
		&t.Provider.ID, &t.Provider.Identifier, &t.Provider.Name, &signer, &payee, &t.Provider.IsDelegated,
		&t.Batch, &t.Plan, &cents, &interest, &offset, &units, &t.Payee, &t.PaidAt, &t.Transaction, &t.Block, &t.LogIndex, &t.FinalBlock,
	)
	if err != nil {
		return PayoutView{}, err
	}
	copy(t.Provider.Signer[:], signer)
	copy(t.Provider.Payee[:], payee)
	t.Paid, t.Interest, t.Offset = money.Cents(cents), money.Cents(interest), money.Cents(offset)
	t.PaidAt = inUTC(t.PaidAt)
	var ok bool
	if t.TokenUnits, ok = new(big.Int).SetString(units, 10); !ok {
		return PayoutView{}, fmt.Errorf("reading token units: not a whole number")
	}
	return t, nil
}

// addPaidClaims reads the claims of payouts and puts each to its payout.
func addPaidClaims(rows pgx.Rows, payouts []PayoutView) error {
	type place struct {
		block int64
		log   int
	}
	at := make(map[place]int, len(payouts))
	for i := range payouts {
		at[place{payouts[i].Block, payouts[i].LogIndex}] = i
	}
	var where place
	reader := newClaimReader(0, &where.block, &where.log)
	_, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) {
		claim, err := reader.read(row)
		if err != nil {
			return struct{}{}, err
		}
		// A payout that came between the two statements has no place here.
		if i, ok := at[where]; ok {
			payouts[i].Claims = append(payouts[i].Claims, claim)
		}
		return struct{}{}, nil
	})
	return err
}

// PlanView is a plan without its document.
type PlanView struct {
	ID      claims.PlanID
	Name    string
	Insurer Insurer
}

// PlanView returns a plan without its document.
//
// Errors: [ErrNotFound].
func (q Queries) PlanView(ctx context.Context, id claims.PlanID) (PlanView, error) {
	row, err := q.q.PlanView(ctx, int64(id))
	if err != nil {
		return PlanView{}, faultOf(err)
	}
	return PlanView{
		ID: claims.PlanID(row.ID), Name: row.Name,
		Insurer: Insurer{ID: claims.InsurerID(row.InsurerID), Name: row.InsurerName},
	}, nil
}

// HasCoverageOfPlan reports whether the reader may read a coverage under a plan.
func (q Queries) HasCoverageOfPlan(ctx context.Context, id claims.PlanID) (bool, error) {
	has, err := q.q.HasCoverageOfPlan(ctx, int64(id))
	return has, faultOf(err)
}

// HasClaimOfPlan reports whether a provider has a claim of its own under a plan, as far as
// the reader may read them.
func (q Queries) HasClaimOfPlan(ctx context.Context, provider claims.ProviderID, id claims.PlanID) (bool, error) {
	has, err := q.q.HasClaimOfPlan(ctx, int64(provider), int64(id))
	return has, faultOf(err)
}

// PlansOfInsurer returns at most so many of an insurer's plans by their numbers, after a
// number; 0 is the start.
func (q Queries) PlansOfInsurer(ctx context.Context, insurer Insurer, after claims.PlanID, most int) ([]PlanView, error) {
	rows, err := q.q.PlansOfInsurer(ctx, int64(insurer.ID), int64(after), int32(most))
	if err != nil {
		return nil, faultOf(err)
	}
	plans := make([]PlanView, len(rows))
	for i, row := range rows {
		plans[i] = PlanView{ID: claims.PlanID(row.ID), Name: row.Name, Insurer: insurer}
	}
	return plans, nil
}
