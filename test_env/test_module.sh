#!/usr/bin/env bash
# Builds, loads and tests the module in a guest of the lab: test_env/test_module.sh [IMAGES [MODULE]]
#
# IMAGES is a folder with v1.img, v2.img and bad.img; test-runner.sh makes them on the host. MODULE is a vexfs.ko that is
# built already; without it one is built here, which takes minutes on an emulated processor. Refuses to run anywhere else
# than in a guest (scripts/lib/in-vm.sh). Exit status: 0 all passed, 1 something failed, 77 refused.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/in-vm.sh
. "$here/../scripts/lib/in-vm.sh"
require_lab_guest

images=$(realpath -- "${1:-$here/vm/share}")
module=${2-}
mnt=$(mktemp -d)
passed=0
fail() {
  printf 'test_module: FAILED: %s\n' "$*" >&2
  sudo dmesg | tail -n 20 >&2
  exit 1
}
pass() {
  passed=$((passed + 1))
  printf 'test_module: %s: passed\n' "$*"
}
# verdict: what the module logged last.
verdict() { sudo dmesg | grep -o 'verdict=.*' | tail -n 1; }

if [[ -z "$module" ]]; then
  build=$(mktemp -d)
  make -s -j"$(nproc)" -C "$here/../kmod" DEST="$build" || fail "the module does not build"
  module=$build/vexfs.ko
  pass "build for $(uname -r)"
fi
if lsmod | grep -qw vexfs; then sudo rmmod vexfs; fi
sudo dmesg --clear
sudo insmod "$module" || fail "the module does not load"
trap 'sudo umount "$mnt" 2>/dev/null || true; sudo rmmod vexfs 2>/dev/null || true' EXIT
pass "load"

for image in v1 v2; do
  device=$(sudo losetup --find --show --read-only "$images/$image.img")
  for ((round = 0; round < 10; round++)); do
    sudo mount -t vexfs "$device" "$mnt" || fail "$image.img does not mount"
    ls -la "$mnt" >/dev/null || fail "$image.img: the root cannot be listed"
    [[ "$(find "$mnt" -mindepth 1)" == "" ]] || fail "$image.img: the root is not empty"
    [[ "$(stat -f -c %S "$mnt")" == 4096 ]] || fail "$image.img: statfs gives another block size"
    ! sudo touch "$mnt/file" 2>/dev/null || fail "$image.img: could be written to"
    ! sudo mount -o remount,rw "$mnt" 2>/dev/null || fail "$image.img: could be remounted for writing"
    sudo umount "$mnt" || fail "$image.img does not unmount"
  done
  [[ "$(verdict)" == "verdict=ro rule=none offset=0 errno=0" ]] || fail "$image.img: logged $(verdict)"
  pass "$image.img: ten mounts"
  { sudo mount -t vexfs -o ro,debug "$device" "$mnt" && sudo umount "$mnt"; } || fail "$image.img does not mount with debug"
  ! sudo mount -t vexfs -o ro,validate "$device" "$mnt" 2>/dev/null || fail "$image.img: a mount that validates was kept"
  ! sudo mount -t vexfs -o nonsense "$device" "$mnt" 2>/dev/null || fail "$image.img: an unknown option was accepted"
  sudo dmesg | grep -q "Unknown parameter 'nonsense'" || fail "$image.img: the unknown option is not named"
  pass "$image.img: options"
  sudo losetup --detach "$device"
done

device=$(sudo losetup --find --show --read-only "$images/bad.img")
! sudo mount -t vexfs "$device" "$mnt" 2>/dev/null || fail "random bytes were mounted"
[[ "$(verdict)" == "verdict=refuse rule=vexfs/superblock.magic/magic offset=0 errno=22" ]] || fail "bad.img: logged $(verdict)"
sudo losetup --detach "$device"
pass "random bytes are refused"

sudo rmmod vexfs || fail "the module does not unload"
pass "unload"
! sudo dmesg | grep -E 'BUG|WARNING|Oops|Call Trace|leak' >&2 || fail "the kernel complains (see above)"
pass "the kernel's log is clean"
printf 'test_module: all %d passed\n' "$passed"
