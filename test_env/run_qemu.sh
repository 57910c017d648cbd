#!/usr/bin/env bash
# Boots the guest of setup_vm.sh: test_env/run_qemu.sh [--large] [--console]
#
#   --large     adds a sparse disk of 250 GB as /dev/vdb; it takes what is written to it
#   --console   stays in the foreground with the guest's console instead of returning once ssh answers
#
# The source is shared read-only and appears at /mnt/vexfs_source; the serial console goes to test_env/vm/serial.log.
# QEMU emulates the processor: KVM is not needed, and what goes wrong in the guest stays in an ordinary process.
set -euo pipefail
# shellcheck source=test_env/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

large=no
console=no
for argument in "$@"; do
  case "$argument" in
    --large) large=yes ;;
    --console) console=yes ;;
    *) sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "$0" >&2 && exit 64 ;;
  esac
done
[[ -e "$vm/images/root.img" ]] || fail "there is no guest yet: test_env/setup_vm.sh makes it"
! guest_runs || fail "the guest runs already: test_env/vm_control.sh stop"
command -v qemu-system-x86_64 >/dev/null || fail "qemu-system-x86_64 is missing: scripts/setup-env.sh --kmod"

# `vexfs.lab=1` marks the guest as one of the lab; without it the scripts in it refuse to load the module.
# shellcheck disable=SC2054 # the commas are QEMU's
qemu=(qemu-system-x86_64 -accel tcg -m 2048 -smp 2 -no-reboot -display none
  -kernel "$vm/images/vmlinuz" -initrd "$vm/images/initrd"
  -append "root=/dev/vda rw console=ttyS0 vexfs.lab=1 panic=-1"
  -drive "file=$vm/images/root.img,format=raw,if=virtio"
  -virtfs "local,path=$root,mount_tag=vexfs_source,security_model=none,readonly=on"
  -netdev "user,id=net0,hostfwd=tcp:127.0.0.1:$ssh_port-:22" -device virtio-net-pci,netdev=net0)
if [[ $large == yes ]]; then
  [[ -e "$vm/images/large.img" ]] || truncate -s 250G "$vm/images/large.img"
  qemu+=(-drive "file=$vm/images/large.img,format=raw,if=virtio,discard=unmap")
fi
if [[ $console == yes ]]; then
  exec "${qemu[@]}" -serial mon:stdio
fi

"${qemu[@]}" -serial "file:$serial_log" -pidfile "$pid_file" -daemonize
say "booting; the console is in $serial_log"
for ((attempt = 0; attempt < 180; attempt++)); do
  guest_runs || fail "the guest has ended: see $serial_log"
  if in_guest true 2>/dev/null; then
    say "ready: ssh -p $ssh_port -i ${key#"$PWD"/} vexfs@localhost"
    exit 0
  fi
  sleep 5
done
fail "no answer by ssh within a quarter of an hour: see $serial_log"
