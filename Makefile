PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench generate clean

## demo: run the gate on an example and show its report
demo: .venv/run
	$(BIN)/ml-readiness check --root examples/fraud-detector

## test: set up what the tests need, and run them
test: .venv/dev
	$(BIN)/pytest -n auto --cov --cov-report=term --cov-fail-under=95

## check: lint, types, floors, generated files
check: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python scripts/generate.py --check
	$(BIN)/check-jsonschema --check-metaschema schema/*.json
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

## generate: write the schema and the reference pages anew from the code
generate: .venv/dev
	$(BIN)/python scripts/generate.py

## bench: measure against peers (takes minutes; see benchmarks/README.md)
bench: .venv/dev
	$(BIN)/python benchmarks/manifest.py
	$(BIN)/python benchmarks/many.py

clean:
	rm -rf .venv .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

.venv/run: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/dev: .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
