package auth

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

const (
	head     = "api.example.org wants you to sign in with your Ethereum account:\n0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n"
	required = "URI: https://api.example.org/sign-in\nVersion: 1\nChain ID: 31337\nNonce: abcDEF12\nIssued At: 2026-03-01T12:00:00Z"
	whole    = head + "\nClaims of the clinic.\n\n" + required +
		"\nExpiration Time: 2026-03-01T12:05:00.5+01:00\nNot Before: 2026-03-01T11:00:00Z\nRequest ID: a%20b\nResources:\n- urn:clearclaim:provider:3\n- https://x.example/y?z#w"
)

func TestParseMessage_ReadsEveryField(t *testing.T) {
	t.Parallel()
	got, err := parseMessage(whole)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	expires := got.ExpiresAt
	got.ExpiresAt = time.Time{}
	want := message{
		Domain: "api.example.org", Address: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", Statement: "Claims of the clinic.",
		URI: "https://api.example.org/sign-in", ChainID: 31337, Nonce: "abcDEF12", IssuedAt: at, NotBefore: at.Add(-time.Hour),
		RequestID: "a%20b", Resources: []string{"urn:clearclaim:provider:3", "https://x.example/y?z#w"},
	}
	if !reflect.DeepEqual(got, want) || !expires.Equal(at.Add(-time.Hour+5*time.Minute+500*time.Millisecond)) {
		t.Errorf("got %+v, %s", got, expires)
	}
}

func TestParseMessage_ReadsWhatIsOptional(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no statement":      head + "\n\n" + required,
		"statement":         head + "\nI accept.\n\n" + required,
		"scheme":            "https://" + head + "\n\n" + required,
		"port":              strings.Replace(head, "example.org", "example.org:8443", 1) + "\n\n" + required,
		"IPv4":              strings.Replace(head, "api.example.org", "127.0.0.1:80", 1) + "\n\n" + required,
		"IPv6":              strings.Replace(head, "api.example.org", "[::1]:80", 1) + "\n\n" + required,
		"user information":  strings.Replace(head, "api", "u@api", 1) + "\n\n" + required,
		"no resource":       head + "\n\n" + required + "\nResources:",
		"empty request id":  head + "\n\n" + required + "\nRequest ID: ",
		"expiry alone":      head + "\n\n" + required + "\nExpiration Time: 2026-03-01T12:05:00Z",
		"not before, alone": head + "\n\n" + required + "\nNot Before: 2026-03-01T12:05:00Z",
	} {
		if _, err := parseMessage(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseMessage_RefusesWhatTheGrammarLacks(t *testing.T) {
	t.Parallel()
	replaced := func(old, with string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("%q is not in the message", old)
		}
		return strings.Replace(whole, old, with, 1)
	}
	for name, text := range map[string]string{
		"empty":                      "",
		"no domain":                  replaced("api.example.org wants", " wants"),
		"domain with a path":         replaced("api.example.org wants", "api.example.org/x wants"),
		"domain with a space":        replaced("api.example.org wants", "api example.org wants"),
		"port that is none":          replaced("api.example.org wants", "api.example.org:x wants"),
		"open bracket":               replaced("api.example.org wants", "[::1 wants"),
		"scheme that is none":        "1s://" + whole,
		"other words":                replaced("wants you to sign in", "wants you to log in"),
		"no address":                 replaced("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", ""),
		"short address":              replaced("BeAed", "BeAe"),
		"address without 0x":         replaced("0x5aAeb", "005aAeb"),
		"no empty line":              replaced("BeAed\n\n", "BeAed\n"),
		"one empty line too many":    replaced("BeAed\n\n", "BeAed\n\n\n"),
		"statement of two lines":     replaced("clinic.\n", "clinic.\nMore.\n"),
		"statement in other letters": replaced("clinic.", "clíník."),
		"carriage returns":           strings.ReplaceAll(whole, "\n", "\r\n"),
		"no URI":                     replaced("URI: https://api.example.org/sign-in\n", ""),
		"URI that is none":           replaced("URI: https://api.example.org/sign-in", "URI: sign-in"),
		"URI with a space":           replaced("URI: https://api.example.org/sign-in", "URI: https://api.example.org/sign in"),
		"URI with half an escape":    replaced("URI: https://api.example.org/sign-in", "URI: https://api.example.org/%4"),
		"no version":                 replaced("Version: 1\n", ""),
		"another version":            replaced("Version: 1", "Version: 2"),
		"no chain":                   replaced("Chain ID: 31337\n", ""),
		"chain that is no number":    replaced("31337", "?"),
		"signed chain":               replaced("31337", "+31337"),
		"chain with zeros":           replaced("31337", "031337"),
		"chain beyond 64 bits":       replaced("31337", "18446744073709551616"),
		"short nonce":                replaced("abcDEF12", "abcDEF1"),
		"nonce with a sign":          replaced("abcDEF12", "abcDEF1-"),
		"no nonce":                   replaced("Nonce: abcDEF12\n", ""),
		"no issue":                   replaced("Issued At: 2026-03-01T12:00:00Z\n", ""),
		"issue in another form":      replaced("Issued At: 2026-03-01T12:00:00Z", "Issued At: Sun Mar 01 2026"),
		"issue without a zone":       replaced("Issued At: 2026-03-01T12:00:00Z", "Issued At: 2026-03-01T12:00:00"),
		"end in another form":        replaced("12:05:00.5+01:00", "noon"),
		"two nonces":                 replaced("Nonce: abcDEF12\n", "Nonce: abcDEF12\nNonce: abcDEF13\n"),
		"order of version and chain": replaced("Version: 1\nChain ID: 31337", "Chain ID: 31337\nVersion: 1"),
		"order of the times":         replaced("Not Before: 2026-03-01T11:00:00Z\nRequest ID: a%20b", "Request ID: a%20b\nNot Before: 2026-03-01T11:00:00Z"),
		"id after the resources":     replaced("Request ID: a%20b\nResources:", "Resources:") + "\nRequest ID: x",
		"id with half an escape":     replaced("a%20b", "a%2"),
		"id with a slash":            replaced("a%20b", "a/b"),
		"resource that is none":      replaced("- https://x.example/y?z#w", "- x"),
		"resource without its sign":  replaced("- https://x.example", "https://x.example"),
		"two resources in a line":    replaced("\n- https", " - https"),
		"line at the end":            whole + "\n",
		"text at the end":            head + "\n\n" + required + "\nAnd more",
		"too many resources":         whole + strings.Repeat("\n- urn:a:b", maxResources),
		"too long":                   replaced("Claims of", strings.Repeat("a", maxMessageBytes)),
	} {
		if got, err := parseMessage(text); err == nil {
			t.Errorf("%s: read as %+v", name, got)
		}
	}
}

func FuzzParseMessage(f *testing.F) {
	f.Add(whole)
	f.Add(head + "\n\n" + required)
	f.Fuzz(func(t *testing.T, text string) {
		m, err := parseMessage(text)
		if err != nil {
			return
		}
		// What is read is all there is: written again it reads the same.
		m.IssuedAt, m.ExpiresAt = m.IssuedAt.Truncate(time.Second).UTC(), m.ExpiresAt.Truncate(time.Second).UTC()
		again, err := parseMessage(m.text())
		m.NotBefore, m.RequestID, again.NotBefore, again.RequestID = time.Time{}, "", time.Time{}, ""
		if err != nil || again.Domain != m.Domain || again.Statement != m.Statement || again.Nonce != m.Nonce || !reflect.DeepEqual(again.Resources, m.Resources) {
			t.Errorf("%q: %+v, %+v, %v", text, m, again, err)
		}
	})
}
