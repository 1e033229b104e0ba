// Package graph serves the GraphQL API: schema/*.graphqls by domain, the resolvers
// beside them in files of the same names, gqlgen's code in generated/.
//
// Resolvers parse, call intake or views, and return; who may do what is
// decided there. What leaves this package is closed by default: an error without
// a code of claims/errs becomes INTERNAL and its text stays inside, and no value that a
// client sent is repeated, in an answer or in a log.
//
// The transports for POST, GET and server-sent events are our own, because
// gqlgen's read bodies without a limit and repeat them in errors and logs. The one
// for WebSockets is gqlgen's, on a connection of ours whose writes end.
package graph

//go:generate go run github.com/99designs/gqlgen generate
