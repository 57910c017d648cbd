#!/usr/bin/env bash
# The "Never Again" rules, each as a test that shows the refusal: Tests/Guards/never-again.sh VEXFMT
#
#   1  no kernel module testing on production systems
#   2  no filesystem formatting on real devices without validation in a virtual machine
#   3  no mounting of untested filesystems on production systems
#   4  always use the virtual machines first
#
# VEXFMT is the program. Runs on the machine that must refuse, which therefore must not be a guest of the lab.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
vexfmt=$(realpath -- "${1:?usage: Tests/Guards/never-again.sh VEXFMT}")
cd "$root"
# shellcheck source=scripts/lib/in-vm.sh
. scripts/lib/in-vm.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
current=
fail() {
  printf 'never-again: FAILED: %s: %s\n' "$current" "$*" >&2
  exit 1
}

# Every script of the repository, and what make would do for a target.
scripts() { git ls-files --cached --others --exclude-standard '*.sh' .ci/run; }
# Lines of a script that load or unload a module, or mount VexFS: words in the place of a command.
dangerous() { grep -nE '(^|[;&|(]|sudo|then|do|busybox)[[:space:]]*(insmod|modprobe|rmmod|mount[[:space:]].*vexfs)\b' "$1"; }

# Signs of a guest of the lab in a folder, less those that are named.
fake_machine() {
  local folder=$work/machine without=" $* "
  rm -rf "$folder"
  mkdir -p "$folder/proc" "$folder/sys/class/dmi/id"
  echo "console=ttyS0 vexfs.lab=1 quiet" >"$folder/proc/cmdline"
  printf 'processor : 0\nflags\t\t: fpu sse2 hypervisor lahf_lm\n' >"$folder/proc/cpuinfo"
  echo QEMU >"$folder/sys/class/dmi/id/sys_vendor"
  [[ $without != *" cmdline "* ]] || echo "console=ttyS0 novexfs.lab=1 vexfs.lab=10 quiet" >"$folder/proc/cmdline"
  [[ $without != *" cpu "* ]] || printf 'flags\t\t: fpu sse2 lahf_lm\nbugs\t\t: hypervisor\n' >"$folder/proc/cpuinfo"
  [[ $without != *" maker "* ]] || echo "Dell Inc." >"$folder/sys/class/dmi/id/sys_vendor"
  [[ $without != *" dmi "* ]] || rm -rf "$folder/sys"
}

rule_1_no_module_testing_on_this_machine() {
  local status=0 sign
  (require_lab_guest) 2>"$work/said" || status=$?
  [[ $status -eq 77 ]] || fail "the guard let this machine pass (status $status)"
  grep -q "refused" "$work/said" || fail "the guard does not say that it refused"

  fake_machine
  [[ -z "$(lab_signs_missing "$work/machine")" ]] || fail "a guest of the lab is not known as one"
  for sign in cmdline cpu maker dmi; do
    fake_machine $sign
    [[ -n "$(lab_signs_missing "$work/machine")" ]] || fail "a machine without the sign '$sign' passes for a guest of the lab"
  done
  [[ $(lab_signs_missing "$work/none" | wc -l) -eq 3 ]] || fail "a machine with no sign passes for a guest of the lab"
}

rule_1_no_make_target_loads_the_module() {
  local target
  ! grep -nE '(^|[^[:alnum:]_-])(insmod|modprobe|rmmod|depmod|mount)([[:space:]]|$)' Makefile kmod/Makefile kmod/Kbuild >"$work/said" ||
    fail "a makefile speaks of loading or mounting: $(head -n 1 "$work/said")"
  for target in insmod load test install modules_install; do
    ! make -n -C kmod "$target" >"$work/said" 2>&1 || fail "kmod/Makefile has a target '$target'"
  done
}

rule_1_scripts_ask_before_they_load() {
  local script first asked status
  while IFS= read -r script; do
    [[ $script != Tests/Guards/never-again.sh ]] || continue
    first=$(dangerous "$script" | head -n 1 | cut -d: -f1) || true
    [[ -n "$first" ]] || continue
    asked=$(grep -nxE 'require_lab_guest' "$script" | head -n 1 | cut -d: -f1) || true
    [[ -n "$asked" && $asked -lt $first ]] || fail "$script, line $first: require_lab_guest does not stand before it"
    status=0
    bash "$script" </dev/null >"$work/said" 2>&1 || status=$?
    [[ $status -eq 77 ]] || fail "$script ended with status $status on this machine instead of refusing with 77"
  done < <(scripts)

  # The search itself must be able to find something.
  printf 'set -e\nsudo insmod vexfs.ko\n' >"$work/careless.sh"
  dangerous "$work/careless.sh" >/dev/null || fail "a script that loads the module is not noticed"
  printf 'if true; then mount -t vexfs /dev/sda1 /mnt; fi\n' >"$work/careless.sh"
  dangerous "$work/careless.sh" >/dev/null || fail "a script that mounts VexFS is not noticed"
}

rule_2_no_formatting_of_devices() {
  local device status=0
  # Number 0:0 belongs to no driver: not even a program gone wrong can write to it.
  device=$work/device
  if ! mknod "$device" b 0 0 2>/dev/null; then
    device=$(find /dev -type b ! -writable 2>/dev/null | head -n 1)
    [[ -n "$device" ]] || fail "neither may this user make a device node, nor is there one that nobody could write by mistake"
  fi
  "$vexfmt" mkfs --spec vexfs --size 1M "$device" >"$work/said" 2>&1 || status=$?
  [[ $status -eq 1 ]] || fail "mkfs of a block device ended with status $status"
  grep -q "is a block device" "$work/said" || fail "mkfs does not say why it refuses: $(cat "$work/said")"
}

rule_3_no_mounting_on_this_machine() {
  local script
  # Nothing that is installed could mount VexFS, or have it mounted.
  make -n install DESTDIR="$work/installed" >"$work/said" 2>&1
  ! grep -E '\.ko|mount|modules-load|depmod|modprobe|fstab|udev' "$work/said" >&2 || fail "'make install' installs what can mount (see above)"
  # Nor is the module known to this machine.
  ! grep -qw vexfs /proc/filesystems || fail "the module is loaded on this very machine"
  while IFS= read -r script; do
    ! grep -nE '\bfstab\b' "$script" >"$work/said" || fail "$script speaks of fstab"
  done < <(scripts | grep -v '^Tests/Guards/')
}

# series_tested [ARGUMENT...]: the kernels on whose virtual machines `make test ARGUMENT...` would insist, in order.
series_tested() {
  # Not what a make around this one was told. A line that goes on after a failure does not count.
  env -u MAKEFLAGS -u MAKEOVERRIDES make --no-print-directory -n test "$@" 2>/dev/null |
    grep -xE '([A-Z_]+=("[^"]*"|[^" ]*) )*scripts/test-vm\.sh( [^|;&]*)?' | grep -oE ' [0-9]+\.[0-9]+' | sort -uV | xargs
}

rule_4_make_test_runs_every_virtual_machine() {
  local known tested
  known=$(scripts/kernels.sh --list | tr ' ' '\n' | sort -uV | xargs)
  tested=$(series_tested) || true
  [[ -n "$known" && "$tested" == "$known" ]] ||
    fail "'make test' runs scripts/test-vm.sh for Linux '$tested', but the module is built for '$known'"
  # A kernel that is left out must be noticed.
  tested=$(series_tested KERNELS="${known##* }") || true
  [[ "$tested" == "${known##* }" ]] || fail "that 'make test' leaves out a kernel is not noticed: '$tested'"
}

rule_4_who_is_refused_is_sent_to_the_virtual_machines() {
  (require_lab_guest) 2>"$work/said" || true
  grep -q "scripts/test-vm.sh" "$work/said" || fail "the guard does not say what to use instead"
}

for current in $(declare -F | sed -n 's/^declare -f \(rule_.*\)/\1/p'); do
  "$current"
  printf 'never-again: %s: passed\n' "$current"
done
