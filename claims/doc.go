// Package claims is the vocabulary of the domain: claims and their lines, the
// parties, civil dates, claim numbers and the status machine.
//
// It and everything under it is pure: no I/O, no clock, no context, no logging
// and no floats. Whoever needs the time passes it in.
package claims
