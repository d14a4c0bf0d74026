#!/usr/bin/env bash
# Builds the images for the Docker tests from the programs on this machine, so that no registry is needed:
# bus-chaos/redis:local and bus-chaos/toxiproxy:local. An existing image is kept. To build it again, remove
# it first with `docker rmi`.
set -euo pipefail

work=$(mktemp -d "${TMPDIR:-/tmp}/bus-chaos-image-XXXXXX")
trap 'rm -rf "$work"' EXIT

# make_image TAG PROGRAM IMPORT-CHANGE...
make_image() {
  local tag=$1 name=$2 root="$work/$2" program
  shift 2
  if docker image inspect "$tag" >/dev/null 2>&1; then
    echo "$tag exists already"
    return
  fi
  if ! program=$(command -v "$name"); then
    echo "$tag is not built: $name is not on the PATH" >&2
    return
  fi
  mkdir -p "$root/usr/local/bin" "$root/data" "$root/tmp"
  cp -L "$program" "$root/usr/local/bin/$name"
  # A static program has no libraries. Then ldd fails, and there is nothing to copy.
  { ldd "$program" 2>/dev/null || true; } | { grep -o '/[^ )]*' || true; } | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
  done
  local changes=()
  for change in "$@"; do changes+=(--change "$change"); done
  tar -C "$root" -c . | docker import "${changes[@]}" - "$tag" >/dev/null
  echo "$tag is built from $program"
}

make_image bus-chaos/redis:local redis-server \
  'ENTRYPOINT ["/usr/local/bin/redis-server"]' 'WORKDIR /data' 'EXPOSE 6379'
make_image bus-chaos/toxiproxy:local toxiproxy-server \
  'ENTRYPOINT ["/usr/local/bin/toxiproxy-server"]' 'CMD ["-host=0.0.0.0"]' 'EXPOSE 8474'
