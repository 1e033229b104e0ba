package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/clearclaim/clearclaim/store"
)

// maxIdempotencyKey is the longest key, in bytes.
const maxIdempotencyKey = 255

// request is a request under its idempotency key.
type request struct {
	scope string // who asks for what: "provider/3/submitClaims"
	key   string
	hash  []byte // of the content, keyed: it may hold what is secret
}

// newRequest reads the key and hashes the content.
//
// Errors: [ErrIdempotencyKeyRequired], [ErrIdempotencyKeyInvalid].
func (s *Service) newRequest(scope, key string, content []byte) (request, error) {
	switch {
	case key == "":
		return request{}, ErrIdempotencyKeyRequired
	case len(key) > maxIdempotencyKey, !utf8.ValidString(key), strings.IndexByte(key, 0) >= 0:
		return request{}, ErrIdempotencyKeyInvalid
	}
	hash := s.Vault.Digest("idempotency/"+scope, content)
	return request{scope: scope, key: key, hash: hash[:]}, nil
}

// newJSONRequest is newRequest for content that is hashed as JSON.
func (s *Service) newJSONRequest(scope, key string, content any) (request, error) {
	text, err := json.Marshal(content)
	if err != nil {
		return request{}, fmt.Errorf("hashing a request: %w", err)
	}
	return s.newRequest(scope, key, text)
}

// reader finds answers: the database or a transaction.
type reader interface {
	IdempotencyAnswer(ctx context.Context, scope, key string) (store.Answer, error)
}

// answered reads the answer that was given to the request into answer, and
// reports whether there was one.
//
// Errors: [ErrIdempotencyKeyConflict].
func answered(ctx context.Context, from reader, r request, answer any) (bool, error) {
	kept, err := from.IdempotencyAnswer(ctx, r.scope, r.key)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("finding an answer: %w", err)
	}
	if !bytes.Equal(kept.ContentHash, r.hash) {
		return false, ErrIdempotencyKeyConflict
	}
	if err := json.Unmarshal(kept.Answer, answer); err != nil {
		return false, fmt.Errorf("reading an answer: %w", err)
	}
	return true, nil
}

// once runs do in a transaction unless the request was answered, and keeps what
// do put into answer. Requests of one key come one after the other. Whether it
// was answered before is reported.
func (s *Service) once(ctx context.Context, r request, answer any, do func(*store.Tx) error) (wasAnswered bool, err error) {
	err = s.DB.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.LockIdempotencyKey(ctx, r.scope, r.key); err != nil {
			return fmt.Errorf("locking a key: %w", err)
		}
		if wasAnswered, err = answered(ctx, tx, r, answer); wasAnswered || err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		text, err := json.Marshal(answer)
		if err != nil {
			return fmt.Errorf("writing an answer: %w", err)
		}
		kept := store.Answer{Scope: r.scope, Key: r.key, ContentHash: r.hash, Answer: text, CreatedAt: s.now()}
		if err := tx.KeepAnswer(ctx, kept); err != nil {
			return fmt.Errorf("keeping an answer: %w", err)
		}
		return nil
	})
	return wasAnswered, err
}
