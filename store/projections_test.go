package store_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// A table of the read model that a reorganisation forgets would keep what is not
// on the chain any more.
func TestRewindChain_EveryTableOfTheReadModelIsEmptied(t *testing.T) {
	t.Parallel()
	url := storetest.NewURL(t)
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	known := 0
	for _, table := range store.ChainTables() {
		known += storetest.Count(t, url,
			"SELECT count(*) FROM information_schema.columns WHERE table_name = $1 AND column_name = 'block_number'", table)
	}
	there := storetest.Count(t, url,
		"SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public' AND table_name LIKE 'chain\\_%'")
	if want := there - len([]string{"chain_blocks", "chain_cursor", "chain_rewinds"}); known != want {
		t.Errorf("%d tables are taken back, the read model has %d", known, want)
	}
}
