#!/usr/bin/env bash
# Removes what make has made; nothing that git tracks, and no site of anybody's.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf .venv demo-site bench/work build dist ./*.egg-info .coverage
rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
find . -name __pycache__ -type d -prune -exec rm -rf {} +
