package views_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/store/storetest"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// personas are the columns of testdata/tables.txt after the first two.
var personas = []string{"provider", "insurer", "patient", "auditor", "operator"}

// tableRule is a line of testdata/tables.txt.
type tableRule struct {
	owner  string
	rights map[string]string // by persona
}

func readTableRules(t *testing.T) map[string]tableRule {
	t.Helper()
	text, err := os.ReadFile("testdata/tables.txt")
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]tableRule{}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		if _, isTwice := rules[words[0]]; isTwice || len(words) != 2+len(personas) {
			t.Fatalf("testdata/tables.txt: %s", line)
		}
		rule := tableRule{owner: words[1], rights: map[string]string{}}
		for i, persona := range personas {
			rule.rights[persona] = words[2+i]
		}
		rules[words[0]] = rule
	}
	return rules
}

func TestTables_EachHasARule(t *testing.T) {
	t.Parallel()
	address := storetest.NewURL(t)
	rules := readTableRules(t)
	there := storetest.Texts(t, address, "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')")
	for _, table := range there {
		if _, ok := rules[table]; !ok {
			t.Errorf("testdata/tables.txt says nothing of %s", table)
		}
	}
	for table := range rules {
		if !slices.Contains(there, table) {
			t.Errorf("testdata/tables.txt names %s, which is no table", table)
		}
	}
}

func TestTables_GrantsAndPoliciesAreThoseOfTheRules(t *testing.T) {
	t.Parallel()
	address := storetest.NewURL(t)
	for table, rule := range readTableRules(t) {
		owner := storetest.Texts(t, address, `SELECT CASE WHEN relforcerowsecurity AND relrowsecurity THEN 'forced' WHEN relrowsecurity THEN 'free' ELSE '-' END
			FROM pg_class WHERE oid = $1::regclass`, table)
		if owner[0] != rule.owner {
			t.Errorf("%s: row-level security is %s, want %s", table, owner[0], rule.owner)
		}
		for persona, right := range rule.rights {
			role := "clearclaim_" + persona
			mayRead := storetest.Count(t, address, "SELECT has_any_column_privilege($1, $2::regclass, 'SELECT')::int", role, table) == 1
			mayWrite := storetest.Count(t, address, `SELECT (has_table_privilege($1, $2::regclass, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
				OR has_any_column_privilege($1, $2::regclass, 'INSERT, UPDATE, REFERENCES'))::int`, role, table) == 1
			if mayRead != (right != "-") || mayWrite {
				t.Errorf("%s of %s: may read %t, may write %t, want %s", persona, table, mayRead, mayWrite, right)
			}
			policies := storetest.Texts(t, address, `SELECT cmd || ' ' || CASE qual WHEN 'true' THEN 'all' ELSE 'own' END FROM pg_policies
				WHERE schemaname = 'public' AND tablename = $1 AND ($2::name = ANY(roles) OR 'public' = ANY(roles))`, table, role)
			if want := policiesOf(rule, right); !slices.Equal(policies, want) {
				t.Errorf("%s of %s: policies %q, want %q", persona, table, policies, want)
			}
		}
	}
}

// policiesOf are those that give a persona its right to a table: none without
// row-level security, else one.
func policiesOf(rule tableRule, right string) []string {
	if rule.owner == "-" || right == "-" {
		return nil
	}
	return []string{"SELECT " + right}
}

func TestTables_ReadersCannotEscape(t *testing.T) {
	t.Parallel()
	address := storetest.NewURL(t)
	for _, role := range append([]string{"readers"}, personas...) {
		if got := storetest.Count(t, address, `SELECT count(*) FROM pg_roles WHERE rolname = $1 AND NOT rolcanlogin AND NOT rolsuper
			AND NOT rolbypassrls AND NOT rolcreaterole AND NOT rolcreatedb AND NOT rolreplication`, "clearclaim_"+role); got != 1 {
			t.Errorf("%s is missing or may do too much", role)
		}
	}
	if got := storetest.Texts(t, address, `SELECT c.relname::text FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname LIKE 'clearclaim\_%'`); len(got) > 0 {
		t.Errorf("readers own %v", got)
	}
	// The installation's user has nothing of the readers' until it becomes one; and readers become nobody.
	if got := storetest.Count(t, address, `SELECT count(*) FROM pg_roles r WHERE rolname LIKE 'clearclaim\_%' AND rolname <> 'clearclaim_readers'
		AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AND pg_has_role(current_user, r.oid, 'USAGE')`); got != 0 {
		t.Errorf("the installation's user inherits from %d readers", got)
	}
	if got := storetest.Count(t, address, `SELECT count(*) FROM pg_auth_members m JOIN pg_roles u ON u.oid = m.member
		WHERE u.rolname LIKE 'clearclaim\_%' AND u.rolname <> 'clearclaim_readers'`); got != 0 {
		t.Errorf("readers are members of %d roles", got)
	}
	// What runs with its owner's rights would go past the policies.
	if got := storetest.Texts(t, address, "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"); len(got) > 0 {
		t.Errorf("%v run with their owner's rights", got)
	}
}

// ofViews are the tables that have a row for each row of a view that is bounded to its reader.
var ofViews = map[string]string{"reader_claims": "claims", "reader_accesses": "access_log"}

// Two sides that have nothing in common but the directory: what one reads the other
// does not, and together they read all there is.
func TestTables_RowsAreThoseOfTheRules(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Everything(1, "anna", 4)
	w.Everything(2, "ben", 14)
	sides := map[string][2]storetest.Settings{
		"provider": {{Organization: "1"}, {Organization: "2"}},
		"insurer":  {{Organization: "1"}, {Organization: "2"}},
		"patient":  {{Subject: "anna"}, {Subject: "ben"}},
		"auditor":  {{Subject: "a"}, {Subject: "b"}},
		"operator": {{Subject: "a"}, {Subject: "b"}},
	}
	for table, rule := range readTableRules(t) {
		total := w.Count("SELECT count(*) FROM " + table)
		if total == 0 && slices.Contains(slices.Collect(maps.Values(rule.rights)), "own") && ofViews[table] == "" {
			t.Errorf("the test has no rows of %s", table)
		}
		for persona, right := range rule.rights {
			if right == "-" {
				continue // no right at all: see the test of grants
			}
			mine, theirs := w.ReadAs(persona, sides[persona][0], table), w.ReadAs(persona, sides[persona][1], table)
			switch right {
			case "all":
				if len(mine) != total || len(theirs) != total {
					t.Errorf("%s of %s: reads %d and %d rows, want all %d", persona, table, len(mine), len(theirs), total)
				}
			case "own":
				if of := ofViews[table]; of != "" {
					total = w.Count("SELECT count(*) FROM " + of)
				}
				if len(mine) == 0 || len(theirs) == 0 || len(mine)+len(theirs) != total {
					t.Errorf("%s of %s: reads %d and %d rows of %d", persona, table, len(mine), len(theirs), total)
				}
				for _, row := range mine {
					if slices.Contains(theirs, row) {
						t.Errorf("%s of %s: both sides read %s", persona, table, row)
					}
				}
			case "shared":
				if len(mine)+len(theirs) > 0 {
					t.Errorf("%s of %s: reads %v and %v without a consent", persona, table, mine, theirs)
				}
			default:
				t.Errorf("%s of %s: no such right: %s", persona, table, right)
			}
			if right == "own" {
				if got := w.ReadAs(persona, storetest.Settings{}, table); len(got) > 0 {
					t.Errorf("%s of %s: who is nobody reads %d rows", persona, table, len(got))
				}
				if got := w.ReadAs(persona, storetest.Settings{Organization: "3", Subject: "' OR true --"}, table); len(got) > 0 {
					t.Errorf("%s of %s: a stranger reads %d rows", persona, table, len(got))
				}
			}
		}
	}
}

// What is shown to somebody is read as that somebody: Views uses the database
// otherwise only for what it names here.
func TestViews_ReadOnlyAsWhoAsks(t *testing.T) {
	t.Parallel()
	allowed := map[string]bool{
		"As":           true,
		"RecordAccess": true, // writes the record
		// The hashes of a batch, for the path of a claim that was read as who asks, and what was determined in an insurer's
		// book after a claim that the insurer read.
		"InSnapshot": true,
		// The journal of changes says that something changed, not what; each claim of it is read as who subscribed.
		"Listen": true, "ClaimChanges": true, "ClaimChangeSpan": true, "PruneClaimChanges": true,
		"ChainReach": true, // of nobody in particular
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			selector, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if inner, ok := selector.X.(*ast.SelectorExpr); ok && inner.Sel.Name == "DB" && !allowed[selector.Sel.Name] {
				t.Errorf("%s: reads past row-level security: DB.%s", set.Position(node.Pos()), selector.Sel.Name)
			}
			return true
		})
	}
}
