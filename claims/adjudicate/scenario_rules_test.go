package adjudicate_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/rules"
)

// ruleText makes the files of a rule set of lines in words. Dates are both
// included, and lists are divided by commas:
//
//	pair ZX500 ZX501 modifier-allowed|never|deleted from=DATE to=DATE in=hospital
//	mue ZX400 4 per=line|day|day-absolute in=hospital from=DATE to=DATE
//	procedure ZX301 ages=18-_years sex=F places=11,12 taxonomies=207 modifiers=LT,RT required=LT,RT minutes=15
//	          needs-diagnosis not-covered from=DATE to=DATE
//	diagnosis N400 ages=15-124_years sex=M unacceptable-principal manifestation not-covered from=DATE to=DATE
//	modifier 59 meanings=distinct,repeat procedures=J,Q from=DATE to=DATE
//	add-on G2211 primary=ZX101,ZX102 from=DATE to=DATE; no primary is any
//	frequency ZX104 1 services|units per=day|calendar-year|lifetime|365_days from=DATE to=DATE
//	supports ZX500 M,S from=DATE to=DATE
//	exclude NPI from=DATE to=DATE
//	code synthetic|hcpcs|icd10cm|pos|taxonomy|carc|rarc CODE from=DATE to=DATE
//	mce Female_Only D O80; mce-ages Maternity_Only 9-64_years from=DATE to=DATE
//	posting RULE CO 236 N20 network=out business=NAME priority=5
//
// A kind that is here stands in place of what the program has of it; postings add to
// them.
type ruleText struct {
	t          testing.TB
	start, end string // dates that the files decide, end exclusive
	files      map[string][]byte
	manifest   []string
}

func readRules(tb testing.TB, start, end, text string) map[string][]byte {
	tb.Helper()
	r := ruleText{t: tb, start: start, end: dayAfter(tb, end), files: map[string][]byte{}}
	for line := range strings.Lines(text) {
		r.line(strings.Fields(line))
	}
	manifest := "file,kind,version,source,licence,start,end\n" + strings.Join(r.manifest, "")
	r.files[rules.ManifestName] = []byte(manifest)
	return r.files
}

// dayAfter returns the end of a span whose last day is given, "" for none.
func dayAfter(tb testing.TB, last string) string {
	tb.Helper()
	if last == "" {
		return ""
	}
	return readDate(tb, last).AddDays(1).String()
}

// ruleWords are the words of a line: the first ones stand by their order.
type ruleWords struct {
	t        testing.TB
	in       []string
	flags    []string
	named    map[string]string
	from, to string // inclusive
}

func (r *ruleText) line(words []string) {
	r.t.Helper()
	w := ruleWords{t: r.t, named: map[string]string{}}
	for _, word := range words[1:] {
		key, value, isNamed := strings.Cut(word, "=")
		switch {
		case isNamed:
			w.named[key] = strings.NewReplacer(",", " ", "_", " ").Replace(value)
		case slices.Contains(ruleFlags, word):
			w.flags = append(w.flags, word)
		default:
			w.in = append(w.in, word)
		}
	}
	w.from, w.to = w.take("from"), w.take("to")
	r.row(words[0], &w)
	if len(w.named) > 0 || len(w.in) > 0 || len(w.flags) > 0 {
		r.t.Fatalf("%v: words that its kind has not: %v %v %v", words, w.in, w.flags, w.named)
	}
}

var ruleFlags = []string{"needs-diagnosis", "not-covered", "unacceptable-principal", "manifestation"}

func (w *ruleWords) take(key string) string {
	value := w.named[key]
	delete(w.named, key)
	return value
}

func (w *ruleWords) takeFlags() string {
	flags := strings.Join(w.flags, " ")
	w.flags = nil
	return flags
}

func (w *ruleWords) next() string {
	w.t.Helper()
	if len(w.in) == 0 {
		w.t.Fatal("a word is missing")
	}
	word := w.in[0]
	w.in = w.in[1:]
	return word
}

// end returns the day after the last one.
func (w *ruleWords) end() string { return dayAfter(w.t, w.to) }

func compact(date string) string { return strings.ReplaceAll(date, "-", "") }

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

const (
	pairHeader = "Column 1,Column 2,*=in existence prior to 1996,Effective Date,Deletion Date *=no data," +
		"Modifier 0=not allowed 1=allowed 9=not applicable,PTP Edit Rationale"
	mueHeader = "HCPCS/CPT Code,MUE Values,MUE Adjudication Indicator,MUE Rationale"
	mceHeader = "MCE_Version\tICD_Version\tMCE_Section\tMCE_Subsection\tMCE_Edit_Type\tICD_Code_Type\tICD_Code\tICD_Desc"
)

var (
	pairIndicators = map[string]string{"never": "0", "modifier-allowed": "1", "deleted": "9"}
	mueIndicators  = map[string]string{"line": "1 Line Edit", "day-absolute": "2 Date of Service Edit: Policy", "day": "3 Date of Service Edit: Clinical"}
)

// row adds the row of a kind.
func (r *ruleText) row(kind string, w *ruleWords) {
	r.t.Helper()
	switch kind {
	case "pair":
		one, two, indicator := w.next(), w.next(), w.next()
		r.add("ptp-"+orElse(w.take("in"), "practitioner"), pairHeader, one, two, "", compact(orElse(w.from, "2015-01-01")),
			orElse(compact(w.to), "*"), r.known(pairIndicators, indicator), "")
	case "mue":
		code, units, indicator := w.next(), w.next(), r.known(mueIndicators, w.take("per"))
		r.addDated("mue-"+orElse(w.take("in"), "practitioner"), mueHeader, orElse(w.from, r.start), orElse(w.end(), r.end), code, units, indicator, "")
	case "procedure":
		r.add("procedures", "procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes", w.next(), w.from, w.end(),
			w.take("ages"), w.take("sex"), w.take("places"), w.take("taxonomies"), w.take("modifiers"), w.take("required"), w.takeFlags(), w.take("minutes"))
	case "diagnosis":
		r.add("diagnoses", "diagnosis,start,end,ages,sex,flags", w.next(), w.from, w.end(), w.take("ages"), w.take("sex"), w.takeFlags())
	case "modifier":
		r.add("modifiers", "modifier,start,end,meanings,procedures", w.next(), w.from, w.end(), w.take("meanings"), w.take("procedures"))
	case "add-on":
		code := w.next()
		for _, primary := range strings.Fields(orElse(w.take("primary"), "*")) {
			r.add("add-ons", "add-on,primary,start,end", code, primary, w.from, w.end())
		}
	case "frequency":
		code, most, of := w.next(), w.next(), w.next()
		r.add("frequency", "procedure,start,end,most,of,per", code, w.from, w.end(), most, of, w.take("per"))
	case "supports":
		code, prefixes := w.next(), w.next()
		for prefix := range strings.SplitSeq(prefixes, ",") {
			r.add("supports", "procedure,diagnosis,start,end", code, prefix, w.from, w.end())
		}
	case "exclude":
		r.add("leie", "LASTNAME,NPI,EXCLDATE,REINDATE", "", w.next(), compact(w.from), orElse(compact(w.end()), "00000000"))
	case "code":
		r.code(w)
	case "mce":
		edit, of, code := w.next(), w.next(), w.next()
		r.file("mce", mceHeader, r.start, r.end, strings.Join([]string{"37", "10", "", "", edit, of, code, ""}, "\t"))
	case "mce-ages":
		r.add("mce-ages", "category,ages,start,end", w.next(), strings.ReplaceAll(w.next(), "_", " "), w.from, w.end())
	case "posting":
		rule, group, carc, rarc := w.next(), w.next(), w.next(), ""
		if len(w.in) > 0 {
			rarc = w.next()
		}
		r.add("postings", "rule,network,business,group,carc,rarc,priority", rule, orElse(w.take("network"), "any"), orElse(w.take("business"), "any"),
			group, carc, rarc, orElse(w.take("priority"), "100"))
	default:
		r.t.Fatalf("no such kind: %s", kind)
	}
}

// code adds a row of a code set, in the columns of its list.
func (r *ruleText) code(w *ruleWords) {
	r.t.Helper()
	switch system, code := w.next(), w.next(); system {
	case "taxonomy":
		r.add(system, "Code,Grouping,Classification,Specialization,Definition,Notes", code, "", "", "", "", "")
	case "carc", "rarc", "claim-status":
		r.add(system, "Code,Description,Start Date,Modified Date,Stop Date", code, "", w.from, "", w.end())
	default:
		r.add(system, "code,start,end,text", code, w.from, w.end(), "")
	}
}

func (r *ruleText) known(words map[string]string, word string) string {
	r.t.Helper()
	value, isKnown := words[word]
	if !isKnown {
		r.t.Fatalf("no such word: %s", word)
	}
	return value
}

func (r *ruleText) add(kind, header string, cells ...string) {
	r.addDated(kind, header, r.start, r.end, cells...)
}

func (r *ruleText) addDated(kind, header, start, end string, cells ...string) {
	r.file(kind, header, start, end, strings.Join(cells, ","))
}

// file adds a row to the file of a kind and its dates.
func (r *ruleText) file(kind, header, start, end, row string) {
	name := strings.Trim(kind+"_"+start+"_"+end, "_") + ".csv"
	if r.files[name] == nil {
		r.files[name] = []byte(header + "\n")
		r.manifest = append(r.manifest, fmt.Sprintf("%s,%s,%s,scenario,none,%s,%s\n", name, kind, strconv.Itoa(1), start, end))
	}
	r.files[name] = append(append(r.files[name], row...), '\n')
}
