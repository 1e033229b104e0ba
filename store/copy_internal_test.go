package store

import (
	"io"
	"math"
	"math/big"
	"testing"
	"testing/iotest"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"
)

// readBack is what pgx reads of a column that we encoded.
func readBack[T any](t *testing.T, oid uint32, value any) (got T) {
	t.Helper()
	encoded, err := appendColumn(nil, value)
	require.NoError(t, err)
	require.Equal(t, len(encoded)-4, int(encoded[0])<<24|int(encoded[1])<<16|int(encoded[2])<<8|int(encoded[3]))
	require.NoError(t, pgtype.NewMap().Scan(oid, pgtype.BinaryFormatCode, encoded[4:], &got))
	return got
}

func TestAppendColumn_PGXReadsWhatIsWritten(t *testing.T) {
	t.Parallel()
	is := true
	at := time.Date(2026, 1, 2, 3, 4, 5, 678_901_000, time.UTC)
	before := time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC)
	require.Equal(t, int16(-2), readBack[int16](t, pgtype.Int2OID, int16(-2)))
	require.Equal(t, int32(math.MinInt32), readBack[int32](t, pgtype.Int4OID, int32(math.MinInt32)))
	require.Equal(t, int64(math.MaxInt64), readBack[int64](t, pgtype.Int8OID, int64(math.MaxInt64)))
	require.Equal(t, []byte{1, 0, 2}, readBack[[]byte](t, pgtype.ByteaOID, []byte{1, 0, 2}))
	require.Equal(t, []byte{}, readBack[[]byte](t, pgtype.ByteaOID, []byte{}))
	require.Equal(t, "é", readBack[string](t, pgtype.TextOID, "é"))
	require.True(t, readBack[bool](t, pgtype.BoolOID, true))
	require.False(t, readBack[bool](t, pgtype.BoolOID, false))
	require.True(t, readBack[bool](t, pgtype.BoolOID, &is))
	require.True(t, at.Equal(readBack[time.Time](t, pgtype.TimestamptzOID, at)))
	require.True(t, before.Equal(readBack[time.Time](t, pgtype.TimestamptzOID, before)))
	for _, list := range [][][]byte{{}, {{1}}, {{1, 2}, {}, {3}}} {
		require.Equal(t, list, readBack[[][]byte](t, pgtype.ByteaArrayOID, list))
	}
}

func TestAppendColumn_WholeNumbers(t *testing.T) {
	t.Parallel()
	for _, n := range []uint64{0, 1, 9_999, 10_000, 10_001, 99_999_999, 100_000_000, 1_0000_0000_0005, 1 << 63, math.MaxUint64} {
		want := new(big.Int).SetUint64(n)
		for _, value := range []any{n, numeric(want)} {
			got := readBack[pgtype.Numeric](t, pgtype.NumericOID, value)
			shifted := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(got.Exp)), nil)
			require.Equal(t, want.String(), shifted.Mul(shifted, got.Int).String())
		}
	}
}

func TestAppendColumn_NullOrRefused(t *testing.T) {
	t.Parallel()
	for _, null := range []any{nil, (*bool)(nil), []byte(nil), [][]byte(nil)} {
		encoded, err := appendColumn([]byte{9}, null)
		require.NoError(t, err)
		require.Equal(t, []byte{9, 0xFF, 0xFF, 0xFF, 0xFF}, encoded)
	}
	_, err := appendColumn(nil, 7) // an int has no width of its own
	require.ErrorContains(t, err, "int")
}

func TestCopyReader_SameHoweverItIsRead(t *testing.T) {
	t.Parallel()
	const rows = 3000 // several chunks
	table := copyable{name: "t", columns: []string{"a", "b"}, count: rows, row: func(i int) []any {
		return []any{int32(i), make([]byte, i%97)}
	}}
	whole, err := io.ReadAll(&copyReader{table: table})
	require.NoError(t, err)
	require.Greater(t, len(whole), 2*copyChunk)
	parts, err := io.ReadAll(iotest.OneByteReader(&copyReader{table: table}))
	require.NoError(t, err)
	require.Equal(t, whole, parts)
	size := len(copyHeader) + 2
	for i := range rows {
		size += 2 + 4 + 4 + 4 + i%97
	}
	require.Len(t, whole, size)
	table.columns = []string{"a"}
	_, err = io.ReadAll(&copyReader{table: table})
	require.ErrorContains(t, err, "1 columns of t have 2 values")
}
