# shellcheck shell=bash
# What Rust's own installers bring: targets, components, cargo tools.

rust_ready() {
  have cargo || die "Rust is missing: install it with https://rustup.rs"
  have cc || die "a C compiler is missing: apt-get install gcc libc6-dev"
}

wasm_target() {
  local sysroot
  sysroot=$(rustc --print sysroot)
  if compgen -G "$sysroot/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib" >/dev/null; then
    return 0
  fi
  have rustup || die "Rust's wasm32-unknown-unknown target is missing, and so is rustup to add it"
  timed "adding Rust's browser target (about 20 MB)" rustup target add wasm32-unknown-unknown
}

# rust_component NAME
rust_component() {
  if ! cargo "${1/rustfmt/fmt}" --version >/dev/null 2>&1; then
    timed "adding Rust's $1" rustup component add "$1"
  fi
}

# cargo_tool CRATE VERSION HOW-LONG: built once per version, then kept.
cargo_tool() {
  local root
  root=$(tool "$1" "$2")
  [ -f "$root/.crates.toml" ] || timed "building $1 $2 ($3)" cargo install "$1" --version "$2" --root "$root"
}

# A checker that runs for a second does not need a minute of optimisation.
quick_cargo_tool() {
  CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_PANIC=unwind cargo_tool "$@"
}
