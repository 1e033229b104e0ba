package rules

import (
	"strconv"
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// ProviderRow is what the directory says of a provider on a date of service.
type ProviderRow struct {
	Network Network
	// NetworkName names the network in price tables, Locality the place of relative
	// values, Taxonomy is the provider's NUCC code; each is "" where it is not said.
	NetworkName, Locality, Taxonomy string
	// Persons is how many people give its services, where they are more than one; else 0.
	Persons int32
}

const (
	directoryNPI = iota
	directoryStart
	directoryEnd
	directoryNetwork
	directoryName
	directoryLocality
	directoryTaxonomy
	directoryPersons
)

var directoryLayout = table.Layout{Columns: []table.Column{
	{Name: "npi"},
	{Name: "start"},
	{Name: "end"},
	{Name: "network"},
	{Name: "name"},
	{Name: "locality"},
	{Name: "taxonomy"},
	{Name: "persons", IsOptional: true},
}}

// maxPersons bounds the people of a provider.
const maxPersons = 1_000_000

// maxDirectoryName bounds a network's name and a locality, in bytes.
const maxDirectoryName = 64

// loadDirectory reads which providers are in the network, by what name and where.
func loadDirectory(l *loader, f *file) {
	l.each(f, &directoryLayout, func(r *table.Reader) bool {
		npi := r.Text(directoryNPI)
		isNPI := NPIOf(npi) != 0
		if !isNPI {
			r.FaultValue(directoryNPI, errs.ValueInvalid, "ten digits")
		}
		row := ProviderRow{NetworkName: r.Text(directoryName), Locality: r.Text(directoryLocality), Taxonomy: r.Text(directoryTaxonomy)}
		isNetwork := readDirectoryNetwork(r, &row)
		persons, arePersons := r.IntOr(directoryPersons, 1, 1, maxPersons)
		if persons > 1 {
			row.Persons = int32(persons)
		}
		areNames := isDirectoryName(r, directoryName) && isDirectoryName(r, directoryLocality)
		isTaxonomy := row.Taxonomy == "" || isTaxonomyForm(row.Taxonomy)
		if !isTaxonomy {
			r.FaultValue(directoryTaxonomy, errs.ValueInvalid, "a taxonomy code of ten characters")
		}
		span, isSpan := r.Span(directoryStart, directoryEnd)
		if !isNPI || !isNetwork || !arePersons || !areNames || !isTaxonomy || !isSpan {
			return false
		}
		span, isWithin := f.within(span)
		if isWithin {
			l.directory.add(r, l.npis.Add(codeindex.Pack(npi)), 0, span, l.firstProvider(row))
		}
		return isWithin
	})
}

// firstProvider returns the first of the rows that say what a row says.
func (l *loader) firstProvider(row ProviderRow) *ProviderRow {
	if l.sameProvider[row] == nil {
		if l.sameProvider == nil {
			l.sameProvider = map[ProviderRow]*ProviderRow{}
		}
		l.sameProvider[row] = &row
	}
	return l.sameProvider[row]
}

func readDirectoryNetwork(r *table.Reader, row *ProviderRow) bool {
	switch r.Text(directoryNetwork) {
	case "in":
		row.Network = InNetwork
	case "out":
		row.Network = OutOfNetwork
	default:
		r.FaultValue(directoryNetwork, errs.ValueInvalid, "in or out")
		return false
	}
	return true
}

func isDirectoryName(r *table.Reader, column int) bool {
	text := r.Text(column)
	isNot := func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' && c != '_' && c != '.'
	}
	if len(text) > maxDirectoryName || strings.ContainsFunc(text, isNot) {
		r.FaultValue(column, errs.ValueInvalid, "at most 64 letters, digits, - _ or .")
		return false
	}
	return true
}

func isTaxonomyForm(text string) bool {
	if len(text) != 10 {
		return false
	}
	for i := range len(text) {
		if codeindex.Digit36(text[i]) < 0 {
			return false
		}
	}
	return true
}

func appendProviderRow(dst []byte, shared **ProviderRow) []byte {
	r := *shared
	network := "in"
	if r.Network == OutOfNetwork {
		network = "out"
	}
	dst = append(dst, strings.Join([]string{network, r.NetworkName, r.Locality, r.Taxonomy}, ",")...)
	if r.Persons == 0 {
		return dst // as before the column came
	}
	return strconv.AppendInt(append(dst, ','), int64(r.Persons), 10)
}

// HasDirectory reports whether the set says which providers are in the network.
func (s *Set) HasDirectory() bool { return len(s.directory.rows) > 0 }

// ProviderRow returns what the directory says of a provider on a date: out of network
// where it does not have the provider. A set without a directory says nothing.
func (s *Set) ProviderRow(p ProviderSymbol, on claims.Date) ProviderRow {
	if !s.HasDirectory() {
		return ProviderRow{}
	}
	if row := s.directory.on(uint32(p), on); row != nil {
		return **row
	}
	return ProviderRow{Network: OutOfNetwork}
}
