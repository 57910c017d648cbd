#!/bin/bash
# Only for sourcing by guest.sh: what its checks have in common.

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# disk NAME [PART]: the path by which users name it, a symbolic link.
disk() { printf '/dev/disk/by-id/virtio-%s\n' "$1${2+-part$2}"; }
# node NAME [PART]: what that leads to.
node() { realpath "$(disk "$@")"; }

# sum DEVICE: of what is on the disk, not of what the kernel remembers of it.
sum() {
  sync
  echo 3 >/proc/sys/vm/drop_caches
  sha256sum <"$1" | cut -d ' ' -f 1
}

# told TABLE KEY: what the host has put into /lab/TABLE.
told() {
  local found
  found=$(sed -n "s/^$2 //p" "/lab/$1")
  [[ -n "$found" ]] || fail "the host told nothing of $2 in $1"
  printf '%s\n' "$found"
}
# fingerprint NAME: of the disk or file as the host made it, as vexfmt identify told there.
fingerprint() { told fingerprints "$1"; }

# ends STATUS COMMAND...: what it says is in $work/said and $work/errors.
ends() {
  local expected=$1 status=0
  shift
  "$@" >"$work/said" 2>"$work/errors" </dev/null || status=$?
  [[ $status -eq $expected ]] ||
    fail "'$*' ended with status $status, not $expected: $(cat "$work/said" "$work/errors")"
}
# says TEXT: the last command said it.
says() { grep -qF -- "$1" "$work/said" "$work/errors" || fail "'$1' was not said: $(cat "$work/said" "$work/errors")"; }

# refused DEVICE TEXT COMMAND...: it is refused with that text, and the device stays as it is.
refused() {
  local device=$1 text=$2 before
  shift 2
  before=$(sum "$device")
  ends 1 "$@"
  says "$text"
  [[ $(sum "$device") == "$before" ]] || fail "'$*' was refused, but $device has changed"
}

# is_as KEY DEVICE: byte for byte what the same commands made of a file on the host, where it was found to be sound.
is_as() { [[ $(sum "$2") == "$(told sums "$1")" ]] || fail "$2 is not what the host has as $1"; }

begin_check() {
  rm -rf /tmp/work /tmp/undo
  mkdir -p /tmp/work /mnt
  work=/tmp/work
}

# Whatever a check leaves behind would fail the next one for no reason of its own.
tidy() {
  local job loop
  # Most of it is not there, and nothing of it decides.
  set +e
  for job in $(jobs -p); do kill -9 "$job" 2>/dev/null; done
  wait 2>/dev/null
  umount /mnt 2>/dev/null
  swapoff -a 2>/dev/null
  dmsetup remove_all 2>/dev/null
  for loop in /dev/loop[0-9]; do losetup -d "$loop" 2>/dev/null; done
  return 0
}
