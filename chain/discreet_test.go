package chain_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
)

// fakeNode is a node over HTTP whose answers a test chooses.
type fakeNode struct {
	*httptest.Server
	// status is answered in place of everything when it is not 0.
	status     atomic.Int64
	retryAfter string
	answer     func(method string, params []any) (result, fault any)
}

type nodeRequest struct {
	ID     any    `json:"id"`
	Method string `json:"method"`
	Params []any  `json:"params"`
}

// newFakeNode starts a node of chain 1337, which leaves the other answers to answer.
func newFakeNode(t *testing.T, answer func(method string, params []any) (result, fault any)) *fakeNode {
	t.Helper()
	n := &fakeNode{answer: answer}
	n.Server = httptest.NewServer(http.HandlerFunc(n.serve))
	t.Cleanup(n.Close)
	return n
}

func (n *fakeNode) serve(w http.ResponseWriter, r *http.Request) {
	if status := int(n.status.Load()); status != 0 {
		w.Header().Set("Retry-After", n.retryAfter)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, r.URL.String())
		return
	}
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/json")
	var batch []nodeRequest
	if json.Unmarshal(body, &batch) == nil {
		answers := make([]any, len(batch))
		for i := range batch {
			answers[i] = n.reply(batch[i])
		}
		_ = json.NewEncoder(w).Encode(answers)
		return
	}
	var one nodeRequest
	_ = json.Unmarshal(body, &one)
	_ = json.NewEncoder(w).Encode(n.reply(one))
}

func (n *fakeNode) reply(request nodeRequest) map[string]any {
	reply := map[string]any{"jsonrpc": "2.0", "id": request.ID}
	if request.Method == "eth_chainId" {
		reply["result"] = "0x539"
		return reply
	}
	result, fault := n.answer(request.Method, request.Params)
	if fault != nil {
		reply["error"] = fault
	} else {
		reply["result"] = result
	}
	return reply
}

// faultsOf returns the errors of all ways in which a client asks its node.
func faultsOf(ctx context.Context, c *chain.Client) map[string]error {
	faults := map[string]error{"check": c.CheckChain(ctx)}
	_, faults["head"] = c.Head(ctx)
	_, faults["final"] = c.FinalNumber(ctx, chain.Finality{})
	_, faults["hashes"] = c.BlockHashes(ctx, []uint64{1})
	_, faults["blocks"] = c.Blocks(ctx, 1, 2, nil)
	_, faults["audit"] = c.AuditBlocks(ctx, []chain.Hash{{1}}, nil)
	return faults
}

// secrets are where providers have a client put its key.
var secrets = map[string]string{
	"path": "/v3/SECRET", "query": "/?apikey=SECRET", "query and path": "/SECRET/rpc?apikey=SECRET",
}

func requireDiscreet(t *testing.T, what string, err error) {
	t.Helper()
	require.Error(t, err, what)
	require.NotContains(t, err.Error(), "SECRET", what)
	for ; err != nil; err = errors.Unwrap(err) {
		require.NotContains(t, err.Error(), "SECRET", what)
	}
}

func TestClient_AddressHasCredentials_NoErrorTellsThem(t *testing.T) {
	t.Parallel()
	for name, secret := range secrets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newFakeNode(t, func(string, []any) (any, any) { return nil, nil })
			address := strings.Replace(n.URL, "//", "//user:SECRET@", 1) + secret
			var observed []error
			client, err := chain.Dial(t.Context(), address, func(ctx context.Context, _ string) (context.Context, func(error)) {
				return ctx, func(err error) { observed = append(observed, err) }
			})
			require.NoError(t, err)
			require.Equal(t, []error{nil}, observed)
			observed = nil
			for _, fail := range []func(){
				func() { n.status.Store(http.StatusUnauthorized) },
				n.Close,
			} {
				fail()
				for what, err := range faultsOf(t.Context(), client) {
					requireDiscreet(t, what, err)
				}
				_, err = chain.Dial(t.Context(), address, nil)
				requireDiscreet(t, "dial", err)
			}
			for _, err := range observed {
				requireDiscreet(t, "observed", err)
			}
		})
	}
}

func TestClient_WebSocketAddressHasCredentials_NoErrorTellsThem(t *testing.T) {
	t.Parallel()
	for name, secret := range secrets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			node := rpc.NewServer()
			require.NoError(t, node.RegisterName("eth", fakeEth{}))
			s := httptest.NewServer(node.WebsocketHandler([]string{"*"}))
			address := "ws" + strings.TrimPrefix(s.URL, "http") + secret
			client, err := chain.Dial(t.Context(), address, nil)
			require.NoError(t, err)
			t.Cleanup(client.Close)
			node.Stop()
			s.Close()
			for what, err := range faultsOf(t.Context(), client) {
				requireDiscreet(t, what, err)
			}
			_, err = chain.Dial(t.Context(), address, nil)
			requireDiscreet(t, "dial", err)
		})
	}
}

// fakeEth answers what a client asks when it dials.
type fakeEth struct{}

// ChainId implements eth_chainId, whence its name.
func (fakeEth) ChainId() string { return "0x539" }

func TestClient_StatusIsNoSuccess_SameErrorForCallsAndBatches(t *testing.T) {
	t.Parallel()
	n := newFakeNode(t, func(string, []any) (any, any) { return nil, nil })
	client, err := chain.Dial(t.Context(), n.URL, nil)
	require.NoError(t, err)
	n.status.Store(http.StatusTooManyRequests)
	for what, err := range faultsOf(t.Context(), client) {
		var status *chain.StatusError
		require.ErrorAs(t, err, &status, what)
		require.Equal(t, http.StatusTooManyRequests, status.Code)
	}
}

func TestStatusError_RetryAfter(t *testing.T) {
	t.Parallel()
	for said, most := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-7": 0, "soon": 0, "9999999999999": 0,
		time.Now().Add(time.Hour).UTC().Format(http.TimeFormat):  time.Hour,
		time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat): 0,
	} {
		n := newFakeNode(t, nil)
		client, err := chain.Dial(t.Context(), n.URL, nil)
		require.NoError(t, err)
		n.retryAfter = said
		n.status.Store(http.StatusTooManyRequests)
		_, err = client.BlockHashes(t.Context(), []uint64{1})
		var status *chain.StatusError
		require.ErrorAs(t, err, &status)
		require.LessOrEqual(t, status.RetryAfter, most, said)
		require.GreaterOrEqual(t, status.RetryAfter, most-most/10, said)
	}
}
