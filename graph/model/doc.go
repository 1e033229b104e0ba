// Package model holds what the API has and the domain has not: how its scalars
// are read and written, global ids, inputs, payloads and pages. Everything else
// of the schema is bound to the domain's own types in gqlgen.yml.
package model
