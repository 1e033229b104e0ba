package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
	"github.com/clearclaim/clearclaim/cmd/internal/claimfile"
)

// sampleSet is all that the samples folder holds.
type sampleSet struct {
	parties  parties
	cases    []sampleCase
	rejected []rejectedSample
	// reviewed are whom the stories are about, besides the providers.
	reviewed parties
	stories  []story
}

// parties are who the samples are about.
type parties struct {
	Insurer   string `json:"insurer"`
	FundCents int64  `json:"fundCents"`
	// Rules is the folder of the insurer's rule set, "" for none.
	Rules     string `json:"rules"`
	Providers []struct {
		Key        string `json:"key"`
		Identifier string `json:"identifier"`
		Name       string `json:"name"`
	} `json:"providers"`
	Plans []struct {
		Key         string `json:"key"`
		File        string `json:"file"`
		FeeSchedule string `json:"feeSchedule"`
	} `json:"plans"`
	Members []member `json:"members"`
}

type member struct {
	MemberNumber string            `json:"memberNumber"`
	FamilyNumber string            `json:"familyNumber"`
	Plan         string            `json:"plan"`
	StartDate    string            `json:"startDate"`
	EndDate      string            `json:"endDate"`
	Patient      apiclient.Patient `json:"patient"`
	// OtherCoverages are the patient's with other payers, and Own what the order of
	// payers looks at of this one.
	Own            apiclient.CoverageFacts   `json:"own"`
	OtherCoverages []apiclient.OtherCoverage `json:"otherCoverages"`
}

// sampleCase is a folder of claims that belong together, in their order.
type sampleCase struct {
	folder string
	Title  string `json:"title"`
	Why    string `json:"why"`
	Steps  []step `json:"steps"`
}

// step submits one claim and says how it ends.
type step struct {
	Submit   string `json:"submit"`
	Provider string `json:"provider"`
	// Attach is the document to hand in when one is asked for.
	Attach string `json:"attach"`
	// Clear are the reasons for which the insurer clears what it has to look at.
	Clear string `json:"clear"`
	// PendsUntilDeadline is set where no document is handed in.
	PendsUntilDeadline bool        `json:"pendsUntilDeadline"`
	Expect             expectation `json:"expect"`

	claim    apiclient.ClaimInput
	document []byte
}

// expectation is a determination as it must come.
type expectation struct {
	Status                     apiclient.Status `json:"status"`
	ChargeCents                int64            `json:"chargeCents"`
	AllowedCents               int64            `json:"allowedCents"`
	PaidCents                  int64            `json:"paidCents"`
	PatientResponsibilityCents int64            `json:"patientResponsibilityCents"`
	Lines                      []expectedLine   `json:"lines"`
}

type expectedLine struct {
	Sequence                   int                    `json:"sequence"`
	ChargeCents                int64                  `json:"chargeCents"`
	AllowedCents               int64                  `json:"allowedCents"`
	Adjustments                []apiclient.Adjustment `json:"adjustments"`
	PaidCents                  int64                  `json:"paidCents"`
	PatientResponsibilityCents int64                  `json:"patientResponsibilityCents"`
	IsDenied                   bool                   `json:"isDenied"`
	IsInformational            bool                   `json:"isInformational"`
}

// rejectedSample is a claim that must not enter adjudication.
type rejectedSample struct {
	name     string
	Title    string               `json:"title"`
	Provider string               `json:"provider"`
	Claim    apiclient.ClaimInput `json:"claim"`
	// Expect are faults that must be among those listed.
	Expect []expectedFault `json:"expect"`
}

type expectedFault struct {
	Code string `json:"code"`
	Path string `json:"path"`
}

// loadSamples reads the samples folder whole; anything unknown in it is an error.
func loadSamples(files fs.FS) (sampleSet, error) {
	var set sampleSet
	if err := readJSON(files, "parties.json", &set.parties); err != nil {
		return set, err
	}
	folders, err := fs.ReadDir(files, "cases")
	if err != nil {
		return set, fmt.Errorf("listing cases: %w", err)
	}
	for _, folder := range folders {
		read, err := loadCase(files, folder.Name())
		if err != nil {
			return set, fmt.Errorf("case %s: %w", folder.Name(), err)
		}
		set.cases = append(set.cases, read)
	}
	if set.rejected, err = loadRejected(files); err != nil {
		return set, err
	}
	if err := readJSON(files, "corrections/parties.json", &set.reviewed); err != nil {
		return set, err
	}
	set.stories, err = loadStories(files)
	return set, err
}

func loadCase(files fs.FS, folder string) (sampleCase, error) {
	read := sampleCase{folder: folder}
	if err := readJSON(files, path.Join("cases", folder, "expected.json"), &read); err != nil {
		return read, err
	}
	for i := range read.Steps {
		if err := read.Steps[i].load(files, path.Join("cases", folder)); err != nil {
			return read, err
		}
	}
	return read, nil
}

func (s *step) load(files fs.FS, folder string) error {
	text, err := fs.ReadFile(files, path.Join(folder, s.Submit))
	if err != nil {
		return fmt.Errorf("reading claim: %w", err)
	}
	entries, err := claimfile.Read(text, nil)
	if err != nil {
		return fmt.Errorf("reading %s: %w", s.Submit, err)
	}
	if len(entries) != 1 || len(entries[0].Faults) > 0 {
		return fmt.Errorf("%s is not one claim without faults", s.Submit)
	}
	s.claim = entries[0].Input
	if s.Attach == "" {
		return nil
	}
	if s.document, err = fs.ReadFile(files, path.Join(folder, s.Attach)); err != nil {
		return fmt.Errorf("reading document: %w", err)
	}
	return nil
}

func loadRejected(files fs.FS) ([]rejectedSample, error) {
	entries, err := fs.ReadDir(files, "rejected")
	if err != nil {
		return nil, fmt.Errorf("listing rejected claims: %w", err)
	}
	rejected := make([]rejectedSample, len(entries))
	for i, entry := range entries {
		rejected[i].name = entry.Name()
		if err := readJSON(files, path.Join("rejected", entry.Name()), &rejected[i]); err != nil {
			return nil, err
		}
	}
	return rejected, nil
}

// ruleFiles returns the files of a rule set by their names.
func ruleFiles(files fs.FS, folder string) (map[string][]byte, error) {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		return nil, fmt.Errorf("listing rules: %w", err)
	}
	contents := make(map[string][]byte, len(entries))
	for _, entry := range entries {
		if contents[entry.Name()], err = fs.ReadFile(files, path.Join(folder, entry.Name())); err != nil {
			return nil, fmt.Errorf("reading rules: %w", err)
		}
	}
	return contents, nil
}

func readJSON(files fs.FS, name string, into any) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("reading sample: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("decoding %s: %w", name, err)
	}
	return nil
}

// differences says where a determination is not as expected.
func (e expectation) differences(claim *apiclient.Claim) []string {
	var found []string
	differ := func(what string, want, got any) {
		if want != got {
			found = append(found, fmt.Sprintf("%s is %v, expected %v", what, got, want))
		}
	}
	differ("status", e.Status, claim.Status)
	differ("charge", e.ChargeCents, claim.ChargeCents)
	differ("allowed", e.AllowedCents, cents(claim.AllowedCents))
	differ("paid", e.PaidCents, cents(claim.PaidCents))
	differ("patient responsibility", e.PatientResponsibilityCents, cents(claim.PatientResponsibilityCents))
	differ("number of lines", len(e.Lines), len(claim.Lines))
	for i := range min(len(e.Lines), len(claim.Lines)) {
		want, got := e.Lines[i], lineShown(claim.Lines[i])
		if want.IsInformational {
			want = expectedLine{Sequence: want.Sequence, IsInformational: true}
		}
		differ(fmt.Sprintf("line %d", want.Sequence), want.text(), got.text())
	}
	return found
}

// lineShown brings a line of the API into the form of an expectation.
func lineShown(line apiclient.Line) expectedLine {
	shown := expectedLine{Sequence: line.Sequence, IsInformational: line.IsInformational}
	if line.IsInformational {
		return shown
	}
	shown.ChargeCents = line.ChargeCents
	shown.AllowedCents = cents(line.AllowedCents)
	shown.Adjustments = line.Adjustments
	shown.PaidCents = cents(line.PaidCents)
	shown.PatientResponsibilityCents = cents(line.PatientResponsibilityCents)
	shown.IsDenied = line.IsDenied != nil && *line.IsDenied
	return shown
}

// text writes a line with its adjustments in one order.
func (l expectedLine) text() string {
	adjustments := make([]string, len(l.Adjustments))
	for i, a := range l.Adjustments {
		adjustments[i] = fmt.Sprintf("%s-%s %d %s", a.Group, a.CARC, a.AmountCents, a.RARC)
	}
	slices.Sort(adjustments)
	l.Adjustments = nil
	return fmt.Sprintf("%+v %q", l, adjustments)
}

// notDetermined stands for an amount that is not there yet; no amount is negative.
const notDetermined = -1

func cents(amount *int64) int64 {
	if amount == nil {
		return notDetermined
	}
	return *amount
}
