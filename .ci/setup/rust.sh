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
  if ! have rustup; then
    say "Rust's wasm32-unknown-unknown target is missing, and so is rustup to add it"
    return 1
  fi
  timed "adding Rust's browser target (about 20 MB)" rustup target add wasm32-unknown-unknown
}

# wasm_target_from FOLDER: the same from an archive of the Rust project that lies in FOLDER.
wasm_target_from() {
  local work archive
  work=$(mktemp -d)
  archive=$(compgen -G "$1/rust-std-*-wasm32-unknown-unknown.tar.*")
  timed "unpacking Rust's browser target" tar --extract --directory "$work" --strip-components=1 --file "$archive"
  timed "installing Rust's browser target" "$work/install.sh" --prefix="$(rustc --print sysroot)"
  rm -rf "$work"
}

# rust_component NAME
rust_component() {
  if ! cargo "${1/rustfmt/fmt}" --version >/dev/null 2>&1; then
    timed "adding Rust's $1" rustup component add "$1"
  fi
}

# cargo_tool CRATE VERSION HOW-LONG [OPTION…]: built once per version, then kept.
cargo_tool() {
  local crate=$1 version=$2 how_long=$3 root
  shift 3
  root=$(tool "$crate" "$version")
  [ -f "$root/.crates.toml" ] ||
    timed "building $crate $version ($how_long)" cargo install "$crate" --version "$version" --root "$root" "$@"
}

# A checker that runs for a second does not need a minute of optimisation.
quick_cargo_tool() {
  CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_PANIC=unwind cargo_tool "$@"
}
