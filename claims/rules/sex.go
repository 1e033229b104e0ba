package rules

import "errors"

// ErrSexInvalid is returned when a text is not a sex.
var ErrSexInvalid = errors.New("not an administrative sex")

var sexNames = [...]string{AnySex: "", Female: "female", Male: "male"}

// String returns FHIR's word for the administrative sex, "" where it is unknown.
func (s Sex) String() string {
	if int(s) >= len(sexNames) {
		return ""
	}
	return sexNames[s]
}

// MarshalText writes what [Sex.String] returns.
func (s Sex) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what [Sex.MarshalText] wrote.
//
// Errors: [ErrSexInvalid].
func (s *Sex) UnmarshalText(text []byte) error {
	for i, name := range sexNames {
		if name == string(text) {
			*s = Sex(i)
			return nil
		}
	}
	return ErrSexInvalid
}
