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
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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
test: test-contracts test-go test-devnet ## all tests

.PHONY: test-contracts
test-contracts: $(FORGE_ROOT)/node_modules/.installed
	$(call say,forge: unit, fuzz and invariant)
	@cd $(FORGE_ROOT) && $(CURDIR)/$(FORGE) test

.PHONY: test-go
test-go: build
	$(call say,go test, with the race detector)
	@$(GO) test -race -timeout 20m ./...

.PHONY: test-devnet
test-devnet:
	$(call say,go test of devnet)
	@cd devnet && $(GO) test -timeout 15m ./...

# --- checks -------------------------------------------------------------------

.PHONY: verify
verify: verify-format verify-generated verify-lint verify-contracts ## formatting, generated code, lint, contracts

.PHONY: verify-format
verify-format: $(TOOLS)/gofumpt
	$(call say,gofumpt)
	@unformatted=$$($(TOOLS)/gofumpt -l $$(git ls-files '*.go' ':!*/generated/*' ':!store/sqlc/*' ':!contracts/bindings/*')); \
	  if [ -n "$$unformatted" ]; then echo "not formatted:"; echo "$$unformatted"; exit 1; fi

.PHONY: verify-generated
verify-generated: generate
	$(call say,generated code and merged migrations are unchanged)
	@git diff --exit-code --stat -- contracts/bindings graph/generated store/sqlc
	@cd migrations && sha256sum --quiet --check SUMS

.PHONY: verify-lint
verify-lint: $(TOOLS)/golangci-lint $(TOOLS)/workflowcheck
	$(call say,golangci-lint)
	@$(TOOLS)/golangci-lint run ./...
	@cd devnet && $(CURDIR)/$(TOOLS)/golangci-lint run --config $(CURDIR)/devnet/.golangci.yaml ./...
	$(call say,workflowcheck)
	@$(TOOLS)/workflowcheck ./workflows/...

.PHONY: verify-contracts
verify-contracts: $(FORGE_ROOT)/node_modules/.installed
	$(call say,forge fmt and solhint)
	@cd $(FORGE_ROOT) && $(CURDIR)/$(FORGE) fmt --check
	@cd $(FORGE_ROOT) && node_modules/.bin/solhint --disc --quiet 'src/**/*.sol'

# --- generated code -----------------------------------------------------------

.PHONY: generate
generate: generate-bindings generate-sql generate-graph ## contract bindings, SQL and GraphQL code

.PHONY: generate-bindings
generate-bindings: $(TOOLS)/abigen $(FORGE_ROOT)/node_modules/.installed
	$(call say,bindings)
	@cd $(FORGE_ROOT) && node tools/compile.cjs > /dev/null
	@$(TOOLS)/abigen --v2 --combined-json $(FORGE_ROOT)/build/combined.json --pkg bindings --out contracts/bindings/bindings.go

.PHONY: generate-sql
generate-sql: $(TOOLS)/sqlc
	$(call say,sqlc)
	@cd store && $(CURDIR)/$(TOOLS)/sqlc generate

.PHONY: generate-graph
generate-graph:
	$(call say,gqlgen)
	@$(GO) generate ./graph

.PHONY: migration-sums
migration-sums: ## record the merged migrations, which never change again
	@cd migrations && sha256sum *.up.sql > SUMS

# --- tools --------------------------------------------------------------------

$(TOOLS)/golangci-lint: TOOL_PACKAGE := github.com/golangci/golangci-lint/v2/cmd/golangci-lint
$(TOOLS)/gofumpt: TOOL_PACKAGE := mvdan.cc/gofumpt
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
