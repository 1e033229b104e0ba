package verifying_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/proof"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/cmd/internal/verifying"
)

const theSchedule = "system,code,class,method,amount,evidence\nhcpcs,G0001,all,fee,70000,\n"

var theClasses = []string{"all", "none"}

// rankedTables are a rule set by whose prices a second service of the day is worth half.
var rankedTables = map[string][]byte{
	rules.ManifestName: []byte("file,kind,version,source,licence,start,end\nrvu.csv,rvu,1,test,CC0-1.0,,\n" +
		"status.csv,rvu-status,1,test,CC0-1.0,,\nranks.csv,multiple-procedures,1,test,CC0-1.0,,\n"),
	"rvu.csv": []byte("HCPCS,MOD,STATUS CODE,WORK RVU,NON-FAC PE RVU,FACILITY PE RVU,MP RVU,PRE OP,INTRA OP,POST OP,MULT PROC,BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,ENDO BASE\n" +
		"G0001,,A,0.00,0.00,0.00,0.00,0.00,0.00,0.00,2,1,2,0,0,\n"),
	"status.csv": []byte("status,outcome,start,end\nA,priced,,\n"),
	"ranks.csv":  []byte("indicator,method,joins,rank,rate,start,end\n2,rank,,1,10000,,\n2,rank,,2+,5000,,\n"),
}

func theDocuments() verifying.Documents {
	return verifying.Documents{FeeSchedule: theSchedule, Classes: theClasses, Rules: rankedTables}
}

func (s *settled) prices(t *testing.T, of int, documents verifying.Documents, earlier ...int) (*verifying.Prices, error) {
	t.Helper()
	for _, i := range earlier {
		documents.Earlier = append(documents.Earlier, file(t, s.proofs[i]))
	}
	prices, _, err := verifying.CheckDocuments(t.Context(), s.Client, s.Contracts, file(t, s.proofs[of]), documents)
	return prices, err
}

func TestCheckDocuments_LinesBesideTheSchedule(t *testing.T) {
	t.Parallel()
	s := settleAllowed(t, [3]int64{700_00, 350_00, 600_00})
	for _, test := range []struct {
		name             string
		of               int
		earlier          []int
		scheduled, under int64
		over             int64
		rank             int
		isExplained      bool
	}{
		{"as scheduled", 0, nil, 700_00, 0, 0, 1, false},
		{"a rank behind a claim that is not known", 1, nil, 700_00, 350_00, 0, 1, true},
		{"behind one that is", 1, []int{0}, 350_00, 0, 0, 2, false},
		{"too little, which no rank explains", 2, nil, 700_00, 100_00, 0, 1, false},
		{"too much", 2, []int{1, 0, 1}, 350_00, 0, 250_00, 3, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := s.prices(t, test.of, theDocuments(), test.earlier...)
			require.NoError(t, err)
			require.EqualValues(t, thePlan, got.Plan)
			require.Equal(t, adjudicate.RuleVersion, got.RuleVersion)
			require.Len(t, got.Lines, 1)
			line := got.Lines[0]
			require.Equal(t, test.scheduled, *line.ScheduledCents)
			require.Equal(t, s.allowed[test.of], line.AllowedCents)
			require.Equal(t, test.scheduled-s.allowed[test.of], line.DifferenceCents)
			require.Equal(t, []int64{test.under, test.over}, []int64{got.UnderallowedCents, got.OverallowedCents})
			require.Equal(t, test.rank, line.Rank)
			require.Equal(t, 2, line.ScheduleLine)
			require.Equal(t, test.isExplained, strings.HasPrefix(line.Note, "rank 2 "), line.Note)
			require.False(t, line.IsOtherClass)
		})
	}
}

func TestCheckDocuments_OtherDocumentsThanThePlans_Refused(t *testing.T) {
	t.Parallel()
	s := settle(t)
	changed := func(name, old, with string) map[string][]byte {
		files := maps.Clone(rankedTables)
		files[name] = []byte(strings.Replace(string(files[name]), old, with, 1))
		require.NotEqual(t, rankedTables[name], files[name])
		return files
	}
	own := maps.Clone(rankedTables)
	own[rules.ManifestName] = append(append([]byte{}, own[rules.ManifestName]...), "own.csv,supports,1,test,CC0-1.0,,\n"...)
	own["own.csv"] = []byte("procedure,diagnosis,start,end\nG0001,E,,\n")
	directory := maps.Clone(rankedTables)
	directory[rules.ManifestName] = append(append([]byte{}, directory[rules.ManifestName]...), "d.csv,directory,1,test,CC0-1.0,,\n"...)
	directory["d.csv"] = []byte("npi,start,end,network,name,locality,taxonomy\n1234567893,,,in,,,\n")
	for _, test := range []struct {
		name   string
		change func(*verifying.Documents)
		want   error
	}{
		{"an amount of the schedule", func(d *verifying.Documents) { d.FeeSchedule = strings.Replace(theSchedule, "70000", "60000", 1) }, verifying.ErrOtherSchedule},
		{"a row more", func(d *verifying.Documents) { d.FeeSchedule += "hcpcs,G0002,all,fee,1,\n" }, verifying.ErrOtherSchedule},
		{"the classes' order", func(d *verifying.Documents) { d.Classes = []string{"none", "all"} }, verifying.ErrOtherSchedule},
		{"no classes", func(d *verifying.Documents) { d.Classes = nil }, verifying.ErrClassesUnknown},
		{"another class", func(d *verifying.Documents) { d.Classes = []string{"some", "none"} }, verifying.ErrDocumentFaulty},
		{"a class too few", func(d *verifying.Documents) { d.Classes = []string{"all"} }, verifying.ErrOtherSchedule},
		{"a rate", func(d *verifying.Documents) { d.Rules = changed("ranks.csv", "5000", "5001") }, verifying.ErrOtherSchedule},
		{"no price tables", func(d *verifying.Documents) { d.Rules = nil }, verifying.ErrOtherSchedule},
		{"a table of edits more", func(d *verifying.Documents) { d.Rules = own }, verifying.ErrOtherRules},
		{"a directory that the plan has not", func(d *verifying.Documents) { d.Rules = directory }, verifying.ErrOtherRules},
		{"a faulty table", func(d *verifying.Documents) { d.Rules = changed("status.csv", "priced", "paid") }, verifying.ErrDocumentFaulty},
	} {
		t.Run(test.name, func(t *testing.T) {
			documents := theDocuments()
			test.change(&documents)
			_, err := s.prices(t, 0, documents)
			require.ErrorIs(t, err, test.want)
		})
	}
	_, err := s.prices(t, 0, theDocuments())
	require.NoError(t, err)
	// Comments, line ends and the order of rows are no other schedule.
	same := theDocuments()
	same.FeeSchedule = "# the same\r\n" + strings.ReplaceAll(theSchedule, "\n", "\r\n")
	_, err = s.prices(t, 0, same)
	require.NoError(t, err)
}

func TestCheckDocuments_EarlierClaimThatIsNone_Refused(t *testing.T) {
	t.Parallel()
	s := settle(t)
	for name, i := range map[string]int{"the claim itself": 1, "a later one": 2} {
		_, err := s.prices(t, 1, theDocuments(), i)
		require.ErrorIs(t, err, verifying.ErrNotEarlier, name)
	}
	forged := s.proofs[0]
	forged.Header.SettledAt = forged.Header.SettledAt.Add(1e9)
	documents := theDocuments()
	documents.Earlier = []proof.Proof{file(t, forged)}
	_, err := s.prices(t, 1, documents)
	require.ErrorIs(t, err, verifying.ErrNotOnLedger)
}
