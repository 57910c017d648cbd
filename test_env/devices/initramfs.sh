#!/usr/bin/env bash
# Packs what the guest for block devices boots from: test_env/devices/initramfs.sh MODULES VEXFMT HOLD OUTPUT
#
# MODULES is a kernel's folder of modules (with modules.dep), VEXFMT the program that is tested, HOLD what hold.c was compiled
# to, OUTPUT the archive.
set -euo pipefail

if [[ $# -ne 4 ]]; then
  sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2
  exit 64
fi
PATH=$PATH:/sbin:/usr/sbin
cd "$(dirname "$(realpath -- "${BASH_SOURCE[0]}")")/../.."
# shellcheck source=scripts/lib/initramfs.sh
. scripts/lib/initramfs.sh
# shellcheck disable=SC2034 # what was sourced reads it
modules=$1
readonly modules vexfmt=$2 hold=$3 output=$4

begin_root
# shellcheck disable=SC2154 # begin_root sets it
mkdir -p "$root"/lab "$root"/lib "$root"/lib64
cp "$vexfmt" "$root/bin/vexfmt"
strip "$root/bin/vexfmt"
ln -s vexfmt "$root/bin/mkfs.vexfs"
ln -s vexfmt "$root/bin/fsck.vexfs"
cp "$hold" "$root/bin/hold"
for applet in $("$root/bin/busybox" --list); do
  [[ -e "$root/bin/$applet" ]] || ln -s busybox "$root/bin/$applet"
done
for program in bash dmsetup flock; do
  path=$(command -v "$program") || fail "there is no $program here; scripts/setup-env.sh --kmod installs it"
  cp -L --remove-destination "$path" "$root/bin/$program"
done
# The libraries of all of them, where the loader looks without being told, and the loader where the programs want it.
for program in "$vexfmt" "$root"/bin/{bash,dmsetup,flock}; do
  ! ldd "$program" | grep 'not found' >&2 || fail "$program lacks a library (see above)"
  ldd "$program" | grep -oE '/[^ ]+' | sort -u
done | sort -u | while IFS= read -r library; do
  if [[ "$library" == */ld-linux* ]]; then cp -L "$library" "$root/lib64/"; else cp -L "$library" "$root/lib/"; fi
done
find "$root/lib" -maxdepth 1 -name '*.so*' -exec strip --strip-unneeded {} +

cp test_env/devices/*.sh scripts/lib/in-vm.sh "$root/lab/"
# In the order in which the guest loads them.
add_modules virtio_pci virtio_blk loop ext4 vfat nls_cp437 nls_ascii nls_iso8859-1 crc32c_generic dm-mod dm-flakey
pack_root "$output"
