// Package apiclient is a small typed client of the GraphQL API over HTTP, for
// the programs of this project: demo, bench, and the commands that submit claims
// and ask for their status.
package apiclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/claims/errs"
)

const (
	maxAnswerBytes = 64 << 20
	maxAttempts    = 5
	firstBackoff   = 100 * time.Millisecond
)

// TokenFunc returns a bearer token for a request.
type TokenFunc func(ctx context.Context) (string, error)

// Client asks one API as one principal. It is safe for concurrent use.
//
// Requests that did not reach the API or that it could not serve at the moment
// are repeated a few times: every mutation that creates or pays has an
// idempotency key, so a repetition gets the first answer.
type Client struct {
	endpoint string
	token    TokenFunc
	http     *http.Client
}

// New returns a client of the API at a URL, with or without its path /graphql. A
// nil token asks anonymously; a nil http client uses one of its own.
func New(apiURL string, token TokenFunc, httpClient *http.Client) *Client {
	endpoint := strings.TrimSuffix(apiURL, "/")
	if !strings.HasSuffix(endpoint, "/graphql") {
		endpoint += "/graphql"
	}
	if httpClient == nil {
		httpClient = &http.Client{Transport: Transport(8)}
	}
	return &Client{endpoint: endpoint, token: token, http: httpClient}
}

// Transport returns an HTTP transport that keeps so many connections open, and
// asks no proxy: the client is for one API.
func Transport(connections int) *http.Transport {
	return &http.Transport{
		MaxIdleConns:        connections,
		MaxIdleConnsPerHost: connections,
		MaxConnsPerHost:     connections,
		IdleConnTimeout:     time.Minute,
		DisableCompression:  true,
	}
}

// As returns a client of the same API and connections for another principal.
func (c *Client) As(token TokenFunc) *Client {
	return &Client{endpoint: c.endpoint, token: token, http: c.http}
}

// Error is an error that the API answered with.
type Error struct {
	// Code is the stable code, [errs.Internal] when there is none.
	Code errs.Code
	// Message is the API's text, which never holds patient data.
	Message string
	// Path is the field of the input that is at fault, as in claims[0].lines, else
	// the field of the query.
	Path string
	// Faults are all of why what was given is not accepted, and code, text and field those
	// of the first; none where it is not for that.
	Faults []Fault
}

// Error returns code, text and field.
func (e *Error) Error() string { return fmt.Sprintf("%s: %s at %s", e.Code, e.Message, e.Path) }

// CodeOf returns the code that the API answered with, or "" when err is not an
// answer of the API.
func CodeOf(err error) errs.Code {
	var answered *Error
	if errors.As(err, &answered) {
		return answered.Code
	}
	return ""
}

// errUnreachable marks what is worth repeating.
var errUnreachable = errors.New("the API could not be reached")

// Do sends a query or mutation and decodes its data into answer.
//
// Errors: [*Error] when the API answered with errors (of several, the first).
func (c *Client) Do(ctx context.Context, query string, variables, answer any) error {
	body, err := json.Marshal(struct {
		Query     string `json:"query"`
		Variables any    `json:"variables,omitempty"`
	}{query, variables})
	if err != nil {
		return fmt.Errorf("encoding request: %w", err)
	}
	backoff := firstBackoff
	for attempt := 1; ; attempt++ {
		err = c.post(ctx, body, answer)
		isTransient := errors.Is(err, errUnreachable) || CodeOf(err) == errs.Unavailable
		if !isTransient || attempt == maxAttempts {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(backoff):
		}
		backoff *= 2
	}
}

// Raw posts a body as it is and returns the answer's status and text. It is for
// showing what the API does with input that no client should send.
func (c *Client) Raw(ctx context.Context, contentType string, body []byte) (int, []byte, error) {
	return c.send(ctx, contentType, body)
}

func (c *Client) post(ctx context.Context, body []byte, answer any) error {
	status, text, err := c.send(ctx, "application/json", body)
	if err != nil {
		return err
	}
	var envelope struct {
		Data   json.RawMessage `json:"data"`
		Errors []struct {
			Message    string `json:"message"`
			Path       []any  `json:"path"`
			Extensions struct {
				Code errs.Code `json:"code"`
				Path string    `json:"path"`
			} `json:"extensions"`
		} `json:"errors"`
	}
	if err := json.Unmarshal(text, &envelope); err != nil {
		return unreadable(status)
	}
	if len(envelope.Errors) > 0 {
		first := envelope.Errors[0]
		code := first.Extensions.Code
		if code == "" {
			code = errs.Internal
		}
		path := first.Extensions.Path
		if path == "" {
			path = pathText(first.Path)
		}
		return &Error{Code: code, Message: first.Message, Path: path}
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(envelope.Data, answer); err != nil {
		return fmt.Errorf("decoding answer: %w", err)
	}
	return nil
}

// unreadable is the error for an answer that is not GraphQL's.
func unreadable(status int) error {
	if status >= http.StatusInternalServerError {
		return fmt.Errorf("status %d: %w", status, errUnreachable)
	}
	return &Error{Code: errs.Internal, Message: fmt.Sprintf("status %d without a GraphQL answer", status)}
}

func (c *Client) send(ctx context.Context, contentType string, body []byte) (int, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, bytes.NewReader(body))
	if err != nil {
		return 0, nil, fmt.Errorf("making request: %w", err)
	}
	request.Header.Set("Content-Type", contentType)
	if c.token != nil {
		token, err := c.token(ctx)
		if err != nil {
			return 0, nil, fmt.Errorf("getting token: %w", err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		if ctx.Err() != nil {
			return 0, nil, ctx.Err()
		}
		return 0, nil, fmt.Errorf("%w: %w", errUnreachable, err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswerBytes))
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %w", errUnreachable, err)
	}
	return response.StatusCode, text, nil
}

// pathText writes a GraphQL path as in lines[0].chargeCents.
func pathText(path []any) string {
	var text strings.Builder
	for _, step := range path {
		switch step := step.(type) {
		case string:
			if text.Len() > 0 {
				text.WriteByte('.')
			}
			text.WriteString(step)
		default:
			fmt.Fprintf(&text, "[%v]", step)
		}
	}
	return text.String()
}
