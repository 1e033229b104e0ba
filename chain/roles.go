package chain

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/clearclaim/clearclaim/claims"
)

// ErrRoleUnknown is returned for a text that names no role.
var ErrRoleUnknown = errors.New("no such role")

// Ids of roles in the AccessManager (RoleIds.sol).
const (
	roleAdmin            = 0
	rolePoster           = 1
	rolePayer            = 2
	roleLicensor         = 3
	roleProviderEnroller = 4
	roleExcluder         = 5
	roleRedeterminer     = 6
	rolePanelAdmin       = 7

	maxSystemRole = 255 // those above are insurers'
)

var systemRoles = []string{
	roleAdmin: "admin", rolePoster: "poster", rolePayer: "payer", roleLicensor: "licensor",
	roleProviderEnroller: "provider-enroller", roleExcluder: "excluder", roleRedeterminer: "redeterminer",
	rolePanelAdmin: "panel-admin",
}

// RoleName names a role of the AccessManager: "excluder", or "insurer/7/treasurer".
func RoleName(id uint64) string {
	if id > maxSystemRole {
		return fmt.Sprintf("insurer/%d/%s", id>>8, Role(uint8(id)))
	}
	return nameOf(uint8(id), systemRoles...)
}

// ParseRole reads what [RoleName] wrote.
//
// Errors: [ErrRoleUnknown].
func ParseRole(name string) (uint64, error) {
	for id, known := range systemRoles {
		if name == known {
			return uint64(id), nil
		}
	}
	parts := strings.Split(name, "/")
	if len(parts) != 3 || parts[0] != "insurer" {
		return 0, ErrRoleUnknown
	}
	insurer, err := strconv.ParseUint(parts[1], 10, 32)
	if err != nil || insurer == 0 {
		return 0, ErrRoleUnknown
	}
	for role := RoleAdmin; role <= RoleApprover; role++ {
		if parts[2] == role.String() {
			return InsurerRole(claims.InsurerID(insurer), role), nil
		}
	}
	return 0, ErrRoleUnknown
}

// InsurerRole returns the id of a role of an insurer.
func InsurerRole(insurer claims.InsurerID, role Role) uint64 {
	return uint64(insurer)<<8 | uint64(role)
}
