package main

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// settingPrefix begins the names of our settings in the environment.
const settingPrefix = "CLEARCLAIM_"

// othersSettings are settings of clearclaim-dev and of the tests, which may stand in
// the same environment.
var othersSettings = []string{
	"CLEARCLAIM_CORPUS", "CLEARCLAIM_DATA", "CLEARCLAIM_DEVNET", "CLEARCLAIM_POSTGRES_BIN",
	"CLEARCLAIM_TEST_AS_PROGRAM", "CLEARCLAIM_TEST_DATABASE_URL",
}

// errUnknownSetting is returned for a setting that no command has: one that was
// misspelt would otherwise silently not count.
var errUnknownSetting = errors.New("there is no such setting")

// refuseUnknown looks through the environment, in the form of [os.Environ].
func refuseUnknown(model *kong.Application, environment []string) error {
	known := slices.Clone(othersSettings)
	for _, flag := range allFlags(model.Node) {
		known = append(known, flag.Envs...)
	}
	var unknown []string
	for _, entry := range environment {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, settingPrefix) && !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return fmt.Errorf("%w: %s", errUnknownSetting, strings.Join(unknown, ", "))
	}
	return nil
}

func allFlags(node *kong.Node) []*kong.Flag {
	flags := slices.Clone(node.Flags)
	for _, child := range node.Children {
		flags = append(flags, allFlags(child)...)
	}
	return flags
}

// printConfig writes the settings of the command, one a line: NAME=value, or
// --flag=value for what the environment cannot set, and where a value comes from. What is marked with the tag
// mask shows of an address the scheme and the host alone.
func printConfig(out io.Writer, command *kong.Context) error {
	for _, flag := range command.Flags() {
		if flag.Name == "help" || flag.Name == "print-config" {
			continue
		}
		name, from := "--"+flag.Name, "default"
		if len(flag.Envs) > 0 {
			name = flag.Envs[0]
			if _, isSet := os.LookupEnv(name); isSet {
				from = "environment"
			}
		}
		if slices.ContainsFunc(command.Path, func(p *kong.Path) bool { return p.Flag == flag && !p.Resolved }) {
			from = "command line"
		}
		value := fmt.Sprint(command.FlagValue(flag))
		if flag.Tag.Has("mask") {
			value = masked(value)
		}
		if _, err := fmt.Fprintf(out, "%s=%s  # %s\n", name, value, from); err != nil {
			return err
		}
	}
	return nil
}

// masked shows of an address what is no secret. Keys stand in user information,
// in paths and in queries.
func masked(value string) string {
	if value == "" {
		return ""
	}
	address, err := url.Parse(value)
	if err != nil || address.Host == "" {
		return "***"
	}
	return address.Scheme + "://" + address.Host + "/***"
}
