package main

import (
	"os"
	"regexp"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

// The README has a row for each command, and for each that measures.
func TestReadme_ListsEveryCommand(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	model := kong.Must(new(program)).Model
	names := 0
	for _, command := range model.Children {
		if len(command.Children) == 0 {
			command.Children = []*kong.Node{{}}
		}
		for _, below := range command.Children {
			path := command.Name
			if below.Name != "" {
				path += " " + below.Name
			}
			names++
			require.Regexp(t, regexp.MustCompile("(?m)^\\| `clearclaim-dev "+path+"`"), string(text))
		}
	}
	require.Greater(t, names, len(model.Children))
}
