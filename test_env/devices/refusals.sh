#!/bin/bash
# Only for sourcing by guest.sh: devices that vexfmt must not write, whatever the user names. Not one byte changes.
# shellcheck disable=SC2154 # common.sh sets work and undo

# makes_nothing DEVICE TEXT NAME [TARGET]: mkfs of TARGET, else of DEVICE, is refused although what is there was named.
makes_nothing() { refused "$1" "$2" vexfmt mkfs "${4:-$1}" --replace "$(fingerprint "$3")" --undo "$work/undo-refused"; }

check_refused_mounted() {
  mount -t ext4 -o ro,noload "$(node ext4)" /mnt
  makes_nothing "$(disk ext4)" "is mounted at /mnt" ext4
  umount /mnt
  # Names that the kernel's tables write in numbers.
  mkdir -p "$work/a b"$'\t'"c\\d#"
  mount -t ext4 -o ro,noload "$(node ext4)" "$work/a b"$'\t'"c\\d#"
  makes_nothing "$(disk ext4)" "umount $work/a b" ext4
  umount "$work/a b"$'\t'"c\\d#"
}

# Where no table that it can read says so, the kernel does.
check_refused_mounted_where_it_is_not_seen() {
  mount -t ext4 -o ro,noload "$(node ext4)" /mnt
  refused "$(disk ext4)" "in use by something that claimed it" unshare -m sh -c \
    'umount /mnt && exec vexfmt mkfs "$@"' sh "$(disk ext4)" --replace "$(fingerprint ext4)" --undo "$work/undo"
}

check_refused_partition_mounted() {
  mount -t vfat -o ro "$(node gpt 1)" /mnt
  makes_nothing "$(disk gpt)" "is mounted at /mnt" gpt
  makes_nothing "$(disk gpt 1)" "is mounted at /mnt" gpt-1
}

check_refused_partitioned() {
  makes_nothing "$(disk gpt)" "is a disk with partitions ($(basename "$(node gpt 1)"), $(basename "$(node gpt 2)"))" gpt
  makes_nothing "$(disk mbr)" "is a disk with partitions" mbr
}

check_refused_swap() {
  swapon "$(node swap)"
  makes_nothing "$(disk swap)" "in use by the kernel, as swap space" swap
}

check_refused_claimed() {
  hold "$(node plain)" >"$work/holding" &
  until grep -qs held "$work/holding"; do usleep 10000; done
  makes_nothing "$(disk plain)" "something that claimed it" plain
}

# held_by_flock NODE: another program has a lock on it.
held_by_flock() {
  # Itself, so that the lock ends with it.
  flock -o "$1" sleep 1000 &
  until ! flock -n "$1" true; do usleep 10000; done
}

check_refused_locked() {
  held_by_flock "$(node plain)"
  makes_nothing "$(disk plain)" "is locked by another program" plain
}

# Others lock the disk, whichever of its partitions they mean.
check_refused_disk_of_the_partition_locked() {
  held_by_flock "$(node gpt)"
  makes_nothing "$(disk gpt 2)" "a program that locks its disk, $(node gpt)" gpt-2
}

# has_open PROCESS NODE
has_open() {
  local file
  for file in "/proc/$1/fd/"*; do
    if [[ "$file" -ef "$2" ]]; then return 0; fi
  done
  return 1
}

# A lock for a moment, as udev has it, is waited for.
check_a_short_lock_is_waited_for() {
  local before job
  before=$(sum "$(disk blank)")
  exec 8<"$(node blank)"
  flock 8
  vexfmt mkfs "$(disk blank)" --replace "$(fingerprint blank)" --undo "$work/undo" >"$work/said" 2>&1 </dev/null 8<&- &
  job=$!
  # Not before it has come to the lock.
  until has_open "$job" "$(node blank)"; do
    kill -0 "$job" || fail "it did not wait: $(cat "$work/said")"
  done
  usleep 100000
  flock -u 8
  wait "$job" || fail "it was refused: $(cat "$work/said")"
  ends 0 vexfmt undo "$work/undo"
  [[ $(sum "$(disk blank)") == "$before" ]] || fail "it is not as it was"
}

check_refused_mapped() {
  dmsetup create above --table "0 $(blockdev --getsz "$(node plain)") linear $(node plain) 0"
  makes_nothing "$(disk plain)" "in use by the device dm-" plain
}

# The file of a loop device is not written behind its back, under whatever name.
check_refused_file_of_a_loop_device() {
  head -c 1048576 /dev/zero >"$work/file"
  ln "$work/file" "$work/other name"
  losetup /dev/loop1 "$work/file"
  refused /dev/loop1 "in use by the loop device loop1" vexfmt mkfs "$work/other name" --size 1M
  # Not even when the name is gone that the kernel knows it by.
  rm "$work/file"
  refused /dev/loop1 "in use by the loop device loop1" vexfmt mkfs "$work/other name" --size 1M
}

check_refused_read_only() {
  makes_nothing "$(disk readonly)" "is read-only" readonly
  blockdev --setro "$(node plain)"
  makes_nothing "$(disk plain)" "is read-only" plain
  blockdev --setrw "$(node plain)"
}

check_refused_too_small() { makes_nothing "$(disk small)" "512 bytes" small; }

check_refused_size() { refused "$(disk blank)" "block device" vexfmt mkfs "$(disk blank)" --size 1M --replace "$(fingerprint blank)"; }

check_refused_undo_file_that_is_a_device() {
  refused "$(disk plain)" "exists already" vexfmt mkfs "$(disk plain)" --replace "$(fingerprint plain)" --undo "$(node plain)"
}

# What was saved of one disk is not put onto another one.
check_refused_undo_onto_another_device() {
  ends 0 vexfmt mkfs "$(disk blank)" --replace "$(fingerprint blank)" --undo "$work/undo"
  refused "$(disk plain)" "was changed since" vexfmt undo "$work/undo" --target "$(disk plain)"
  ends 0 vexfmt undo "$work/undo"
}

# Another device that was given the number and the path of the first one, even if it has the same bytes.
check_refused_undo_onto_what_took_its_place() {
  local before
  head -c 1048576 /dev/zero >"$work/file"
  losetup /dev/loop2 "$work/file"
  before=$(sum /dev/loop2)
  ends 0 vexfmt mkfs /dev/loop2 --replace "$(fingerprint file)" --undo "$work/undo"
  losetup -d /dev/loop2
  cp "$work/file" "$work/copy"
  losetup /dev/loop2 "$work/copy"
  refused /dev/loop2 "is for another device than the present /dev/loop2" vexfmt undo "$work/undo"
  refused /dev/loop2 "is for another device than the present /dev/loop2" vexfmt apply "$work/undo"
  # It may be a disk that moved.
  ends 0 vexfmt undo "$work/undo" --target /dev/loop2
  [[ $(sum /dev/loop2) == "$before" ]] || fail "the copy is not as the first one was"
  losetup -d /dev/loop2
  # The first one again.
  losetup /dev/loop2 "$work/file"
  ends 0 vexfmt undo "$work/undo"
  [[ $(sum /dev/loop2) == "$before" ]] || fail "it is not as it was"
}

check_refused_links_and_characters() {
  ln -s "$work/file" "$work/link"
  echo data >"$work/file"
  refused "$work/file" "symbolic link" vexfmt mkfs "$work/link" --size 1M
  ends 1 vexfmt mkfs /dev/null --size 1M
  says "a character device"
}
