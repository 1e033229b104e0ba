package apiclient

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// maxEventBytes bounds one event of a stream.
const maxEventBytes = 1 << 20

// errStreamCut is returned when a stream ends without having said so.
var errStreamCut = errors.New("the stream was cut off")

// ResumeToken returns the token after which [Client.Follow] misses nothing that changes from now on.
//
// Errors: [*Error].
func (c *Client) ResumeToken(ctx context.Context) (string, error) {
	_, text, err := c.send(ctx, "application/json", []byte(`{"query":"{ viewer { role } }"}`))
	if err != nil {
		return "", err
	}
	var answer struct {
		Extensions struct{ Token string }
	}
	if err := json.Unmarshal(text, &answer); err != nil || answer.Extensions.Token == "" {
		return "", &Error{Code: errs.Internal, Message: "the answer has no token"}
	}
	return answer.Extensions.Token, nil
}

// Follow calls each with the id of every claim that changes after a token, and with the
// token to go on after, until the stream ends. It is one stream: who is to miss nothing calls it again
// with the last token.
//
// Errors: [*Error] when the API ends it; errors of the connection.
func (c *Client) Follow(ctx context.Context, after string, each func(id, token string)) error {
	const query = `subscription($after: String!) { claimChanged(after: $after) { id } }`
	body, err := json.Marshal(map[string]any{"query": query, "variables": map[string]string{"after": after}})
	if err != nil {
		return fmt.Errorf("encoding request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("making request: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	token, err := c.token(ctx)
	if err != nil {
		return fmt.Errorf("getting token: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := c.http.Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", errUnreachable, err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return unreadable(response.StatusCode)
	}
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, maxEventBytes)
	return followLines(lines, each)
}

// followLines reads the events of a stream.
func followLines(lines *bufio.Scanner, each func(id, token string)) error {
	for lines.Scan() {
		if lines.Text() == "event: complete" {
			return nil
		}
		data, isData := strings.CutPrefix(lines.Text(), "data: ")
		if !isData {
			continue
		}
		var event struct {
			Data       struct{ ClaimChanged struct{ ID string } }
			Extensions struct{ Token string }
			Errors     []struct {
				Message    string
				Extensions struct{ Code errs.Code }
			}
		}
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			return fmt.Errorf("reading an event: %w", err)
		}
		if len(event.Errors) > 0 {
			return &Error{Code: event.Errors[0].Extensions.Code, Message: event.Errors[0].Message}
		}
		each(event.Data.ClaimChanged.ID, event.Extensions.Token)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading a stream: %w", err)
	}
	return errStreamCut
}
