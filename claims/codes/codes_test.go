package codes_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/codes"
)

// day is a day counted from 0001-01-01, as claims.Date is.
type day int32

const (
	sep2015 day = 735871 // 2015-09-30
	oct2015 day = 735872 // 2015-10-01
	dec2019 day = 737424 // 2019-12-31
	jan2020 day = 737425 // 2020-01-01
	now     day = 739941 // 2026-11-21
)

func TestKnown_OnTheDateOfService(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		code codes.Code
		on   day
		want bool
	}{
		{"HCPCS", codes.Code{System: codes.HCPCS, Value: "G0439"}, now, true},
		{"HCPCS in small letters", codes.Code{System: codes.HCPCS, Value: "g0439"}, now, false},
		{"ICD-10-CM before its first day", codes.Code{System: codes.ICD10CM, Value: "I10"}, sep2015, false},
		{"ICD-10-CM on its first day", codes.Code{System: codes.ICD10CM, Value: "I10"}, oct2015, true},
		{"ICD-10-CM with a dot", codes.Code{System: codes.ICD10CM, Value: "E11.9"}, now, false},
		{"last day of a retired code", codes.Code{System: codes.Synthetic, Value: "ZX900"}, dec2019, true},
		{"day after a retired code", codes.Code{System: codes.Synthetic, Value: "ZX900"}, jan2020, false},
		{"day before a new code", codes.Code{System: codes.Synthetic, Value: "ZX901"}, dec2019, false},
		{"first day of a new code", codes.Code{System: codes.Synthetic, Value: "ZX901"}, jan2020, true},
		{"code of another set", codes.Code{System: codes.ICD10CM, Value: "G0439"}, now, false},
		{"SNOMED", codes.Code{System: codes.SNOMED, Value: "73211009"}, now, true},
		{"SNOMED with an extension", codes.Code{System: codes.SNOMED, Value: "900000000000207008"}, now, true},
		{"SNOMED with a wrong check digit", codes.Code{System: codes.SNOMED, Value: "73211008"}, now, false},
		{"SNOMED too short", codes.Code{System: codes.SNOMED, Value: "12345"}, now, false},
		{"SNOMED with letters", codes.Code{System: codes.SNOMED, Value: "7321100A"}, now, false},
		{"CVX", codes.Code{System: codes.CVX, Value: "140"}, now, true},
		{"CVX with a leading zero", codes.Code{System: codes.CVX, Value: "03"}, now, true},
		{"CVX too long", codes.Code{System: codes.CVX, Value: "1400"}, now, false},
		{"CVX with a letter", codes.Code{System: codes.CVX, Value: "1A"}, now, false},
		{"no such set", codes.Code{System: "cpt", Value: "99213"}, now, false},
		{"nothing", codes.Code{}, now, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := codes.Known(c.code, c.on); got != c.want {
				t.Errorf("got %t", got)
			}
		})
	}
}

func TestSNOMED_AnyWrongDigitAndAnySwapIsFound(t *testing.T) {
	t.Parallel()
	for _, valid := range []string{"22298006", "73211009", "185345009", "162673000", "10509002", "195662009", "44054006", "900000000000207008"} {
		if !codes.Known(codes.Code{System: codes.SNOMED, Value: valid}, now) {
			t.Errorf("%s is not known", valid)
		}
		for i := range len(valid) {
			for digit := byte('0'); digit <= '9'; digit++ {
				wrong := []byte(valid)
				wrong[i] = digit
				isKnown := codes.Known(codes.Code{System: codes.SNOMED, Value: string(wrong)}, now)
				if isKnown != (digit == valid[i]) {
					t.Errorf("%s is taken for a code", wrong)
				}
			}
		}
		for i := range len(valid) - 1 {
			swapped := []byte(valid)
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			if string(swapped) != valid && codes.Known(codes.Code{System: codes.SNOMED, Value: string(swapped)}, now) {
				t.Errorf("%s is taken for a code", swapped)
			}
		}
	}
}

// Level I (CPT: five digits, or four and F, T, U, A, M) and dental codes (CDT: D
// and four digits) are other owners'.
func TestTables_HoldNoCodesOfOtherOwners(t *testing.T) {
	t.Parallel()
	hcpcs := regexp.MustCompile(`^[A-CE-V][0-9]{4}$`)
	icd := regexp.MustCompile(`^[A-Z][0-9][0-9A-Z]{1,5}$`)
	synthetic := regexp.MustCompile(`^ZX[0-9]{3}$`)
	place := regexp.MustCompile(`^[0-9]{2}$`)
	for name, pattern := range map[string]*regexp.Regexp{
		"data/hcpcs.csv": hcpcs, "data/icd10cm.csv": icd, "data/synthetic.csv": synthetic, "data/pos.csv": place,
	} {
		for code, text := range codes.TextsOf(name) {
			if !pattern.MatchString(code) || text == "" {
				t.Errorf("%s: %s, %q", name, code, text)
			}
		}
	}
}

func TestTables_NameSourceAndLicence(t *testing.T) {
	t.Parallel()
	heads := codes.Heads()
	if len(heads) != 5 {
		t.Errorf("got %d tables", len(heads))
	}
	for name, head := range heads {
		for _, word := range []string{"# source: ", "# licence: "} {
			if !regexp.MustCompile("(?m)^" + word).MatchString(head) {
				t.Errorf("%s lacks %q", name, word)
			}
		}
	}
}

func TestFile_HoldsWhatTheTablesHold(t *testing.T) {
	t.Parallel()
	heads := codes.Heads()
	names := codes.Files()
	if len(names) != len(heads) {
		t.Errorf("got %q", names)
	}
	for _, name := range names {
		head, isTable := heads["data/"+name]
		if !isTable || !strings.HasPrefix(string(codes.File(name)), head) {
			t.Errorf("%s is not the file of its table", name)
		}
	}
}

func TestIsPlaceOfService_OnTheDateOfService(t *testing.T) {
	t.Parallel()
	if !codes.IsPlaceOfService("11", now) || codes.IsPlaceOfService("98", now) || codes.IsPlaceOfService("", now) {
		t.Error("places of service are not those of the table")
	}
	if codes.IsPlaceOfService("10", dec2019) || !codes.IsPlaceOfService("10", now) {
		t.Error("telehealth at home began in 2022")
	}
	if codes.PlaceOfServiceText("11") != "Office" {
		t.Errorf("got %q", codes.PlaceOfServiceText("11"))
	}
}

func TestIsModifier_TwoCapitalsOrDigits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"25": true, "LT": true, "X1": true, "": false, "2": false, "lt": false, "255": false, "é": false, "2-": false} {
		if codes.IsModifier(text) != want {
			t.Errorf("%q: got %t", text, !want)
		}
	}
}

func TestAdjustmentTexts_ExistForEveryCodeInUse(t *testing.T) {
	t.Parallel()
	for _, group := range []codes.Group{
		codes.ContractualObligation, codes.PatientResponsibility, codes.OtherAdjustment, codes.PayerInitiated,
	} {
		if codes.GroupText(group) == "" {
			t.Errorf("group %s has no text", group)
		}
	}
	for _, carc := range []string{codes.CARCDeductible, codes.CARCCoinsurance, codes.CARCCopay, codes.CARCAboveFeeSchedule} {
		if codes.CARCText(carc) == "" || codes.DemandsRemark(carc) {
			t.Errorf("reason %s has no text, or demands a remark", carc)
		}
	}
	if codes.CARCText("9999") != "" || codes.RARCText("") != "" || codes.GroupText("XX") != "" {
		t.Error("a code that is not in use has a text")
	}
	if !codes.DemandsRemark("96") || !codes.DemandsRemark("226") || codes.DemandsRemark("18") {
		t.Error("the reasons that demand a remark are wrong")
	}
}

func TestSystems_AreForProceduresOrDiagnoses(t *testing.T) {
	t.Parallel()
	for system, want := range map[codes.System][2]bool{
		codes.HCPCS: {true, false}, codes.CVX: {true, false}, codes.SNOMED: {true, true},
		codes.Synthetic: {true, false}, codes.ICD10CM: {false, true}, "cpt": {false, false}, "": {false, false},
	} {
		if got := [2]bool{codes.IsProcedureSystem(system), codes.IsDiagnosisSystem(system)}; got != want {
			t.Errorf("%s: got %v", system, got)
		}
	}
	if code := (codes.Code{System: codes.HCPCS, Value: "G0439"}); code.String() != "hcpcs:G0439" || codes.Text(code) == "" {
		t.Errorf("got %s, %q", code, codes.Text(code))
	}
}
