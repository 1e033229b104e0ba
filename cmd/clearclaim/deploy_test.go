package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
)

// run runs the program's command line and returns what it printed.
func run(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	command, err := newParser(context.WithoutCancel(t.Context()), &program{}, slog.New(slog.DiscardHandler), &out).Parse(args)
	if err != nil {
		return "", err
	}
	err = command.Run()
	return out.String(), err
}

// operated is a chain with contracts, and where its operator keeps keys and file.
type operated struct {
	*chaintest.Chain
	made     chain.Deployment
	file     string
	governor chaintest.Key
}

func newOperated(t *testing.T) *operated {
	t.Helper()
	o := &operated{Chain: chaintest.NewEmpty(t), governor: chaintest.NewKey(t), file: filepath.Join(t.TempDir(), "deployment.json")}
	var err error
	o.made, err = chain.Deploy(t.Context(), o.Client, chaintest.OperatorKey, chain.DeployOptions{
		Path: o.file, Governor: o.governor.Address, TimelockDelay: time.Hour,
	})
	require.NoError(t, err)
	o.Fund(t, o.governor.Address)
	return o
}

// on adds the chain and the file to a command.
func (o *operated) on(args ...string) []string {
	return append(args, "--eth-rpc-url", o.URL, "--deployment", o.file)
}

func keyFile(t *testing.T, key string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(path, []byte("0x"+key+"\n"), 0o600))
	return path
}

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var value T
	require.NoError(t, json.Unmarshal([]byte(text), &value), text)
	return value
}

func TestDeployVerify_ByAnybody(t *testing.T) {
	t.Parallel()
	o := newOperated(t)
	out, err := run(t, o.on("deploy", "verify")...)
	require.NoError(t, err)
	report := decode[auditReport](t, out)
	require.True(t, report.IsSound)
	require.False(t, report.IsHandedOver)
	require.EqualValues(t, 3600, report.TimelockDelaySeconds)
	require.Len(t, report.Contracts, 13)
	require.Equal(t, []string{chain.FormatAddress(o.made.Ledger)}, roleOf(t, report, "payer").Holders)

	content, err := os.ReadFile(o.file)
	require.NoError(t, err)
	swapped := strings.NewReplacer(`"clocks"`, `"corrections"`, `"corrections"`, `"clocks"`).Replace(string(content))
	require.NoError(t, os.WriteFile(o.file, []byte(swapped), 0o600))
	out, err = run(t, o.on("deploy", "verify")...)
	require.ErrorIs(t, err, errUnsound)
	require.False(t, decode[auditReport](t, out).IsSound)

	_, err = run(t, o.on("deploy", "verify", "--chain-id", "1")...)
	require.ErrorIs(t, err, chain.ErrWrongChain)
}

func roleOf(t *testing.T, report auditReport, name string) roleReport {
	t.Helper()
	for _, role := range report.Roles {
		if role.Name == name {
			return role
		}
	}
	t.Fatalf("no role %s", name)
	return roleReport{}
}

func TestDeployHandOver_ThenGovern(t *testing.T) {
	t.Parallel()
	o := newOperated(t)
	operatorKey, governorKey := keyFile(t, chaintest.OperatorKey), keyFile(t, o.governor.Private)
	_, err := run(t, o.on("deploy", "hand-over", "--operator-key-file", operatorKey)...)
	require.ErrorIs(t, err, chain.ErrTimelockTooShort, "an hour is less than two days")
	out, err := run(t, o.on("deploy", "hand-over", "--operator-key-file", operatorKey, "--least-delay", "1h")...)
	require.NoError(t, err)
	require.True(t, decode[auditReport](t, out).IsHandedOver)

	licensor := chain.FormatAddress(chaintest.NewKey(t).Address)
	out, err = run(t, o.on("govern", "schedule", "grant-role", "licensor", licensor)...)
	require.NoError(t, err)
	unsent := decode[proposalReport](t, out)
	require.Equal(t, "not sent", unsent.State)
	require.Equal(t, chain.FormatAddress(o.made.Timelock), unsent.Transaction.To)
	require.True(t, strings.HasPrefix(unsent.Transaction.Data, "0x8f2a0bb0"), "scheduleBatch")

	out, err = run(t, o.on("govern", "schedule", "grant-role", "licensor", licensor, "--governor-key-file", governorKey)...)
	require.NoError(t, err)
	proposed := decode[proposalReport](t, out)
	require.Equal(t, unsent.ID, proposed.ID)
	require.Equal(t, "waiting", proposed.State)
	require.Equal(t, []string{"AccessManager.grantRole(licensor, " + licensor + ", 0)"}, proposed.Calls)
	_, err = run(t, o.on("govern", "execute", proposed.ID, "--governor-key-file", governorKey)...)
	require.ErrorIs(t, err, chain.ErrProposalNotReady)

	o.Advance(t, time.Hour)
	out, err = run(t, o.on("govern", "execute", proposed.ID, "--governor-key-file", governorKey)...)
	require.NoError(t, err)
	require.Equal(t, "executed", decode[proposalReport](t, out).State)
	out, err = run(t, o.on("deploy", "verify")...)
	require.NoError(t, err)
	require.Contains(t, roleOf(t, decode[auditReport](t, out), "licensor").Holders, licensor)
	out, err = run(t, o.on("govern", "list")...)
	require.NoError(t, err)
	require.Len(t, decode[[]proposalReport](t, out), 1)
}

func TestGovernSchedule_EachChange(t *testing.T) {
	t.Parallel()
	o := newOperated(t)
	account := func(n byte) string { return chain.FormatAddress(chain.Address{19: n}) }
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"grant-role", "insurer/4/admin", account(1)}, "AccessManager.grantRole(insurer/4/admin, " + account(1) + ", 0)"},
		{[]string{"revoke-role", "payer", account(1)}, "AccessManager.revokeRole(payer, " + account(1) + ")"},
		{[]string{"pause", "3"}, "ClaimLedger.setPaused(3, true)"},
		{[]string{"unpause", "3"}, "ClaimLedger.setPaused(3, false)"},
		{[]string{"confirm-signer", "5", account(2)}, "Organizations.confirmSigner(5, " + account(2) + ")"},
		{[]string{"change-delay", "36h"}, "Timelock.updateDelay(129600)"},
		{[]string{"replace-governor", account(1), account(2)}, "Timelock.grantRole(proposer, " + account(2) + ")"},
		{[]string{
			"register-insurer", "9", "--admin", account(1), "--gateway", account(2), "--adjudicator", account(3),
			"--treasurer", account(4), "--enroller", account(5), "--approver", account(6),
		}, "Organizations.registerInsurer(9, [" + strings.Join([]string{account(1), account(2), account(3), account(4), account(5), account(6)}, " ") + "])"},
	} {
		out, err := run(t, o.on(append([]string{"govern", "schedule"}, test.args...)...)...)
		require.NoError(t, err, test.args)
		require.Equal(t, test.want, decode[proposalReport](t, out).Calls[0])
	}
}

func TestGovern_BadInput_Refused(t *testing.T) {
	t.Parallel()
	o := newOperated(t)
	zero, someone := "0x"+strings.Repeat("0", 40), chain.FormatAddress(chain.Address{19: 1})
	for _, test := range []struct {
		args []string
		want error
	}{
		{[]string{"schedule", "grant-role", "root", someone}, chain.ErrRoleUnknown},
		{[]string{"schedule", "grant-role", "payer", zero}, chain.ErrAddressInvalid},
		{[]string{"schedule", "change-delay", "1s"}, chain.ErrTimelockDelayInvalid},
		{[]string{"schedule", "replace-governor", someone, someone}, chain.ErrAccountsNotDistinct},
		{[]string{"schedule", "replace-governor", someone, zero}, chain.ErrAddressInvalid},
		{[]string{"execute", "0x12"}, errProposalIDInvalid},
		{[]string{"execute", "0x" + strings.Repeat("1", 64)}, chain.ErrProposalNotFound},
		{[]string{"cancel", "0x" + strings.Repeat("1", 64)}, chain.ErrProposalNotFound},
	} {
		_, err := run(t, o.on(append([]string{"govern"}, test.args...)...)...)
		require.ErrorIs(t, err, test.want, test.args)
	}
}

// What the flags say is read before anything is asked or sent: nobody listens here.
func TestDeploy_BadFlags_Refused(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"token", "governor", "licensor", "provider-enroller", "excluder", "panel-admin"} {
		for _, value := range []string{"0x" + strings.Repeat("0", 40), "0x12", "me", "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"} {
			_, err := run(t, "deploy", "--eth-rpc-url", "http://127.0.0.1:1", "--deployment", filepath.Join(t.TempDir(), "d.json"),
				"--database-url", "postgres://127.0.0.1:1/x", "--kms-keyset", "none", "--operator-key-file", "none", "--"+flag, value)
			require.ErrorIs(t, err, chain.ErrAddressInvalid)
			require.ErrorContains(t, err, "--"+flag)
		}
	}
}
