# ClearClaim. `make help` lists the targets; everything they need besides Go,
# Node with npm and a C compiler is fetched, pinned, without root.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO ?= go
ARGS ?=
TOOLS := bin/tools
FORGE_ROOT := contracts
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
# npm's launcher of forge exits 0 when tests fail; the platform's binary does not.
FORGE = $(firstword $(wildcard $(FORGE_ROOT)/node_modules/@foundry-rs/forge-*/bin/forge))
export CLEARCLAIM_DEVNET := $(CURDIR)/bin/devnet

say = @printf '\033[1m==> %s\033[0m\n' "$(1)"

.PHONY: help
help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- programs -----------------------------------------------------------------

.PHONY: build
build: bin/devnet programs ## build all programs into bin/

.PHONY: programs
programs:
	$(call say,building clearclaim and clearclaim-dev)
	@$(GO) build -o bin/ ./cmd/clearclaim ./cmd/clearclaim-dev

DEVNET_SOURCES := $(shell find devnet -name '*.go' -not -name '*_test.go' 2>/dev/null) devnet/go.mod devnet/go.sum
bin/devnet: $(DEVNET_SOURCES)
	$(call say,building devnet: a Temporal server and an Ethereum node (the first time takes some minutes))
	@cd devnet && $(GO) build -o ../bin/devnet .

.PHONY: demo
demo: build ## start everything, run the sample claims, leave it running (ARGS=--exit ends)
	@bin/clearclaim-dev demo $(ARGS)

.PHONY: bench
bench: build ## measure the pipeline (ARGS="pipeline --rate 500 --seconds 60 --json")
	@bin/clearclaim-dev bench $(if $(ARGS),$(ARGS),pipeline)

.PHONY: clean
clean: ## remove what was built (not the data in .data)
	rm -rf bin $(FORGE_ROOT)/out $(FORGE_ROOT)/cache $(FORGE_ROOT)/build

# --- tests --------------------------------------------------------------------

.PHONY: test
test: test-contracts test-campaigns test-go test-devnet ## all tests

.PHONY: test-contracts
test-contracts: $(FORGE_ROOT)/node_modules/.installed
	$(call say,forge: unit and fuzz, compiled without IR: with it the tests alone take the compiler ten minutes)
	@cd $(FORGE_ROOT) && FOUNDRY_PROFILE=dev $(CURDIR)/$(FORGE) test --no-match-path 'test/{gas,invariant}/*'
	$(call say,forge: gas of the code that is deployed)
	@rm -rf $(FORGE_ROOT)/out/snapshots
	@cd $(FORGE_ROOT) && FOUNDRY_TEST=test/gas $(CURDIR)/$(FORGE) test --isolate && node tools/gas.cjs

# The two campaigns run beside each other, one core each.
.PHONY: test-campaigns
test-campaigns: $(FORGE_ROOT)/node_modules/.installed ## the invariant campaigns of the contracts: 256 runs of 500 acts each
	$(call say,forge: the invariant campaigns of claims and of the escrow)
	@cd $(FORGE_ROOT) && FOUNDRY_PROFILE=campaign $(CURDIR)/$(FORGE) test --match-path 'test/invariant/*' -vv

# Three hours are about three times what it takes on two cores.
.PHONY: deep
deep: $(FORGE_ROOT)/node_modules/.installed ## fuzz tests and campaigns of the contracts, ten times as long
	$(call say,forge: ten times the fuzz runs)
	@cd $(FORGE_ROOT) && FOUNDRY_PROFILE=dev FOUNDRY_FUZZ_RUNS=2560 timeout 1h $(CURDIR)/$(FORGE) test --no-match-path 'test/{gas,invariant}/*'
	$(call say,forge: ten times the runs of the campaigns)
	@cd $(FORGE_ROOT) && FOUNDRY_PROFILE=deep timeout 2h $(CURDIR)/$(FORGE) test --match-path 'test/invariant/*' -vv

# Compiled without optimizer and IR, whose code has no lines. How often a fuzz test runs hardly changes what it reaches.
.PHONY: coverage-contracts
coverage-contracts: $(FORGE_ROOT)/node_modules/.installed ## lines and branches of the contracts that their tests reach; fails below 98 %
	$(call say,forge: coverage)
	@mkdir -p $(FORGE_ROOT)/build
	@cd $(FORGE_ROOT) && FOUNDRY_PROFILE=coverage FOUNDRY_FUZZ_RUNS=32 $(CURDIR)/$(FORGE) coverage --no-match-path 'test/{gas,invariant}/*' \
	  --report lcov --report-file build/lcov.info > build/coverage.log || { cat build/coverage.log; exit 1; }
	@cd $(FORGE_ROOT) && node tools/coverage.cjs build/lcov.info 98

.PHONY: mutants
mutants: $(FORGE_ROOT)/node_modules/.installed ## small faults in contracts and benefits: a test must notice each (ARGS=Escrow: of that file)
	$(call say,mutants)
	@cd $(FORGE_ROOT) && node tools/mutants.cjs $(ARGS)

.PHONY: smt
smt: $(FORGE_ROOT)/node_modules/.installed ## what a solver proves of the benefit arithmetic for all amounts (needs z3; advisory)
	$(call say,the model checker)
	@cd $(FORGE_ROOT) && node tools/smt.cjs

AUDITS := graph/audits/node_modules/.installed
$(AUDITS): graph/audits/package-lock.json
	$(call say,npm: the audits of GraphQL over HTTP)
	@cd graph/audits && $(NPM_CI) && touch node_modules/.installed

CLIENT := graph/client/node_modules/.installed
$(CLIENT): graph/client/package-lock.json
	$(call say,npm: the client of TypeScript)
	@cd graph/client && $(NPM_CI) && touch node_modules/.installed

.PHONY: client
client: $(CLIENT) ## build the client of TypeScript into graph/client/dist
	@cd graph/client && npm run --silent build

.PHONY: test-go
test-go: build $(AUDITS) $(CLIENT)
	$(call say,go test, with the race detector)
	@$(GO) test -race -timeout 20m ./...

.PHONY: test-devnet
test-devnet:
	$(call say,go test of devnet)
	@cd devnet && $(GO) test -timeout 15m ./...

# --- checks -------------------------------------------------------------------

.PHONY: verify
verify: verify-format verify-imports verify-generated verify-lint verify-vulnerabilities verify-contracts ## all checks: format, imports, generated code, lint, contracts

.PHONY: verify-format
verify-format: $(TOOLS)/golangci-lint
	$(call say,gofumpt and import grouping)
	@$(TOOLS)/golangci-lint fmt --diff || { echo 'not formatted: run "make format"'; exit 1; }

.PHONY: verify-imports
verify-imports:
	$(call say,import direction)
	@$(GO) test -count=1 -run '^TestHouse' .

# What generators write. Compared before and after, so that it works with changes not committed yet.
GENERATED := find contracts/bindings graph store/sqlc docs/contracts.md docs/roles-and-keys.md -name node_modules -prune -o \
  '(' -name '*.go' -o -name '*.md' -o -path 'graph/client/schema.graphql' -o -path 'graph/client/src/codes.ts' -o -path 'graph/client/src/introspection.d.ts' ')' -exec cksum {} +

.PHONY: verify-generated
verify-generated: verify-migrations
	@mkdir -p bin && $(GENERATED) | sort -k3 > bin/generated.before
	@$(MAKE) --no-print-directory generate
	$(call say,generated code is up to date)
	@$(GENERATED) | sort -k3 | diff bin/generated.before - || { echo 'generated code was out of date, and is written now'; exit 1; }

.PHONY: verify-migrations
verify-migrations:
	$(call say,merged migrations are unchanged)
	@cd migrations && sha256sum --quiet --check SUMS
	@cd migrations && for f in *.up.sql; do grep -q " $$f$$" SUMS || { echo "$$f is not in SUMS: run make migration-sums"; exit 1; }; done

.PHONY: verify-lint
verify-lint: $(TOOLS)/golangci-lint $(TOOLS)/workflowcheck
	$(call say,golangci-lint)
	@$(TOOLS)/golangci-lint run ./...
	@cd devnet && $(CURDIR)/$(TOOLS)/golangci-lint run --config $(CURDIR)/devnet/.golangci.yaml ./...
	$(call say,workflowcheck)
	@$(TOOLS)/workflowcheck ./workflows/...

.PHONY: verify-vulnerabilities
verify-vulnerabilities: $(TOOLS)/govulncheck
	$(call say,govulncheck)
	@report=$$($(TOOLS)/govulncheck ./... 2>&1) && echo "$$report" || { \
	  if grep -q 'fetching vulnerabilities' <<< "$$report"; then echo "SKIPPED: the vulnerability database cannot be reached"; \
	  else echo "$$report"; exit 1; fi; }

.PHONY: verify-contracts
verify-contracts: $(FORGE_ROOT)/node_modules/.installed
	$(call say,forge fmt and solhint)
	@cd $(FORGE_ROOT) && $(CURDIR)/$(FORGE) fmt --check
	@cd $(FORGE_ROOT) && node_modules/.bin/solhint --disc --quiet --noPoster 'src/**/*.sol'
	$(call say,the bindings carry the code that forge builds)
	@cd $(FORGE_ROOT) && $(CURDIR)/$(FORGE) build --skip test
	@cd $(FORGE_ROOT) && node tools/mutants.cjs --check
	@cd $(FORGE_ROOT) && node tools/compile.cjs --check > /dev/null

.PHONY: format
format: $(TOOLS)/golangci-lint $(FORGE_ROOT)/node_modules/.installed ## format Go and Solidity
	@$(TOOLS)/golangci-lint fmt
	@cd $(FORGE_ROOT) && $(CURDIR)/$(FORGE) fmt

# --- generated code -----------------------------------------------------------

.PHONY: generate
generate: generate-bindings generate-sql generate-graph ## contract bindings, SQL and GraphQL code

.PHONY: generate-bindings
generate-bindings: $(TOOLS)/abigen $(FORGE_ROOT)/node_modules/.installed
	$(call say,bindings)
	@cd $(FORGE_ROOT) && node tools/compile.cjs > /dev/null
	@$(TOOLS)/abigen --v2 --combined-json $(FORGE_ROOT)/build/combined.json --pkg bindings --out contracts/bindings/bindings.go
	@cd $(FORGE_ROOT) && node tools/reference.cjs
	@cd $(FORGE_ROOT) && node tools/access.cjs

.PHONY: generate-sql
generate-sql: $(TOOLS)/sqlc
	$(call say,sqlc)
	@cd store && $(CURDIR)/$(TOOLS)/sqlc generate

.PHONY: generate-graph
generate-graph: $(CLIENT)
	$(call say,gqlgen and the schema of clients)
	@$(GO) generate ./graph
	@cd graph/client && npm run --silent generate > /dev/null

.PHONY: record-histories
record-histories: bin/devnet ## record the workflow histories that tests replay; only with a change that is versioned
	$(call say,recording workflow histories)
	@$(GO) test ./workflows -count=1 -run '^TestReplay_RecordedHistories$$' -record

.PHONY: migration-sums
migration-sums: ## record new migrations; those recorded before never change again
	@cd migrations && touch SUMS && for f in *.up.sql; do grep -q " $$f$$" SUMS || sha256sum $$f >> SUMS; done

# --- tools --------------------------------------------------------------------

$(TOOLS)/golangci-lint: TOOL_PACKAGE := github.com/golangci/golangci-lint/v2/cmd/golangci-lint
$(TOOLS)/govulncheck: TOOL_PACKAGE := golang.org/x/vuln/cmd/govulncheck
$(TOOLS)/workflowcheck: TOOL_PACKAGE := go.temporal.io/sdk/contrib/tools/workflowcheck
$(TOOLS)/abigen: TOOL_PACKAGE := github.com/ethereum/go-ethereum/cmd/abigen
$(TOOLS)/sqlc: TOOL_PACKAGE := github.com/sqlc-dev/sqlc/cmd/sqlc
# sqlc parses with PostgreSQL's own parser; without cgo that is a prebuilt
# WebAssembly module, which spares compiling it.
$(TOOLS)/sqlc: export CGO_ENABLED := 0

$(TOOLS)/%: tools.mod tools.sum
	$(call say,building $*)
	@$(GO) build -modfile=tools.mod -o $@ $(TOOL_PACKAGE)

$(FORGE_ROOT)/node_modules/.installed: $(FORGE_ROOT)/package.json $(FORGE_ROOT)/package-lock.json
	$(call say,fetching the contract tools)
	@cd $(FORGE_ROOT) && $(NPM_CI) && touch node_modules/.installed
