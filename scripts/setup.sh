#!/bin/sh
# Installs everything that bus-chaos needs, and says before each part what it installs and with which command:
#   - the npm packages, which include Node 24 (node_modules/)
#   - redis-server, unless there is a redis-server, a valkey-server or a running Docker
#   - toxiproxy-server into .cache/bin/ if Go is installed; without it runs use the embedded link
# A second run changes nothing. It starts no server.
set -eu

cd "$(dirname "$0")/.."
bin=.cache/bin
stamp=.cache/packages
toxiproxy_module=github.com/Shopify/toxiproxy/v2
toxiproxy_version=2.12.0

say() { echo "setup: $*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

# not_ready MESSAGE: prints the message and exits with 69, the code of an environment that is not ready.
not_ready() {
  say "$*"
  exit 69
}

packages_are_current() {
  [ -x node_modules/.bin/node ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(cksum <package-lock.json)" ]
}

install_packages() {
  if packages_are_current; then return; fi
  has npm || not_ready "npm is missing; install Node 20.17 or newer with npm, then run this again"
  say "installing the packages of package-lock.json: npm ci"
  # npm warns about the Node that runs npm itself. The packages use the Node 24 that they bring.
  npm ci --no-audit --no-fund --loglevel=error
  mkdir -p .cache
  cksum <package-lock.json >"$stamp"
}

docker_answers() {
  has docker && timeout 5 docker version >/dev/null 2>&1
}

install_redis() {
  if has redis-server || has valkey-server; then return; fi
  if docker_answers; then
    say "there is no redis-server, but Docker runs; the first run pulls its Redis image"
  elif has apt-get; then
    install_redis_with_apt
  elif has brew; then
    not_ready "redis-server is missing; type: brew install redis"
  elif has dnf; then
    not_ready "redis-server is missing; type: sudo dnf install redis"
  else
    not_ready "redis-server is missing; install it with your package manager, or start Docker"
  fi
}

install_redis_with_apt() {
  command="apt-get install --no-install-recommends redis-server"
  if [ "$(id -u)" -ne 0 ]; then
    not_ready "redis-server is missing; type: sudo $command"
  fi
  say "installing redis-server: $command"
  sh scripts/apt-install.sh redis-server || not_ready "redis-server could not be installed; the reason is above"
}

install_toxiproxy() {
  if has toxiproxy-server || [ -x "$bin/toxiproxy-server" ]; then return; fi
  if ! has go; then
    say "toxiproxy-server is left out, because Go is missing; runs use the embedded link"
    return
  fi
  package=$toxiproxy_module/cmd/server@v$toxiproxy_version
  say "building toxiproxy-server into $bin: go install $package"
  mkdir -p "$bin"
  if GOBIN="$PWD/$bin" go install -ldflags "-X $toxiproxy_module.Version=$toxiproxy_version" "$package" >&2; then
    mv "$bin/server" "$bin/toxiproxy-server"
  else
    say "toxiproxy-server is left out, because it could not be built (offline?); runs use the embedded link"
  fi
}

install_packages
install_redis
install_toxiproxy
say "ready"
