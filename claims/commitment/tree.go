package commitment

import "github.com/clearclaim/clearclaim/claims"

// SubmissionNode returns the leaf of a submission in the batch's tree.
// firstIndex is the position of its first claim in the batch.
func SubmissionNode(provider claims.ProviderID, firstIndex, count uint16, root Hash) Hash {
	h := borrowHasher()
	defer h.giveBack()
	var p packer
	p.skip(256 - 64)
	p.put(32, uint64(provider))
	p.put(16, uint64(firstIndex))
	p.put(16, uint64(count))
	return h.pair(submissionTag, h.pair(p.word(), root))
}

// Root returns the root over leaves in their order. A level pairs its nodes from
// the left, an odd last node goes up unchanged; the tree of one leaf is the
// leaf. Without leaves it is the zero Hash, which is no root.
func Root(leaves []Hash) Hash {
	if len(leaves) == 0 {
		return Hash{}
	}
	h := borrowHasher()
	defer h.giveBack()
	return h.rootInPlace(append(make([]Hash, 0, len(leaves)), leaves...))
}

// rootInPlace is the root over one leaf or more, which it overwrites.
func (h *hasher) rootInPlace(level []Hash) Hash {
	for len(level) > 1 {
		level = h.up(level)
	}
	return level[0]
}

// up computes the next level in place.
func (h *hasher) up(level []Hash) []Hash {
	pairs := len(level) / 2
	for i := range pairs {
		level[i] = h.pair(level[2*i], level[2*i+1])
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
	h := borrowHasher()
	defer h.giveBack()
	siblings := make([]Hash, 0, 16)
	level := append(make([]Hash, 0, len(leaves)), leaves...)
	for len(level) > 1 {
		if sibling := index ^ 1; sibling < len(level) {
			siblings = append(siblings, level[sibling])
		}
		level = h.up(level)
		index /= 2
	}
	return siblings
}

// RootFromPath returns the root that a leaf at a position among count leaves and
// its siblings give; false when they are too few or too many for the position.
// With another leaf it is the root after that leaf is replaced.
func RootFromPath(leaf Hash, index, count int, siblings []Hash) (Hash, bool) {
	if index < 0 || index >= count {
		return Hash{}, false
	}
	h := borrowHasher()
	defer h.giveBack()
	used := 0
	for ; count > 1; count = (count + 1) / 2 {
		if isLast := index == count-1; !isLast || count%2 == 0 {
			if used == len(siblings) {
				return Hash{}, false
			}
			if index%2 == 0 {
				leaf = h.pair(leaf, siblings[used])
			} else {
				leaf = h.pair(siblings[used], leaf)
			}
			used++
		}
		index /= 2
	}
	return leaf, used == len(siblings)
}

// Verify reports whether a leaf at a position among count leaves leads to the
// root. Too few or too many siblings do not.
func Verify(leaf Hash, index, count int, siblings []Hash, root Hash) bool {
	found, isPath := RootFromPath(leaf, index, count, siblings)
	return isPath && found == root
}
