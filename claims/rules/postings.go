package rules

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// posting is a row of the postings: what is posted, for whom.
type posting struct {
	rule     Rule
	network  Network
	business string
	Posting
	isBuiltin bool
	origin    origin
}

const (
	postingRule = iota
	postingNetwork
	postingBusiness
	postingGroup
	postingCARC
	postingRARC
	postingPriority
)

var postingsLayout = table.Layout{Columns: []table.Column{
	{Name: "rule"}, {Name: "network"}, {Name: "business"}, {Name: "group"}, {Name: "carc"}, {Name: "rarc"}, {Name: "priority"},
}, MaxRows: 100_000}

const (
	maxBusiness    = 32
	maxBusinesses  = 250
	maxPriority    = 9999
	builtinFolder  = "builtin/"
	networkCount   = 3
	anyBusinessRow = ""
)

var networkNames = []string{AnyNetwork: "any", InNetwork: "in", OutOfNetwork: "out"}

// loadPostings reads what rules post.
func loadPostings(l *loader, f *file) {
	l.each(f, &postingsLayout, func(r *table.Reader) bool {
		row, isKey := readPostingKey(r)
		isPosting := readPosting(r, &row.Posting)
		if !isKey || !isPosting {
			return false
		}
		row.isBuiltin = strings.HasPrefix(f.File, builtinFolder)
		row.origin = origin{f.File, r.Line()}
		l.postings.add(r, 0, 0, f.Span, row)
		return true
	})
}

// readPostingKey reads which rule it is, and for whom.
func readPostingKey(r *table.Reader) (posting, bool) {
	rule, isRule := ParseRule(r.Text(postingRule))
	network := slices.Index(networkNames, r.Text(postingNetwork))
	business := r.Text(postingBusiness)
	if business == "any" {
		business = anyBusinessRow
	}
	switch {
	case !isRule:
		r.FaultValue(postingRule, errs.ValueInvalid, "the name of a rule")
	case rule.Effect() != Deny:
		r.FaultValue(postingRule, errs.ValueInvalid, "a rule that denies")
	case network < 0:
		r.FaultValue(postingNetwork, errs.ValueInvalid, "in, out or any")
	case !IsBusinessName(r.Text(postingBusiness)):
		r.FaultValue(postingBusiness, errs.ValueInvalid, "any, or a name of small letters, digits and hyphens")
	default:
		return posting{rule: rule, network: Network(network), business: business}, true
	}
	return posting{}, false
}

// IsBusinessName reports whether a text can name a line of business: up to 32 small
// letters, digits and hyphens.
func IsBusinessName(name string) bool {
	isOther := func(c rune) bool { return c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9') }
	return name != "" && len(name) <= maxBusiness && !strings.ContainsFunc(name, isOther)
}

// readPosting reads what is posted.
func readPosting(r *table.Reader, into *Posting) bool {
	groups := []codes.Group{codes.ContractualObligation, codes.PatientResponsibility, codes.OtherAdjustment, codes.PayerInitiated}
	isValid := true
	into.Group, into.CARC, into.RARC = r.Text(postingGroup), r.Text(postingCARC), r.Text(postingRARC)
	if !slices.Contains(groups, codes.Group(into.Group)) {
		r.FaultValue(postingGroup, errs.ValueInvalid, "CO, PR, OA or PI")
		isValid = false
	}
	if _, isCode := code(r, postingCARC, maxReason); !isCode {
		isValid = false
	}
	switch {
	case into.RARC != "":
		if _, isCode := code(r, postingRARC, maxReason); !isCode {
			isValid = false
		}
	case codes.DemandsRemark(into.CARC):
		r.Fault(postingRARC, errs.FieldRequired, "the reason code demands a remark code")
		isValid = false
	}
	priority, isNumber := r.IntOr(postingPriority, 0, 1, maxPriority)
	into.Priority = uint16(priority)
	return isValid && isNumber
}

// postingTable has a posting for each rule, network and line of business.
type postingTable struct {
	rows     []posting // effective, by key
	business []string  // by number; the first is any
	chosen   []*Posting
}

// finish returns the table. A row of the set's own stands for the built-in one of
// its key. Codes must be in the lists that are loaded.
func (l *loader) finishPostings() postingTable {
	rows := make([]posting, 0, len(l.postings.list))
	for i := range l.postings.list {
		rows = append(rows, l.postings.list[i].row)
	}
	slices.SortStableFunc(rows, func(a, b posting) int {
		return cmp.Or(compareKeys(&a, &b), cmp.Compare(bit(a.isBuiltin, 0), bit(b.isBuiltin, 0)))
	})
	kept := rows[:0]
	for i := range rows {
		if len(kept) > 0 && compareKeys(&kept[len(kept)-1], &rows[i]) == 0 {
			l.checkPostingRepeated(&kept[len(kept)-1], &rows[i])
			continue
		}
		kept = append(kept, rows[i])
	}
	t := postingTable{rows: kept, business: []string{anyBusinessRow}}
	for i := range kept {
		l.checkPostingCodes(&kept[i])
		t.addBusiness(kept[i].business)
	}
	if len(t.business) > maxBusinesses {
		l.faults.Add("postings", 0, "", errs.TableTooLarge, "at most 250 lines of business")
		return postingTable{}
	}
	t.choose()
	return t
}

func compareKeys(a, b *posting) int {
	return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.network, b.network), cmp.Compare(a.business, b.business))
}

func (l *loader) checkPostingRepeated(first, second *posting) {
	if second.isBuiltin {
		return
	}
	where := "line " + strconv.Itoa(first.origin.line)
	if first.origin.file != second.origin.file {
		where = first.origin.file + ":" + strconv.Itoa(first.origin.line)
	}
	l.faults.Add(second.origin.file, second.origin.line, "", errs.RowRepeated, "the rule, network and line of business are those of "+where)
}

// checkPostingCodes refuses codes that the lists of the set do not have.
func (l *loader) checkPostingCodes(p *posting) {
	if len(l.carc.list) > 0 && !l.isListed(&l.carc, p.CARC) {
		l.faults.Add(p.origin.file, p.origin.line, "carc", errs.CodeUnknown, "the list of reason codes has no "+p.CARC)
	}
	if p.RARC != "" && len(l.rarc.list) > 0 && !l.isListed(&l.rarc, p.RARC) {
		l.faults.Add(p.origin.file, p.origin.line, "rarc", errs.CodeUnknown, "the list of remark codes has no "+p.RARC)
	}
}

// isListed reports whether a list has a code. It is asked before symbols are renamed.
func (l *loader) isListed(in *draft[none], code string) bool {
	number := l.reasons.Find(codeindex.Pack(code))
	return number != 0 && slices.ContainsFunc(in.list, func(d drafted[none]) bool { return d.symbol == number })
}

func (t *postingTable) addBusiness(name string) {
	if len(t.business) <= maxBusinesses && !slices.Contains(t.business, name) {
		t.business = append(t.business, name)
	}
}

// choose finds the posting of every rule, network and line of business: of the set's own
// rows, and then of the program's, the row of both, else of the network, else of the line
// of business, else of any.
func (t *postingTable) choose() {
	t.chosen = make([]*Posting, (ruleCount+1)*networkCount*len(t.business))
	for rule := Rule(1); rule <= ruleCount; rule++ {
		for network := range Network(networkCount) {
			for business, name := range t.business {
				t.chosen[t.at(rule, network, Business(business))] = t.most(rule, network, name)
			}
		}
	}
}

func (t *postingTable) at(rule Rule, network Network, business Business) int {
	return (int(rule)*networkCount+int(network))*len(t.business) + int(business)
}

func (t *postingTable) most(rule Rule, network Network, business string) *Posting {
	var builtin *Posting
	for _, key := range []posting{
		{rule: rule, network: network, business: business},
		{rule: rule, network: network},
		{rule: rule, business: business},
		{rule: rule},
	} {
		at, isFound := slices.BinarySearchFunc(t.rows, key, func(a, b posting) int { return compareKeys(&a, &b) })
		switch {
		case isFound && !t.rows[at].isBuiltin:
			return &t.rows[at].Posting
		case isFound && builtin == nil:
			builtin = &t.rows[at].Posting
		}
	}
	return builtin
}

// content returns the effective rows as text.
func (t *postingTable) content() content {
	each := func(yield func(key, value []byte)) {
		for i := range t.rows {
			row := &t.rows[i]
			key := strings.Join([]string{row.rule.String(), networkNames[row.network], row.business}, ",")
			value := strings.Join([]string{row.Group, row.CARC, row.RARC, strconv.Itoa(int(row.Priority))}, ",")
			yield([]byte(key), []byte(value))
		}
	}
	return content{name: "postings", rows: len(t.rows), bytes: 8*len(t.chosen) + 128*cap(t.rows), isUndated: true, each: each}
}
