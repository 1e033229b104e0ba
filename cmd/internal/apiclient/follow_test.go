package apiclient

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/errs"
)

func TestFollow_ReadsChangesWithTheirTokens(t *testing.T) {
	t.Parallel()
	const change = "event: next\nid: t%[1]d\ndata: {\"data\":{\"claimChanged\":{\"id\":\"c%[1]d\"}},\"extensions\":{\"token\":\"t%[1]d\"}}\n\n"
	begun := ":\n\nid: t0\n\n" + fmt.Sprintf(change, 1) + ":\n\n" + fmt.Sprintf(change, 2)
	for name, test := range map[string]struct {
		stream string
		want   func(error) bool
	}{
		"ended":   {begun + "event: complete\ndata:\n\n", func(err error) bool { return err == nil }},
		"cut off": {begun, func(err error) bool { return errors.Is(err, errStreamCut) }},
		"refused": {
			begun + "event: next\ndata: {\"errors\":[{\"message\":\"m\",\"extensions\":{\"code\":\"SUBSCRIPTION_TOO_SLOW\"}}]}\n\n",
			func(err error) bool { return CodeOf(err) == errs.SubscriptionTooSlow },
		},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if r.Header.Get("Accept") != "text/event-stream" || r.Header.Get("Authorization") != "Bearer x" || !strings.Contains(string(body), `"after":"t0"`) {
				t.Errorf("asked %s with %v", body, r.Header)
			}
			_, _ = io.WriteString(w, test.stream)
		}))
		var got []string
		client := New(server.URL, func(context.Context) (string, error) { return "x", nil }, nil)
		err := client.Follow(t.Context(), "t0", func(id, token string) { got = append(got, id+token) })
		if !test.want(err) || strings.Join(got, " ") != "c1t1 c2t2" {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
		server.Close()
	}
}
