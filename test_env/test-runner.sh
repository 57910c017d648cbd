#!/usr/bin/env bash
# Tests the module in the guest, from outside: test_env/test-runner.sh [--build] [--large] [--vexfmt FILE] [SERIES...]
#
#   --build         the guest builds the module, rather than this machine
#   --large         also a sparse disk of 250 GB, made when it is not there
#   --vexfmt FILE   makes the images; the debug build unless told
#
# Makes images, builds vexctl as `make install` does, boots the guest with each of its kernels, or with SERIES, and runs
# test_module.sh there. A guest that runs already is taken as it is, and left running. What was said is kept in
# test_env/vm/test_module-RELEASE.log. Exit status: 0 all passed, 1 something failed.
set -euo pipefail
# shellcheck source=test_env/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

build=no
large=no
vexfmt=$root/.build/debug/vexfmt
wanted=()
while [[ $# -gt 0 ]]; do
  case "$1" in
    --build) build=yes ;;
    --large) large=yes ;;
    --vexfmt)
      [[ $# -ge 2 ]] || usage
      vexfmt=$2
      shift
      ;;
    *)
      [[ "$1" =~ ^[0-9]+\.[0-9]+$ ]] || usage
      wanted+=("$1")
      ;;
  esac
  shift
done
[[ -x "$vexfmt" ]] || fail "there is no program at $vexfmt: make build"
if ! guest_runs; then
  mapfile -t kernels < <(guest_kernels)
  [[ ${#kernels[@]} -gt 0 ]] || fail "there is no guest yet: test_env/setup_vm.sh makes it"
  [[ ${#wanted[@]} -gt 0 ]] || wanted=("${kernels[@]}")
fi

# image NAME [OPTION...]: what a fresh image's superblock holds is kept beside it.
image() {
  "$vexfmt" mkfs --spec vexfs "${@:2}" "$1"
  superblock "$1"
}
superblock() { "$vexfmt" show --json "$1" superblock >"$share/$(basename "$1").json"; }

share=$vm/share
mkdir -p "$share"
rm -f "$share"/{v1,v2,bad}.img
for version in 1 2; do image "$share/v$version.img" --format-version $version -L Test --size 100M; done
dd if=/dev/urandom of="$share/bad.img" bs=1M count=1 status=none
if [[ $large == yes ]]; then
  "$vexfmt" validate "$large_image" 2>/dev/null || image "$large_image" -L Large --size 250G
  superblock "$large_image"
fi
swift build --package-path "$root" -c release --product vexctl --static-swift-stdlib
install -m 755 "$root/.build/release/vexctl" "$share/vexctl"

# The module for the guest's kernel, as the guest names it; nothing if the guest is to build it.
module() {
  local release=$1 headers
  [[ $build == no && "$release" =~ ^[0-9]+\.[0-9]+ ]] || return 0
  headers=$("$root/scripts/kernels.sh" --find "${BASH_REMATCH[0]}" headers) || return 0
  [[ "${headers##*/linux-headers-}" == "$release" ]] || return 0
  make -s -C "$root/kmod" KDIR="$headers" >&2 || fail "the module does not build for $release (see above)"
  echo "/mnt/vexfs_source/.build/kmod/$release/vexfs.ko"
}

# Runs test_module.sh in the guest that is there.
try() {
  local source=/mnt/vexfs_source status=0 release built arguments
  release=$(in_guest uname -r) || fail "the guest does not answer: see $serial_log"
  [[ "$release" == "${1:-$release}"* ]] || fail "the guest runs $release: test_env/vm_control.sh stop"
  built=$(module "$release") || return 1
  arguments=("$source/test_env/vm/share" "$built")
  [[ $large == no ]] || arguments+=(/dev/vdb)
  in_guest "$source/test_env/test_module.sh" "${arguments[@]@Q}" 2>&1 | tee "$vm/test_module-$release.log" || status=$?
  [[ $status -eq 0 ]] || say "FAILED on $release with status $status" >&2
  return "$status"
}

if guest_runs; then
  [[ ${#wanted[@]} -le 1 ]] || fail "the guest runs, and has one kernel at a time: test_env/vm_control.sh stop"
  try "${wanted[@]/%/.}"
  exit
fi
trap '"$root/test_env/vm_control.sh" stop' EXIT
options=()
[[ $large == no ]] || options+=(--large)
failed=no
for series in "${wanted[@]}"; do
  "$root/test_env/run_qemu.sh" --kernel "$series" "${options[@]}"
  try || failed=yes
  "$root/test_env/vm_control.sh" stop
done
trap - EXIT
[[ $failed == no ]]
