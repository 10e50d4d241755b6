# Everything below works on a machine with Python 3.11+ and make: `make demo` and `make test` set themselves up.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
WORKSPACE ?= .modelkeep
# What is imported is compiled once: pip need not compile the rest, and hundreds of tests start the program.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile

.PHONY: help demo test checks lint types layers unit slow docs requirements clean
.DELETE_ON_ERROR:

help:  ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 to 3.13 with venv is needed (Debian: apt-get install python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.lab: $(VENV)/.python requirements/lab.txt pyproject.toml
	$(PIP) --require-hashes -r requirements/lab.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.lab requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

# 430 MB: only what searches on Spark are tested with.
$(VENV)/.spark: $(VENV)/.dev requirements/spark.txt
	$(PIP) --require-hashes -r requirements/spark.txt
	@touch $@

demo: $(VENV)/.lab  ## Scan the insecure lab: summary on screen, HTML report on disk
	$(BIN)/modelkeep demo --workspace $(WORKSPACE)

# The checks run beside the tests, and say what they found when those are done.
test: $(VENV)/.dev  ## All checks and tests; those that take minutes by themselves are `make slow`
	@$(MAKE) --no-print-directory checks >$(VENV)/checks.log 2>&1 & checks=$$!; trap 'kill $$checks' INT TERM; \
	$(MAKE) --no-print-directory unit; unit=$$?; \
	wait $$checks; checked=$$?; cat $(VENV)/checks.log; \
	test $$unit -eq 0 -a $$checked -eq 0

checks: lint types layers

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

layers: $(VENV)/.dev
	$(BIN)/lint-imports

unit: $(VENV)/.dev
	@sh tests/install-system-packages.sh
	$(BIN)/pytest -n 2 --dist loadgroup

slow: $(VENV)/.spark  ## Tests that take minutes: every rule, ingest and classification on Spark (Java 17, 430 MB), all cases of controls through files, the course of learn, interrupted scans
	@sh tests/install-system-packages.sh spark
	$(BIN)/pytest -m slow

docs: $(VENV)/.lab  ## Write the references again: docs/controls, docs/tables.md
	$(BIN)/python docs/generate.py

requirements:  ## Pin the dependencies again
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make requirements' \
		--group build --group dev --extra data --extra h5 --extra lab --extra notify --extra pdf --extra postgres pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make requirements' \
		--group build --extra lab -c requirements/dev.txt pyproject.toml -o requirements/lab.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make requirements' \
		--group build --extra spark -c requirements/dev.txt pyproject.toml -o requirements/spark.txt

clean:  ## Remove everything that was made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
