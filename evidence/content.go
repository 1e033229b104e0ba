package evidence

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// What is encrypted of a claim: its content, which is the salt and then the
// canonical form, and its assessment, which is the canonical reasons.

// SealContent encrypts a claim's salt and canonical form for claims.content.
func SealContent(key *PatientKey, id claims.ID, salt commitment.Salt, canonical []byte) ([]byte, error) {
	plain := make([]byte, 0, len(salt)+len(canonical))
	plain = append(append(plain, salt[:]...), canonical...)
	return key.Seal(contentOf(id), plain)
}

// OpenContent decrypts what [SealContent] gave.
//
// Errors: [ErrNotOpened].
func OpenContent(key *PatientKey, id claims.ID, sealed []byte) (salt commitment.Salt, canonical []byte, err error) {
	plain, err := key.Open(contentOf(id), sealed)
	if err != nil {
		return salt, nil, err
	}
	if len(plain) < len(salt) {
		return salt, nil, ErrNotOpened
	}
	copy(salt[:], plain)
	return salt, plain[len(salt):], nil
}

// SealAssessment encrypts a claim's canonical reasons for claims.assessment.
func SealAssessment(key *PatientKey, id claims.ID, reasons []byte) ([]byte, error) {
	return key.Seal(assessmentOf(id), reasons)
}

// OpenAssessment decrypts what [SealAssessment] gave.
//
// Errors: [ErrNotOpened].
func OpenAssessment(key *PatientKey, id claims.ID, sealed []byte) ([]byte, error) {
	return key.Open(assessmentOf(id), sealed)
}

func contentOf(id claims.ID) Place { return Place{Table: "claims", Column: "content", Row: string(id)} }

func assessmentOf(id claims.ID) Place {
	return Place{Table: "claims", Column: "assessment", Row: string(id)}
}
