#!/bin/sh
# Makes .venv, or brings it up to date; does nothing if pyproject.toml has not changed since.
#
#   sh scripts/setup-venv.sh demo    the tool itself, with charts
#   sh scripts/setup-venv.sh dev     that, and what tests, lint, types and the packaging check need
#   sh scripts/setup-venv.sh docs    the tool itself, with charts and data frames, and what builds the documentation
#
# Needs python3 (3.11 or newer; PYTHON=... names another one) with venv. No root, no compiler: wheels only.
set -eu
unset CDPATH
cd -- "$(dirname -- "$0")/.."

fail() {
    printf 'setup: %s\n' "$1" >&2
    exit 2
}

# Settings of the caller that would break a virtual environment.
unset PYTHONHOME
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1

python=${PYTHON:-python3}
purpose=${1:-}
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

stamp_of() {
    printf '%s\n' "$1" "$(cksum <pyproject.toml)" "$(cksum <scripts/setup-venv.sh)" "$(pwd -P)"
    .venv/bin/python -c 'import sys; print(sys.version)'
}

up_to_date() {
    [ -x .venv/bin/python ] && [ -f ".venv/stamp-$1" ] && stamp_of "$1" 2>/dev/null | cmp -s - ".venv/stamp-$1"
}

# Whether the .venv that is there can be used: it works, is new enough, and was made here (its commands name the place).
usable() {
    [ -x .venv/bin/python ] && .venv/bin/python -c "$new_enough" 2>/dev/null &&
        .venv/bin/python -m pip --version >/dev/null 2>&1 &&
        grep -qF "$(pwd -P)/.venv" .venv/bin/activate 2>/dev/null
}

make_venv() {
    if usable; then return; fi
    command -v "$python" >/dev/null 2>&1 ||
        fail "$python is not installed; this project needs Python 3.11 or newer (PYTHON=... names another one)"
    "$python" -c "$new_enough" ||
        fail "Python 3.11 or newer is needed, $python is $("$python" -V 2>&1 | cut -d' ' -f2); PYTHON=... names another one"
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python cannot make virtual environments; on Debian: apt-get install python3-venv"
    "$python" -m venv --clear .venv
}

pip_install() {
    .venv/bin/python -m pip install --quiet --only-binary :all: "$@"
}

case $purpose in
demo)
    # What development installs holds all of the demo.
    if up_to_date dev || up_to_date demo; then exit 0; fi
    ;;
dev)
    if up_to_date dev; then exit 0; fi
    ;;
docs)
    if up_to_date docs; then exit 0; fi
    ;;
*) fail "usage: sh scripts/setup-venv.sh demo|dev|docs" ;;
esac

echo "setup: installing into .venv (a minute or two the first time)" >&2
make_venv
pip_install --upgrade 'pip>=25.1' # dependency groups
if [ "$purpose" = demo ]; then
    pip_install --editable '.[charts]'
elif [ "$purpose" = docs ]; then
    pip_install --editable '.[charts,frames,certificates]' --group docs
else
    extras=$(.venv/bin/python -c 'import tomllib
with open("pyproject.toml", "rb") as file:
    print(",".join(tomllib.load(file)["project"]["optional-dependencies"]))')
    pip_install --editable ".[$extras]" --group test --group lint --group package
    # Second Javas and a browser driver for tests/real; everything else works without them.
    pip_install --group peers || echo "setup: peers for tests/real not installed" >&2
    sh scripts/peer-jvms.sh
fi
stamp_of "$purpose" >".venv/stamp-$purpose"
