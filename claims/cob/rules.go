package cob

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
)

//go:embed data/government.csv
var government string

// Rules are the dated rules by which Medicare and Medicaid pay after others. The
// zero Rules have none.
type Rules struct {
	rows map[Rule][]threshold
}

// threshold is what a rule demands from a day on.
type threshold struct {
	span      claims.Span
	employees int // that the employer has at least
	months    int // for which the rule lasts from the first month of eligibility
	source    string
}

// BuiltIn returns the rules that come with the program.
var BuiltIn = sync.OnceValue(func() Rules {
	rules, faults := ParseRules("data/government.csv", government)
	if len(faults) > 0 {
		panic(fmt.Sprintf("cob: %v", faults))
	}
	return rules
})

// columns of the table of rules.
var columns = []string{"rule", "start", "end", "employees", "months", "source"}

// ParseRules reads a table of rules: comma-separated, with a head of
// rule,start,end,employees,months,source and comments after #. It lists every
// fault at once; the path of each is FILE:LINE, counted from 1.
func ParseRules(file, text string) (Rules, []*errs.Fault) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comment, reader.FieldsPerRecord = '#', len(columns)
	p := ruleParser{file: file, rules: Rules{rows: map[Rule][]threshold{}}}
	for isHead := true; ; isHead = false {
		record, err := reader.Read()
		if record == nil { // the end, or what is no table from here on
			if isHead || !errors.Is(err, io.EOF) {
				p.fault(lineOf(err), "the table cannot be read")
			}
			return p.rules, p.faults
		}
		line, _ := reader.FieldPos(0)
		switch {
		case err != nil:
			p.fault(line, "a row has six columns")
		case isHead:
			p.head(line, record)
		default:
			p.row(line, record)
		}
	}
}

// lineOf returns the line that a reading error is about, the first of an empty table.
func lineOf(err error) int {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return parse.Line
	}
	return 1
}

type ruleParser struct {
	file   string
	rules  Rules
	faults []*errs.Fault
}

func (p *ruleParser) fault(line int, text string) {
	p.faults = append(p.faults, &errs.Fault{
		Code: errs.CoordinationInvalid, Path: p.file + ":" + strconv.Itoa(line), Text: text,
	})
}

func (p *ruleParser) head(line int, record []string) {
	if strings.Join(record, ",") != strings.Join(columns, ",") {
		p.fault(line, "the columns are "+strings.Join(columns, ","))
	}
}

// row adds a row to its rule, or its faults to theirs.
func (p *ruleParser) row(line int, record []string) {
	before := len(p.faults)
	rule := p.rule(line, record[0])
	row := threshold{source: record[5]}
	row.span = claims.Span{Start: p.date(line, record[1]), End: p.date(line, record[2])}
	if !row.span.End.IsZero() && row.span.End <= row.span.Start {
		p.fault(line, "a row ends after its start")
	}
	row.employees = p.number(line, record[3], rule == WorkingAged || rule == Disability, "employees")
	row.months = p.number(line, record[4], rule == EndStageRenal, "months")
	if row.source == "" {
		p.fault(line, "a row names its source")
	}
	for _, other := range p.rules.rows[rule] {
		if overlap(other.span, row.span) {
			p.fault(line, "the days of two rows overlap")
		}
	}
	if len(p.faults) == before {
		p.rules.rows[rule] = append(p.rules.rows[rule], row)
	}
}

func overlap(a, b claims.Span) bool {
	return (a.End.IsZero() || b.Start < a.End) && (b.End.IsZero() || a.Start < b.End)
}

func (p *ruleParser) rule(line int, name string) Rule {
	for _, rule := range [...]Rule{WorkingAged, Disability, EndStageRenal, MedicaidLast} {
		if rule.String() == name {
			return rule
		}
	}
	p.fault(line, "no rule of this name has thresholds")
	return 0
}

func (p *ruleParser) date(line int, text string) claims.Date {
	if text == "" {
		return 0
	}
	date, err := claims.ParseDate(text)
	if err != nil {
		p.fault(line, "a day is YYYY-MM-DD or empty")
	}
	return date
}

// number reads a count that a rule needs, and is zero for those that do not.
func (p *ruleParser) number(line int, text string, isNeeded bool, what string) int {
	n, err := strconv.ParseUint(text, 10, 24)
	if (err != nil || n == 0) && isNeeded || text != "" && !isNeeded {
		p.fault(line, "the rule's count of "+what+" is missing, or not its own")
	}
	return int(n)
}

// on returns the row of a rule that decides on a day, and false where there is none.
func (r Rules) on(rule Rule, day claims.Date) (threshold, bool) {
	for _, row := range r.rows[rule] {
		if row.span.Contains(day) {
			return row, true
		}
	}
	return threshold{}, false
}
