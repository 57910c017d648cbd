#!/usr/bin/env bash
# Tests that vexfmt writes block devices as it should, in virtual machines: scripts/test-devices.sh [OPTIONS] [SERIES...]
#
# SERIES are Debian's kernels, as scripts/kernels.sh knows them; without any, all that it lists. Boots QEMU (emulation,
# never KVM) once with each, all of them at the same time, and the guest of test_env/devices, which runs vexfmt on disks that are made here: images in files,
# no device of this machine. docs/TESTING.md describes what is tried.
#   --reports DIR    where report.txt and report.xml (JUnit) go, below DIR/devices-SERIES; default .build/test-vm
#   --vexfmt FILE    the program; otherwise a release build is made in .build/guest and taken, since emulation is slow
#   --build-only     make that build and end
# Exit status: 0 all passed, 1 something did not, 64 usage.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH=$PATH:/sbin:/usr/sbin
# shellcheck source=scripts/lib/lab-kernel.sh
. scripts/lib/lab-kernel.sh

say() { printf 'test-devices: %s\n' "$*" >&2; }
help() { sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "scripts/${0##*/}"; }
usage() {
  [[ $# -eq 0 ]] || say "$*"
  help >&2
  exit 64
}

reports=.build/test-vm
vexfmt=
build_only=no
names=()
while [[ $# -gt 0 ]]; do
  case "$1" in
    -h | --help) help && exit 0 ;;
    --build-only)
      build_only=yes
      shift
      ;;
    --reports | --vexfmt)
      [[ $# -ge 2 ]] || usage
      declare "${1#--}=$2"
      shift 2
      ;;
    *)
      [[ "$1" =~ ^[0-9]+\.[0-9]+$ ]] || usage
      names+=("$1")
      shift
      ;;
  esac
done
[[ ${#names[@]} -gt 0 ]] || mapfile -t names < <(scripts/kernels.sh --list | tr ' ' '\n')
if [[ -z "$vexfmt" ]]; then
  # A folder of its own, so that neither this nor another build has to wait; as `make install` builds it.
  swift build -c release --product vexfmt --static-swift-stdlib --scratch-path .build/guest >&2
  vexfmt=.build/guest/release/vexfmt
fi
[[ $build_only == no ]] || exit 0
[[ -x "$vexfmt" ]] || usage "--vexfmt: $vexfmt is no program"
mkdir -p "$reports"
reports=$(realpath -- "$reports")
vexfmt=$(realpath -- "$vexfmt")
readonly reports vexfmt

# The disks: a name, which is the serial number too, and what QEMU is told of it besides.
readonly disks=(
  blank: plain: swap: ext4: gpt: mbr: small:
  readonly:readonly=on
  discard:discard=unmap
  slow:throttling.iops-write=20
  blocks:
)

# text BYTES: the same every time, and nothing that any tool knows.
text() { seq 100000 900000 | head -c "$1" || true; }

# partition_table LABEL IMAGE: two partitions of 1 MiB, the first one with FAT.
partition_table() {
  text 4M >"$2"
  printf 'label: %s\nstart=2048,size=2048\nstart=4096,size=2048\n' "$1" | sfdisk -q --wipe never "$2" >&2
  truncate -s 1M "$2.part" && mkfs.fat -i 12345678 "$2.part" >/dev/null
  dd if="$2.part" of="$2" bs=1M seek=1 conv=notrunc status=none
  rm "$2.part"
}

# make_disks: the images, and the files that are no disks but of which a check names the fingerprint.
make_disks() {
  local folder=$work/made name part
  mkdir "$folder"
  truncate -s 1M "$folder"/{blank,slow,file}
  for name in plain discard blocks readonly; do text 1M >"$folder/$name"; done
  text 512 >"$folder/small"
  text 1M >"$folder/swap" && mkswap -q -U 01234567-89ab-cdef-0123-456789abcdef "$folder/swap" 2>/dev/null
  truncate -s 2M "$folder/ext4" && mke2fs -q -F -t ext4 -O ^has_journal "$folder/ext4"
  partition_table gpt "$folder/gpt"
  partition_table dos "$folder/mbr"
  for part in 1 2; do
    for name in gpt mbr; do
      dd if="$folder/$name" of="$folder/$name-$part" bs=1M skip="$part" count=1 status=none
    done
  done
  for name in "$folder"/*; do
    printf '%s %s\n' "${name##*/}" "$("$vexfmt" identify --json "$name" | sed -n 's/.*"fingerprint": *"\([0-9a-f]*\)".*/\1/p')"
  done >"$work/lab/fingerprints"
}

# made KEY VERSION: what the last command made of the file is sound, and what is expected of the same command on a device.
made() {
  "$vexfmt" validate "$work/image" | grep -F "clean (vexfs version $2," >/dev/null || { say "$1 is no clean image" && return 1; }
  printf '%s %s\n' "$1" "$(sha256sum <"$work/image" | cut -d ' ' -f 1)" >>"$work/lab/sums"
}
# makes NAME [OPTION...]: mkfs on a file with the same bytes as the disk of that name.
makes() {
  local replaced=()
  cp "$work/made/$1" "$work/image"
  # A file of zeroes has nothing to be replaced.
  cmp -s -n "$(stat -c %s "$work/image")" "$work/image" /dev/zero ||
    replaced=(--replace "$(sed -n "s/^$1 //p" "$work/lab/fingerprints")")
  "$vexfmt" mkfs "$work/image" "${replaced[@]}" --seed 1 -L devices "${@:2}" >/dev/null
}
migrates() { "$vexfmt" migrate --seed 1 "$@" "$work/image" >/dev/null; }

# make_sums: what every command has to make of the disks, found on files.
make_sums() {
  local name
  for name in blank plain ext4 blocks file gpt-2 mbr-2 slow; do
    makes "$name"
    made "$name" 2
  done
  makes discard --discard
  made discard 2
  makes slow --format-version 1
  made slow-1 1
  migrates --to 2
  made slow-2 2
  makes blank --format-version 1
  made version-1 1
  migrates --to 3
  made version-3 3
  cp "$work/image" "$work/version-3"
  migrates --checksum xxh64
  made version-3-xxh64 3
  cp "$work/version-3" "$work/image"
  migrates --to 1
  made version-1-again 1
}

# add_told ARCHIVE: adds to an archive what the guest is told.
add_told() { (cd "$work" && find lab -type f | cpio --quiet -o -H newc -R 0:0) >>"$1"; }

# expected: the names of all checks, as the guest's scripts have them.
expected() { sed -n 's/^\(check_[a-z0-9_]*\)() .*/\1/p' test_env/devices/*.sh | sort; }

# trouble FOLDER: what speaks against a run, one line each, beside checks that failed.
trouble() {
  local folder=$1 disk told
  told=$(sed -nE 's/^(pass|fail) (check_[a-z0-9_]*) .*/\2/p' "$folder/answers" | sort)
  [[ "$(tail -n 1 "$folder/answers")" == "end $(expected | wc -l)" ]] || echo "the guest did not come to its end: $(tail -n 1 "$folder/answers")"
  [[ "$told" == "$(expected)" ]] ||
    echo "not every check was run once: $(diff <(expected) <(printf '%s\n' "$told") | grep '^[<>]' | xargs)"
  grep -E 'WARNING:|BUG:|Oops|Kernel panic|Call Trace|general protection|INFO: task' "$folder/console" | sed 's/^/the console: /'
  # What was refused or undone in the guest has left nothing, as this machine sees it.
  for disk in "${disks[@]%%:*}"; do
    cmp -s "$folder/disks/$disk" "$work/made/$disk" || echo "the disk $disk is not as it was made"
  done
}

# judge FOLDER SERIES: writes the reports; fails if anything did.
judge() {
  local folder=$1 problems count failures
  problems=$(trouble "$folder")
  count=$(grep -cE '^(pass|fail) ' "$folder/answers") || true
  failures=$(grep -cE '^fail ' "$folder/answers") || true
  {
    sed -nE 's/^pass (\S+) ([0-9]+).*/passed  \2 ms  \1/p; s/^fail (\S+) ([0-9]+) (.*)/FAILED  \2 ms  \1: \3/p' "$folder/answers"
    [[ -z "$problems" ]] || printf 'FAILED  %s\n' "${problems//$'\n'/$'\nFAILED  '}"
    echo "Linux $2: $count checks, $failures of them failed${problems:+, and the run itself did}"
  } >"$folder/report.txt"
  {
    printf '<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="devices %s" tests="%d" failures="%d">\n' \
      "$2" "$((count + 1))" "$((failures + (${#problems} > 0)))"
    sed -nE "s/^FAILED +([0-9]+) ms +([^:]+): (.*)/f\t\2\t\3/p; s/^passed +[0-9]+ ms +(.*)/p\t\1/p" "$folder/report.txt" |
      tr -cd '\t\n -~' | sed 's/&/\&amp;/g; s/</\&lt;/g; s/"/\&quot;/g' |
      awk -F '\t' '{ printf "  <testcase name=\"%s\">%s</testcase>\n", $2, $1 == "f" ? "<failure message=\"" $3 "\"/>" : "" }'
    printf '  <testcase name="the run">%s</testcase>\n</testsuite>\n' \
      "${problems:+<failure message=\"$(tr -cd '\n -~' <<<"$problems" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/"/\&quot;/g' | xargs -0)\"/>}"
  } >"$folder/report.xml"
  grep FAILED "$folder/report.txt" >&2 || true
  tail -n 1 "$folder/report.txt"
  [[ $failures -eq 0 && -z "$problems" && $count -gt 0 ]]
}

# test_kernel SERIES
test_kernel() {
  local folder=$reports/devices-$1 disk name more options=() modules emulator start=$SECONDS
  # Nothing of an earlier run may pass for this one's.
  rm -rf "$folder" && mkdir -p "$folder"
  modules=$(scripts/kernels.sh "$1" modules)
  cp -r --sparse=always "$work/made" "$folder/disks"
  test_env/devices/initramfs.sh "$modules" "$vexfmt" "$work/hold" "$folder/initramfs"
  add_told "$folder/initramfs"
  for disk in "${disks[@]}"; do
    name=${disk%%:*} more=${disk#*:}
    options+=(-drive "file=$folder/disks/$name,format=raw,if=none,id=$name,cache=unsafe${more:+,$more}")
    more=
    [[ $name != blocks ]] || more=,logical_block_size=4096,physical_block_size=4096
    options+=(-device "virtio-blk-pci,drive=$name,serial=$name$more")
  done
  # It takes two to three minutes, much longer on a busy machine, and must not take for ever.
  timeout 900 "${lab_emulator[@]}" -m 640 -kernel "$(scripts/kernels.sh "$1" vmlinuz)" -initrd "$folder/initramfs" \
    -append "$lab_parameters rdinit=/lab/guest.sh" -serial "file:$folder/console" -serial "file:$folder/answers" "${options[@]}" >&2 &
  emulator=$!
  trap 'kill "$emulator"; exit 1' TERM
  wait "$emulator" || say "the emulator ended with status $?"
  judge "$folder" "$1" || return 1
  say "Linux $1 took $((SECONDS - start)) s"
  # What nobody looks at afterwards.
  rm -rf "$folder"/{disks,initramfs}
}

work=$(mktemp -d)
readonly work
jobs=()
# Those in the background do not hear of an interruption by themselves.
trap '[[ ${#jobs[@]} -eq 0 ]] || kill "${jobs[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
export VEXFMT_UNDO=$work/undo
mkdir "$work/lab"
gcc -static -O2 -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror test_env/devices/hold.c -o "$work/hold"
make_disks
make_sums

# Each is one process on one processor.
for name in "${names[@]}"; do
  # Not before `||`, where a function would run on behind its first failure.
  (set -e && test_kernel "$name") &
  jobs+=($!)
done
status=0
for job in "${jobs[@]}"; do wait "$job" || status=1; done
exit $status
