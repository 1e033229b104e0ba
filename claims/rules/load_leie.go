package rules

import (
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

const (
	leieNPI = iota
	leieExcluded
	leieReinstated
)

// Source of the columns: HHS-OIG, List of Excluded Individuals/Entities. Who the
// rows are about is not read, and no value of them is repeated.
var leieLayout = table.Layout{
	Columns: []table.Column{
		{Name: "NPI"},
		{Name: "EXCLDATE"},
		{Name: "REINDATE"},
	},
	Ignored: []string{
		"LASTNAME", "FIRSTNAME", "MIDNAME", "BUSNAME", "GENERAL", "SPECIALTY", "UPIN", "DOB", "ADDRESS", "CITY", "STATE", "ZIP",
		"EXCLTYPE", "WAIVERDATE", "WVRSTATE", "WAIVERSTATE",
	},
	IsPersonal: true,
}

// noDate and noNPI stand for none in the file.
const (
	noDate = "00000000"
	noNPI  = "0000000000"
)

// loadExclusions reads who is excluded and from when. Rows without an NPI are not
// kept: a claim names providers by nothing else.
func loadExclusions(l *loader, f *file) {
	l.each(f, &leieLayout, func(r *table.Reader) bool {
		npi := r.Text(leieNPI)
		if npi == "" || npi == "0" || npi == noNPI {
			return false
		}
		if NPIOf(npi) == 0 {
			r.Fault(leieNPI, errs.ValueInvalid, "ten digits")
			return false
		}
		start, isStart := r.Date(leieExcluded)
		if start.IsZero() {
			if isStart {
				r.Fault(leieExcluded, errs.DateInvalid, "a date is needed")
			}
			return false
		}
		return l.addExclusion(f, r, npi)
	})
}

func (l *loader) addExclusion(f *file, r *table.Reader, npi string) bool {
	start, _ := r.Date(leieExcluded)
	span := f.Span
	span.Start = max(span.Start, start)
	if reinstated := r.Text(leieReinstated); reinstated != "" && reinstated != noDate {
		end, isEnd := r.Date(leieReinstated)
		if !isEnd {
			return false
		}
		if end < start {
			r.Fault(leieReinstated, errs.SpanInvalid, "the reinstatement is before the exclusion")
			return false
		}
		span.End = earlier(span.End, end)
	}
	if !span.End.IsZero() && span.End <= span.Start {
		return false // lifted on the day that it began, or before what the file decides
	}
	l.exclusions.add(r, l.npis.Add(codeindex.Pack(npi)), 0, span, none{})
	return true
}
