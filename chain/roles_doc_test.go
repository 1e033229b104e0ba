package chain_test

import (
	"encoding/hex"
	"errors"
	"math/big"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// documented is who may call which function, as docs/roles-and-keys.md has it.
func documented(t *testing.T) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile("../docs/roles-and-keys.md")
	require.NoError(t, err)
	table := map[string]map[string]string{}
	row := regexp.MustCompile("(?m)^\\| ([A-Z]\\w+) \\| (`[^|]+`) \\| ([^|]+) \\|$")
	for _, match := range row.FindAllStringSubmatch(string(text), -1) {
		if table[match[1]] == nil {
			table[match[1]] = map[string]string{}
		}
		for _, name := range strings.Split(match[2], ", ") {
			table[match[1]][strings.Trim(name, "`")] = match[3]
		}
	}
	return table
}

// governedContracts are those that the page is about.
func governedContracts() map[string]*bind.MetaData {
	return map[string]*bind.MetaData{
		"AccessManager": &bindings.AccessManagerMetaData, "TimelockController": &bindings.TimelockControllerMetaData,
		"Appeals": &bindings.AppealsMetaData, "ClaimClocks": &bindings.ClaimClocksMetaData,
		"ClaimCorrections": &bindings.ClaimCorrectionsMetaData, "ClaimLedger": &bindings.ClaimLedgerMetaData,
		"Consents": &bindings.ConsentsMetaData, "Coverages": &bindings.CoveragesMetaData,
		"Credentials": &bindings.CredentialsMetaData, "Escrow": &bindings.EscrowMetaData,
		"Organizations": &bindings.OrganizationsMetaData, "Plans": &bindings.PlansMetaData,
	}
}

func TestRolesPage_HasEveryFunctionThatChangesSomething(t *testing.T) {
	t.Parallel()
	table := documented(t)
	for contract, meta := range governedContracts() {
		parsed, err := meta.ParseABI()
		require.NoError(t, err)
		var want, got []string
		for name, method := range parsed.Methods {
			if !method.IsConstant() {
				want = append(want, name)
			}
		}
		for name := range table[contract] {
			got = append(got, name)
		}
		slices.Sort(want)
		slices.Sort(got)
		require.Equal(t, want, got, contract)
	}
	require.Len(t, table, len(governedContracts()))
}

// A stranger calls everything: the role that a contract misses is one that the page names.
func TestRolesPage_NamesTheRolesThatContractsAskFor(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	d := c.Deployment
	stranger := chain.FormatAddress(chaintest.NewKey(t).Address)
	answered := 0
	for contract, at := range map[string]chain.Address{
		"Appeals": d.Appeals, "ClaimClocks": d.Ledger, "ClaimCorrections": d.Ledger, "ClaimLedger": d.Ledger, "Consents": d.Consents,
		"Coverages": d.Coverages, "Credentials": d.Credentials, "Escrow": d.Escrow, "Organizations": d.Organizations, "Plans": d.Plans,
	} {
		parsed, err := governedContracts()[contract].ParseABI()
		require.NoError(t, err)
		for name, who := range documented(t)[contract] {
			method := parsed.Methods[name]
			values := make([]any, len(method.Inputs))
			for i, input := range method.Inputs {
				values[i] = argument(input)
			}
			packed, err := method.Inputs.Pack(values...)
			require.NoError(t, err, name)
			err = c.RPC.CallContext(t.Context(), nil, "eth_call", map[string]any{
				"from": stranger, "to": chain.FormatAddress(at), "input": hexOf(append(slices.Clone(method.ID), packed...)),
			}, "latest")
			role, isMissing := missingRole(t, err)
			if !isMissing {
				continue
			}
			answered++
			require.Contains(t, who, inPage(role), "%s.%s", contract, name)
		}
	}
	require.Greater(t, answered, 25)
}

// argument is a value of a type that names insurer 1 where it names one.
func argument(input abi.Argument) any {
	value := reflect.New(input.Type.GetType()).Elem()
	fill(value, input.Name)
	return value.Interface()
}

func fill(value reflect.Value, name string) {
	switch {
	case value.Type() == reflect.TypeFor[*big.Int]():
		value.Set(reflect.ValueOf(new(big.Int).Lsh(big.NewInt(1), 48))) // a claim of insurer 1
	case value.Kind() == reflect.Struct:
		for i := range value.NumField() {
			fill(value.Field(i), value.Type().Field(i).Name)
		}
	case value.Kind() == reflect.Uint32 && strings.EqualFold(name, "insurer"):
		value.SetUint(1)
	}
}

// missingRole reads RoleMissing(uint64 role, address account).
func missingRole(t *testing.T, err error) (uint64, bool) {
	t.Helper()
	var refusal rpc.DataError
	if !errors.As(err, &refusal) {
		return 0, false
	}
	text, _ := refusal.ErrorData().(string)
	raw, malformed := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	require.NoError(t, malformed)
	parsed, err := bindings.ClaimLedgerMetaData.ParseABI()
	require.NoError(t, err)
	declared := parsed.Errors["RoleMissing"]
	if len(raw) < 4 || !slices.Equal(raw[:4], declared.ID[:4]) {
		return 0, false
	}
	values, err := declared.Inputs.Unpack(raw[4:])
	require.NoError(t, err)
	return values[0].(uint64), true
}

// inPage is a role as the page has it.
func inPage(role uint64) string {
	name := chain.RoleName(role)
	if insurers, isInsurers := strings.CutPrefix(name, "insurer/1/"); isInsurers {
		return "the insurer's " + strings.ToUpper(insurers[:1]) + insurers[1:]
	}
	return strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// The table of the page's roles has the ids that the programs use.
func TestRolesPage_HasEveryRole(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/roles-and-keys.md")
	require.NoError(t, err)
	for id := uint64(0); id <= 7; id++ {
		require.Regexp(t, "(?m)^\\| "+inPage(id)+" \\| "+big.NewInt(int64(id)).String()+" \\|", string(text))
	}
}
