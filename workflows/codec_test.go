package workflows

import (
	"bytes"
	"errors"
	"testing"

	"go.temporal.io/sdk/converter"
)

// markCipher is reversible and visible, which is enough to see what is encrypted.
type markCipher struct{}

func (markCipher) Encrypt(plaintext, _ []byte) ([]byte, error) {
	sealed := bytes.Clone(plaintext)
	for i := range sealed {
		sealed[i] ^= 0xA5
	}
	return sealed, nil
}

func (c markCipher) Decrypt(ciphertext, aad []byte) ([]byte, error) {
	return c.Encrypt(ciphertext, aad)
}

func TestCodec_PayloadsAreEncryptedAndComeBack(t *testing.T) {
	t.Parallel()
	dataConverter := newDataConverter(markCipher{})
	payload, err := dataConverter.ToPayload("claim-id")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(payload.GetData(), []byte("claim-id")) {
		t.Error("the payload is in the clear")
	}
	var got string
	if err := dataConverter.FromPayload(payload, &got); err != nil || got != "claim-id" {
		t.Errorf("came back as %q, %v", got, err)
	}
}

func TestCodec_RefusesPayloadsInTheClear(t *testing.T) {
	t.Parallel()
	payload, err := converter.GetDefaultDataConverter().ToPayload("in the clear")
	if err != nil {
		t.Fatal(err)
	}
	var got string
	if err := newDataConverter(markCipher{}).FromPayload(payload, &got); !errors.Is(err, errPayloadUnreadable) {
		t.Errorf("error %v, want errPayloadUnreadable", err)
	}
}
