// Package graph serves the GraphQL API: schema/*.graphqls by domain, the resolvers
// beside them in files of the same names, gqlgen's code in generated/.
//
// Resolvers parse, call intake or views, and return; who may do what is
// decided there. A mutation that is refused answers so, as refusals.go says, and is no
// error. What leaves this package is closed by default: an error without
// a code of claims/errs becomes INTERNAL and its text stays inside, and no value that a
// client sent is repeated, in an answer or in a log.
//
// What a field returns is written at once where nothing of it needs a resolver: gqlgen
// makes a context of some twenty allocations for every field of an answer, and a page has
// thousands. The code for it, generated/plain.generated.go, is made by generate/.
//
// The transports for POST, GET and server-sent events are our own, because
// gqlgen's read bodies without a limit and repeat them in errors and logs. The one
// for WebSockets is gqlgen's, on a connection of ours whose writes end.
package graph

//go:generate go run ./generate
//go:generate go run ./publish
