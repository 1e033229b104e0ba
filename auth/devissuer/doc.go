// Package devissuer is an OpenID Connect issuer for development: it lets anybody
// on the same machine sign in, without a password, as one of a few known users,
// and gives programs tokens directly.
//
// It serves the loopback alone: it refuses to be made for another address, and
// refuses requests that come from or are made to one. Nothing but
// cmd/clearclaim-dev and tests may use it; production verifies tokens of a real issuer.
package devissuer
