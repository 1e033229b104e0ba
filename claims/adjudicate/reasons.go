package adjudicate

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/clearclaim/clearclaim/claims/internal/canonical"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// ErrReasonsInvalid is returned when a text is not the canonical form of reasons.
var ErrReasonsInvalid = errors.New("reasons are not in canonical form")

// Reason is a rule that denies a line: the standard codes, the rule and its
// version, and what the decision rests on.
type Reason struct {
	// Line is the sequence of the line.
	Line int `json:"line"`
	// Group and CARC say who bears the charge and why; RARC tells the biller more,
	// and is "" where no remark is demanded.
	Group       string `json:"group"`
	CARC        string `json:"carc"`
	RARC        string `json:"rarc"`
	Rule        string `json:"rule"`
	RuleVersion string `json:"ruleVersion"`
	// IsPosted marks the one reason of a line that is posted as its adjustment. The
	// others hit too: a corrected claim would meet them.
	IsPosted bool   `json:"isPosted"`
	Detail   Detail `json:"detail"`
}

// carcDuplicate is "exact duplicate claim/service".
const carcDuplicate = "18"

// IsRepetition reports whether the line was found to repeat another.
func (r *Reason) IsRepetition() bool {
	return r.Rule == rules.DuplicateExact.String() || r.CARC == carcDuplicate
}

// IsRepetitionOfOwn reports whether the line was found to repeat one of its own provider.
// Reasons of versions up to 6 do not tell.
func (r *Reason) IsRepetitionOfOwn() bool {
	version, _ := strconv.Atoi(r.RuleVersion)
	return r.Rule == rules.DuplicateExact.String() && version > 6 && r.Detail.Text != ByReview
}

// Reasons are all rules that hit a claim, by line, the posted one of each first.
type Reasons []Reason

// Posted returns the reason that a line is denied for.
func (r Reasons) Posted(line int) (Reason, bool) {
	for i := range r {
		if r[i].Line == line && r[i].IsPosted {
			return r[i], true
		}
	}
	return Reason{}, false
}

// Canonical returns the one form of the reasons that is hashed: JSON with the
// keys in the order of the types, no white space, every key present.
func (r Reasons) Canonical() []byte {
	dst := make([]byte, 0, 2+len(r)*200)
	dst = append(dst, '[')
	for i := range r {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = r[i].appendCanonical(dst)
	}
	return append(dst, ']')
}

func (r *Reason) appendCanonical(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `{"line":`...), int64(r.Line), 10)
	dst = canonical.AppendString(append(dst, `,"group":`...), r.Group)
	dst = canonical.AppendString(append(dst, `,"carc":`...), r.CARC)
	dst = canonical.AppendString(append(dst, `,"rarc":`...), r.RARC)
	dst = canonical.AppendString(append(dst, `,"rule":`...), r.Rule)
	dst = canonical.AppendString(append(dst, `,"ruleVersion":`...), r.RuleVersion)
	dst = strconv.AppendBool(append(dst, `,"isPosted":`...), r.IsPosted)
	dst = canonical.AppendString(append(dst, `,"detail":{"date":`...), r.Detail.Date.String())
	dst = canonical.AppendString(append(dst, `,"kind":`...), r.Detail.Kind)
	dst = canonical.AppendString(append(dst, `,"class":`...), r.Detail.Class)
	dst = canonical.AppendString(append(dst, `,"code":{"system":`...), string(r.Detail.Code.System))
	dst = canonical.AppendString(append(dst, `,"value":`...), r.Detail.Code.Value)
	dst = canonical.AppendString(append(dst, `},"text":`...), r.Detail.Text)
	dst = canonical.AppendString(append(dst, `,"claim":`...), string(r.Detail.Claim))
	for _, number := range [...]struct {
		key   string
		value int
	}{
		{`,"line":`, r.Detail.Line},
		{`,"found":`, r.Detail.Found},
		{`,"limit":`, r.Detail.Limit},
		{`,"indicator":`, r.Detail.Indicator},
		{`,"days":`, r.Detail.Days},
	} {
		dst = strconv.AppendInt(append(dst, number.key...), int64(number.value), 10)
	}
	return append(dst, '}', '}')
}

// ParseReasons reads what [Reasons.Canonical] wrote, and nothing else.
//
// Errors: [ErrReasonsInvalid].
func ParseReasons(data []byte) (Reasons, error) {
	if string(data) == "[]" { // most claims have none
		return Reasons{}, nil
	}
	var reasons Reasons
	if err := json.Unmarshal(data, &reasons); err != nil || !bytes.Equal(reasons.Canonical(), data) {
		return nil, ErrReasonsInvalid
	}
	return reasons, nil
}
