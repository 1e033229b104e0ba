package pricing

import (
	"bytes"
	"encoding/hex"
	"math/bits"
	"slices"
	"strconv"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/internal/canonical"
	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
)

// Schedule is an immutable fee schedule. The zero Schedule has no row: it prices
// nothing.
//
// Of the rows that fit a line the most specific one in force on the date of service
// is its row. A row fits when each of its columns that is not empty equals the
// line's. Rows are compared by the first of these in which they differ:
//
//  1. code: a code before the default *
//  2. modifier: one that the line has before none
//  3. provider: a provider before any
//  4. network: a network by name before in or out, these before any
//  5. locality: a locality before any
//  6. place: a place of service before any
//  7. of two modifiers the one that stands first on the line
//
// Rows that do not differ in these have dates that do not overlap.
type Schedule struct {
	text       string
	rows       []row // by key and start
	codes      [systemCount]firstRows
	codeCount  int
	runs       map[rowKey]run
	networks   map[string]uint16
	localities map[string]uint16
	root       [32]byte
}

// row is one line of the file. With the terms that it has in common with others apart it
// fills a line of the cache: a price is found with two, the code's slot and its row.
type row struct {
	key    rowKey
	span   claims.Span
	amount uint64 // cents or basis points, by the method
	*terms
	// shapes and count are those of all rows of the code, at the first of them.
	shapes uint64
	count  uint32
	line   int32 // of the file, from 1
	class  uint8
	shape  uint8 // the key's
	// isUncapped is set for a row without the lesser-of rule.
	isUncapped bool
}

// terms are what rows say in words. Those that say the same have the same ones.
type terms struct {
	method   Method
	factor   string // conversion factor of RBRVS
	evidence string
}

// rowKey is what a row is for, in numbers; zero stands for any.
type rowKey struct {
	code, provider    uint32
	network, locality uint16
	modifier, place   pair
}

// run is where the versions of a key stand.
type run struct{ first, count uint32 }

// pair is a code of two characters, such as a modifier or a place of service.
type pair uint16

// noPair is no code of a table: it stands for what has not two characters.
const noPair = ^pair(0)

func pairOf(text string) pair {
	if len(text) != 2 {
		return noPair
	}
	return pair(text[0])<<8 | pair(text[1])
}

// String returns the two characters, or "" for none.
func (p pair) String() string {
	if p == 0 {
		return ""
	}
	return string([]byte{byte(p >> 8), byte(p)})
}

// The networks that every schedule knows; those by name follow.
const (
	anyNetwork uint16 = iota
	inNetwork
	outOfNetwork
	firstNetwork
)

// defaultCode is the number of the code *.
const defaultCode = 0

// shape says which columns of a key are set, as a number below 48 that is the
// smaller the more specific the key is.
func (k rowKey) shape() int {
	network := 1
	switch {
	case k.network == anyNetwork:
		network = 2
	case k.network >= firstNetwork:
		network = 0
	}
	shape := bit(k.modifier == 0)
	shape = shape*2 + bit(k.provider == 0)
	shape = shape*3 + network
	shape = shape*2 + bit(k.locality == 0)
	return shape*2 + bit(k.place == 0)
}

func bit(isSet bool) int {
	if isSet {
		return 1
	}
	return 0
}

// restrict returns the key without the columns that the shape has not, and
// reports whether the key has all that the shape has, but for the modifier.
func (k rowKey) restrict(shape int) (rowKey, bool) {
	bare := shape % (rowShapes / 2)
	if bare%2 == 1 {
		k.place = 0
	}
	if bare/2%2 == 1 {
		k.locality = 0
	}
	switch network := bare / 4 % 3; {
	case network == 2:
		k.network = anyNetwork
	case network == 1 && k.network >= firstNetwork:
		k.network = inNetwork
	}
	if bare/12 == 1 {
		k.provider = 0
	}
	return k, k.shape()%(rowShapes/2) == bare
}

// HasProviders reports whether some rows are for one provider.
func (s *Schedule) HasProviders() bool {
	return slices.ContainsFunc(s.rows, func(r row) bool { return r.key.provider != 0 })
}

// covers reports whether a row's key is for lines of a key of the same code, but for
// the modifier: what it names they have.
func (k rowKey) covers(of rowKey) bool {
	isOfNetwork := k.network == anyNetwork || k.network == of.network || k.network == inNetwork && of.network >= firstNetwork
	return isOfNetwork &&
		(k.provider == 0 || k.provider == of.provider) &&
		(k.locality == 0 || k.locality == of.locality) &&
		(k.place == 0 || k.place == of.place)
}

// keyOf returns what lines of one affiliation have in common.
func (s *Schedule) keyOf(provider claims.ProviderID, a *Affiliation) rowKey {
	key := rowKey{provider: uint32(provider), network: outOfNetwork}
	if a.IsInNetwork {
		key.network = inNetwork
		if named := s.networks[a.Network]; named != 0 {
			key.network = named
		}
	}
	if len(s.localities) > 0 {
		key.locality = s.localities[a.Locality]
	}
	return key
}

// systemCount is how many code systems have procedures, and one for all others.
const systemCount = 5

// systemOf numbers the code systems of procedures; zero is any other.
func systemOf(system codes.System) int {
	switch system {
	case codes.HCPCS:
		return 1
	case codes.CVX:
		return 2
	case codes.SNOMED:
		return 3
	case codes.Synthetic:
		return 4
	case codes.ICD10CM:
	}
	return 0
}

// firstRows say where the rows of a system's codes begin, from 1. The zero value has none.
type firstRows struct {
	packed codeindex.Table
	others map[string]uint32 // of texts that cannot be packed
}

// find returns where the rows of a code begin, from 1, zero when it has none. The code is
// packed, or zero, and as text.
func (f *firstRows) find(packed uint64, code string) uint32 {
	if packed != 0 {
		return f.packed.Find(packed)
	}
	return f.others[code]
}

// put adds a code that is not there.
func (f *firstRows) put(code string, first uint32) {
	if packed := codeindex.Pack(code); packed != 0 {
		f.packed.Put(packed, first)
		return
	}
	if f.others == nil {
		f.others = map[string]uint32{}
	}
	f.others[code] = first
}

// find returns the row of a line, or nil, given where its code's rows begin. The key lacks
// its code and modifier.
func (s *Schedule) find(first uint32, key rowKey, line *Line) *row {
	if first != 0 {
		if found := s.findVersion(s.rows[first-1:], key, line); found != nil {
			return found
		}
	}
	if len(s.rows) == 0 || s.rows[0].key.code != defaultCode {
		return nil
	}
	return s.findVersion(s.rows, key, line)
}

// fewRows are so many that looking at each is quicker than looking for some: nearly all
// codes have no more.
const fewRows = 8

// findVersion looks among the rows of a code, with which the given ones begin. It tries
// the shapes that they have, the most specific first.
func (s *Schedule) findVersion(rows []row, key rowKey, line *Line) *row {
	first := &rows[0]
	if first.count <= fewRows {
		return fittest(rows[:first.count], key, line)
	}
	key.code = first.key.code
	for left := first.shapes; left != 0; left &= left - 1 {
		shape := bits.TrailingZeros64(left)
		narrowed, isFit := key.restrict(shape)
		if !isFit {
			continue
		}
		if shape >= rowShapes/2 { // without a modifier
			if found := s.version(narrowed, line.Date); found != nil {
				return found
			}
			continue
		}
		for _, modifier := range line.Modifiers {
			narrowed.modifier = pairOf(modifier)
			if found := s.version(narrowed, line.Date); found != nil {
				return found
			}
		}
	}
	return nil
}

// fittest returns the most specific of the rows of a code that fit a line, or nil.
func fittest(rows []row, key rowKey, line *Line) (best *row) {
	bestAt := 0
	for i := range rows {
		r := &rows[i]
		if best != nil && r.shape > best.shape || !r.key.covers(key) || !r.span.Contains(line.Date) {
			continue
		}
		at, hasModifier := r.key.modifierOf(line)
		if hasModifier && (best == nil || r.shape < best.shape || at < bestAt) {
			best, bestAt = r, at
		}
	}
	return best
}

// modifierOf returns which of a line's modifiers is the key's, and false where it has it
// not. A key without one is for all lines.
func (k rowKey) modifierOf(line *Line) (at int, has bool) {
	if k.modifier == 0 {
		return 0, true
	}
	for at, modifier := range line.Modifiers {
		if pairOf(modifier) == k.modifier {
			return at, true
		}
	}
	return 0, false
}

// rowShapes is how many shapes there are.
const rowShapes = 48

// version returns the row of a key that is in force on a date.
func (s *Schedule) version(key rowKey, date claims.Date) *row {
	at := s.runs[key]
	versions := s.rows[at.first : at.first+at.count]
	i := after(len(versions), func(i int) bool { return versions[i].span.Start > date })
	if i == 0 || !versions[i-1].span.Contains(date) {
		return nil
	}
	return &versions[i-1]
}

// after returns the first of n positions, in ascending order, that is late.
func after(n int, isLate func(int) bool) int {
	low, high := 0, n
	for low < high {
		middle := int(uint(low+high) / 2)
		if isLate(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// Text returns the file that the schedule was read from.
func (s Schedule) Text() string { return s.text }

// Len returns how many codes have a row of their own.
func (s Schedule) Len() int { return s.codeCount }

// Rows returns how many rows the schedule has.
func (s Schedule) Rows() int { return len(s.rows) }

// Root returns the hash of the schedule's canonical form:
//
//	H(0x12 ‖ "clearclaim/fee-schedule/v1" ‖ rows)
//
// where the rows are sorted by bytes, each `system,code,class,method,amount,evidence`
// with the class as its position and a line feed at the end. A row that says more
// goes on with `,modifier,network,provider,locality,place,start,end,lesser,factor`,
// the dates as YYYY-MM-DD and lesser empty unless it is no. Comments and order of
// the file do not change it.
func (s Schedule) Root() [32]byte { return s.root }

// String returns the root in hexadecimal: a schedule is named by its content.
func (s Schedule) String() string { return hex.EncodeToString(s.root[:]) }

// rootOf hashes the canonical rows.
func rootOf(lines [][]byte) [32]byte {
	slices.SortFunc(lines, bytes.Compare)
	return canonical.Keccak256([]byte{0x12}, []byte("clearclaim/fee-schedule/v1"), bytes.Join(lines, nil))
}

// named is a row with the words that stand behind its numbers.
type named struct {
	row
	terms
	code              codes.Code
	network, locality string
}

// appendCanonical appends the row as the root has it.
func (n *named) appendCanonical(dst []byte) []byte {
	dst = appendCell(dst, string(n.code.System))
	dst = appendCell(dst, n.code.Value)
	dst = append(strconv.AppendUint(dst, uint64(n.class), 10), ',')
	dst = appendCell(dst, string(n.method))
	dst = append(strconv.AppendUint(dst, n.amount, 10), ',')
	dst = append(dst, n.evidence...)
	if n.isExtended() {
		dst = n.appendExtension(append(dst, ','))
	}
	return append(dst, '\n')
}

// isExtended reports whether a column beyond the first six is set.
func (n *named) isExtended() bool {
	key := n.key
	key.code = defaultCode
	return key != rowKey{} || n.span != claims.Span{} || n.isUncapped || n.factor != ""
}

func (n *named) appendExtension(dst []byte) []byte {
	dst = appendCell(dst, n.key.modifier.String())
	dst = appendCell(dst, n.network)
	if n.key.provider != 0 {
		dst = strconv.AppendUint(dst, uint64(n.key.provider), 10)
	}
	dst = appendCell(append(dst, ','), n.locality)
	dst = appendCell(dst, n.key.place.String())
	dst = appendCell(dst, n.span.Start.String())
	dst = appendCell(dst, n.span.End.String())
	if n.isUncapped {
		dst = append(dst, "no"...)
	}
	return append(append(dst, ','), n.factor...)
}

func appendCell(dst []byte, text string) []byte { return append(append(dst, text...), ',') }
