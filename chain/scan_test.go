package chain

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stretchr/testify/require"
)

const (
	aLog = `{"address":"0x00000000000000000000000000000000000000aa","topics":["0x` + aWord + `","0x` + aWord + `"],
		"data":"0x0102","blockNumber":"0x1f","transactionHash":"0x` + aWord + `","transactionIndex":"0x0","blockHash":"0x` + aWord +
		`","blockTimestamp":"0x1","logIndex":"0x2","removed":false,"more":{"a":[1,"}\"]",null,true,-1.5e3]}}`
	aWord = "1111111111111111111111111111111111111111111111111111111111111111"
)

// plainLog is a log by encoding/json.
type plainLog struct {
	Address     *common.Address `json:"address"`
	Topics      *[]common.Hash  `json:"topics"`
	Data        *hexutil.Bytes  `json:"data"`
	BlockNumber *hexutil.Uint64 `json:"blockNumber"`
	BlockHash   *common.Hash    `json:"blockHash"`
	TxHash      *common.Hash    `json:"transactionHash"`
	Index       *hexutil.Uint64 `json:"logIndex"`
}

func (p *plainLog) isWhole() bool {
	return p.Address != nil && p.Topics != nil && p.Data != nil && p.BlockNumber != nil && p.BlockHash != nil && p.TxHash != nil &&
		p.Index != nil
}

// What encoding/json reads as logs, the scanner reads as the same ones, and what
// the scanner reads of JSON, encoding/json reads too.
func FuzzLogs_AsEncodingJSON(f *testing.F) {
	for _, seed := range []string{
		"[" + aLog + "]", "[" + aLog + "," + aLog + "]", "[]", "null", " [ ] ", `[{}]`, `[{"address":"0x"}]`, `{`, `["`, `[{"a":"\\"}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var scanned rpcLogs
		scanErr := scanned.UnmarshalJSON(data)
		if !json.Valid(data) {
			return
		}
		var plain []plainLog
		if err := json.Unmarshal(data, &plain); err != nil {
			return // where a number has leading zeros the scanner is milder
		}
		for i := range plain {
			if !plain[i].isWhole() {
				return // a second key of the same name may be null, or in other letters
			}
		}
		require.NoError(t, scanErr)
		require.Len(t, scanned, len(plain))
		for i, want := range plain {
			got := scanned[i]
			require.EqualValues(t, *want.Address, got.Address)
			require.EqualValues(t, *want.Data, got.Data)
			require.EqualValues(t, *want.BlockNumber, got.BlockNumber)
			require.EqualValues(t, *want.BlockHash, got.BlockHash)
			require.EqualValues(t, *want.TxHash, got.TxHash)
			require.EqualValues(t, uint32(*want.Index), got.Index)
			require.Len(t, got.Topics, len(*want.Topics))
			for n, topic := range *want.Topics {
				require.EqualValues(t, topic, got.Topics[n])
			}
		}
	})
}

func TestLogs_Malformed_Refused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "[", "{}", "[1]", "[{}]", `["a"]`, "[" + aLog, "[" + aLog + "]]", "[" + aLog + "," + "]", `[{"address":"0x1"}]`,
		`[{"topics":["0x` + aWord + `1"]}]`, `[{"data":"0x1"}]`, `[{"data":"zz"}]`, `[{"logIndex":"0x"}]`, `[{"logIndex":"0x11111111111111111"}]`,
	} {
		require.ErrorIs(t, (&rpcLogs{}).UnmarshalJSON([]byte(text)), errAnswerMalformed, text)
	}
}

// nodeOf serves batches by a function of the request's body.
func nodeOf(t *testing.T, status int, answer string) *httpBatches {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(server.Close)
	connection, err := dial(t.Context(), server.URL)
	require.NoError(t, err)
	t.Cleanup(connection.Close)
	return connection.(*httpBatches)
}

func TestHTTPBatches_EachCallHasItsOwnAnswer(t *testing.T) {
	t.Parallel()
	h := nodeOf(t, http.StatusOK, ` [{"id":2,"jsonrpc":"2.0","result":"two"},
		{"id":1,"error":{"code":3,"message":"execution reverted","data":"0x08c379a0"}}, {"jsonrpc":"2.0","id":0,"result":[`+aLog+`]}]`)
	logs, text, none := rpcLogs{}, "", ""
	batch := []rpc.BatchElem{{Method: "a", Result: &logs}, {Method: "b", Result: &none}, {Method: "c", Result: &text}, {Method: "d", Result: &none}}
	require.NoError(t, h.BatchCallContext(t.Context(), batch))
	require.NoError(t, batch[0].Error)
	require.Len(t, logs, 1)
	require.EqualValues(t, 0x1f, logs[0].BlockNumber)
	require.Equal(t, "two", text)
	require.ErrorIs(t, batch[3].Error, errUnanswered)
	var withData rpc.DataError
	require.ErrorAs(t, batch[1].Error, &withData)
	require.Equal(t, "0x08c379a0", withData.ErrorData())
	require.Equal(t, "execution reverted", batch[1].Error.Error())
}

func TestHTTPBatches_Refused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, answer, says string
		status             int
	}{
		{"as a whole", `{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}}`, "batch too large", http.StatusOK},
		{"by the server", "no", "413", http.StatusRequestEntityTooLarge},
		{"no JSON", "<html>", "malformed", http.StatusOK},
		{"an answer nobody asked for", `[{"id":7,"result":1}]`, "malformed", http.StatusOK},
		{"cut off", `[{"id":0,"result":"a`, "malformed", http.StatusOK},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var text string
			err := nodeOf(t, test.status, test.answer).BatchCallContext(t.Context(), []rpc.BatchElem{{Method: "a", Result: &text}})
			require.ErrorContains(t, err, test.says)
		})
	}
}

// An address may hold credentials; what goes wrong does not repeat it.
func TestHTTPBatches_ErrorWithoutAddress(t *testing.T) {
	t.Parallel()
	connection, err := dial(t.Context(), "http://user:secret@127.0.0.1:1/key")
	require.NoError(t, err)
	connection = discreet{connection}
	err = connection.BatchCallContext(t.Context(), []rpc.BatchElem{{Method: "a"}})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "secret")
	require.NotContains(t, err.Error(), "127.0.0.1:1/")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.True(t, errors.Is(connection.BatchCallContext(ctx, nil), context.Canceled))
}
