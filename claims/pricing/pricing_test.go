package pricing_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

const file = `# fees of 2026
system,code,class,method,amount,evidence
hcpcs,G0439,office,fee,15000,
synthetic, ZX301 ,imaging,fee,60000,18748-4

synthetic,ZX200,lab,percent,6667
synthetic,ZX700,lab,fee,0,
*,*,lab,percent,5000,
`

var classes = []string{"office", "imaging", "lab"}

func schedule(t *testing.T, text string) pricing.Schedule {
	t.Helper()
	parsed, faults := pricing.ParseSchedule(text, classes)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return parsed
}

func price(s pricing.Schedule, code codes.Code, charge int64, units int) (pricing.Price, bool) {
	return s.Price(&pricing.Line{Code: code, Charge: money.Cents(charge), Units: units})
}

func code(value string) codes.Code { return codes.Code{System: codes.Synthetic, Value: value} }

func TestPrice_IsTheLesserOfChargeAndFee(t *testing.T) {
	t.Parallel()
	s := schedule(t, file)
	for _, c := range []struct {
		name     string
		code     codes.Code
		charge   int64
		units    int
		allowed  int64
		class    uint8
		evidence string
	}{
		{"fee below the charge", codes.Code{System: codes.HCPCS, Value: "G0439"}, 25000, 1, 15000, 0, ""},
		{"charge below the fee", codes.Code{System: codes.HCPCS, Value: "G0439"}, 14999, 1, 14999, 0, ""},
		{"fee by the unit", codes.Code{System: codes.HCPCS, Value: "G0439"}, 99999, 3, 45000, 0, ""},
		{"charge below the fee of all units", codes.Code{System: codes.HCPCS, Value: "G0439"}, 40000, 3, 40000, 0, ""},
		{"units past any amount", code("ZX301"), 70000, math.MaxInt, 70000, 1, "18748-4"},
		{"needs a document", code("ZX301"), 70000, 1, 60000, 1, "18748-4"},
		{"share below half a cent", code("ZX200"), 1, 1, 1, 2, ""},       // 0.6667
		{"share rounded down", code("ZX200"), 2, 1, 1, 2, ""},            // 1.3334
		{"share rounded up", code("ZX200"), 4, 1, 3, 2, ""},              // 2.6668
		{"share of all units at once", code("ZX200"), 100, 7, 67, 2, ""}, // 66.67, not 7 × …
		{"fee of nothing", code("ZX700"), 100, 1, 0, 2, ""},              //
		{"default row", code("ZX999"), 101, 1, 51, 2, ""},                // 50.5
		{"same value of another set", codes.Code{System: codes.CVX, Value: "ZX301"}, 100, 1, 50, 2, ""},
		{"no units", code("ZX301"), 100, 0, 0, 1, "18748-4"},
		{"negative charge", code("ZX301"), -100, 1, 0, 1, "18748-4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, ok := price(s, c.code, c.charge, c.units)
			if !ok || got.Allowed.Cents() != c.allowed || got.Class != c.class || got.Evidence != c.evidence {
				t.Errorf("got %+v, %t", got, ok)
			}
		})
	}
}

func TestPrice_FindsCodesOfAnyForm(t *testing.T) {
	t.Parallel()
	values := []string{"G0439", "00439", "439", "g0439", "G0439A1B2C3D4E5F", "G-439", "9940000000000000000"}
	text := ""
	for i, value := range values {
		text += fmt.Sprintf("synthetic,%s,office,fee,%d,\n", value, 1000+i)
	}
	s := schedule(t, text)
	for i, value := range values {
		if got, isPriced := price(s, code(value), 90_000, 1); !isPriced || got.Allowed != money.Cents(int64(1000+i)) {
			t.Errorf("%s: got %v", value, got)
		}
	}
	if _, isPriced := price(s, code("0439"), 90_000, 1); isPriced || s.Len() != len(values) {
		t.Errorf("a code of no row has a price, or there are %d codes", s.Len())
	}
}

func TestPrice_WithoutARowThereIsNone(t *testing.T) {
	t.Parallel()
	s := schedule(t, "synthetic,ZX101,office,fee,1,")
	if got, ok := price(s, code("ZX102"), 100, 1); ok {
		t.Errorf("got %+v", got)
	}
	if got, ok := price(pricing.Schedule{}, code("ZX101"), 100, 1); ok {
		t.Errorf("got %+v", got)
	}
}

func TestParseSchedule_ListsEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	text := `synthetic,ZX1,office,fee,100,
synthetic,ZX1,office,fee,100,
synthetic,ZX2,nothing,fee,100,
synthetic,ZX3,office,free,100,
synthetic,ZX4,office,fee,1.50,
synthetic,ZX5,office,fee,-1,
synthetic,ZX6,office,percent,10001,
synthetic,ZX7,office,fee,1099511627776,
synthetic,,office,fee,1,
cpt,99213,office,fee,1,
synthetic,ZX8,office
*,*,office,fee,1,
*,*,office,fee,1,
synthetic,ZX9,office,fee,1,` + strings.Repeat("x", 65)
	_, faults := pricing.ParseSchedule(text, classes)
	var got []string
	for _, fault := range faults {
		got = append(got, fault.Path)
	}
	want := "feeSchedule.lines[2].code feeSchedule.lines[3].class feeSchedule.lines[4].method feeSchedule.lines[5].amount " +
		"feeSchedule.lines[6].amount feeSchedule.lines[7].amount feeSchedule.lines[8].amount feeSchedule.lines[9].code " +
		"feeSchedule.lines[10].system feeSchedule.lines[11] feeSchedule.lines[13].code feeSchedule.lines[14].evidence"
	if strings.Join(got, " ") != want {
		t.Errorf("got %s", strings.Join(got, " "))
	}
}

func TestParseSchedule_RefusesAnEmptyFileAndTooManyClasses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "# nothing\n", "system,code,class,method,amount,evidence\n"} {
		if _, faults := pricing.ParseSchedule(text, classes); len(faults) != 1 || faults[0].Path != "feeSchedule" {
			t.Errorf("%q: got %v", text, faults)
		}
	}
	if _, faults := pricing.ParseSchedule("*,*,c,fee,1,", append(make([]string, 64), "c")); len(faults) == 0 {
		t.Error("65 classes were taken")
	}
}

func TestParseSchedule_TakesWindowsLinesAndSpaces(t *testing.T) {
	t.Parallel()
	s := schedule(t, "synthetic , ZX1, office, fee, 100 ,\r\n# comment\r\n")
	if got, ok := price(s, code("ZX1"), 500, 1); !ok || got.Allowed.Cents() != 100 || s.Len() != 1 {
		t.Errorf("got %+v, %t", got, ok)
	}
}

func TestRoot_IsOfTheContentAndNotOfTheFile(t *testing.T) {
	t.Parallel()
	base := schedule(t, "synthetic,ZX1,office,fee,100,\nsynthetic,ZX2,lab,percent,100,x\n")
	same := schedule(t, "# comment\nsynthetic,ZX2, lab,percent,0100,x\nsynthetic,ZX1,office,fee,100\n")
	if base.Root() != same.Root() || base.String() != same.String() {
		t.Error("order and comments change the root")
	}
	seen := map[[32]byte]string{base.Root(): "base"}
	for name, text := range map[string]string{
		"amount":   "synthetic,ZX1,office,fee,101,\nsynthetic,ZX2,lab,percent,100,x\n",
		"method":   "synthetic,ZX1,office,percent,100,\nsynthetic,ZX2,lab,percent,100,x\n",
		"class":    "synthetic,ZX1,lab,fee,100,\nsynthetic,ZX2,lab,percent,100,x\n",
		"evidence": "synthetic,ZX1,office,fee,100,\nsynthetic,ZX2,lab,percent,100,\n",
		"row less": "synthetic,ZX1,office,fee,100,\n",
		"default":  "synthetic,ZX1,office,fee,100,\nsynthetic,ZX2,lab,percent,100,x\n*,*,office,fee,1,\n",
	} {
		root := schedule(t, text).Root()
		if other, isTaken := seen[root]; isTaken {
			t.Errorf("%s has the root of %s", name, other)
		}
		seen[root] = name
	}
}

func FuzzParseSchedule_NeverAllowsAboveTheCharge(f *testing.F) {
	f.Add(file, int64(25000), 2)
	f.Add("*,*,office,fee,18446744073709551615,", int64(-1), -1)
	f.Fuzz(func(t *testing.T, text string, charge int64, units int) {
		s, faults := pricing.ParseSchedule(text, classes)
		if len(faults) > 0 {
			return
		}
		again, faults := pricing.ParseSchedule(s.Text(), classes)
		if len(faults) > 0 || again.Root() != s.Root() {
			t.Error("a schedule does not read back")
		}
		got, ok := price(s, code("ZX301"), charge, units)
		if ok && (got.Allowed.IsNegative() || (charge >= 0 && got.Allowed.Cents() > charge) || int(got.Class) >= len(classes)) {
			t.Errorf("got %+v of %d", got, charge)
		}
	})
}
