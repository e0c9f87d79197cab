# Every target makes the environment it needs; `make help` lists them.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev

.DEFAULT_GOAL := help
.PHONY: help setup demo run test sure lint format types layers wheel bench prove lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(RUN) ## make the environment

$(RUN): requirements/run.lock setup.cfg
	@$(PYTHON) requirements/check_python.py
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(RUN)

$(DEV): $(RUN) requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $(DEV)

demo: $(RUN) ## run the whole product once on a sandbox portal and print what it found
	@$(BIN)/b24bridge demo

run: $(RUN) ## everything up on this machine until Ctrl-C: sandbox portal, app, Flower
	@$(BIN)/b24bridge up --sandbox --flower --port 0

test: $(DEV) ## run every test; database, broker and browser are started by the tests
	@$(BIN)/python tests/browser/provide.py
	$(BIN)/python -m pytest -n 2 --dist worksteal

sure: lint types layers test wheel ## what CI runs

lint: $(DEV) ## ruff, formatting and rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: $(DEV) ## write the formatting
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: $(DEV) ## mypy, strict
	$(BIN)/mypy

layers: $(DEV) ## who may import whom
	$(BIN)/lint-imports

wheel: $(DEV) ## build the wheel, install it apart, and test it from outside the tree
	$(BIN)/python tests/wheel/try_wheel.py

bench: $(DEV) ## measure: a table, and bench/results.json
	@$(BIN)/python -m bench

prove: $(DEV) ## the long proofs, hours: a year day by day on both portals, and 200 killed workers
	$(BIN)/python -m tests.prove.year --days 365 --portal demo
	$(BIN)/python -m tests.prove.year --days 365 --portal services
	$(BIN)/python -m tests.prove.kills --kills 200

lock: ## write the lock files anew (needs uv)
	requirements/lock

clean: ## remove everything that was made here
	git clean -xfd
