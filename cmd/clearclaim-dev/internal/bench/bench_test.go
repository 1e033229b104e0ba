package bench

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/fakeapi"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

const schemaFolder = "../../../../graph/schema"

// rules ends the bench's claims as they should end.
func rules(in apiclient.ClaimInput) fakeapi.Decision {
	paid := int64(1)
	decision := fakeapi.Decision{Ended: apiclient.Claim{Status: apiclient.Paid, PaidCents: &paid}}
	switch in.Lines[0].Procedure.Code {
	case "ZX800":
		decision.Ended.Status = apiclient.Denied
	case "ZX500":
		decision.EvidenceKind = "11504-8"
	}
	return decision
}

func TestPipeline_EveryClaimEndsAndIsTimed(t *testing.T) {
	t.Parallel()
	api := fakeapi.New(t, schemaFolder)
	api.Decide = rules
	_, report, err := measurePipeline(t.Context(), api.Target(), PipelineOptions{
		Rate: 1000, Duration: time.Second, Coverages: 40, Providers: 3, Run: "test", DrainWithin: 20 * time.Second,
	})
	require.NoError(t, err)
	require.True(t, report.held())
	require.Equal(t, 1000, report.Claims)
	require.Equal(t, 50, report.ClaimsDenied)
	require.Equal(t, 950, report.ClaimsPaid)
	require.Equal(t, 10, report.Exceptions)
	require.Positive(t, report.P50)
	require.GreaterOrEqual(t, report.P99, report.P50)
	require.Positive(t, report.ExceptionP50)
	text, err := json.Marshal(report)
	require.NoError(t, err)
	for _, key := range []string{"claims", "claims_per_s", "submit_to_paid_p50_ms", "submit_to_paid_p99_ms", "stages"} {
		require.Contains(t, string(text), `"`+key+`":`)
	}
}

func TestPipeline_AClaimThatNeverEndsIsCounted(t *testing.T) {
	t.Parallel()
	api := fakeapi.New(t, schemaFolder)
	api.Decide = func(in apiclient.ClaimInput) fakeapi.Decision {
		decision := rules(in)
		if in.PatientAccountNumber == "BENCH-7" {
			decision.Ended.Status = apiclient.Settling
		}
		return decision
	}
	_, report, err := measurePipeline(t.Context(), api.Target(), PipelineOptions{
		Rate: 100, Duration: time.Second, Coverages: 10, Providers: 1, Run: "test", DrainWithin: time.Second,
	})
	require.NoError(t, err)
	require.False(t, report.held())
	require.Equal(t, 1, report.ClaimsUnfinished)
	// The sample that ends a submission misses this claim; it is waited for all the same.
	require.Greater(t, report.Longest, 1000.0)
}

func TestPipeline_WritesItsResultEvenIfItDidNotHold(t *testing.T) {
	t.Parallel()
	api := fakeapi.New(t, schemaFolder)
	api.Decide = func(apiclient.ClaimInput) fakeapi.Decision {
		return fakeapi.Decision{Faults: []apiclient.Fault{{Code: "CODE_UNKNOWN"}}}
	}
	for _, isJSON := range []bool{true, false} {
		var out bytes.Buffer
		err := Pipeline(t.Context(), api.Target(), PipelineOptions{
			Rate: 100, Duration: time.Second, Coverages: 4, Providers: 1, IsJSON: isJSON, Out: &out,
		})
		require.ErrorIs(t, err, ErrNotHeld)
		require.Equal(t, isJSON, json.Valid(out.Bytes()))
		require.NotEmpty(t, out.String())
	}
}

func TestPipeline_RefusesOtherMachinesAndHugeLoads(t *testing.T) {
	t.Parallel()
	good := PipelineOptions{Rate: 1, Duration: time.Second}
	_, _, err := measurePipeline(t.Context(), target.Target{APIURL: "https://api.example/graphql"}, good)
	require.ErrorIs(t, err, ErrNotLoopback)
	for _, bad := range []PipelineOptions{
		{},
		{Rate: 1},
		{Rate: maxRate + 1, Duration: time.Second},
		{Rate: maxRate, Duration: maxDuration},
		{Rate: 1, Duration: time.Second, Coverages: -1},
		{Rate: 1, Duration: time.Second, Providers: maxProviders + 1},
	} {
		_, _, err := measurePipeline(t.Context(), target.Target{APIURL: "http://127.0.0.1"}, bad)
		require.ErrorIs(t, err, ErrOutOfBounds)
	}
}

func TestIsLoopback(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://localhost:1/graphql": true, "http://[::1]:1": true,
		"http://10.0.0.1": false, "http://127.0.0.1.example": false, "://": false, "": false,
	} {
		require.Equal(t, want, isLoopback(address), address)
	}
}

// No claim of a run may repeat another's content: it would be denied as a duplicate.
func TestClaims_AreValidAndNeverRepeat(t *testing.T) {
	t.Parallel()
	r := &run{insurer: 1, options: PipelineOptions{Coverages: 30}}
	schedule, faults := pricing.ParseSchedule(feeSchedule, []string{"general", "excluded"})
	require.Empty(t, faults)
	seen := make(map[string]bool)
	for index := range 30 * 366 * 2 {
		in := r.claim(index)
		claim := claims.Claim{
			Type: claims.Professional, Frequency: claims.Original, Insurer: 1, Provider: 1,
			PatientAccountNumber: in.PatientAccountNumber, MemberNumber: in.MemberNumber,
			Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: in.Diagnoses[0].Code}},
		}
		for _, line := range in.Lines {
			date, err := claims.ParseDate(line.ServiceDate)
			require.NoError(t, err)
			charge, err := line.ChargeCents.Int64()
			require.NoError(t, err)
			code := codes.Code{System: codes.System(line.Procedure.System), Value: line.Procedure.Code}
			claim.Lines = append(claim.Lines, claims.Line{
				Sequence: line.Sequence, Procedure: code, PlaceOfService: line.PlaceOfService, DiagnosisPointers: []int{1},
				ServiceDate: date, Units: line.Units, Charge: money.Cents(charge),
			})
			key := in.MemberNumber + code.Value + line.ServiceDate + line.ChargeCents.String()
			require.False(t, seen[key], key)
			seen[key] = true
			_, isPriced := schedule.Price(&pricing.Line{Code: code, Units: 1, Charge: money.Cents(charge), Date: date})
			require.True(t, isPriced)
		}
		if index < 1000 {
			require.Empty(t, edits.Validate(claim, claims.NewDate(2026, 1, 1), nil))
		}
	}
}

func TestKindOf_FivePercentDeniedOnePercentExceptions(t *testing.T) {
	t.Parallel()
	count := make(map[kind]int)
	for i := range 10_000 {
		count[kindOf(i)]++
	}
	require.Equal(t, map[kind]int{kindClean: 9400, kindDenied: 500, kindException: 100}, count)
}

func TestTimes_NearestRank(t *testing.T) {
	t.Parallel()
	var sample times
	for i := 100; i >= 1; i-- {
		sample.add(time.Duration(i) * time.Millisecond)
	}
	require.InDelta(t, 50, sample.percentile(50), 0)
	require.InDelta(t, 99, sample.percentile(99), 0)
	require.InDelta(t, 100, sample.percentile(100), 0)
	require.InDelta(t, 50.5, sample.mean(), 0)
	require.Zero(t, times(nil).percentile(99))
}

func TestRate_CountsFromTheFirstEnd(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	require.Zero(t, rate(nil, begun))
	var ends []time.Time
	for i := range 10 {
		at := begun.Add(2*time.Second + time.Duration(i)*time.Second)
		ends = append(ends, at, at, at) // three a second, the first after two
	}
	require.InDelta(t, 3, rate(ends, begun), 0.001)
	require.InDelta(t, 1.5, rate(ends[:3], begun), 0.001)
}
