package views

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// MaxPageSize is the most that a page may hold.
const MaxPageSize = 100

// Sentinels of pages.
var (
	// ErrPageSizeInvalid is returned when a page is asked for nothing, or for more than [MaxPageSize].
	ErrPageSizeInvalid = errs.New(errs.PageSizeInvalid, "a page holds 1 to 100 items")
	// ErrCursorInvalid is returned when a cursor was not given out for such a list.
	ErrCursorInvalid = errs.New(errs.CursorInvalid, "the cursor is none of this list")
)

// Page says which part of a list is asked for.
type Page struct {
	// First is how many, at most [MaxPageSize].
	First int
	// After is the cursor of the item before; "" is the start.
	After string
}

// PageInfo says where a page ends and whether there is another.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// ClaimPage is a page of claims, with a cursor for each.
type ClaimPage struct {
	Claims  []*Claim
	Cursors []string
	Info    PageInfo
}

// RemittancePage is a page of remittances, with a cursor for each.
type RemittancePage struct {
	Remittances []*Remittance
	Cursors     []string
	Info        PageInfo
}

// position is where an item stands in a list that is ordered by time, newest
// first, then by id.
type position struct {
	at time.Time
	id string
}

// cursor returns the position as a client keeps it.
func (p position) cursor() string {
	return base64.RawURLEncoding.EncodeToString([]byte(p.at.UTC().Format(time.RFC3339Nano) + " " + p.id))
}

var errNoCursor = errors.New("no cursor")

func parseCursor(text string) (position, error) {
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return position{}, fmt.Errorf("reading a cursor: %w", err)
	}
	instant, id, ok := strings.Cut(string(decoded), " ")
	at, err := time.Parse(time.RFC3339Nano, instant)
	if !ok || err != nil || id == "" {
		return position{}, errNoCursor
	}
	return position{at: at, id: id}, nil
}

// start returns the position after which the page begins, or nil for the beginning.
//
// Errors: [ErrPageSizeInvalid], [ErrCursorInvalid].
func (p Page) start() (*position, error) {
	if p.First < 1 || p.First > MaxPageSize {
		return nil, ErrPageSizeInvalid
	}
	if p.After == "" {
		return nil, nil //nolint:nilnil // no position is the beginning.
	}
	after, err := parseCursor(p.After)
	if err != nil {
		return nil, ErrCursorInvalid
	}
	return &after, nil
}

// info describes a page of the cursors, of a list that goes on or not.
func (p Page) info(cursors []string, hasNext bool) PageInfo {
	info := PageInfo{HasNextPage: hasNext, HasPreviousPage: p.After != ""}
	if len(cursors) > 0 {
		info.StartCursor, info.EndCursor = &cursors[0], &cursors[len(cursors)-1]
	}
	return info
}

// isID reports whether a text can be an id: a UUID in its canonical form. Others
// name nothing, and must not reach the database, whose error would repeat them.
func isID(text string) bool {
	const form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
	if len(text) != len(form) {
		return false
	}
	for i := range len(form) {
		isHex := '0' <= text[i] && text[i] <= '9' || 'a' <= text[i] && text[i] <= 'f'
		if form[i] == '-' && text[i] != '-' || form[i] == 'x' && !isHex {
			return false
		}
	}
	return true
}
