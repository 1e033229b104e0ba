package pricing

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
)

// Symbol is where a book has its rows and relative values of a code.
type Symbol struct {
	rows    uint32 // where those of the schedule begin, from 1
	values  uint32 // see [valueTable]
	isFound bool
}

// Symbol looks a code up. Who prices lines several times looks up their codes before, all
// at once: the tables lie in memory that is far, and is waited for once where no look-up
// waits for another.
func (b *Book) Symbol(code codes.Code) Symbol { return symbolOf(&b.Schedule, b.tables(), code) }

func symbolOf(s *Schedule, t *Tables, code codes.Code) Symbol {
	packed := codeindex.Pack(code.Value)
	return Symbol{rows: s.codes[systemOf(code.System)].find(packed, code.Value), values: t.relatives.number(code.System, packed), isFound: true}
}

// MayRank reports whether a line of the code may take a rank among multiple procedures,
// or change those of others.
func (s Symbol) MayRank() bool { return s.values&rankedBit != 0 }

// FindRow finds the row of a line of a request, for this book. Who prices a line several
// times has it found before, and changes nothing of it then but IsDenied.
func (b *Book) FindRow(r *Request, line *Line) {
	d := b.desk(r)
	line.row, line.hasRow = d.rowOf(line, d.symbolOf(line)), true
}

// Class returns the class of the row that [Book.FindRow] found, and false where there is
// none. It works no price out: one may come to another outcome.
func (l *Line) Class() (class uint8, hasRow bool) {
	if l.row == nil {
		return 0, false
	}
	return l.row.class, true
}

// Affiliation is how a provider belongs to a plan's networks on a date: see [Request].
type Affiliation struct {
	IsInNetwork       bool
	Network, Locality string

	key               rowKey
	contracts, places run
	isFound           bool
}

// FindAffiliation looks up what the book has of an affiliation of a provider, once for all
// lines that are priced by it. It is for this book and this provider then, and does not
// change.
func (b *Book) FindAffiliation(provider claims.ProviderID, a *Affiliation) {
	a.find(&b.Schedule, b.tables(), provider)
}

func (a *Affiliation) find(s *Schedule, t *Tables, provider claims.ProviderID) {
	a.key, a.isFound = s.keyOf(provider, a), true
	a.contracts, a.places = t.contracts.runs[a.Network], t.localities.runs[a.Locality]
}
