#!/usr/bin/env bash
# Controls the guest: test_env/vm_control.sh start|stop|status|ssh [COMMAND...]|log
#
#   start    boots it (run_qemu.sh; options are passed on)
#   stop     shuts it down; ends its process when it does not go by itself
#   status   says whether it runs; exit status 3 if it does not
#   ssh      a shell in it, or a command
#   log      follows its serial console
set -euo pipefail
# shellcheck source=test_env/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

stop() {
  guest_runs || { say "it does not run" && return 0; }
  in_guest sudo systemctl poweroff >/dev/null 2>&1 || true
  for ((begin = SECONDS; SECONDS < begin + 120; )); do
    guest_runs || { say "stopped" && return 0; }
    sleep 1
  done
  say "it does not go by itself: ending process $(cat "$pid_file")"
  end_guest
}

action=${1-}
shift || true
case "$action" in
  start) exec "$root/test_env/run_qemu.sh" "$@" ;;
  stop) stop ;;
  status)
    if guest_runs; then say "it runs, as process $(cat "$pid_file")"; else say "it does not run" && exit 3; fi
    ;;
  ssh)
    guest_runs || fail "the guest does not run: test_env/vm_control.sh start"
    in_guest "$@"
    ;;
  log) exec tail -n +1 -F "$serial_log" ;;
  *) usage ;;
esac
