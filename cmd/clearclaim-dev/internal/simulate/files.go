package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/cmd/internal/claimfile"
	"github.com/clearclaim/clearclaim/interop/fhir"
)

// Builtin names the program's own rule set where a folder is asked for.
const Builtin = "builtin"

// ErrFaults is returned when files have faults. It is joined with them.
var ErrFaults = errors.New("the files have faults")

// ReadTables reads a folder with manifest.csv and the files that it names.
//
// Errors: [ErrFaults], those of reading files.
func ReadTables(folder string) (Tables, error) {
	if folder == Builtin {
		return Tables{Rules: rules.Builtin()}, nil
	}
	contents := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		contents[name], err = os.ReadFile(filepath.Join(folder, name))
		return err
	})
	if err != nil {
		return Tables{}, fmt.Errorf("reading a rule set: %w", err)
	}
	set, faults := rules.Parse(contents)
	prices, priceFaults := pricing.ParseTables(contents)
	if err := faultsError(append(faults, priceFaults...)); err != nil {
		return Tables{}, err
	}
	return Tables{Rules: set, Prices: prices}, nil
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

// ReadClaims reads claims from files of FHIR R4 or of the API's own JSON. Those that
// cannot enter adjudication are left out, and counted.
//
// Errors: [claimfile.ErrMalformed], those of reading files.
func ReadClaims(files []string) (list []Claim, rejected int, err error) {
	providers := map[fhir.Identifier]claims.ProviderID{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, 0, fmt.Errorf("reading claims: %w", err)
		}
		entries, err := claimfile.Read(text)
		if err != nil {
			return nil, 0, fmt.Errorf("reading claims of %s: %w", filepath.Base(name), err)
		}
		for i := range entries {
			claim, err := entries[i].Input.Claim()
			if err != nil || len(entries[i].Faults) > 0 {
				rejected++
				continue
			}
			who := entries[i].Provider
			if _, isKnown := providers[who]; !isKnown {
				providers[who] = claims.ProviderID(len(providers) + 1)
			}
			claim.Provider = providers[who]
			list = append(list, Claim{Claim: claim, Name: fmt.Sprintf("%s#%d", filepath.Base(name), i+1)})
		}
	}
	return list, rejected, nil
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
