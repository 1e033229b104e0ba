package views

import (
	"errors"
	"testing"
)

func TestOnce_ReadsOnceForAKey(t *testing.T) {
	t.Parallel()
	ctx := WithMemo(t.Context())
	reads := 0
	read := func() (int, error) { reads++; return reads, nil }
	for _, test := range []struct {
		name string
		key  any
		want int
	}{
		{"first", escrowOf(1), 1}, {"again", escrowOf(1), 1}, {"of another", escrowOf(2), 2}, {"another thing", partyOf(1), 3},
	} {
		if got, err := once(ctx, test.key, read); got != test.want || err != nil {
			t.Errorf("%s: got %d, %v", test.name, got, err)
		}
	}
	if got, _ := once(WithMemo(ctx), escrowOf(1), read); got != 4 {
		t.Errorf("anew: got %d", got)
	}
	if got, _ := once(t.Context(), escrowOf(1), read); got != 5 {
		t.Errorf("without a memo: got %d", got)
	}
}

func TestOnce_KeepsAnErrorAndForgetsAPanic(t *testing.T) {
	t.Parallel()
	ctx := WithMemo(t.Context())
	away := errors.New("away")
	reads := 0
	fail := func() (*Escrow, error) { reads++; return nil, away }
	for range 2 {
		if got, err := once(ctx, escrowOf(1), fail); got != nil || !errors.Is(err, away) {
			t.Errorf("got %v, %v", got, err)
		}
	}
	if reads != 1 {
		t.Errorf("read %d times", reads)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = once(ctx, escrowOf(2), func() (int, error) { panic("fault") })
	}()
	if got, err := once(ctx, escrowOf(2), func() (int, error) { return 7, nil }); got != 7 || err != nil {
		t.Errorf("after a panic: %d, %v", got, err)
	}
}

func TestTakeBytes_OneIsShownHoweverLarge(t *testing.T) {
	t.Parallel()
	ctx := WithAccess(t.Context())
	for i, test := range []struct {
		bytes int64
		want  error
	}{{MaxOpenedBytes + 1, nil}, {1, ErrTooMuchAtOnce}} {
		if err := TakeBytes(ctx, test.bytes); !errors.Is(err, test.want) {
			t.Errorf("%d: got %v", i, err)
		}
	}
}
