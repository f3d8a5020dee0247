# Needs Python 3.11 or newer and make; everything else is installed into .venv.
#   make run    the demonstration county on http://127.0.0.1:8000/ (PORT=… for another port)
#   make test   linters, types and every test on SQLite and on PostgreSQL

PORT ?= 8000
WENMING_DATA ?= $(CURDIR)/var
export PORT WENMING_DATA

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
PYTEST := $(BIN)/python -m pytest --quiet
CHECKED := manage.py wenming districts assessments tests
GUNICORN := $(BIN)/gunicorn --config python:wenming.server wenming.wsgi

.PHONY: install install-dev demo run serve lint types style format test bench mutants lock clean

install: .venv/.runtime
install-dev: .venv/.dev

.venv/bin/python:
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  exec "$$python" -m venv .venv; \
	done; \
	echo "需要 Python 3.11 或更新的版本 (Python 3.11 or newer is needed)" >&2; exit 1

.venv/.runtime: requirements.txt | .venv/bin/python
	$(PIP) --require-hashes --requirement requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	$(PIP) --require-hashes --requirement requirements-dev.txt
	@touch $@

demo: install
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) demonstrate

run: install
	@{ $(MANAGE) migrate --check && $(MANAGE) demonstrate --logins; } >/dev/null 2>&1 \
	  || $(MAKE) --no-print-directory demo
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@$(MANAGE) demonstrate --logins
	@echo "打开 http://127.0.0.1:$(PORT)/ ，按 Ctrl+C 停止。"
	@exec $(GUNICORN)

# Production: the environment is the operator's, see README; the server refuses an insecure one.
serve: install
	$(MANAGE) collectstatic --no-input --verbosity 0
	$(MANAGE) check --deploy --fail-level WARNING --database default
	@exec $(GUNICORN)

# Types take as long as all the rest: with two cores both go at once.
lint: install-dev
	@$(MAKE) --no-print-directory --jobs 2 --output-sync types style

types:
	$(BIN)/mypy $(CHECKED)

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(MANAGE) makemigrations --check --dry-run --verbosity 0

format: install-dev
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

test: lint
	$(PYTEST) -n 2 -m "not browser"
	$(PYTEST) -n 2 -m browser
	$(BIN)/python -m tests.postgres --quiet -n 2 -m "not browser"

bench: install-dev
	$(BIN)/python -m tests.bench

# Faults put into the engine on purpose: which of them no test notices (docs/mutants.md).
mutants: install-dev
	nice -n 19 $(BIN)/python -m tests.mutants

lock: install-dev
	$(BIN)/python -m tests.lock

clean:
	rm -rf .venv staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
