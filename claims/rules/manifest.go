package rules

import (
	"slices"
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// ManifestName is the file that lists the others, BuiltinManifestName the one that lists
// the program's beside them.
const (
	ManifestName        = "manifest.csv"
	BuiltinManifestName = builtinFolder + ManifestName
)

// The bounds of a set.
const (
	MaxFiles     = 1000
	MaxFileBytes = 1 << 30
	maxName      = 200 // bytes of a file name, version, source or licence
)

// Entry is a line of the manifest: what a file is, and which dates of service it
// decides.
type Entry struct {
	File, Kind, Version, Source, Licence string
	Span                                 claims.Span
	// Line is that of the manifest.
	Line int
}

// openLicences are those under which a file may be passed on, in lower case.
var openLicences = []string{"apache-2.0", "bsd-3-clause", "cc-by-4.0", "cc0-1.0", "mit", "public domain"}

// IsOpen reports whether the file's licence lets anybody pass it on: the licence, without
// what stands in brackets behind it, is Apache-2.0, BSD-3-Clause, CC-BY-4.0, CC0-1.0, MIT or
// public domain, or the file is the program's own. Any other text says no.
func (e *Entry) IsOpen() bool {
	licence := strings.ToLower(e.Licence)
	if name, rest, isFound := strings.Cut(licence, " ("); isFound && strings.Index(rest, ")") == len(rest)-1 {
		licence = name
	}
	return strings.HasPrefix(e.File, builtinFolder) || slices.Contains(openLicences, licence)
}

// Listed returns the files of a set that has no fault, in the order of its manifest, and
// behind them those of the program that [Complete] put beside them. The manifests are not
// among them.
func Listed(files map[string][]byte) []Entry {
	var ignored table.Faults // Parse lists them
	list := ReadManifest(Own(files), &ignored)
	if _, isComplete := files[BuiltinManifestName]; isComplete {
		for _, general := range generalOf(files, nil, &ignored) {
			list = append(list, general.Entry)
		}
	}
	return list
}

// pricingKinds are the kinds of claims/pricing. They may stand in the same
// manifest and are no part of a rule set.
var pricingKinds = []string{
	"rvu", "gpci", "conversion-factors", "rvu-status", "facility-places", "modifier-rates", "multiple-procedures", "contracts",
}

// IsRuleKind reports whether a kind of file is part of a rule set.
func IsRuleKind(kind string) bool { return kindOf(kind) != nil }

// IsPricingKind reports whether a kind of file is part of the price tables.
func IsPricingKind(kind string) bool { return slices.Contains(pricingKinds, kind) }

const (
	manifestFile = iota
	manifestKind
	manifestVersion
	manifestSource
	manifestLicence
	manifestStart
	manifestEnd
)

var manifestLayout = table.Layout{
	Columns: []table.Column{
		{Name: "file"}, {Name: "kind"}, {Name: "version"}, {Name: "source"}, {Name: "licence"}, {Name: "start"}, {Name: "end"},
	},
	MaxRows: MaxFiles,
}

// ReadManifest reads manifest.csv of a set of files. Faults are: a file that is
// not there, listed twice or too large, one that is not listed, and a kind that
// neither rules nor prices have.
func ReadManifest(files map[string][]byte, faults *table.Faults) []Entry {
	content, isThere := files[ManifestName]
	if !isThere {
		faults.Add(ManifestName, 0, "", errs.TableUnknown, "the file is missing")
		return nil
	}
	r := table.Open(ManifestName, content, &manifestLayout, faults)
	var entries []Entry
	for r.Next() {
		if entry, isValid := readEntry(r, files); isValid {
			if slices.ContainsFunc(entries, func(e Entry) bool { return e.File == entry.File }) {
				r.Fault(manifestFile, errs.RowRepeated, "the file is listed twice")
				continue
			}
			entries = append(entries, entry)
		}
	}
	checkUnlisted(files, entries, faults)
	return entries
}

// checkUnlisted lists files that nothing says the kind of. A manifest with faults
// of its own may list them in the lines that could not be read.
func checkUnlisted(files map[string][]byte, entries []Entry, faults *table.Faults) {
	if faults.Count() > 0 {
		return
	}
	var names []string
	for name := range files {
		isListed := slices.ContainsFunc(entries, func(e Entry) bool { return e.File == name })
		if name != ManifestName && !isListed {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		faults.Add(ManifestName, 0, "", errs.TableUnknown, "the file "+table.Quote([]byte(name))+" is not listed")
	}
}

func readEntry(r *table.Reader, files map[string][]byte) (Entry, bool) {
	entry := Entry{
		File: r.Text(manifestFile), Kind: r.Text(manifestKind), Version: r.Text(manifestVersion),
		Source: r.Text(manifestSource), Licence: r.Text(manifestLicence), Line: r.Line(),
	}
	isValid := true
	for column := manifestFile; column <= manifestLicence; column++ {
		if length := len(r.Bytes(column)); length == 0 || length > maxName {
			r.Fault(column, errs.FieldRequired, "a text of 1 to 200 bytes")
			isValid = false
		}
	}
	span, isSpan := r.Span(manifestStart, manifestEnd)
	entry.Span = span
	return entry, isValid && isSpan && isFileKnown(r, files) && isKindKnown(r)
}

func isFileKnown(r *table.Reader, files map[string][]byte) bool {
	name := r.Text(manifestFile)
	content, isThere := files[name]
	switch {
	case !isThere || name == ManifestName:
		r.FaultValue(manifestFile, errs.TableUnknown, "the name of a file that is there")
		return false
	case len(content) > MaxFileBytes:
		r.Fault(manifestFile, errs.TableTooLarge, "at most 1 GiB")
		return false
	}
	return true
}

func isKindKnown(r *table.Reader) bool {
	kind := r.Text(manifestKind)
	if IsRuleKind(kind) || IsPricingKind(kind) {
		return true
	}
	known := append(kindNames(), pricingKinds...)
	r.FaultValue(manifestKind, errs.TableUnknown, "one of "+strings.Join(known, ", "))
	return false
}
