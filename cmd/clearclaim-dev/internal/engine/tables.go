package engine

import (
	"bytes"
	"fmt"
	"math/rand/v2"

	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Sizes of the tables that do not grow.
const (
	procedureCodes = 15_000
	diagnosisCodes = 10_000
)

// book is what claims are decided by.
type book struct {
	size
	set  *rules.Set
	plan coverage.Plan
}

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 4)) }

// newBook generates the files and reads them as an installation reads its own.
func newBook(size size) (*book, error) {
	set, faults := rules.Parse(size.files())
	if len(faults) > 0 {
		return nil, fmt.Errorf("%w: %s: %s", errTables, faults[0].Path, faults[0].Text)
	}
	b := &book{size: size, set: set, plan: coverage.Plan{
		ID: 1, Insurer: 1, Classes: []coverage.Class{{Name: "general", IsCovered: true, IsDeductibleApplied: true, Coinsurance: 2000}},
		IsInNetworkOnly: true, Clocks: coverage.Clocks{TimelyFilingDays: 365},
	}}
	schedule, faults := pricing.ParseSchedule(size.feeSchedule(), []string{"general"})
	if len(faults) > 0 {
		return nil, fmt.Errorf("%w: %s: %s", errTables, faults[0].Path, faults[0].Text)
	}
	b.plan.FeeSchedule = schedule
	return b, nil
}

// procedure is the i-th procedure code, diagnosis the i-th diagnosis code.
func procedure(i int) codes.Code {
	return codes.Code{System: codes.HCPCS, Value: fmt.Sprintf("%c%04d", "ABCE"[i/10_000], i%10_000)}
}

func diagnosis(i int) codes.Code {
	return codes.Code{System: codes.ICD10CM, Value: fmt.Sprintf("%c%02d%02d", 'A'+rune(i/2500), i%2500/25, i%25)}
}

// feeSchedule is the fee schedule: a row for each of the first codes, and a default.
func (s size) feeSchedule() string {
	var out bytes.Buffer
	out.WriteString("system,code,class,method,amount,evidence\n")
	for i := range s.fees {
		_, _ = fmt.Fprintf(&out, "hcpcs,%s,general,fee,%d,\n", procedure(i).Value, 2_000+i*7%40_000)
	}
	out.WriteString("*,*,general,percent,6000,\n")
	return out.String()
}

// files are the rule set's.
func (s size) files() map[string][]byte {
	files := map[string]*bytes.Buffer{}
	file := func(name, kind, header string) *bytes.Buffer {
		if files[rules.ManifestName] == nil {
			files[rules.ManifestName] = bytes.NewBufferString("file,kind,version,source,licence,start,end\n")
		}
		_, _ = fmt.Fprintf(files[rules.ManifestName], "%s,%s,1,generated,Apache-2.0,2020-01-01,\n", name, kind)
		files[name] = bytes.NewBufferString(header + "\n")
		return files[name]
	}
	s.writeCodes(file)
	s.writePairs(file("ptp.txt", "ptp-practitioner",
		"Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date\tModifier\tPTP Edit Rationale"))
	s.writeFits(file)
	out := make(map[string][]byte, len(files))
	for name, content := range files {
		out[name] = content.Bytes()
	}
	return out
}

type newFile func(name, kind, header string) *bytes.Buffer

func (s size) writeCodes(file newFile) {
	hcpcs := file("hcpcs.csv", "hcpcs", "code,start,end,text")
	for i := range procedureCodes {
		_, _ = fmt.Fprintf(hcpcs, "%s,2000-01-01,,generated\n", procedure(i).Value)
	}
	icd := file("icd10cm.csv", "icd10cm", "code,start,end,text")
	for i := range diagnosisCodes {
		_, _ = fmt.Fprintf(icd, "%s,2015-10-01,,generated\n", diagnosis(i).Value)
	}
}

// partner is the k-th procedure that the i-th has a pair with.
func partner(i, k int) int { return (i + 1 + k*37) % procedureCodes }

func (s size) writePairs(out *bytes.Buffer) {
	for n := range s.pairs {
		i, k := n%procedureCodes, n/procedureCodes
		_, _ = fmt.Fprintf(out, "%s\t%s\t\t20200101\t*\t%d\tgenerated\n", procedure(i).Value, procedure(partner(i, k)).Value, n%10/3&1)
	}
}

// writeFits writes what procedures and diagnoses fit, and how much of them is plausible.
func (s size) writeFits(file newFile) {
	mue := file("mue.csv", "mue-practitioner",
		"HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale")
	procedures := file("procedures.csv", "procedures", "procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes")
	addOns := file("add-ons.csv", "add-ons", "add-on,primary,start,end")
	frequency := file("frequency.csv", "frequency", "procedure,start,end,most,of,per")
	supports := file("supports.csv", "supports", "procedure,diagnosis,start,end")
	for i := range procedureCodes {
		code := procedure(i).Value
		_, _ = fmt.Fprintf(mue, "%s,%d,%s,generated\n", code, 2+i%9, [...]string{"1 Line Edit", "2 Date of Service Edit: Policy", "3 Date of Service Edit: Clinical"}[i%3])
		_, _ = fmt.Fprintf(procedures, "%s,2020-01-01,,%s,%s,11 12 22 23,%s,,,%s,%s\n", code,
			[...]string{"", "", "", "18- years"}[i%4], sexOf(i, 25), [...]string{"", "207Q 208D"}[i%2],
			[...]string{"", "needs-diagnosis"}[i%2], [...]string{"", "15", "30"}[i%3])
		if i%30 == 7 {
			_, _ = fmt.Fprintf(addOns, "%s,%s,2020-01-01,\n", code, procedure(partner(i, 5)).Value)
		}
		if i%8 == 3 {
			_, _ = fmt.Fprintf(frequency, "%s,2020-01-01,,%d,services,%s\n", code, 1+i%3, [...]string{"calendar-year", "365 days", "lifetime"}[i%3])
		}
		if i%24 == 1 {
			_, _ = fmt.Fprintf(supports, "%s,%c,2020-01-01,\n", code, 'A'+rune(i%4))
		}
	}
	diagnoses := file("diagnoses.csv", "diagnoses", "diagnosis,start,end,ages,sex,flags")
	for i := 0; i < diagnosisCodes; i += 5 {
		_, _ = fmt.Fprintf(diagnoses, "%s,2020-01-01,,%s,%s,\n", diagnosis(i).Value, agesOf(i, 60), sexOf(i, 45))
	}
	leie := file("leie.csv", "leie",
		"LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE")
	for i := range 5_000 {
		_, _ = fmt.Fprintf(leie, ",,,,,,,%010d,,,,,,1128a1,20210101,00000000,00000000,\n", 1_000_000_000+i*13)
	}
}

// sexOf and agesOf give every n-th row a bound.
func sexOf(i, n int) string {
	if i%n == 0 {
		return "F"
	}
	return ""
}

func agesOf(i, n int) string {
	if i%n == 0 {
		return "0-17 years"
	}
	return ""
}
