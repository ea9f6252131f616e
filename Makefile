# Only python3.11, make and git are assumed. Logic lives in tools/; this file is the list of what one can ask for.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-fast check bench system lock clean

RUN_PINS  := requirements/uv.txt requirements/run.txt
TEST_PINS := $(RUN_PINS) requirements/test.txt

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.run ## one measles case in a sample day at a port: contacts, reasons, seat map
	@.venv/bin/pratique demo

test: system .venv/.test ## every test, on SQLite, PostgreSQL, Spark and in a browser; nothing is left out
	@tools/spark.sh
	@tools/test.sh

test-fast: .venv/.test ## the tests that need no Debian package (no PostgreSQL, no Spark, no browser)
	@tools/test.sh --fast

check: .venv/.test ## style, types, layers and the house rules
	@tools/check.sh

bench: .venv/.test ## measure, and write the figures to bench/
	@.venv/bin/python -m bench

system: ## install the Debian packages that the tests need (root or sudo)
	@tools/system.sh

lock: .venv/.test ## choose newer dependencies and write them down with their hashes
	@tools/lock.sh

clean: ## remove everything that make has made
	@tools/clean.sh

.venv/.run: $(RUN_PINS) pyproject.toml
	@tools/venv.sh run

.venv/.test: $(TEST_PINS) requirements/data.txt pyproject.toml
	@tools/venv.sh test
