#!/bin/sh
# Installs Debian packages as root without starting the services in them: apt-install.sh PACKAGE...
set -eu

# A run starts servers of its own, so the system's on port 6379 is not wanted. This file is Debian's
# way to say so; a policy that is there already is the owner's and stays.
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
