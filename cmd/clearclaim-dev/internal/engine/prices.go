package engine

import (
	"bytes"
	"fmt"
)

// document is the kind that some lines need.
const document = "18842-5"

// Which procedures the fee schedule says something of.
func needsAuthorization(i int) bool { return i%25 == 3 }
func isExcluded(i int) bool         { return i%200 == 5 }
func needsDocument(i int) bool      { return i%60 == 9 }

// isRelative reports whether a procedure is priced by its relative values: every third is,
// of those that have a row.
func isRelative(i int) bool { return i%3 == 0 }

// feeSchedule is the fee schedule: a row for each of the first codes, more for some
// networks and modifiers, and a default.
func (s size) feeSchedule() string {
	var out bytes.Buffer
	out.WriteString("system,code,class,method,amount,evidence,modifier,network\n")
	for i := range s.fees {
		code, class, evidence := procedure(i).Value, classOf(i), ""
		if needsDocument(i) {
			evidence = document
		}
		method, amount := "fee", 2_000+i*7%40_000
		switch {
		case isRelative(i):
			method, amount = "rbrvs", 10_000+i%3_000
		case i%50 == 11:
			method, amount = "percent", 7_000
		case i%50 == 13:
			method = "case"
		}
		_, _ = fmt.Fprintf(&out, "hcpcs,%s,%s,%s,%d,%s,,\n", code, class, method, amount, evidence)
		if i%10 == 2 {
			_, _ = fmt.Fprintf(&out, "hcpcs,%s,%s,fee,%d,%s,,gold\n", code, class, 2_500+i%9_000, evidence)
		}
		if i%20 == 4 {
			_, _ = fmt.Fprintf(&out, "hcpcs,%s,%s,fee,%d,%s,26,\n", code, class, 900+i%5_000, evidence)
		}
	}
	out.WriteString("*,*,general,percent,6000,,,\n")
	return out.String()
}

func classOf(i int) string {
	switch {
	case needsAuthorization(i):
		return "authorized"
	case isExcluded(i):
		return "excluded"
	}
	return "general"
}

// localities are as many as Medicare has.
const localities = 112

func locality(i int) string { return fmt.Sprintf("%05d-%02d", 1_000+i/10, i%10+1) }

// Which of the procedures with relative values have none that price them.
const (
	byReport    = 30 // of 90
	nothingPaid = 60 // of 300
	noPrice     = 90 // of 300
)

func statusOf(i int) string {
	switch {
	case i%90 == byReport:
		return "C"
	case i%300 == nothingPaid:
		return "B"
	case i%300 == noPrice:
		return "N"
	}
	return "A"
}

// unpricedModifier needs a row of its own, which no procedure has; unpaidModifier is of a
// second surgeon, whom none is paid to.
const unpricedModifier, unpaidModifier = "TC", "62"

// writePrices writes the price tables.
func (s size) writePrices(file newFile) {
	values := file("rvu.csv", "rvu",
		"HCPCS,MOD,STATUS CODE,WORK RVU,NON-FAC PE RVU,FACILITY PE RVU,MP RVU,PRE OP,INTRA OP,POST OP,MULT PROC,BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,ENDO BASE")
	for i := range s.fees {
		if !isRelative(i) {
			continue
		}
		multiple, base := [...]string{"0", "2", "3", "5"}[i/3%4], ""
		if multiple == "3" {
			base = procedure(i / 36 * 36).Value
		}
		_, _ = fmt.Fprintf(values, "%s,,%s,%d.%02d,%d.40,%d.60,0.1%d,0.10,0.80,0.10,%s,1,2,0,0,%s\n",
			procedure(i).Value, statusOf(i), i%9, i%100, i%7, i%5, i%10, multiple, base)
	}
	indices := file("gpci.csv", "gpci", "Medicare Administrative Contractor,State,Locality Number,Locality Name,PW GPCI,PE GPCI,MP GPCI")
	for i := range localities {
		name := locality(i)
		_, _ = fmt.Fprintf(indices, "%s,CA,%s,GENERATED,1.0%02d,0.9%02d,0.7%02d\n", name[:5], name[6:], i%100, i*3%100, i*7%100)
	}
	file("factors.csv", "conversion-factors", "factor,amount,start,end").WriteString("standard,33.00,2020-01-01,2026-07-01\nstandard,32.3465,2026-07-01,\n")
	file("status.csv", "rvu-status", "status,outcome,start,end").WriteString("A,priced,,\nB,nothing,,\nC,by-report,,\nN,none,,\n")
	file("facilities.csv", "facility-places", "place,start,end").WriteString("21,,\n22,,\n23,,\n")
	file("rates.csv", "modifier-rates", "modifier,field,indicator,rate,start,end").WriteString(
		"50,bilateral,1,15000,,\n50,bilateral,,10000,,\n52,,,5000,,\n26,,,4000,,\n" + unpricedModifier + ",,,own-row,,\n" + unpaidModifier + ",co-surgeon,0,nothing,,\n")
	file("ranks.csv", "multiple-procedures", "indicator,method,joins,rank,rate,start,end").WriteString(
		"2,rank,,1,10000,,\n2,rank,,2,5000,,\n2,rank,,3+,2500,,\n3,family,2,,,,\n5,practice-expense,,1,10000,,\n5,practice-expense,,2+,5000,,\n")
	file("contracts.csv", "contracts", "network,contract,start,end").WriteString("gold,C-1,2020-01-01,\n")
}
