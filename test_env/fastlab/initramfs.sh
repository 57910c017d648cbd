#!/usr/bin/env bash
# Packs what the guest of the fast lab boots from: test_env/fastlab/initramfs.sh MODULES TESTED INIT OUTPUT
#
# MODULES is a kernel's folder of modules (with modules.dep), TESTED the module that is tested, INIT the program of this
# folder, OUTPUT the archive. Modules that the kernel has built in are left out.
set -euo pipefail

if [[ $# -ne 4 ]]; then
  sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2
  exit 64
fi
# modinfo is where an ordinary user does not look.
PATH=$PATH:/sbin:/usr/sbin
readonly modules=$1 tested=$2 init=$3 output=$4
readonly busybox=${BUSYBOX:-/bin/busybox}

fail() {
  printf 'initramfs: %s\n' "$*" >&2
  exit 1
}
[[ -r "$modules/modules.dep" ]] || fail "$modules has no modules.dep; it is no folder of a kernel's modules"
[[ -x "$busybox" ]] || fail "there is no $busybox; on Debian: apt-get install busybox-static"

root=$(mktemp -d)
# shellcheck disable=SC2064 # the folder of now is meant
trap "rm -rf '$root'" EXIT
mkdir -p "$root"/{bin,dev,lib/modules,mnt,proc,sys,tmp}
cp "$busybox" "$root/bin/busybox"
cp "$init" "$root/init"

# copy FILE: decompresses a module into the archive; prints its name there.
copy() {
  local name=${1##*/}
  name=${name%.xz}
  name=${name%.zst}
  case "$1" in
    *.xz) xz -dc "$1" >"$root/lib/modules/$name" ;;
    *.zst) zstd -qdc "$1" >"$root/lib/modules/$name" ;;
    *) cp "$1" "$root/lib/modules/$name" ;;
  esac
  printf '/lib/modules/%s\n' "$name"
}

# add NAME: prints the module and what it needs, in the order of loading. modules.dep has the nearest first.
add() {
  local line file pattern="/${1//[-_]/[-_]}\\.ko(\\.(xz|zst))?"
  line=$(grep -E "^[^:]*$pattern:" "$modules/modules.dep" | head -n 1) || true
  if [[ -z "$line" ]]; then
    grep -qE "$pattern\$" "$modules/modules.builtin" || fail "$modules has no module $1, and the kernel has it not built in"
    return
  fi
  for file in $(tr ' ' '\n' <<<"${line#*:}" | tac) "${line%%:*}"; do copy "$modules/$file"; done
}

depends=$(modinfo -F depends "$tested") || fail "modinfo does not tell what $tested needs"
IFS=, read -ra needed <<<"$depends"
for module in virtio_pci virtio_blk loop crc32c_generic crc32c-intel "${needed[@]}"; do
  add "$module"
done | awk '!seen[$0]++' >"$root/lib/modules/list"
# The guest loads these two itself, with parameters or when they are wanted.
add brd >/dev/null
copy "$tested" >/dev/null

(cd "$root" && find . -print0 | LC_ALL=C sort -z | cpio --quiet --null -o -H newc -R 0:0) >"$output"
