package auth

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// message is what a wallet signs to sign in, as EIP-4361 (Sign-In with Ethereum,
// version 1) defines it.
type message struct {
	Scheme    string // "" where none is written
	Domain    string // an RFC 3986 authority
	Address   string // as written: that it has its checksum is for who knows the signer
	Statement string
	URI       string
	ChainID   uint64
	Nonce     string
	IssuedAt  time.Time
	// ExpiresAt and NotBefore are the zero Time where they are not written.
	ExpiresAt time.Time
	NotBefore time.Time
	RequestID string
	Resources []string
}

// Limits of a message, beyond what the definition says.
const (
	maxMessageBytes = 4 << 10
	maxResources    = 8
	minNonce        = 8
)

var errMessageMalformed = errors.New("not a message as EIP-4361 defines it")

// parseMessage reads a message. Whatever the grammar does not have is an error: a
// message that two programs could read differently is none.
func parseMessage(text string) (message, error) {
	if len(text) > maxMessageBytes {
		return message{}, errMessageMalformed
	}
	lines := &messageLines{rest: strings.Split(text, "\n")}
	var m message
	lines.head(&m)
	lines.statement(&m)
	m.URI = lines.field("URI: ", isURI)
	lines.field("Version: ", func(value string) bool { return value == "1" })
	m.ChainID = lines.number("Chain ID: ")
	m.Nonce = lines.field("Nonce: ", isNonce)
	m.IssuedAt = lines.instant("Issued At: ")
	if lines.has("Expiration Time: ") {
		m.ExpiresAt = lines.instant("Expiration Time: ")
	}
	if lines.has("Not Before: ") {
		m.NotBefore = lines.instant("Not Before: ")
	}
	if lines.has("Request ID: ") {
		m.RequestID = lines.field("Request ID: ", isRequestID)
	}
	lines.resources(&m)
	if lines.isBroken || len(lines.rest) > 0 {
		return message{}, errMessageMalformed
	}
	return m, nil
}

// messageLines reads a message line by line. Once something is not as it must be, all
// that follows does not count.
type messageLines struct {
	rest     []string
	isBroken bool
}

func (l *messageLines) next() string {
	if len(l.rest) == 0 {
		l.isBroken = true
		return ""
	}
	line := l.rest[0]
	l.rest = l.rest[1:]
	return line
}

func (l *messageLines) has(name string) bool {
	return len(l.rest) > 0 && strings.HasPrefix(l.rest[0], name)
}

// field reads a line that begins with a name and goes on with a valid value.
func (l *messageLines) field(name string, isValid func(string) bool) string {
	value, ok := strings.CutPrefix(l.next(), name)
	if !ok || !isValid(value) {
		l.isBroken = true
	}
	return value
}

func (l *messageLines) number(name string) uint64 {
	text := l.field(name, isDigits)
	number, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		l.isBroken = true
	}
	return number
}

func (l *messageLines) instant(name string) time.Time {
	text := l.field(name, func(value string) bool { return value != "" })
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		l.isBroken = true
	}
	return at
}

// head reads the first two lines: who asks, and whose account it is.
func (l *messageLines) head(m *message) {
	origin, ok := strings.CutSuffix(l.next(), " wants you to sign in with your Ethereum account:")
	if scheme, authority, hasScheme := strings.Cut(origin, "://"); hasScheme {
		m.Scheme, origin = scheme, authority
		ok = ok && isScheme(scheme)
	}
	m.Domain, m.Address = origin, l.next()
	if !ok || !isAuthority(m.Domain) || !isAddress(m.Address) {
		l.isBroken = true
	}
}

// statement reads an empty line, then a statement with an empty line after it, or
// only the empty line.
func (l *messageLines) statement(m *message) {
	if l.next() != "" {
		l.isBroken = true
	}
	if m.Statement = l.next(); m.Statement == "" {
		return
	}
	if !isStatement(m.Statement) || l.next() != "" {
		l.isBroken = true
	}
}

// resources reads what follows "Resources:", if it is there.
func (l *messageLines) resources(m *message) {
	if len(l.rest) == 0 {
		return
	}
	if l.next() != "Resources:" || len(l.rest) > maxResources {
		l.isBroken = true
		return
	}
	for len(l.rest) > 0 {
		m.Resources = append(m.Resources, l.field("- ", isURI))
	}
}

const (
	digits     = "0123456789"
	letters    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	reserved   = ":/?#[]@!$&'()*+,;="
	unreserved = letters + digits + "-._~"
)

// consists reports whether a text has characters of the set alone.
func consists(text, of string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune(of, r) }) < 0
}

func isDigits(text string) bool {
	return text != "" && consists(text, digits) && (text == "0" || text[0] != '0')
}

func isNonce(text string) bool { return len(text) >= minNonce && consists(text, letters+digits) }

func isScheme(text string) bool {
	return text != "" && strings.ContainsRune(letters, rune(text[0])) && consists(text, letters+digits+"+-.")
}

func isStatement(text string) bool { return consists(text, reserved+unreserved+" ") }

func isRequestID(text string) bool {
	return consists(text, unreserved+":@!$&'()*+,;=%") && isEscaped(text)
}

// isEscaped reports whether each percent sign begins an escape.
func isEscaped(text string) bool {
	_, err := url.PathUnescape(text)
	return err == nil
}

func isAddress(text string) bool {
	digits, ok := strings.CutPrefix(text, "0x")
	return ok && len(digits) == 40 && consists(digits, "0123456789abcdefABCDEF")
}

// isURI reports whether a text is an absolute URI of RFC 3986.
func isURI(text string) bool {
	scheme, rest, ok := strings.Cut(text, ":")
	if !ok || rest == "" || !isScheme(scheme) || !consists(rest, reserved+unreserved+"%") || !isEscaped(rest) {
		return false
	}
	_, err := url.Parse(text)
	return err == nil
}

// isAuthority reports whether a text is an authority of RFC 3986 with a host: user
// information is valid there, and refused where the domain is compared.
func isAuthority(text string) bool {
	_, hostport, hasUser := strings.Cut(text, "@")
	if !hasUser {
		hostport = text
	}
	host, port, hasPort := hostport, "", false
	if end := strings.LastIndexByte(hostport, ':'); end > strings.LastIndexByte(hostport, ']') {
		host, port, hasPort = hostport[:end], hostport[end+1:], true
	}
	if hasPort && (port == "" || !consists(port, digits)) || host == "" || !consists(text, unreserved+"%:@[]!$&'()*+,;=") {
		return false
	}
	if inner, isLiteral := strings.CutPrefix(host, "["); isLiteral {
		address, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		return err == nil && address.Is6() && strings.HasSuffix(host, "]")
	}
	return consists(host, unreserved+"%!$&'()*+,;=") && isEscaped(host)
}

// text returns the message as a wallet is asked to sign it.
func (m message) text() string {
	var out strings.Builder
	origin := m.Domain
	if m.Scheme != "" {
		origin = m.Scheme + "://" + m.Domain
	}
	fmt.Fprintf(&out, "%s wants you to sign in with your Ethereum account:\n%s\n\n", origin, m.Address)
	if m.Statement != "" {
		out.WriteString(m.Statement + "\n")
	}
	fmt.Fprintf(&out, "\nURI: %s\nVersion: 1\nChain ID: %d\nNonce: %s\nIssued At: %s",
		m.URI, m.ChainID, m.Nonce, m.IssuedAt.UTC().Format(time.RFC3339))
	if !m.ExpiresAt.IsZero() {
		out.WriteString("\nExpiration Time: " + m.ExpiresAt.UTC().Format(time.RFC3339))
	}
	if len(m.Resources) > 0 {
		out.WriteString("\nResources:\n- " + strings.Join(m.Resources, "\n- "))
	}
	return out.String()
}
