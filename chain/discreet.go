package chain

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/rpc"
)

// StatusError is returned when a node, or what stands before it, answered a request
// with an HTTP status that is no success: 429 when it is asked too often.
type StatusError struct {
	Code int
	// RetryAfter is how long to wait before it is asked again, 0 when it did not say.
	RetryAfter time.Duration
}

// Error implements error. The answer's text is left out: it may repeat the request's credentials.
func (e *StatusError) Error() string {
	return fmt.Sprintf("the node answered %d %s", e.Code, http.StatusText(e.Code))
}

// statusOf returns the error that an answer's status is.
func statusOf(response *http.Response) *StatusError {
	refused := &StatusError{Code: response.StatusCode}
	after := response.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(after, 10, 31); err == nil {
		refused.RetryAfter = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(after); err == nil {
		refused.RetryAfter = max(0, time.Until(at))
	}
	return refused
}

// Is reports whether the status says [ErrNodeBusy].
func (e *StatusError) Is(target error) bool {
	return target == ErrNodeBusy && (e.Code == http.StatusTooManyRequests || e.Code == http.StatusServiceUnavailable)
}

// discreet is a connection whose errors do not have the node's address, which may
// hold credentials: they are logged, and /readyz and /status show them.
type discreet struct{ caller }

// CallContext implements caller.
func (d discreet) CallContext(ctx context.Context, result any, method string, args ...any) error {
	return withoutAddress(d.caller.CallContext(ctx, result, method, args...))
}

// BatchCallContext implements caller.
func (d discreet) BatchCallContext(ctx context.Context, batch []rpc.BatchElem) error {
	return withoutAddress(d.caller.BatchCallContext(ctx, batch))
}

// withoutAddress drops the address, and what was answered in place of a result, from
// an HTTP client's error.
func withoutAddress(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return withoutAddress(failed.Err)
	}
	var refused rpc.HTTPError
	if errors.As(err, &refused) {
		return &StatusError{Code: refused.StatusCode}
	}
	return err
}
