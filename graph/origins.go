package graph

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/rs/cors"
)

// preflightAge is how long a browser keeps what it was told of an origin.
const preflightAge = 10 * time.Minute

// CheckOrigins looks at what pages of other origins may call the API from.
//
// Errors: one that names the first that is not a scheme and a host alone, as in
// https://portal.example; patterns are none.
func CheckOrigins(origins []string) error {
	for _, origin := range origins {
		address, err := url.Parse(origin)
		isWeb := err == nil && (address.Scheme == "https" || address.Scheme == "http")
		if !isWeb || address.Hostname() == "" || origin != address.Scheme+"://"+address.Host || strings.ContainsAny(origin, `*?[\`) {
			return fmt.Errorf("an origin is a scheme and a host, as in https://portal.example, not %q", origin)
		}
	}
	return nil
}

// allowOrigins has browsers let pages of these origins call a handler. They send a token with
// each request, and no cookies.
func allowOrigins(origins []string, handler http.Handler) http.Handler {
	if len(origins) == 0 {
		return handler // the library takes none for all
	}
	return cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodPost, http.MethodDelete},
		AllowedHeaders: []string{"Accept", "Authorization", "Content-Type", lastEventHeader},
		ExposedHeaders: []string{"Retry-After", "X-Request-Id"},
		MaxAge:         int(preflightAge / time.Second),
	}).Handler(handler)
}
