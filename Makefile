# The two commands: `make run` and `make test`. Everything they need is made by the set-up steps below, once per
# content: a stamp carries the hash of what it was made from, so that a second start does nothing.

PYTHON ?= python3
PORT ?= 8000
VAR ?= var
DEMO ?= 1
export PORT VAR DEMO

hash = $(shell cat $(1) 2>/dev/null | sha256sum | cut -c 1-16)
python_version := $(shell $(PYTHON) -c 'import sys; print(*sys.version_info[:3], sep=".")')
stamp := .venv/stamp-$(python_version)
venv := $(stamp)-venv
packages := $(stamp)-packages-$(call hash,requirements.txt)
dev_packages := $(stamp)-packages-$(call hash,requirements.txt requirements-dev.txt)
messages := $(stamp)-messages-$(call hash,$(sort $(wildcard locale/*/LC_MESSAGES/*.po)))
node_packages := node_modules/.stamp-$(call hash,package-lock.json)
pip := .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes

.PHONY: run test check bench lock clean help setup setup-dev
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

run: setup ## Start the platform on http://localhost:8000 (PORT, VAR and DEMO=0 change port, data folder, demo)
	@exec .venv/bin/python -m cafe24clone.runner

test: setup-dev ## Run the checks and all tests, on servers of their own
	@exec .venv/bin/python -m cafe24clone.runner.verify test

check: setup-dev ## Run the checks alone: style, types, layers, templates, migrations, deployment, messages
	@exec .venv/bin/python -m cafe24clone.runner.verify check

bench: setup-dev ## Measure, and print ratios (ONLY="orders statistics" runs some, ORDERS=1000000 at full size)
	@exec .venv/bin/python -m bench $(ONLY)

lock: setup-dev ## Pin requirements.in and requirements-dev.in anew, with hashes
	.venv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 --universal \
		requirements.in -o requirements.txt
	.venv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 --universal \
		requirements-dev.in -o requirements-dev.txt

clean: ## Remove what the set-up made; the data in var/ stays
	rm -rf .venv node_modules staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name '*.mo' -path '*/LC_MESSAGES/*' -delete

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf '%-14s %s\n' "$$name" "$$what"; done

setup: $(packages) $(node_packages) $(messages)
setup-dev: $(dev_packages) $(node_packages) $(messages)

$(venv):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; PYTHON=/path/to/python names another one."; exit 1; }
	@echo "Making .venv ..."
	@rm -rf .venv && $(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "Making .venv failed. On Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

$(packages): | $(venv)
	@echo "Installing Python packages ..."
	@umask 022 && $(pip) --only-binary :all: -r requirements.txt
	@touch $@

$(dev_packages): | $(packages)
	@echo "Installing Python packages for tests and checks ..."
	@umask 022 && $(pip) --only-binary :all: -r requirements-dev.txt
	@touch $@

$(node_packages): | $(packages)
	@echo "Installing npm packages ..."
	@.venv/bin/python -m cafe24clone.runner.npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(messages): | $(packages)
	@.venv/bin/python scripts/messages.py compile
	@touch $@
