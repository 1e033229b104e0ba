package chain

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// ErrSignatureInvalid is returned when bytes are not a signature that the ledger
// would accept: 65 bytes r, s, v with v of 27 or 28 and s in the lower half.
var ErrSignatureInvalid = errors.New("not a signature")

// SignatureSize is the length of a signature: r, s and v.
const SignatureSize = 65

// Submission is what a provider signs: docs/commitment.md, section 4.
type Submission struct {
	Insurer  claims.InsurerID
	Provider claims.ProviderID
	Sequence uint64 // last + 1 for the pair
	Root     commitment.Hash
	Count    uint16
	Deadline int64 // Unix seconds; the last one in which the receipt may be on chain
}

// Acknowledgement is what the gateway signs when it accepts a submission.
type Acknowledgement struct {
	Insurer    claims.InsurerID
	Provider   claims.ProviderID
	Sequence   uint64
	Root       commitment.Hash
	AcceptedAt time.Time // to the second
	ReceiptBy  time.Time // to the second
}

const (
	domainName    = "ClearClaim"
	domainVersion = "2"

	domainType          = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
	submissionType      = "Submission(uint32 insurer,uint32 provider,uint64 sequence,bytes32 root,uint16 count,uint64 deadline)"
	acknowledgementType = "Acknowledgement(uint32 insurer,uint32 provider,uint64 sequence,bytes32 root,uint64 acceptedAt,uint64 receiptBy)"
)

// SubmissionDigest returns what the provider signs for the ledger.
func (c *Contracts) SubmissionDigest(s Submission) Hash {
	return c.typedDigest(
		keccak([]byte(submissionType)), word(uint64(s.Insurer)), word(uint64(s.Provider)), word(s.Sequence), Hash(s.Root),
		word(uint64(s.Count)), word(uint64(s.Deadline)),
	)
}

// AcknowledgementDigest returns what the gateway signs for the provider.
func (c *Contracts) AcknowledgementDigest(a Acknowledgement) Hash {
	return c.typedDigest(
		keccak([]byte(acknowledgementType)), word(uint64(a.Insurer)), word(uint64(a.Provider)), word(a.Sequence), Hash(a.Root),
		word(uint64(a.AcceptedAt.Unix())), word(uint64(a.ReceiptBy.Unix())),
	)
}

// typedDigest hashes the words of a struct in the ledger's domain (EIP-712).
func (c *Contracts) typedDigest(words ...Hash) Hash {
	structHash := keccakWords(words...)
	return keccak([]byte{0x19, 0x01}, c.domain[:], structHash[:])
}

// domainSeparator binds signatures to one ledger on one chain.
func domainSeparator(chainID uint64, ledger Address) Hash {
	return domainSeparatorOf(chainID, ledger, domainName, domainVersion)
}

func domainSeparatorOf(chainID uint64, contract Address, name, version string) Hash {
	var verifying Hash
	copy(verifying[12:], contract[:])
	return keccakWords(keccak([]byte(domainType)), keccak([]byte(name)), keccak([]byte(version)), word(chainID), verifying)
}

func word(n uint64) Hash {
	var w Hash
	binary.BigEndian.PutUint64(w[24:], n)
	return w
}

func keccak(parts ...[]byte) Hash { return Hash(crypto.Keccak256Hash(parts...)) }

func keccakWords(words ...Hash) Hash {
	packed := make([]byte, 0, 32*len(words))
	for i := range words {
		packed = append(packed, words[i][:]...)
	}
	return keccak(packed)
}

// SubmissionTypedData returns the JSON that a wallet signs with
// eth_signTypedData_v4; its digest is [Contracts.SubmissionDigest].
func (c *Contracts) SubmissionTypedData(s Submission) ([]byte, error) {
	data := apitypes.TypedData{
		PrimaryType: "Submission",
		Types: apitypes.Types{
			"EIP712Domain": {
				{Name: "name", Type: "string"},
				{Name: "version", Type: "string"},
				{Name: "chainId", Type: "uint256"},
				{Name: "verifyingContract", Type: "address"},
			},
			"Submission": {
				{Name: "insurer", Type: "uint32"},
				{Name: "provider", Type: "uint32"},
				{Name: "sequence", Type: "uint64"},
				{Name: "root", Type: "bytes32"},
				{Name: "count", Type: "uint16"},
				{Name: "deadline", Type: "uint64"},
			},
		},
		Domain: apitypes.TypedDataDomain{
			Name:              domainName,
			Version:           domainVersion,
			ChainId:           math.NewHexOrDecimal256(int64(c.deployment.ChainID)),
			VerifyingContract: FormatAddress(c.deployment.Ledger),
		},
		Message: apitypes.TypedDataMessage{
			"insurer":  strconv.FormatUint(uint64(s.Insurer), 10),
			"provider": strconv.FormatUint(uint64(s.Provider), 10),
			"sequence": strconv.FormatUint(s.Sequence, 10),
			"root":     s.Root.String(),
			"count":    strconv.FormatUint(uint64(s.Count), 10),
			"deadline": strconv.FormatInt(s.Deadline, 10),
		},
	}
	encoded, err := json.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("encoding typed data: %w", err)
	}
	return encoded, nil
}

// RecoverSigner returns the account that signed a digest. It accepts what the
// ledger accepts, and nothing else.
//
// Errors: [ErrSignatureInvalid].
func RecoverSigner(digest Hash, signature []byte) (Address, error) {
	if len(signature) != SignatureSize || (signature[64] != 27 && signature[64] != 28) {
		return Address{}, ErrSignatureInvalid
	}
	normal := append([]byte(nil), signature...)
	normal[64] -= 27
	if !hasLowS(normal) {
		return Address{}, ErrSignatureInvalid
	}
	key, err := crypto.SigToPub(digest[:], normal)
	if err != nil {
		return Address{}, ErrSignatureInvalid
	}
	return Address(crypto.PubkeyToAddress(*key)), nil
}
