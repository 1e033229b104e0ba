// Package auth says who is asking and what they may do.
//
// A [Verifier] turns an OpenID Connect bearer token into a [Principal], which
// travels in the context. A [Policy] decides, from the Cedar policies embedded
// in policies.cedar, whether that principal may do an [Action] to a [Resource].
// It knows nothing of HTTP routes, GraphQL fields or tables: services ask it.
package auth
