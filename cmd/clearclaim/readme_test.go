package main

import (
	"io"
	"log/slog"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// The README has a row for each command.
func TestReadme_ListsEveryCommand(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	var p program
	for _, command := range newParser(t.Context(), &p, slog.New(slog.DiscardHandler), io.Discard).Model.Children {
		require.Regexp(t, regexp.MustCompile("(?m)^\\| `clearclaim "+command.Name+"\\b"), string(text))
	}
}
