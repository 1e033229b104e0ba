package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// PatientDetails is what is known of a patient besides the claims.
type PatientDetails struct {
	Name      string      `json:"name"`
	BirthDate claims.Date `json:"birthDate"`     // zero when not known
	Sex       rules.Sex   `json:"sex,omitempty"` // administrative
}

// PastClaim is another claim of the patient, as it is kept.
type PastClaim struct {
	ID       claims.ID
	Provider claims.ProviderID
	Brief    []byte // as [PatientKey.SealBrief] sealed it; nil for a claim without
	Content  []byte // as [PatientKey.SealClaim] sealed it; not looked at where there is a brief
	Reasons  []byte // as [PatientKey.SealReasons] sealed them
	// Result is what the ledger determined of its lines, nil until it did. Where there
	// is one it says what is denied, and the reasons which of that are repetitions.
	Result []byte
}

// noReasons is the canonical form of no reasons: that of most claims.
const noReasons = "[]"

// OpenPast opens a claim of the patient as the history of another.
//
// Errors: [ErrNotOpened]; another one for a record that contradicts itself.
func (k *PatientKey) OpenPast(past *PastClaim) (adjudicate.Past, error) {
	opened, err := k.openLines(past)
	if err != nil {
		return adjudicate.Past{}, err
	}
	if past.Result != nil {
		if err := markDenied(&opened, past.Result); err != nil {
			return adjudicate.Past{}, err
		}
		if !slices.ContainsFunc(opened.Lines, func(l adjudicate.PastLine) bool { return l.IsDenied }) {
			return opened, nil
		}
	}
	text, err := k.OpenReasons(past.ID, past.Reasons)
	if err != nil {
		return adjudicate.Past{}, err
	}
	if string(text) == noReasons {
		return opened, nil
	}
	reasons, err := adjudicate.ParseReasons(text)
	if err != nil {
		return adjudicate.Past{}, fmt.Errorf("reading the reasons of claim %s: %w", past.ID, err)
	}
	if past.Result != nil {
		opened.MarkRepetitions(reasons)
	} else {
		opened.MarkDenied(reasons)
	}
	return opened, nil
}

// openLines opens the brief, or the whole claim where there is none.
func (k *PatientKey) openLines(past *PastClaim) (adjudicate.Past, error) {
	if past.Brief != nil {
		brief, err := k.Open(claimPlace(past.ID, "brief"), past.Brief)
		if err != nil {
			return adjudicate.Past{}, err
		}
		opened, err := adjudicate.ParseBrief(brief)
		if err != nil {
			return adjudicate.Past{}, fmt.Errorf("reading claim %s: %w", past.ID, err)
		}
		opened.ID, opened.Provider = past.ID, past.Provider
		return opened, nil
	}
	_, text, err := k.OpenClaim(past.ID, past.Content)
	if err != nil {
		return adjudicate.Past{}, err
	}
	content, err := commitment.ParseClaim(text)
	if err != nil {
		return adjudicate.Past{}, fmt.Errorf("reading claim %s: %w", past.ID, err)
	}
	return adjudicate.PastOf(past.ID, &content), nil
}

// markDenied marks the lines that the ledger denied.
func markDenied(past *adjudicate.Past, result []byte) error {
	words, err := commitment.ParseWords(result)
	if err != nil {
		return fmt.Errorf("reading the result of claim %s: %w", past.ID, err)
	}
	results, err := commitment.DecodeResults(words)
	if err != nil || len(results) != len(past.Lines) {
		return fmt.Errorf("reading the result of claim %s: %w", past.ID, errors.Join(err, ErrNotOpened))
	}
	for i := range results {
		past.Lines[i].IsDenied = results[i].IsDenied()
	}
	return nil
}

// SealClaim seals a claim's salt and canonical form, for its content column.
func (k *PatientKey) SealClaim(id claims.ID, salt commitment.Salt, canonical []byte) ([]byte, error) {
	content := make([]byte, 0, len(salt)+len(canonical))
	content = append(append(content, salt[:]...), canonical...)
	return k.Seal(claimPlace(id, "content"), content)
}

// OpenClaim opens what [PatientKey.SealClaim] sealed.
//
// Errors: [ErrNotOpened].
func (k *PatientKey) OpenClaim(id claims.ID, sealed []byte) (commitment.Salt, []byte, error) {
	content, err := k.Open(claimPlace(id, "content"), sealed)
	if err != nil {
		return commitment.Salt{}, nil, err
	}
	if len(content) < len(commitment.Salt{}) {
		return commitment.Salt{}, nil, ErrNotOpened
	}
	salt := commitment.Salt(content[:len(commitment.Salt{})])
	return salt, content[len(salt):], nil
}

// SealBrief seals what the edits of the patient's other claims look at of a claim, for
// its brief column.
func (k *PatientKey) SealBrief(id claims.ID, claim *claims.Claim) ([]byte, error) {
	past := adjudicate.PastOf(id, claim)
	return k.Seal(claimPlace(id, "brief"), past.Brief())
}

// SealReasons seals the canonical reasons of a claim, for its assessment column.
func (k *PatientKey) SealReasons(id claims.ID, reasons []byte) ([]byte, error) {
	return k.Seal(claimPlace(id, "assessment"), reasons)
}

// OpenReasons opens what [PatientKey.SealReasons] sealed.
//
// Errors: [ErrNotOpened].
func (k *PatientKey) OpenReasons(id claims.ID, sealed []byte) ([]byte, error) {
	return k.Open(claimPlace(id, "assessment"), sealed)
}

// SealStatement seals what a party says to an act on a determination: the grounds of
// an appeal, the reasons of an answer.
func (k *PatientKey) SealStatement(act string, text []byte) ([]byte, error) {
	return k.Seal(actPlace(act, "statement"), text)
}

// OpenStatement opens what [PatientKey.SealStatement] sealed.
//
// Errors: [ErrNotOpened].
func (k *PatientKey) OpenStatement(act string, sealed []byte) ([]byte, error) {
	return k.Open(actPlace(act, "statement"), sealed)
}

// SealMemberNumber seals the member number of a coverage.
func (k *PatientKey) SealMemberNumber(coverage, number string) ([]byte, error) {
	return k.Seal(memberPlace(coverage), []byte(number))
}

// OpenMemberNumber opens what [PatientKey.SealMemberNumber] sealed.
//
// Errors: [ErrNotOpened].
func (k *PatientKey) OpenMemberNumber(coverage string, sealed []byte) (string, error) {
	number, err := k.Open(memberPlace(coverage), sealed)
	return string(number), err
}

// SealDetails seals what is known of the patient.
func (k *PatientKey) SealDetails(details PatientDetails) ([]byte, error) {
	text, err := json.Marshal(details)
	if err != nil {
		return nil, fmt.Errorf("writing a patient's details: %w", err)
	}
	return k.Seal(detailsPlace(k.patient), text)
}

// OpenDetails opens what [PatientKey.SealDetails] sealed.
//
// Errors: [ErrNotOpened].
func (k *PatientKey) OpenDetails(sealed []byte) (PatientDetails, error) {
	text, err := k.Open(detailsPlace(k.patient), sealed)
	if err != nil {
		return PatientDetails{}, err
	}
	var details PatientDetails
	if err := json.Unmarshal(text, &details); err != nil {
		return PatientDetails{}, ErrNotOpened // the parser's error may repeat the details
	}
	return details, nil
}

// SealCoordination seals what is known of the patient's coverages beside one, for that
// one's coordination column.
func (k *PatientKey) SealCoordination(coverage string, known *adjudicate.Coordination) ([]byte, error) {
	text, err := json.Marshal(known)
	if err != nil {
		return nil, fmt.Errorf("writing a patient's other coverages: %w", err)
	}
	return k.Seal(coordinationPlace(coverage), text)
}

// OpenCoordination opens what [PatientKey.SealCoordination] sealed; of nothing it
// returns nil.
//
// Errors: [ErrNotOpened].
func (k *PatientKey) OpenCoordination(coverage string, sealed []byte) (*adjudicate.Coordination, error) {
	if sealed == nil {
		return nil, nil //nolint:nilnil // nothing is known.
	}
	text, err := k.Open(coordinationPlace(coverage), sealed)
	if err != nil {
		return nil, err
	}
	known := new(adjudicate.Coordination)
	if err := json.Unmarshal(text, known); err != nil {
		return nil, ErrNotOpened // the parser's error may repeat what is known
	}
	return known, nil
}

// SealDetail seals what a rule found that a person has to look at.
func (k *PatientKey) SealDetail(review string, detail []byte) ([]byte, error) {
	return k.Seal(reviewPlace(review, "detail"), detail)
}

// OpenDetail opens what [PatientKey.SealDetail] sealed.
//
// Errors: [ErrNotOpened].
func (k *PatientKey) OpenDetail(review string, sealed []byte) ([]byte, error) {
	return k.Open(reviewPlace(review, "detail"), sealed)
}

// SealReviewReasons seals why a review was resolved as it was.
func (k *PatientKey) SealReviewReasons(review, text string) ([]byte, error) {
	return k.Seal(reviewPlace(review, "reasons"), []byte(text))
}

// OpenReviewReasons opens what [PatientKey.SealReviewReasons] sealed.
//
// Errors: [ErrNotOpened].
func (k *PatientKey) OpenReviewReasons(review string, sealed []byte) (string, error) {
	text, err := k.Open(reviewPlace(review, "reasons"), sealed)
	return string(text), err
}

func reviewPlace(review, column string) Place {
	return Place{Table: "claim_reviews", Column: column, Row: review}
}

func claimPlace(id claims.ID, column string) Place {
	return Place{Table: "claims", Column: column, Row: string(id)}
}

func actPlace(act, column string) Place {
	return Place{Table: "ledger_acts", Column: column, Row: act}
}

func memberPlace(coverage string) Place {
	return Place{Table: "coverages", Column: "member_number", Row: coverage}
}

func coordinationPlace(coverage string) Place {
	return Place{Table: "coverages", Column: "coordination", Row: coverage}
}

func detailsPlace(patient string) Place {
	return Place{Table: "patients", Column: "details", Row: patient}
}

// Format implements fmt.Formatter: what is known of a patient is never printed.
func (PatientDetails) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "[patient]") }

// SealAuthorization seals a prior authorization, for its content column.
func (k *PatientKey) SealAuthorization(id string, a *adjudicate.Authorization) ([]byte, error) {
	content, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("writing an authorization: %w", err)
	}
	return k.Seal(authorizationPlace(id), content)
}

// OpenAuthorization opens what [PatientKey.SealAuthorization] sealed.
//
// Errors: [ErrNotOpened].
func (k *PatientKey) OpenAuthorization(id string, sealed []byte) (adjudicate.Authorization, error) {
	var a adjudicate.Authorization
	content, err := k.Open(authorizationPlace(id), sealed)
	if err != nil {
		return a, err
	}
	if json.Unmarshal(content, &a) != nil {
		return a, ErrNotOpened
	}
	return a, nil
}

func authorizationPlace(id string) Place {
	return Place{Table: "authorizations", Column: "content", Row: id}
}
