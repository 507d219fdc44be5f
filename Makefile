# From a clean checkout to a running, tested program. GNU make 3.81 and POSIX sh, so Debian and macOS as they come.
# Another Python: make setup PYTHON=python3.13. Arguments for the program: make run ARGS="chat --manual".

PYTHON = python3
ARGS =
UV_VERSION = 0.13.9
UPGRADE =
NEW =
FULL =
SEED =
DAYS = 20
PROVE = $(if $(SEED),--seed $(SEED),--days $(DAYS))
SHARE = 1

.PHONY: help setup run test bench prove mutants texts lock clean

help:
	@echo "make setup   build .venv with the program and everything it needs, exactly as locked"
	@echo "make run     set up and start the program (ARGS=\"...\" are handed on)"
	@echo "make test    set up, check the style, run the tests"
	@echo "make bench   measure what it costs, beside floors (FULL=1: a whole day, a storm at the real limits, a soak)"
	@echo "make prove   live through simulated days that try to break it (DAYS=2000, or SEED=n for that day alone)"
	@echo "             PROVE=\"--crashes 20000\", \"--cuts 10000\", \"--kills 200\": crashes instead of days"
	@echo "make mutants change the money code in one place after another, which the tests must notice (SHARE=0.2: of a fifth)"
	@echo "make texts   refresh the catalogues of other languages from the texts of the program (NEW=fr begins French)"
	@echo "make lock    resolve pyproject.toml into its lock files (UPGRADE=--upgrade for newer versions)"
	@echo "make clean   remove .venv and caches"

setup: .venv/.stamp

# Cleared first, so that the folder holds what is locked and nothing else; stamped last, so that a half-built one is
# rebuilt. Warnings are off for the last step, where setuptools would announce at length that the install is editable.
.venv/.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "dumbdegen needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
		"Install a newer one, or name it: make setup PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot build virtual environments. On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	.venv/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	PYTHONWARNINGS=ignore .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

run: setup
	.venv/bin/dumbdegen $(ARGS)

test: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check --quiet .
	.venv/bin/mypy
	.venv/bin/pytest

# numpy is only here to be compared with: locked apart, and installed by nothing else.
bench: setup
	.venv/bin/python -m pip install --quiet --require-hashes -r requirements-bench.lock
	.venv/bin/python -m tests.bench $(if $(FULL),--full)

prove: setup
	.venv/bin/python -m tests.prove $(PROVE)

mutants: setup
	.venv/bin/python -m tests.mutants --share $(SHARE)

# The texts are found by the names of the functions that mark them (bots/languages/texts.py).
texts: setup
	set -e; texts=$$(mktemp -d); trap 'rm -rf "$$texts"' EXIT; \
	.venv/bin/pybabel --quiet extract --no-default-keywords --keyword=say --keyword=N_ --add-location=file --sort-by-file \
		--project=dumbdegen --output-file="$$texts/all.pot" bots; \
	$(if $(NEW),.venv/bin/pybabel --quiet init --input-file="$$texts/all.pot" --width=118 --locale=$(NEW) \
		--output-file=bots/languages/$(NEW).po;) \
	for catalogue in bots/languages/*.po; do \
		.venv/bin/pybabel --quiet update --input-file="$$texts/all.pot" --output-file="$$catalogue" --width=118 \
			--locale="$$(basename "$$catalogue" .po)" --ignore-obsolete --ignore-pot-creation-date --previous; \
	done

# One lock for Linux and macOS, Python 3.11 and newer; it names neither a package index nor a folder of this machine.
lock:
	set -e; tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	$(PYTHON) -m venv "$$tools"; \
	"$$tools/bin/python" -m pip install --quiet uv==$(UV_VERSION); \
	lock() { "$$tools/bin/uv" pip compile "$$@" --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --quiet $(UPGRADE); }; \
	lock pyproject.toml --extra dev --output-file requirements.lock; \
	lock pyproject.toml --extra bench --constraint requirements.lock --output-file requirements-bench.lock

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
