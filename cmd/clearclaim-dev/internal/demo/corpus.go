package demo

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
	"github.com/clearclaim/clearclaim/interop/fhir"
)

// noInsurance is what the corpus's writer names as the insurer of a claim that
// nobody insures.
const noInsurance = "NO_INSURANCE"

// corpus is a folder of claims with the explanations that their writer computed.
type corpus struct {
	claims       []*corpusClaim
	explanations []fhir.Explanation
}

// corpusClaim is a claim of the corpus and what became of it.
type corpusClaim struct {
	fhir.Claim
	// insurer is the insurer's name, or "" when nobody insures the claim.
	insurer string
	// patient and provider are the same text for all claims of the same one.
	patient, provider string

	id       string // given by the API when accepted
	rejected []apiclient.Fault
	shown    *apiclient.Claim
}

// loadCorpus reads the claims, and what else the folder has: explanations to
// compare with, and the patients and providers that the claims refer to.
func loadCorpus(folder string) (*corpus, error) {
	known := new(fhir.Resources)
	for _, kind := range []string{"Patient", "Organization", "Practitioner"} {
		err := eachDocument(folder, kind, known.Add)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	loaded := new(corpus)
	err := eachDocument(folder, "Claim", func(document []byte) error {
		read, err := fhir.ReadClaims(document, known)
		for _, claim := range read {
			loaded.claims = append(loaded.claims, corpusClaimOf(claim))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = eachDocument(folder, "ExplanationOfBenefit", func(document []byte) error {
		read, err := fhir.ReadExplanation(document)
		loaded.explanations = append(loaded.explanations, read)
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	loaded.placeInsurers()
	return loaded, nil
}

// placeInsurers settles who insures each claim: whom the claim names, else whom
// its explanation names. A claim without any coverage is one that nobody insures,
// and is submitted all the same.
func (c *corpus) placeInsurers() {
	explained := make(map[string]string, len(c.explanations))
	for _, explanation := range c.explanations {
		explained[explanation.Claim.Key()] = explanation.Insurer.Name
	}
	for _, claim := range c.claims {
		if claim.insurer == "" {
			claim.insurer = explained[claim.ID]
		}
		if claim.insurer == noInsurance {
			claim.insurer = ""
			// Nobody's member: the patient may be covered by the insurer that the claim goes to.
			claim.Claim.Claim.MemberNumber = "uninsured-" + claim.patient
		}
		claim.Faults = slices.DeleteFunc(claim.Faults, func(fault *errs.Fault) bool {
			return strings.HasSuffix(fault.Path, ".insurance")
		})
	}
}

func corpusClaimOf(claim fhir.Claim) *corpusClaim {
	c := &corpusClaim{
		Claim:    claim,
		insurer:  claim.Insurer.Name,
		patient:  claim.Patient.Reference.Key(),
		provider: claim.Provider.Reference.Key(),
	}
	if claim.ID != "" {
		c.Claim.Claim.PatientAccountNumber = claim.ID
	}
	c.Claim.Claim.MemberNumber = c.patient
	return c
}

// hasCharge reports whether a line of the claim is billed.
func (c *corpusClaim) hasCharge() bool { return c.Claim.Claim.AdjudicatedCount() > 0 }

// eachDocument calls each for every resource of a type, from a file of one
// resource a line, gzipped or not.
//
// Errors: [os.ErrNotExist] when there is no such file.
func eachDocument(folder, kind string, each func(document []byte) error) error {
	text, err := readResources(folder, kind)
	if err != nil {
		return err
	}
	for i, document := range fhir.Documents(text) {
		if err := each(document); err != nil {
			return fmt.Errorf("reading %s %d: %w", kind, i+1, err)
		}
	}
	return nil
}

func readResources(folder, kind string) ([]byte, error) {
	zipped, err := os.ReadFile(filepath.Join(folder, kind+".ndjson.gz"))
	if errors.Is(err, os.ErrNotExist) {
		return os.ReadFile(filepath.Join(folder, kind+".ndjson"))
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", kind, err)
	}
	reader, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil, fmt.Errorf("unzipping %s: %w", kind, err)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("unzipping %s: %w", kind, err)
	}
	return text, nil
}

// coverageKey names a coverage: a patient has one with each insurer.
type coverageKey struct{ insurer, patient string }

// coverage is what has to be enrolled for a patient with an insurer.
type corpusCoverage struct {
	coverageKey
	span    claims.Span
	patient fhir.Party
}

// coverages returns one coverage a patient and insurer, from its first date of
// service to the day after its last one, in a fixed order.
func (c *corpus) coverages() []corpusCoverage {
	at := make(map[coverageKey]int)
	var all []corpusCoverage
	for _, claim := range c.claims {
		key := coverageKey{claim.insurer, claim.patient}
		for _, line := range claim.Claim.Claim.Lines {
			if claim.insurer == "" || line.ServiceDate.IsZero() {
				continue
			}
			day := claims.Span{Start: line.ServiceDate, End: line.ServiceDate.AddDays(1)}
			i, ok := at[key]
			if !ok {
				at[key] = len(all)
				all = append(all, corpusCoverage{coverageKey: key, span: day, patient: claim.Patient})
				continue
			}
			all[i].span.Start = min(all[i].span.Start, day.Start)
			all[i].span.End = max(all[i].span.End, day.End)
		}
	}
	slices.SortFunc(all, func(a, b corpusCoverage) int {
		return compareTexts(a.insurer, b.insurer, a.coverageKey.patient, b.coverageKey.patient)
	})
	return all
}

// insurers returns the insurers' names in order, with the sum of their claims' charges.
func (c *corpus) insurers() ([]string, map[string]int64) {
	charges := make(map[string]int64)
	for _, claim := range c.claims {
		if claim.insurer == "" {
			continue
		}
		for _, line := range claim.Claim.Claim.Lines {
			charges[claim.insurer] += line.Charge.Cents()
		}
	}
	names := make([]string, 0, len(charges))
	for name := range charges {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, charges
}

// providers returns a claim of each provider, in a fixed order.
func (c *corpus) providers() []*corpusClaim {
	first := make(map[string]*corpusClaim)
	for _, claim := range c.claims {
		if _, ok := first[claim.provider]; !ok && claim.provider != "" {
			first[claim.provider] = claim
		}
	}
	all := make([]*corpusClaim, 0, len(first))
	for _, claim := range first {
		all = append(all, claim)
	}
	slices.SortFunc(all, func(a, b *corpusClaim) int { return compareTexts(a.provider, b.provider) })
	return all
}

// compareTexts compares pairs of texts, the first that differs decides.
func compareTexts(pairs ...string) int {
	for i := 0; i+1 < len(pairs); i += 2 {
		switch {
		case pairs[i] < pairs[i+1]:
			return -1
		case pairs[i] > pairs[i+1]:
			return 1
		}
	}
	return 0
}
