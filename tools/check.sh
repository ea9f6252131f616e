#!/usr/bin/env bash
# Everything that can be judged without running pratique. Stops at the first check that fails.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
$bin/ruff check --quiet .
$bin/ruff format --check --quiet .
# The longest check runs beside the others; what it says, it says at its end.
said=$(mktemp)
$bin/mypy >"$said" 2>&1 &
typed=$!
trap 'kill "$typed" 2>/dev/null || true; rm -f "$said"' EXIT
$bin/bandit --quiet --recursive --configfile pyproject.toml pratique
$bin/lint-imports
$bin/python tools/check_house.py
$bin/python tools/catalogue.py --check
if wait "$typed"; then cat "$said"; else
    cat "$said" >&2
    exit 1
fi
