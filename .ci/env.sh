# shellcheck shell=bash
# What every script here shares: where things lie, and how they speak. Source it first.

set -euo pipefail

say() { printf '%s\n' "== $*" >&2; }
die() {
  printf '%s\n' "error: $*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
# at_least NEEDED FOUND: whether a version is new enough; none is not.
at_least() { [ -n "$2" ] && printf '%s\n' "$1" "$2" | sort --check=quiet --version-sort; }

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Everything that took minutes to get or to build is kept here, keyed by version.
CACHE=${IMP_CACHE:-$HOME/.cache/imp-gateway}
{ mkdir -p "$CACHE" && [ -w "$CACHE" ]; } 2>/dev/null || die "cannot write to $CACHE: choose another folder with IMP_CACHE"
# Where cargo builds, and where the browser part is put and served from; for the scripts that source this.
# shellcheck disable=SC2034
TARGET=$(cd "$ROOT" && realpath --canonicalize-missing "${CARGO_TARGET_DIR:-target}")
# shellcheck disable=SC2034
SITE=$(cd "$ROOT" && realpath --canonicalize-missing "${IMP_SITE_ROOT:-$TARGET/site}")
export ROOT CACHE

# timed WHAT CMD…: says what is done before, how long it took after, and shows the output only of a failure.
timed() {
  local what=$1 log status=0 start=$SECONDS
  shift
  log=$(mktemp "${TMPDIR:-/tmp}/imp-setup.XXXXXX")
  say "$what …"
  "$@" >"$log" 2>&1 || status=$?
  if [ "$status" != 0 ]; then
    cat "$log" >&2
    printf '%s\n' "error: $what failed after $((SECONDS - start)) s: $*" >&2
  else
    say "$what: done in $((SECONDS - start)) s"
  fi
  rm -f "$log"
  return "$status"
}

# It would replace the flags in .cargo/config.toml.
unset RUSTFLAGS

# locked CRATE: the version of CRATE in Cargo.lock.
locked() {
  awk -v want="$1" '$1 == "name" { name = $3 } $1 == "version" && name == "\"" want "\"" { gsub(/"/, "", $3); print $3; exit }' \
    "$ROOT/Cargo.lock"
}

# Tools of ours, one folder per version, so that two clones with different locks do not fight. Node.js is there only
# where the machine's own is too old.
WASM_BINDGEN_VERSION=$(locked wasm-bindgen)
# Reads what the `lazy` of Cargo.lock's wasm_split_helpers leaves in the program.
WASM_SPLIT_VERSION=0.2.4
CARGO_DENY_VERSION=0.20.2
CARGO_MACHETE_VERSION=0.9.2
NODE_VERSION=22.23.3
tool() { printf '%s' "$CACHE/tools/$1-$2"; }
PATH=$(tool wasm-bindgen-cli "$WASM_BINDGEN_VERSION")/bin:$(tool wasm_split_cli_support "$WASM_SPLIT_VERSION")/bin:$(tool cargo-deny "$CARGO_DENY_VERSION")/bin:$(tool cargo-machete "$CARGO_MACHETE_VERSION")/bin:$(tool node "$NODE_VERSION")/node_modules/node/bin:$PATH
export PATH
