package indexing

import (
	"bytes"
	"encoding/json"
	"sync"
	"time"
)

// peerLog keeps what the peer says.
type peerLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements [io.Writer].
func (l *peerLog) Write(data []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(data)
}

// tail returns the last of it.
func (l *peerLog) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	const enough = 2000
	text := l.text.Bytes()
	return string(text[max(0, len(text)-enough):])
}

// peerBegins is what the peer says when it turns to the chain.
const peerBegins = "Started backfill indexing"

// begun returns when the peer began with the chain.
func (l *peerLog) begun() (time.Time, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range bytes.Lines(l.text.Bytes()) {
		var entry struct {
			Time    int64  `json:"time"` // milliseconds
			Message string `json:"msg"`
		}
		if json.Unmarshal(line, &entry) == nil && entry.Message == peerBegins {
			return time.UnixMilli(entry.Time), true
		}
	}
	return time.Time{}, false
}
