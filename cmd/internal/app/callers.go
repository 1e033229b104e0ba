package app

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/graph"
)

// addCallers adds to the API who may call it, and how often.
func (a *App) addCallers(api *graph.Config, cfg ServeConfig) error {
	budgets, err := auth.ParseBudgets(cfg.RateLimits)
	if err != nil {
		return err
	}
	api.Limiter = auth.NewLimiter(budgets, nil)
	issuers, err := cfg.issuers()
	if err != nil {
		return err
	}
	verifying := auth.VerifierConfig{Issuers: issuers}
	if cfg.PublicURL != "" {
		verifying.SignIn, err = auth.NewSignIn(auth.SignInConfig{
			Wallets: a.Contracts, Sessions: a.DB, PublicURL: cfg.PublicURL, ChainID: a.Contracts.Deployment().ChainID,
			MAC:     func(content []byte) [32]byte { return a.Vault.Digest("sign-in", content) },
			Limiter: api.Limiter, Log: a.Log,
		})
		if err != nil {
			return fmt.Errorf("reading public URL: %w", err)
		}
		api.SignIn = verifying.SignIn.Handler()
	}
	if api.Verifier, err = auth.NewVerifierOf(verifying); err != nil {
		return fmt.Errorf("reading token issuers: %w", err)
	}
	return nil
}

// issuers returns the issuer of the settings and those of the file.
func (cfg ServeConfig) issuers() ([]auth.Issuer, error) {
	issuers := []auth.Issuer{{URL: cfg.Issuer, Audience: cfg.Audience}}
	if cfg.IssuersFile == "" {
		return issuers, nil
	}
	file, err := os.Open(cfg.IssuersFile)
	if err != nil {
		return nil, fmt.Errorf("reading token issuers: %w", err)
	}
	defer func() { _ = file.Close() }()
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	var further []auth.Issuer
	if err := decoder.Decode(&further); err != nil {
		return nil, fmt.Errorf("reading token issuers: %w", err)
	}
	// One of the same URL says more of the issuer of the settings, such as its service accounts.
	for _, one := range further {
		if one.URL == cfg.Issuer {
			if one.Audience == "" {
				one.Audience = cfg.Audience
			}
			issuers[0] = one
			continue
		}
		issuers = append(issuers, one)
	}
	return issuers, nil
}
