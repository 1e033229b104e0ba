package chain

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/rpc"
)

// ErrFinalityInvalid is returned when a text is not a finality profile.
var ErrFinalityInvalid = errors.New("finality must be instant, tag or depth:N")

// ErrFinalityUnsupported is returned when a chain's finality goes by the "finalized"
// tag, and its node does not know that tag, or has no block for it. Unless the chain is
// so young, it is final at once or by depth: the operator must say which.
var ErrFinalityUnsupported = errors.New("the node does not know the finalized tag: set the finality to instant or depth:N")

type finalityKind uint8

const (
	finalityTag finalityKind = iota
	finalityInstant
	finalityDepth
)

// Finality is how a chain says that a block stands for good. The zero Finality
// goes by the node's "finalized" tag.
type Finality struct {
	kind  finalityKind
	depth uint64
}

// ParseFinality reads "instant" (a chain with BFT consensus, whose blocks are
// never taken back), "tag" (the node's "finalized" block) or "depth:N" (final
// under N further blocks).
//
// Errors: [ErrFinalityInvalid].
func ParseFinality(text string) (Finality, error) {
	switch text {
	case "instant":
		return Finality{kind: finalityInstant}, nil
	case "tag":
		return Finality{kind: finalityTag}, nil
	}
	digits, isDepth := strings.CutPrefix(text, "depth:")
	depth, err := strconv.ParseUint(digits, 10, 32)
	if !isDepth || err != nil {
		return Finality{}, ErrFinalityInvalid
	}
	return Finality{kind: finalityDepth, depth: depth}, nil
}

// String returns what [ParseFinality] reads.
func (f Finality) String() string {
	switch f.kind {
	case finalityInstant:
		return "instant"
	case finalityDepth:
		return fmt.Sprintf("depth:%d", f.depth)
	case finalityTag:
	}
	return "tag"
}

// finalBelow returns the final number that the head alone gives, and false when
// the node has to be asked.
func (f Finality) finalBelow(head uint64) (uint64, bool) {
	switch f.kind {
	case finalityInstant:
		return head, true
	case finalityDepth:
		return head - min(head, f.depth), true
	case finalityTag:
	}
	return 0, false
}

// FinalNumber returns the number of the newest final block. A chain of the tag
// profile that has finalized nothing yet answers 0.
//
// Errors: [ErrFinalityUnsupported], besides those of the connection.
func (c *Client) FinalNumber(ctx context.Context, finality Finality) (uint64, error) {
	if _, isKnown := finality.finalBelow(0); !isKnown {
		header, err := c.header(ctx, "finalized")
		switch {
		case err != nil && isTagUnknown(err):
			return 0, fmt.Errorf("%w: %w", ErrFinalityUnsupported, err)
		case errors.Is(err, ErrBlockNotFound):
			return 0, nil
		}
		return uint64(header.Number), err
	}
	head, err := c.Head(ctx)
	if err != nil {
		return 0, err
	}
	final, _ := finality.finalBelow(head.Number)
	return final, nil
}

// noneFinalized is what go-ethereum answers while nothing is finalized.
const noneFinalized = "finalized block not found"

// isTagUnknown reports whether a node refused a call for its tag. There is nothing
// else in the call that could be wrong, and nodes have no code for it in common: Besu
// answers "Unknown block", also on chains where nothing ever will be final.
func isTagUnknown(err error) bool {
	const unavailable, limited = -32002, -32005
	var answer rpc.Error
	if !errors.As(err, &answer) || errors.Is(err, ErrNodeBusy) || says(err, noneFinalized) {
		return false
	}
	return answer.ErrorCode() != unavailable && answer.ErrorCode() != limited
}
