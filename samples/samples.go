// Package samples holds the project's own sample claims as files: one folder a
// case under cases/, rejected claims under rejected/, and the parties and plans
// that they need. Everything in it is invented; README.md says how it is laid out.
package samples

import "embed"

// Files is this folder.
//
//go:embed parties.json plans rules prices cases rejected corrections
var Files embed.FS
