#!/usr/bin/env bash
# Only for sourcing by the scripts of the interactive lab: where its things are, and how they are reached.
# shellcheck disable=SC2034 # used by those who source it

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Never committed: disk images, keys made on the spot, logs.
vm=$root/test_env/vm
key=$vm/keys/vexfs_vm_key
known_hosts=$vm/keys/known_hosts
# The guest's name in known_hosts: whoever else answers at localhost is not it.
host_name=vexfs-lab
pid_file=$vm/qemu.pid
serial_log=$vm/serial.log
large_image=$vm/images/large.img
packer_image=$vm/packer/vexfs-dev.qcow2
ssh_port=${VEXFMT_SSH_PORT:-2222}

say() { printf '%s: %s\n' "${0##*/}" "$*"; }
fail() {
  say "$*" >&2
  exit 1
}
# usage: the comment at the script's head, and status 64.
usage() {
  sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "$0" >&2
  exit 64
}

# The series of kernels that setup_vm.sh gave the guest, oldest first.
guest_kernels() { find "$vm/images/kernels" -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort -V; }

# in_guest COMMAND...: runs it in the guest. A guest that says nothing for three minutes is given up.
in_guest() {
  ssh -p "$ssh_port" -i "$key" -o IdentitiesOnly=yes -o BatchMode=yes -o LogLevel=ERROR -o HostKeyAlias="$host_name" \
    -o UserKnownHostsFile="\"$known_hosts\" \"$known_hosts.packer\"" \
    -o ConnectTimeout=10 -o ServerAliveInterval=30 -o ServerAliveCountMax=6 \
    vexfs@localhost "$@"
}

# Whether the guest that run_qemu.sh started is there; a process that merely has its number does not count.
guest_runs() {
  local pid
  pid=$(cat "$pid_file" 2>/dev/null) && [[ -n "$pid" ]] && grep -qaF -- "$pid_file" "/proc/$pid/cmdline" 2>/dev/null
}

# end_guest: ends its process, which is like pulling the plug.
end_guest() {
  local pid
  pid=$(cat "$pid_file" 2>/dev/null) || return 0
  for signal in TERM KILL; do
    ! guest_runs || kill -s "$signal" "$pid"
    for ((attempt = 0; attempt < 10; attempt++)); do
      guest_runs || return 0
      sleep 1
    done
  done
}
