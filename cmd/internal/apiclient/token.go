package apiclient

import (
	"context"
	"sync"
	"time"
)

// Cached returns a token function that asks again only when a token is older
// than so long. It is safe for concurrent use.
func Cached(token TokenFunc, keep time.Duration) TokenFunc {
	var mutex sync.Mutex
	var kept string
	var askedAt time.Time
	return func(ctx context.Context) (string, error) {
		mutex.Lock()
		defer mutex.Unlock()
		if kept != "" && time.Since(askedAt) < keep {
			return kept, nil
		}
		fresh, err := token(ctx)
		if err != nil {
			return "", err
		}
		kept, askedAt = fresh, time.Now()
		return kept, nil
	}
}
