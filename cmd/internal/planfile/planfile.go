// Package planfile keeps a plan in a directory: its terms, its fee schedule and the files
// of its rule set, by which whoever has them can decide claims as the plan promised.
//
//	plan.json          the terms, as [coverage.Plan] is written, without the fee schedule
//	fee-schedule.csv   the fee schedule
//	rules/             the rule set with its price tables; not there for the built-in set
package planfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// The names in a directory.
const (
	PlanName     = "plan.json"
	ScheduleName = "fee-schedule.csv"
	RulesName    = "rules"
)

// Errors of this package.
var (
	// ErrFaulty is returned, joined with the faults, when a directory holds no plan, or when
	// what was fetched is none.
	ErrFaulty = errors.New("not a plan that was saved")
	// ErrNotEmpty is returned when a directory has files already: a file left over would be
	// another rule set.
	ErrNotEmpty = errors.New("the directory is not empty")
)

// Saved is a plan with its documents.
type Saved struct {
	Plan coverage.Plan // with its fee schedule
	// Rules are the files of the rule set; nil is the built-in set.
	Rules map[string][]byte
}

// Read reads a directory.
//
// Errors: [ErrFaulty], those of reading files.
func Read(directory string) (Saved, error) {
	text, err := os.ReadFile(filepath.Join(directory, PlanName))
	if err != nil {
		return Saved{}, fmt.Errorf("reading a plan: %w", err)
	}
	schedule, err := os.ReadFile(filepath.Join(directory, ScheduleName))
	if err != nil {
		return Saved{}, fmt.Errorf("reading a fee schedule: %w", err)
	}
	var saved Saved
	if saved.Plan, err = parse(text, string(schedule)); err != nil {
		return Saved{}, err
	}
	saved.Rules, err = ReadRules(filepath.Join(directory, RulesName))
	if errors.Is(err, fs.ErrNotExist) {
		return saved, nil
	}
	return saved, err
}

// parse reads the terms with the fee schedule.
func parse(text []byte, schedule string) (coverage.Plan, error) {
	var document map[string]json.RawMessage
	if err := json.Unmarshal(text, &document); err != nil || document == nil {
		return coverage.Plan{}, fmt.Errorf("%w: %s", ErrFaulty, PlanName)
	}
	encoded, err := json.Marshal(schedule)
	if err != nil {
		return coverage.Plan{}, fmt.Errorf("encoding a fee schedule: %w", err)
	}
	document["feeSchedule"] = encoded
	if text, err = json.Marshal(document); err != nil {
		return coverage.Plan{}, fmt.Errorf("encoding a plan: %w", err)
	}
	plan, faults := coverage.ParsePlan(text)
	if len(faults) > 0 {
		return coverage.Plan{}, faulty(faults)
	}
	return plan, nil
}

func faulty(faults []*errs.Fault) error {
	all := []error{ErrFaulty}
	for _, fault := range faults {
		all = append(all, fmt.Errorf("%s: %s", fault.Path, fault.Text))
	}
	return errors.Join(all...)
}

// ReadRules reads the files of a rule set, with those that an installation keeps beside
// them in the folder builtin, where that is there.
func ReadRules(directory string) (map[string][]byte, error) {
	files, err := readFiles(directory)
	if err != nil {
		return nil, err
	}
	folder := filepath.Dir(rules.BuiltinManifestName)
	general, err := readFiles(filepath.Join(directory, folder))
	if errors.Is(err, fs.ErrNotExist) {
		return files, nil
	}
	if err != nil {
		return nil, err
	}
	for name, content := range general {
		files[path.Join(folder, name)] = content
	}
	return files, nil
}

// readFiles reads the files of a directory by their names. Directories in it are not
// looked at, and neither is what is hidden.
func readFiles(directory string) (map[string][]byte, error) {
	entries, err := os.ReadDir(directory)
	if err != nil {
		return nil, fmt.Errorf("reading a rule set: %w", err)
	}
	files := map[string][]byte{}
	for _, entry := range entries {
		if !entry.Type().IsRegular() || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			return nil, fmt.Errorf("reading a rule set: %w", err)
		}
		if info.Size() > rules.MaxFileBytes {
			return nil, fmt.Errorf("reading a rule set: %s: %w", entry.Name(), fs.ErrInvalid)
		}
		if files[entry.Name()], err = os.ReadFile(filepath.Join(directory, entry.Name())); err != nil {
			return nil, fmt.Errorf("reading a rule set: %w", err)
		}
	}
	return files, nil
}

// Write writes a plan into a directory, which is made where it is not there. The terms
// are written last: a directory that was not written whole is no plan to [Read].
//
// Errors: [ErrNotEmpty], [ErrFaulty] for a file of which the name leads out of the
// directory, those of writing files.
func (s *Saved) Write(directory string) error {
	if err := os.MkdirAll(directory, 0o750); err != nil {
		return fmt.Errorf("making a directory: %w", err)
	}
	if entries, err := os.ReadDir(directory); err != nil {
		return fmt.Errorf("reading a directory: %w", err)
	} else if len(entries) > 0 {
		return ErrNotEmpty
	}
	terms, err := termsText(&s.Plan)
	if err != nil {
		return err
	}
	for name, content := range s.Rules {
		if !isRuleFile(name) {
			return fmt.Errorf("%w: a file of the rule set is named %q", ErrFaulty, name)
		}
		if err := write(filepath.Join(directory, RulesName, filepath.FromSlash(name)), content); err != nil {
			return err
		}
	}
	if err := write(filepath.Join(directory, ScheduleName), []byte(s.Plan.FeeSchedule.Text())); err != nil {
		return err
	}
	return write(filepath.Join(directory, PlanName), terms)
}

// write writes a file, in a directory that is made where it is not there.
func write(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return fmt.Errorf("making a directory: %w", err)
	}
	if err := os.WriteFile(name, content, 0o600); err != nil {
		return fmt.Errorf("writing a plan: %w", err)
	}
	return nil
}

// isRuleFile reports whether a file of a rule set is where [ReadRules] looks for it.
func isRuleFile(name string) bool {
	base := path.Base(name)
	folder := path.Dir(rules.BuiltinManifestName)
	return name != "" && !strings.HasPrefix(base, ".") && !strings.ContainsAny(name, `\:`) && (name == base || name == path.Join(folder, base))
}

// termsText returns the plan's document without the fee schedule.
func termsText(plan *coverage.Plan) ([]byte, error) {
	text, err := plan.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("encoding a plan: %w", err)
	}
	var document map[string]json.RawMessage
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("encoding a plan: %w", err)
	}
	delete(document, "feeSchedule")
	if text, err = json.MarshalIndent(document, "", "  "); err != nil {
		return nil, fmt.Errorf("encoding a plan: %w", err)
	}
	return append(text, '\n'), nil
}
