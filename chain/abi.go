package chain

import (
	"sync"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
)

// contractABI is a parsed ABI.
type contractABI struct{ abi *abi.ABI }

// abis keeps what was parsed: an ABI takes a millisecond.
var abis sync.Map // *bind.MetaData → contractABI

func abiOf(meta *bind.MetaData) contractABI {
	if known, isKnown := abis.Load(meta); isKnown {
		return known.(contractABI)
	}
	parsed, err := meta.ParseABI()
	if err != nil {
		panic("chain: the ABI of a contract does not parse") // it is generated
	}
	abis.Store(meta, contractABI{abi: parsed})
	return contractABI{abi: parsed}
}

// eventTopic returns the topic of an event. An ABI without it is a fault of the build.
func (c contractABI) eventTopic(name string) Hash {
	event, isKnown := c.abi.Events[name]
	if !isKnown {
		panic("chain: the bindings lack the event " + name)
	}
	return Hash(event.ID)
}
