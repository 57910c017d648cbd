#!/usr/bin/env bash
# Only for sourcing: refuses to go on unless this machine is a guest of our own lab.
#
# Whatever loads the module or mounts VexFS calls require_lab_guest first. A disk was lost to a module that was tried out
# on the machine that it was written on; that a machine is virtual proves nothing, since the developer's own may be.
# So there are three signs, and all of them must be there:
#   - `vexfs.lab=1` on the kernel's command line: only the lab's own scripts write it there
#   - DMI names QEMU as the maker of the machine
#   - the processor says that it runs under a hypervisor
# No option and no variable replaces any of them.

# lab_signs_missing [ROOT]: prints what speaks against this being a guest of the lab, one line each; nothing if it is
# one. ROOT is where proc and sys are, for tests.
lab_signs_missing() {
  local root=${1-}
  grep -qsw 'vexfs\.lab=1' "$root/proc/cmdline" ||
    echo "the kernel's command line has no 'vexfs.lab=1', which the lab's scripts alone set"
  grep -qsx 'QEMU' "$root/sys/class/dmi/id/sys_vendor" ||
    echo "DMI does not name QEMU as the maker of this machine"
  grep -qsE '^flags[[:space:]]*:.*[[:space:]]hypervisor([[:space:]]|$)' "$root/proc/cpuinfo" ||
    echo "the processor does not say that it runs under a hypervisor"
}

# require_lab_guest: ends the script with status 77 unless this is a guest of the lab.
require_lab_guest() {
  local missing
  missing=$(lab_signs_missing "")
  [[ -n "$missing" ]] || return 0
  {
    echo "${0##*/}: refused: this loads a kernel module or mounts VexFS, which is done in a guest of the lab only."
    printf '%s\n' "$missing" | sed 's/^/  - /'
    echo "  Use scripts/test-vm.sh, or test_env/run_qemu.sh for a guest to work in."
  } >&2
  exit 77
}
