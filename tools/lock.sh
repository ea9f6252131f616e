#!/usr/bin/env bash
# Writes requirements/*.txt anew from *.in: exact versions with hashes, no address of any package index.
set -euo pipefail
cd "$(dirname "$0")/.."
for name in uv run test spark; do
    .venv/bin/uv pip compile "requirements/$name.in" --output-file "requirements/$name.txt" --upgrade --quiet \
        --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header >/dev/null
done
# Splink has an environment of its own. Of the packages in data.in only the data files are used: no dependencies.
for name in bench data; do
    none=$([ "$name" = data ] && echo --no-deps || true)
    .venv/bin/uv pip compile "requirements/$name.in" --output-file "requirements/$name.txt" --upgrade --quiet $none \
        --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header >/dev/null
done
git diff --stat -- requirements
