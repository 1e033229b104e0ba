package codeindex_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims/internal/codeindex"
)

// manyCodes are so many that a table grows several times.
func manyCodes() []string {
	var list []string
	for i := range 3000 {
		list = append(list, fmt.Sprintf("%d", i), fmt.Sprintf("%05d", i), fmt.Sprintf("%c%04d", 'A'+i%26, i))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestTable_FindsWhatWasPutAndNothingElse(t *testing.T) {
	t.Parallel()
	var table codeindex.Table
	if table.Find(codeindex.Pack("A0001")) != 0 {
		t.Error("an empty table has a code")
	}
	list := manyCodes()
	for i, code := range list {
		table.Put(codeindex.Pack(code), uint32(i+1))
	}
	for i, code := range list {
		if got := table.Find(codeindex.Pack(code)); got != uint32(i+1) {
			t.Fatalf("%s: got %d, want %d", code, got, i+1)
		}
		if table.Find(codeindex.Pack(code+"Z")) != 0 {
			t.Fatalf("%sZ is found", code)
		}
	}
	if table.Find(0) != 0 {
		t.Error("what is no code is found")
	}
}

func TestIndex_SortKeepsCodesAndNumbersThemInOrder(t *testing.T) {
	t.Parallel()
	list := manyCodes()
	index := codeindex.New()
	before := map[string]uint32{}
	for _, code := range slices.Backward(list) {
		before[code] = index.Add(codeindex.Pack(code))
	}
	renamed := index.Sort()
	for i, code := range list {
		number := index.Find(codeindex.Pack(code))
		if number != uint32(i+1) || number != renamed[before[code]] || index.Text(number) != code {
			t.Fatalf("%s: got number %d of %s, want %d", code, number, index.Text(number), i+1)
		}
	}
	if index.Count() != len(list)+1 || index.Add(codeindex.Pack(list[0])) != 1 {
		t.Errorf("%d codes, want %d", index.Count()-1, len(list))
	}
}
