package versions_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/internal/versions"
)

// rows reads "start-end=words", divided by spaces.
func rows(text string) []versions.Row {
	var list []versions.Row
	for i, row := range strings.Fields(text) {
		dates, words, _ := strings.Cut(row, "=")
		start, end, _ := strings.Cut(dates, "-")
		list = append(list, versions.Row{Start: []byte(start), End: []byte(end), Words: []byte(words), At: i})
	}
	return list
}

func text(r *versions.Row) string {
	if r == nil {
		return "none"
	}
	return fmt.Sprintf("%s-%s=%s", r.Start, r.End, r.Words)
}

func TestPair_RowsThatGoTogether(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, before, after, want string }{
		{"the same", "1-3=x 3-=y", "1-3=x 3-=y", ""},
		{"another start", "1-=x", "2-=x", "1-=x>2-=x"},
		{"another end", "1-=x", "1-4=x", "1-=x>1-4=x"},
		{"other words", "1-=x", "1-=y", "1-=x>1-=y"},
		{"other words from another start", "1-=x", "2-=y", "1-=x>2-=y"},
		{"the same start before the same words", "1-2=x 2-=y", "2-=x", "2-=y>2-=x 1-2=x>none"},
		{"the same words before the order", "1-2=x 2-=y", "3-=y", "2-=y>3-=y 1-2=x>none"},
		{"one more", "1-=x", "1-2=x 2-=y", "1-=x>1-2=x none>2-=y"},
		{"one less", "1-2=x 2-=y", "1-2=x", "2-=y>none"},
		{"a quarter on", "1-2=x 2-3=y", "2-3=y 3-4=z", "1-2=x>3-4=z"},
		{"none before", "", "1-=x", "none>1-=x"},
		{"several of one start", "1-2=x 1-3=x", "1-3=x", "1-2=x>none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			versions.Pair(rows(c.before), rows(c.after), func(from, to *versions.Row) { got = append(got, text(from)+">"+text(to)) })
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %s", strings.Join(got, " "))
			}
		})
	}
}

// Each row is the same in both tables or given once, and what was only moved is given
// with its words.
func TestPair_EveryRowOnce(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 1))
	anyRows := func() (list []versions.Row) {
		for i := range random.IntN(6) {
			list = append(list, versions.Row{Start: []byte{'0' + byte(i)}, End: []byte{'0' + byte(random.IntN(2))}, Words: []byte{'x' + byte(random.IntN(3))}, At: i})
		}
		return list
	}
	for range 5000 {
		before, after := anyRows(), anyRows()
		same := func(row versions.Row, in []versions.Row) bool {
			return slices.ContainsFunc(in, func(other versions.Row) bool { return text(&row) == text(&other) })
		}
		wanted := [2]int{}
		for _, row := range before {
			if !same(row, after) {
				wanted[0]++
			}
		}
		for _, row := range after {
			if !same(row, before) {
				wanted[1]++
			}
		}
		got, isAdded, isRemoved := [2]int{}, false, false
		versions.Pair(slices.Clone(before), after, func(from, to *versions.Row) {
			if from != nil {
				got[0]++
			}
			if to != nil {
				got[1]++
			}
			isAdded, isRemoved = isAdded || from == nil, isRemoved || to == nil
		})
		if got != wanted || isAdded && isRemoved {
			t.Fatalf("got %d rows of %d, added and removed %t", got, wanted, isAdded && isRemoved)
		}
		shifted := slices.Clone(before)
		for i := range shifted {
			shifted[i].Start = append([]byte{'9'}, shifted[i].Start...)
		}
		versions.Pair(before, shifted, func(from, to *versions.Row) {
			if from == nil || to == nil || !versions.HasSameWords(from, to) {
				t.Fatalf("%s became %s", text(from), text(to))
			}
		})
	}
}
