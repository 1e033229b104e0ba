//go:build !race

package parity

// share of the cases that is run: all.
const share = 1
