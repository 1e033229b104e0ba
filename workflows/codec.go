package workflows

import (
	"context"
	"errors"
	"fmt"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"
)

// encodingEncrypted marks a payload that only this codec reads.
const encodingEncrypted = "binary/clearclaim-encrypted"

// payloadDomain is the associated data of every payload.
const payloadDomain = "clearclaim/workflow-payload/v1"

// errPayloadUnreadable is returned when a payload was not written by this
// installation. Its content stays out of the text.
var errPayloadUnreadable = errors.New("workflow payload is not readable with this key")

// Cipher encrypts payloads. Associated data binds a ciphertext to its use.
type Cipher interface {
	Encrypt(plaintext, associatedData []byte) ([]byte, error)
	Decrypt(ciphertext, associatedData []byte) ([]byte, error)
}

// codec encrypts every payload that leaves for the Temporal server.
type codec struct{ cipher Cipher }

// newDataConverter returns the converter of client and worker.
func newDataConverter(cipher Cipher) converter.DataConverter {
	return converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), codec{cipher: cipher})
}

// Encode implements [converter.PayloadCodec].
func (c codec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	encoded := make([]*commonpb.Payload, len(payloads))
	for i, payload := range payloads {
		plain, err := proto.Marshal(payload)
		if err != nil {
			return nil, fmt.Errorf("marshalling workflow payload: %w", err)
		}
		sealed, err := c.cipher.Encrypt(plain, []byte(payloadDomain))
		if err != nil {
			return nil, fmt.Errorf("encrypting workflow payload: %w", err)
		}
		encoded[i] = &commonpb.Payload{
			Metadata: map[string][]byte{converter.MetadataEncoding: []byte(encodingEncrypted)},
			Data:     sealed,
		}
	}
	return encoded, nil
}

// Decode implements [converter.PayloadCodec].
func (c codec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	decoded := make([]*commonpb.Payload, len(payloads))
	for i, payload := range payloads {
		if string(payload.GetMetadata()[converter.MetadataEncoding]) != encodingEncrypted {
			return nil, errPayloadUnreadable
		}
		plain, err := c.cipher.Decrypt(payload.GetData(), []byte(payloadDomain))
		if err != nil {
			return nil, errPayloadUnreadable
		}
		decoded[i] = &commonpb.Payload{}
		if err := proto.Unmarshal(plain, decoded[i]); err != nil {
			return nil, errPayloadUnreadable
		}
	}
	return decoded, nil
}

var _ converter.PayloadCodec = codec{}

// NewCipherFunc adapts two functions to a [Cipher].
func NewCipherFunc(encrypt, decrypt func(ctx context.Context, data, aad []byte) ([]byte, error)) Cipher {
	return cipherFuncs{encrypt: encrypt, decrypt: decrypt}
}

type cipherFuncs struct {
	encrypt, decrypt func(ctx context.Context, data, aad []byte) ([]byte, error)
}

func (c cipherFuncs) Encrypt(plaintext, aad []byte) ([]byte, error) {
	return c.encrypt(context.Background(), plaintext, aad)
}

func (c cipherFuncs) Decrypt(ciphertext, aad []byte) ([]byte, error) {
	return c.decrypt(context.Background(), ciphertext, aad)
}
