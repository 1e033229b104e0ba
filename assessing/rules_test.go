package assessing_test

import (
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

const manifestHead = "file,kind,version,source,licence,start,end\n"

func TestParse_TellsTheFaultsOfRulesAndPricesAtOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		manifest string
		want     []string
	}{
		{"both", manifestHead + "s.csv,supports,1,test,none,,\np.csv,facility-places,1,test,none,,\n", []string{"s.csv:2.diagnosis", "p.csv:2.place"}},
		{"the manifest, which both read", manifestHead + "s.csv,other,1,test,none,,\np.csv,facility-places,1,test,none,,\n", []string{"manifest.csv:2.kind", "p.csv:2.place"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, faults := assessing.Parse(map[string][]byte{
				rules.ManifestName: []byte(c.manifest),
				"s.csv":            []byte("procedure,diagnosis,start,end\nZX001,E11*,,\n"),
				"p.csv":            []byte("place\nXX\n"),
			})
			var paths []string
			for _, fault := range faults {
				paths = append(paths, fault.Path)
			}
			if !slices.Equal(paths, c.want) {
				t.Errorf("got %q", paths)
			}
		})
	}
}
