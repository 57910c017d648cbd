#!/usr/bin/env bash
# Only for sourcing by the scripts of the interactive lab: where its things are, and how they are reached.
# shellcheck disable=SC2034 # used by those who source it

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Never committed: disk images, keys made on the spot, logs.
vm=$root/test_env/vm
key=$vm/keys/vexfs_vm_key
known_hosts=$vm/keys/known_hosts
pid_file=$vm/qemu.pid
serial_log=$vm/serial.log
ssh_port=2222

say() { printf '%s: %s\n' "${0##*/}" "$*"; }
fail() {
  say "$*" >&2
  exit 1
}

# in_guest COMMAND...: runs it in the guest.
in_guest() {
  ssh -p "$ssh_port" -i "$key" -o UserKnownHostsFile="$known_hosts" -o IdentitiesOnly=yes -o ConnectTimeout=10 \
    -o BatchMode=yes -o LogLevel=ERROR vexfs@localhost "$@"
}

# Whether the guest that run_qemu.sh started is there; a process that merely has its number does not count.
guest_runs() {
  local pid
  pid=$(cat "$pid_file" 2>/dev/null) && [[ -n "$pid" ]] && grep -qa -- "$vm/images/" "/proc/$pid/cmdline" 2>/dev/null
}
