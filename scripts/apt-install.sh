#!/bin/sh
# apt-install.sh PACKAGE...: installs Debian packages as root, and does not start their services.
set -eu

# A run starts its own servers, so Debian must not start a Redis on port 6379. This file is how Debian is
# told so. If the machine already has such a policy, it stays as it is.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
fi

install() {
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" </dev/null >&2
}

install "$@" || {
  echo "apt-install: the package lists may be old: apt-get update" >&2
  apt-get update -qq </dev/null >&2
  install "$@"
}
