package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// as returns the address with another user.
func as(t *testing.T, address, user string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	parsed.User = url.User(user)
	return parsed.String()
}

// An installation's user that may not make roles is told what an administrator has to
// run; after that it migrates, and reads as the readers do.
func TestMigrate_AsAUserThatMayNotMakeRoles(t *testing.T) {
	t.Parallel()
	storetest.New(t) // the readers' roles are there
	address := storetest.NewEmptyURL(t)
	user := "user_" + strings.ToLower(rand.Text())
	storetest.Exec(t, address, "CREATE ROLE "+user+" LOGIN")
	t.Cleanup(func() { storetest.DropUser(t, address, user) })
	storetest.Exec(t, address, "GRANT USAGE, CREATE ON SCHEMA public TO "+user)
	err := store.Migrate(t.Context(), as(t, address, user))
	want := "GRANT clearclaim_readers TO \"" + user + "\";"
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Fatalf("got %v, want what to run: %s", err, want)
	}
	storetest.Exec(t, address, want)
	for range 2 {
		if err := store.Migrate(t.Context(), as(t, address, user)); err != nil {
			t.Fatal(err)
		}
	}
	db, err := store.Open(t.Context(), as(t, address, user))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.AddInsurer(t.Context(), store.Insurer{ID: 1, Name: "Acme", CreatedAt: now})
	}); err != nil {
		t.Fatal(err)
	}
	if got, err := db.As(store.Reader{Persona: "patient", Subject: "anna"}).Insurers(t.Context()); err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestAs_ReadsNothingForNobody(t *testing.T) {
	t.Parallel()
	db := setup(t)
	for _, persona := range []string{"", "nobody", "readers", "postgres", "provider; RESET ROLE"} {
		if _, err := db.As(store.Reader{Persona: persona}).Insurers(t.Context()); !errors.Is(err, store.ErrReaderUnknown) {
			t.Errorf("%q: got %v", persona, err)
		}
	}
}

func TestAs_LeavesNothingOnTheConnection(t *testing.T) {
	t.Parallel()
	db := setup(t)
	reader := db.As(store.Reader{Persona: "provider", Organization: 1, Subject: "x"})
	for range 40 { // more than there are connections
		if _, err := reader.Insurers(t.Context()); err != nil {
			t.Fatal(err)
		}
		// A statement that fails, and one that the role may not run, leave no more than one that does not.
		if _, err := reader.ClaimToCorrect(t.Context(), "no id"); !errors.Is(err, store.ErrNotFound) && err == nil {
			t.Fatal("nonsense was found")
		}
		if _, err := reader.IsInsurerPaused(t.Context(), 1); err == nil {
			t.Fatal("a provider reads what insurers did")
		}
		// The installation's own user reads what no reader does.
		if _, err := db.IsInsurerPaused(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		if _, _, err := db.Session(t.Context(), []byte{1}, now); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAs_EndsAStatementThatTakesTooLong(t *testing.T) {
	t.Parallel()
	address := storetest.NewURL(t)
	whole, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	db := whole.WithReadTimeout(50 * time.Millisecond)
	reader := db.As(store.Reader{Persona: "auditor", Subject: "a"})
	if _, err := reader.Insurers(t.Context()); err != nil { // the connection has prepared it: that waits for locks too
		t.Fatal(err)
	}
	storetest.Holding(t, address, "LOCK TABLE insurers", func() {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		_, err := reader.Insurers(ctx)
		var refused *store.Error
		if !errors.As(err, &refused) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
	for range 40 { // more than there are connections
		if _, err := reader.Insurers(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	// Who works is not bounded.
	storetest.Holding(t, address, "LOCK TABLE insurers", func() {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		var refused *store.Error
		if _, err := db.Insurers(ctx); err == nil || errors.As(err, &refused) {
			t.Errorf("got %v", err)
		}
	})
}

// However many read, and however long that takes, who works finds a connection.
func TestAs_LeavesConnectionsToOthers(t *testing.T) {
	t.Parallel()
	address := storetest.NewURL(t)
	db, err := store.Open(t.Context(), address, func(cfg *pgxpool.Config) { cfg.MaxConns = 4 })
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	reader := db.As(store.Reader{Persona: "auditor", Subject: "a"})
	var all sync.WaitGroup
	storetest.Holding(t, address, "LOCK TABLE insurers", func() {
		for range 6 {
			all.Go(func() {
				if _, err := reader.Insurers(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		storetest.AwaitWaiting(t, address, 2)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := db.Ping(ctx); err != nil {
			t.Errorf("readers have all connections: %v", err)
		}
		// Who waits for a turn leaves when its context ends, and takes no turn with it.
		cancel()
		if _, err := reader.Insurers(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	all.Wait()
	if _, err := reader.Insurers(t.Context()); err != nil {
		t.Error(err)
	}
}
