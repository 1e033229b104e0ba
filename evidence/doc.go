// Package evidence is the vault: it keeps what is known of a patient readable
// only through keys, and documents in a blob store.
//
// # Keys
//
// A key management service ([KMS]; in development a file, [LocalKMS]) wraps the
// key of every patient. Everything of a patient is sealed under that key, bound
// to where it is kept ([Place]): a ciphertext moved to another row, column or
// patient does not open. A document has a key of its own, wrapped by its
// patient's. Erasing the wrapped patient key erases the patient: nothing that was
// sealed under it opens again.
//
// Member numbers and the like are looked up by keyed digests ([Vault.Digest])
// whose key is the vault's own, wrapped by the KMS too.
//
// # Errors
//
// No error repeats anything of what was sealed or digested.
package evidence
