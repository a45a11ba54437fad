# make demo   sets up, analyses a sample bundle, leaves out/report.html, out/diagnosis.md, out/analysis.json and out/timeline.png
# make test   sets up and runs the tests that need nothing but Python
#
# Everything runs in .venv; PYTHON=python3.13 chooses the interpreter it is made with.

PYTHON ?= python3
PYTEST_ARGS =
BIN = .venv/bin
SETUP = PYTHON="$(PYTHON)" sh scripts/setup-venv.sh

.PHONY: demo test scenarios real lint types contracts knowledge samples package-check docs format clean

demo:
	@$(SETUP) demo
	$(BIN)/loganalyzer analyze sample_logs/sametime-tls12 -o out
	@echo
	@echo "Written: out/report.html, out/diagnosis.md (to paste into a case), out/analysis.json, out/timeline.png"

test:
	@$(SETUP) dev
	$(BIN)/python -m pytest -n auto $(PYTEST_ARGS)

# Tests with real tools beside us. REQUIRE_PEERS=1 turns every skip into a failure.
real:
	@$(SETUP) dev
	$(BIN)/python -m pytest tests/real $(PYTEST_ARGS)

# All simulated cells, the held-out ones too: nothing wrongly confirmed, everything as expected, nine of ten mutants
# caught, the same bytes from one worker and from two.
scenarios:
	@$(SETUP) dev
	$(BIN)/python -m benchmarks.accuracy --check
	$(BIN)/python -m tests.scenarios.mutants
	$(BIN)/python -m tests.scenarios.twice

lint:
	@$(SETUP) dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	@$(SETUP) dev
	$(BIN)/mypy

contracts:
	@$(SETUP) dev
	$(BIN)/lint-imports

knowledge:
	@$(SETUP) dev
	$(BIN)/loganalyzer signatures lint
	$(BIN)/loganalyzer signatures test

samples:
	@$(SETUP) dev
	$(BIN)/python -m tools.samples --check

package-check:
	@$(SETUP) dev
	$(BIN)/python scripts/check_packaging.py

# The guide as HTML and the man page, in out/docs; warnings are errors, and the notebook is run.
docs:
	@$(SETUP) docs
	$(BIN)/sphinx-build -W --keep-going -q -b html -d out/docs/cache docs out/docs/html
	$(BIN)/sphinx-build -W --keep-going -q -b man -D nb_execution_mode=off -d out/docs/cache-man docs out/docs/man
	@echo "Written: out/docs/html/index.html, out/docs/man/loganalyzer.1"

format:
	@$(SETUP) dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv out build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
