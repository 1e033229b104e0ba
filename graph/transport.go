package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// Sentinels of a request that is no GraphQL operation. None repeats what was sent.
var (
	errBodyMalformed    = errs.New(errs.MalformedRequest, "the body is not a JSON object with a query")
	errURLMalformed     = errs.New(errs.MalformedRequest, "the URL's query is malformed")
	errBodyTooLarge     = errs.New(errs.RequestTooLarge, "the body is too large")
	errMediaType        = errs.New(errs.MalformedRequest, "the body must be application/json")
	errMethod           = errs.New(errs.MalformedRequest, "the method must be POST or GET")
	errGetOnlyQueries   = errs.New(errs.MalformedRequest, "GET is for queries, and for subscriptions as a stream of events")
	errOperationMissing = errs.New(errs.MalformedRequest, "there is no query")
)

// Media types of answers.
const (
	mediaJSON    = "application/json"
	mediaGraphQL = "application/graphql-response+json"
	mediaEvents  = "text/event-stream"
)

// httpTransport answers POST, GET and, where the client asks for them,
// server-sent events, as the GraphQL over HTTP and GraphQL over SSE
// specifications say. It takes every request that asks for no WebSocket.
type httpTransport struct {
	maxBodyBytes int64
	documents    Documents
	limiter      *auth.Limiter
	streams      *places
	bodies       *places // of large requests, from their reading to their answer
}

const (
	// maxUnknownBody bounds the body of who has no token, and may ask for next to nothing.
	maxUnknownBody = 64 << 10
	// maxStreamBody bounds the body of who asks for a stream: its values stay as long as that.
	maxStreamBody = maxSocketMessage
	// maxUsualBody is what a body may have without a place among the large ones: most
	// submissions of 512 claims have less.
	maxUsualBody = 1 << 20
	// placeWait is how long a large body waits for its place.
	placeWait = 10 * time.Second
)

// maxLargeBodies bounds the requests with large bodies: values take many times their text.
var maxLargeBodies = Bound{OfOne: 8, InAll: 24}

var _ graphql.Transport = httpTransport{}

// Supports implements graphql.Transport.
func (t httpTransport) Supports(r *http.Request) bool { return !asksSocket(r) }

// Do implements graphql.Transport.
func (t httpTransport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	answer := answerer{w: w, mediaType: mediaTypeFor(r)}
	if err := t.admit(r); err != nil {
		t.refuseLimited(answer, r, exec, err)
		return
	}
	body := &requestBody{Reader: http.MaxBytesReader(w, r.Body, t.maxBodyOf(r)), place: func() (func(), error) {
		return t.bodies.await(r.Context(), callerOf(r), placeWait)
	}}
	defer body.leave()
	params, status, err := t.params(w, r, body)
	if err != nil {
		answer.refuse(status, exec.DispatchError(r.Context(), gqlerror.List{refused(err)}))
		return
	}
	params.Headers = r.Header
	operation, faults := exec.CreateOperationContext(r.Context(), params)
	if len(faults) > 0 {
		shown := exec.DispatchError(graphql.WithOperationContext(r.Context(), operation), faults)
		answer.refuse(answer.statusOf(shown), shown)
		return
	}
	kind, isStream := operation.Operation.Operation, answer.mediaType == mediaEvents
	switch {
	case r.Method == http.MethodGet && (kind == ast.Mutation || kind == ast.Subscription && !isStream):
		answer.refuse(http.StatusMethodNotAllowed, exec.DispatchError(r.Context(), gqlerror.List{refused(errGetOnlyQueries)}))
		return
	case kind == ast.Subscription && !isStream:
		answer.refuse(http.StatusNotAcceptable, exec.DispatchError(r.Context(), gqlerror.List{refused(errNoStream)}))
		return
	}
	if isStream {
		leave, err := t.streams.take(callerOf(r))
		if err != nil {
			t.refuseLimited(answer, r, exec, err)
			return
		}
		defer leave()
		streamEvents(w, r, exec, operation)
		return
	}
	responses, ctx := exec.DispatchOperation(r.Context(), operation)
	answer.write(http.StatusOK, responses(ctx))
}

// admit has a request spend before it is read: of its principal's budget, or of that which
// its network has without a token.
//
// Errors: [auth.ErrRateLimited], as [auth.RateLimitedError].
func (t httpTransport) admit(r *http.Request) error {
	if _, ok := auth.PrincipalFrom(r.Context()); ok {
		return t.limiter.Spend(r.Context(), leastCost)
	}
	return t.limiter.SpendUnknown(auth.NetworkOf(r))
}

func (t httpTransport) refuseLimited(answer answerer, r *http.Request, exec graphql.GraphExecutor, err error) {
	answer.refuse(http.StatusTooManyRequests, exec.DispatchError(r.Context(), gqlerror.List{limited(err)}))
}

// maxBodyOf returns how many bytes the body of a request may have.
func (t httpTransport) maxBodyOf(r *http.Request) int64 {
	if _, ok := auth.PrincipalFrom(r.Context()); !ok {
		return min(t.maxBodyBytes, maxUnknownBody)
	}
	if mediaTypeFor(r) == mediaEvents {
		return min(t.maxBodyBytes, maxStreamBody)
	}
	return t.maxBodyBytes
}

// requestBody takes a place once it is large, before the rest of it is read.
type requestBody struct {
	io.Reader
	place func() (leave func(), err error)

	count int64
	left  func()
}

// Read implements io.Reader.
//
// Errors: [auth.ErrRateLimited], as [auth.RateLimitedError], where there is no place.
func (b *requestBody) Read(into []byte) (int, error) {
	if b.count > maxUsualBody && b.left == nil {
		var err error
		if b.left, err = b.place(); err != nil {
			return 0, err
		}
	}
	n, err := b.Reader.Read(into)
	b.count += int64(n)
	return n, err
}

// leave gives back the place that was taken.
func (b *requestBody) leave() {
	if b.left != nil {
		b.left()
	}
}

// params reads the operation of a request.
func (t httpTransport) params(w http.ResponseWriter, r *http.Request, from io.Reader) (*graphql.RawParams, int, *errs.Error) {
	switch r.Method {
	case http.MethodGet:
		return t.paramsOfURL(r.URL)
	case http.MethodPost:
		mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || mediaType != mediaJSON {
			return nil, http.StatusUnsupportedMediaType, errMediaType
		}
		return t.paramsOfBody(from)
	}
	w.Header().Set("Allow", "GET, POST")
	return nil, http.StatusMethodNotAllowed, errMethod
}

// body is a request as JSON.
type body struct {
	graphql.RawParams
	// DocumentID names a trusted document in place of a query.
	DocumentID string `json:"documentId"`
}

func (t httpTransport) paramsOfBody(from io.Reader) (*graphql.RawParams, int, *errs.Error) {
	text, err := io.ReadAll(from)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, auth.ErrRateLimited):
		return nil, http.StatusTooManyRequests, auth.ErrRateLimited
	case errors.As(err, &tooLarge):
		return nil, http.StatusRequestEntityTooLarge, errBodyTooLarge
	case err != nil:
		return nil, http.StatusBadRequest, errBodyMalformed
	case valuesIn(text) > maxValues:
		return nil, http.StatusRequestEntityTooLarge, errBodyTooLarge
	}
	var request body
	if err := decode(bytes.NewReader(text), &request); err != nil {
		return nil, http.StatusBadRequest, errBodyMalformed
	}
	return t.withText(&request.RawParams, request.DocumentID)
}

// maxValues bounds the values of a body: a list of empty objects takes thirty times its
// bytes when it is decoded. The largest submission has some 400,000.
const maxValues = 1_000_000

// valuesIn returns how many values a JSON text has, at most.
func valuesIn(text []byte) int {
	count, isText := 1, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case isText && c == '\\':
			i++
		case c == '"':
			isText = !isText
		case !isText && (c == ',' || c == '[' || c == '{'):
			count++
		}
	}
	return count
}

// withText gives a request the text of the document that it names.
func (t httpTransport) withText(params *graphql.RawParams, id string) (*graphql.RawParams, int, *errs.Error) {
	var fault *errs.Error
	if params.Query, fault = t.documents.textOf(params.Query, id); fault != nil {
		return nil, http.StatusBadRequest, fault
	}
	return params, 0, nil
}

func (t httpTransport) paramsOfURL(address *url.URL) (*graphql.RawParams, int, *errs.Error) {
	values, err := url.ParseQuery(address.RawQuery)
	if err != nil {
		return nil, http.StatusBadRequest, errURLMalformed
	}
	params := &graphql.RawParams{Query: values.Get("query"), OperationName: values.Get("operationName")}
	for name, into := range map[string]*map[string]any{"variables": &params.Variables, "extensions": &params.Extensions} {
		if text := values.Get(name); text != "" && decode(strings.NewReader(text), into) != nil {
			return nil, http.StatusBadRequest, errURLMalformed
		}
	}
	return t.withText(params, values.Get("documentId"))
}

// decode reads exactly one JSON value, keeping numbers as they are written.
func decode(from io.Reader, into any) error {
	decoder := json.NewDecoder(from)
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		if err != nil {
			return err
		}
		return errBodyMalformed
	}
	return nil
}

// mediaTypeFor returns the media type that the client accepts of those we have,
// its first choice first; application/json where it does not say.
func mediaTypeFor(r *http.Request) string {
	for part := range strings.SplitSeq(r.Header.Get("Accept"), ",") {
		mediaType, _, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil {
			continue
		}
		switch mediaType {
		case mediaJSON, mediaGraphQL, mediaEvents:
			return mediaType
		case "*/*", "application/*":
			return mediaJSON
		}
	}
	return mediaJSON
}

// answerer writes responses of one media type.
type answerer struct {
	w         http.ResponseWriter
	mediaType string
}

// statusOf returns the status of a request that was refused before it ran.
func (a answerer) statusOf(response *graphql.Response) int {
	if len(response.Errors) > 0 {
		switch response.Errors[0].Extensions["code"] {
		case string(errs.Unauthenticated):
			return http.StatusUnauthorized
		case string(errs.RateLimited):
			return http.StatusTooManyRequests
		case string(errs.RequestTooLarge):
			return http.StatusRequestEntityTooLarge
		}
	}
	// Under application/json a well-formed request is answered with 200, whatever
	// is wrong with its document, so that clients tell our errors from a proxy's.
	if a.mediaType == mediaJSON {
		return http.StatusOK
	}
	return http.StatusBadRequest
}

// refuse answers a request that did not run: errors and no data.
func (a answerer) refuse(status int, response *graphql.Response) {
	if status == http.StatusUnauthorized {
		a.w.Header().Set("WWW-Authenticate", "Bearer")
	}
	if status == http.StatusTooManyRequests {
		a.w.Header().Set("Retry-After", fmt.Sprint(response.Errors[0].Extensions[retryExtension]))
	}
	a.send(status, struct {
		Errors gqlerror.List `json:"errors"`
	}{response.Errors})
}

// write answers a request that ran. Data are JSON that gqlgen has just written: where they
// are all there, they are neither checked nor copied once more.
func (a answerer) write(status int, response *graphql.Response) {
	if response == nil {
		response = &graphql.Response{}
	}
	if len(response.Data) == 0 || len(response.Errors) > 0 {
		a.send(status, response)
		return
	}
	if len(response.Extensions) == 0 {
		a.sendText(status, []byte(`{"data":`), response.Data, []byte(`}`))
		return
	}
	extensions, err := json.Marshal(response.Extensions)
	if err != nil {
		a.sendText(http.StatusInternalServerError, []byte(internalAnswer))
		return
	}
	a.sendText(status, []byte(`{"data":`), response.Data, []byte(`,"extensions":`), extensions, []byte(`}`))
}

// internalAnswer is given where an answer cannot be written.
const internalAnswer = `{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`

func (a answerer) send(status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		status, text = http.StatusInternalServerError, []byte(internalAnswer)
	}
	a.sendText(status, text)
}

// sendText answers with a JSON text in parts.
func (a answerer) sendText(status int, parts ...[]byte) {
	mediaType := a.mediaType
	if mediaType == mediaEvents {
		mediaType = mediaJSON
	}
	a.w.Header().Set("Content-Type", mediaType+"; charset=utf-8")
	a.w.Header().Set("Cache-Control", "no-store")
	a.w.Header().Set("X-Content-Type-Options", "nosniff")
	a.w.WriteHeader(status)
	for _, part := range parts {
		_, _ = a.w.Write(part)
	}
}
