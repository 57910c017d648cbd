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
# shellcheck source=scripts/lib/initramfs.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib/initramfs.sh"
# shellcheck disable=SC2034 # what was sourced reads it
modules=$1
readonly modules tested=$2 init=$3 output=$4

begin_root
# shellcheck disable=SC2154 # begin_root sets it
cp "$init" "$root/init"
depends=$(modinfo -F depends "$tested") || fail "modinfo does not tell what $tested needs"
IFS=, read -ra needed <<<"$depends"
add_modules virtio_pci virtio_blk loop crc32c_generic crc32c-intel "${needed[@]}"
# The guest loads these two itself, with parameters or when they are wanted.
add_module brd >/dev/null
copy_module "$tested" >/dev/null
pack_root "$output"
