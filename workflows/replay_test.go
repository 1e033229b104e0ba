package workflows

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/workflows/claim"
	"github.com/clearclaim/clearclaim/workflows/settlement"
)

// isRecording writes the histories anew: make record-histories.
var isRecording = flag.Bool("record", false, "record the histories of testdata anew")

const (
	histories = "testdata/histories"
	// recordedClaim is nobody's claim.
	recordedClaim claims.ID = "3f0e6f6e-5a51-4d3b-9c3e-1d8f4e8a0001"
)

// recording is a run of a workflow whose history is kept. The answers of its
// activities are made up, and what is read of its history is encrypted.
type recording struct {
	name     string
	workflow any
	input    any
	id       string
	// asked are the answers of AskForEvidence and then of each Decide; an Asked without
	// a content ends the claim.
	asked []claim.Asked
	// signals are sent one after the other, each when the workflow waits.
	signals []string
}

func recordings() []recording {
	claimed := func(name string, asked []claim.Asked, signals ...string) recording {
		return recording{
			name: name, workflow: claim.Claim, input: claim.Input{Claim: recordedClaim}, id: claim.WorkflowID(recordedClaim),
			asked: append(asked, claim.Asked{}), signals: signals,
		}
	}
	hour := time.Now().Add(time.Hour)
	soon := time.Now().Add(time.Second)
	return []recording{
		claimed("claim-nothing-missing", []claim.Asked{{}}),
		claimed("claim-evidence-complete", []claim.Asked{{DueAt: hour}}, claim.EvidenceSignal),
		claimed("claim-deadline", []claim.Asked{{DueAt: soon}}),
		claimed("claim-review-beyond-deadline", []claim.Asked{{DueAt: soon, IsReviewNeeded: true}, {IsReviewNeeded: true}},
			claim.ReviewSignal, claim.ReviewSignal),
		{
			name: "settlement", workflow: settlement.Settlement, input: settlement.Input{Insurer: 7}, id: settlement.WorkflowID(7),
			signals: []string{settlement.WakeSignal, settlement.WakeSignal},
		},
	}
}

// A change of what a running workflow does, in another order or without a version,
// fails here.
func TestReplay_RecordedHistories(t *testing.T) {
	if *isRecording {
		record(t)
	}
	for _, r := range recordings() {
		t.Run(r.name, func(t *testing.T) {
			replayer := newReplayer(t)
			replayer.RegisterWorkflow(settlement.Settlement)
			replayer.RegisterWorkflow(claim.Claim)
			if err := replay(replayer, r.name); err != nil {
				t.Error(err)
			}
		})
	}
}

// What is replayed tells a changed workflow from the one that was recorded.
func TestReplay_GivenChange_Fails(t *testing.T) {
	t.Parallel()
	for _, r := range recordings() {
		replayer := newReplayer(t)
		changed := func(ctx workflow.Context, _ map[string]any) error { return workflow.Sleep(ctx, time.Minute) }
		for _, name := range []string{"Settlement", "Claim"} {
			replayer.RegisterWorkflowWithOptions(changed, workflow.RegisterOptions{Name: name})
		}
		if err := replay(replayer, r.name); err == nil {
			t.Errorf("%s: a workflow that does something else replays", r.name)
		}
	}
}

// The histories hold no payload in the clear.
func TestReplay_HistoriesAreEncrypted(t *testing.T) {
	t.Parallel()
	for _, r := range recordings() {
		text, err := os.ReadFile(historyFile(r.name))
		if err != nil {
			t.Fatal(err)
		}
		var read any
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		if sealed := countSealed(t, r.name, read); sealed == 0 {
			t.Errorf("%s has no payload", r.name)
		}
	}
}

// countSealed counts the encrypted payloads, and fails for any other. Search attributes,
// which the server reads, name the versions of the workflow's code alone.
func countSealed(t *testing.T, name string, read any) (sealed int) {
	t.Helper()
	switch found := read.(type) {
	case []any:
		for _, value := range found {
			sealed += countSealed(t, name, value)
		}
	case map[string]any:
		if metadata, isPayload := found["metadata"].(map[string]any); isPayload && metadata["encoding"] != nil {
			if metadata["encoding"] != base64.StdEncoding.EncodeToString([]byte(encodingEncrypted)) {
				t.Errorf("%s has a payload in the clear", name)
			}
			return 1
		}
		for key, value := range found {
			if key != "searchAttributes" {
				sealed += countSealed(t, name, value)
			}
		}
	}
	return sealed
}

func historyFile(name string) string { return filepath.Join(histories, name+".json") }

func quietLog() sdklog.Logger { return sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)) }

func newReplayer(t *testing.T) worker.WorkflowReplayer {
	t.Helper()
	replayer, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{DataConverter: newDataConverter(markCipher{})})
	if err != nil {
		t.Fatal(err)
	}
	return replayer
}

func replay(replayer worker.WorkflowReplayer, name string) error {
	return replayer.ReplayWorkflowHistoryFromJSONFile(quietLog(), historyFile(name))
}

// record runs every workflow on a Temporal server of devnet and keeps its history.
func record(t *testing.T) {
	t.Helper()
	temporal, err := Dial(t.Context(), startTemporal(t), "default", markCipher{}, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer temporal.Close()
	for _, r := range recordings() {
		r.record(t, temporal)
	}
}

// startTemporal starts devnet without a chain and returns Temporal's address.
func startTemporal(t *testing.T) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Getenv("CLEARCLAIM_DEVNET"), "--data", t.TempDir(), "--no-chain", "--lifeline")
	lifeline, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = lifeline.Close()
		_ = command.Wait()
	})
	line, err := bufio.NewReader(output).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var addresses struct {
		Temporal string `json:"TEMPORAL_ADDRESS"`
	}
	if err := json.Unmarshal(line, &addresses); err != nil {
		t.Fatal(err)
	}
	return addresses.Temporal
}

func (r *recording) record(t *testing.T, temporal client.Client) {
	t.Helper()
	w := worker.New(temporal, r.name, worker.Options{})
	r.register(w)
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	run, err := temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: r.id, TaskQueue: r.name}, r.workflow, r.input)
	if err != nil {
		t.Fatal(err)
	}
	for i, signal := range r.signals {
		r.await(ctx, t, temporal, run, i+1)
		if err := temporal.SignalWorkflow(ctx, r.id, run.GetRunID(), signal, nil); err != nil {
			t.Fatal(err)
		}
	}
	if r.asked != nil {
		if err := run.Get(ctx, nil); err != nil {
			t.Fatal(err)
		}
	}
	r.await(ctx, t, temporal, run, len(r.signals)+1)
	text, err := protojson.Marshal(history(ctx, t, temporal, run))
	if err != nil {
		t.Fatal(err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte(host), []byte("recorder"))
	if err := os.WriteFile(historyFile(r.name), append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}

// register registers the workflow with made-up activities.
func (r *recording) register(w worker.Worker) {
	w.RegisterWorkflow(r.workflow)
	next := new(atomic.Int32)
	ask := func(context.Context, claims.ID) (claim.Asked, error) { return r.asked[next.Add(1)-1], nil }
	isComplete := func(context.Context, claims.ID) (bool, error) { return true, nil }
	for name, does := range map[string]any{
		"AskForEvidence": ask, "Decide": ask, "IsEvidenceComplete": isComplete, "AreReviewsComplete": isComplete,
		"PassDeadline": func(context.Context, claims.ID) (bool, error) { return false, nil },
		"Drain":        func(context.Context, claims.InsurerID) error { return nil },
	} {
		w.RegisterActivityWithOptions(does, activity.RegisterOptions{Name: name})
	}
}

// await returns once the workflow has done activities so many times and waits, or has
// ended. Each signal leads to one at least.
func (r *recording) await(ctx context.Context, t *testing.T, temporal client.Client, run client.WorkflowRun, activities int) {
	t.Helper()
	for ctx.Err() == nil {
		done, isWaiting := 0, false
		for _, event := range history(ctx, t, temporal, run).GetEvents() {
			kind := event.GetEventType()
			if kind == enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED {
				done++
			}
			if kind == enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED || kind == enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED {
				isWaiting = false
			}
			if kind == enumspb.EVENT_TYPE_WORKFLOW_TASK_COMPLETED || kind == enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED {
				isWaiting = true
			}
		}
		if done >= activities && isWaiting {
			return
		}
	}
	t.Fatalf("%s does not wait", r.name)
}

func history(ctx context.Context, t *testing.T, temporal client.Client, run client.WorkflowRun) *historypb.History {
	t.Helper()
	found := &historypb.History{}
	events := temporal.GetWorkflowHistory(ctx, run.GetID(), run.GetRunID(), false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		if err != nil {
			t.Fatal(err)
		}
		found.Events = append(found.Events, event)
	}
	return found
}
