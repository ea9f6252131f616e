#!/usr/bin/env bash
# Debian packages that the full test run needs; installs only what is missing.
#
# Works as root or through sudo; otherwise it prints the one line an administrator has to run and exits 3.
set -euo pipefail

packages=()
missing() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" != installed ]; }

command -v chromium >/dev/null || packages+=(chromium)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
{ [ -n "${JAVA_HOME:-}" ] || command -v java >/dev/null; } || packages+=(default-jre-headless)
if command -v dpkg-query >/dev/null && missing fonts-noto-cjk; then packages+=(fonts-noto-cjk); fi
python=
for candidate in python3.11 /usr/bin/python3.11 python3; do # the same choice as in venv.sh
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    packages+=(python3.11 python3.11-venv)
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    packages+=("python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv")
fi

[ ${#packages[@]} -eq 0 ] && exit 0

install="apt-get install -y --no-install-recommends ${packages[*]}"
if ! command -v apt-get >/dev/null; then
    echo "Missing here: ${packages[*]}. Install what your system calls these, then run make again." >&2
    exit 3
elif [ "$(id -u)" -eq 0 ]; then
    as_root=(env)
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo env)
elif command -v sudo >/dev/null && [ -t 0 ]; then
    as_root=(sudo env)
else
    echo "An administrator has to run this once:  apt-get update && $install" >&2
    exit 3
fi

echo "Installing Debian packages: ${packages[*]}"
apt=("${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if [[ " ${packages[*]} " == *" postgresql "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
    # The tests start a cluster of their own; the package need not start one for the whole machine.
    "${as_root[@]}" sh -c 'mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" \
        >/etc/postgresql-common/createcluster.conf'
fi
# Package lists older than a day, or none at all, are renewed first.
if [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mtime -1 2>/dev/null | head -n 1)" ]; then
    "${apt[@]}" update </dev/null >"$log" 2>&1 || { cat "$log" >&2; exit 3; }
fi
try() { "${apt[@]}" install -y --no-install-recommends "${packages[@]}" </dev/null >"$log" 2>&1; }
if ! try && ! { "${apt[@]}" update </dev/null >"$log" 2>&1 && try; }; then
    cat "$log" >&2
    echo "The packages could not be installed. An administrator may try:  apt-get update && $install" >&2
    exit 3
fi
