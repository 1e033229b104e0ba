package telemetry

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// away is a node that does not answer.
type away struct{ indexer.Source }

func (away) Head(context.Context) (chain.Head, error) { return chain.Head{}, errors.New("gone") }

func TestObserveInstallation_NodeIsAway_ProgressAgeIsExported(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	contracts, err := chain.NewContracts(&chain.Client{}, chain.Deployment{})
	require.NoError(t, err)
	told := started(t, &kept{})
	require.NoError(t, told.ObserveInstallation(db, indexer.New(away{}, contracts, db, chain.Finality{}, indexer.Options{})))
	metrics := scraped(t, told.OperationsHandler(NewHealth("index", "v", nil, nil)))
	require.Regexp(t, `(?m)^clearclaim_index_progress_age_seconds .*[1-9]`, metrics)
	require.NotContains(t, metrics, "clearclaim_index_lag")
}
