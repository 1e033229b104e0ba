package telemetry

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/store"
)

// readTimeout bounds what a scrape asks of the servers.
const readTimeout = 5 * time.Second

// ObserveConnections has the metrics of the process's connections to the database.
func (t *Telemetry) ObserveConnections(db *store.DB) error {
	return observeGauge(t.Meters.Meter(scope), "clearclaim.db.connections", "{connection}", "Connections to the database, by what they do.",
		func(context.Context) ([]gauge, error) {
			used := db.Connections()
			return []gauge{
				{float64(used.InUse), labels(labelState.String("in_use"))},
				{float64(used.Idle), labels(labelState.String("idle"))},
				{float64(used.Most), labels(labelState.String("most"))},
			}, nil
		})
}

// ObserveInstallation has the metrics of the whole installation: what waits, how
// far the read model is behind, and what the ledger added up to. One role exports them.
func (t *Telemetry) ObserveInstallation(db *store.DB, index *indexer.Indexer) error {
	meter := t.Meters.Meter(scope)
	return errors.Join(observeBacklog(meter, db), observeIndex(meter, index), observeLedger(meter, db), observeTransactions(meter, db))
}

func observeBacklog(meter metric.Meter, db *store.DB) error {
	count, err := meter.Float64ObservableGauge("clearclaim.waiting", metric.WithDescription("How much waits, by what it is."))
	if err != nil {
		return err
	}
	age, err := meter.Float64ObservableGauge("clearclaim.waiting.oldest", metric.WithUnit("s"),
		metric.WithDescription("For how long the oldest of what waits has waited."))
	if err != nil {
		return err
	}
	_, err = meter.RegisterCallback(func(ctx context.Context, observer metric.Observer) error {
		ctx, cancel := context.WithTimeout(ctx, readTimeout)
		defer cancel()
		backlog, err := db.Backlog(ctx)
		for _, waiting := range backlog {
			what := metric.WithAttributes(labelWhat.String(waiting.What))
			observer.ObserveFloat64(count, float64(waiting.Count), what)
			observer.ObserveFloat64(age, max(0, time.Since(waiting.Since).Seconds()), what)
		}
		return err
	}, count, age)
	return err
}

func observeIndex(meter metric.Meter, index *indexer.Indexer) error {
	lag, err := meter.Float64ObservableGauge("clearclaim.index.lag", metric.WithUnit("{block}"),
		metric.WithDescription("Blocks that the read model does not show yet."))
	if err != nil {
		return err
	}
	unfinal, err := meter.Float64ObservableGauge("clearclaim.index.unfinal", metric.WithUnit("{block}"),
		metric.WithDescription("Blocks that the read model shows and that are not final."))
	if err != nil {
		return err
	}
	age, err := meter.Float64ObservableGauge("clearclaim.index.progress.age", metric.WithUnit("s"),
		metric.WithDescription("How long ago an indexer moved the read model, or found that there is nothing to show."))
	if err != nil {
		return err
	}
	_, err = meter.RegisterCallback(func(ctx context.Context, observer metric.Observer) error {
		ctx, cancel := context.WithTimeout(ctx, readTimeout)
		defer cancel()
		status, err := index.Status(ctx)
		if err != nil {
			return err
		}
		if status.IsHeadKnown {
			observer.ObserveFloat64(lag, float64(status.Lag()))
		}
		observer.ObserveFloat64(unfinal, float64(status.Indexed-status.Final))
		observer.ObserveFloat64(age, status.ProgressAge.Seconds())
		return nil
	}, lag, unfinal, age)
	return err
}

func observeLedger(meter metric.Meter, db *store.DB) error {
	return observeGauge(meter, "clearclaim.ledger", "", "What the ledger added up to: determinations, claims left out, cents paid to providers.",
		func(ctx context.Context) ([]gauge, error) {
			totals, err := db.LedgerTotals(ctx)
			if err != nil {
				return nil, err
			}
			return []gauge{
				{float64(totals.Determined), labels(labelWhat.String("determinations"))},
				{float64(totals.LeftOut), labels(labelWhat.String("left_out"))},
				{float64(totals.PaidCents), labels(labelWhat.String("paid_cents"))},
			}, nil
		})
}

func observeTransactions(meter metric.Meter, db *store.DB) error {
	count, err := meter.Float64ObservableGauge("clearclaim.transactions", metric.WithDescription("Transactions that ended, by kind and state."))
	if err != nil {
		return err
	}
	gas, err := meter.Float64ObservableGauge("clearclaim.gas", metric.WithDescription("Gas that transactions used, by kind and state."))
	if err != nil {
		return err
	}
	_, err = meter.RegisterCallback(func(ctx context.Context, observer metric.Observer) error {
		ctx, cancel := context.WithTimeout(ctx, readTimeout)
		defer cancel()
		totals, err := db.TransactionTotals(ctx)
		for _, total := range totals {
			of := metric.WithAttributes(labelKind.String(total.Kind), labelState.String(string(total.State)))
			observer.ObserveFloat64(count, float64(total.Count), of)
			observer.ObserveFloat64(gas, float64(total.Gas), of)
		}
		return err
	}, count, gas)
	return err
}

// gauge is a value that is read when somebody asks.
type gauge struct {
	value  float64
	labels []attribute.KeyValue
}

func labels(of ...attribute.KeyValue) []attribute.KeyValue { return of }

func observeGauge(meter metric.Meter, name, unit, description string, read func(context.Context) ([]gauge, error)) error {
	_, err := meter.Float64ObservableGauge(name, metric.WithUnit(unit), metric.WithDescription(description),
		metric.WithFloat64Callback(func(ctx context.Context, observer metric.Float64Observer) error {
			ctx, cancel := context.WithTimeout(ctx, readTimeout)
			defer cancel()
			gauges, err := read(ctx)
			for _, g := range gauges {
				observer.Observe(g.value, metric.WithAttributes(g.labels...))
			}
			return err
		}))
	return err
}
