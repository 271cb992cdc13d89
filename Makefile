# `make help` lists the targets. One environment, made from the lock file, serves them all.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
INSTALL := install --quiet --no-deps --require-hashes
PORT ?= 8000

# The tests start some two hundred processes: without bytecode, each compiles the whole product anew.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test check services format lint types contracts docs bench faults tour fuzz mutation lock clean

help:  ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# uv takes a quarter of pip's time; but where packages come from another place, it is pip that was told.
$(READY): pyproject.toml requirements-install.lock requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "ShareHub needs Python 3.11 or newer; say which with PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip $(INSTALL) -r requirements-install.lock
	$(BIN)/uv pip $(INSTALL) --python $(BIN)/python -r requirements-dev.lock || $(BIN)/pip $(INSTALL) -r requirements-dev.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)  ## Show who sees what of a synthetic case, then serve it on this machine alone
	@$(BIN)/sharehub demo --port $(PORT)

test: $(READY)  ## Run every test that this machine can run; a loud line for each kind it cannot
	$(BIN)/pytest -q -n auto --dist worksteal

check: $(READY) services format lint types contracts  ## All that must be green: format, lint, types, contracts, tests, docs
	$(BIN)/pytest -q -n auto --dist worksteal --ignore=tests/architecture --cov --cov-report=term
	$(BIN)/coverage report --include='consent/*,policies/*' --fail-under=100
	$(BIN)/coverage report --include='sharehub/*' --fail-under=95
	$(MAKE) docs

services:
	@.ci/services

format: $(READY)
	$(BIN)/ruff format --check

lint: $(READY)
	$(BIN)/ruff check

types: $(READY)
	$(BIN)/mypy --num-workers auto

contracts: $(READY)
	$(BIN)/lint-imports --no-logo

docs: $(READY)  ## Check that the documents say what the code does
	$(BIN)/pytest -q -n auto tests/architecture

bench: $(READY)  ## Measure, as ratios of one run
	$(BIN)/python -m tests.bench

faults: $(READY) services  ## Kill whatever there is in the midst of a thousand tasks, and print how long each takes to recover
	$(BIN)/pytest -q -s tests/faults/thousand_tasks.py tests/deploy/each_killed.py

tour: $(READY)  ## Take the pictures of docs/tour.md anew, from the demo
	$(BIN)/python -m tests.sharehub.pages.tour

fuzz: $(READY)  ## Send the API many more drawn requests than the tests do
	$(BIN)/python -m tests.sharehub.fuzzing 20

mutation: $(READY)  ## Change the pure libraries in every small way and see that a test notices
	$(BIN)/mutmut run
	$(BIN)/mutmut results

RESOLVE := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

# What is served is what was tested: the last two are resolved from the one before.
lock: $(READY)  ## Resolve the dependencies anew
	$(BIN)/uv $(RESOLVE) --group pyproject.toml:install -o requirements-install.lock
	$(BIN)/uv $(RESOLVE) --group dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv $(RESOLVE) pyproject.toml --constraints requirements-dev.lock -o requirements.lock
	$(BIN)/uv $(RESOLVE) --group pyproject.toml:build --constraints requirements-dev.lock -o requirements-build.lock

clean:  ## Remove what was made
	rm -rf $(VENV) .demo .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage mutants build dist
