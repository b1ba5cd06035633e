#!/usr/bin/env bash
# Tests on another Python: `tests/interpreter.sh PYTHON [PYTEST ARGUMENT ...]`, in a fresh environment that goes away.
#
# PyTorch and JAX have no light wheels for every Python, so the tests that need neither are run, with NumPy, and a check
# of the built-in backends that are there.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${1:?"which Python? as in: tests/interpreter.sh python3.13"}
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" --version
"$python" -m venv "$folder/env"
# The installed package is tested, not the checkout, whose egg-info and build folders stay as they are.
mkdir "$folder/source"
tar -C "$root" -cf - --exclude=./.git --exclude=./.venv --exclude=./build --exclude='*.egg-info' . | tar -C "$folder/source" -xf -
cd "$folder/source"
"$folder/env/bin/pip" install -q --disable-pip-version-check -c constraints.txt -e ".[numpy]" pytest pytest-xdist
"$folder/env/bin/conformance" check --profile quick --module masking >"$folder/out" || { cat "$folder/out"; exit 1; }
head -n 1 "$folder/out"
"$folder/env/bin/python" -m pytest -n auto -p no:cacheprovider "$@"
