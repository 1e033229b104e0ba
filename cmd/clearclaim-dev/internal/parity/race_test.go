//go:build race

package parity

// share of the cases that is run: the race detector makes them ten times as slow.
const share = 20
