# shellcheck shell=bash
# What npm brings: each folder with a package.json keeps its own packages, exactly as its lock says.

# npm_packages FOLDER. Not `npm ci`: it refuses a lock without the packages of every other platform.
npm_packages() {
  local lock=$ROOT/$1/package-lock.json mark=$ROOT/$1/node_modules/.installed
  if cmp -s "$lock" "$mark"; then
    return 0
  fi
  have node || die "Node.js (20 or newer) is missing: apt-get install nodejs npm"
  have npm || die "npm is missing: apt-get install npm"
  timed "installing the packages of $1/ from npm (about 10 s)" npm --prefix "$ROOT/$1" install --no-save --no-audit --no-fund
  cp "$lock" "$mark"
}
