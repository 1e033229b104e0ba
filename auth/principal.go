package auth

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// Sentinels of this package.
var (
	// ErrUnauthenticated is returned when nobody is known to be asking: no token, or one that does not hold.
	ErrUnauthenticated = errs.New(errs.Unauthenticated, "a valid token is needed")
	// ErrForbidden is returned when the principal is known and may not do this.
	ErrForbidden = errs.New(errs.Forbidden, "the token does not give this right")
	// ErrUnavailable is returned when the issuer of tokens cannot be reached, so that no token can be checked.
	ErrUnavailable = errs.New(errs.Unavailable, "tokens cannot be checked at the moment")
)

// Role is what a token may act for.
type Role string

// The roles.
const (
	// RoleProvider submits claims and reads its own.
	RoleProvider Role = "provider"
	// RoleInsurer operates adjudication and reads its own book.
	RoleInsurer Role = "insurer"
	// RolePatient reads its own claims.
	RolePatient Role = "patient"
	// RoleAuditor reads what is de-identified.
	RoleAuditor Role = "auditor"
	// RoleOperator runs the installation and reads no claims.
	RoleOperator Role = "operator"
)

// Principal is who is asking.
type Principal struct {
	// Subject is the token's subject: it names a person or a program at the issuer.
	Subject string
	Role    Role
	// Insurer is the organization of an insurer, else zero.
	Insurer claims.InsurerID
	// Provider is the organization of a provider, else zero.
	Provider claims.ProviderID
}

// NewPrincipal returns the principal of a subject with a role in an
// organization, whose number counts for insurers and providers alone.
//
// Errors: [ErrUnauthenticated] when the role is none, the subject is empty, or
// an insurer or provider comes without its number.
func NewPrincipal(subject string, role Role, organization uint32) (Principal, error) {
	principal := Principal{Subject: subject, Role: role}
	switch role {
	case RoleProvider:
		principal.Provider = claims.ProviderID(organization)
	case RoleInsurer:
		principal.Insurer = claims.InsurerID(organization)
	case RolePatient, RoleAuditor, RoleOperator:
	}
	if !principal.isWhole() {
		return Principal{}, ErrUnauthenticated
	}
	return principal, nil
}

// Organization returns the number of the insurer or provider, else zero.
func (p Principal) Organization() uint32 {
	switch p.Role {
	case RoleProvider:
		return uint32(p.Provider)
	case RoleInsurer:
		return uint32(p.Insurer)
	case RolePatient, RoleAuditor, RoleOperator:
	}
	return 0
}

// isWhole reports whether the principal has all that its role needs and nothing
// of another role.
func (p Principal) isWhole() bool {
	if p.Subject == "" {
		return false
	}
	switch p.Role {
	case RoleProvider:
		return p.Provider != 0 && p.Insurer == 0
	case RoleInsurer:
		return p.Insurer != 0 && p.Provider == 0
	case RolePatient, RoleAuditor, RoleOperator:
		return p.Insurer == 0 && p.Provider == 0
	}
	return false
}

type (
	principalKey struct{}
	expiryKey    struct{}
)

// WithPrincipal returns a context in which p is asking.
func WithPrincipal(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// PrincipalFrom returns who is asking, and false when nobody is known to be.
func PrincipalFrom(ctx context.Context) (Principal, bool) {
	p, ok := ctx.Value(principalKey{}).(Principal)
	return p, ok
}

// WithExpiry returns a context that remembers when its principal's token ends.
// It sets no deadline: a request that began in time may finish.
func WithExpiry(ctx context.Context, expiresAt time.Time) context.Context {
	return context.WithValue(ctx, expiryKey{}, expiresAt)
}

// ExpiryFrom returns when the principal's token ends, and false when it has no end.
func ExpiryFrom(ctx context.Context) (time.Time, bool) {
	expiresAt, ok := ctx.Value(expiryKey{}).(time.Time)
	return expiresAt, ok
}
