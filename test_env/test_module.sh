#!/usr/bin/env bash
# Builds, loads and tests the module in a guest of the lab: test_env/test_module.sh [SHARE [MODULE [DISK]]]
#
# SHARE is a folder with images, what their superblocks hold, and vexctl; test-runner.sh makes it on the host. MODULE is a
# vexfs.ko that is built already; without it one is built here, which takes minutes on an emulated processor. DISK is a
# device with VexFS. Refuses to run anywhere else than in a guest (scripts/lib/in-vm.sh).
# Exit status: 0 all passed, 1 something failed, 77 refused.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/in-vm.sh
. "$here/../scripts/lib/in-vm.sh"
require_lab_guest
export LC_ALL=C

share=$(realpath -- "${1:-$here/vm/share}")
module=${2-}
disk=${3-}
[[ -z "$disk" || -b "$disk" ]] || { echo "test_module: there is no $disk: test_env/run_qemu.sh --large" >&2 && exit 1; }
work=$(mktemp -d)
mnt=$work/mnt
mkdir "$mnt"
device=
passed=0
leave() {
  sudo umount "$mnt" 2>/dev/null || true
  [[ -z "$device" || "$device" == "$disk" ]] || sudo losetup --detach "$device" || true
  [[ ! -d /sys/module/vexfs ]] || sudo rmmod vexfs || true
  rm -rf --one-file-system "$work"
}
trap leave EXIT
fail() {
  printf 'test_module: FAILED: %s\n' "$*" >&2
  sudo dmesg | tail -n 20 >&2
  exit 1
}
pass() {
  passed=$((passed + 1))
  printf 'test_module: %s: passed\n' "$*"
}
# refused WORDS COMMAND...: whether the command fails and says so.
refused() {
  local words=$1 said
  shift
  if said=$("$@" 2>&1); then
    printf 'test_module: done instead of refused: %s\n' "$*" >&2
    return 1
  fi
  [[ $said == *"$words"* ]] || { printf 'test_module: expected %s, but: %s\n' "'$words'" "$said" >&2 && return 1; }
}
# logs VERDICT: whether the module logged that last.
logs() {
  local last
  last=$(sudo dmesg | grep -o 'verdict=.*' | tail -n 1)
  [[ "$last" == "$1" ]] || { printf 'test_module: logged %s\n' "$last" >&2 && return 1; }
}
# attach IMAGE: sets the device that reads it.
attach() { device=$(sudo losetup --find --show --read-only "$share/$1"); }
detach() {
  sudo losetup --detach "$device"
  device=
}
readonly sound='verdict=ro rule=none offset=0 errno=0'

# The tests of an image that is attached or a disk, by what it is called.
mounts() {
  local round
  for ((round = 0; round < 10; round++)); do
    sudo mount -t vexfs "$device" "$mnt" || fail "$1 does not mount"
    ls -la "$mnt" >/dev/null || fail "$1: the root cannot be listed"
    [[ -z "$(find "$mnt" -mindepth 1)" ]] || fail "$1: the root is not empty"
    [[ $(stat -f -c '%S * %b' "$mnt") == "4096 * $(($(sudo blockdev --getsize64 "$device") / 4096))" ]] || fail "$1: statfs gives another size"
    refused 'Read-only file system' sudo touch "$mnt/file" || fail "$1: could be written to"
    refused '' sudo mount -o remount,rw "$mnt" || fail "$1: could be remounted for writing"
    sudo umount "$mnt" || fail "$1 does not unmount"
  done
  logs "$sound" || fail "$1: another verdict than that of a sound image"
  pass "$1: ten mounts"
}
options() {
  { sudo mount -t vexfs -o ro,debug "$device" "$mnt" && sudo umount "$mnt"; } || fail "$1 does not mount with debug"
  refused 'Operation canceled' sudo mount -t vexfs -o ro,validate "$device" "$mnt" || fail "$1: does not validate"
  logs "$sound" || fail "$1: validates as another verdict than that of a sound image"
  refused '' sudo mount -t vexfs -o nonsense "$device" "$mnt" || fail "$1: an unknown option was accepted"
  [[ "$(sudo dmesg)" == *"Unknown parameter 'nonsense'"* ]] || fail "$1: the unknown option is not named"
  pass "$1: options"
}
# What vexctl says, as an ordinary user: of the mount what stands in the image, and behind it that nothing is mounted.
status() {
  sudo mount -t vexfs "$device" "$mnt" || fail "$1 does not mount"
  "$share/vexctl" status "$mnt" >"$work/text" || fail "$1: no status"
  grep -qxF "mounted at  $mnt, read-only" "$work/text" || fail "$1: the status names another place: $(cat "$work/text")"
  grep -qxF "blocks      $(stat -f -c '%b of %S bytes, %f free' "$mnt")" "$work/text" ||
    fail "$1: statfs has other blocks than the status: $(cat "$work/text")"
  "$share/vexctl" status --json "$mnt" >"$work/json" || fail "$1: no status as JSON"
  "$here/status_agrees.pl" "$share/$1.json" "$work/json" || fail "$1: the status is not that of the image: $(cat "$work/json")"
  sudo umount "$mnt" || fail "$1 does not unmount"
  local result=0
  "$share/vexctl" status "$mnt" >"$work/text" 2>&1 || result=$?
  [[ $result == 1 && "$(cat "$work/text")" == "vexctl: $mnt: is not on a mounted VexFS but on $(findmnt -n -o FSTYPE -T "$mnt"); "* ]] ||
    fail "$1: once unmounted, the status ends with $result: $(cat "$work/text")"
  pass "$1: vexctl status"
}

if [[ -z "$module" ]]; then
  make -s -j"$(nproc)" -C "$here/../kmod" DEST="$work/kmod" || fail "the module does not build"
  module=$work/kmod/vexfs.ko
  pass "build for $(uname -r)"
fi
[[ ! -d /sys/module/vexfs ]] || sudo rmmod vexfs
sudo dmesg --clear
sudo insmod "$module" || fail "the module does not load"
[[ "$(lsmod)" == *$'\nvexfs '* ]] || fail "lsmod does not list the module"
pass "load on $(uname -r)"

for image in v1.img v2.img; do
  attach "$image"
  mounts "$image"
  options "$image"
  status "$image"
  detach
done
if [[ -n "$disk" ]]; then
  device=$disk
  mounts large.img
  options large.img
  status large.img
  device=
fi

attach bad.img
refused '' sudo mount -t vexfs "$device" "$mnt" || fail "random bytes were mounted"
logs "verdict=refuse rule=vexfs/superblock.magic/magic offset=0 errno=22" || fail "random bytes were refused for another reason"
detach
pass "random bytes are refused"

sudo rmmod vexfs || fail "the module does not unload"
pass "unload"
log=$(sudo dmesg)
! grep -E 'BUG|WARNING|Oops|Call Trace|leak' <<<"$log" >&2 || fail "the kernel complains (see above)"
pass "the kernel's log is clean"
printf 'test_module: all %d passed\n' "$passed"
