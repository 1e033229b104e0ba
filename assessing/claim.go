package assessing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// Assessor opens accepted claims for deciding them. Fields are set once.
type Assessor struct {
	DB    *store.DB
	Vault *evidence.Vault
	Rules *RuleSets
}

// Claim is an accepted claim in the clear, with what deciding it rests on. It stays
// in memory.
type Claim struct {
	store.Exception
	Key      *evidence.PatientKey
	Salt     commitment.Salt
	Content  claims.Claim
	Plan     coverage.Plan
	Requests []store.EvidenceRequest
	Reviews  []store.Review
	// Input is what the claim is decided by, as things stand now.
	Input adjudicate.Input
}

// Open returns a claim, and what there is to decide it by: its plan's rule set, the
// patient's claims before it that still stand, the documents that came, and what
// persons found. Which of its lines repeat an earlier claim's was found when it was
// accepted, and stands.
//
// Errors: [store.ErrNotFound], [evidence.ErrErased].
func (a *Assessor) Open(ctx context.Context, id claims.ID) (*Claim, error) {
	row, err := a.DB.Exception(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("loading claim: %w", err)
	}
	c := &Claim{Exception: row}
	if c.Key, err = a.Vault.PatientKey(ctx, row.Patient, row.PatientKey); err != nil {
		return nil, fmt.Errorf("unwrapping patient key: %w", err)
	}
	plan, err := a.DB.Plan(ctx, row.Plan)
	if err != nil {
		return nil, fmt.Errorf("loading plan: %w", err)
	}
	if err := c.Plan.UnmarshalJSON(plan.Document); err != nil {
		return nil, fmt.Errorf("reading plan: %w", err)
	}
	if c.Requests, err = a.DB.EvidenceRequestsOf(ctx, id); err != nil {
		return nil, fmt.Errorf("reading evidence requests: %w", err)
	}
	if c.Reviews, err = a.DB.ReviewsOfClaim(ctx, id); err != nil {
		return nil, fmt.Errorf("reading reviews: %w", err)
	}
	if err := c.open(); err != nil {
		return nil, fmt.Errorf("opening claim: %w", err)
	}
	return c, a.gather(ctx, c)
}

// open decrypts the content, and finds in the first assessment which lines repeat
// another claim's.
func (c *Claim) open() error {
	salt, canonical, err := c.Key.OpenClaim(c.ID, c.Exception.Content)
	if err != nil {
		return err
	}
	c.Salt = salt
	if c.Content, err = commitment.ParseClaim(canonical); err != nil {
		return err
	}
	encoded, err := c.Key.OpenReasons(c.ID, c.Assessment)
	if err != nil {
		return err
	}
	reasons, err := adjudicate.ParseReasons(encoded)
	if err != nil {
		return err
	}
	patient, err := PatientOf(c.Key, c.Details)
	if err != nil {
		return err
	}
	c.Input = adjudicate.Input{
		Claim: c.Content, Plan: c.Plan, Coverage: c.Coverage, Patient: patient, Provider: ProviderOf(c.ProviderIdentifier),
		ReceivedOn: c.Plan.DateOf(c.AcceptedAt), DuplicateLines: duplicatesOf(reasons),
		EvidenceReceived: map[string]bool{}, Reviews: reviewsOf(c.Reviews),
	}
	if c.Input.Coordination, err = c.Key.OpenCoordination(c.CoverageID, c.Coordination); err != nil {
		return err
	}
	for _, request := range c.Requests {
		if request.State == store.RequestAnswered {
			c.Input.EvidenceReceived[request.Kind] = true
		}
	}
	return nil
}

// gather adds the rule set and the history.
func (a *Assessor) gather(ctx context.Context, c *Claim) error {
	tables, err := a.Rules.Of(ctx, &c.Plan)
	if err != nil && !errors.Is(err, ErrRulesUnknown) {
		return err
	}
	tables.AddTo(&c.Input)
	register, err := a.DB.Authorizations(ctx, c.Insurer, []string{c.Patient})
	if err != nil {
		return fmt.Errorf("loading a patient's authorizations: %w", err)
	}
	if c.Input.Authorizations, err = AuthorizationsOf(c.Key, &register); err != nil {
		return err
	}
	past, err := a.DB.PastClaims(ctx, store.PastQuery{
		Insurer: c.Insurer, Patients: map[string]claims.Date{c.Patient: tables.FirstDay(&c.Content, c.Input.Authorizations)}, Without: []claims.ID{c.ID},
		Before: c.AcceptedAt, Submission: c.Submission, Position: c.Position, Most: store.MaxPastClaims,
	})
	if err != nil {
		return fmt.Errorf("loading a patient's claims: %w", err)
	}
	c.Input.IsHistoryCut = past[c.Patient].IsCut
	history, err := HistoryOf(c.Key, past[c.Patient].Claims)
	if err != nil {
		return err
	}
	if c.Input.History = history.Claims; c.Content.Frequency == claims.Replacement {
		places, err := a.DB.PlacesOf(ctx, []claims.ID{c.ID})
		if err != nil {
			return fmt.Errorf("finding a claim's first version: %w", err)
		}
		c.Input.History = history.SeenFrom(places[c.ID])
	}
	return a.gatherDays(ctx, c, tables.LoadsOf(&c.Content))
}

// gatherDays adds what the provider's claims of other patients take of the days that
// this one takes something of.
func (a *Assessor) gatherDays(ctx context.Context, c *Claim, loads []adjudicate.DayLoad) error {
	if len(loads) == 0 {
		return nil
	}
	query := store.DayQuery{
		Insurer: c.Insurer, Provider: c.Content.Provider, Before: c.AcceptedAt, Submission: c.Submission, Position: c.Position,
		Most: store.MaxDayClaims,
	}
	for _, load := range loads {
		query.Days = append(query.Days, load.Date)
	}
	taken, err := a.DB.ProviderDays(ctx, query)
	if err != nil {
		return fmt.Errorf("loading a provider's days: %w", err)
	}
	days, err := DaysOf(a.Vault, taken)
	if err != nil {
		return err
	}
	c.Input.ProviderDays = days.Others(c.Patient, loads)
	return nil
}

// AuthorizationsOf opens the prior authorizations of a patient: nil where the insurer
// keeps no register of them.
//
// Errors: [evidence.ErrNotOpened].
func AuthorizationsOf(key *evidence.PatientKey, register *store.Register) ([]adjudicate.Authorization, error) {
	if !register.IsKept {
		return nil, nil
	}
	rows := register.OfPatient[key.Patient()]
	opened := make([]adjudicate.Authorization, len(rows))
	for i := range rows {
		var err error
		if opened[i], err = key.OpenAuthorization(rows[i].ID, rows[i].Content); err != nil {
			return nil, fmt.Errorf("opening a patient's authorizations: %w", err)
		}
	}
	return opened, nil
}

// History is what a patient had, in the order of its places.
type History struct {
	Claims []adjudicate.Past
	places []store.Place // of each
}

// Add puts a claim into its place.
func (h *History) Add(past adjudicate.Past, place store.Place) {
	at := len(h.places)
	for at > 0 && h.places[at-1].Compare(place) > 0 {
		at--
	}
	h.Claims, h.places = slices.Insert(h.Claims, at, past), slices.Insert(h.places, at, place)
}

// SeenFrom returns the claims as a replacement looks at them whose first version stands in
// a place.
func (h *History) SeenFrom(place store.Place) []adjudicate.Past {
	seen := slices.Clone(h.Claims)
	for i := range seen {
		seen[i].IsLater = h.places[i].Compare(place) > 0
	}
	return seen
}

// HistoryOf opens claims of a patient, in the order that [store.Queries.PastClaims] gives
// them.
func HistoryOf(key *evidence.PatientKey, past []store.PastClaim) (*History, error) {
	history := &History{make([]adjudicate.Past, len(past)), make([]store.Place, len(past))}
	for i := range past {
		opened, err := key.OpenPast(&evidence.PastClaim{
			ID: past[i].ID, Provider: past[i].Provider, Brief: past[i].Brief, Content: past[i].Content, Reasons: past[i].Reasons, Result: past[i].Result,
		})
		if err != nil {
			return nil, fmt.Errorf("opening a patient's claims: %w", err)
		}
		history.Claims[i], history.places[i] = opened, past[i].Place
	}
	return history, nil
}

// PatientOf opens what the edits look at of a patient.
//
// Errors: [evidence.ErrNotOpened].
func PatientOf(key *evidence.PatientKey, sealed []byte) (adjudicate.Patient, error) {
	details, err := key.OpenDetails(sealed)
	if err != nil {
		return adjudicate.Patient{}, err
	}
	return adjudicate.Patient{BirthDate: details.BirthDate, Sex: details.Sex}, nil
}

// ProviderOf returns what a provider is known by: its identifier, where that is an
// NPI. What the rule set's directory says of it on a day, the engine looks up.
func ProviderOf(identifier string) adjudicate.Provider {
	return adjudicate.Provider{NPI: rules.NPIOf(identifier)}
}

// duplicatesOf returns the lines that repeat another claim's, whether that is named or not:
// only a line of the claim itself has a number and no claim.
func duplicatesOf(reasons adjudicate.Reasons) map[int]bool {
	duplicates := map[int]bool{}
	for i := range reasons {
		reason := &reasons[i]
		isOfClaim := reason.Detail.Claim == "" && reason.Detail.Line != 0
		if reason.IsRepetition() && !isOfClaim {
			duplicates[reason.Line] = true
		}
	}
	return duplicates
}

// reviewsOf returns what persons found.
func reviewsOf(rows []store.Review) []adjudicate.Review {
	var found []adjudicate.Review
	for _, row := range rows {
		if row.State == store.ReviewCleared || row.State == store.ReviewConfirmed {
			found = append(found, adjudicate.Review{Line: row.Line, Rule: row.Rule, IsCleared: row.State == store.ReviewCleared, Allowed: row.Allowed})
		}
	}
	return found
}
