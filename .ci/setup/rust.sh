# shellcheck shell=bash
# What Rust's own installers bring: targets, components, cargo tools.

rust_ready() {
  local needed found
  have cargo || die "Rust is missing: install it with https://rustup.rs"
  have cc || die "a C compiler is missing: apt-get install gcc libc6-dev"
  needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml")
  found=$(rust_version) || die "Rust has no toolchain here: rustup default stable"
  at_least "$needed" "$found" || die "Rust $needed or newer is needed (here: $found): rustup update stable"
}

rust_version() { (cd "$ROOT" && rustc --version 2>/dev/null) | sed 's/^rustc \([^ ]*\).*/\1/'; }

has_wasm_target() {
  compgen -G "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib" >/dev/null
}

wasm_target() {
  if has_wasm_target; then
    return 0
  fi
  have rustup || die "Rust's wasm32-unknown-unknown target is missing, and so is rustup to add it: https://rustup.rs"
  timed "adding Rust's browser target (about 20 MB)" rustup target add wasm32-unknown-unknown
}

# wasm_target_from FOLDER: the same from an archive of the Rust project there, if one fits this Rust.
wasm_target_from() {
  local work archive
  archive=$(compgen -G "$1/rust-std-$(rust_version)-wasm32-unknown-unknown.tar.*" | head -1) || return 0
  work=$(mktemp -d)
  timed "unpacking Rust's browser target" tar --extract --directory "$work" --strip-components=1 --file "$archive"
  timed "installing Rust's browser target" "$work/install.sh" --prefix="$(rustc --print sysroot)"
  rm -rf "$work"
}

# rust_component NAME
rust_component() {
  if ! cargo "${1/rustfmt/fmt}" --version >/dev/null 2>&1; then
    have rustup || die "Rust's $1 is missing, and so is rustup to add it: https://rustup.rs"
    timed "adding Rust's $1" rustup component add "$1"
  fi
}

# cargo_tool CRATE VERSION HOW-LONG [OPTION…]: built once per version, then kept.
cargo_tool() {
  local crate=$1 version=$2 how_long=$3 folder
  shift 3
  folder=$(tool "$crate" "$version")
  [ -f "$folder/.crates.toml" ] ||
    timed "building $crate $version ($how_long)" cargo install "$crate" --version "$version" --root "$folder" "$@"
}

# A tool that runs for a second does not need a minute of optimisation.
quick_cargo_tool() {
  CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_PANIC=unwind cargo_tool "$@"
}
