package evidence

import (
	"encoding/json"
	"fmt"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// PatientDetails is what is known of a patient besides the claims.
type PatientDetails struct {
	Name      string      `json:"name"`
	BirthDate claims.Date `json:"birthDate"` // zero when not known
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

func claimPlace(id claims.ID, column string) Place {
	return Place{Table: "claims", Column: column, Row: string(id)}
}

func actPlace(act, column string) Place {
	return Place{Table: "ledger_acts", Column: column, Row: act}
}

func memberPlace(coverage string) Place {
	return Place{Table: "coverages", Column: "member_number", Row: coverage}
}

func detailsPlace(patient string) Place {
	return Place{Table: "patients", Column: "details", Row: patient}
}
