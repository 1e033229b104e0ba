package views

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/auth"
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

// list is what a cursor is of: a list of things as one caller asks for it, by one
// filter and order. Elsewhere the cursor is refused: it would skip or repeat items.
// It gives no right, whoever holds it.
type list [8]byte

// listOf names a list of the principal of ctx. filter has whatever else the list
// depends on, as what JSON can write.
//
// Errors: [auth.ErrUnauthenticated].
func listOf(ctx context.Context, of string, filter any) (list, error) {
	principal, ok := auth.PrincipalFrom(ctx)
	if !ok {
		return list{}, auth.ErrUnauthenticated
	}
	text, err := json.Marshal([]any{of, principal.Role, principal.Organization(), principal.Subject, filter})
	if err != nil {
		return list{}, fmt.Errorf("naming a list: %w", err)
	}
	sum := sha256.Sum256(text)
	return list(sum[:len(list{})]), nil
}

// position is where an item stands in a list that is ordered by a time or a number,
// then by id.
type position struct {
	at     time.Time
	number int64 // of lists that are ordered by one, which have no time
	id     string
}

// cursor returns the position in a list as a client keeps it.
func (l list) cursor(p position) string {
	key := append(make([]byte, 0, 96), l[:]...)
	if p.at.IsZero() {
		key = strconv.AppendInt(key, p.number, 10)
	} else {
		key = p.at.UTC().AppendFormat(key, time.RFC3339Nano)
	}
	return base64.RawURLEncoding.EncodeToString(append(append(key, ' '), p.id...))
}

var errNoCursor = errors.New("no cursor")

func (l list) parse(text string) (position, error) {
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return position{}, fmt.Errorf("reading a cursor: %w", err)
	}
	if len(decoded) < len(l) || list(decoded[:len(l)]) != l {
		return position{}, errNoCursor
	}
	key, id, ok := strings.Cut(string(decoded[len(l):]), " ")
	if !ok || id == "" {
		return position{}, errNoCursor
	}
	if number, err := strconv.ParseInt(key, 10, 64); err == nil {
		return position{number: number, id: id}, nil
	}
	at, err := time.Parse(time.RFC3339Nano, key)
	if err != nil {
		return position{}, errNoCursor
	}
	return position{at: at, id: id}, nil
}

// of names the list that the page is of, as listOf does, and returns the position after
// which it begins, as start does.
//
// Errors: [auth.ErrUnauthenticated], [ErrPageSizeInvalid], [ErrCursorInvalid].
func (p Page) of(ctx context.Context, name string, filter any) (list, *position, error) {
	of, err := listOf(ctx, name, filter)
	if err != nil {
		return list{}, nil, err
	}
	after, err := p.start(of)
	return of, after, err
}

// start returns the position in a list after which the page begins, or nil for the beginning.
//
// Errors: [ErrPageSizeInvalid], [ErrCursorInvalid].
func (p Page) start(of list) (*position, error) {
	if p.First < 1 || p.First > MaxPageSize {
		return nil, ErrPageSizeInvalid
	}
	if p.After == "" {
		return nil, nil //nolint:nilnil // no position is the beginning.
	}
	after, err := of.parse(p.After)
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
