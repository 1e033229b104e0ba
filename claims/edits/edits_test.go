package edits_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
)

var today = claims.NewDate(2026, 11, 21)

func good() claims.Claim {
	return claims.Claim{
		Type: claims.Professional, Frequency: claims.Original, Insurer: 1, Provider: 7,
		PatientAccountNumber: "ACCT 1", MemberNumber: "M-001",
		Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: "J069"}, {System: codes.SNOMED, Value: "73211009"}},
		Lines: []claims.Line{{
			Sequence: 1, Procedure: codes.Code{System: codes.HCPCS, Value: "G0439"}, Modifiers: []string{"25", "LT"},
			PlaceOfService: "11", DiagnosisPointers: []int{2, 1}, ServiceDate: claims.NewDate(2026, 3, 1), Units: 1,
			Charge: money.Cents(25000),
		}},
	}
}

func TestValidate_TakesAGoodClaim(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*claims.Claim){
		"as it is":               func(*claims.Claim) {},
		"service today":          func(c *claims.Claim) { c.Lines[0].ServiceDate = today },
		"service long ago":       func(c *claims.Claim) { old(c, claims.NewDate(1900, 1, 1)) },
		"service on a leap day":  func(c *claims.Claim) { old(c, claims.NewDate(1968, 2, 29)) },
		"no diagnosis":           func(c *claims.Claim) { c.Diagnoses, c.Lines[0].DiagnosisPointers = nil, nil },
		"no modifier":            func(c *claims.Claim) { c.Lines[0].Modifiers = nil },
		"no place of service":    func(c *claims.Claim) { c.Lines[0].PlaceOfService = "" },
		"vaccine":                func(c *claims.Claim) { c.Lines[0].Procedure = codes.Code{System: codes.CVX, Value: "140"} },
		"largest charge":         func(c *claims.Claim) { c.Lines[0].Charge = money.Cents(money.MaxCents) },
		"informational line":     func(c *claims.Claim) { c.Lines = append(c.Lines, informational(2)) },
		"line at no charge":      func(c *claims.Claim) { c.Lines = append(c.Lines, informational(2)); c.Lines[1].IsInformational = false },
		"name of another script": func(c *claims.Claim) { c.PatientAccountNumber = "Ärztin 李-7" },
		"longest account number": func(c *claims.Claim) { c.PatientAccountNumber = strings.Repeat("é", 38) },
		"most lines":             func(c *claims.Claim) { c.Lines = lines(99) },
	} {
		claim := good()
		change(&claim)
		if faults := edits.Validate(claim, today, nil); len(faults) != 0 {
			t.Errorf("%s: got %v", name, faults)
		}
		if _, err := commitment.Canonical(claim); err != nil {
			t.Errorf("%s: an accepted claim has no canonical form: %v", name, err)
		}
	}
}

// old puts the claim on a day before ICD-10-CM and the visit were in use.
func old(c *claims.Claim, date claims.Date) {
	c.Diagnoses, c.Lines[0].DiagnosisPointers = c.Diagnoses[1:], []int{1}
	c.Lines[0].ServiceDate, c.Lines[0].Procedure.Value = date, "J1885"
}

func informational(sequence int) claims.Line {
	line := good().Lines[0]
	line.Sequence, line.Charge, line.IsInformational = sequence, money.Cents(0), true
	return line
}

func lines(count int) []claims.Line {
	list := make([]claims.Line, count)
	for i := range list {
		list[i] = good().Lines[0]
		list[i].Sequence = i + 1
	}
	return list
}

func TestValidate_NamesTheFaultAndItsPlace(t *testing.T) {
	t.Parallel()
	first := func(change func(*claims.Line)) func(*claims.Claim) {
		return func(c *claims.Claim) { change(&c.Lines[0]) }
	}
	for _, c := range []struct {
		name   string
		change func(*claims.Claim)
		code   errs.Code
		path   string
	}{
		{"no such type", func(c *claims.Claim) { c.Type = "dental" }, errs.TypeUnsupported, "type"},
		{"another frequency", func(c *claims.Claim) { c.Frequency = 6 }, errs.FrequencyUnsupported, "frequency"},
		{"void with lines", func(c *claims.Claim) { c.Frequency = claims.Void }, errs.TooManyLines, "lines"},
		{"replacement without lines", func(c *claims.Claim) { c.Frequency, c.Lines = claims.Replacement, nil }, errs.ClaimWithoutCharge, "lines"},
		{"no frequency", func(c *claims.Claim) { c.Frequency = 0 }, errs.FrequencyUnsupported, "frequency"},
		{"no insurer", func(c *claims.Claim) { c.Insurer = 0 }, errs.FieldRequired, "insurer"},
		{"no provider", func(c *claims.Claim) { c.Provider = 0 }, errs.FieldRequired, "provider"},
		{"no account number", func(c *claims.Claim) { c.PatientAccountNumber = "" }, errs.FieldRequired, "patientAccountNumber"},
		{"blank account number", func(c *claims.Claim) { c.PatientAccountNumber = "  " }, errs.TextInvalid, "patientAccountNumber"},
		{"long account number", func(c *claims.Claim) { c.PatientAccountNumber = strings.Repeat("1", 39) }, errs.FieldTooLong, "patientAccountNumber"},
		{"huge account number", func(c *claims.Claim) { c.PatientAccountNumber = strings.Repeat("1", 1<<20) }, errs.FieldTooLong, "patientAccountNumber"},
		{"no member number", func(c *claims.Claim) { c.MemberNumber = "" }, errs.FieldRequired, "memberNumber"},
		{"long member number", func(c *claims.Claim) { c.MemberNumber = strings.Repeat("é", 81) }, errs.FieldTooLong, "memberNumber"},
		{"member number with a control", func(c *claims.Claim) { c.MemberNumber = "M\x00" }, errs.TextInvalid, "memberNumber"},
		{"member number with a line feed", func(c *claims.Claim) { c.MemberNumber = "M\n1" }, errs.TextInvalid, "memberNumber"},
		{"member number that turns", func(c *claims.Claim) { c.MemberNumber = "M\u202e1" }, errs.TextInvalid, "memberNumber"},
		{"member number with nothing visible", func(c *claims.Claim) { c.MemberNumber = "M\u200b1" }, errs.TextInvalid, "memberNumber"},
		{"member number that is not UTF-8", func(c *claims.Claim) { c.MemberNumber = "M\xff" }, errs.TextInvalid, "memberNumber"},
		{"long prior authorization", func(c *claims.Claim) { c.PriorAuthorization = strings.Repeat("1", 51) }, errs.FieldTooLong, "priorAuthorization"},
		{"too many diagnoses", func(c *claims.Claim) { c.Diagnoses = slices.Repeat(c.Diagnoses, 7) }, errs.FieldTooLong, "diagnoses"},
		{"diagnosis of a procedure set", func(c *claims.Claim) { c.Diagnoses[1] = codes.Code{System: codes.HCPCS, Value: "G0439"} }, errs.CodeUnknown, "diagnoses[1].system"},
		{"unknown diagnosis", func(c *claims.Claim) { c.Diagnoses[0].Value = "Q999" }, errs.CodeUnknown, "diagnoses[0].code"},
		{"empty diagnosis", func(c *claims.Claim) { c.Diagnoses[0].Value = "" }, errs.FieldRequired, "diagnoses[0].code"},
		{"retired diagnosis", func(c *claims.Claim) { c.Diagnoses[0].Value = "M545" }, errs.CodeUnknown, "diagnoses[0].code"},
		{"too many lines", func(c *claims.Claim) { c.Lines = lines(100) }, errs.TooManyLines, "lines"},
		{"no lines", func(c *claims.Claim) { c.Lines = nil }, errs.ClaimWithoutCharge, "lines"},
		{"information alone", func(c *claims.Claim) { c.Lines[0] = informational(1) }, errs.ClaimWithoutCharge, "lines"},
		{"charges that are too much together", func(c *claims.Claim) {
			c.Lines = lines(2)
			c.Lines[0].Charge = money.Cents(money.MaxCents)
		}, errs.AmountTooLarge, "lines"},
		{"sequence from zero", first(func(l *claims.Line) { l.Sequence = 0 }), errs.LineSequenceInvalid, "lines[0].sequence"},
		{"no date", first(func(l *claims.Line) { l.ServiceDate = 0 }), errs.FieldRequired, "lines[0].serviceDate"},
		{"date of another age", first(func(l *claims.Line) { l.ServiceDate = claims.NewDate(1899, 12, 31) }), errs.DateInvalid, "lines[0].serviceDate"},
		{"negative date", first(func(l *claims.Line) { l.ServiceDate = -1 }), errs.DateInvalid, "lines[0].serviceDate"},
		{"tomorrow", first(func(l *claims.Line) { l.ServiceDate = today + 1 }), errs.DateInFuture, "lines[0].serviceDate"},
		{"procedure of a diagnosis set", first(func(l *claims.Line) { l.Procedure = codes.Code{System: codes.ICD10CM, Value: "J069"} }), errs.CodeUnknown, "lines[0].procedure.system"},
		{"unknown procedure", first(func(l *claims.Line) { l.Procedure.Value = "99213" }), errs.CodeUnknown, "lines[0].procedure.code"},
		{"no procedure", first(func(l *claims.Line) { l.Procedure.Value = "" }), errs.FieldRequired, "lines[0].procedure.code"},
		{"long procedure", first(func(l *claims.Line) { l.Procedure.Value = strings.Repeat("1", 19) }), errs.FieldTooLong, "lines[0].procedure.code"},
		{"too many modifiers", first(func(l *claims.Line) { l.Modifiers = []string{"A1", "A2", "A3", "A4", "A5"} }), errs.FieldTooLong, "lines[0].modifiers"},
		{"modifier in small letters", first(func(l *claims.Line) { l.Modifiers[1] = "lt" }), errs.ModifierInvalid, "lines[0].modifiers[1]"},
		{"modifier twice", first(func(l *claims.Line) { l.Modifiers[1] = "25" }), errs.ModifierInvalid, "lines[0].modifiers[1]"},
		{"unknown place", first(func(l *claims.Line) { l.PlaceOfService = "98" }), errs.PlaceOfServiceUnknown, "lines[0].placeOfService"},
		{"pointer to nothing", first(func(l *claims.Line) { l.DiagnosisPointers[1] = 3 }), errs.DiagnosisPointerInvalid, "lines[0].diagnosisPointers[1]"},
		{"pointer from zero", first(func(l *claims.Line) { l.DiagnosisPointers[0] = 0 }), errs.DiagnosisPointerInvalid, "lines[0].diagnosisPointers[0]"},
		{"pointer twice", first(func(l *claims.Line) { l.DiagnosisPointers[1] = 2 }), errs.DiagnosisPointerInvalid, "lines[0].diagnosisPointers[1]"},
		{"too many pointers", first(func(l *claims.Line) { l.DiagnosisPointers = []int{1, 2, 1, 2, 1} }), errs.FieldTooLong, "lines[0].diagnosisPointers"},
		{"no units", first(func(l *claims.Line) { l.Units = 0 }), errs.UnitsInvalid, "lines[0].units"},
		{"too many units", first(func(l *claims.Line) { l.Units = 16_384 }), errs.UnitsInvalid, "lines[0].units"},
		{"negative charge", first(func(l *claims.Line) { l.Charge = money.Cents(-1) }), errs.AmountNegative, "lines[0].chargeCents"},
		{"informational at a charge", func(c *claims.Claim) {
			c.Lines = lines(2)
			c.Lines[1].IsInformational = true
		}, errs.MalformedRequest, "lines[1].isInformational"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			claim := good()
			c.change(&claim)
			faults := edits.Validate(claim, today, nil)
			if len(faults) != 1 || faults[0].Code != c.code || faults[0].Path != c.path {
				t.Errorf("got %v; want %s at %s", faults, c.code, c.path)
			}
		})
	}
}

func TestValidate_ChargePastTheLedgerIsAFaultOfTheLineAndTheSum(t *testing.T) {
	t.Parallel()
	claim := good()
	claim.Lines[0].Charge = money.Cents(1 << 36)
	faults := edits.Validate(claim, today, nil)
	if len(faults) != 2 || faults[0].Path != "lines[0].chargeCents" || faults[1].Path != "lines" || faults[0].Code != errs.AmountTooLarge {
		t.Errorf("got %v", faults)
	}
}

func TestValidate_ListsEveryFaultAtOnceAndNoValue(t *testing.T) {
	t.Parallel()
	const secret = "SECRET7"
	claim := claims.Claim{
		Type: secret, Frequency: 9, PatientAccountNumber: strings.Repeat(secret, 10), MemberNumber: secret + "\x00",
		PriorAuthorization: strings.Repeat(secret, 10), Diagnoses: []codes.Code{{System: secret, Value: secret}, {System: codes.ICD10CM, Value: secret}},
		Lines: []claims.Line{{
			Sequence: 77, Procedure: codes.Code{System: codes.HCPCS, Value: secret}, Modifiers: []string{secret},
			PlaceOfService: secret, DiagnosisPointers: []int{77}, ServiceDate: today + 77, Units: -77, Charge: money.Cents(-77),
		}, {Sequence: 2, Procedure: codes.Code{System: secret}}},
	}
	faults := edits.Validate(claim, today, nil)
	var paths []string
	for _, fault := range faults {
		paths = append(paths, fault.Path)
		if text := fmt.Sprint(fault); strings.Contains(text, secret) || strings.Contains(text, "77") {
			t.Errorf("a value is repeated: %s", text)
		}
	}
	want := []string{
		"type", "frequency", "insurer", "provider", "patientAccountNumber", "memberNumber", "priorAuthorization",
		"diagnoses[0].system", "diagnoses[1].code", "lines[0].sequence", "lines[0].serviceDate", "lines[0].procedure.code",
		"lines[0].modifiers[0]", "lines[0].placeOfService", "lines[0].diagnosisPointers[0]", "lines[0].units", "lines[0].chargeCents",
		"lines[1].serviceDate", "lines[1].procedure.system", "lines[1].units",
	}
	if !slices.Equal(paths, want) {
		t.Errorf("got %v", paths)
	}
}

func FuzzValidate_AcceptedClaimsAreWithinBoundsAndHaveAForm(f *testing.F) {
	f.Add("ACCT", "M-001", "J069", "G0439", "25", "11", int32(739700), 1, int64(100), 1)
	f.Add("\xff", "\u202e", "", "", "", "", int32(-1), -1, int64(-1), 0)
	f.Fuzz(func(t *testing.T, account, member, diagnosis, procedure, modifier, place string, date int32, units int, cents int64, pointer int) {
		claim := good()
		claim.PatientAccountNumber, claim.MemberNumber, claim.Diagnoses[0].Value = account, member, diagnosis
		line := &claim.Lines[0]
		line.Procedure.Value, line.Modifiers[0], line.PlaceOfService = procedure, modifier, place
		line.ServiceDate, line.Units, line.Charge, line.DiagnosisPointers[0] = claims.Date(date), units, money.Cents(cents), pointer
		if faults := edits.Validate(claim, today, nil); len(faults) != 0 {
			return
		}
		canonical, err := commitment.Canonical(claim)
		if err != nil {
			t.Fatalf("an accepted claim has no canonical form: %v", err)
		}
		if _, err := commitment.ParseClaim(canonical); err != nil {
			t.Fatalf("an accepted claim does not read back: %s", canonical)
		}
		receipt := commitment.Receipt{CoverageYear: 1, ServiceDay: line.ServiceDate, Lines: commitment.ReceiptLines(claim)}
		if _, err := receipt.Leaf(); err != nil {
			t.Fatalf("an accepted claim has no leaf: %v", err)
		}
	})
}

func BenchmarkValidate(b *testing.B) {
	claim := good()
	claim.Lines = lines(3)
	b.ReportAllocs()
	for b.Loop() {
		if faults := edits.Validate(claim, today, nil); len(faults) > 0 {
			b.Fatal(faults)
		}
	}
}

func TestValidate_CorrectionsEnter(t *testing.T) {
	t.Parallel()
	replacement := good()
	replacement.Frequency = claims.Replacement
	void := good()
	void.Frequency, void.Lines = claims.Void, nil
	for _, c := range []claims.Claim{replacement, void} {
		if faults := edits.Validate(c, today, nil); len(faults) > 0 {
			t.Errorf("frequency %d: got %v", c.Frequency, faults)
		}
	}
}

// The codes are those of the rule set: one that the program's own tables lack is
// known where the insurer's have it, and the other way round.
func TestValidate_CodesAreThoseOfTheSet(t *testing.T) {
	t.Parallel()
	set, faults := rules.Parse(map[string][]byte{
		rules.ManifestName: []byte("file,kind,version,source,licence,start,end\nh.csv,hcpcs,1,test,none,,\np.csv,pos,1,test,none,,\n"),
		"h.csv":            []byte("code,start,end,text\nB9998,2020-01-01,,a code\n"),
		"p.csv":            []byte("code,start,end,text\n12,,,home\n"),
	})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	claim := good()
	claim.Lines = claim.Lines[:1]
	claim.Lines[0].Procedure = codes.Code{System: codes.HCPCS, Value: "B9998"}
	claim.Lines[0].PlaceOfService = "12"
	if got := edits.Validate(claim, today, set); len(got) != 0 {
		t.Errorf("got %v", got[0])
	}
	if got := edits.Validate(claim, today, nil); len(got) != 1 || got[0].Code != errs.CodeUnknown {
		t.Errorf("got %v", got)
	}
	claim.Lines[0].PlaceOfService = "11"
	if got := edits.Validate(claim, today, set); len(got) != 1 || got[0].Code != errs.PlaceOfServiceUnknown {
		t.Errorf("got %v", got)
	}
}
