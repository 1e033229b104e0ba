// Package rules holds the tables that claims are edited by: which codes are in
// force, what a procedure or a diagnosis fits, which procedures do not go
// together, how many units are plausible, how often a service may be had, who is
// excluded, and what each rule posts.
//
// A [Set] is parsed from the contents of files, is immutable and safe for
// concurrent use, and is named by its content: [Set.Root]. It decides nothing
// itself. Look-ups take symbols, which a set gives for codes, and allocate nothing.
package rules
