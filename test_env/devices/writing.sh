#!/bin/bash
# Only for sourcing by guest.sh: what vexfmt writes on devices, and takes back to the byte.
# shellcheck disable=SC2154 # common.sh sets work

# made_and_undone DEVICE NAME [OPTION...]: mkfs names what is there, makes what it makes of a file, and takes it back.
made_and_undone() {
  local device=$1 name=$2 before
  shift 2
  before=$(sum "$device")
  ends 0 vexfmt mkfs "$device" --replace "$(fingerprint "$name")" --undo "$work/undo" --seed 1 -L devices "$@"
  is_as "$name" "$device"
  ends 0 vexfmt undo "$work/undo"
  [[ $(sum "$device") == "$before" ]] || fail "$device is not as it was before mkfs"
}

check_mkfs_on_a_blank_disk() {
  local device
  device=$(disk blank)
  refused "$device" "--replace $(fingerprint blank)" vexfmt mkfs "$device"
  refused "$device" "is not what '0123456789abcdef' names" vexfmt mkfs "$device" --replace 0123456789abcdef
  made_and_undone "$device" blank
}

check_mkfs_over_data() { made_and_undone "$(node plain)" plain; }
check_mkfs_over_ext4() {
  refused "$(disk ext4)" "ext4" vexfmt mkfs "$(disk ext4)"
  made_and_undone "$(disk ext4)" ext4
}
check_mkfs_on_4096_byte_blocks() {
  [[ $(cat "/sys/block/$(basename "$(node blocks)")/queue/logical_block_size") == 4096 ]] || fail "it has other blocks"
  made_and_undone "$(disk blocks)" blocks
}

check_mkfs_discards() {
  local device
  device=$(disk discard)
  [[ $(cat "/sys/block/$(basename "$(node discard)")/queue/discard_max_bytes") -gt 0 ]] || fail "the disk does not discard"
  made_and_undone "$device" discard --discard
}

check_mkfs_on_a_loop_device() {
  head -c 1048576 /dev/zero >"$work/file"
  losetup /dev/loop0 "$work/file"
  made_and_undone /dev/loop0 file
}

check_mkfs_on_a_gpt_partition() {
  local whole
  whole=$(sum "$(disk gpt)")
  made_and_undone "$(disk gpt 2)" gpt-2
  [[ $(sum "$(disk gpt)") == "$whole" ]] || fail "the rest of the disk has changed"
}

check_mkfs_on_an_mbr_partition() {
  local whole first
  whole=$(sum "$(disk mbr)")
  first=$(sum "$(disk mbr 1)")
  ends 0 vexfmt mkfs "$(disk mbr 2)" --replace "$(fingerprint mbr-2)" --undo "$work/undo" --seed 1 -L devices
  is_as mbr-2 "$(disk mbr 2)"
  [[ $(sum "$(disk mbr 1)") == "$first" ]] || fail "the other partition has changed"
  [[ $(dd if="$(disk mbr)" bs=512 count=1 2>/dev/null | tail -c 2 | od -An -tx1 | tr -d ' ') == 55aa ]] || fail "the table is gone"
  ends 0 vexfmt undo "$work/undo"
  [[ $(sum "$(disk mbr)") == "$whole" ]] || fail "the disk is not as it was"
}

check_by_the_names_of_other_tools() {
  local device before
  device=$(disk blank)
  before=$(sum "$device")
  refused "$device" "--replace" mkfs.vexfs -f "$device"
  ends 0 mkfs.vexfs --replace "$(fingerprint blank)" --undo "$work/undo" "$device"
  ends 0 fsck.vexfs -n "$device"
  says "clean (vexfs version 2"
  ends 0 vexfmt identify "$device"
  says "VexFS 2"
  ends 0 vexfmt undo "$work/undo"
  [[ $(sum "$device") == "$before" ]] || fail "$device is not as it was"
}

# From version 1 to 3, to other checksums and back, and to version 1; then the rest is taken back, the last step first.
check_migrations_and_their_undo() {
  local device before
  device=$(disk blank)
  before=$(sum "$device")
  ends 0 vexfmt mkfs "$device" --format-version 1 --replace "$(fingerprint blank)" --undo "$work/0" --seed 1 -L devices
  is_as version-1 "$device"
  ends 0 vexfmt migrate --to 3 --seed 1 --undo "$work/1" "$device"
  is_as version-3 "$device"
  ends 0 vexfmt migrate --checksum xxh64 --seed 1 --undo "$work/2" "$device"
  is_as version-3-xxh64 "$device"
  ends 0 vexfmt undo "$work/2"
  is_as version-3 "$device"
  ends 0 vexfmt migrate --to 1 --seed 1 --undo "$work/3" "$device"
  is_as version-1-again "$device"
  ends 0 vexfmt undo "$work/3"
  is_as version-3 "$device"
  ends 0 vexfmt undo "$work/1"
  is_as version-1 "$device"
  ends 0 vexfmt undo "$work/0"
  [[ $(sum "$device") == "$before" ]] || fail "$device is not as it was"
}

# The superblock is lost, and made anew from its backup in the last block; that is taken back, too.
check_repair_and_its_undo() {
  local device before damaged
  device=$(disk blank)
  before=$(sum "$device")
  ends 0 vexfmt mkfs "$device" --replace "$(fingerprint blank)" --undo "$work/made" --seed 1 -L devices
  dd if=/dev/zero of="$device" bs=4096 count=1 conv=notrunc,fsync 2>/dev/null
  damaged=$(sum "$device")
  [[ "$damaged" != "$(told sums blank)" ]] || fail "nothing was damaged"
  ends 1 vexfmt repair --undo "$work/repaired" "$device"
  says "superblock[0] is made from superblock[1]"
  is_as blank "$device"
  ends 0 vexfmt undo "$work/repaired"
  [[ $(sum "$device") == "$damaged" ]] || fail "$device is not as it was before the repair"
  ends 0 vexfmt undo "$work/made"
  [[ $(sum "$device") == "$before" ]] || fail "$device is not as it was"
}

# A plan that is saved, and applied later if nothing has changed.
check_a_saved_plan() {
  local device before
  device=$(disk blank)
  before=$(sum "$device")
  ends 0 vexfmt mkfs "$device" --replace "$(fingerprint blank)" --save-plan "$work/plan" --seed 1 -L devices
  [[ $(sum "$device") == "$before" ]] || fail "planning has changed $device"
  ends 0 vexfmt apply "$work/plan" --undo "$work/undo"
  is_as blank "$device"
  ends 0 vexfmt apply "$work/plan"
  says "complete already"
  ends 0 vexfmt undo "$work/undo"
  [[ $(sum "$device") == "$before" ]] || fail "$device is not as it was"
}
