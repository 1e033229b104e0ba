package rules

import (
	"strings"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

const (
	ageCategory = iota
	ageAges
	ageStart
	ageEnd
)

var mceAgesLayout = table.Layout{
	Columns: []table.Column{{Name: "category"}, {Name: "ages"}, {Name: "start"}, {Name: "end"}},
	MaxRows: 1000,
}

// loadMCEAges reads which ages the age categories of the Medicare Code Editor
// mean, which its tables do not say.
func loadMCEAges(l *loader, f *file) {
	l.each(f, &mceAgesLayout, func(r *table.Reader) bool {
		category := mceCategory(r.Text(ageCategory))
		if category == 0 {
			r.FaultValue(ageCategory, errs.ValueInvalid, "one of "+strings.Join(mceCategories[1:], ", "))
		}
		ages, isAges := readAges(r, ageAges)
		span, isSpan := r.Span(ageStart, ageEnd)
		if category == 0 || !isAges || !isSpan {
			return false
		}
		span, isWithin := f.within(span)
		if isWithin {
			l.mceAges.add(r, category, 0, span, ages)
		}
		return isWithin
	})
}

// mceCategories are the edits of the Medicare Code Editor that depend on the age.
var mceCategories = []string{"", "Newborn_Only", "Pediatric_Only", "Maternity_Only", "Adult_Only", "Noncovered_Over60"}

// mceCategory returns the number of an age category, or zero.
func mceCategory(name string) uint32 {
	for i, category := range mceCategories {
		if category == name {
			return uint32(i)
		}
	}
	return 0
}

const (
	mceICDVersion = iota
	mceEdit
	mceType
	mceCode
)

// Source of the columns: the table of nlindner/CMS_Issued_Codes_For_SQL, made of
// CMS, Definitions of Medicare Code Edits.
var mceLayout = table.Layout{
	Columns: []table.Column{
		{Name: "ICD version", Headers: []string{"ICD_Version"}},
		{Name: "edit", Headers: []string{"MCE_Edit_Type"}},
		{Name: "code type", Headers: []string{"ICD_Code_Type"}},
		{Name: "code", Headers: []string{"ICD_Code"}},
	},
	Ignored: []string{"MCE_Version", "MCE_Section", "MCE_Subsection", "ICD_Desc"},
}

// mceReader gathers the edits of a file by code: a code may have several.
type mceReader struct {
	*loader
	file       *file
	diagnoses  map[uint32]int // positions in the loader's drafts
	procedures map[uint32]int
}

// loadMCE reads the edits of diagnoses and of inpatient procedures (ICD-10-PCS).
// Edits whose condition a claim does not tell are not kept: limited coverage, and
// the length of a stay.
func loadMCE(l *loader, f *file) {
	m := mceReader{l, f, map[uint32]int{}, map[uint32]int{}}
	l.each(f, &mceLayout, func(r *table.Reader) bool {
		if string(r.Bytes(mceICDVersion)) != "10" {
			r.FaultValue(mceICDVersion, errs.ValueInvalid, "10")
			return false
		}
		switch string(r.Bytes(mceType)) {
		case "D":
			return m.diagnosis(r)
		case "P":
			return m.procedure(r)
		}
		r.FaultValue(mceType, errs.ValueInvalid, "D or P")
		return false
	})
}

func (m *mceReader) diagnosis(r *table.Reader) bool {
	number, isCode := m.loader.diagnosis(r, mceCode)
	if !isCode {
		return false
	}
	at, isKnown := m.diagnoses[number]
	var rule DiagnosisRule
	if isKnown {
		rule = m.mceDiagnoses.list[at].row
	}
	before := rule
	switch edit := r.Text(mceEdit); edit {
	case "Female_Only":
		rule.Sex |= Female
	case "Male_Only":
		rule.Sex |= Male
	case "Principal_Manifestation":
		rule.IsManifestation = true
	case "Principal_Unacceptable":
		rule.IsUnacceptablePrincipal = true
	case "Principal_Questionable_Admit":
		rule.IsQuestionableAdmission = true
	case "Wrong_Performed":
		rule.IsNotCovered = true
	default:
		if !m.age(r, edit, &rule.Ages) {
			return false
		}
	}
	if !m.isNew(r, rule.Sex, rule == before) {
		return false
	}
	if isKnown {
		m.mceDiagnoses.list[at].row = rule
		return true
	}
	m.diagnoses[number] = len(m.mceDiagnoses.list)
	m.mceDiagnoses.add(r, number, 0, m.file.Span, rule)
	return true
}

func (m *mceReader) procedure(r *table.Reader) bool {
	number, isCode := m.loader.procedure(r, mceCode)
	if !isCode {
		return false
	}
	at, isKnown := m.procedures[number]
	var rule ProcedureRule
	if isKnown {
		rule = m.mceProcedures.list[at].row
	}
	ages, sex, isNotCovered := rule.Ages, rule.Sex, rule.IsNotCovered
	switch edit := r.Text(mceEdit); edit {
	case "Limited_Coverage", "Noncovered_LOS_96hr":
		return false
	case "Female_Only":
		rule.Sex |= Female
	case "Male_Only":
		rule.Sex |= Male
	case "Noncovered_Always":
		rule.IsNotCovered = true
	default:
		if !m.age(r, edit, &rule.Ages) {
			return false
		}
	}
	isSame := rule.Ages == ages && rule.Sex == sex && rule.IsNotCovered == isNotCovered
	if !m.isNew(r, rule.Sex, isSame) {
		return false
	}
	if isKnown {
		m.mceProcedures.list[at].row = rule
		return true
	}
	m.procedures[number] = len(m.mceProcedures.list)
	m.mceProcedures.add(r, number, 0, m.file.Span, rule)
	return true
}

// age sets the ages of a category, of which a code has one at most.
func (m *mceReader) age(r *table.Reader, edit string, ages *Ages) bool {
	category := mceCategory(edit)
	if category == 0 {
		r.FaultValue(mceEdit, errs.ValueInvalid, "an edit of the Medicare Code Editor")
		return false
	}
	if ages.Unit != AnyAge {
		r.Fault(mceEdit, errs.RowRepeated, "the code has an age edit already")
		return false
	}
	for i := range m.mceAges.list {
		if known := &m.mceAges.list[i]; known.symbol == category && known.span.Contains(m.file.Span.Start) {
			*ages = known.row
			return true
		}
	}
	r.Fault(mceEdit, errs.ValueInvalid, "the table mce-ages has no ages of the category on the file's first date")
	return false
}

// isNew refuses an edit that the code has already, and one for each sex.
func (m *mceReader) isNew(r *table.Reader, sex Sex, isSame bool) bool {
	if isSame {
		r.Fault(mceEdit, errs.RowRepeated, "the code has the edit already")
		return false
	}
	if sex == Female|Male {
		r.Fault(mceEdit, errs.ValueInvalid, "the code is for the other sex already")
		return false
	}
	return true
}
