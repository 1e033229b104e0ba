package graph

import (
	"fmt"
	"math"
	"math/big"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/intake"
)

// appealNumber returns an appeal's number. What none can have becomes the last
// number, which is given to none.
func appealNumber(n *big.Int) uint64 {
	if n == nil || !n.IsInt64() || n.Sign() < 0 {
		return math.MaxInt64
	}
	return n.Uint64()
}

// redeterminationOf returns how a claim is determined again, nil where it is not.
func redeterminationOf(input *model.RedeterminationInput) *intake.Redetermination {
	if input == nil {
		return nil
	}
	made := &intake.Redetermination{
		IsLateFilingExcused: input.IsLateFilingExcused, PriorAuthorization: input.PriorAuthorization,
	}
	for _, line := range input.Lines {
		made.Lines = append(made.Lines, intake.RedeterminedLine{
			Sequence: line.Sequence, Allowed: line.AllowedCents, Class: line.Class,
		})
	}
	return made
}

// addressesOf reads a list of addresses.
func addressesOf(path string, list [][]byte) ([]chain.Address, error) {
	addresses := make([]chain.Address, len(list))
	for i, data := range list {
		address, err := addressOf(fmt.Sprintf("%s[%d]", path, i), data)
		if err != nil {
			return nil, err
		}
		addresses[i] = *address
	}
	return addresses, nil
}
