#!/bin/bash
# Only for sourcing by guest.sh: vexfmt is killed in the middle, and disks fail.
# shellcheck disable=SC2154 # common.sh sets work and undo

# killed AFTER COMMAND...: kills it as soon as the slow disk has completed so many more writes.
killed() {
  local counts limit job writes=0
  counts=/sys/block/$(basename "$(node slow)")/stat
  # The fifth word. Nothing is started for reading it, so that no write passes meanwhile.
  read -r _ _ _ _ writes _ <"$counts"
  limit=$((writes + $1))
  shift
  "$@" >"$work/said" 2>&1 </dev/null &
  job=$!
  while [[ $writes -lt $limit ]]; do
    kill -0 "$job" 2>/dev/null || fail "'$*' ended before write $limit: $(cat "$work/said")"
    read -r _ _ _ _ writes _ <"$counts"
  done
  kill -9 "$job"
  ! wait "$job" || fail "'$*' ended before it was killed"
}

check_killed_migration_is_rolled_back_or_resumed() {
  local device before
  device=$(disk slow)
  before=$(sum "$device")
  ends 0 vexfmt mkfs "$device" --format-version 1 --replace "$(fingerprint slow)" --undo "$work/first" --seed 1 -L devices
  is_as slow-1 "$device"
  killed 1 vexfmt migrate --to 2 --seed 1 "$device"
  [[ $(sum "$device") != "$(told sums slow-1)" ]] || fail "nothing was written"
  ends 0 vexfmt undo --list
  says "interrupted"
  ends 0 vexfmt migrate --rollback "$device"
  is_as slow-1 "$device"
  killed 4 vexfmt migrate --to 2 --seed 1 "$device"
  [[ $(sum "$device") != "$(told sums slow-2)" ]] || fail "nothing is left to be written"
  ends 0 vexfmt migrate --resume "$device"
  is_as slow-2 "$device"
  ends 0 vexfmt migrate --rollback "$device"
  is_as slow-1 "$device"
  ends 0 vexfmt undo "$work/first"
  [[ $(sum "$device") == "$before" ]] || fail "it is not as it was"
}

# The undoing is killed as well.
check_killed_mkfs_is_completed_and_killed_undo_done_again() {
  local device before
  device=$(disk slow)
  before=$(sum "$device")
  killed 1 vexfmt mkfs "$device" --replace "$(fingerprint slow)" --undo "$work/undo" --seed 1 -L devices
  [[ $(sum "$device") != "$before" ]] || fail "nothing was written"
  ends 0 vexfmt apply "$work/undo"
  is_as slow "$device"
  killed 1 vexfmt undo "$work/undo"
  [[ $(sum "$device") != "$(told sums slow)" ]] || fail "nothing was undone"
  ends 0 vexfmt undo "$work/undo"
  [[ $(sum "$device") == "$before" ]] || fail "it is not as it was"
}

# mapped FIRST COUNT: /dev/mapper/failing shows the disk "plain"; so many sectors from the first one on can be read, not written.
mapped() {
  local device size first=$1 count=$2 behind
  device=$(node plain)
  size=$(blockdev --getsz "$device")
  behind=$((first + count))
  {
    [[ $first -eq 0 ]] || echo "0 $first linear $device 0"
    # Never up, always down.
    [[ $count -eq 0 ]] || echo "$first $count flakey $device $first 0 1 1 error_writes"
    [[ $behind -eq $size ]] || echo "$behind $((size - behind)) linear $device $behind"
  } >"$work/table"
  if [[ -e /dev/mapper/failing ]]; then
    dmsetup suspend --noflush failing
    dmsetup load failing "$work/table"
    dmsetup resume failing
  else
    dmsetup create failing "$work/table"
  fi
}

# What can be put back at once is put back, and no undo file stays.
check_first_write_fails() {
  local device=/dev/mapper/failing before
  before=$(sum "$(disk plain)")
  mapped $(($(blockdev --getsz "$(node plain)") - 8)) 8
  ends 1 vexfmt mkfs "$device" --replace "$(fingerprint plain)" --undo "$work/undo"
  mapped 0 0
  [[ ! -e "$work/undo" ]] || ends 0 vexfmt undo "$work/undo"
  [[ $(sum "$(disk plain)") == "$before" ]] || fail "the disk is not as it was"
}

# The superblock, which is written last, cannot be written, nor put back. Somebody keeps the device open, so that the kernel
# does not forget what it could not write.
check_last_write_fails() {
  local device=/dev/mapper/failing before
  before=$(sum "$(disk plain)")
  mapped 0 8
  exec 9<"$device"
  ends 1 vexfmt mkfs "$device" --replace "$(fingerprint plain)" --undo "$work/undo"
  says "run vexfmt undo $work/undo"
  [[ -e "$work/undo" ]] || fail "the undo file is gone"
  mapped 0 0
  ends 0 vexfmt undo "$work/undo"
  exec 9<&-
  [[ $(sum "$(disk plain)") == "$before" ]] || fail "the disk is not as it was"
}
