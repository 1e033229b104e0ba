package evidence

import (
	"errors"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// Sentinels of this package.
var (
	// ErrErased is returned when the patient's key was erased: what was sealed under it is gone.
	ErrErased = errs.New(errs.Erased, "the patient's data was erased")
	// ErrNotOpened is returned when a ciphertext, its key or its place is not what it was.
	ErrNotOpened = errors.New("the ciphertext does not open")
	// ErrNoDocuments is returned when the document store does not answer.
	ErrNoDocuments = errors.New("the document store does not answer")
	// ErrKeysetExposed is returned when others than its owner may read the file of a local keyset.
	ErrKeysetExposed = errors.New("the keyset's file is open to others than its owner")
)
