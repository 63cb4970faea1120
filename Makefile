# Each target is one line a person could type; `make run` and `make test` are all a newcomer needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run update ui sql report docs test bench torture lock audit clean help

help:       ## list the targets
	@grep -E '^[a-z]+: .*##|^[a-z]+: +##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12

run: $(VENV)/.installed      ## build the warehouse from what is landed (first from the shipped snapshot)
	@$(BIN)/tic-warehouse run

update: $(VENV)/.installed   ## fetch from the publishers, then run
	@$(BIN)/tic-warehouse update

ui: $(VENV)/.installed       ## open the Dagster UI on http://localhost:3000
	@$(BIN)/tic-warehouse ui

sql: $(VENV)/.installed      ## SQL prompt on the published database
	@$(BIN)/tic-warehouse sql

report: $(VENV)/.installed   ## open the page for people who would rather look than query
	@$(BIN)/tic-warehouse report --open

docs: $(VENV)/.installed     ## tables, columns and their lineage as one page, by dbt
	@$(BIN)/tic-warehouse docs

test: $(VENV)/.installed     ## every test, and the linters
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports --no-logo --no-cache && $(BIN)/mypy && $(BIN)/sqlfluff lint dbt_project orchestration --processes 2 && $(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=

bench: $(VENV)/.installed    ## ratios measured in one run
	@$(BIN)/python -m benchmarks

torture: $(VENV)/.installed  ## attack landing, fetching and publishing, and count (20 minutes)
	@$(BIN)/python -m tests.torture

lock: $(VENV)/.installed     ## resolve the dependencies again, with hashes and without addresses
	@$(BIN)/pip install --quiet uv && $(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock

audit: $(VENV)/.installed    ## ask the package index for known holes in what is locked (docs/decisions/10)
	@test -x $(VENV)/audit/bin/pip-audit || { $(PYTHON) -m venv $(VENV)/audit && $(VENV)/audit/bin/pip install --quiet --disable-pip-version-check pip-audit; }
	@$(VENV)/audit/bin/pip-audit --strict --disable-pip --requirement requirements.lock

clean:      ## forget what running made (the landed files stay)
	@rm -rf data/build data/parsed data/dagster dbt_project/target dbt_project/logs

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { echo "tic-warehouse needs Python 3.11, 3.12 or 3.13, and '$(PYTHON)' is another: run make with PYTHON=/path/to/python3.13"; exit 1; }
	@echo "Installing into $(VENV) (about a minute, once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
