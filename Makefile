# Everything here sets itself up: Python, git and the package registries are all it needs.
# `make test` also needs a Chromium, strace and Pango; as root on Debian it installs them, elsewhere it
# says so.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
REPO ?= .
RUN = $(VENV)/run.installed
DEV = $(VENV)/dev.installed

.PHONY: audit test check lint types imports docs docs-write sample demo bench bench-detection \
	bench-report browser tracer pango format lock clean

audit: $(RUN) ## Scan REPO and its whole history; write exposure-report.html and .json
	@$(BIN)/mcp-exposure scan "$(REPO)" --report html --report json --fail-on none; status=$$?; \
	test $$status -eq 0 -o $$status -eq 3

test: $(DEV) browser tracer pango ## Run the tests
	$(BIN)/pytest -n auto --dist worksteal

check: lint types imports docs test ## All that CI runs

lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(DEV)
	$(BIN)/mypy

imports: $(DEV)
	$(BIN)/lint-imports --no-cache

docs: $(DEV) ## Are the generated pages fresh?
	$(BIN)/python docs/generate.py --check

docs-write: $(DEV) ## Write the generated pages
	$(BIN)/python docs/generate.py

sample: $(DEV) ## Write docs/sample-report anew
	$(BIN)/python tests/sample.py docs/sample-report

demo: $(DEV) ## Make a repository with ten clients' files and scan it
	$(BIN)/python tests/showcase.py build/showcase
	$(MAKE) audit REPO=build/showcase

PEERS ?=
BARE ?=
BENCH ?=

bench: $(DEV) ## Compare with git and other scanners; BARE="path …" takes bare clones, BENCH options
	$(BIN)/python benchmarks/history.py $(BARE) --peers "$(PEERS)" $(BENCH)

bench-report: $(DEV) ## What a report of 10,000 rows costs: every format, the pack, the search for leaks
	$(BIN)/python -m benchmarks.report

CORPUS ?= $(wildcard ../shared/corpus)

bench-detection: $(DEV) ## Compare detection with other scanners; PEERS=dir:dir names their programs
	$(BIN)/python benchmarks/detection.py --peers "$(PEERS)" $(if $(CORPUS),--corpus "$(CORPUS)") --write

format: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
	test "$$(id -u)" -eq 0 && command -v apt-get >/dev/null \
	&& apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	} || { echo "make test needs Chromium: install the package chromium" >&2; exit 1; }

tracer:
	@command -v strace >/dev/null || { \
	test "$$(id -u)" -eq 0 && command -v apt-get >/dev/null \
	&& apt-get update -qq && apt-get install -y -qq strace >/dev/null; \
	} || { echo "make test needs strace: install the package strace" >&2; exit 1; }

pango:
	@{ ldconfig -p 2>/dev/null || true; } | grep -q libpangoft2 || { \
	test "$$(id -u)" -eq 0 && command -v apt-get >/dev/null \
	&& apt-get update -qq && apt-get install -y -qq libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null; \
	} || { echo "make test needs Pango for PDF: install libpangoft2-1.0-0 and libharfbuzz-subset0" >&2; exit 1; }

PIN = uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-header

lock: ## Pin the newest versions that pyproject.toml admits
	$(PIN) -o requirements.lock pyproject.toml
	$(PIN) -o requirements-build.lock --group build
	$(PIN) -o requirements-dev.lock pyproject.toml --group dev

clean:
	rm -rf $(VENV) build dist

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# The command is installed from the checkout, its dependencies only from the lock file, which is
# whole: without --no-deps, pip would look for a newer release of what is asked for with an extra.
$(RUN): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-build.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(RUN)
