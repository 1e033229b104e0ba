package cob_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/cob"
)

func TestCoverage_IsKeptInWordsThatNeverChange(t *testing.T) {
	t.Parallel()
	kept := struct {
		Coverage cob.Coverage
		Patient  cob.Patient
	}{
		cob.Coverage{
			ID: "60054", Kind: cob.GroupPlan, Relationship: cob.Stepparent, Subscriber: "s", Birthday: cob.MonthDay{Month: time.February, Day: 29},
			IsCustodial: true, Standing: cob.Continuation, Since: claims.NewDate(2020, 1, 1), Employees: 20,
		},
		cob.Patient{Parents: cob.ParentsApart, Decree: cob.NoncustodialResponsible, Medicare: cob.Entitlement{Age: claims.NewDate(2021, 2, 1)}},
	}
	text, err := json.Marshal(kept)
	const want = `{"Coverage":{"id":"60054","kind":"group","relationship":"stepparent","subscriber":"s","birthday":"02-29",` +
		`"isCustodial":true,"standing":"continuation","since":"2020-01-01","employees":20,"isWithoutCoordination":false},` +
		`"Patient":{"parents":"apart","decree":"noncustodial","medicare":{"age":"2021-02-01","disability":"","endStageRenal":""}}}`
	if err != nil || string(text) != want {
		t.Fatalf("got %s, %v", text, err)
	}
	back := kept
	back.Coverage, back.Patient = cob.Coverage{}, cob.Patient{}
	if err := json.Unmarshal(text, &back); err != nil || back != kept {
		t.Errorf("got %+v, %v", back, err)
	}
}

func TestUnmarshalText_RefusesOtherWords(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"kind":         new(cob.Kind).UnmarshalText([]byte("tricare")),
		"relationship": new(cob.Relationship).UnmarshalText([]byte("friend")),
		"standing":     new(cob.Standing).UnmarshalText([]byte("Active")),
		"decree":       new(cob.Decree).UnmarshalText([]byte("joint")),
		"parents":      new(cob.Parents).UnmarshalText([]byte("")),
		"birthday":     new(cob.MonthDay).UnmarshalText([]byte("02-30")),
	} {
		if !errors.Is(err, cob.ErrWordUnknown) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := cob.Kind(5).MarshalText(); !errors.Is(err, cob.ErrWordUnknown) {
		t.Errorf("got %v", err)
	}
	if text, err := (cob.MonthDay{}).MarshalText(); err != nil || len(text) != 0 {
		t.Errorf("got %s, %v", text, err)
	}
}

func TestParseRule_KnowsEveryName(t *testing.T) {
	t.Parallel()
	for rule := cob.MedicaidLast; rule.IsKnown(); rule++ {
		if got, isKnown := cob.ParseRule(rule.String()); !isKnown || got != rule {
			t.Errorf("%s: got %v", rule, got)
		}
	}
	if _, isKnown := cob.ParseRule(""); isKnown {
		t.Error("no name is a rule's")
	}
}
