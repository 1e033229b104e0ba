package chain_test

import (
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

func TestDeploy_AgainstTheSameFile_IsRead(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	opts := chain.DeployOptions{Path: filepath.Join(t.TempDir(), "new", "deployment.json")}
	deployed, err := chain.Deploy(t.Context(), c.Client, "0x"+chaintest.OperatorKey, opts)
	require.NoError(t, err)
	require.True(t, deployed.IsTestToken)
	require.Equal(t, big.NewInt(10_000), deployed.TokenUnitsPerCent)
	again, err := chain.Deploy(t.Context(), c.Client, chaintest.OperatorKey, opts)
	require.NoError(t, err)
	require.Equal(t, deployed, again)
	loaded, err := chain.LoadDeployment(opts.Path)
	require.NoError(t, err)
	require.Equal(t, deployed, loaded)

	_, err = chain.Deploy(t.Context(), chaintest.NewEmpty(t).Client, chaintest.OperatorKey, opts)
	require.ErrorIs(t, err, chain.ErrDeploymentMismatch, "another chain with the same id")
}

func TestLoadDeployment_NotOne_Refused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "deployment.json")
	_, err := chain.LoadDeployment(path)
	require.ErrorIs(t, err, os.ErrNotExist)
	for _, content := range []string{"", "{}", `{"version":3}`, `{"version":2,"chainId":1}`, `{"version":3,"chainId":1}`} {
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		_, err = chain.LoadDeployment(path)
		require.ErrorIs(t, err, chain.ErrDeploymentInvalid)
	}
}

func TestNewContracts_OtherChain_Refused(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	_, err := chain.NewContracts(c.Client, chain.Deployment{ChainID: 5, TokenUnitsPerCent: big.NewInt(1)})
	require.ErrorIs(t, err, chain.ErrWrongChain)
}

func TestSubmissionDigest_IsTheLedgersAndTheWallets(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	submission := chain.Submission{
		Insurer: 3, Provider: 9, Sequence: 1 << 40, Root: commitment.Hash{1, 2, 3}, Count: 512, Deadline: 1_900_000_000,
	}
	digest := c.Contracts.SubmissionDigest(submission)

	ledger := bindings.NewClaimLedger()
	answer, err := bind.Call(ledger.Instance(ethClient(c), address(c.Deployment.Ledger)), nil, ledger.PackSubmissionDigest(3,
		bindings.IClaimLedgerSubmission{Provider: 9, Sequence: 1 << 40, Root: [32]byte{1, 2, 3}, Count: 512, Deadline: 1_900_000_000}),
		ledger.UnpackSubmissionDigest)
	require.NoError(t, err)
	require.Equal(t, answer, digest)

	encoded, err := c.Contracts.SubmissionTypedData(submission)
	require.NoError(t, err)
	var data apitypes.TypedData
	require.NoError(t, json.Unmarshal(encoded, &data))
	wallet, _, err := apitypes.TypedDataAndHash(data)
	require.NoError(t, err)
	require.Equal(t, wallet, digest[:])

	acknowledgement := chain.Acknowledgement{Insurer: 3, Provider: 9, Sequence: 1, AcceptedAt: time.Unix(1, 0), ReceiptBy: time.Unix(2, 0)}
	later := acknowledgement
	later.ReceiptBy = time.Unix(3, 0)
	require.NotEqual(t, c.Contracts.AcknowledgementDigest(acknowledgement), c.Contracts.AcknowledgementDigest(later))
}

func TestRecoverSigner_OnlyWhatTheLedgerAccepts(t *testing.T) {
	t.Parallel()
	key := chaintest.NewKey(t)
	digest := chain.Hash{7}
	signature := key.Sign(t, digest)
	signer, err := chain.RecoverSigner(digest, signature)
	require.NoError(t, err)
	require.Equal(t, key.Address, signer)
	other, err := chain.RecoverSigner(chain.Hash{8}, signature)
	require.True(t, err != nil || other != key.Address)

	order, _ := new(big.Int).SetString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16)
	highS := append([]byte(nil), signature...)
	new(big.Int).Sub(order, new(big.Int).SetBytes(signature[32:64])).FillBytes(highS[32:64])
	highS[64] ^= 27 ^ 28
	lowV := append([]byte(nil), signature...)
	lowV[64] -= 27
	for _, bad := range [][]byte{nil, {}, signature[:64], append(signature[:65:65], 0), highS, lowV, make([]byte, 65)} {
		_, err := chain.RecoverSigner(digest, bad)
		require.ErrorIs(t, err, chain.ErrSignatureInvalid)
	}
}

func TestEstimate_UnknownCoverageYear_NamedError(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	words, err := commitment.EncodeDecision(commitment.Claim{
		Receipt:    commitment.Receipt{ServiceDay: 3, Lines: []commitment.Line{{Charge: money.Cents(1), Units: 1}}},
		Allowances: []commitment.Allowance{{Allowed: money.Cents(1)}},
	})
	require.NoError(t, err)
	_, err = c.Contracts.Estimate(t.Context(), 1, chain.Decision{CoverageYear: 2, Claim: words})
	require.ErrorIs(t, err, chain.ErrCoverageYearNotFound)
	require.Equal(t, errs.CoverageYearNotFound, errs.CodeOf(err))
}

type dataError struct{ data any }

func (dataError) Error() string    { return "execution reverted" }
func (e dataError) ErrorData() any { return e.data }
func (e dataError) ErrorCode() int { return 3 }

func TestDecodeRevert_AnyData_NeverPanics(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		data any
		want string
	}{
		"none":      {nil, chain.RevertUnexplained},
		"empty":     {"0x", chain.RevertUnexplained},
		"short":     {"0x08c379", chain.RevertUnexplained},
		"not hex":   {"0xzz", chain.RevertUnexplained},
		"not text":  {7, chain.RevertUnexplained},
		"unknown":   {"0xdeadbeef00", chain.RevertUnexplained},
		"message":   {"0x08c379a0", chain.RevertMessage},
		"panic":     {"0x4e487b71" + strings.Repeat("0", 64), chain.RevertPanic},
		"truncated": {"0x" + selectorOf(t, "BatchNotFound"), "BatchNotFound"},
	} {
		got := chain.DecodeRevert(dataError{test.data})
		require.NotNil(t, got, name)
		require.Equal(t, test.want, got.Name, name)
	}
	require.Nil(t, chain.DecodeRevert(nil))
	require.Nil(t, chain.DecodeRevert(os.ErrDeadlineExceeded))
}

func selectorOf(t *testing.T, name string) string {
	t.Helper()
	parsed, err := bindings.ClaimLedgerMetaData.ParseABI()
	require.NoError(t, err)
	return strings.TrimPrefix(parsed.Errors[name].ID.Hex(), "0x")[:8]
}

// Each error that our contracts declare is a sentinel here and a code of the same
// words, and no sentinel is left of an error that is gone.
func TestReverts_EveryDeclaredErrorHasItsCode(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../contracts/src/libraries/Errors.sol")
	require.NoError(t, err)
	inCapitals := regexp.MustCompile(`([a-z0-9])([A-Z])`)
	declared := 0
	for _, match := range regexp.MustCompile(`error (\w+)\(`).FindAllStringSubmatch(string(source), -1) {
		declared++
		want := strings.ToUpper(inCapitals.ReplaceAllString(match[1], "${1}_$2"))
		require.Equal(t, errs.Code(want), errs.CodeOf(&chain.RevertError{Name: match[1]}), match[1])
	}
	require.NotZero(t, declared)
	require.Len(t, chain.ContractErrors(), declared)
}

func TestParseFinality(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"instant", "tag", "depth:0", "depth:64"} {
		finality, err := chain.ParseFinality(text)
		require.NoError(t, err)
		require.Equal(t, text, finality.String())
	}
	for _, text := range []string{"", "depth", "depth:", "depth:-1", "depth:x", "Tag"} {
		_, err := chain.ParseFinality(text)
		require.ErrorIs(t, err, chain.ErrFinalityInvalid)
	}
}

func TestFinalNumber_ByProfile(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	for range 40 {
		c.Commit()
	}
	head, err := c.Client.Head(t.Context())
	require.NoError(t, err)
	for text, want := range map[string]uint64{"instant": head.Number, "depth:5": head.Number - 5, "depth:100": 0, "tag": 32} {
		finality, err := chain.ParseFinality(text)
		require.NoError(t, err)
		final, err := c.Client.FinalNumber(t.Context(), finality)
		require.NoError(t, err)
		require.Equal(t, want, final, text)
	}
}

func TestParseAddress(t *testing.T) {
	t.Parallel()
	const checksummed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
	for _, text := range []string{checksummed, strings.ToLower(checksummed), "0x" + strings.ToUpper(checksummed[2:])} {
		address, err := chain.ParseAddress(text)
		require.NoError(t, err)
		require.Equal(t, checksummed, chain.FormatAddress(address))
	}
	for _, text := range []string{"", "0x", checksummed[2:], checksummed[:41], checksummed + "0", "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"} {
		_, err := chain.ParseAddress(text)
		require.ErrorIs(t, err, chain.ErrAddressInvalid)
		require.Equal(t, errs.AddressInvalid, errs.CodeOf(err))
	}
}

func TestParseAccount_ZeroRefused(t *testing.T) {
	t.Parallel()
	_, err := chain.ParseAccount("0x" + strings.Repeat("0", 40))
	require.ErrorIs(t, err, chain.ErrAddressInvalid)
	account, err := chain.ParseAccount("0x" + strings.Repeat("0", 39) + "1")
	require.NoError(t, err)
	require.Equal(t, chain.Address{19: 1}, account)
}
