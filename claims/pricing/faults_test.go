package pricing_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

func faultPaths(faults []*errs.Fault) string {
	var texts []string
	for _, fault := range faults {
		texts = append(texts, string(fault.Code)+" "+fault.Path)
	}
	return strings.Join(texts, ", ")
}

const allColumns = "system,code,class,method,amount,evidence,modifier,network,provider,locality,place,start,end,lesser,factor\n"

func TestParseSchedule_RefusesWhatARowCannotSay(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 65)
	for _, c := range []struct{ name, row, want string }{
		{"small modifier", "synthetic,ZX1,office,fee,1,,lt,,,,,,,,", "MODIFIER_INVALID modifier"},
		{"long modifier", "synthetic,ZX1,office,fee,1,,LTX,,,,,,,,", "MODIFIER_INVALID modifier"},
		{"place of letters", "synthetic,ZX1,office,fee,1,,,,,,AA,,,,", "PLACE_OF_SERVICE_UNKNOWN place"},
		{"short place", "synthetic,ZX1,office,fee,1,,,,,,1,,,,", "PLACE_OF_SERVICE_UNKNOWN place"},
		{"provider zero", "synthetic,ZX1,office,fee,1,,,,0,,,,,,", "NUMBER_INVALID provider"},
		{"provider of words", "synthetic,ZX1,office,fee,1,,,,seven,,,,,,", "NUMBER_INVALID provider"},
		{"provider too large", "synthetic,ZX1,office,fee,1,,,,4294967296,,,,,,", "NUMBER_INVALID provider"},
		{"long network", "synthetic,ZX1,office,fee,1,,," + long + ",,,,,,,", "FIELD_TOO_LONG network"},
		{"long locality", "synthetic,ZX1,office,fee,1,,,,," + long + ",,,,,", "FIELD_TOO_LONG locality"},
		{"no date", "synthetic,ZX1,office,fee,1,,,,,,,2026-02-30,,,", "DATE_INVALID start"},
		{"no end", "synthetic,ZX1,office,fee,1,,,,,,,,tomorrow,,", "DATE_INVALID end"},
		{"end on the start", "synthetic,ZX1,office,fee,1,,,,,,,2026-01-01,2026-01-01,,", "SPAN_INVALID end"},
		{"neither yes nor no", "synthetic,ZX1,office,fee,1,,,,,,,,,maybe,", "PLAN_INVALID lesser"},
		{"factor of a fee", "synthetic,ZX1,office,fee,1,,,,,,,,,,standard", "PLAN_INVALID factor"},
		{"long factor", "synthetic,ZX1,office,rbrvs,1,,,,,,,,,," + long, "FIELD_TOO_LONG factor"},
		{"share too large", "synthetic,ZX1,office,rbrvs,100001,,,,,,,,,,", "AMOUNT_TOO_LARGE amount"},
		{"case too large", "synthetic,ZX1,office,case,68719476736,,,,,,,,,,", "AMOUNT_TOO_LARGE amount"},
		{"share of itself", "synthetic,ZX1,office,in-network,5000,,,in,,,,,,,", "PLAN_INVALID network"},
		{"qualifying in network", "synthetic,ZX1,office,qualifying,5000,,,,,,,,,,", "PLAN_INVALID network"},
		{"column too few", "synthetic,ZX1,office,fee,1,,,,,,,,,", "PLAN_INVALID "},
		{"several", "synthetic,ZX1,none,free,x,,?,,?,,?,?,,?,", "CLASS_UNKNOWN class, PLAN_INVALID method, PLAN_INVALID amount, " +
			"MODIFIER_INVALID modifier, PLACE_OF_SERVICE_UNKNOWN place, NUMBER_INVALID provider, DATE_INVALID start, PLAN_INVALID lesser"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, faults := pricing.ParseSchedule(allColumns+c.row, classes)
			got := strings.ReplaceAll(strings.ReplaceAll(faultPaths(faults), "feeSchedule.lines[2].", ""), "feeSchedule.lines[2]", "")
			if got != c.want && got != c.want+", PLAN_INVALID feeSchedule" {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestParseSchedule_RefusesAHeaderItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, header, want string }{
		{"unknown", "system,code,class,method,amount,colour", "COLUMN_UNKNOWN feeSchedule.lines[1]"},
		{"twice", "system,code,class,method,amount,amount", "COLUMN_UNKNOWN feeSchedule.lines[1].amount"},
		{"missing", "system,code,class,method", "COLUMN_MISSING feeSchedule.lines[1].amount"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, faults := pricing.ParseSchedule(c.header+"\n", classes); faultPaths(faults) != "PLAN_INVALID feeSchedule, "+c.want {
				t.Errorf("got %s", faultPaths(faults))
			}
		})
	}
}

// A row that is short of its network would be a fee for every one.
func TestParseSchedule_RowsUnderAHeaderHaveItsColumns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"network left out", "system,code,class,method,amount,network\nsynthetic,ZX1,office,fee,1,in\nsynthetic,ZX1,office,fee,2\n", "PLAN_INVALID feeSchedule.lines[3]"},
		{"amount left out", "system,code,class,method,evidence,amount\nsynthetic,ZX1,office,fee,18748-4\n", "PLAN_INVALID feeSchedule.lines[2]"},
		{"evidence left out of more than six", "system,code,class,method,amount,network,evidence\nsynthetic,ZX1,office,fee,2,in\n", "PLAN_INVALID feeSchedule.lines[2]"},
		{"evidence left out", "system,code,class,method,amount,evidence\nsynthetic,ZX1,office,fee,2\n", ""},
		{"evidence left out without a header", "synthetic,ZX1,office,fee,1\nsynthetic,ZX2,office,fee,2,18748-4\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, faults := pricing.ParseSchedule(c.text, classes)
			if got := strings.TrimPrefix(faultPaths(faults), "PLAN_INVALID feeSchedule, "); got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestParseSchedule_RefusesRowsOfOneKeyOnOneDay(t *testing.T) {
	t.Parallel()
	row := func(columns string) string { return "synthetic,ZX1,office,fee,1,," + columns + ",,\n" }
	for _, c := range []struct {
		name, text, want string
	}{
		{"same", row("26,in,7,L,11,,") + row("26,in,7,L,11,,"), "3"},
		{"open start", row(",,,,,2026-01-01,") + row(",,,,,,2026-01-02"), "3"},
		{"open end", row(",,,,,,") + row(",,,,,2030-01-01,"), "3"},
		{"last day", row(",,,,,2026-01-01,2026-02-01") + row(",,,,,2026-01-31,2026-03-01"), "3"},
		{"within, not beside", row(",,,,,2026-01-01,2027-01-01") + row(",,,,,2026-02-01,2026-03-01") + row(",,,,,2026-06-01,2026-07-01"), "3 4"},
		{"earlier date below", row(",,,,,2026-06-01,") + row(",,,,,2026-01-01,2026-07-01"), "3"},
		{"default", "*,*,office,fee,1,,,,,,,,,,\n*,*,office,fee,2,,,,,,,,,,\n", "3"},
		{"next day", row(",,,,,2026-01-01,2026-02-01") + row(",,,,,2026-02-01,2026-03-01"), ""},
		{"other modifier", row("26,,,,,,") + row("TC,,,,,,") + row(",,,,,,"), ""},
		{"other network", row(",in,,,,,") + row(",out,,,,,") + row(",gold,,,,,") + row(",silver,,,,,"), ""},
		{"other provider, locality, place", row(",,7,,,,") + row(",,8,,,,") + row(",,,L,,,") + row(",,,M,,,") + row(",,,,11,,") + row(",,,,12,,"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, faults := pricing.ParseSchedule(allColumns+c.text, classes)
			var lines []string
			for _, fault := range faults {
				line, _ := strings.CutSuffix(strings.TrimPrefix(fault.Path, "feeSchedule.lines["), "].code")
				lines = append(lines, line)
			}
			if got := strings.Join(lines, " "); got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestParseSchedule_BoundsRowsAndNames(t *testing.T) {
	t.Parallel()
	var rows, names strings.Builder
	names.WriteString("system,code,class,method,amount,network\n")
	for i := range 200_001 {
		fmt.Fprintf(&rows, "synthetic,ZX%d,office,fee,1\n", i)
		if i < 65_002 {
			fmt.Fprintf(&names, "*,*,office,fee,1,N%d\n", i)
		}
	}
	if _, faults := pricing.ParseSchedule(rows.String(), classes); faultPaths(faults) != "PLAN_INVALID feeSchedule.lines[200001]" {
		t.Errorf("rows: got %s", faultPaths(faults))
	}
	if _, faults := pricing.ParseSchedule(names.String(), classes); faultPaths(faults) != "PLAN_INVALID feeSchedule.lines[65003].network" {
		t.Errorf("names: got %s", faultPaths(faults))
	}
}

func TestParseSchedule_TakesColumnsInAnyOrder(t *testing.T) {
	t.Parallel()
	one := schedule(t, "system,start,amount,code,method,class\nsynthetic,01/02/2026,100,ZX1,fee,office\n")
	other := schedule(t, allColumns+"synthetic,ZX1,office,fee,100,,,,,,,2026-01-02,,yes,\n")
	if one.Root() != other.Root() || one.Rows() != 1 {
		t.Error("the order of columns counts")
	}
}

func TestParseTables_RefusesEveryFault(t *testing.T) {
	t.Parallel()
	const relativeHeader = "HCPCS,MOD,DESCRIPTION,STATUS CODE,WORK RVU,NON-FAC PE RVU,FACILITY PE RVU,MP RVU,PRE OP,INTRA OP,POST OP," +
		"MULT PROC,BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,ENDO BASE\n"
	for _, c := range []struct{ name, file, text, want string }{
		{"code", "rvu", relativeHeader + "zx1,,,A,1,1,1,1,0,0,0,0,0,0,0,0,\n", "CODE_UNKNOWN rvu.csv:2.HCPCS"},
		{"modifier", "rvu", relativeHeader + "ZX001,2,,A,1,1,1,1,0,0,0,0,0,0,0,0,\n", "MODIFIER_INVALID rvu.csv:2.MOD"},
		{"exponent", "rvu", relativeHeader + "ZX001,,,A,1e3,1,1,1,0,0,0,0,0,0,0,0,\n", "NUMBER_INVALID rvu.csv:2.WORK RVU"},
		{"negative", "rvu", relativeHeader + "ZX001,,,A,1,-1,1,1,0,0,0,0,0,0,0,0,\n", "NUMBER_INVALID rvu.csv:2.NON-FAC PE RVU"},
		{"five decimals", "rvu", relativeHeader + "ZX001,,,A,1,1,0.12345,1,0,0,0,0,0,0,0,0,\n", "NUMBER_INVALID rvu.csv:2.FACILITY PE RVU"},
		{"too large", "rvu", relativeHeader + "ZX001,,,A,1,1,1,10000,0,0,0,0,0,0,0,0,\n", "NUMBER_INVALID rvu.csv:2.MP RVU"},
		{"empty", "rvu", relativeHeader + "ZX001,,,A,,1,1,1,0,0,0,0,0,0,0,0,\n", "NUMBER_INVALID rvu.csv:2.WORK RVU"},
		{"point", "rvu", relativeHeader + "ZX001,,,A,.,1,1,1,0,0,0,0,0,0,0,0,\n", "NUMBER_INVALID rvu.csv:2.WORK RVU"},
		{"share", "rvu", relativeHeader + "ZX001,,,A,1,1,1,1,2,0,0,0,0,0,0,0,\n", "NUMBER_INVALID rvu.csv:2.PRE OP"},
		{"indicator", "rvu", relativeHeader + "ZX001,,,A,1,1,1,1,0,0,0,22,0,0,0,0,\n", "VALUE_INVALID rvu.csv:2.MULT PROC"},
		{"base", "rvu", relativeHeader + "ZX001,,,A,1,1,1,1,0,0,0,0,0,0,0,0,ZX\n", "CODE_UNKNOWN rvu.csv:2.ENDO BASE"},
		{
			"status", "rvu", relativeHeader + "ZX001,,,Q,1,1,1,1,0,0,0,0,0,0,0,0,\nZX002,,,Q,1,1,1,1,0,0,0,0,0,0,0,0,\n",
			"VALUE_INVALID rvu.csv:2.STATUS CODE",
		},
		{"key twice", "rvu", relativeHeader + "ZX001,,,A,1,1,1,1,0,0,0,0,0,0,0,0,\nZX001,26,,A,1,1,1,1,0,0,0,0,0,0,0,0,\n" +
			"ZX001,,,A,1,1,1,1,0,0,0,0,0,0,0,0,\n", "ROW_REPEATED rvu.csv:4"},
		{"column missing", "rvu", strings.Replace(relativeHeader, "MP RVU", "", 1), "COLUMN_MISSING rvu.csv:1.MP RVU"},
		{"column unknown", "rvu", strings.Replace(relativeHeader, "DESCRIPTION", "COLOUR", 1), "COLUMN_UNKNOWN rvu.csv:1"},
		{"no header", "rvu", "a,b\n", "COLUMN_MISSING rvu.csv:1"},
		{
			"contractor", "gpci", "Medicare Administrative Contractor,Locality Number,PW GPCI,PE GPCI,MP GPCI\nx,1,1,1,1\n",
			"NUMBER_INVALID gpci.csv:2.Medicare Administrative Contractor",
		},
		{
			"locality", "gpci", "Medicare Administrative Contractor,Locality Number,PW GPCI,PE GPCI,MP GPCI\n1,100,1,1,1\n",
			"NUMBER_INVALID gpci.csv:2.Locality Number",
		},
		{
			"indices", "gpci", "Medicare Administrative Contractor,Locality Number,PW GPCI,PE GPCI,MP GPCI\n1,1,10,x,\n",
			"NUMBER_INVALID gpci.csv:2.PW GPCI, NUMBER_INVALID gpci.csv:2.PE GPCI, NUMBER_INVALID gpci.csv:2.MP GPCI",
		},
		{
			"locality twice", "gpci", "Medicare Administrative Contractor,Locality Number,PW GPCI,PE GPCI,MP GPCI\n1,1,1,1,1\n00001,01,1,1,1\n",
			"ROW_REPEATED gpci.csv:3",
		},
		{"factor without a name", "conversion-factors", "factor,amount\n,1\n", "VALUE_INVALID conversion-factors.csv:2.factor"},
		{"factor too large", "conversion-factors", "factor,amount\nstandard,1000\n", "NUMBER_INVALID conversion-factors.csv:2.amount"},
		{
			"factors overlap", "conversion-factors", "factor,amount,start,end\nstandard,1,2026-01-01,\nstandard,1,2026-07-01,\n",
			"SPANS_OVERLAP conversion-factors.csv:3",
		},
		{
			"end before start", "conversion-factors", "factor,amount,start,end\nstandard,1,2026-01-02,2026-01-01\n",
			"SPAN_INVALID conversion-factors.csv:2.end",
		},
		{"status outcome", "rvu-status", "status,outcome\nA,fine\n", "VALUE_INVALID rvu-status.csv:2.outcome"},
		{"place", "facility-places", "place\n211\n", "NUMBER_INVALID facility-places.csv:2.place"},
		{"place twice", "facility-places", "place\n21\n21\n", "ROW_REPEATED facility-places.csv:3"},
		{"modifier rate", "modifier-rates", "modifier,field,indicator,rate\n5,,,1\n", "MODIFIER_INVALID modifier-rates.csv:2.modifier"},
		{"field", "modifier-rates", "modifier,field,indicator,rate\n50,both,,1\n", "VALUE_INVALID modifier-rates.csv:2.field"},
		{"two fields", "modifier-rates", "modifier,field,indicator,rate\n50,bilateral,1,1\n50,team,1,1\n", "VALUE_INVALID modifier-rates.csv:3.field"},
		{"indicator of no field", "modifier-rates", "modifier,field,indicator,rate\n50,,1,1\n", "VALUE_INVALID modifier-rates.csv:2.indicator"},
		{"rate", "modifier-rates", "modifier,field,indicator,rate\n50,,,150%\n", "NUMBER_INVALID modifier-rates.csv:2.rate"},
		{"rate too large", "modifier-rates", "modifier,field,indicator,rate\n50,,,50001\n", "NUMBER_INVALID modifier-rates.csv:2.rate"},
		{"share twice", "modifier-rates", "modifier,field,indicator,rate\n54,,,pre+pre\n", "NUMBER_INVALID modifier-rates.csv:2.rate"},
		{"rate twice", "modifier-rates", "modifier,field,indicator,rate\n50,bilateral,1,1\n50,bilateral,1,2\n", "ROW_REPEATED modifier-rates.csv:3"},
		{"no indicator", "multiple-procedures", "indicator,method,joins,rank,rate\n,rank,,1,1\n", "VALUE_INVALID multiple-procedures.csv:2.indicator"},
		{"method", "multiple-procedures", "indicator,method,joins,rank,rate\n2,half,,1,1\n", "VALUE_INVALID multiple-procedures.csv:2.method"},
		{"rank", "multiple-procedures", "indicator,method,joins,rank,rate\n2,rank,,first,1\n", "NUMBER_INVALID multiple-procedures.csv:2.rank"},
		{"rank zero", "multiple-procedures", "indicator,method,joins,rank,rate\n2,rank,,0,1\n", "NUMBER_INVALID multiple-procedures.csv:2.rank"},
		{"rank left out", "multiple-procedures", "indicator,method,joins,rank,rate\n2,rank,,1,1\n2,rank,,3,1\n", "VALUE_INVALID multiple-procedures.csv:3.rank"},
		{"rank twice", "multiple-procedures", "indicator,method,joins,rank,rate\n2,rank,,1,1\n2,rank,,1,1\n", "VALUE_INVALID multiple-procedures.csv:3.rank"},
		{"rank after all", "multiple-procedures", "indicator,method,joins,rank,rate\n2,rank,,1+,1\n2,rank,,2,1\n", "VALUE_INVALID multiple-procedures.csv:3.rank"},
		{
			"two methods", "multiple-procedures", "indicator,method,joins,rank,rate\n2,rank,,1,1\n2,practice-expense,,2,1\n",
			"VALUE_INVALID multiple-procedures.csv:3.rank",
		},
		{"rank rate", "multiple-procedures", "indicator,method,joins,rank,rate\n2,rank,,1,10001\n", "NUMBER_INVALID multiple-procedures.csv:2.rate"},
		{"rank of a family", "multiple-procedures", "indicator,method,joins,rank,rate\n3,family,,1,1\n", "VALUE_INVALID multiple-procedures.csv:2.rank"},
		{"family twice", "multiple-procedures", "indicator,method,joins,rank,rate\n3,family,,,\n3,family,,,\n", "VALUE_INVALID multiple-procedures.csv:3.rank"},
		{"rank that joins", "multiple-procedures", "indicator,method,joins,rank,rate\n2,rank,2,1,1\n", "VALUE_INVALID multiple-procedures.csv:2.joins"},
		{"joins nothing", "multiple-procedures", "indicator,method,joins,rank,rate\n3,family,2,,\n", "VALUE_INVALID multiple-procedures.csv:2.joins"},
		{
			"reductions overlap", "multiple-procedures", "indicator,method,joins,rank,rate,start,end\n2,rank,,1,1,2026-01-01,\n2,rank,,1,1,2026-02-01,\n",
			"SPANS_OVERLAP multiple-procedures.csv:3",
		},
		{"network without a name", "contracts", "network,contract,start,end\n,C,,\n", "VALUE_INVALID contracts.csv:2.network"},
		{"control character", "contracts", "network,contract,start,end\ngold,C\x1f,,\n", "VALUE_INVALID contracts.csv:2.contract"},
		{"contracts overlap", "contracts", "network,contract,start,end\ngold,C,,2026-02-01\ngold,D,2026-01-31,\n", "SPANS_OVERLAP contracts.csv:3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, faults := pricing.ParseTables(with(fixture(t), c.file, c.text))
			if got := faultPaths(faults); !strings.HasPrefix(got, c.want) || c.name == "status" && got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

// Every kind refuses a header that is wrong, and an empty file.
func TestParseTables_RefusesAHeaderThatIsWrong(t *testing.T) {
	t.Parallel()
	for _, kind := range pricing.Kinds() {
		for _, text := range []string{"", "\n", "x\n", "weather,tide\n", "factor,weather\n"} {
			if _, faults := pricing.ParseTables(with(fixture(t), kind, text)); !strings.HasPrefix(faultPaths(faults), "COLUMN_") {
				t.Errorf("%s: %q: got %s", kind, text, faultPaths(faults))
			}
		}
	}
}

// The index of work is the one with the floor, wherever it stands, and the other where
// the file has no more.
func TestParseTables_TakesTheIndexOfWorkThatTheFileHas(t *testing.T) {
	t.Parallel()
	const head = "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
	for _, c := range []struct{ work, cells, want string }{
		{"2026 PW GPCI", "1.01", "1.01"},
		{"2025 PW GPCI (with 1.0 Floor)***", "1.01", "1.01"},
		{"2026 PW GPCI (without 1.0 Floor)", "0.97", "0.97"},
		{"2026 PW GPCI (without 1.0 Floor),2026 PW GPCI (with 1.0 Floor)", "0.97,1", "1"},
		{"2026 PW GPCI (with 1.0 Floor),2026 PW GPCI (without 1.0 Floor)", "1,0.97", "1"},
	} {
		got := tablesOf(t, "gpci", head+c.work+",2026 PE GPCI,2026 MP GPCI\n01112,CA,05,FIRST,"+c.cells+",0.98,0.75\n")
		plain := tablesOf(t, "gpci", gpciHeader+"01112,05,"+c.want+",0.98,0.75\n")
		if got.Root() != plain.Root() {
			t.Errorf("%s: got %+v", c.work, pricing.Diff(plain, got))
		}
	}
	_, faults := pricing.ParseTables(with(fixture(t), "gpci", head+"2026 PE GPCI,2026 MP GPCI\n"))
	if faultPaths(faults) != "COLUMN_MISSING gpci.csv:1.PW GPCI" {
		t.Errorf("neither: got %s", faultPaths(faults))
	}
}

// The header of the published file goes over several lines below its titles: a fault
// names a new column as the lines together have it, where it begins, and nothing else.
func TestParseTables_NamesTheColumnOfAHeaderOverLines(t *testing.T) {
	t.Parallel()
	lines := []string{
		"2025 National Physician Fee Schedule Relative Value File January Release" + strings.Repeat(",", 31),
		`"CPT codes and descriptions are another's, all rights reserved."` + strings.Repeat(",", 31),
		`"Dental codes are another's, all rights reserved."` + strings.Repeat(",", 31),
		",,RELEASED 01/01/2025" + strings.Repeat(",", 29),
		strings.Repeat(",", 31),
		",,,,NOT USED,,,,,,,,,,,,,,,,,,,,,,PHYSICIAN,,,NON-FACILITY,FACILITY,MP",
		",,,,FOR,,,NON-FAC,,FACILITY,,,,,,,,,,,,,,,,,SUPERVISION OF,,DIAGNOSTIC,PE USED FOR,PE USED FOR,USED FOR",
		",,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,CO-,TEAM,ENDO," +
			"CONV,EFFICIENCY,DIAGNOSTIC,CALCULATION,IMAGING FAMILY,OPPS PAYMENT,OPPS PAYMENT,OPPS PAYMENT",
		"HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,BASE," +
			"FACTOR,INDICATOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT",
		`ZX001,,"a text",A,,1,1,,1,,1,0,0,0,000,0,0,0,0,0,0,0,0,,33,1,09,0,99,0,0,0`,
	}
	header := strings.Join(lines, "\n") + "\n"
	for _, c := range []struct{ name, from, to, want string }{
		{"new", "", "", `COLUMN_UNKNOWN rvu.csv:8: no column "efficiency indicator" is known`},
		{"new and above", ",,,,,PHYSICIAN", ",,,,WORK,PHYSICIAN", `COLUMN_UNKNOWN rvu.csv:6: no column "work efficiency indicator" is known`},
		{"renamed", "EFFICIENCY,DIAGNOSTIC,CALCULATION", ",DIAGNOSTIC,NEW", `COLUMN_UNKNOWN rvu.csv:8: no column "new flag" is known` +
			`, COLUMN_UNKNOWN rvu.csv:9: no column "indicator" is known`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, faults := pricing.ParseTables(with(fixture(t), "rvu", strings.Replace(header, c.from, c.to, 1)))
			var got []string
			for _, fault := range faults {
				got = append(got, string(fault.Code)+" "+fault.Path+": "+fault.Text)
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %s", strings.Join(got, "\n"))
			}
		})
	}
}

func TestParseTables_RefusesAManifestThatIsWrong(t *testing.T) {
	t.Parallel()
	const header = "file,kind,version,source,licence,start,end\n"
	for _, c := range []struct{ name, manifest, want string }{
		{"none", "", "COLUMN_MISSING manifest.csv:1"},
		{"file missing", header + "other.csv,gpci,1,s,l,,\n", "TABLE_UNKNOWN manifest.csv:2.file"},
		{"file twice", header + "gpci.csv,gpci,1,s,l,,\ngpci.csv,gpci,1,s,l,,\n", "ROW_REPEATED manifest.csv:3.file"},
		{"nothing of the source", header + "gpci.csv,gpci,1,,l,,\n", "FIELD_REQUIRED manifest.csv:2.source"},
		{"no licence", header + "gpci.csv,gpci,1,s,,,\n", "FIELD_REQUIRED manifest.csv:2.licence"},
		{"no version", header + "gpci.csv,gpci,,s,l,,\n", "FIELD_REQUIRED manifest.csv:2.version"},
		{"dates", header + "gpci.csv,gpci,1,s,l,2026-01-01,2025-01-01\n", "SPAN_INVALID manifest.csv:2.end"},
		{
			"rows outside of the dates", header + "conversion-factors.csv,conversion-factors,1,s,l,2020-01-01,2026-01-01\n",
			"SPAN_INVALID conversion-factors.csv:3.start",
		},
		{"a kind of nobody", header + "gpci.csv,ncci,1,s,l,,\n", "TABLE_UNKNOWN manifest.csv:2.kind"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			contents := maps.Clone(fixture(t))
			contents[pricing.Manifest] = []byte(c.manifest)
			if _, faults := pricing.ParseTables(contents); !strings.HasPrefix(faultPaths(faults), c.want) || c.want == "" && faults != nil {
				t.Errorf("got %s", faultPaths(faults))
			}
		})
	}
}

// Two years of a table meet without overlapping, and may be of several files.
func TestParseTables_TakesATableForEachYear(t *testing.T) {
	t.Parallel()
	contents := fixture(t)
	contents["gpci-2027.csv"] = contents["gpci.csv"]
	manifest := string(contents[pricing.Manifest])
	contents[pricing.Manifest] = []byte(manifest + "gpci-2027.csv,gpci,2027,invented,CC0-1.0,2027-01-01,2028-01-01\n")
	if _, faults := pricing.ParseTables(contents); len(faults) > 0 {
		t.Error(faults)
	}
	contents[pricing.Manifest] = []byte(manifest + "gpci-2027.csv,gpci,2027,invented,CC0-1.0,2026-12-31,2028-01-01\n")
	if _, faults := pricing.ParseTables(contents); !strings.HasPrefix(faultPaths(faults), "SPANS_OVERLAP gpci.csv:3, SPANS_OVERLAP gpci.csv:4") {
		t.Error(faultPaths(faults))
	}
}

// A row that says no dates has those of its file.
func TestParseTables_RowsHaveTheDatesOfTheirFile(t *testing.T) {
	t.Parallel()
	contents := with(fixture(t), "contracts", "network,contract,start,end\ngold,C,,\nlead,D,2026-02-01,2026-03-01\n")
	manifest := string(contents[pricing.Manifest])
	contents[pricing.Manifest] = []byte(strings.Replace(manifest, "contracts,1,invented,CC0-1.0,,", "contracts,1,invented,CC0-1.0,2026-01-01,2027-01-01", 1))
	tables, faults := pricing.ParseTables(contents)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	book := pricing.Book{Schedule: schedule(t, "*,*,office,fee,1,\n"), Tables: tables}
	for _, c := range []struct {
		network, date string
		want          pricing.Outcome
	}{
		{"gold", "2025-12-31", pricing.NoContract},
		{"gold", "2026-01-01", pricing.Priced},
		{"gold", "2026-12-31", pricing.Priced},
		{"gold", "2027-01-01", pricing.NoContract},
		{"lead", "2026-01-31", pricing.NoContract},
		{"lead", "2026-02-01", pricing.Priced},
		{"lead", "2026-03-01", pricing.NoContract},
	} {
		date, err := claims.ParseDate(c.date)
		if err != nil {
			t.Fatal(err)
		}
		line := pricing.Line{Code: code("ZX1"), Units: 1, Charge: money.Cents(1), Date: date}
		request := pricing.Request{IsInNetwork: true, Network: c.network, Lines: []pricing.Line{line}}
		if got := book.Price(nil, &request)[0].Outcome; got != c.want {
			t.Errorf("%s on %s: %s", c.network, c.date, got)
		}
	}
}

// The rule sets know which kinds are of prices.
func TestKinds_AreThoseOfTheManifest(t *testing.T) {
	t.Parallel()
	for _, kind := range pricing.Kinds() {
		if !rules.IsPricingKind(kind) || rules.IsRuleKind(kind) {
			t.Errorf("%s is not of prices", kind)
		}
	}
}
