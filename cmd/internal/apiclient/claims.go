package apiclient

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Status is a claim's status in the API's words.
type Status string

// The statuses.
const (
	Accepted Status = "ACCEPTED"
	Received Status = "RECEIVED"
	Pended   Status = "PENDED"
	Settling Status = "SETTLING"
	Paid     Status = "PAID"
	Denied   Status = "DENIED"
	Rejected Status = "REJECTED"
	Voided   Status = "VOIDED"
	Reversed Status = "REVERSED"
)

// IsFinished reports whether nothing more happens without a new record.
func (s Status) IsFinished() bool {
	switch s {
	case Paid, Denied, Rejected, Voided, Reversed:
		return true
	case Accepted, Received, Pended, Settling:
	}
	return false
}

// Claim is a claim as the API shows it. Amounts are nil until determined.
type Claim struct {
	ID                         string            `json:"id"`
	Number                     string            `json:"number"`
	Status                     Status            `json:"status"`
	Holder                     string            `json:"holder"`
	HolderUntil                *time.Time        `json:"holderUntil"`
	PatientAccountNumber       string            `json:"patientAccountNumber"`
	AcceptedAt                 time.Time         `json:"acceptedAt"`
	ChargeCents                int64             `json:"chargeCents"`
	AllowedCents               *int64            `json:"allowedCents"`
	PaidCents                  *int64            `json:"paidCents"`
	PatientResponsibilityCents *int64            `json:"patientResponsibilityCents"`
	InterestCents              *int64            `json:"interestCents"`
	Version                    *int              `json:"version"`
	Standing                   string            `json:"standing"` // STANDS, REVERSED or REPLACED; "" until determined
	Frequency                  int               `json:"frequency"`
	ReplacesNumber             string            `json:"replacesNumber"`
	ReplacedByNumber           string            `json:"replacedByNumber"`
	Appeals                    []Appeal          `json:"appeals"`
	Recoveries                 []Recovery        `json:"recoveries"`
	PendedAt                   *time.Time        `json:"pendedAt"`
	IsOverdue                  bool              `json:"isOverdue"`
	Lines                      []Line            `json:"lines"`
	EvidenceRequests           []EvidenceRequest `json:"evidenceRequests"`
	Reviews                    []Review          `json:"reviews"`
	DeterminationTransaction   string            `json:"determinationTransaction"`
	// Clock is nil until the receipt is on the chain.
	Clock *Clock `json:"clock"`
}

// Clock is that of a claim's payment.
type Clock struct {
	ReceivedAt time.Time `json:"receivedAt"`
	// OverdueProvedAt is nil where nobody proved that it ran out.
	OverdueProvedAt *time.Time `json:"overdueProvedAt"`
}

// Line is a service as the API shows it. Amounts are nil until determined.
type Line struct {
	Sequence                   int          `json:"sequence"`
	Procedure                  CodedValue   `json:"procedure"`
	ServiceDate                string       `json:"serviceDate"`
	ChargeCents                int64        `json:"chargeCents"`
	IsInformational            bool         `json:"isInformational"`
	IsDenied                   *bool        `json:"isDenied"`
	Denial                     string       `json:"denial"` // the ledger's word; "" where there is none
	CountedUnits               *int         `json:"countedUnits"`
	AllowedCents               *int64       `json:"allowedCents"`
	NoncoveredCents            *int64       `json:"noncoveredCents"`
	PaidCents                  *int64       `json:"paidCents"`
	PatientResponsibilityCents *int64       `json:"patientResponsibilityCents"`
	Adjustments                []Adjustment `json:"adjustments"`
	Reason                     string       `json:"reason"`
}

// Adjustment is a difference between charge and payment.
type Adjustment struct {
	Group       string `json:"group"`
	CARC        string `json:"carc"`
	RARC        string `json:"rarc,omitempty"`
	AmountCents int64  `json:"amountCents"`
}

// EvidenceRequest is a document asked for.
type EvidenceRequest struct {
	ID           string    `json:"id"`
	LineSequence int       `json:"lineSequence"`
	Kind         string    `json:"kind"`
	DueAt        time.Time `json:"dueAt"`
	IsAnswered   bool      `json:"isAnswered"`
	IsOverdue    bool      `json:"isOverdue"`
}

// The states of a review.
const (
	ReviewOpen    = "OPEN"
	ReviewCleared = "CLEARED"
)

// Review is what a person has to look at.
type Review struct {
	Line  int    `json:"line"`
	Rule  string `json:"rule"`
	State string `json:"state"`
}

// ResolveReview is the input of resolveReview.
type ResolveReview struct {
	IdempotencyKey string `json:"-"`
	ClaimID        string `json:"claimId"`
	Line           int    `json:"line"`
	Rule           string `json:"rule"`
	IsCleared      bool   `json:"isCleared"`
	Reasons        string `json:"reasons"`
}

// ResolveReview says what a person found.
//
// Errors: [*Error].
func (c *Client) ResolveReview(ctx context.Context, in ResolveReview) error {
	return c.mutate(ctx, "resolveReview", "claim { id }", keyed{in.IdempotencyKey, in}, nil)
}

const lineFields = `lines { sequence procedure { system code } serviceDate chargeCents isInformational isDenied
	denial countedUnits allowedCents noncoveredCents paidCents patientResponsibilityCents reason adjustments { group carc rarc amountCents } }`

const progressFields = `id status pendedAt evidenceRequests { id lineSequence kind dueAt isAnswered isOverdue } reviews { line rule state }`

const claimFields = `id number status holder holderUntil patientAccountNumber acceptedAt chargeCents allowedCents
	paidCents patientResponsibilityCents interestCents version standing replacedByNumber pendedAt isOverdue
	determinationTransaction frequency replacesNumber clock { receivedAt overdueProvedAt }
	appeals { number step failure grounds isAttested filedAt answer panel ruling ruledAt } recoveries { id status cents leftCents }
	evidenceRequests { id lineSequence kind dueAt isAnswered isOverdue } reviews { line rule state } ` + lineFields

// Claim returns a claim with all that is shown of it, or nil when it does not
// exist for the caller.
//
// Errors: [*Error].
func (c *Client) Claim(ctx context.Context, id string) (*Claim, error) {
	return c.claim(ctx, id, claimDocument)
}

// ClaimProgress returns a claim's status and what was asked for, and nothing of
// its content.
//
// Errors: [*Error].
func (c *Client) ClaimProgress(ctx context.Context, id string) (*Claim, error) {
	return c.claim(ctx, id, progressDocument)
}

// claimsAtOnce is how many claims one operation asks for by id: the API bounds
// the fields under another name.
const claimsAtOnce = 25

// ClaimsProgress returns status and open requests of several claims, in few
// requests. A claim that does not exist for the caller is left out.
//
// Errors: [*Error].
func (c *Client) ClaimsProgress(ctx context.Context, ids []string) (map[string]Claim, error) {
	found := make(map[string]Claim, len(ids))
	for chunk := range slices.Chunk(ids, claimsAtOnce) {
		var answer map[string]*Claim
		query, variables := progressQuery(chunk)
		if err := c.Do(ctx, query, variables, &answer); err != nil {
			return nil, err
		}
		for _, claim := range answer {
			if claim != nil {
				found[claim.ID] = *claim
			}
		}
	}
	return found, nil
}

// progressQuery asks for claims by id, each under a name of its own. Its text
// depends on their number alone, so that the API keeps it parsed.
func progressQuery(ids []string) (string, map[string]string) {
	var parameters, fields strings.Builder
	variables := make(map[string]string, len(ids))
	for i, id := range ids {
		fmt.Fprintf(&parameters, "$i%d: ID! ", i)
		fmt.Fprintf(&fields, "c%d: claim(id: $i%d) { %s } ", i, i, progressFields)
		variables[fmt.Sprintf("i%d", i)] = id
	}
	return "query(" + parameters.String() + ") { " + fields.String() + "}", variables
}

func (c *Client) claim(ctx context.Context, id, document string) (*Claim, error) {
	var answer struct {
		Claim *Claim `json:"claim"`
	}
	err := c.Do(ctx, document, map[string]any{"id": id}, &answer)
	return answer.Claim, err
}

// ClaimProof returns the proof of a claim's determination, or nil when the claim does not
// exist for the caller or is not determined.
//
// Errors: [*Error].
func (c *Client) ClaimProof(ctx context.Context, id string) (*string, error) {
	var answer struct {
		ClaimProof *string `json:"claimProof"`
	}
	err := c.Do(ctx, proofDocument, map[string]string{"id": id}, &answer)
	return answer.ClaimProof, err
}

// ClaimFilter narrows a list of claims; what is empty does not.
type ClaimFilter struct {
	Statuses []Status `json:"statuses,omitempty"`
	Insurer  uint32   `json:"insurer,omitempty"`
	Provider uint32   `json:"provider,omitempty"`
}

// ClaimPage is a page of a list of claims, newest first.
type ClaimPage struct {
	Nodes    []Claim  `json:"nodes"`
	PageInfo PageInfo `json:"pageInfo"`
}

// PageInfo says where a page ends and whether there is another.
type PageInfo struct {
	HasNextPage bool   `json:"hasNextPage"`
	EndCursor   string `json:"endCursor"`
}

// Claims returns a page of claims with their lines. An empty cursor is the start.
//
// Errors: [*Error].
func (c *Client) Claims(ctx context.Context, first int, after string, filter ClaimFilter) (ClaimPage, error) {
	const fields = `id number status patientAccountNumber chargeCents allowedCents paidCents
		patientResponsibilityCents ` + lineFields
	return c.claims(ctx, first, after, filter, fields)
}

// ClaimStatuses returns a page of claims with nothing but ids and statuses.
//
// Errors: [*Error].
func (c *Client) ClaimStatuses(ctx context.Context, first int, after string, filter ClaimFilter) (ClaimPage, error) {
	return c.claims(ctx, first, after, filter, `id status`)
}

func (c *Client) claims(
	ctx context.Context, first int, after string, filter ClaimFilter, fields string,
) (ClaimPage, error) {
	var answer struct {
		Claims ClaimPage `json:"claims"`
	}
	variables := map[string]any{"first": first, "filter": filter}
	if after != "" {
		variables["after"] = after
	}
	query := `query($first: Int!, $after: String, $filter: ClaimFilter) {
		claims(first: $first, after: $after, filter: $filter) { nodes { ` + fields + ` } pageInfo { hasNextPage endCursor } } }`
	err := c.Do(ctx, query, variables, &answer)
	return answer.Claims, err
}

// Remittance is a payout to a provider.
type Remittance struct {
	PaidCents     int64     `json:"paidCents"`
	InterestCents int64     `json:"interestCents"`
	OffsetCents   int64     `json:"offsetCents"` // recoveries that were taken off
	TokenUnits    string    `json:"tokenUnits"`
	PaidAt        time.Time `json:"paidAt"`
	Transaction   string    `json:"transaction"`
}

// RemittancePage is a page of payouts, newest first.
type RemittancePage struct {
	Nodes    []Remittance `json:"nodes"`
	PageInfo PageInfo     `json:"pageInfo"`
}

// Remittances returns a page of the payouts of an insurer.
//
// Errors: [*Error].
func (c *Client) Remittances(ctx context.Context, first int, after string, insurer uint32) (RemittancePage, error) {
	var answer struct {
		Remittances RemittancePage `json:"remittances"`
	}
	variables := map[string]any{"first": first, "filter": map[string]any{"insurer": insurer}}
	if after != "" {
		variables["after"] = after
	}
	const query = `query($first: Int!, $after: String, $filter: RemittanceFilter) {
		remittances(first: $first, after: $after, filter: $filter) {
			nodes { paidCents interestCents offsetCents tokenUnits paidAt transaction } pageInfo { hasNextPage endCursor } } }`
	err := c.Do(ctx, query, variables, &answer)
	return answer.Remittances, err
}
