package adjudicate

import (
	"encoding/binary"
	"errors"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// PastOf returns a claim as the history of another: its adjudicated lines, of which
// none is marked as denied.
func PastOf(id claims.ID, claim *claims.Claim) Past {
	past := Past{ID: id, Provider: claim.Provider, Authorization: claim.PriorAuthorization, Lines: make([]PastLine, 0, len(claim.Lines))}
	for i := range claim.Lines {
		line := &claim.Lines[i]
		if !line.IsAdjudicated() {
			continue
		}
		past.Lines = append(past.Lines, PastLine{
			Sequence: line.Sequence, ServiceDate: line.ServiceDate, Procedure: line.Procedure, Modifiers: line.Modifiers,
			PlaceOfService: line.PlaceOfService, Units: line.Units, Charge: line.Charge,
		})
	}
	return past
}

// MarkDenied marks the lines that are denied by the reasons of the claim.
func (p *Past) MarkDenied(reasons Reasons) {
	for i := range p.Lines {
		_, p.Lines[i].IsDenied = reasons.Posted(p.Lines[i].Sequence)
	}
	p.MarkRepetitions(reasons)
}

// MarkRepetitions marks those of the denied lines that repeat another by the reasons.
func (p *Past) MarkRepetitions(reasons Reasons) {
	for i := range p.Lines {
		line := &p.Lines[i]
		line.IsRepetition = line.IsDenied && slices.ContainsFunc(reasons, func(r Reason) bool {
			return r.Line == line.Sequence && r.IsRepetition()
		})
	}
}

// LookBack returns the first day of the patient's history that deciding a claim by a
// set and by the patient's authorizations looks at, zero for all of it: by limits over a
// lifetime, and for a stay, which a long one may overlap. What is later than the claim
// counts too.
func LookBack(claim *claims.Claim, set *rules.Set, authorizations []Authorization) (first claims.Date) {
	if given := findAuthorization(authorizations, claim.PriorAuthorization); given != nil {
		if first = given.Span.Start; first.IsZero() {
			return 0
		}
	}
	var limits []rules.Limit
	for i := range claim.Lines {
		line := &claim.Lines[i]
		if !line.IsAdjudicated() {
			continue
		}
		procedure := set.Procedure(line.Procedure)
		if rule := set.Listing(procedure, line.ServiceDate).Rule; rule != nil && rule.Minutes >= minutesOfDay {
			return 0
		}
		first = earlier(first, line.ServiceDate)
		limits = set.Limits(limits[:0], procedure, line.ServiceDate)
		for _, limit := range limits {
			switch limit.Window {
			case rules.PerDay:
			case rules.PerCalendarYear:
				first = earlier(first, claims.NewDate(line.ServiceDate.Year(), 1, 1))
			case rules.PerDays:
				first = earlier(first, line.ServiceDate.AddDays(1-int(limit.Days)))
			case rules.PerLifetime:
				return 0
			}
		}
	}
	return first
}

// briefVersion stands first in a brief.
const briefVersion = 1

// ErrBriefInvalid is returned when bytes are not what [Past.Brief] gives.
var ErrBriefInvalid = errors.New("the brief of a claim is invalid")

// Brief returns the lines of the claim and the authorization that it names in a form that
// is read quickly, without what was denied. It is health information: seal it.
//
//	version ‖ authorization ‖ number of lines ‖ for each: sequence ‖ day ‖ units ‖ cents ‖ system ‖ code ‖ place ‖ number of modifiers ‖ modifiers
//
// Numbers are varints, texts stand behind their length.
func (p *Past) Brief() []byte {
	brief := appendText([]byte{briefVersion}, p.Authorization)
	brief = binary.AppendUvarint(brief, uint64(len(p.Lines)))
	for i := range p.Lines {
		line := &p.Lines[i]
		for _, number := range [...]int64{int64(line.Sequence), int64(line.ServiceDate), int64(line.Units), line.Charge.Cents()} {
			brief = binary.AppendVarint(brief, number)
		}
		brief = appendText(brief, string(line.Procedure.System))
		brief = appendText(brief, line.Procedure.Value)
		brief = appendText(brief, line.PlaceOfService)
		brief = binary.AppendUvarint(brief, uint64(len(line.Modifiers)))
		for _, modifier := range line.Modifiers {
			brief = appendText(brief, modifier)
		}
	}
	return brief
}

// ParseBrief returns what [Past.Brief] wrote: a claim without id and provider.
//
// Errors: [ErrBriefInvalid].
func ParseBrief(brief []byte) (Past, error) {
	if len(brief) == 0 || brief[0] != briefVersion {
		return Past{}, ErrBriefInvalid
	}
	r := briefReader{rest: string(brief[1:])}
	authorization := r.text()
	lines := make([]PastLine, r.count())
	for i := range lines {
		line := &lines[i]
		line.Sequence, line.ServiceDate, line.Units = int(r.number()), claims.Date(r.number()), int(r.number())
		line.Charge = money.Cents(r.number())
		line.Procedure = codes.Code{System: codes.System(r.text()), Value: r.text()}
		line.PlaceOfService = r.text()
		if modifiers := r.count(); modifiers > 0 {
			line.Modifiers = make([]string, modifiers)
			for j := range line.Modifiers {
				line.Modifiers[j] = r.text()
			}
		}
	}
	if r.isInvalid || r.rest != "" {
		return Past{}, ErrBriefInvalid
	}
	return Past{Authorization: authorization, Lines: lines}, nil
}

// briefReader reads a brief from its start. After a fault all that it reads is empty.
type briefReader struct {
	rest      string
	isInvalid bool
}

func (r *briefReader) number() int64 {
	value := r.unsigned()
	return int64(value>>1) ^ -int64(value&1) // as [binary.Varint] has it
}

// unsigned reads a number as [binary.Uvarint] has it.
func (r *briefReader) unsigned() (value uint64) {
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		value |= uint64(r.rest[i]&0x7f) << (7 * i)
		if r.rest[i] < 0x80 {
			r.rest = r.rest[i+1:]
			return value
		}
	}
	r.isInvalid, r.rest = true, ""
	return 0
}

// count reads how many come: each takes a byte at least.
func (r *briefReader) count() int {
	count := r.unsigned()
	if count > uint64(len(r.rest)) {
		r.isInvalid, r.rest = true, ""
		return 0
	}
	return int(count)
}

func (r *briefReader) text() string {
	length := r.count()
	text := r.rest[:length]
	r.rest = r.rest[length:]
	return text
}
