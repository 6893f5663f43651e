# Everything that a person or CI does with this repository; `make` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test dynalite e2e audit lint lint-other types corpus opinions parse-ratio releases storm race lookup rivals chaos fuzz mutants requests picture gallery image start bench fix lock clean

help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "docgen needs Python 3.11 or newer: make PYTHON=python3.13 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.stamp: $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/runtime.stamp requirements-dev.lock
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

$(VENV)/tools.stamp: $(VENV)/dev.stamp requirements-tools.lock
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements-tools.lock
	@touch $@

demo: $(VENV)/runtime.stamp ## Document the example pull request, twice; needs no key, no AWS, no Docker
	@$(BIN)/python examples/demo.py

test: $(VENV)/dev.stamp ## Run the tests
	$(BIN)/pytest --numprocesses auto --dist worksteal

DYNALITE := .cache/dynalite

$(DYNALITE)/stamp: tests/cache/dynalite/package.json tests/cache/dynalite/package-lock.json
	mkdir -p $(DYNALITE)
	cp $^ $(DYNALITE)
	npm ci --prefix $(DYNALITE) --silent --ignore-scripts --no-audit --no-fund
	@touch $@

dynalite: $(VENV)/dev.stamp $(DYNALITE)/stamp ## Hold the cache to a second, stricter DynamoDB; needs npm
	$(BIN)/pytest -o python_files='suite_*.py' tests/cache

e2e: $(VENV)/tools.stamp ## Run the container and whole workflows; needs a Docker engine
	$(BIN)/pytest -o python_files='suite_*.py' tests/container tests/e2e

lint: $(VENV)/dev.stamp lint-other ## Check format and style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

WORKFLOWS := $(wildcard .github/workflows/*.yml examples/workflows/*.yml)

SHIPPED = $(shell sed -nE 's/^([A-Za-z0-9._-]+)==.*/\1/p' requirements.lock)

lint-other: $(VENV)/tools.stamp ## Check the workflows, action.yml, the Dockerfile, the CloudFormation template and the licences
	$(BIN)/actionlint $(WORKFLOWS)
	$(BIN)/zizmor --quiet --offline --persona pedantic --config .github/zizmor.yml action.yml .github/dependabot.yml $(WORKFLOWS)
	$(BIN)/hadolint Dockerfile
	$(BIN)/cfn-lint aws/cache.yaml
	$(BIN)/pip-licenses --packages $(SHIPPED) >/dev/null
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows $(WORKFLOWS)
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml

audit: $(VENV)/tools.stamp ## Ask PyPI for known vulnerabilities of what the image ships; fails where its database cannot be reached
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --progress-spinner off --requirement requirements.lock

types: $(VENV)/dev.stamp ## Check types
	$(BIN)/mypy

corpus: $(VENV)/dev.stamp ## Splice docstrings into all Python that is installed, and prove each file
	$(BIN)/python -m benchmarks.corpus

OPINIONS := .cache/opinions

$(OPINIONS)/stamp: requirements-opinions.lock
	$(PYTHON) -m venv $(OPINIONS)
	$(OPINIONS)/bin/pip install --quiet --require-hashes --no-deps -r requirements-opinions.lock
	@touch $@

opinions: $(VENV)/dev.stamp $(OPINIONS)/stamp ## Ask interrogate, ruff, pydoclint and griffe what they think of our docstrings
	$(BIN)/python -m benchmarks.opinions --tools $(OPINIONS)/bin

releases: $(VENV)/dev.stamp ## Run the action on pull requests out of releases of real packages
	$(BIN)/python -m benchmarks.releases

storm: $(VENV)/dev.stamp ## Write 300 docs while every third answer fails
	$(BIN)/python -m benchmarks.storm

parse-ratio: $(VENV)/dev.stamp ## Measure what symbols, chunks and fingerprints cost against bare parsing
	$(BIN)/python -m benchmarks.parse_ratio

race: $(VENV)/dev.stamp ## Let eight runs document the same pull request at once
	$(BIN)/python -m benchmarks.race

lookup: $(VENV)/dev.stamp ## Look up 10,000 fingerprints in batches, and one by one
	$(BIN)/python -m benchmarks.lookup

rivals: $(VENV)/dev.stamp ## Let runs and others get into each other's way: there is one comment, the newest
	$(BIN)/python -m benchmarks.rivals

chaos: $(VENV)/dev.stamp ## Let every call fail in every way, in every mode: what is lost, doubled, wrong or paid twice?
	$(BIN)/python -m benchmarks.chaos

fuzz: $(VENV)/dev.stamp ## Send 20,000 wrong inputs through each door: nothing but an error of ours may come out
	$(BIN)/python -m benchmarks.fuzz

mutants: $(VENV)/tools.stamp ## Change one thing in the code that trust rests on, again and again: do its tests notice?
	$(BIN)/python -m benchmarks.mutants

requests: $(VENV)/dev.stamp ## Count the requests to GitHub for pull requests of 10, 300 and 3,000 files
	$(BIN)/python -m benchmarks.requests

picture: $(VENV)/dev.stamp ## Take the README's pictures of a comment and a suggestion; needs Chromium
	$(BIN)/python -m benchmarks.picture

gallery: $(VENV)/dev.stamp ## Run all modes twice on releases of a real package, and take pictures of what people see; needs Chromium
	$(BIN)/python -m benchmarks.gallery

image: $(VENV)/dev.stamp ## Measure the image layer by layer, beside one that is not trimmed; needs a Docker engine
	$(BIN)/python -m benchmarks.image

start: $(VENV)/dev.stamp ## Measure the container's start and a fully cached run; needs a Docker engine
	$(BIN)/python -m benchmarks.start

bench: $(VENV)/dev.stamp ## Measure docgen beside its rivals and write docs/performance.md; takes about 15 minutes
	$(BIN)/python -m benchmarks.performance

fix: $(VENV)/dev.stamp ## Format, and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/dev.stamp ## Resolve the dependencies anew and write both lock files
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements-dev.lock --group tools -o requirements-tools.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group opinions -o requirements-opinions.lock

clean: ## Remove what the targets made
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache build *.egg-info
