# shellcheck shell=bash
# What Debian's package manager brings; only root may ask it.

# debian_packages NAME…
debian_packages() {
  local missing=() name
  for name in "$@"; do
    debian_has "$name" || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "missing: ${missing[*]}. As root: apt-get install --no-install-recommends ${missing[*]}"
  have apt-get || die "missing: ${missing[*]}, and apt-get is not here to install them"
  timed "updating Debian's package lists" apt-get update
  DEBIAN_FRONTEND=noninteractive timed "installing ${missing[*]} from Debian (up to a minute)" \
    apt-get install --yes --no-install-recommends "${missing[@]}"
}

# A program that is there counts, whoever installed it.
debian_has() {
  case $1 in
    postgresql) compgen -G "/usr/lib/postgresql/*/bin/postgres" >/dev/null ;;
    python3-venv) python3 -c 'import ensurepip' 2>/dev/null ;;
    fonts-noto-cjk) [ -d /usr/share/fonts/opentype/noto ] || dpkg -s "$1" >/dev/null 2>&1 ;;
    *) have "$1" ;;
  esac
}
