package store

// ChainTables returns the tables that a reorganisation takes rows back from.
func ChainTables() []string { return chainTables }
