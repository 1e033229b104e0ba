package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clearclaim/clearclaim/claims"
)

// AppealStep is where an appeal on the ledger stands.
type AppealStep string

// The steps.
const (
	StepFiled     AppealStep = "filed"     // the insurer is to answer
	StepUpheld    AppealStep = "upheld"    // it let its determination stand; a panel may be asked
	StepEscalated AppealStep = "escalated" // a panel is to rule
	StepClosed    AppealStep = "closed"
)

// ListedAppeal is an appeal on the ledger, of a claim that was submitted here. Nothing
// of it is of what was submitted.
type ListedAppeal struct {
	Appeal
	Claim          claims.ID
	Number         claims.Number
	PatientSubject string // "" is none, and for operators
	Insurer        Insurer
	Provider       Provider
	Step           AppealStep
	// StepAt is when it came there.
	StepAt time.Time
	// DueAt is until when the insurer may answer, or an answer be taken to a panel. Zero is
	// no deadline: a panel has none.
	DueAt time.Time
}

// AppealOrder is the order of appeals. What is equal in it stands by its number.
type AppealOrder uint8

// The orders.
const (
	AppealsLatestFirst   AppealOrder = iota // by their filing
	AppealsEarliestFirst                    // by their filing
	AppealsLongestFirst                     // by when they came to their step
	AppealsDueFirst                         // by their deadline; those without one come last
)

// noDeadline stands for none where appeals are ordered by theirs.
var noDeadline = time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC)

// Key returns the instant that an appeal is ordered by.
func (o AppealOrder) Key(appeal *ListedAppeal) time.Time {
	switch o {
	case AppealsLatestFirst, AppealsEarliestFirst:
	case AppealsLongestFirst:
		return appeal.StepAt
	case AppealsDueFirst:
		if appeal.DueAt.IsZero() {
			return noDeadline
		}
		return appeal.DueAt
	}
	return appeal.FiledAt
}

// listed is the order with the columns of [appealSteps].
func (o AppealOrder) listed() listed {
	key := "e.happened_at"
	switch o {
	case AppealsLatestFirst, AppealsEarliestFirst:
	case AppealsLongestFirst:
		key = "g.step_at"
	case AppealsDueFirst:
		key = "COALESCE(w.due_at, '9999-01-01Z')"
	}
	return listed{columns: []string{key, "e.appeal"}, isUpwards: o != AppealsLatestFirst}
}

// AppealQuery says which appeals are read; what is zero or nil does not count.
type AppealQuery struct {
	Scope Scope // claims that are shared do not count
	// IsOperator is for who sees nothing but the ledger: see the view reader_appeals.
	IsOperator bool
	// Steps are those that are meant; nil is all.
	Steps                  []AppealStep
	Insurer                claims.InsurerID
	Provider               claims.ProviderID
	Panel                  *int // the first panel is 0
	FiledFrom, FiledBefore time.Time
	DueBefore              time.Time
	Order                  AppealOrder
	// AfterAt, as the order says, and AfterAppeal are the position of the appeal before; a
	// zero time is the start.
	AfterAt     time.Time
	AfterAppeal int64
	Limit       int
}

// appealSteps lists filings, "e", with what came after them, "k", and where that leaves the
// appeal, "g".
const appealSteps = `
	SELECT e.appeal, e.insurer_id, e.batch, e.claim_index, e.is_attested, e.is_deemed_denied, e.happened_at, e.answer_by,
		k.answer, k.answered_at, k.panel, k.escalated_at, k.ruling, k.ruled_at, k.lapsed_at, g.step, g.step_at, w.due_at,
		w.claim_id, w.subject, i.name, p.id, p.identifier, p.name, p.signer, p.payee, p.is_delegated
	FROM chain_appeal_events e
	JOIN insurers i ON i.id = e.insurer_id
	JOIN providers p ON p.id = e.provider_id
	CROSS JOIN LATERAL (
		SELECT COALESCE(max(a.outcome) FILTER (WHERE a.kind = 'answered'), '') AS answer,
			max(a.happened_at) FILTER (WHERE a.kind = 'answered') AS answered_at,
			max(a.panel_id) FILTER (WHERE a.kind = 'escalated') AS panel,
			max(a.happened_at) FILTER (WHERE a.kind = 'escalated') AS escalated_at,
			COALESCE(max(a.outcome) FILTER (WHERE a.kind = 'ruled'), '') AS ruling,
			max(a.happened_at) FILTER (WHERE a.kind = 'ruled') AS ruled_at,
			max(a.happened_at) FILTER (WHERE a.kind = 'lapsed') AS lapsed_at
		FROM chain_appeal_events a WHERE a.appeal = e.appeal
	) k
	CROSS JOIN LATERAL (
		SELECT CASE WHEN k.ruling <> '' OR k.lapsed_at IS NOT NULL OR k.answer = 'overturned' THEN 'closed'
				WHEN k.panel IS NOT NULL THEN 'escalated' WHEN k.answer <> '' THEN 'upheld' ELSE 'filed' END AS step,
			COALESCE(k.ruled_at, k.lapsed_at, k.escalated_at, k.answered_at, e.happened_at) AS step_at
	) g`

// due is until when who is to act on an appeal may, by the plan, "pl".
const due = `CASE g.step WHEN 'filed' THEN e.answer_by
			WHEN 'upheld' THEN k.answered_at + make_interval(secs => pl.appeal_days * 86400.0) END AS due_at`

// The claim that a filing is of, "w", for who reads claims and for operators. It is
// looked up last, of the few that are wanted, by indexes: hence each OFFSET, which keeps
// the planner from joining it otherwise. A position that is computed in a condition
// would serve no index under row-level security.
const (
	appealedClaim = `
	JOIN LATERAL (
		SELECT c.id AS claim_id, COALESCE(pt.subject, '') AS subject, ` + due + `
		FROM (
			SELECT s.id, e.claim_index - cs.first_index AS position
			FROM ` + submissionOfFiling + `
			JOIN submissions s ON s.insurer_id = cs.insurer_id AND s.provider_id = cs.provider_id
				AND s.sequence = cs.sequence AND s.root = cs.root
			OFFSET 0
		) n
		JOIN claims c ON c.submission_id = n.id AND c.position = n.position
		JOIN patients pt ON pt.id = c.patient_id
		JOIN plans pl ON pl.id = c.plan_id
		OFFSET 0
	) w ON true`
	submissionOfFiling = `(
				SELECT x.* FROM chain_submissions x
				WHERE x.insurer_id = e.insurer_id AND x.batch = e.batch
					AND e.claim_index >= x.first_index AND e.claim_index < x.first_index + x.claim_count
			) cs`
	appealedClaimOfOperator = `
	JOIN LATERAL (
		SELECT r.claim_id, '' AS subject, ` + due + `
		FROM reader_appeals r JOIN plans pl ON pl.id = r.plan_id
		WHERE r.appeal = e.appeal
		OFFSET 0
	) w ON true`
)

// AppealList returns the appeals of a query in its order, in one statement. Those that
// are at a step, or by their deadlines, are found among all that are open, or all that the
// reader sees.
func (q Queries) AppealList(ctx context.Context, query AppealQuery) ([]ListedAppeal, error) {
	where := query.filed()
	query.stands(where)
	claim := appealedClaim
	if query.IsOperator {
		claim = appealedClaimOfOperator
	}
	statement := appealSteps + claim + where.where() + query.Order.listed().sql() + fmt.Sprintf(" LIMIT %d", query.Limit)
	rows, err := q.db.Query(ctx, statement, where.args...)
	if err != nil {
		return nil, faultOf(err)
	}
	found, err := pgx.CollectRows(rows, scanAppeal)
	return found, faultOf(err)
}

// filed are the conditions on the filing.
func (query *AppealQuery) filed() *conditions {
	where := &conditions{}
	where.add("e.kind = 'filed'")
	for _, insurer := range []claims.InsurerID{query.Scope.Insurer, query.Insurer} {
		if insurer != 0 {
			where.add("e.insurer_id = ?", int64(insurer))
		}
	}
	for _, provider := range []claims.ProviderID{query.Scope.Provider, query.Provider} {
		if provider != 0 {
			where.add("e.provider_id = ?", int64(provider))
		}
	}
	if query.Scope.PatientSubject != "" {
		where.add("w.subject = ?", query.Scope.PatientSubject)
	}
	if !query.FiledFrom.IsZero() {
		where.add("e.happened_at >= ?", query.FiledFrom)
	}
	if !query.FiledBefore.IsZero() {
		where.add("e.happened_at < ?", query.FiledBefore)
	}
	return where
}

// stands adds the conditions on where the appeal stands, and on its place in the list.
func (query *AppealQuery) stands(where *conditions) {
	if query.Steps != nil {
		query.at(where)
	}
	if query.Panel != nil {
		where.add("k.panel = ?", int64(*query.Panel))
	}
	if !query.DueBefore.IsZero() {
		where.add("w.due_at < ?", query.DueBefore)
	}
	if !query.AfterAt.IsZero() {
		query.Order.listed().after(where, query.AfterAt, query.AfterAppeal)
	}
}

// at adds the steps. Most appeals are closed, so that an index takes those away first
// where they are not wanted.
func (query *AppealQuery) at(where *conditions) {
	if !slices.Contains(query.Steps, StepClosed) {
		where.add(`NOT EXISTS (SELECT FROM chain_appeal_events z
		WHERE z.appeal = e.appeal AND (z.kind IN ('ruled', 'lapsed') OR z.outcome = 'overturned'))`)
	}
	steps := make([]string, len(query.Steps))
	for i, step := range query.Steps {
		steps[i] = string(step)
	}
	where.add("g.step = ANY(?::text[])", steps)
}

func scanAppeal(row pgx.CollectableRow) (ListedAppeal, error) {
	var a ListedAppeal
	var appeal, batch, index int64
	var panel *int64
	var filed time.Time
	var answerBy, answered, escalated, ruled, lapsed, due *time.Time
	var signer, payee []byte
	err := row.Scan(
		&appeal, &a.Insurer.ID, &batch, &index, &a.IsAttested, &a.IsDeemedDenied, &filed, &answerBy,
		&a.Answer, &answered, &panel, &escalated, &a.Ruling, &ruled, &lapsed, &a.Step, &a.StepAt, &due,
		&a.Claim, &a.PatientSubject, &a.Insurer.Name,
		&a.Provider.ID, &a.Provider.Identifier, &a.Provider.Name, &signer, &payee, &a.Provider.IsDelegated,
	)
	if err != nil {
		return ListedAppeal{}, err
	}
	a.Appeal.Appeal, a.FiledAt, a.StepAt = uint64(appeal), inUTC(filed), inUTC(a.StepAt)
	a.AnswerBy, a.AnsweredAt, a.EscalatedAt = valueOf(answerBy), valueOf(answered), valueOf(escalated)
	a.RuledAt, a.LapsedAt, a.DueAt = valueOf(ruled), valueOf(lapsed), valueOf(due)
	if panel != nil {
		number := uint32(*panel)
		a.Panel = &number
	}
	a.Number = claims.Number{Batch: claims.BatchID{Insurer: a.Insurer.ID, Sequence: uint32(batch)}, Index: uint16(index)}
	copy(a.Provider.Signer[:], signer)
	copy(a.Provider.Payee[:], payee)
	return a, nil
}
