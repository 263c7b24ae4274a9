# make run    serve the program on 127.0.0.1:$PORT (default 8000)      make test   every test that can run here
# make lint   style, types, floors, templates                         make bench  how far from bare limits

PORT ?= 8000
BASE_PYTHON ?= python3
PYTHON := .venv/bin/python
FLASK := $(PYTHON) -m flask --app wsgi
PYTEST := $(PYTHON) -m pytest
WORKERS ?= auto
CATALOGUES := emulation/data/translations
PO := $(wildcard $(CATALOGUES)/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)
STATIC := $(shell find static -type f -not -path 'static/dist/*' 2>/dev/null)
PIP := $(PYTHON) -m pip --disable-pip-version-check install --quiet --require-hashes

export PORT

.PHONY: run .venv lock lint test test-sqlite test-postgresql test-browser resilience bench translations clean
.DELETE_ON_ERROR:

run: .venv/run.stamp $(MO) build/assets.stamp
	@$(FLASK) db upgrade
	@$(FLASK) demo load --if-empty
	@echo "Serving on http://127.0.0.1:$(PORT) — stop with Ctrl+C"
	@exec $(PYTHON) -m gunicorn wsgi:app

# -- the environment ---------------------------------------------------------------------------

.venv: .venv/dev.stamp

.venv/bin/python:
	@$(BASE_PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name it with BASE_PYTHON=python3.x"; exit 1; }
	@$(BASE_PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || { echo "Python's venv is needed: apt-get install python3-venv"; exit 1; }
	$(BASE_PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt | .venv/bin/python
	@echo "Installing what the program needs …"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "Installing what the program and its tests need …"
	@$(PIP) -r requirements-dev.txt
	@touch .venv/run.stamp $@

lock: .venv/dev.stamp
	$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  -o requirements.txt requirements.in
	$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  -c requirements.txt -o requirements-dev.txt requirements-dev.in

# -- what is made from sources -----------------------------------------------------------------

%.mo: %.po | .venv/run.stamp
	@$(PYTHON) -m babel.messages.frontend --quiet compile -i $< -o $@.new && mv $@.new $@

build/assets.stamp: requirements.txt $(wildcard emulation/assets/*.py) $(STATIC) | .venv/run.stamp
	@mkdir -p build
	@$(FLASK) assets build
	@touch $@

translations: .venv/run.stamp
	@mkdir -p build
	@$(PYTHON) -m babel.messages.frontend --quiet extract -F babel.cfg --project emulation \
	  -k _l -k lazy_gettext -k lazy_ngettext:1,2 \
	  --no-location --sort-output --no-wrap -o build/messages.pot .
	@$(PYTHON) -m babel.messages.frontend --quiet update -D messages -i build/messages.pot \
	  -d $(CATALOGUES) --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(MAKE) --no-print-directory $(MO)

# -- checks ------------------------------------------------------------------------------------

lint: .venv/dev.stamp
	$(PYTHON) -m ruff format --check --quiet
	$(PYTHON) -m ruff check --quiet
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/djlint templates --lint --quiet

test: test-sqlite test-browser

test-sqlite: .venv/dev.stamp $(MO)
	TEST_DATABASE_URL= $(PYTEST) -n $(WORKERS) --ignore=tests/browser $(ARGS)

test-browser: .venv/dev.stamp $(MO) build/assets.stamp
	TEST_DATABASE_URL= $(PYTEST) tests/browser $(ARGS)

# What asks no database, or nothing that it is not asked elsewhere, runs on SQLite alone;
# `make resilience` kills uploads on both.
NO_DATABASE := browser rules workflow assets formatting evidence/hostile evidence/test_pictures.py \
  evidence/test_inspection.py evidence/test_signatures.py evidence/test_signature_program.py \
  evidence/test_stores.py evidence/scanning/test_clamd.py evidence/test_names.py \
  evidence/test_readiness.py evidence/test_radar_rates.py resilience/test_killed_uploads.py \
  architecture/test_commands.py architecture/test_floors.py architecture/test_repository.py \
  architecture/test_templates.py architecture/test_views.py architecture/test_words.py

test-postgresql: .venv/dev.stamp $(MO)
	.ci/with-postgresql $(PYTEST) -n $(WORKERS) $(NO_DATABASE:%=--ignore=tests/%) $(ARGS)

resilience: .venv/dev.stamp $(MO)
	RESILIENCE=full TEST_DATABASE_URL= $(PYTEST) tests/resilience tests/workflow $(ARGS)
	RESILIENCE=full .ci/with-postgresql $(PYTEST) tests/resilience $(ARGS)

bench: .venv/dev.stamp $(MO) build/assets.stamp
	$(PYTHON) benchmarks/run.py

clean:
	rm -rf .venv build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
