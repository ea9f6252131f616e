#!/usr/bin/env bash
# Spark for the one test of it, in .venv/spark: beside the environment, so that nothing else can come to need it.
set -euo pipefail
cd "$(dirname "$0")/.."
cmp --silent requirements/spark.txt .venv/spark/pins && exit 0

rm -rf .venv/spark
# There is no wheel of PySpark: half a gigabyte of jars is packed into one here, by the setuptools that is pinned, and
# unpacked at once. So it is not compressed.
how=(--quiet --require-hashes --no-deps --no-build-isolation --target .venv/spark -r requirements/spark.txt)
if ! .venv/bin/uv pip install --python .venv/bin/python --config-setting=--build-option=--compression=stored "${how[@]}"
then
    echo "uv could not fetch Spark; trying pip with the same hashes." >&2
    if ! .venv/bin/python -m pip install --disable-pip-version-check "${how[@]}"; then
        echo "Spark could not be fetched: check the network and pip's settings, then run make again." >&2
        exit 3
    fi
fi
cp requirements/spark.txt .venv/spark/pins
