// Package auth says who is asking and what they may do.
//
// A [Verifier] turns a bearer token into a [Principal], which travels in the
// context: a token of one of several OpenID Connect issuers, or that of a session
// that a wallet began at a [SignIn]. A [Limiter] holds each to its budget. A [Policy] decides, from the Cedar policies embedded
// in policies.cedar, whether that principal may do an [Action] to a [Resource].
// It knows nothing of HTTP routes, GraphQL fields or tables: services ask it.
package auth
