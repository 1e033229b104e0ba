package verifying

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// ErrOtherDecision is returned, joined with what differs, when the plan's rules give other
// denials, classes or codes than the ledger was given.
var ErrOtherDecision = errors.New("the plan's rules decide otherwise")

// Edits are what the plan's rules give for a claim, beside what was posted.
type Edits struct {
	// NotAsked says why the rules were not asked at all; then there is nothing else.
	NotAsked string `json:"notAsked,omitempty"`
	// Taken are facts that were taken as they were told: nothing of them is on the ledger.
	Taken []string `json:"taken,omitempty"`
	// Unasked are facts that are not at hand, with the rules that were not asked for it, or
	// not of all that they look at.
	Unasked []UnaskedRules `json:"unasked"`
	Lines   []LineEdits    `json:"lines"`
	// Differences are those of the claim as a whole: faults for which it was not to be accepted.
	Differences []string `json:"differences,omitempty"`
}

// UnaskedRules are rules that a fact is missing for.
type UnaskedRules struct {
	Lacking string   `json:"lacking"`
	Rules   []string `json:"rules"`
}

// LineEdits is what was posted for a line, beside what the rules give.
type LineEdits struct {
	Sequence int `json:"sequence"`
	// Denial is the ledger's word for why the line is denied.
	Denial string `json:"denial"`
	// Hits are the rules that hit the line, as the proof has them.
	Hits []LineHit `json:"hits"`
	// Differences say where the rules give something else.
	Differences []string `json:"differences,omitempty"`
}

// LineHit is a rule that hit a line.
type LineHit struct {
	Rule     string `json:"rule"`
	Group    string `json:"group"`
	CARC     string `json:"carc"`
	RARC     string `json:"rarc,omitempty"`
	IsPosted bool   `json:"isPosted"`
	// IsGiven is set when the rules, asked again, gave the hit. What NotAsked names a fact
	// of, which is not at hand, they were not asked: only that they post this for it.
	IsGiven  bool   `json:"isGiven"`
	NotAsked string `json:"notAsked,omitempty"`
}

// Err returns what differs, and nil where nothing does.
//
// Errors: [ErrOtherDecision].
func (e *Edits) Err() error {
	all := []error{ErrOtherDecision}
	for _, difference := range e.Differences {
		all = append(all, errors.New(difference))
	}
	for i := range e.Lines {
		for _, difference := range e.Lines[i].Differences {
			all = append(all, fmt.Errorf("line %d: %s", e.Lines[i].Sequence, difference))
		}
	}
	if len(all) == 1 {
		return nil
	}
	return errors.Join(all...)
}

// ask asks the edits again.
func (h *held) ask() (*Edits, error) {
	posted, why := h.posted()
	if why != "" {
		return &Edits{NotAsked: why, Unasked: []UnaskedRules{}, Lines: []LineEdits{}}, nil
	}
	recheck, err := adjudicate.NewRecheck(h.in, adjudicate.Known{
		HasSpan: h.isYearOfBlock, HasTerms: h.documents.Plan != nil, Allowed: h.allowed(), Earlier: h.earlier,
	}, posted)
	if err != nil {
		return nil, fmt.Errorf("asking the edits again: %w", err)
	}
	report := &Edits{Taken: h.taken(), Unasked: []UnaskedRules{}, Lines: []LineEdits{}}
	for _, unasked := range recheck.Unasked {
		row := UnaskedRules{Lacking: string(unasked.RestsOn)}
		for _, rule := range unasked.Rules {
			row.Rules = append(row.Rules, rule.String())
		}
		report.Unasked = append(report.Unasked, row)
	}
	for _, fault := range edits.Validate(h.opened.Claim, h.in.ReceivedOn, h.in.Rules) {
		report.Differences = append(report.Differences, fmt.Sprintf("it was not to be accepted: %s at %s", fault.Code, fault.Path))
	}
	for i := range recheck.Lines {
		line := lineEditsOf(&recheck.Lines[i], &h.opened.Determination.Results[i])
		line.add(recheck)
		report.Lines = append(report.Lines, line)
	}
	report.addStrays(recheck)
	return report, nil
}

// posted returns the reasons of the determination, or why the rules cannot be asked again.
func (h *held) posted() (adjudicate.Reasons, string) {
	made := &h.opened.Determination
	switch {
	case h.opened.Receipt.Kind == commitment.KindVoid:
		return nil, "a void has no lines"
	case made.Version > 1:
		return nil, "the claim was determined anew: by an appeal, or for a correction"
	case h.version != adjudicate.RuleVersion:
		return nil, fmt.Sprintf("the plan names rules of version %s, and this program has version %s", h.version, adjudicate.RuleVersion)
	case !made.Facts.Has(commitment.HasReasons):
		return nil, ""
	case h.opened.Reasons == nil:
		return nil, "the proof lacks the reasons of the determination"
	}
	reasons, err := adjudicate.ParseReasons(h.opened.Reasons)
	if err != nil {
		return nil, "the reasons of the determination are not the engine's"
	}
	for i := range reasons {
		if version := reasons[i].RuleVersion; version != adjudicate.RuleVersion {
			return nil, fmt.Sprintf("the claim was decided by rules of version %s, and this program has version %s", version, adjudicate.RuleVersion)
		}
	}
	return reasons, ""
}

// allowed returns what was allowed of each line.
func (h *held) allowed() map[int]money.Amount {
	allowed := map[int]money.Amount{}
	for i, sequence := range adjudicated(&h.opened.Claim) {
		allowed[sequence] = h.opened.Determination.Results[i].Allowed
	}
	return allowed
}

// taken returns what was taken as it was told.
func (h *held) taken() (taken []string) {
	if h.documents.Plan != nil {
		taken = append(taken, "terms of the plan that the ledger does not keep: names, line of business, network, filing in months and from which day")
	}
	if h.in.Provider.NPI != 0 {
		taken = append(taken, string(adjudicate.FactNPI))
	}
	if !h.in.Patient.BirthDate.IsZero() {
		taken = append(taken, string(adjudicate.FactBirthDate))
	}
	if h.in.Patient.Sex != rules.AnySex {
		taken = append(taken, string(adjudicate.FactSex))
	}
	return taken
}

// lineEditsOf compares what the ledger was given of a line with what the rules give.
func lineEditsOf(given *adjudicate.LineAssessment, result *benefits.LineResult) LineEdits {
	line := LineEdits{Sequence: given.Sequence, Denial: result.Denial.String(), Hits: []LineHit{}}
	isDenied, isToBe := result.Class == benefits.ClassDenied, given.Class == benefits.ClassDenied
	switch {
	case isDenied && !isToBe:
		line.differ("it was denied, and the rules do not deny it")
	case !isDenied && isToBe:
		line.differ("it was not denied, and the rules deny it")
	case result.Class != given.Class:
		line.differ("it was decided in class %d, and the rules give class %d, counted from 0", result.Class, given.Class)
	case !given.IsDenied && result.Denial == benefits.DenialNone && result.Allowed.IsZero():
		line.differ("nothing was allowed of it, and no rule denies it")
	}
	return line
}

func (l *LineEdits) differ(format string, args ...any) {
	l.Differences = append(l.Differences, fmt.Sprintf(format, args...))
}

// add adds the line's hits, and what differs of them.
func (l *LineEdits) add(recheck *adjudicate.Recheck) {
	for i := range recheck.Hits {
		hit := &recheck.Hits[i]
		if hit.Line != l.Sequence {
			continue
		}
		l.Hits = append(l.Hits, LineHit{
			Rule: hit.Rule, Group: hit.Group, CARC: hit.CARC, RARC: hit.RARC, IsPosted: hit.IsPosted,
			IsGiven: hit.Given != nil && hit.RestsOn == "", NotAsked: string(hit.RestsOn),
		})
		switch given := hit.Given; {
		case given == nil:
			l.differ("%s was found, and the rules do not find it", hit.Rule)
		case codesOf(given) != codesOf(&hit.Reason):
			l.differ("%s was given %s, and the rules give %s", hit.Rule, codesOf(&hit.Reason), codesOf(given))
		case given.IsPosted && !hit.IsPosted:
			l.differ("%s is to be posted, and was not", hit.Rule)
		case hit.IsPosted && !given.IsPosted:
			l.differ("%s was posted, and another rule is to be", hit.Rule)
		}
	}
	for i := range recheck.Omitted {
		if omitted := &recheck.Omitted[i]; omitted.Line == l.Sequence {
			l.differ("%s was left out: %s", omitted.Rule, codesOf(omitted))
		}
	}
}

// addStrays adds hits of lines that the claim does not have, or that are not decided.
func (e *Edits) addStrays(recheck *adjudicate.Recheck) {
	for i := range recheck.Hits {
		hit := &recheck.Hits[i]
		if !slices.ContainsFunc(e.Lines, func(l LineEdits) bool { return l.Sequence == hit.Line }) {
			e.Differences = append(e.Differences, fmt.Sprintf("%s was found of line %d, which is none that is decided", hit.Rule, hit.Line))
		}
	}
}

// codesOf writes the codes of a reason, as in CO-236 N20.
func codesOf(r *adjudicate.Reason) string {
	return strings.TrimSpace(r.Group + "-" + r.CARC + " " + r.RARC)
}
