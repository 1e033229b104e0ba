package store

import (
	"slices"
	"strings"
)

// Awaits is what a claim waits for.
type Awaits string

// What claims wait for.
const (
	// AwaitsReview: a person is to look at a line.
	AwaitsReview Awaits = "review"
	// AwaitsEvidence: a document was asked for and has not come.
	AwaitsEvidence Awaits = "evidence"
	// AwaitsAppealAnswer: the insurer is to answer an appeal.
	AwaitsAppealAnswer Awaits = "appealAnswer"
	// AwaitsRuling: a panel is to rule on an appeal.
	AwaitsRuling Awaits = "ruling"
	// AwaitsOverdueDecision: it was proved on the ledger that the claim is undecided beyond
	// the plan's clock, and it still is.
	AwaitsOverdueDecision Awaits = "overdueDecision"
	// AwaitsLateDecision: the plan's clock has run out, and nobody proved it.
	AwaitsLateDecision Awaits = "lateDecision"
)

// waiting are the statements that find the claims which wait, each by an index.
var waiting = map[Awaits]string{
	AwaitsReview:       "SELECT r.claim_id FROM claim_reviews r WHERE r.state = 'open'",
	AwaitsEvidence:     "SELECT r.claim_id FROM evidence_requests r WHERE r.state = 'open'",
	AwaitsAppealAnswer: waitingAppeals("filed"),
	AwaitsRuling:       waitingAppeals("escalated"),
	AwaitsOverdueDecision: "SELECT o.id " + claimsOf("chain_clock_events e JOIN "+submissionOfEvent, `e.kind = 'overdue' AND o.position = e.claim_index - cs.first_index
		AND NOT EXISTS (SELECT FROM chain_determinations d
			WHERE d.insurer_id = e.insurer_id AND d.batch = e.batch AND d.claim_index = e.claim_index)`),
	AwaitsLateDecision: late,
}

// late finds the claims that are undecided beyond their plan's clock at an instant, or at
// the chain's last block where that is later: see [coverage.Clocks.OverdueDays]. They are
// looked for among the exceptions, the batches on their way and what is in none of ours: a
// clean claim that a settlement left undecided is an exception once its batch is settled.
const late = `SELECT o.id
		FROM (
			SELECT x.id, x.submission_id, x.position, x.plan_id FROM claims x WHERE x.stage IN ('pended', 'decided')
			UNION ALL
			SELECT x.id, x.submission_id, x.position, x.plan_id
			FROM batches b
			JOIN submissions s ON s.insurer_id = b.insurer_id AND s.batch = b.sequence
			JOIN claims x ON x.submission_id = s.id AND x.stage = 'clean'
			WHERE b.stage <> 'settled'
			UNION ALL
			SELECT x.id, x.submission_id, x.position, x.plan_id
			FROM submissions s JOIN claims x ON x.submission_id = s.id AND x.stage = 'clean'
			WHERE s.batch IS NULL
		) o
		CROSS JOIN LATERAL (
			SELECT cs.insurer_id, cs.batch, cs.first_index + o.position AS claim_index, cb.received_at, pl.prompt_pay_days,
				make_interval(secs => pl.utc_offset_seconds) AS to_civil
			FROM submissions s
			JOIN chain_submissions cs ON cs.insurer_id = s.insurer_id AND cs.provider_id = s.provider_id
				AND cs.sequence = s.sequence AND cs.root = s.root
			JOIN chain_batches cb ON cb.insurer_id = cs.insurer_id AND cb.batch = cs.batch
			JOIN plans pl ON pl.id = o.plan_id
			WHERE s.id = o.submission_id
			OFFSET 0 -- by indexes, for each
		) r
		CROSS JOIN LATERAL (
			SELECT make_interval(secs => COALESCE(max(h.stopped_seconds), 0)) AS stopped, COALESCE(bool_or(h.kind = 'overdue'), false) AS is_proved,
				(array_agg(CASE h.kind WHEN 'pended' THEN h.happened_at END ORDER BY h.block_number DESC, h.log_index DESC)
					FILTER (WHERE h.kind <> 'overdue'))[1] AS pended_at
			FROM chain_clock_events h
			WHERE h.insurer_id = r.insurer_id AND h.batch = r.batch AND h.claim_index = r.claim_index
		) k
		CROSS JOIN LATERAL (
			SELECT GREATEST(?::timestamptz, (SELECT b.mined_at FROM chain_blocks b ORDER BY b.number DESC LIMIT 1)) AS at
		) n
		CROSS JOIN LATERAL (
			SELECT r.received_at + k.stopped + make_interval(secs => GREATEST(COALESCE(EXTRACT(epoch FROM n.at - k.pended_at), 0), 0)) AS since
		) w
		WHERE NOT k.is_proved
			AND ((n.at AT TIME ZONE 'UTC') + r.to_civil)::date - ((w.since AT TIME ZONE 'UTC') + r.to_civil)::date > r.prompt_pay_days
			AND (SELECT true FROM chain_determinations d
				WHERE d.insurer_id = r.insurer_id AND d.batch = r.batch AND d.claim_index = r.claim_index LIMIT 1) IS NULL`

// waitingAppeals finds the claims with an appeal of which an event is the last.
func waitingAppeals(kind string) string {
	return "SELECT o.id " + claimsOf("chain_appeal_events e JOIN "+submissionOfEvent, "e.kind = '"+kind+`' AND o.position = e.claim_index - cs.first_index
		AND NOT EXISTS (SELECT FROM chain_appeal_events l
			WHERE l.appeal = e.appeal AND (l.block_number, l.log_index) > (e.block_number, e.log_index))`)
}

// submissionOfEvent joins an event of a claim on the ledger with the submission's receipt.
const submissionOfEvent = `chain_submissions cs ON cs.insurer_id = e.insurer_id AND cs.batch = e.batch
		AND e.claim_index >= cs.first_index AND e.claim_index < cs.first_index + cs.claim_count`

// claimsOf returns the FROM of a statement on the claims, "o", of receipts, "cs": those
// whose root is ours.
func claimsOf(receipts, condition string) string {
	return `FROM ` + receipts + `
		JOIN submissions s ON s.insurer_id = cs.insurer_id AND s.provider_id = cs.provider_id
			AND s.sequence = cs.sequence AND s.root = cs.root
		JOIN claims o ON o.submission_id = s.id
		WHERE ` + condition
}

// waits adds what the claims wait for. What is not known nothing waits for.
func (query *ClaimQuery) waits(where *conditions) {
	if query.Awaits == nil {
		return
	}
	conditions, args := []string{"false"}, []any{}
	for _, awaited := range slices.Compact(slices.Sorted(slices.Values(query.Awaits))) { // each is asked once
		if statement, isKnown := waiting[awaited]; isKnown {
			conditions = append(conditions, "c.id = ANY(ARRAY("+statement+"))")
		}
		if awaited == AwaitsLateDecision {
			args = append(args, query.At)
		}
	}
	where.add("("+strings.Join(conditions, " OR ")+")", args...)
}
