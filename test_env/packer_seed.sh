#!/usr/bin/env bash
# Makes what vexfs.pkr.hcl needs and git must never see: test_env/packer_seed.sh
#
# A key for ssh, unless there is one, and the files with which cloud-init lets it in; all in test_env/vm.
set -euo pipefail
# shellcheck source=test_env/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mkdir -p "$vm/keys" "$vm/seed"
[[ -e "$key" ]] || ssh-keygen -q -t ed25519 -N '' -C vexfs-lab -f "$key"
echo "instance-id: vexfs-lab" >"$vm/seed/meta-data"
cat >"$vm/seed/user-data" <<TEXT
#cloud-config
hostname: vexfs-lab
users:
  - name: vexfs
    shell: /bin/bash
    sudo: "ALL=(ALL) NOPASSWD: ALL"
    ssh_authorized_keys: ["$(cat "$key.pub")"]
TEXT
