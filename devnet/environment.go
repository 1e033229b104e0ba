package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/clearclaim/clearclaim/devnet/datadir"
)

// variable is one address, under the name by which the application reads it.
type variable struct{ name, value string }

type environment []variable

// announce says that everything is ready: first in the file, then on standard
// output.
func announce(env environment, file string) error {
	if file != "" {
		if err := datadir.WriteFile(file, []byte(env.shell()), 0o600); err != nil {
			return fmt.Errorf("writing %s: %w", file, err)
		}
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false) // readable too
	return out.Encode(env.values())
}

func (e environment) values() map[string]string {
	values := map[string]string{}
	for _, v := range e {
		values[v.name] = v.value
	}
	return values
}

// shell writes assignments that a shell can read: a database URL has an
// ampersand.
func (e environment) shell() string {
	var b strings.Builder
	for _, v := range e {
		fmt.Fprintf(&b, "%s=%s\n", v.name, quote(v.value))
	}
	return b.String()
}

// quote puts a value in single quotes if a shell would not take it as it is.
func quote(value string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,="
	if strings.Trim(value, plain) == "" {
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}
