//go:build !race

package casegen_test

// share of the cases that is run: all.
const share = 1
