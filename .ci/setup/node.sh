# shellcheck shell=bash
# What npm brings: each folder with a package.json keeps its own packages, exactly as its lock says.

# What the packages of both folders ask for, and import.meta.dirname.
NODE_NEEDED=20.11

node_ready() {
  local found
  found=$(node --version 2>/dev/null) || true
  if at_least "$NODE_NEEDED" "${found#v}"; then
    have npm || die "npm is missing: apt-get install npm"
    return 0
  fi
  local lack="Node.js $NODE_NEEDED or newer is missing (here: ${found:-none})"
  have npm || die "$lack, and so is npm to bring it: install both, for instance from https://nodejs.org"
  say "$lack"
  timed "installing Node.js $NODE_VERSION from npm (about 20 s)" \
    npm install --prefix "$(tool node "$NODE_VERSION")" --no-audit --no-fund "node@$NODE_VERSION"
  hash -r
  found=$(node --version 2>/dev/null) || true
  at_least "$NODE_NEEDED" "${found#v}" || die "npm's package brought no Node.js: install $NODE_NEEDED or newer from https://nodejs.org"
}

# npm_packages FOLDER. Not `npm ci`: it refuses a lock without the packages of every other platform.
npm_packages() {
  local lock=$ROOT/$1/package-lock.json mark=$ROOT/$1/node_modules/.installed
  if cmp -s "$lock" "$mark"; then
    return 0
  fi
  timed "installing the packages of $1/ from npm (about 10 s)" npm --prefix "$ROOT/$1" install --no-save --no-audit --no-fund
  cp "$lock" "$mark"
}
