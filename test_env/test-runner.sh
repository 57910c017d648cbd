#!/usr/bin/env bash
# Tests the module in the guest, from outside: test_env/test-runner.sh [VEXFMT]
#
# Makes images with VEXFMT (by default the debug build), boots the guest unless it runs, runs test_module.sh in it, and
# keeps what was said in test_env/vm/test_module.log. The module is the one that `make kmod` built for the guest's kernel,
# if there is one, else the guest builds it. Exit status: that of test_module.sh.
set -euo pipefail
# shellcheck source=test_env/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

vexfmt=${1:-$root/.build/debug/vexfmt}
[[ -x "$vexfmt" ]] || fail "there is no program at $vexfmt: make build"
[[ -e "$vm/images/root.img" ]] || fail "there is no guest yet: test_env/setup_vm.sh makes it"

mkdir -p "$vm/share"
rm -f "$vm"/share/{v1,v2,bad}.img
"$vexfmt" mkfs --spec vexfs --format-version 1 -L Test --size 100M "$vm/share/v1.img"
"$vexfmt" mkfs --spec vexfs --format-version 2 -L Test --size 100M "$vm/share/v2.img"
dd if=/dev/urandom of="$vm/share/bad.img" bs=1M count=1 status=none

started=no
if ! guest_runs; then
  "$root/test_env/run_qemu.sh"
  started=yes
fi
status=0
source=/mnt/vexfs_source
release=$(in_guest uname -r)
module=$source/.build/kmod/$release/vexfs.ko
[[ -e "$root/${module#"$source/"}" ]] || module=
in_guest "$source/test_env/test_module.sh" "$source/test_env/vm/share" "$module" 2>&1 | tee "$vm/test_module.log" || status=$?
[[ $started == no ]] || "$root/test_env/vm_control.sh" stop
exit "$status"
