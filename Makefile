# Two commands do everything: `make run` and `make test`. Each sets the machine up first, alone and from nothing.
# ARGS go to the program:  make run ARGS="--find 20261122"   make test ARGS="tests/domain -q"

PYTHON := .venv/bin/python
SETUP  := sh packaging/setup.sh
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help run tour test bench lint format screenshots translations sounds windows windows-tests linux clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run: ## open the console with the demo centre (without a screen: the tour)
	@$(SETUP) run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then exec $(PYTHON) -m console $(ARGS); \
	else echo "No screen here (DISPLAY and WAYLAND_DISPLAY are not set): making the tour instead."; \
	exec $(PYTHON) -m console tour $(ARGS); fi

tour: ## walk through the console without a screen; pictures in build/tour
	@$(SETUP) run
	@$(PYTHON) -m console tour $(ARGS)

test: ## run every test that this machine can carry
	@$(SETUP) test
	@$(PYTHON) -m pytest $(ARGS)

bench: ## measure, print a table, write build/bench.json
	@$(SETUP) bench
	@$(PYTHON) -m tests.bench $(ARGS)

lint: ## ruff and mypy
	@$(SETUP) lint
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

format: ## put the code in its usual shape
	@$(SETUP) lint
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

screenshots: ## make the pictures of every screen, both languages, light and dark
	@$(SETUP) test
	@$(PYTHON) -m tests.screenshots $(ARGS)

translations: ## gather the strings into the .ts files and build the .qm files
	@$(SETUP) lint
	@$(PYTHON) packaging/translations.py update
	@$(PYTHON) packaging/translations.py build

windows: ## build dist/Deskside-x.y.z-setup.exe on Debian, by Wine (as root)
	@$(SETUP) run
	@PYTHONPATH=.:packaging $(PYTHON) -m windows $(ARGS)

windows-tests: ## run the tests under the Windows Python, by Wine (as root)
	@$(SETUP) lint
	@$(PYTHON) packaging/windows/tests.py $(ARGS)

linux: ## build dist/Deskside-x.y.z-linux-….tar.xz, a folder that needs nothing installed
	@$(SETUP) run
	@PYTHONPATH=.:packaging $(PYTHON) -m linux $(ARGS)

sounds: ## make the demo recordings again (needs espeak-ng)
	@$(SETUP) lint
	@$(PYTHON) resources/demo/make_sounds.py

clean: ## remove everything that was made here, .venv too; recordings and databases are not touched
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -f resources/i18n/*.qm
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
