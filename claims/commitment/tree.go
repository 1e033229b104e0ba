package commitment

import (
	"github.com/clearclaim/clearclaim/claims/internal/canonical"
)

func node(left, right Hash) Hash {
	var encoded [65]byte
	encoded[0] = kindNode
	copy(encoded[1:], left[:])
	copy(encoded[33:], right[:])
	return canonical.Keccak256(encoded[:])
}

// Root returns the root over leaves in their order. A level pairs its nodes from
// the left, an odd last node goes up unchanged; the tree of one leaf is the
// leaf. Without leaves it is the zero Hash, which is no root.
func Root(leaves []Hash) Hash {
	if len(leaves) == 0 {
		return Hash{}
	}
	level := append(make([]Hash, 0, len(leaves)), leaves...)
	for len(level) > 1 {
		level = up(level)
	}
	return level[0]
}

// up computes the next level in place.
func up(level []Hash) []Hash {
	pairs := len(level) / 2
	for i := range pairs {
		level[i] = node(level[2*i], level[2*i+1])
	}
	if len(level)%2 == 1 {
		level[pairs] = level[len(level)-1]
		pairs++
	}
	return level[:pairs]
}

// Path returns the siblings of a leaf, from the leaf up; a level where the node
// goes up unchanged has none. It is nil when there is no such leaf.
func Path(leaves []Hash, index int) []Hash {
	if index < 0 || index >= len(leaves) {
		return nil
	}
	siblings := make([]Hash, 0, 16)
	level := append(make([]Hash, 0, len(leaves)), leaves...)
	for len(level) > 1 {
		if sibling := index ^ 1; sibling < len(level) {
			siblings = append(siblings, level[sibling])
		}
		level = up(level)
		index /= 2
	}
	return siblings
}

// Verify reports whether a leaf at a position among count leaves leads to the
// root. Too few or too many siblings do not.
func Verify(leaf Hash, index, count int, siblings []Hash, root Hash) bool {
	if index < 0 || index >= count {
		return false
	}
	used := 0
	for ; count > 1; count = (count + 1) / 2 {
		if isLast := index == count-1; !isLast || count%2 == 0 {
			if used == len(siblings) {
				return false
			}
			if index%2 == 0 {
				leaf = node(leaf, siblings[used])
			} else {
				leaf = node(siblings[used], leaf)
			}
			used++
		}
		index /= 2
	}
	return used == len(siblings) && leaf == root
}
