package evidence_test

import (
	"errors"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/evidence"
)

func TestSealClaim_RoundTripAndBoundToItsClaim(t *testing.T) {
	t.Parallel()
	jane, _ := setup(t).patient(t, "jane")
	sealed, err := jane.SealClaim("c1", commitment.Salt{1, 2}, []byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	salt, canonical, err := jane.OpenClaim("c1", sealed)
	if err != nil || salt != (commitment.Salt{1, 2}) || string(canonical) != secret {
		t.Fatalf("got %v %q, %v", salt, canonical, err)
	}
	if _, _, err := jane.OpenClaim("c2", sealed); !errors.Is(err, evidence.ErrNotOpened) {
		t.Errorf("another claim: got %v", err)
	}
	if _, err := jane.OpenReasons("c1", sealed); !errors.Is(err, evidence.ErrNotOpened) {
		t.Errorf("another column: got %v", err)
	}
}

func TestSealDetails_RoundTrip(t *testing.T) {
	t.Parallel()
	jane, _ := setup(t).patient(t, "jane")
	for _, want := range []evidence.PatientDetails{{Name: "Jane"}, {Name: "Jane", BirthDate: claims.NewDate(1950, 1, 1)}} {
		sealed, err := jane.SealDetails(want)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := jane.OpenDetails(sealed); err != nil || got != want {
			t.Fatalf("got %+v, %v", got, err)
		}
	}
	sealed, err := jane.SealMemberNumber("cov", "M1")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := jane.OpenMemberNumber("cov", sealed); err != nil || got != "M1" {
		t.Fatalf("got %q, %v", got, err)
	}
}
