package errs_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/clearclaim/clearclaim/claims/errs"
)

func TestCodeOf_FindsTheCodeUnderWrapping(t *testing.T) {
	t.Parallel()
	sentinel := errs.New(errs.ClaimNotFound, "no such claim")
	fault := &errs.Fault{Code: errs.UnitsInvalid, Path: "lines[0].units", Text: "1 to 16383 units"}
	for _, c := range []struct {
		name string
		err  error
		want errs.Code
	}{
		{"sentinel", sentinel, errs.ClaimNotFound},
		{"wrapped sentinel", fmt.Errorf("loading claim: %w", sentinel), errs.ClaimNotFound},
		{"fault", fault, errs.UnitsInvalid},
		{"joined fault", errors.Join(errors.New("other"), fault), errs.UnitsInvalid},
		{"uncoded", errors.New("disk full"), errs.Internal},
		{"none", nil, errs.Internal},
	} {
		if got := errs.CodeOf(c.err); got != c.want {
			t.Errorf("%s: got %s", c.name, got)
		}
	}
	if fault.Error() != "1 to 16383 units at lines[0].units" || sentinel.Error() != "no such claim" {
		t.Error("texts are not those that may be shown")
	}
}
