package graph

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/views"
)

// appealFilterOf returns which appeals are wanted.
func appealFilterOf(filter *model.AppealFilter) views.AppealFilter {
	if filter == nil {
		return views.AppealFilter{}
	}
	return views.AppealFilter{
		Steps: filter.Steps, Insurer: claims.InsurerID(filterNumber(filter.Insurer)), Provider: claims.ProviderID(filterNumber(filter.Provider)),
		Panel: filter.Panel, FiledFrom: valueOf(filter.FiledFrom), FiledBefore: valueOf(filter.FiledBefore), DueBefore: valueOf(filter.DueBefore),
	}
}

// accessFilterOf returns which records of accesses are wanted.
func accessFilterOf(filter *model.AccessFilter) views.AccessFilter {
	if filter == nil {
		return views.AccessFilter{}
	}
	return views.AccessFilter{
		From: valueOf(filter.From), Before: valueOf(filter.Before), Insurer: claims.InsurerID(filterNumber(filter.Insurer)),
		Provider: claims.ProviderID(filterNumber(filter.Provider)), Actions: filter.Actions, IsOwn: filter.IsOwn, Claim: claimIDOf(filter.Claim),
	}
}

// claimIDOf returns the claim of a global id, nil for none; of a text that is none it is
// one that no claim has.
func claimIDOf(text *string) *claims.ID {
	if text == nil {
		return nil
	}
	id := claims.ID(model.IDOf(model.KindClaim, *text))
	return &id
}
