package proc

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseStat(t *testing.T) {
	t.Parallel()
	found, ok := parseStat([]byte("42 (a) (b) S 7 1 1 0 -1 0 0 0 0 0 10 20 3 4 20 0 1"))
	require.True(t, ok)
	require.Equal(t, Process{Parent: 7, Name: "a) (b", Used: 370 * time.Millisecond}, found)
	for _, text := range []string{"", "1 (x", "1 (x) S", "1 (x) S a b c d e f g h i j k l m n o p"} {
		_, ok := parseStat([]byte(text))
		require.False(t, ok, text)
	}
}

func TestRead_HasThisProcess(t *testing.T) {
	t.Parallel()
	require.Equal(t, os.Getppid(), Read()[os.Getpid()].Parent)
}

func TestUsedBelow_IsOfAProcessAndItsDescendants(t *testing.T) {
	t.Parallel()
	table := Table{
		1: {Parent: 0, Used: 1}, 2: {Parent: 1, Used: 10}, 3: {Parent: 2, Used: 100}, 4: {Parent: 1, Used: 1000},
		8: {Parent: 9, Used: 5}, 9: {Parent: 8, Used: 5}, // what an id that came again makes
	}
	require.EqualValues(t, 110, table.UsedBelow(2))
	require.EqualValues(t, 1111, table.UsedBelow(1))
	require.Zero(t, table.UsedBelow(7))
	require.True(t, table.IsDescendant(3, 1))
	require.False(t, table.IsDescendant(1, 1))
	require.False(t, table.IsDescendant(8, 1))
}
