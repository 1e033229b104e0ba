package parity

import "github.com/clearclaim/clearclaim/claims/commitment"

// tree is the tree of docs/commitment.md, section 3, with all its nodes: a leaf
// changes and a path is read without hashing the others again.
type tree struct{ levels [][]commitment.Hash }

func plant(leaves []commitment.Hash) *tree {
	t := &tree{levels: [][]commitment.Hash{leaves}}
	for level := leaves; len(level) > 1; {
		above := make([]commitment.Hash, (len(level)+1)/2)
		for i := range above {
			above[i] = nodeOver(level, i)
		}
		t.levels = append(t.levels, above)
		level = above
	}
	return t
}

// nodeOver returns the node over a pair; an odd last node goes up unchanged.
func nodeOver(level []commitment.Hash, pair int) commitment.Hash {
	return commitment.Root(level[2*pair : min(2*pair+2, len(level))])
}

func (t *tree) root() commitment.Hash { return t.levels[len(t.levels)-1][0] }

// set puts a leaf in the place of another.
func (t *tree) set(index int, leaf commitment.Hash) {
	t.levels[0][index] = leaf
	for i := 1; i < len(t.levels); i++ {
		index /= 2
		t.levels[i][index] = nodeOver(t.levels[i-1], index)
	}
}

// path returns the siblings of a leaf, from the leaf up.
func (t *tree) path(index int) [][32]byte {
	siblings := make([][32]byte, 0, len(t.levels))
	for _, level := range t.levels {
		if sibling := index ^ 1; sibling < len(level) {
			siblings = append(siblings, level[sibling])
		}
		index /= 2
	}
	return siblings
}
