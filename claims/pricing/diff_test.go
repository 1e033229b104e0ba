package pricing_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// tablesOf reads one table.
func tablesOf(t *testing.T, kind, text string) *pricing.Tables {
	t.Helper()
	manifest := "file,kind,version,source,licence,start,end\nt.csv," + kind + ",1,test,none,2020-01-01,\n"
	tables, faults := pricing.ParseTables(map[string][]byte{"manifest.csv": []byte(manifest), "t.csv": []byte(text)})
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	return tables
}

const (
	rvuHeader  = "HCPCS,MOD,STATUS CODE,WORK RVU,NON-FAC PE RVU,FACILITY PE RVU,MP RVU,PRE OP,INTRA OP,POST OP,MULT PROC,BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,ENDO BASE\n"
	gpciHeader = "Medicare Administrative Contractor,Locality Number,PW GPCI,PE GPCI,MP GPCI\n"
)

func TestDiff_NamesRowsAndWhatChanged(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind, before, after string
		want                pricing.Change
	}{
		{
			"contracts", "network,contract,start,end\ngold,c1,,\nsilver,c2,,\n", "network,contract,start,end\ngold,c3,,2027-01-01\nbronze,c2,,\n",
			pricing.Change{
				Added: 1, Removed: 1, Changed: 1, AddedKeys: []string{"bronze,2020-01-01"}, RemovedKeys: []string{"silver,2020-01-01"},
				ChangedRows: []pricing.RowChange{{Key: "gold,2020-01-01", Cells: []pricing.CellChange{{"contract", "c1", "c3"}, {"end", "", "2027-01-01"}}}},
			},
		},
		{
			"conversion-factors", "factor,amount\nstandard,32.3465\n", "factor,amount\nstandard,33\n",
			changed("standard,2020-01-01", pricing.CellChange{Column: "amount", From: "32.3465", To: "33"}),
		},
		{"facility-places", "place\n21\n", "place\n21\n22\n", pricing.Change{Added: 1, AddedKeys: []string{"22,2020-01-01"}}},
		{
			"gpci", gpciHeader + "01112,05,1.05,1.3,0.5\n", gpciHeader + "01112,05,1.05,1.25,0.5\n",
			changed("01112-05,2020-01-01", pricing.CellChange{Column: "PE GPCI", From: "1.3", To: "1.25"}),
		},
		{
			"modifier-rates", "modifier,field,indicator,rate\n50,bilateral,1,15000\n", "modifier,field,indicator,rate\n50,bilateral,1,by-report\n",
			changed("50,1,2020-01-01", pricing.CellChange{Column: "rate", From: "15000", To: "by-report"}),
		},
		{
			"multiple-procedures", "indicator,method,joins,rank,rate\n2,rank,,1,10000\n2,rank,,2+,5000\n", "indicator,method,joins,rank,rate\n2,rank,,1,10000\n2,rank,,2+,2500\n",
			changed("2,2,2020-01-01", pricing.CellChange{Column: "rate", From: "5000", To: "2500"}),
		},
		{
			"rvu-status", "status,outcome\nA,priced\n", "status,outcome\nA,nothing\n",
			changed("A,2020-01-01", pricing.CellChange{Column: "outcome", From: "priced", To: "nothing"}),
		},
	} {
		t.Run(test.kind, func(t *testing.T) {
			t.Parallel()
			test.want.Table = test.kind
			before, after := tablesOf(t, test.kind, test.before), tablesOf(t, test.kind, test.after)
			if got := pricing.Diff(before, after); !reflect.DeepEqual(got, []pricing.Change{test.want}) {
				t.Errorf("got %+v", got)
			}
			if got := pricing.Diff(before, before); got != nil {
				t.Errorf("got %+v of the same", got)
			}
			all := pricing.Diff(nil, before)
			if len(all) != 1 || all[0].Added != strings.Count(test.before, "\n")-1 || all[0].Changed+all[0].Removed != 0 {
				t.Errorf("got %+v against none", all)
			}
		})
	}
}

// What changed from another day on is told with its dates, and apart from it what only
// holds on other days.
func TestDiff_WhatChangedUnderAnotherStart(t *testing.T) {
	t.Parallel()
	const head = "factor,amount,start,end\n"
	before := tablesOf(t, "conversion-factors", head+"standard,32,2026-01-01,\nanaesthesia,20,2026-01-01,\n")
	after := tablesOf(t, "conversion-factors", head+"standard,33,2026-07-01,\nanaesthesia,20,2026-07-01,2027-01-01\n")
	want := []pricing.Change{{
		Table: "conversion-factors", Changed: 1, Dates: 1,
		ChangedRows: []pricing.RowChange{{Key: "standard,2026-01-01", Cells: []pricing.CellChange{
			{Column: "amount", From: "32", To: "33"}, {Column: "start", From: "2026-01-01", To: "2026-07-01"},
		}}},
		DateChanges: rules.DateChanges{{From: "2026-01-01,", To: "2026-07-01,2027-01-01", Key: "anaesthesia,2026-01-01", Rows: 1}},
	}}
	if got := pricing.Diff(before, after); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func changed(key string, cells ...pricing.CellChange) pricing.Change {
	return pricing.Change{Changed: 1, ChangedRows: []pricing.RowChange{{Key: key, Cells: cells}}}
}

// Every cell of a relative value has its own column's name.
func TestDiff_NamesTheColumnsOfRelativeValues(t *testing.T) {
	t.Parallel()
	const before = "ZX101,,A,1,2,3,4,0.1,0.8,0.1,0,0,0,0,0,ZX100"
	columns := strings.Split(strings.TrimSpace(rvuHeader), ",")
	after := map[string]string{
		"STATUS CODE": "B", "WORK RVU": "1.5", "NON-FAC PE RVU": "2.5", "FACILITY PE RVU": "3.5", "MP RVU": "4.0001", "PRE OP": "0.2",
		"INTRA OP": "0.7", "POST OP": "0.2", "MULT PROC": "2", "BILAT SURG": "3", "ASST SURG": "4", "CO-SURG": "5", "TEAM SURG": "6", "ENDO BASE": "ZX102",
	}
	read := func(row string) *pricing.Tables {
		tables, faults := pricing.ParseTables(map[string][]byte{
			"manifest.csv": []byte("file,kind,version,source,licence,start,end\nt.csv,rvu,1,test,none,2020-01-01,\ns.csv,rvu-status,1,test,none,2020-01-01,\n"),
			"t.csv":        []byte(rvuHeader + row + "\n"), "s.csv": []byte("status,outcome\nA,priced\nB,priced\n"),
		})
		if len(faults) > 0 {
			t.Fatal(faults[0])
		}
		return tables
	}
	for i, column := range columns[2:] {
		cells := strings.Split(before, ",")
		was := cells[i+2]
		cells[i+2] = after[column]
		want := []pricing.Change{changed("ZX101,,2020-01-01", pricing.CellChange{Column: column, From: was, To: after[column]})}
		want[0].Table = "rvu"
		if got := pricing.Diff(read(before), read(strings.Join(cells, ","))); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v", column, got)
		}
	}
}
