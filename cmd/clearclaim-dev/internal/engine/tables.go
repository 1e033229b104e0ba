package engine

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

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
	set    *rules.Set
	prices *pricing.Tables
	plan   coverage.Plan
}

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 4)) }

// newBook generates the files and reads them as an installation reads its own.
func newBook(size size) (*book, error) {
	files := size.files()
	set, faults := rules.Parse(files)
	if len(faults) > 0 {
		return nil, fmt.Errorf("%w: %s: %s", errTables, faults[0].Path, faults[0].Text)
	}
	prices, faults := pricing.ParseTables(files)
	if len(faults) > 0 {
		return nil, fmt.Errorf("%w: %s: %s", errTables, faults[0].Path, faults[0].Text)
	}
	b := &book{size: size, set: set, prices: prices, plan: coverage.Plan{
		ID: 1, Insurer: 1, Classes: []coverage.Class{
			{Name: "general", IsCovered: true, IsDeductibleApplied: true, Coinsurance: 2000},
			{Name: "authorized", IsCovered: true, IsAuthorizationRequired: true, Coinsurance: 2000},
			{Name: "excluded"},
		},
		IsInNetworkOnly: true, Clocks: coverage.Clocks{TimelyFilingDays: 365},
		Coordination: coverage.Coordination{Method: coverage.Traditional, Allowable: coverage.HigherAllowed},
	}}
	schedule, faults := pricing.ParseSchedule(size.feeSchedule(), b.plan.ClassNames())
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

// indexOf returns which procedure a code is.
func indexOf(code codes.Code) int {
	number, _ := strconv.Atoi(code.Value[1:])
	return strings.IndexByte("ABCE", code.Value[0])*10_000 + number
}

func diagnosis(i int) codes.Code {
	return codes.Code{System: codes.ICD10CM, Value: fmt.Sprintf("%c%02d%02d", 'A'+rune(i/2500), i%2500/25, i%25)}
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
	const pairHeader = "Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date\tModifier\tPTP Edit Rationale"
	s.writePairs(file("ptp.txt", "ptp-practitioner", pairHeader), s.pairs)
	s.writePairs(file("ptp-hospital.txt", "ptp-hospital", pairHeader), s.pairs/10)
	s.writeFits(file)
	writeDiagnoses(file)
	s.writeProviders(file)
	s.writePrices(file)
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
		_, _ = fmt.Fprintf(hcpcs, "%s,2000-01-01,%s,generated\n", procedure(i).Value, when(isEnded(i), "2024-01-01"))
	}
	icd := file("icd10cm.csv", "icd10cm", "code,start,end,text")
	for i := range diagnosisCodes {
		_, _ = fmt.Fprintf(icd, "%s,2015-10-01,%s,generated\n", diagnosis(i).Value, when(i%400 == endedDiagnosis, "2024-10-01"))
	}
	modifiers := file("modifiers.csv", "modifiers", "modifier,start,end,meanings,procedures")
	modifiers.WriteString("25,,,distinct,\n26,,,professional,\n50,,,bilateral,\n59,,,distinct,\n76,,,repeat,\nLT,,,left-or-right,\nRT,,,left-or-right,\n" +
		"52,,,reduced,\nKX,,,sex-override,\n" + endedModifier + ",,2021-01-01,,\n")
}

// endedModifier is no longer in force.
const endedModifier = "QZ"

// when returns a text where something is so, and "" elsewhere.
func when(is bool, text string) string {
	if is {
		return text
	}
	return ""
}

// partner is the k-th procedure that the i-th has a pair with.
func (s size) partner(i, k int) int { return (i + 1 + k*37) % s.fees }

func (s size) writePairs(out *bytes.Buffer, pairs int) {
	for n := range pairs {
		i, k := n%s.fees, n/s.fees
		_, _ = fmt.Fprintf(out, "%s\t%s\t\t20200101\t*\t%d\tgenerated\n", procedure(i).Value, procedure(s.partner(i, k)).Value, n%10/3&1)
	}
}

// Which procedures the tables say something of: those of every n-th one.
func isStay(i int) bool            { return i%250 == 33 }
func hasPrimary(i int) bool        { return i%30 == 7 }
func isLimited(i int) bool         { return i%8 == 3 }
func isSupported(i int) bool       { return i%24 == 1 }
func isOfAdults(i int) bool        { return i%4 == 3 }
func isOfWomen(i int) bool         { return i%25 == 0 }
func isEnded(i int) bool           { return i%400 == 17 }
func isElsewhere(i int) bool       { return i%50 == 4 }
func needsModifier(i int) bool     { return i%100 == 6 }
func needsDiagnosis(i int) bool    { return i%2 == 1 }
func isOfTables(i int) bool        { return i%300 == 21 } // not covered, by them
func takesFewModifiers(i int) bool { return i%40 == 2 }

// writeFits writes what procedures fit, and how much of them is plausible.
func (s size) writeFits(file newFile) {
	const mueHeader = " MUE Values,MUE Adjudication Indicator,MUE Rationale"
	practitioner := file("mue.csv", "mue-practitioner", "HCPCS/CPT Code,Practitioner Services"+mueHeader)
	hospital := file("mue-hospital.csv", "mue-hospital", "HCPCS/CPT Code,Outpatient Hospital Services"+mueHeader)
	procedures := file("procedures.csv", "procedures", "procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes")
	addOns := file("add-ons.csv", "add-ons", "add-on,primary,start,end")
	frequency := file("frequency.csv", "frequency", "procedure,start,end,most,of,per")
	supports := file("supports.csv", "supports", "procedure,diagnosis,start,end")
	for i := range procedureCodes {
		code := procedure(i).Value
		for _, mue := range []*bytes.Buffer{practitioner, hospital} {
			_, _ = fmt.Fprintf(mue, "%s,%d,%s,generated\n", code, 2+i%9, [...]string{"1 Line Edit", "2 Date of Service Edit: Policy", "3 Date of Service Edit: Clinical"}[i%3])
		}
		_, _ = fmt.Fprintf(procedures, "%s,2020-01-01,,%s\n", code, fitsOf(i))
		if hasPrimary(i) {
			_, _ = fmt.Fprintf(addOns, "%s,%s,2020-01-01,\n", code, procedure(s.partner(i, 5)).Value)
		}
		if isLimited(i) {
			_, _ = fmt.Fprintf(frequency, "%s,2020-01-01,,%d,services,%s\n", code, 1+i%3, [...]string{"calendar-year", "365 days", "lifetime"}[i%3])
		}
		if isSupported(i) {
			_, _ = fmt.Fprintf(supports, "%s,%c,2020-01-01,\n", code, 'A'+rune(i%4))
		}
	}
}

// fitsOf returns what a row of procedures says behind its dates.
func fitsOf(i int) string {
	places, flags, minutes := "11 12 22 23", when(needsDiagnosis(i), "needs-diagnosis"), [...]string{"", "15", "30"}[i%3]
	if isElsewhere(i) {
		places = "21"
	}
	if isOfTables(i) {
		flags = "not-covered"
	}
	if isStay(i) {
		minutes = "1440"
	}
	return fmt.Sprintf("%s,%s,%s,%s,%s,%s,%s,%s", when(isOfAdults(i), "18- years"), when(isOfWomen(i), "F"), places, [...]string{"", "207Q 208D"}[i%2],
		when(takesFewModifiers(i), "25 26 50 52 59"), when(needsModifier(i), "LT RT"), flags, minutes)
}

// Which diagnoses the tables say something of.
const (
	uncoveredDiagnosis, manifestation, unacceptablePrincipal = 5, 10, 15 // of 500 each
	endedDiagnosis                                           = 7         // of 400
	ofChildren                                               = 0         // of 60
	ofWomen                                                  = 0         // of 45
)

func writeDiagnoses(file newFile) {
	diagnoses := file("diagnoses.csv", "diagnoses", "diagnosis,start,end,ages,sex,flags")
	for i := 0; i < diagnosisCodes; i += 5 {
		flags := map[int]string{
			uncoveredDiagnosis: "not-covered", manifestation: "manifestation", unacceptablePrincipal: "unacceptable-principal",
		}[i%500]
		_, _ = fmt.Fprintf(diagnoses, "%s,2020-01-01,,%s,%s,%s\n", diagnosis(i).Value, when(i%60 == ofChildren, "0-17 years"), when(i%45 == ofWomen, "F"), flags)
	}
}

// npi is that of the i-th provider.
func npi(i int) rules.NPI { return rules.NPI(1_500_000_000 + i*7) }

// Which providers the tables say something of.
const (
	outOfNetwork    = 3  // of 50
	withoutContract = 8  // of 100
	otherTaxonomy   = 1  // of 20
	excludedOne     = 11 // of 400
	group           = 6  // of 10
)

// writeProviders writes the directory, and who is excluded.
func (s size) writeProviders(file newFile) {
	directory := file("directory.csv", "directory", "npi,start,end,network,name,locality,taxonomy,persons")
	leie := file("leie.csv", "leie",
		"LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE")
	excluded := func(npi rules.NPI) {
		_, _ = fmt.Fprintf(leie, ",,,,,,,%010d,,,,,,1128a1,20210101,00000000,00000000,\n", npi)
	}
	for i := range s.providers {
		network, name, taxonomy := "in", "gold", "207Q00000X"
		if i%50 == outOfNetwork {
			network, name = "out", ""
		}
		if i%100 == withoutContract {
			name = "bronze"
		}
		if i%20 == otherTaxonomy {
			taxonomy = "363L00000X"
		}
		_, _ = fmt.Fprintf(directory, "%d,2020-01-01,,%s,%s,%s,%s,%s\n", npi(i), network, name, locality(i%localities), taxonomy, when(i%10 == group, "5"))
		if i%400 == excludedOne {
			excluded(npi(i))
		}
	}
	for i := range 5_000 { // who are of no network
		excluded(rules.NPI(1_000_000_000 + i*13))
	}
}
