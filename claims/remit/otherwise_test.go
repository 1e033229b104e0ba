package remit_test

import (
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/remit"
)

func TestOtherwise_SaysEveryChange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change adjudicate.Change
		want   string
	}{
		{"modifier", adjudicate.Change{Kind: adjudicate.AddModifier, Value: "59"}, "Modifier 59 is added."},
		{"no modifier", adjudicate.Change{Kind: adjudicate.RemoveModifier, Value: "JW"}, "Modifier JW is taken away."},
		{"units", adjudicate.Change{Kind: adjudicate.SetUnits, Value: "4"}, "The units are 4."},
		{"place", adjudicate.Change{Kind: adjudicate.SetPlace, Value: "11"}, "The place of service is 11."},
		{"pointer", adjudicate.Change{Kind: adjudicate.PointToDiagnosis, Value: "2"}, "The line points to diagnosis 2 too."},
		{"no pointer", adjudicate.Change{Kind: adjudicate.DropDiagnosis, Value: "2"}, "The line does not point to diagnosis 2."},
		{"first", adjudicate.Change{Kind: adjudicate.PutFirst, Value: "2"}, "Diagnosis 2 stands first."},
		{"document", adjudicate.Change{Kind: adjudicate.SendDocument, Value: "18748-4"}, "A document of kind 18748-4 is sent."},
		{"any document", adjudicate.Change{Kind: adjudicate.SendDocument}, "A document that supports the service is sent."},
		{"authorization", adjudicate.Change{Kind: adjudicate.NameAuthority, Value: "A-1"}, "Prior authorization A-1 is named."},
		{"new authorization", adjudicate.Change{Kind: adjudicate.ObtainAuthority}, "A prior authorization is obtained from the insurer, and its number named."},
		{"answer", adjudicate.Change{Kind: adjudicate.SendPriorAnswer, Value: "60054"}, "What 60054 answered, which pays first, is sent."},
	} {
		if got := remit.Otherwise(c.change); got != c.want || !strings.HasSuffix(got, ".") {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if got := remit.Otherwise(adjudicate.Change{Kind: "other"}); got != "" {
		t.Errorf("an unknown kind: got %q", got)
	}
}
