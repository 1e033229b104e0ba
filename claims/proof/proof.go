// Package proof is the file that a party keeps of a claim: what it submitted, what
// was determined, and the path to the root that the ledger stands for. Whoever holds
// it can recompute the claim's leaves; what is then left to ask is the ledger alone.
//
// The file holds health information and the claim's salt. It is the holder's.
package proof

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// Errors of proofs that do not hold.
var (
	// ErrMalformed is returned when a file is no proof.
	ErrMalformed = errors.New("not a proof of a claim")
	// ErrReasonsDiffer is returned when the reasons are not those of the determination.
	ErrReasonsDiffer = errors.New("the reasons are not those that the determination was made with")
	// ErrLinesDiffer is returned when what was determined is not of the document's lines.
	ErrLinesDiffer = errors.New("the determination is not of the document's lines")
	// ErrPathDiffers is returned when the claim's leaf is not under the root.
	ErrPathDiffers = errors.New("the claim's leaf does not lead to the batch's root")
)

// version is that of the file.
const version = 1

// Bytes are hexadecimal in the file, after 0x.
type Bytes []byte

// MarshalText implements [encoding.TextMarshaler].
func (b Bytes) MarshalText() ([]byte, error) { return []byte("0x" + hex.EncodeToString(b)), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (b *Bytes) UnmarshalText(text []byte) error {
	digits, hasPrefix := bytes.CutPrefix(text, []byte("0x"))
	decoded, err := hex.DecodeString(string(digits))
	if err != nil || !hasPrefix {
		return ErrMalformed
	}
	*b = decoded
	return nil
}

// Proof is the file. Instants are Unix seconds, amounts are inside the results.
type Proof struct {
	Version int    `json:"version"`
	ChainID uint64 `json:"chainId"`
	Ledger  Bytes  `json:"ledger"`
	Number  string `json:"number"` // insurer-batch-index
	// Document is the claim in its canonical form.
	Document      string        `json:"document"`
	Salt          Bytes         `json:"salt"`
	Replaced      string        `json:"replaced,omitempty"` // the claim that a replacement or void names
	Determination determination `json:"determination"`
	Header        header        `json:"header"`
	Path          path          `json:"path"`
}

type determination struct {
	Version      uint8  `json:"version"`
	CoverageYear string `json:"coverageYear"`
	ServiceDate  string `json:"serviceDate,omitempty"` // a void of a claim may have none
	DeterminedAt int64  `json:"determinedAt"`
	Block        uint64 `json:"block"` // where to look for it
	Results      Bytes  `json:"results"`
	Flags        uint8  `json:"flags"`
	ReasonsHash  Bytes  `json:"reasonsHash,omitempty"`
	// Authorization and Evidence are the facts of these names.
	Authorization Bytes `json:"authorization,omitempty"`
	Evidence      Bytes `json:"evidence,omitempty"`
	// Reasons are the engine's, in their canonical form, where they are what the hash is of.
	Reasons string `json:"reasons,omitempty"`
}

type header struct {
	Root            Bytes  `json:"root"`
	ReceivedAt      int64  `json:"receivedAt"`
	SettledAt       int64  `json:"settledAt,omitempty"`
	Count           uint16 `json:"count"`
	SubmissionCount uint16 `json:"submissionCount"`
}

type path struct {
	Provider        uint32  `json:"provider"`
	FirstIndex      uint16  `json:"firstIndex"`
	Count           uint16  `json:"count"`
	SubmissionIndex uint16  `json:"submissionIndex"`
	InnerSiblings   []Bytes `json:"innerSiblings"`
	OuterSiblings   []Bytes `json:"outerSiblings"`
}

// Opened is what a proof proves, once it was opened.
type Opened struct {
	ChainID uint64
	Ledger  [20]byte
	Number  claims.Number
	Claim   claims.Claim
	// Document and Salt are what the content hash is of; Reasons what the reasons hash
	// is of, nil where the file lacks them.
	Document []byte
	Salt     commitment.Salt
	Reasons  []byte
	Receipt  commitment.Receipt

	Determination commitment.Determination
	DeterminedAt  time.Time
	Block         uint64
	Header        commitment.BatchHeader
	Path          commitment.BatchPath
}

// New writes a proof down. Reasons that the determination does not have are left out.
func New(o Opened) Proof {
	d := &o.Determination
	p := Proof{
		Version: version, ChainID: o.ChainID, Ledger: o.Ledger[:], Number: o.Number.String(), Document: string(o.Document), Salt: o.Salt[:],
		Determination: determination{
			Version: d.Version, CoverageYear: strconv.FormatUint(uint64(d.CoverageYear), 10), DeterminedAt: o.DeterminedAt.Unix(),
			Block: o.Block, Flags: uint8(d.Facts.Flags),
		},
		Header: header{
			Root: o.Header.Root[:], ReceivedAt: o.Header.ReceivedAt.Unix(), Count: o.Header.Count,
			SubmissionCount: o.Header.SubmissionCount,
		},
		Path: path{
			Provider: uint32(o.Path.Provider), FirstIndex: o.Path.FirstIndex, Count: o.Path.Count, SubmissionIndex: o.Path.SubmissionIndex,
			InnerSiblings: bytesOf(o.Path.InnerSiblings), OuterSiblings: bytesOf(o.Path.OuterSiblings),
		},
	}
	if d.ServiceDay != 0 {
		p.Determination.ServiceDate = d.ServiceDay.String()
	}
	if !o.Header.SettledAt.IsZero() {
		p.Header.SettledAt = o.Header.SettledAt.Unix()
	}
	if o.Receipt.Replaced != (claims.Number{}) {
		p.Replaced = o.Receipt.Replaced.String()
	}
	p.Determination.facts(d.Facts)
	if words, err := commitment.EncodeResults(d.Results); err == nil { // they came from words
		p.Determination.Results = commitment.Bytes(words)
	}
	if d.Facts.Has(commitment.HasReasons) && commitment.ReasonsHash(o.Salt, o.Reasons) == d.Facts.ReasonsHash {
		p.Determination.Reasons = string(o.Reasons)
	}
	return p
}

func (d *determination) facts(facts commitment.Facts) {
	for _, fact := range []struct {
		flag commitment.Flags
		from commitment.Hash
		into *Bytes
	}{
		{commitment.HasReasons, facts.ReasonsHash, &d.ReasonsHash},
		{commitment.HasAuthorization, facts.Authorization, &d.Authorization},
		{commitment.HasEvidence, facts.Evidence, &d.Evidence},
	} {
		if facts.Has(fact.flag) {
			*fact.into = slices.Clone(fact.from[:])
		}
	}
}

func bytesOf(hashes []commitment.Hash) []Bytes {
	list := make([]Bytes, len(hashes))
	for i := range hashes {
		list[i] = slices.Clone(hashes[i][:])
	}
	return list
}

// Parse reads the file.
//
// Errors: [ErrMalformed].
func Parse(data []byte) (Proof, error) {
	var p Proof
	if err := json.Unmarshal(data, &p); err != nil || p.Version != version {
		return Proof{}, ErrMalformed
	}
	return p, nil
}
