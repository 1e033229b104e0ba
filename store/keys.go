package store

import "context"

// PutSigningKey keeps a wrapped key unless its owner has one already, and returns
// the address of the key that the owner then has.
func (d *DB) PutSigningKey(ctx context.Context, owner string, address [20]byte, wrapped []byte) ([20]byte, error) {
	if err := d.q.InsertSigningKey(ctx, address[:], owner, wrapped); err != nil {
		return [20]byte{}, faultOf(err)
	}
	kept, err := d.q.SigningKeyOf(ctx, owner)
	if err != nil {
		return [20]byte{}, faultOf(err)
	}
	return [20]byte(kept.Address), nil
}

// SigningKeyOf returns the key of an owner, and false when there is none.
func (q Queries) SigningKeyOf(ctx context.Context, owner string) (address [20]byte, wrapped []byte, isKnown bool, err error) {
	row, err := q.q.SigningKeyOf(ctx, owner)
	if err = faultOf(err); err != nil {
		return [20]byte{}, nil, false, unlessNotFound(err)
	}
	return [20]byte(row.Address), row.WrappedKey, true, nil
}

// SigningKey returns the key of an address with its owner, and false when there is none.
func (q Queries) SigningKey(ctx context.Context, address [20]byte) (owner string, wrapped []byte, isKnown bool, err error) {
	row, err := q.q.SigningKey(ctx, address[:])
	if err = faultOf(err); err != nil {
		return "", nil, false, unlessNotFound(err)
	}
	return row.Owner, row.WrappedKey, true, nil
}
