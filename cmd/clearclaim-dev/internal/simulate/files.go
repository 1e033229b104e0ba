package simulate

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/cmd/internal/claimfile"
	"github.com/clearclaim/clearclaim/cmd/internal/planfile"
	"github.com/clearclaim/clearclaim/interop/fhir"
)

// Builtin names the program's own rule set where a folder is asked for.
const Builtin = "builtin"

// ErrFaults is returned when files have faults. It is joined with them.
var ErrFaults = errors.New("the files have faults")

// ReadTables reads a folder with manifest.csv and the files that it names, or that of the
// rule set of a plan that was saved.
//
// Errors: [ErrFaults], those of reading files.
func ReadTables(folder string) (Tables, error) {
	if folder == Builtin {
		return Tables{Rules: rules.Builtin()}, nil
	}
	contents, err := planfile.ReadRules(folder)
	if err != nil {
		return Tables{}, err
	}
	tables, faults := assessing.Parse(contents)
	if err := faultsError(faults); err != nil {
		return Tables{}, err
	}
	return Tables{Rules: tables.Rules, Prices: tables.Prices}, nil
}

// ReadPlan reads a plan as publishPlan takes it, and its fee schedule.
//
// Errors: [ErrFaults], those of reading files.
func ReadPlan(planFile, scheduleFile string) (coverage.Plan, error) {
	var document map[string]any
	text, err := os.ReadFile(planFile)
	if err != nil {
		return coverage.Plan{}, fmt.Errorf("reading a plan: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&document); err != nil {
		return coverage.Plan{}, fmt.Errorf("reading a plan: %w", err)
	}
	if document == nil {
		return coverage.Plan{}, fmt.Errorf("%w: a plan is a JSON object", ErrFaults)
	}
	schedule, err := os.ReadFile(scheduleFile)
	if err != nil {
		return coverage.Plan{}, fmt.Errorf("reading a fee schedule: %w", err)
	}
	document["feeSchedule"] = string(schedule)
	if month, isGiven := document["benefitYearStartMonth"]; isGiven {
		delete(document, "benefitYearStartMonth")
		document["benefitYearStart"] = fmt.Sprintf("%02s-01", month)
	}
	if text, err = json.Marshal(document); err != nil {
		return coverage.Plan{}, fmt.Errorf("reading a plan: %w", err)
	}
	plan, faults := coverage.ParsePlan(text)
	return plan, faultsError(faults)
}

// ReadResources reads files of FHIR R4 resources that claims of other files refer to.
//
// Errors: [fhir.ErrMalformed], those of reading files.
func ReadResources(files []string) (*fhir.Resources, error) {
	known := new(fhir.Resources)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading resources: %w", err)
		}
		for _, document := range fhir.Documents(text) {
			if err := known.Add(document); err != nil {
				return nil, fmt.Errorf("reading resources of %s: %w", filepath.Base(name), err)
			}
		}
	}
	return known, nil
}

// Reader reads claims from files of FHIR R4 or of the API's own JSON.
type Reader struct {
	// Known has resources that claims refer to beyond their own file; it may be nil.
	Known *fhir.Resources
	// ReceivedOn is the day of receipt of every claim; where it is zero that is the day
	// on which a claim says that it was made.
	ReceivedOn claims.Date

	providers map[string]claims.ProviderID
	patients  map[string]int // of those that have no number of a member
	unnamed   int
}

// Read reads the claims of files. Those that cannot be read as claims are left out, and
// counted by the first of their faults.
//
// Errors: [claimfile.ErrMalformed], those of reading files.
func (r *Reader) Read(files []string) (list []Claim, refused map[errs.Code]int, err error) {
	r.providers, r.patients, refused = map[string]claims.ProviderID{}, map[string]int{}, map[errs.Code]int{}
	names := namesOf(files)
	for at, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, fmt.Errorf("reading claims: %w", err)
		}
		entries, err := claimfile.Read(text, r.Known)
		if err != nil {
			return nil, nil, fmt.Errorf("reading claims of %s: %w", names[at], err)
		}
		for i := range entries {
			claim, err := r.claim(&entries[i])
			if err != nil {
				refused[codeOf(err)]++
				continue
			}
			claim.Name = fmt.Sprintf("%s#%d", names[at], i+1)
			list = append(list, claim)
		}
	}
	return list, refused, nil
}

// namesOf names files without their folders, but for those that are named the same.
func namesOf(files []string) []string {
	count := map[string]int{}
	for _, file := range files {
		count[filepath.Base(file)]++
	}
	names := slices.Clone(files)
	for i, file := range files {
		if base := filepath.Base(file); count[base] == 1 {
			names[i] = base
		}
	}
	return names
}

// claim returns a claim with what its document tells beside it.
func (r *Reader) claim(entry *claimfile.Entry) (Claim, error) {
	if len(entry.Faults) > 0 {
		return Claim{}, entry.Faults[0]
	}
	content, err := entry.Input.Claim()
	if err != nil {
		return Claim{}, err
	}
	content.Insurer = max(content.Insurer, 1) // there is but one
	content.Provider = r.provider(&entry.Provider)
	if content.MemberNumber == "" {
		content.MemberNumber = r.memberNumber(&entry.Patient)
	}
	return Claim{
		Claim: content, NPI: entry.Provider.NPI, ReceivedOn: cmp.Or(r.ReceivedOn, entry.CreatedDate),
		Patient: adjudicate.Patient{BirthDate: entry.Patient.BirthDate, Sex: entry.Patient.Sex},
	}, nil
}

// firstProvider is above the numbers that an insurer gives: what the providers of the
// claims are numbered there is not known, and no row of a fee schedule for one is theirs.
const firstProvider claims.ProviderID = 1 << 31

// provider returns a number that is the same for all claims of a provider.
func (r *Reader) provider(party *fhir.Party) claims.ProviderID {
	key := r.keyOf(party)
	if _, isKnown := r.providers[key]; !isKnown {
		r.providers[key] = firstProvider + claims.ProviderID(len(r.providers))
	}
	return r.providers[key]
}

// memberNumber returns a text that is the same for all claims of a patient who has no
// number: nobody is counted as the same member for want of one.
func (r *Reader) memberNumber(patient *fhir.Party) string {
	if patient.Reference.Kind != fhir.KindContained {
		return patient.Reference.Key()
	}
	key := r.keyOf(patient)
	if _, isKnown := r.patients[key]; !isKnown {
		r.patients[key] = len(r.patients) + 1
	}
	return fmt.Sprintf("patient contained in a claim, %d", r.patients[key])
}

// keyOf returns a text that is the same for every mention of a party. What is contained
// in a claim has an id within that claim alone.
func (r *Reader) keyOf(party *fhir.Party) string {
	switch {
	case party.NPI != 0:
		return fmt.Sprintf("npi|%010d", party.NPI)
	case party.Identifier != (fhir.Identifier{}):
		return party.Identifier.System + "|" + party.Identifier.Value
	case party.Reference.Kind == fhir.KindContained:
		r.unnamed++
		return fmt.Sprintf("#%d", r.unnamed)
	default:
		return party.Reference.Key()
	}
}

// codeOf returns the code of what makes a claim unreadable.
func codeOf(err error) errs.Code {
	if code := errs.CodeOf(err); code != errs.Internal {
		return code
	}
	return errs.MalformedRequest
}

func faultsError(faults []*errs.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	all := []error{ErrFaults}
	for _, fault := range faults {
		all = append(all, fault)
	}
	return errors.Join(all...)
}
