package adjudicate_test

import (
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// What a provider is the directory says for each line's day: network, taxonomy, and by
// the network what is posted.
func TestAssess_LooksTheProviderUpOnTheDayOfEachLine(t *testing.T) {
	t.Parallel()
	set, faults := rules.Parse(map[string][]byte{
		rules.ManifestName: []byte("file,kind,version,source,licence,start,end\nd.csv,directory,1,test,none,,\np.csv,procedures,1,test,none,,\n"),
		"d.csv": []byte("npi,start,end,network,name,locality,taxonomy\n" +
			"1234567893,2026-03-01,2026-03-02,in,gold,,207Q00000X\n1234567893,2026-03-02,2026-03-03,in,gold,,122300000X\n"),
		"p.csv": []byte("procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes\nZX101,,,,,,207Q,,,,\n"),
	})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	in := setup(t)
	in.Rules, in.Provider.NPI, in.Plan.IsInNetworkOnly = set, 1234567893, true
	in.Provider.Network = rules.InNetwork // the directory knows better
	in.Claim.Lines = nil
	for i := range 3 {
		in.Claim.Lines = append(in.Claim.Lines, line(i+1, "ZX101", claims.NewDate(2026, 3, 1+i), 25000))
	}
	got := assess(t, in)
	for i, want := range []string{"", rules.ProcedureProviderType.String(), rules.ProviderOutOfNetwork.String()} {
		if posted, _ := got.Reasons.Posted(i + 1); posted.Rule != want {
			t.Errorf("line %d: got %q, want %q", i+1, posted.Rule, want)
		}
	}
}

// Nobody is out of network for want of a name.
func TestAssess_AsksNoDirectoryOfAProviderThatIsNotIdentified(t *testing.T) {
	t.Parallel()
	set, faults := rules.Parse(map[string][]byte{
		rules.ManifestName: []byte("file,kind,version,source,licence,start,end\nd.csv,directory,1,test,none,,\n"),
		"d.csv":            []byte("npi,start,end,network,name,locality,taxonomy\n1234567893,,,in,gold,,\n"),
	})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	in := setup(t)
	in.Rules, in.Plan.IsInNetworkOnly, in.Provider.NPI = set, true, 0
	if got := assess(t, in); !got.IsDenied() {
		t.Error("a provider without an NPI is in a directory")
	}
	in.Provider = adjudicate.Provider{IsUnidentified: true}
	got := assess(t, in)
	isAsked := slices.ContainsFunc(got.Trace, func(s adjudicate.Step) bool { return s.Rule == rules.ProviderOutOfNetwork })
	if got.IsDenied() || isAsked {
		t.Errorf("denied %t, asked %t", got.IsDenied(), isAsked)
	}
}
