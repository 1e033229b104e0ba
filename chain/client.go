package chain

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"
)

// Errors of the connection.
var (
	// ErrWrongChain is returned when a node serves another chain than the deployment's.
	ErrWrongChain = errors.New("the node serves another chain")
	// ErrBlockNotFound is returned when the node has no such block.
	ErrBlockNotFound = errors.New("the node has no such block")
	// ErrNodeBehind is returned when the node cannot answer yet, since it still
	// indexes what it has. Ask again.
	ErrNodeBehind = errors.New("the node is still indexing")
	// ErrNodeBusy is returned when the node, or what stands before it, is asked too often
	// or has too much to do. Ask again later.
	ErrNodeBusy = errors.New("the node is asked too often")
)

// caller is the part of an RPC client that is used here. Tests put faults into it.
type caller interface {
	CallContext(ctx context.Context, result any, method string, args ...any) error
	BatchCallContext(ctx context.Context, batch []rpc.BatchElem) error
	Close()
}

// maxBatch bounds a JSON-RPC batch; nodes refuse longer ones.
const maxBatch = 100

// Client talks to one node. It is safe for concurrent use.
type Client struct {
	caller  caller
	chainID uint64
}

// Dial connects to a node by HTTP, WebSocket or socket file, and asks for its
// chain id. Each request is told to observe, unless that is nil.
func Dial(ctx context.Context, rpcURL string, observe Observer) (*Client, error) {
	connection, err := dial(ctx, rpcURL)
	if err != nil {
		return nil, errors.New("dialling the node: the URL is malformed or nobody answers") // the error may repeat credentials
	}
	client, err := newClient(ctx, connection, observe)
	if err != nil {
		connection.Close()
		return nil, err
	}
	return client, nil
}

func dial(ctx context.Context, rpcURL string) (caller, error) {
	address, err := url.Parse(rpcURL)
	if err == nil && (address.Scheme == "http" || address.Scheme == "https") {
		return dialHTTP(ctx, address)
	}
	return rpc.DialContext(ctx, rpcURL)
}

// NewClient uses a connection that stands already, to a node in the same process
// for instance.
func NewClient(ctx context.Context, connection *rpc.Client) (*Client, error) {
	return newClient(ctx, connection, nil)
}

func newClient(ctx context.Context, connection caller, observe Observer) (*Client, error) {
	connection = observed(discreet{connection}, observe)
	var id hexutil.Uint64
	if err := connection.CallContext(ctx, &id, "eth_chainId"); err != nil {
		return nil, fmt.Errorf("asking for the chain id: %w", err)
	}
	return &Client{caller: connection, chainID: uint64(id)}, nil
}

// Close ends the connection.
func (c *Client) Close() { c.caller.Close() }

// ChainID returns the id of the chain that the node serves.
func (c *Client) ChainID() uint64 { return c.chainID }

// CheckChain asks the node again which chain it serves.
//
// Errors: [ErrWrongChain].
func (c *Client) CheckChain(ctx context.Context) error {
	var id hexutil.Uint64
	if err := c.call(ctx, &id, "eth_chainId"); err != nil {
		return err
	}
	if uint64(id) != c.chainID {
		return fmt.Errorf("%w: %d, not %d", ErrWrongChain, uint64(id), c.chainID)
	}
	return nil
}

func (c *Client) call(ctx context.Context, result any, method string, args ...any) error {
	if err := c.caller.CallContext(ctx, result, method, args...); err != nil {
		return fmt.Errorf("calling %s: %w", method, nodeError(err))
	}
	return nil
}

// batch makes all calls, in as few requests as the limit permits. The error is
// that of a request as a whole; each element has its own besides.
func (c *Client) batch(ctx context.Context, elements []rpc.BatchElem) error {
	for len(elements) > 0 {
		n := min(len(elements), maxBatch)
		if err := c.caller.BatchCallContext(ctx, elements[:n]); err != nil {
			return fmt.Errorf("calling the node: %w", nodeError(err))
		}
		for i := range elements[:n] {
			elements[i].Error = nodeError(elements[i].Error)
		}
		elements = elements[n:]
	}
	return nil
}

// batchAll makes all calls and fails with the first that does.
func (c *Client) batchAll(ctx context.Context, elements []rpc.BatchElem) error {
	if err := c.batch(ctx, elements); err != nil {
		return err
	}
	for _, element := range elements {
		if element.Error != nil {
			return fmt.Errorf("calling %s: %w", element.Method, element.Error)
		}
	}
	return nil
}

// nodeError marks the answer of a node that is still indexing: it is no "not
// found", although some nodes give it where others answer null. So it does that of a
// node that is asked too often, for which providers have words and hardly any code.
func nodeError(err error) error {
	switch {
	case err == nil:
		return nil
	case says(err, "indexing is in progress"):
		return ErrNodeBehind
	case isBusy(err):
		return fmt.Errorf("%w: %w", ErrNodeBusy, err)
	}
	return err
}

func isBusy(err error) bool {
	const tooManyRequests, reverted = 429, 3
	var answer rpc.Error
	if !errors.As(err, &answer) || answer.ErrorCode() == reverted {
		return false
	}
	return answer.ErrorCode() == tooManyRequests ||
		says(err, "too many requests", "rate limit", "request rate", "request count", "per second", "/second", "/sec")
}

// Head is the newest block of the chain.
type Head struct {
	Number     uint64
	Hash       Hash
	ParentHash Hash
	Time       time.Time
}

// Head returns the newest block.
func (c *Client) Head(ctx context.Context) (Head, error) {
	header, err := c.header(ctx, "latest")
	if err != nil {
		return Head{}, err
	}
	return header.head(), nil
}

func (c *Client) header(ctx context.Context, tag string) (rpcHeader, error) {
	var header *rpcHeader
	if err := c.call(ctx, &header, "eth_getBlockByNumber", tag, false); err != nil {
		if isUnknownBlock(err) {
			return rpcHeader{}, fmt.Errorf("%w: %w", ErrBlockNotFound, err)
		}
		return rpcHeader{}, err
	}
	if header == nil {
		return rpcHeader{}, ErrBlockNotFound
	}
	return *header, nil
}

// isUnknownBlock reports whether a node refused a tag or a hash since there is no such
// block (the answer should be null, but is an error in go-ethereum, Besu and Erigon).
func isUnknownBlock(err error) bool {
	const unknownBlock = -39001
	var answer rpc.Error
	if errors.As(err, &answer) && answer.ErrorCode() == unknownBlock {
		return true
	}
	return says(err, noneFinalized, "unknown block", "header not found")
}

// says reports whether an error has one of some phrases, in capitals or not.
func says(err error, phrases ...string) bool {
	text := strings.ToLower(err.Error())
	return slices.ContainsFunc(phrases, func(phrase string) bool { return strings.Contains(text, phrase) })
}
