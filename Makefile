# make run · make test · make bench: each sets up what it needs on a fresh machine.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PORT   ?= 8501
DATA   ?= $(CHIRON_DATA)
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: run test lint bench shots clean
.DELETE_ON_ERROR:

run: $(VENV)/run.stamp
	@$(BIN)/chiron demo
	@$(BIN)/chiron serve --demo --open --port $(PORT)

test: $(VENV)/dev.stamp $(VENV)/anki.stamp
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks $(if $(DATA),--data $(DATA))

shots: $(VENV)/dev.stamp
	$(BIN)/python docs/shots.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Chiron needs Python 3.11 or newer: set PYTHON, for example 'make PYTHON=python3.12'."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv module is missing: install it (on Debian: python3-venv) and try again."; exit 1; }
	@touch $@

# torch goes first and under its pin, so that nothing else pulls in another build of it.
$(VENV)/run.stamp: $(VENV)/python.stamp pyproject.toml constraints.txt
	@echo "Installing Chiron into $(VENV); the first time takes a few minutes ..."
	@$(PIP) "torch==2.13.0"
	@$(PIP) --editable ".[fusion,vocabulary,telemedicine,hospital,fast,ocr,demo]"
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	@$(PIP) --editable ".[dev]"
	@touch $@

# Anki is a peer of the tests, under another licence: it has an environment of its own and is never imported here.
$(VENV)/anki.stamp: $(VENV)/python.stamp constraints.txt
	@$(BIN)/python -m venv $(VENV)/anki
	@$(VENV)/anki/bin/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt anki
	@touch $@
