# Two commands do everything on a fresh machine: `make demo` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help demo test fast format check bench lock clean messages sbom
SHELL := /bin/bash
PY := .venv/bin/python
TEST_WORKERS ?= 2
BROWSER_WORKERS ?= $(TEST_WORKERS)

help: ## show this
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 10

demo: .venv/.runtime ## the whole desk on this machine, with a sandbox of both clouds and videos to review
	@env DEBUG=1 $(PY) manage.py demo

# Parts of the tests: pytest gives each test its marks (tests/parts.py). Two workers, each with its own database and browser.
PYTEST = $(PY) -m pytest -q
IN_PARALLEL = $(PYTEST) -n $(TEST_WORKERS) --dist worksteal

ifdef T
test: .venv/.dev ## install what tests need, check everything, run every test; T=path runs the tests there
	$(PYTEST) $(T)
else
test: .venv/.dev
	@.ci/install-chromium
	@.ci/install-packages
	@$(MAKE) --no-print-directory check
	$(IN_PARALLEL) -m "not browser and not process"
	@echo "With programs of their own:"
	$(IN_PARALLEL) -m process
	@echo "In a real browser:"
	$(PYTEST) -n $(BROWSER_WORKERS) --dist worksteal -m browser
	@if [ -n "$$TEST_POSTGRES_URL" ]; then echo "What depends on SQL, again on PostgreSQL:"; \
	  TEST_DATABASE_URL="$$TEST_POSTGRES_URL" $(IN_PARALLEL) -m "database and not browser"; fi
endif

fast: .venv/.dev ## lint and the tests without a browser, programs of their own or sweeps of the site: the loop while working
	.venv/bin/ruff check --quiet .
	$(IN_PARALLEL) -m "not browser and not process and not sweep"

format: .venv/.dev ## format the code and the templates
	.venv/bin/ruff format --quiet .
	.venv/bin/djade --target-version 6.1 $$(git ls-files 'templates/*.html')
	.venv/bin/djlint --reformat --quiet templates

check: .venv/.dev node_modules/.package-lock.json ## format, lint, types, layers, templates, scripts, Django's own checks
	.venv/bin/ruff format --check --quiet .
	.venv/bin/ruff check --quiet .
	.venv/bin/djade --check --target-version 6.1 $$(git ls-files 'templates/*.html')
	.venv/bin/djlint --check --lint --quiet templates
	.venv/bin/lint-imports --no-cache --no-logo
	.venv/bin/mypy
	.venv/bin/oxlint --deny-warnings static/reviews/js tests/js
	.venv/bin/node node_modules/typescript/bin/tsc -p tsconfig.json
	.venv/bin/node node_modules/typescript/bin/tsc -p tests/js/tsconfig.evidence.json
	@$(DEBUG_ENV) $(PY) manage.py check --fail-level WARNING
	@$(DEBUG_ENV) $(PY) manage.py makemigrations --check --dry-run

bench: .venv/.dev ## benchmarks beside the raw limit, on SQLite and (with TEST_POSTGRES_URL) PostgreSQL
	$(PY) -m tests.benchmarks

messages: .venv/.dev ## collect strings for translation and compile them (needs gettext)
	@$(DEBUG_ENV) $(PY) manage.py makemessages -l zh_Hans --no-location --no-obsolete -i .venv -i var -i tests -i node_modules
	@$(DEBUG_ENV) $(PY) manage.py compilemessages -l zh_Hans -i .venv

lock: .venv/.dev ## pin requirements*.in with hashes
	.venv/bin/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --no-annotate -o requirements.txt requirements.in
	.venv/bin/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --no-annotate --allow-unsafe -o requirements-dev.txt requirements-dev.in

sbom: .venv/.runtime ## the parts of the desk with versions and licences, as CycloneDX JSON in var/sbom.json
	@$(PY) .ci/sbom.py var/sbom.json

clean: ## remove the environment and everything the demo made
	rm -rf .venv var node_modules

DEBUG_ENV = env -u DATABASE_URL DEBUG=1 VAR_DIR=var/check

.venv/bin/python:
	@python=$$(.ci/find-python) && echo "Creating .venv with $$python ..." && "$$python" -m venv .venv

.venv/.runtime: .venv/bin/python requirements.txt
	@echo "Installing what the desk needs ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: .venv/bin/python requirements-dev.txt
	@echo "Installing what the tests need ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch .venv/.runtime $@

node_modules/.package-lock.json: package-lock.json | .venv/.dev
	@echo "Installing what checks the scripts' types ..."
	@.venv/bin/npm ci --silent
	@touch $@
