package evidence

import (
	"encoding/binary"
	"strconv"

	"github.com/clearclaim/clearclaim/claims"
)

// SealMinutes seals how many minutes of a provider's day a claim takes, for the minutes
// column of its day. It is sealed by the vault and not by the patient's key: other
// patients' claims are decided by it, hundreds at once.
func (v *Vault) SealMinutes(id claims.ID, day claims.Date, minutes int) ([]byte, error) {
	return seal(v.days, binary.BigEndian.AppendUint64(nil, uint64(minutes)), minutesPlace(id, day).aad(""))
}

// OpenMinutes opens what [Vault.SealMinutes] sealed.
//
// Errors: [ErrNotOpened].
func (v *Vault) OpenMinutes(id claims.ID, day claims.Date, sealed []byte) (int, error) {
	minutes, err := open(v.days, sealed, minutesPlace(id, day).aad(""))
	if err != nil {
		return 0, err
	}
	if len(minutes) != 8 {
		return 0, ErrNotOpened
	}
	return int(binary.BigEndian.Uint64(minutes)), nil
}

func minutesPlace(id claims.ID, day claims.Date) Place {
	return Place{Table: "provider_days", Column: "minutes", Row: string(id) + "/" + strconv.Itoa(int(day))}
}
