package graph_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph"
)

const (
	whoText = "query Who { viewer { subject } }"
	// whoID is what sha256sum says of the text.
	whoID = "sha256:9678c42d282cae060662b58741c6c3b4d2db3bfd99896b954a9fc290185bf361"
)

func documents(t *testing.T) graph.Documents {
	t.Helper()
	loaded, err := graph.LoadDocuments(fstest.MapFS{"who.graphql": {Data: []byte(whoText)}, "read.me": {Data: []byte("{")}})
	require.NoError(t, err)
	require.Len(t, loaded, 1)
	return loaded
}

func TestLoadDocuments_RefusesWhatDoesNotFitTheSchema(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"no such field": "{ nothing }", "unparsable": "{", "empty": ""} {
		_, err := graph.LoadDocuments(fstest.MapFS{"bad.graphql": {Data: []byte(text)}})
		require.ErrorContains(t, err, "bad.graphql", name)
	}
}

func TestHandler_AnswersADocumentByItsID(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Documents: documents(t)})
	for name, test := range map[string]struct {
		address, body string
		code          errs.Code
	}{
		"POST":           {"", `{"documentId":"` + whoID + `"}`, ""},
		"GET":            {"?documentId=" + url.QueryEscape(whoID), "", ""},
		"a query beside": {"", `{"query":"{viewer{role}}"}`, ""},
		"unknown":        {"", `{"documentId":"sha256:` + strings.Repeat("0", 64) + `"}`, errs.DocumentUnknown},
		"no id":          {"", `{"documentId":"../../secret"}`, errs.DocumentUnknown},
		"both":           {"", `{"documentId":"` + whoID + `","query":"{viewer{role}}"}`, errs.MalformedRequest},
		"neither":        {"", `{}`, errs.MalformedRequest},
		"no text":        {"", `{"documentId":7}`, errs.MalformedRequest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			method := http.MethodPost
			if test.body == "" {
				method = http.MethodGet
			}
			got := api.send(auditor, method, graph.Path+test.address, test.body, nil)
			require.Equal(t, test.code, got.code(), got.Body)
			require.NotContains(t, got.Body, "secret")
		})
	}
}

func TestHandler_TrustedOnlyRefusesOtherDocuments(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Documents: documents(t), IsTrustedOnly: true})
	send := func(body string) answer { return api.send(auditor, http.MethodPost, graph.Path, body, nil) }
	require.Empty(t, send(`{"documentId":"`+whoID+`"}`).code())
	require.Empty(t, send(`{"query":"`+whoText+`"}`).code())
	require.Equal(t, errs.Forbidden, send(`{"query":"{viewer{subject}}"}`).code())
	require.Equal(t, errs.Forbidden, send(`{"query":"{"}`).code(), "before it is parsed")
}

func TestLoadDocuments_TrustsWhatClientsSendOfAFile(t *testing.T) {
	t.Parallel()
	trusted, err := graph.LoadDocuments(fstest.MapFS{"who.graphql": {Data: []byte(whoText + "\n")}})
	require.NoError(t, err)
	for _, text := range graph.ClientDocuments() {
		require.NoError(t, trusted.Trust(text))
	}
	api := serve(t, graph.Config{Documents: trusted, IsTrustedOnly: true})
	for _, text := range append(graph.ClientDocuments(), whoText, whoText+"\n") {
		require.Empty(t, api.query(auditor, text, nil).code(), text)
	}
	require.Equal(t, errs.Forbidden, api.query(auditor, whoText+" ", nil).code())
}

func TestSocket_AnswersADocumentByItsID(t *testing.T) {
	t.Parallel()
	for _, isTrustedOnly := range []bool{false, true} {
		api := serve(t, graph.Config{Documents: documents(t), IsTrustedOnly: isTrustedOnly})
		conn := api.open(t, auditor)
		for name, test := range map[string]struct{ payload, said string }{
			"alone":    {`{"documentId":"` + whoID + `"}`, `"data":{"viewer"`},
			"values":   {`{"documentId":"` + whoID + `","operationName":"Who","variables":{},"extensions":{"x":1}}`, `"data":{"viewer"`},
			"its text": {`{"query":"` + whoText + `"}`, `"data":{"viewer"`},
			"unknown":  {`{"documentId":"sha256:` + strings.Repeat("0", 64) + `"}`, `"DOCUMENT_UNKNOWN"`},
			"no id":    {`{"documentId":"../../secret"}`, `"DOCUMENT_UNKNOWN"`},
			"both":     {`{"documentId":"` + whoID + `","query":"{viewer{role}}"}`, `"MALFORMED_REQUEST"`},
			"neither":  {`{}`, `"MALFORMED_REQUEST"`},
		} {
			write(t, conn, socketMessage{ID: name, Type: "subscribe", Payload: json.RawMessage(test.payload)})
			message, err := read(t, conn)
			require.NoError(t, err, name)
			require.Contains(t, string(message.Payload), test.said, name)
			require.NotContains(t, string(message.Payload), "secret", name)
			message, err = read(t, conn)
			require.NoError(t, err, name)
			require.Equal(t, socketMessage{ID: name, Type: "complete"}, message)
		}
	}
}
