#!/usr/bin/env bash
# Everything that can be judged without running pratique. Stops at the first check that fails.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
$bin/ruff check --quiet .
$bin/ruff format --check --quiet .
$bin/mypy
$bin/bandit --quiet --recursive --configfile pyproject.toml pratique
$bin/lint-imports
$bin/python tools/check_house.py
$bin/python tools/catalogue.py --check
