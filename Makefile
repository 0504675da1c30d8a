# Everything runs in .venv; system packages are installed when they are missing (see build/system_packages.sh).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TRUST_ROOT := keys/private/trust-root.json
ROWS ?= 20000
BENCH ?= all
JSON ?= .cache/conformance.json
SECONDS ?= 60
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo test check format conformance bench soak fuzz site serve clean lock

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(VENV)/.installed ## Install system and Python packages that are missing

$(VENV)/.installed: requirements.lock pyproject.toml build/system_packages.sh
	@build/system_packages.sh run
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup-test: setup
	@build/system_packages.sh test

demo: setup ## Issue two nights from a sample export, revoke, publish, build the site
	$(BIN)/python build/demo.py

test: setup-test ## Run all tests, the browser's included
	$(BIN)/python -m pytest -n auto --dist loadfile

check: setup ## Format, lint, types, import contracts, dead code, dead links
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/python -m tests.architecture.links

format: setup ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

conformance: setup ## Run other projects' vectors: make conformance VECTORS=DIR [SUITE=name] [JSON=FILE]
	$(BIN)/python -m tests.conformance $(if $(VECTORS),--vectors $(VECTORS)) $(if $(SUITE),--suite $(SUITE)) --json $(JSON)

bench: setup ## Measure: make bench [BENCH=name] [ROWS=n], one JSON line each
	$(BIN)/python -m tests.benchmarks --bench $(BENCH) --rows $(ROWS) --json

soak: setup ## Kill a night at random moments, again and again, and compare
	$(BIN)/python -m pytest -m soak tests/faults

fuzz: setup ## Ten thousand hostile inputs for every property; then each decoder, guided by coverage, for SECONDS
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -n auto tests/properties
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

site: setup ## Build dist/site
	$(BIN)/python build/build_site.py $(if $(wildcard $(TRUST_ROOT)),--trust-root $(TRUST_ROOT))

serve: setup ## Serve the demo's public folder on this machine
	$(BIN)/python -m verifier_site.serve demo/public --port $(PORT)

lock: setup ## Renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --no-annotate --all-extras pyproject.toml -o requirements.lock

clean: ## Remove everything that was made, keys excepted
	rm -rf $(VENV) dist demo build/node_modules tests/interoperability/*/node_modules .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
