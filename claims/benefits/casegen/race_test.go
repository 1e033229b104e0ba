//go:build race

package casegen_test

// share of the cases that is run: the race detector makes them ten times as slow,
// and finds nothing in what one goroutine does alone.
const share = 5
