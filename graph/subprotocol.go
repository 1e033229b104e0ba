package graph

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"sync"
)

// Codes that graphql-transport-ws closes a socket with. The texts of those that have one are the protocol's.
const (
	closeMalformed   = 4400
	closeNotOpened   = 4401
	closeForbidden   = 4403
	closeInitTimeout = 4408
	closeIDTaken     = 4409
	closeInitTwice   = 4429
)

// maxCloseReason is how many bytes the reason of a close may have (RFC 6455, section 5.5).
const maxCloseReason = 123

// Types of messages of graphql-transport-ws that are looked at.
const (
	messageInit      = "connection_init"
	messagePing      = "ping"
	messagePong      = "pong"
	messageSubscribe = "subscribe"
	messageComplete  = "complete"
	messageError     = "error"
)

// breach is what a client does that the protocol closes its socket for. None repeats what
// was sent, but for the id that the protocol has repeated.
type breach struct {
	code   int
	reason string
}

var (
	breachMessage = &breach{closeMalformed, "the message is not a JSON object of the protocol"}
	breachType    = &breach{closeMalformed, "the message has no type that a client may send"}
	breachID      = &breach{closeMalformed, "the message has no id"}
	breachPayload = &breach{closeMalformed, "the message's payload is not that of its type"}
	breachEarly   = &breach{closeNotOpened, http.StatusText(http.StatusUnauthorized)}
	breachInit    = &breach{closeInitTwice, "Too many initialisation requests"}
)

func breachTaken(id string) *breach {
	reason := "Subscriber for " + id + " already exists"
	if len(reason) > maxCloseReason {
		reason = "Subscriber already exists"
	}
	return &breach{closeIDTaken, reason}
}

// message is one of graphql-transport-ws, with the fields of gqlgen's.
type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// isObject reports whether the payload is an object, or there is none.
func (m message) isObject() bool {
	return len(m.Payload) == 0 || m.Payload[0] == '{' || string(m.Payload) == "null"
}

// subprotocol holds a client to graphql-transport-ws, which gqlgen leaves to it. The
// socket's reader alone uses it, but for the subscribers.
type subprotocol struct {
	wasOpened   bool
	subscribers subscribers
}

// take returns what gqlgen is to do for a client's message, and what is answered at once.
func (p *subprotocol) take(data []byte) (todo, answer *message, fault *breach) {
	var said message
	if json.Unmarshal(data, &said) != nil {
		return nil, nil, breachMessage
	}
	switch said.Type {
	case messageInit, messagePing, messagePong:
		if !said.isObject() {
			return nil, nil, breachPayload
		}
	case messageSubscribe, messageComplete:
		if said.ID == "" {
			return nil, nil, breachID
		}
	default:
		return nil, nil, breachType
	}
	if said.Type == messagePing { // may come at any time, for which gqlgen is not prepared
		return nil, &message{Type: messagePong, Payload: said.Payload}, nil
	}
	todo, fault = p.admit(said)
	return todo, nil, fault
}

// admit returns what gqlgen is to do for a message that is well-formed, if anything.
func (p *subprotocol) admit(said message) (*message, *breach) {
	switch {
	case said.Type == messageInit && p.wasOpened:
		return nil, breachInit
	case said.Type == messageInit:
		p.wasOpened = true
	case !p.wasOpened && said.Type == messageSubscribe:
		return nil, breachEarly
	case !p.wasOpened:
		return nil, nil
	case said.Type == messageSubscribe:
		return p.subscribe(said)
	case said.Type == messageComplete:
		id, ok := p.subscribers.leave(said.ID)
		if !ok {
			return nil, nil // it ended while the client said so
		}
		said.ID = id
	}
	return &said, nil
}

func (p *subprotocol) subscribe(said message) (*message, *breach) {
	var err error
	if said.Payload, err = withDocument(said.Payload); err != nil {
		return nil, breachPayload
	}
	id, ok := p.subscribers.enter(said.ID)
	if !ok {
		return nil, breachTaken(said.ID)
	}
	said.ID = id
	return &said, nil
}

// withDocument returns the payload of an operation with the document that it names where gqlgen keeps it.
func withDocument(payload json.RawMessage) (json.RawMessage, error) {
	var request body
	if err := decode(bytes.NewReader(payload), &request); err != nil || request.DocumentID == "" {
		return payload, err
	}
	if request.Extensions == nil {
		request.Extensions = map[string]any{}
	}
	request.Extensions[documentExtension] = request.DocumentID
	return json.Marshal(request.RawParams)
}

// subscribers are the operations of a socket that are active. A client may use an id again
// once it is free; gqlgen still tells of the operation before, and forgets its id
// late. So gqlgen gets an id of ours for each, and what it says of one that ended stays here.
type subscribers struct {
	mu     sync.Mutex
	count  int
	ours   map[string]string // by the client's id
	theirs map[string]string // by ours
}

// enter returns our id for a client's, unless that is taken.
func (s *subscribers) enter(id string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.ours[id]; ok {
		return "", false
	}
	if s.ours == nil {
		s.ours, s.theirs = map[string]string{}, map[string]string{}
	}
	s.count++
	our := strconv.Itoa(s.count)
	s.ours[id], s.theirs[our] = our, id
	return our, true
}

// leave frees a client's id, and returns ours for it.
func (s *subscribers) leave(id string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	our, ok := s.ours[id]
	s.forget(our, id)
	return our, ok
}

func (s *subscribers) forget(our, id string) {
	delete(s.ours, id)
	delete(s.theirs, our)
}

// tell has a message of gqlgen's written under its client's id, unless its operation has
// ended. No other subscriber enters meanwhile: a client must not see the end of
// one after the next of the same id has begun.
func (s *subscribers) tell(said any, write func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	// gqlgen does not export the type, only its fields.
	fields := reflect.ValueOf(said).Elem()
	our := fields.FieldByName("ID")
	if our.String() == "" {
		return write()
	}
	id, ok := s.theirs[our.String()]
	if !ok {
		return nil
	}
	if kind := fields.FieldByName("Type").String(); kind == messageComplete || kind == messageError {
		s.forget(our.String(), id)
	}
	our.SetString(id)
	return write()
}
