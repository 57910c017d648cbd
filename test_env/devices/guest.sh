#!/bin/bash
# The first process of the guest in which vexfmt writes to block devices. scripts/test-devices.sh boots it.
#
# It runs every function check_* of the scripts beside it, and says on the second serial line, one line each:
#   begin CHECK
#   pass CHECK MILLISECONDS
#   fail CHECK MILLISECONDS WHY
#   end COUNT          so many checks were run; last of all
set -uo pipefail
cd "${BASH_SOURCE[0]%/*}" || exit 77
# shellcheck source=scripts/lib/in-vm.sh
. ./in-vm.sh
# The signs are in /proc and /sys, which nobody has put there before the first process of a guest does.
[[ $$ -eq 1 && ! -e /proc/self ]] || require_lab_guest
mount -t proc proc /proc
mount -t sysfs sys /sys
require_lab_guest

export PATH=/bin DM_DISABLE_UDEV=1 NO_COLOR=1 VEXFMT_UNDO=/tmp/undo
mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp
while IFS= read -r module; do insmod "$module"; done </lib/modules/list
# Names as udev gives them: the disks are told apart by their serial numbers.
mkdir -p /dev/disk/by-id
for disk in /sys/block/vd*; do
  name=$(cat "$disk/serial")
  ln -s "../../${disk##*/}" "/dev/disk/by-id/virtio-$name"
  for part in "$disk/${disk##*/}"[0-9]; do
    [[ ! -e "$part" ]] || ln -s "../../${part##*/}" "/dev/disk/by-id/virtio-$name-part${part##*[a-z]}"
  done
done

# shellcheck source=test_env/devices/common.sh
. ./common.sh
# shellcheck source=test_env/devices/writing.sh
. ./writing.sh
# shellcheck source=test_env/devices/refusals.sh
. ./refusals.sh
# shellcheck source=test_env/devices/failures.sh
. ./failures.sh

milliseconds() {
  local up
  read -r up _ </proc/uptime
  printf '%s\n' "$((${up/./} * 10))"
}
answer() { printf '%s\n' "$*" >/dev/ttyS1; }
stty -F /dev/ttyS1 raw
count=0
for check in $(declare -F | sed -n 's/^declare -f \(check_.*\)/\1/p'); do
  count=$((count + 1))
  answer "begin $check"
  start=$(milliseconds)
  # Not before `||`, where a function would run on behind its first failure.
  (
    set -e
    trap tidy EXIT
    begin_check
    "$check"
  ) >/tmp/said-by-check 2>&1 </dev/null
  status=$?
  took=$(($(milliseconds) - start))
  if [[ $status -eq 0 ]]; then
    answer "pass $check $took"
  else
    answer "fail $check $took status $status: $(tail -n 12 /tmp/said-by-check | tr '\n' ' ' | tr -cd ' -~')"
  fi
done
sync
answer "end $count"
poweroff -f
