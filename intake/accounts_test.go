package intake_test

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// digests returns those of the claims' account numbers, by id, in hexadecimal; "-" where there is none.
func (b *bundle) digests(t *testing.T) map[claims.ID]string {
	t.Helper()
	digests := map[claims.ID]string{}
	for _, id := range storetest.Texts(t, b.url, "SELECT id::text FROM claims") {
		digests[claims.ID(id)] = storetest.Texts(t, b.url, "SELECT COALESCE(encode(account_digest, 'hex'), '-') FROM claims WHERE id = $1", id)[0]
	}
	return digests
}

// A claim is kept with the digest of its provider's number. Claims of before get it from what
// is encrypted; one whose patient was erased is not looked at again, and one that cannot be
// opened is told of and left.
func TestDigestAccounts_ClaimsOfBeforeGetTheirDigest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one := b.draft(1)
	other := b.draft(2)
	other.Claim.PatientAccountNumber = "another"
	answer := b.submit(t, "k", one, other)
	first, second := answer.Accepted[0].ID, answer.Accepted[1].ID
	want := map[claims.ID]string{}
	for id, number := range map[claims.ID]string{first: one.Claim.PatientAccountNumber, second: other.Claim.PatientAccountNumber} {
		digest := b.Vault.AccountDigest(b.delegated, number)
		want[id] = hex.EncodeToString(digest[:])
	}
	check := func(when string, want map[claims.ID]string) {
		t.Helper()
		if got := b.digests(t); got[first] != want[first] || got[second] != want[second] || len(got) != 2 {
			t.Errorf("%s: digests %v, want %v", when, got, want)
		}
	}
	var unreadable []claims.ID
	digest := func() {
		t.Helper()
		unreadable = nil
		must(t, intake.DigestAccounts(t.Context(), b.DB, b.Vault, func(id claims.ID, _ error) { unreadable = append(unreadable, id) }))
	}
	check("accepted", want)

	storetest.Exec(t, b.url, "UPDATE claims SET account_digest = NULL")
	digest()
	check("of before", want)
	digest()
	check("again", want)

	storetest.Exec(t, b.url, "UPDATE claims SET account_digest = NULL, content = CASE WHEN id = $1 THEN 'broken'::bytea ELSE content END", string(first))
	digest()
	check("broken", map[claims.ID]string{first: "-", second: want[second]})
	if !slices.Equal(unreadable, []claims.ID{first}) {
		t.Errorf("told of %v, want %s", unreadable, first)
	}

	storetest.Exec(t, b.url, "UPDATE claims SET account_digest = NULL")
	storetest.Exec(t, b.url, "UPDATE patients SET wrapped_key = NULL")
	digest()
	check("erased", map[claims.ID]string{first: "", second: ""})
	if len(unreadable) > 0 {
		t.Errorf("told of %v", unreadable)
	}
}

// awayKMS is a key service that cannot be reached once it is away.
type awayKMS struct {
	evidence.KMS
	isAway bool
}

func (k *awayKMS) Unwrap(ctx context.Context, wrapped, aad []byte) ([]byte, error) {
	if k.isAway {
		return nil, errors.New("the key service cannot be reached")
	}
	return k.KMS.Unwrap(ctx, wrapped, aad)
}

// What a key service that is away cannot open is not told of as unreadable: it is asked for again.
func TestDigestAccounts_KeyServiceAway_IsAFault(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.submit(t, "k", b.draft(1))
	storetest.Exec(t, b.url, "UPDATE claims SET account_digest = NULL")
	kms := &awayKMS{KMS: b.kms}
	blobs, err := evidence.FileBlobs(t.TempDir())
	must(t, err)
	vault, err := evidence.Open(t.Context(), evidence.Config{KMS: kms, Keys: b.DB, Blobs: blobs})
	must(t, err)
	defer func() { _ = vault.Close() }()
	unreadable := 0
	digest := func() error {
		return intake.DigestAccounts(t.Context(), b.DB, vault, func(claims.ID, error) { unreadable++ })
	}

	kms.isAway = true
	if err := digest(); err == nil || unreadable > 0 {
		t.Errorf("away: %v, told of %d", err, unreadable)
	}
	kms.isAway = false
	must(t, digest())
	for id, got := range b.digests(t) {
		if got == "-" {
			t.Errorf("claim %s has no digest", id)
		}
	}
}
