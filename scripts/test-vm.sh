#!/usr/bin/env bash
# Tests the kernel module in virtual machines: scripts/test-vm.sh [OPTIONS] [SERIES...]
#
# SERIES are Debian's kernels, as scripts/kernels.sh knows them; without any, all that it lists. Boots QEMU (emulation,
# never KVM) with each kernel, all at the same time, and the guest of test_env/fastlab; one boot tries all cases, and after a crash or a hang the
# rest in a new one. docs/TESTING.md describes what is tried and how.
#   --reports DIR    where report.txt, report.json and report.xml (JUnit) go, below DIR/SERIES; default .build/test-vm
#   --mutants N      so many mutants at least; default 24000. Fewer in the cases of --pack fail
#   --seed N         everything random follows from it; default 1
#   --kernel NAME VMLINUZ MODULES HEADERS
#                    a kernel of one's own instead of Debian's: its name in reports, the kernel, the folder of its modules
#                    and that of its headers
#   --memory MIB     of the guest; default 512
#   --pack DIR       cases that an earlier run packed, DIR/pack of its reports; otherwise they are packed anew
#   --source DIR     the module's source; default kmod
# Exit status: 0 all passed, 1 something did not, 64 usage. VEXFMT_SWIFT_FLAGS are flags for building vexlab.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/lab-kernel.sh
. scripts/lib/lab-kernel.sh

say() { printf 'test-vm: %s\n' "$*" >&2; }
help() { sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "scripts/${0##*/}"; }
usage() {
  [[ $# -eq 0 ]] || say "$*"
  help >&2
  exit 64
}

reports=.build/test-vm
mutants=
seed=1
memory=512
pack=
source=kmod
told_mutants=
names=()
declare -A own=()
while [[ $# -gt 0 ]]; do
  case "$1" in
    -h | --help) help && exit 0 ;;
    --reports | --mutants | --seed | --memory | --pack | --source)
      [[ $# -ge 2 ]] || usage
      declare "${1#--}=$2" "told_${1#--}=yes"
      shift 2
      ;;
    --kernel)
      [[ $# -ge 5 ]] || usage
      names+=("$2")
      own[$2]="$3"$'\n'"$4"$'\n'"$5"
      shift 5
      ;;
    -*) usage ;;
    *)
      [[ "$1" =~ ^[0-9]+\.[0-9]+$ ]] || usage
      names+=("$1")
      shift
      ;;
  esac
done
for number in mutants seed memory; do
  [[ -z "${!number}" && $number == mutants && -z "$told_mutants" ]] || [[ "${!number}" =~ ^[0-9]{1,9}$ ]] ||
    usage "--$number is '${!number}', where a number of at most nine digits was expected"
done
if [[ -z "$mutants" ]]; then
  [[ -n "$pack" ]] && mutants=0 || mutants=24000
fi
[[ -z "$pack" || -r "$pack/manifest.txt" ]] || usage "--pack: $pack is no folder of cases that an earlier run packed (no manifest.txt)"
[[ ${#names[@]} -gt 0 ]] || mapfile -t names < <(scripts/kernels.sh --list)
mkdir -p "$reports"
reports=$(realpath -- "$reports")
readonly reports mutants seed memory source
readonly work=$reports/work vexlab=.build/debug/vexlab
mkdir -p "$work"

build_vexlab() {
  local flags=()
  read -ra flags <<<"${VEXFMT_SWIFT_FLAGS---explicit-target-dependency-import-check error}"
  swift build --product vexlab "${flags[@]}" >"$work/build.log" 2>&1 || {
    tail -n 30 "$work/build.log" >&2
    say "vexlab does not build; all of it is in $work/build.log"
    return 1
  }
}

# What the guest runs: one program, linked statically, since it is alone there.
build_guest() {
  gcc -static -O2 -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -I kmod/generated test_env/fastlab/*.c -o "$work/init"
}

# kernel NAME: sets vmlinuz, modules and headers.
kernel() {
  if [[ -n "${own[$1]-}" ]]; then
    { read -r vmlinuz && read -r modules && read -r headers; } <<<"${own[$1]}"
  else
    vmlinuz=$(scripts/kernels.sh "$1" vmlinuz) && modules=$(scripts/kernels.sh "$1" modules) &&
      headers=$(scripts/kernels.sh "$1" headers)
  fi
}

# test_kernel NAME: every command may fail by itself, since the caller's `||` takes errexit away in here.
test_kernel() {
  local folder=$reports/$1 module=$work/module-$1 vmlinuz modules headers
  # Nothing of an earlier run may pass for this one's.
  mkdir -p "$folder" && rm -f "$folder/initramfs" "$folder"/boot-* "$folder"/report.* || return 1
  kernel "$1" || return 1
  make --no-print-directory -s -C "$source" KDIR="$headers" DEST="$module" >"$folder/module.log" 2>&1 || {
    tail -n 30 "$folder/module.log" >&2
    say "the module does not build for $1"
    return 1
  }
  test_env/fastlab/initramfs.sh "$modules" "$module/vexfs.ko" "$work/init" "$folder/initramfs" || return 1
  local scratch=$work/scratch-$1.img
  truncate -s 0 "$scratch" && truncate -s 64G "$scratch" || return 1
  # vda is the pack, vdb a scratch disk, vdc and vdd disks that fail.
  $vexlab boot --pack "$pack" --reports "$folder" -- \
    "$(command -v "${lab_emulator[0]}")" "${lab_emulator[@]:1}" -m "$memory" \
    -kernel "$vmlinuz" -initrd "$folder/initramfs" -append "$lab_parameters first={first}" \
    -serial "file:{console}" \
    -object "memory-backend-file,id=answers,share=on,mem-path={answers},size=32M" -device ivshmem-plain,memdev=answers \
    -drive "file=$pack/pack.img,format=raw,if=none,id=vda,readonly=on" -device virtio-blk-pci,drive=vda \
    -drive "file=$scratch,format=raw,if=none,id=vdb,cache=unsafe" -device virtio-blk-pci,drive=vdb \
    -drive "file=blkdebug:$pack/broken-first.conf:$pack/broken.img,format=raw,if=none,id=vdc,readonly=on" \
    -device virtio-blk-pci,drive=vdc \
    -drive "file=blkdebug:$pack/broken-last.conf:$pack/broken.img,format=raw,if=none,id=vdd,readonly=on" \
    -device virtio-blk-pci,drive=vdd >&2 || return 1
  $vexlab judge --pack "$pack" --reports "$folder" --kernel "$1" --mutants "$mutants"
}

build_guest
# One pack serves all kernels.
if [[ -z "$pack" ]]; then
  build_vexlab
  pack=$reports/pack
  $vexlab pack --output "$pack" --seed "$seed" --mutants "$mutants" >&2
fi
# Each is one process on one processor. What they tell is shown one after the other.
jobs=()
# Those in the background do not hear of an interruption by themselves.
trap '[[ ${#jobs[@]} -eq 0 ]] || kill "${jobs[@]}" 2>/dev/null || true' EXIT
trap 'exit 1' INT TERM
for name in "${names[@]}"; do
  test_kernel "$name" >"$work/told-$name" &
  jobs+=($!)
done
status=0
for index in "${!jobs[@]}"; do
  wait "${jobs[$index]}" || status=1
  cat "$work/told-${names[$index]}"
done
exit $status
