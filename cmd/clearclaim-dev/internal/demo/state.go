package demo

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
)

// state is what a run has to know when it is taken up again.
type state struct {
	Run string `json:"run"`
	// Corpus is the folder that the run reads, or "" for the samples.
	Corpus string `json:"corpus"`
	// Before is what had been paid and used before the run began.
	Before target.Summary `json:"before"`

	isResumed bool
}

// begin returns the state of the run: the interrupted one, or a new one, kept
// before anything is done.
func begin(ctx context.Context, t target.Target, options Options) (state, error) {
	kept, err := interrupted(options)
	if err != nil {
		return state{}, err
	}
	if kept.Run != "" && kept.Corpus == options.Corpus && (options.Run == "" || options.Run == kept.Run) {
		kept.isResumed = true
		return kept, nil
	}
	begun := state{Run: options.Run, Corpus: options.Corpus}
	if begun.Run == "" {
		var random [4]byte
		if _, err := rand.Read(random[:]); err != nil {
			return state{}, fmt.Errorf("naming the run: %w", err)
		}
		begun.Run = hex.EncodeToString(random[:])
	}
	if begun.Before, err = t.Reconcile(ctx); err != nil {
		return state{}, fmt.Errorf("reconciling before: %w", err)
	}
	return begun, keep(options, begun)
}

func interrupted(options Options) (state, error) {
	var kept state
	if options.StateFile == "" {
		return kept, nil
	}
	text, err := os.ReadFile(options.StateFile)
	if errors.Is(err, os.ErrNotExist) {
		return kept, nil
	}
	if err != nil {
		return kept, fmt.Errorf("reading the interrupted run: %w", err)
	}
	if json.Unmarshal(text, &kept) != nil {
		// A file cut off by a kill names no run: a new one begins.
		return state{}, nil //nolint:nilerr // the error says no more than that
	}
	return kept, nil
}

func keep(options Options, s state) error {
	if options.StateFile == "" {
		return nil
	}
	text, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encoding the run: %w", err)
	}
	if err := os.WriteFile(options.StateFile, text, 0o600); err != nil {
		return fmt.Errorf("keeping the run: %w", err)
	}
	return nil
}

// end forgets a run that has ended.
func end(options Options) error {
	if options.StateFile == "" {
		return nil
	}
	if err := os.Remove(options.StateFile); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("forgetting the run: %w", err)
	}
	return nil
}
