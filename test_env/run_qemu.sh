#!/usr/bin/env bash
# Boots the guest: test_env/run_qemu.sh [--kernel SERIES | --packer] [--large] [--console]
#
#   --kernel SERIES   one of the kernels that setup_vm.sh gave the guest; the oldest unless told
#   --packer          the guest that vexfs.pkr.hcl made instead, with its own kernel
#   --large           adds a sparse disk of 250 GB as /dev/vdb; it takes what is written to it
#   --console         stays in the foreground with the guest's console instead of returning once ssh answers
#
# The source is shared read-only and appears at /mnt/vexfs_source; the serial console goes to test_env/vm/serial.log.
# QEMU emulates the processor: KVM is not needed, and what goes wrong in the guest stays in an ordinary process. ssh is at
# port 2222 of this machine, or VEXFMT_SSH_PORT. A guest that does not answer within a quarter of an hour is ended.
set -euo pipefail
# shellcheck source=test_env/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

kernel=
packer=no
large=no
console=no
while [[ $# -gt 0 ]]; do
  case "$1" in
    --kernel)
      [[ "${2-}" =~ ^[0-9]+\.[0-9]+$ ]] || usage
      kernel=$2
      shift
      ;;
    --packer) packer=yes ;;
    --large) large=yes ;;
    --console) console=yes ;;
    *) usage ;;
  esac
  shift
done
[[ -z "$kernel" || $packer == no ]] || usage
command -v qemu-system-x86_64 >/dev/null || fail "qemu-system-x86_64 is missing: scripts/setup-env.sh --kmod"
! guest_runs || fail "the guest runs already: test_env/vm_control.sh stop"
! (exec 3<>"/dev/tcp/127.0.0.1/$ssh_port") 2>/dev/null ||
  fail "port $ssh_port is in use by another program; name another one: VEXFMT_SSH_PORT=2223 $0"

# In QEMU's options, a comma in a path is written twice.
images=${vm//,/,,}/images
# shellcheck disable=SC2054 # the commas are QEMU's
qemu=(qemu-system-x86_64 -accel tcg -m 2048 -smp 2 -no-reboot -display none -pidfile "$pid_file"
  -virtfs "local,path=${root//,/,,},mount_tag=vexfs_source,security_model=none,readonly=on"
  -netdev "user,id=net0,hostfwd=tcp:127.0.0.1:$ssh_port-:22" -device virtio-net-pci,netdev=net0)
if [[ $packer == yes ]]; then
  [[ -e "$packer_image" ]] || fail "there is no $packer_image yet: test_env/vexfs.pkr.hcl tells how Packer makes it"
  qemu+=(-drive "file=${packer_image//,/,,},format=qcow2,if=virtio")
else
  mapfile -t kernels < <(guest_kernels)
  [[ ${#kernels[@]} -gt 0 && -e "$vm/images/root.img" ]] || fail "there is no guest yet: test_env/setup_vm.sh makes it"
  kernel=${kernel:-${kernels[0]}}
  [[ " ${kernels[*]} " == *" $kernel "* ]] ||
    fail "the guest has no kernel of series $kernel but ${kernels[*]}: test_env/setup_vm.sh ${kernels[*]} $kernel"
  # `vexfs.lab=1` marks the guest as one of the lab; without it the scripts in it refuse to load the module.
  # On a busy machine an emulated one may take minutes to start a service.
  # shellcheck disable=SC2054 # the commas are QEMU's
  qemu+=(-kernel "$vm/images/kernels/$kernel/vmlinuz" -initrd "$vm/images/kernels/$kernel/initrd"
    -append "root=/dev/vda rw console=ttyS0 vexfs.lab=1 panic=-1 systemd.default_timeout_start_sec=900"
    -drive "file=$images/root.img,format=raw,if=virtio")
fi
if [[ $large == yes ]]; then
  [[ -e "$large_image" ]] || truncate -s 250G "$large_image"
  qemu+=(-drive "file=${large_image//,/,,},format=raw,if=virtio,discard=unmap")
fi
if [[ $console == yes ]]; then
  exec "${qemu[@]}" -serial mon:stdio
fi

"${qemu[@]}" -serial "file:$serial_log" -daemonize
trap end_guest EXIT
say "booting; the console is in $serial_log"
for ((begin = SECONDS; SECONDS < begin + 900; )); do
  guest_runs || fail "the guest has ended: see $serial_log"
  if in_guest true 2>/dev/null; then
    trap - EXIT
    say "ready after $((SECONDS - begin)) s: ssh -p $ssh_port -i ${key#"$PWD"/} vexfs@localhost"
    exit 0
  fi
  sleep 5
done
fail "no answer by ssh within a quarter of an hour: see $serial_log"
