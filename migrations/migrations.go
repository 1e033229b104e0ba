// Package migrations holds the schema of the database, one numbered step a file.
//
// Steps go forward only. Once merged a step is never changed; what has to be
// taken back is taken back by a later one.
package migrations

import "embed"

// Files are the steps, named NNNN_verb_object.up.sql.
//
//go:embed *.up.sql
var Files embed.FS
