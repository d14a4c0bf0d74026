#!/bin/sh
# Sets up everything bus-chaos needs, and says first what it will install and by which command:
#   - the npm packages, Node 24 among them (node_modules/)
#   - redis-server, unless a redis-server, a valkey-server or a running Docker is there already
#   - toxiproxy-server into .cache/bin/, if Go is there; without it the embedded link does its part
# A second run finds all of it and changes nothing. No server is started.
set -eu

cd "$(dirname "$0")/.."
bin=.cache/bin
stamp=.cache/packages
toxiproxy_module=github.com/Shopify/toxiproxy/v2
toxiproxy_version=2.12.0

say() { echo "setup: $*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

# not_ready MESSAGE: exits with the code of an environment that is not ready.
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
  # The engine warnings speak of the Node that runs npm; the packages run on the one they bring.
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
    say "no redis-server here, but Docker: its image is pulled at the first run"
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
  sh scripts/apt-install.sh redis-server || not_ready "it failed; the reason is above"
}

install_toxiproxy() {
  if has toxiproxy-server || [ -x "$bin/toxiproxy-server" ]; then return; fi
  if ! has go; then
    say "left out: toxiproxy-server, for Go is missing; the embedded link needs none"
    return
  fi
  package=$toxiproxy_module/cmd/server@v$toxiproxy_version
  say "building toxiproxy-server into $bin: go install $package"
  mkdir -p "$bin"
  if GOBIN="$PWD/$bin" go install -ldflags "-X $toxiproxy_module.Version=$toxiproxy_version" "$package" >&2; then
    mv "$bin/server" "$bin/toxiproxy-server"
  else
    say "left out: toxiproxy-server could not be built (offline?); the embedded link needs none"
  fi
}

install_packages
install_redis
install_toxiproxy
say "ready"
