package adjudicate

import (
	"strconv"

	"github.com/clearclaim/clearclaim/claims/internal/canonical"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// RuleVersion is the version of the rules of this package. A change of what a
// rule decides is a new version; what its tables say has a root of its own.
const RuleVersion = "7"

// EditsRoot returns the hash that a plan names its rules by on the ledger: of the
// version of the rules and of the root of the rule set that they look things up in.
// The zero root is that of [rules.Builtin].
//
//	H(0x13 ‖ "clearclaim/edits/v1" ‖ version ‖ 0x00 ‖ root)
func EditsRoot(set [32]byte) [32]byte {
	if set == ([32]byte{}) {
		set = rules.Builtin().Root()
	}
	return editsRoot(RuleVersion, set)
}

// EditsRootBefore is [EditsRoot] of a plan that was published before plans kept theirs:
// by version 2 of the rules.
func EditsRootBefore(set [32]byte) [32]byte { return editsRoot("2", set) }

// VersionOf returns the version of the rules with which a rule set of a root gives what a
// plan on the ledger names its rules by, and false where none up to [RuleVersion] does.
func VersionOf(edits, set [32]byte) (string, bool) {
	newest, _ := strconv.Atoi(RuleVersion)
	for number := newest; number > 0; number-- {
		if version := strconv.Itoa(number); editsRoot(version, set) == edits {
			return version, true
		}
	}
	return "", false
}

func editsRoot(version string, set [32]byte) [32]byte {
	return canonical.Keccak256([]byte{0x13}, []byte("clearclaim/edits/v1"), []byte(version), []byte{0}, set[:])
}
