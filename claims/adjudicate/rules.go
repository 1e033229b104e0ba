package adjudicate

import (
	"sync"

	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/internal/canonical"
)

// RuleVersion is the version of the rules of this package. A change of what a
// rule decides is a new version; what its tables say has a root of its own.
const RuleVersion = "2"

// EditsRoot returns the hash that a plan names its rules by on the ledger: of the
// version of the rules and of the code tables that they look codes up in.
//
//	H(0x13 ‖ "clearclaim/edits/v1" ‖ version ‖ 0x00 ‖ tables)
func EditsRoot() [32]byte { return editsRoot() }

var editsRoot = sync.OnceValue(func() [32]byte {
	return canonical.Keccak256([]byte{0x13}, []byte("clearclaim/edits/v1"), []byte(RuleVersion), []byte{0}, codes.Content())
})
