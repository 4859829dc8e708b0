PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench generate golden picture lock release-dry-run clean

## demo: run the gate on an example and show its report
demo: .venv/run
	$(BIN)/ml-readiness check --root examples/fraud-detector

## test: set up what the tests need, and run them
test: .venv/dev
	$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report=term --cov-fail-under=95

## check: lint, types, floors, generated files
check: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python scripts/generate.py --check
	$(BIN)/check-jsonschema --check-metaschema schema/*.json
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/actionlint
	$(BIN)/zizmor --quiet --offline .github action.yml
	$(BIN)/hadolint Dockerfile
	$(BIN)/python scripts/check_sarif.py

## generate: write the schema and the reference pages anew from the code
generate: .venv/dev
	$(BIN)/python scripts/generate.py

## golden: write the comments anew that tests compare with; read the difference before you commit
golden: .venv/dev
	GOLDEN=write $(BIN)/pytest tests/unit/render/test_golden.py

## picture: the README's pictures of a comment (needs Node.js and Chromium; scripts/picture/README.md)
picture: scripts/picture/node_modules
	node scripts/picture/render.mjs tests/golden/failing.md build/picture
	cp build/picture/comment-light-900.png docs/comment-light.png
	cp build/picture/comment-dark-900.png docs/comment-dark.png

scripts/picture/node_modules: scripts/picture/package-lock.json
	cd scripts/picture && npm ci --no-audit --no-fund
	touch $@

## lock: choose the image's packages anew, with their hashes
lock: .venv/dev
	$(BIN)/uv pip compile --quiet --generate-hashes --upgrade --python-version 3.13 \
	  --python-platform linux --no-annotate --no-header --output-file requirements.txt pyproject.toml

## release-dry-run: show the commit that a release would tag (IMAGE=name@sha256:… for a real image)
IMAGE ?= ghcr.io/ml-readiness/ml-readiness@sha256:$(shell printf '%064d' 0)
release-dry-run: .venv/run
	$(BIN)/python scripts/release.py --version "$$($(BIN)/ml-readiness --version | cut -d' ' -f2)" --image $(IMAGE)

## bench: measure against peers (takes minutes; see benchmarks/README.md)
bench: .venv/dev
	$(BIN)/python benchmarks/manifest.py
	$(BIN)/python benchmarks/many.py
	$(BIN)/python benchmarks/base.py

clean:
	rm -rf .venv build scripts/picture/node_modules .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

.venv/run: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/dev: .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
