package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
	"github.com/clearclaim/clearclaim/cmd/internal/claimfile"
)

// errRejected is returned when at least one claim was rejected.
var errRejected = errors.New("not all claims were accepted")

// maxSubmission is the API's limit of claims at once.
const maxSubmission = 512

// api is where the API is and who asks.
type api struct {
	URL       string `name:"api" env:"CLEARCLAIM_API" default:"http://127.0.0.1:8080" help:"Address of the API."`
	TokenFile string `env:"CLEARCLAIM_TOKEN_FILE" required:"" type:"existingfile" help:"File with the bearer token."`
}

func (a api) client() *apiclient.Client {
	return apiclient.New(a.URL, func(context.Context) (string, error) {
		token, err := os.ReadFile(a.TokenFile)
		if err != nil {
			return "", fmt.Errorf("reading token: %w", err)
		}
		return strings.TrimSpace(string(token)), nil
	}, nil)
}

type submitCommand struct {
	api
	Insurer  uint32   `required:"" help:"The insurer's number."`
	Provider uint32   `help:"The provider's number; none is the caller."`
	Files    []string `arg:"" type:"existingfile" help:"JSON claims, or FHIR R4 Claims, Bundles or NDJSON."`
}

// Run submits the files' claims, prints the answers as JSON lines, and fails when
// a claim was rejected. The same files submitted again get the first answers.
func (c *submitCommand) Run(ctx context.Context) error {
	var failure error
	for _, file := range c.Files {
		inputs, err := c.read(file)
		if err != nil {
			return err
		}
		for begin := 0; begin < len(inputs); begin += maxSubmission {
			part := inputs[begin:min(len(inputs), begin+maxSubmission)]
			if err := c.submit(ctx, part, os.Stdout); errors.Is(err, errRejected) {
				failure = err
			} else if err != nil {
				return fmt.Errorf("submitting %s: %w", file, err)
			}
		}
	}
	return failure
}

func (c *submitCommand) read(file string) ([]apiclient.ClaimInput, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading claims: %w", err)
	}
	entries, err := claimfile.Read(text, nil)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", file, err)
	}
	inputs := make([]apiclient.ClaimInput, len(entries))
	for i, entry := range entries {
		for _, fault := range entry.Faults {
			return nil, fmt.Errorf("reading claim %d of %s: %w", i+1, file, fault)
		}
		inputs[i] = entry.Input
		inputs[i].Insurer = c.Insurer
	}
	return inputs, nil
}

func (c *submitCommand) submit(ctx context.Context, inputs []apiclient.ClaimInput, w io.Writer) error {
	content, err := json.Marshal(inputs)
	if err != nil {
		return fmt.Errorf("encoding claims: %w", err)
	}
	digest := sha256.Sum256(content)
	answer, err := c.client().SubmitClaims(ctx, apiclient.SubmitClaims{
		IdempotencyKey: hex.EncodeToString(digest[:]), Provider: c.Provider, Claims: inputs,
	})
	if err != nil {
		return err
	}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		return fmt.Errorf("printing answer: %w", err)
	}
	if len(answer.Rejected) > 0 {
		return errRejected
	}
	return nil
}

type statusCommand struct {
	api
	ID string `arg:"" help:"The claim's id, as the submission was answered."`
}

// Run prints the claim as JSON.
func (c *statusCommand) Run(ctx context.Context) error {
	claim, err := c.client().Claim(ctx, c.ID)
	if err != nil {
		return err
	}
	if claim == nil {
		return errors.New("there is no such claim for this caller")
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(claim)
}
