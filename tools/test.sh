#!/usr/bin/env bash
# The tests, on all cores up to four; pytest's own summary is the last line. Arguments go to pytest.
# A worker that has nothing left takes over tests of another: otherwise one had hundreds left while the others waited.
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTEST_ADDOPTS # a private setting must not leave tests out
exec .venv/bin/python -m pytest -n auto --maxprocesses 4 --dist worksteal "$@"
