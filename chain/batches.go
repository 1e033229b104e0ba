package chain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/rpc"
)

// httpBatches makes batches over HTTP by itself, and everything else as the
// client within: see [scanner].
type httpBatches struct {
	*rpc.Client
	url  string
	http *http.Client
}

// dialHTTP connects to a node by HTTP.
func dialHTTP(ctx context.Context, address *url.URL) (caller, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	// To this machine, packing costs more than it spares.
	transport.DisableCompression = isLoopback(address.Hostname())
	transport.MaxIdleConnsPerHost = 16
	client := &http.Client{Transport: transport}
	connection, err := rpc.DialOptions(ctx, address.String(), rpc.WithHTTPClient(client))
	if err != nil {
		return nil, err
	}
	return &httpBatches{Client: connection, url: address.String(), http: client}, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

type batchRequest struct {
	Version string `json:"jsonrpc"`
	ID      int    `json:"id"`
	Method  string `json:"method"`
	Params  []any  `json:"params"`
}

// BatchCallContext makes the calls in one request.
func (h *httpBatches) BatchCallContext(ctx context.Context, batch []rpc.BatchElem) error {
	requests := make([]batchRequest, len(batch))
	for i, element := range batch {
		requests[i] = batchRequest{Version: "2.0", ID: i, Method: element.Method, Params: element.Args}
		if element.Args == nil {
			requests[i].Params = []any{}
		}
	}
	body, err := json.Marshal(requests)
	if err != nil {
		return err
	}
	answer := answers.Get().(*bytes.Buffer)
	defer func() {
		if answer.Cap() <= maxKept {
			answers.Put(answer)
		}
	}()
	answer.Reset()
	if err := h.post(ctx, body, answer); err != nil {
		return err
	}
	return readBatch(answer.Bytes(), batch)
}

// answers are buffers for what nodes answer; nothing that is read from one points into it.
var answers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxKept is the size of the largest buffer that is used again, in bytes.
const maxKept = 16 << 20

// postTimeout is for a caller that sets none.
const postTimeout = 5 * time.Minute

// post sends a request and reads the answer into a buffer.
func (h *httpBatches) post(ctx context.Context, body []byte, answer *bytes.Buffer) error {
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return errors.New("the node's address is malformed")
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := h.http.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.ContentLength > 0 {
		answer.Grow(int(min(response.ContentLength+bytes.MinRead, maxGrow)))
	}
	if _, err := answer.ReadFrom(response.Body); err != nil {
		return fmt.Errorf("reading the node's answer: %w", err)
	}
	if response.StatusCode/100 != 2 {
		return statusOf(response)
	}
	return nil
}

// maxGrow bounds what is set aside for an answer before it is there.
const maxGrow = 64 << 20

// nodeAnswer is an error that a node answered to a call of a batch.
type nodeAnswer struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data"`
}

// Error implements error.
func (a *nodeAnswer) Error() string {
	if a.Message == "" {
		return "json-rpc error " + strconv.Itoa(a.Code)
	}
	return a.Message
}

// ErrorCode implements [rpc.Error].
func (a *nodeAnswer) ErrorCode() int { return a.Code }

// ErrorData implements [rpc.DataError].
func (a *nodeAnswer) ErrorData() any { return a.Data }

// errUnanswered is that of a call that the node did not answer in its batch.
var errUnanswered = errors.New("the node left a call of a batch unanswered")

// readBatch gives each element of a batch its answer.
func readBatch(answer []byte, batch []rpc.BatchElem) error {
	s := &scanner{data: answer}
	if s.next() == '{' { // the batch as a whole was refused
		var refused struct {
			Error *nodeAnswer `json:"error"`
		}
		if err := json.Unmarshal(answer, &refused); err != nil || refused.Error == nil {
			return errAnswerMalformed
		}
		return refused.Error
	}
	for i := range batch {
		batch[i].Error = errUnanswered
	}
	s.list(func() { s.answer(batch) })
	return s.end()
}

// answer reads one answer of a batch.
func (s *scanner) answer(batch []rpc.BatchElem) {
	var id, result, failure []byte
	s.object(func(key []byte) {
		switch string(key) {
		case "id":
			id = s.value()
		case "result":
			result = s.value()
		case "error":
			failure = s.value()
		default:
			s.value()
		}
	})
	at, err := strconv.Atoi(string(id))
	if s.err != nil || err != nil || at < 0 || at >= len(batch) {
		s.fail()
		return
	}
	batch[at].Error = readAnswer(result, failure, batch[at].Result)
}

func readAnswer(result, failure []byte, into any) error {
	if len(failure) > 0 && string(failure) != "null" {
		answer := &nodeAnswer{}
		if err := json.Unmarshal(failure, answer); err != nil {
			return errAnswerMalformed
		}
		return answer
	}
	if len(result) == 0 {
		return errUnanswered
	}
	if logs, isLogs := into.(*rpcLogs); isLogs {
		return logs.UnmarshalJSON(result)
	}
	return json.Unmarshal(result, into)
}
