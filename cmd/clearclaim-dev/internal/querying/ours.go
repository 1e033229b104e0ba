package querying

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// claim is one as both servers answer it.
type claim struct {
	ID           string    `json:"id"`
	Status       string    `json:"status"`
	AcceptedAt   time.Time `json:"acceptedAt"`
	ChargeCents  int64     `json:"chargeCents"`
	AllowedCents *int64    `json:"allowedCents"`
	PaidCents    *int64    `json:"paidCents"`
	Provider     provider  `json:"provider"`
	Lines        []line    `json:"lines"`
}

type provider struct {
	Number int64  `json:"number"`
	Name   string `json:"name"`
}

type line struct {
	Sequence     int    `json:"sequence"`
	Procedure    code   `json:"procedure"`
	ServiceDate  string `json:"serviceDate"`
	Units        int64  `json:"units"`
	ChargeCents  int64  `json:"chargeCents"`
	AllowedCents *int64 `json:"allowedCents"`
	PaidCents    *int64 `json:"paidCents"`
}

type code struct {
	System string `json:"system"`
	Code   string `json:"code"`
}

const claimFields = ` id status acceptedAt chargeCents allowedCents paidCents provider { number name }
	lines { sequence procedure { system code } serviceDate units chargeCents allowedCents paidCents } `

const (
	ourPage = `query($first: Int!) { claims(first: $first) { nodes {` + claimFields + `} } }`
	ourNext = `query($first: Int!, $after: String) { claims(first: $first, after: $after) { nodes {` + claimFields +
		`} pageInfo { hasNextPage endCursor } } }`
	ourClaim = `query($id: ID!) { claim(id: $id) {` + claimFields + `} }`
)

// ours is the API, asked by each provider for the first page of its claims.
func (m *measurement) ours(ctx context.Context) (*server, error) {
	s := &server{name: ourName, client: newClient(m.Connections), page: func(answer []byte) ([]claim, error) {
		page, err := readPage(answer)
		return page.Nodes, err
	}}
	for _, provider := range m.Filled.Providers {
		ask, err := m.askOurs(ctx, provider, ourPage, map[string]any{"first": pageSize})
		if err != nil {
			return nil, err
		}
		s.ask = append(s.ask, ask)
	}
	return s, nil
}

func (m *measurement) askOurs(ctx context.Context, provider uint32, query string, variables map[string]any) (request, error) {
	endpoint, err := url.JoinPath(m.target.APIURL, "graphql")
	if err != nil {
		return request{}, err
	}
	token, err := m.token(ctx, provider)
	if err != nil {
		return request{}, fmt.Errorf("asking for a token: %w", err)
	}
	return newRequest(endpoint, token, query, variables)
}

// claimPage is a page as we answer it.
type claimPage struct {
	Nodes    []claim `json:"nodes"`
	PageInfo struct {
		HasNextPage bool   `json:"hasNextPage"`
		EndCursor   string `json:"endCursor"`
	} `json:"pageInfo"`
}

func readPage(answer []byte) (claimPage, error) {
	var read struct {
		Data struct {
			Claims claimPage `json:"claims"`
		} `json:"data"`
	}
	err := json.Unmarshal(answer, &read)
	return read.Data.Claims, err
}

// mostInPage is the greatest page that the API gives.
const mostInPage = 100

// errNoClaims is returned where there is nothing to read.
var errNoClaims = errors.New("there are no claims")

// singles are requests for single claims: the newest hundred of each provider.
func (m *measurement) singles(ctx context.Context) (*server, []request, error) {
	s := &server{name: ourName, client: newClient(m.Connections)}
	var asks []request
	for _, provider := range m.Filled.Providers {
		page, err := m.nextPage(ctx, s, provider, nil)
		if err != nil {
			return nil, nil, err
		}
		for _, claim := range page.Nodes {
			ask, err := m.askOurs(ctx, provider, ourClaim, map[string]any{"id": claim.ID})
			if err != nil {
				return nil, nil, err
			}
			asks = append(asks, ask)
		}
	}
	if len(asks) == 0 {
		return nil, nil, errNoClaims
	}
	return s, asks, nil
}

func (m *measurement) nextPage(ctx context.Context, s *server, provider uint32, after any) (claimPage, error) {
	ask, err := m.askOurs(ctx, provider, ourNext, map[string]any{"first": mostInPage, "after": after})
	if err != nil {
		return claimPage{}, err
	}
	answer, err := s.send(ctx, ask)
	if err != nil {
		return claimPage{}, err
	}
	return readPage(answer)
}

// everyPage calls do with the pages of all claims, those of a provider after another's.
func (m *measurement) everyPage(ctx context.Context, do func([]claim) error) error {
	s := &server{name: ourName, client: newClient(m.Connections)}
	for _, provider := range m.Filled.Providers {
		for after := any(nil); ; {
			page, err := m.nextPage(ctx, s, provider, after)
			if err != nil {
				return err
			}
			if err := do(page.Nodes); err != nil {
				return err
			}
			if !page.PageInfo.HasNextPage {
				break
			}
			after = page.PageInfo.EndCursor
		}
	}
	return nil
}
