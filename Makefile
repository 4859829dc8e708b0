PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check rules-away judges fuzz threats faults bench anchors generate golden picture mutants
.PHONY: page-browser editor lock image-arm64 release-dry-run clean

## demo: run the gate on an example and show its report
demo: .venv/run
	folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && cp -R examples/fraud-detector/. "$$folder" \
	  && git -C "$$folder" init --quiet && git -C "$$folder" add --all \
	  && $(BIN)/ml-readiness check --root "$$folder"

## test: set up what the tests need, and run them
test: .venv/dev
	$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report=term --cov-fail-under=95

## check: lint, types, floors, dead code, names, generated files
check: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/vulture
	$(BIN)/python scripts/check_names.py
	$(BIN)/python scripts/generate.py --check
	$(BIN)/check-jsonschema --check-metaschema schema/*.json
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml examples/organisation/.github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml pip/action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/actionlint .github/workflows/*.yml examples/organisation/.github/workflows/*.yml
	$(BIN)/zizmor --quiet --offline .github action.yml pip/action.yml examples/organisation
	$(BIN)/hadolint Dockerfile
	$(BIN)/python scripts/check_sarif.py

## rules-away: take each rule away in turn, and see that a test fails (takes minutes)
rules-away: .venv/dev
	$(BIN)/python scripts/rules_away.py

## mutants: change each rule in small ways, and a sample of other packages; see that tests fail (takes an hour)
mutants: .venv/dev
	$(BIN)/python scripts/mutants.py rules
	for package in evidence gate reading document.py; do \
	  $(BIN)/python scripts/mutants.py $$package --sample 150 || exit 1; \
	done

## judges: hold the readers of parts against make, DVC, pre-commit, nbformat and promtool (takes minutes)
judges: .venv/dev build/judges/made
	$(BIN)/python scripts/judges/compare.py build/judges/bin/python

build/judges/made: scripts/judges/requirements.txt
	$(PYTHON) -m venv build/judges
	build/judges/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement $<
	touch $@

## fuzz: give all that reads or shows what others wrote hostile input (INPUTS=…; takes minutes)
INPUTS ?= 100000
fuzz: .venv/dev
	PYTHONPATH=scripts $(BIN)/python -m fuzz --inputs $(INPUTS) --growth

## threats: run the tests of every threat, and print which hold; then measure the worst inputs (takes minutes)
threats: .venv/dev
	$(BIN)/python scripts/threats.py -- -n auto --dist loadgroup
	$(BIN)/python benchmarks/growth.py

## faults: run the action under schedules of faults (SEEDS=… of them), and twenty in the image (takes minutes)
SEEDS ?= 1000
faults: .venv/dev
	PYTHONPATH=tests $(BIN)/python scripts/faults.py --seeds $(SEEDS)
	SCHEDULES_IN_THE_IMAGE=20 $(BIN)/pytest -q tests/e2e/test_schedules.py

## generate: write the schema and the reference pages anew from the code
generate: .venv/dev
	$(BIN)/python scripts/generate.py

## golden: write the comments and sentences anew that tests compare with; read the difference before you commit
golden: .venv/dev
	GOLDEN=write $(BIN)/pytest tests/unit/render/test_golden.py tests/test_cases.py tests/test_mistakes.py

## picture: the README's pictures of a comment (needs Node.js and Chromium; scripts/picture/README.md)
picture: scripts/picture/node_modules
	node scripts/picture/render.mjs tests/golden/short.md build/picture
	cp build/picture/comment-light-900.png docs/comment-light.png
	cp build/picture/comment-dark-900.png docs/comment-dark.png

scripts/picture/node_modules: scripts/picture/package-lock.json
	cd scripts/picture && npm ci --no-audit --no-fund
	touch $@

## page-browser: hold the page of a survey, a hostile one too, in Chromium (needs Node.js; scripts/page/README.md)
page-browser: .venv/dev scripts/page/node_modules
	rm -rf build/page && mkdir -p build/page
	$(BIN)/python benchmarks/page.py --keep build/page/large
	PYTHONPATH=tests $(BIN)/python scripts/page/hostile.py build/page/hostile
	node scripts/page/check.mjs build/page/large/page build/page/pictures
	node scripts/page/check.mjs build/page/hostile/page build/page/pictures-hostile

scripts/page/node_modules: scripts/page/package-lock.json
	cd scripts/page && npm ci --no-audit --no-fund
	touch $@

## editor: ask a YAML language server what it makes of our schema (needs Node.js; scripts/editor/README.md)
editor: scripts/editor/node_modules
	node scripts/editor/check.mjs schema/ml-readiness.schema.json

scripts/editor/node_modules: scripts/editor/package-lock.json
	cd scripts/editor && npm ci --no-audit --no-fund
	touch $@

## test-yaml: read documents with each PyYAML whose scanner has limits of its own, or has none
test-yaml: .venv/dev
	for version in 6.0.3 6.0.4; do \
	  rm -rf build/yaml-$$version && $(BIN)/python -m venv build/yaml-$$version \
	  && build/yaml-$$version/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements-dev.txt \
	  && build/yaml-$$version/bin/pip install --quiet --disable-pip-version-check pyyaml==$$version \
	  && build/yaml-$$version/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . \
	  && build/yaml-$$version/bin/python -c "import yaml; print('PyYAML', yaml.__version__)" \
	  && build/yaml-$$version/bin/pytest -q -p no:cacheprovider tests/unit/test_document.py tests/hostile/test_yaml.py \
	  || exit 1; \
	done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .

## lock: choose the packages of the image and of the development environment anew, with hashes
lock: .venv/dev
	$(BIN)/uv pip compile $(LOCKING) --output-file requirements.txt pyproject.toml
	$(BIN)/uv pip compile $(LOCKING) --extra dev --output-file requirements-dev.txt pyproject.toml
	$(BIN)/uv pip compile $(LOCKING) --output-file scripts/judges/requirements.txt scripts/judges/requirements.in

## release-dry-run: show the commit that a release would tag (IMAGE=name@sha256:… for a real image)
IMAGE ?= ghcr.io/ml-readiness/ml-readiness@sha256:$(shell printf '%064d' 0)
release-dry-run: .venv/run
	$(BIN)/python scripts/release.py --version "$$($(BIN)/ml-readiness --version | cut -d' ' -f2)" --image $(IMAGE)

## image-arm64: build and try the image for arm64 (root; qemu-user-static and binfmt_misc; takes minutes)
image-arm64: .venv/dev
	EMULATED=arm64 $(BIN)/pytest --no-cov tests/e2e/test_image.py tests/e2e/test_surroundings.py

## bench: measure against peers (takes minutes; see benchmarks/README.md)
bench: .venv/dev
	$(BIN)/python benchmarks/manifest.py
	$(BIN)/python benchmarks/many.py
	$(BIN)/python benchmarks/base.py
	$(BIN)/python benchmarks/page.py

## anchors: hold our reader of Markdown against another one on the pages below a folder (PAGES=…; needs Node.js)
anchors: .venv/dev build/anchors/node_modules
	$(BIN)/python benchmarks/anchors/compare.py $(PAGES) build/anchors

build/anchors/node_modules: benchmarks/anchors/package.json
	mkdir -p build/anchors && cp benchmarks/anchors/package.json build/anchors/
	cd build/anchors && npm install --no-audit --no-fund
	touch $@

clean:
	rm -rf .venv build scripts/picture/node_modules scripts/page/node_modules scripts/editor/node_modules .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

# Of every version of Python that the project takes.
LOCKING := --quiet --generate-hashes --upgrade --python-version 3.11 --universal --no-annotate --no-header
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.venv/run: pyproject.toml requirements.txt
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes --no-deps --requirement requirements.txt
	$(PIP) --no-deps --editable .
	touch $@

# The locks are whole, so pip is to look for nothing: where a package is asked for with an extra, it
# stops at the first newer one that has no hash here (pip 23.2, seen on 2026-11-26).
# UNLOCKED=1 takes the newest packages instead, to notice what they break.
.venv/dev: .venv/run requirements-dev.txt
ifdef UNLOCKED
	$(PIP) --upgrade --upgrade-strategy eager --editable '.[dev]'
else
	$(PIP) --require-hashes --no-deps --requirement requirements-dev.txt
	$(PIP) --no-deps --no-build-isolation --editable .
endif
	touch $@
