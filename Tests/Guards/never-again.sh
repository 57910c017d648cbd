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
if [[ "${1-}" =~ ^(-h|--help)$ ]]; then
  sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
  exit 0
fi
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

# Every text file of the repository.
texts() { git grep -lI --untracked -e '' -- "$@"; }
scripts() { git ls-files --cached --others --exclude-standard '*.sh' .ci/run; }
# What is run rather than compiled or read: by its name, or by its first line.
programs() {
  texts '*.sh' '*.pl' '*.py' '*.hcl' '*.yml' '*.yaml' '*.mk' '*Makefile' .ci/run ':!spec' ':!Tests/Corpus'
  git grep -lI --untracked -m 1 -e '^#!' -- ':!*.sh' ':!*.md' ':!*.swift' || true
}

# Words by which a module is loaded or unloaded, in whatever form; and those by which something is mounted. Of the latter only
# whole words count, and comments do not, since everybody speaks of mounting.
readonly loading='(insmod|modprobe|rmmod|finit_module|init_module|delete_module|kmod_module)'
readonly mounting='(^|[^[:alnum:]_./-]|/s?bin/)u?mount([^[:alnum:]_.-]|$)'
readonly calling='(^|[^[:alnum:]_])(mount|umount2?|fsopen|fsconfig|fsmount|move_mount|mount_setattr)[[:space:]]*\('
# loads FILE..., mounts FILE..., calls FILE...: the lines, as FILE:NUMBER:TEXT.
loads() { grep -nHE "$loading" "$@"; }
mounts() { grep -nHE "$mounting" "$@" | grep -vE '^[^:]*:[0-9]+:[[:space:]]*(#|//)'; }
calls() { grep -nHE "$calling" "$@" | grep -vE '^[^:]*:[0-9]+:[[:space:]]*(/?\*|//)'; }

# The only scripts that load modules and mount, each in a guest; what the second one sources; the program of the fast lab's
# guest, which asks test_env/fastlab/guard.c.
readonly guest_script=test_env/test_module.sh guest_program=test_env/fastlab
readonly devices_script=test_env/devices/guest.sh devices_scripts='test_env/devices/(guest|common|writing|refusals|failures)\.sh'
# What says to people how it is done, and this.
readonly told='^(README\.md|docs/[A-Z]+\.md|Tests/Guards/never-again\.sh)$'

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

rule_1_nothing_else_loads_or_mounts() {
  local line files
  mapfile -t files < <(texts . ":!$guest_script" ":!$guest_program/*.[ch]" ":!$devices_script" | grep -vE "$told")
  ! loads "${files[@]}" | head -n 5 | grep . >&2 ||
    fail "only $guest_script, $devices_script and $guest_program may load a module (see above)"
  mapfile -t files < <(programs | sort -u | grep -vE "$told|^($guest_script|$devices_scripts)\$")
  ! mounts "${files[@]}" | head -n 5 | grep . >&2 || fail "only $guest_script and $devices_scripts may mount (see above)"
  mapfile -t files < <(texts '*.c' '*.h' Sources/vexfmt Sources/vexctl Sources/vexlab Sources/VexImage ":!$guest_program")
  ! calls "${files[@]}" | head -n 5 | grep . >&2 || fail "only $guest_program may mount (see above)"

  # The search itself must be able to find something.
  while IFS= read -r line; do
    printf '%s\n' "$line" >"$work/careless.sh"
    loads "$work/careless.sh" >/dev/null || mounts "$work/careless.sh" >/dev/null || fail "it is not noticed that '$line' loads or mounts"
  done <<'CARELESS'
sudo insmod vexfs.ko
/sbin/insmod vexfs.ko
sudo -n insmod vexfs.ko
if insmod vexfs.ko; then exec true; fi
exec modprobe vexfs
"$busybox" insmod vexfs.ko
if true; then mount -t vexfs /dev/sda1 /mnt; fi
mount -t "$type" "$device" /mnt
sudo /bin/mount "$device" /mnt
busybox mount "$device" /mnt
x=mount; $x -t vexfs "$device" /mnt
subprocess.run(["mount", device])
CARELESS
  printf 'x = mount ("a", "b");\n' >"$work/careless.c"
  calls "$work/careless.c" >/dev/null || fail "a program that mounts is not noticed"
}

# powerless COMMAND...: runs it as nobody, who can have no power back, with stand-ins for what it may not run; each says so in $work/ran.
powerless() {
  local powers=(--no-new-privs)
  [[ $EUID -ne 0 ]] || powers+=(--bounding-set=-all --inh-caps=-all --clear-groups --reuid=65534 --regid=65534)
  (cd "$work/alone" && setpriv "${powers[@]}" env -i PATH="$work/stand-ins:/usr/bin:/bin" HOME=/nonexistent "$@" </dev/null)
}

# asks_first SCRIPT COPIED...: in a copy of what it needs, where nobody may read it, it ends before it runs anything.
asks_first() {
  local script=$1 status=0 name
  shift
  chmod 755 "$work"
  mkdir -p "$work/alone" "$work/stand-ins"
  cp --parents "$script" "$@" "$work/alone"
  for name in sudo insmod modprobe rmmod mount umount busybox losetup dmsetup swapon mkdir ln cp make vexfmt poweroff; do
    printf '#!/bin/sh\necho "%s $*" >>"%s"\n' "$name" "$work/ran" >"$work/stand-ins/$name"
  done
  : >"$work/ran"
  chmod -R a+rX "$work/alone"
  chmod 755 "$work"/stand-ins/*
  chmod 666 "$work/ran"
  # That powers are gone, and that stand-ins are called, is shown before the script is trusted to them.
  powerless sh -c 'insmod shown; ! grep -q "^CapEff:.*[1-9a-f]" /proc/self/status' || fail "the powers of this user cannot be taken away"
  grep -qx 'insmod shown' "$work/ran" || fail "stand-ins are not called"
  : >"$work/ran"
  powerless bash "$script" >"$work/said" 2>&1 || status=$?
  [[ $status -eq 77 ]] || fail "$script ended with status $status on this machine instead of refusing with 77: $(cat "$work/said")"
  grep -q 'refused' "$work/said" || fail "$script ended, but not because it was refused: $(cat "$work/said")"
  [[ ! -s "$work/ran" ]] || fail "$script was refused, but ran this before: $(head -n 1 "$work/ran")"
}

# stands_before LINE SCRIPT: that line of the script stands before all that loads or mounts in it.
stands_before() {
  local first asked
  first=$({ loads "$2"; mounts "$2"; } | cut -d: -f2 | sort -n | head -n 1)
  asked=$(grep -nxF -e "$1" "$2" | head -n 1 | cut -d: -f1) || true
  [[ -n "$asked" && $asked -lt $first ]] || fail "$2, line $first: '$1' does not stand before it"
}

rule_1_the_script_of_the_guest_asks_first() {
  stands_before require_lab_guest "$guest_script"
  asks_first "$guest_script" scripts/lib/in-vm.sh
}

# It must have /proc and /sys to ask, so it may put them there where they are not; what it sources does nothing by itself.
rule_1_the_guest_for_devices_asks_first() {
  local script first
  # shellcheck disable=SC2016 # as it stands in the script
  stands_before '[[ $$ -eq 1 && ! -e /proc/self ]] || require_lab_guest' "$devices_script"
  first=$({ loads "$devices_script"; mounts "$devices_script"; } | sort -t: -k2n | cut -d: -f3- | head -n 2 | xargs)
  [[ "$first" == "mount -t proc proc /proc mount -t sysfs sys /sys" ]] || fail "$devices_script begins with: $first"
  # Then once more, with the signs in sight.
  sed '1,/^mount -t sysfs/d' "$devices_script" | grep -v '^$' | head -n 1 | grep -qx require_lab_guest ||
    fail "$devices_script goes on without asking"
  mkdir -p "$work/alone/test_env/devices" && cp scripts/lib/in-vm.sh "$work/alone/test_env/devices/"
  asks_first "$devices_script"
  while IFS= read -r script; do
    [[ "$script" != "$devices_script" ]] || continue
    (cd "$work" && bash "$OLDPWD/$script") >"$work/said" 2>&1 || fail "$script does something by itself: $(head -n 3 "$work/said")"
    [[ ! -s "$work/said" ]] || fail "$script does something by itself: $(head -n 3 "$work/said")"
  done < <(scripts | grep -xE "$devices_scripts")
}

rule_2_no_formatting_of_devices() {
  local device=$work/device status=0
  # Number 0:0 belongs to no driver: not even a program gone wrong can write to it. A device that is there is never named.
  if ! mknod "$device" b 0 0 2>/dev/null; then
    printf 'never-again: %s: mkfs is not tried, since only root can make the node of a device that is not there\n' "$current" >&2
    return
  fi
  "$vexfmt" mkfs --spec vexfs --size 1M "$device" >"$work/said" 2>&1 || status=$?
  [[ $status -eq 1 ]] || fail "mkfs of a block device ended with status $status"
  grep -q "block device" "$work/said" || fail "mkfs does not say why it refuses: $(cat "$work/said")"
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

# series_tested SCRIPT [ARGUMENT...]: the kernels on whose virtual machines `make test ARGUMENT...` would insist with
# scripts/SCRIPT.sh, in order.
series_tested() {
  # Not what a make around this one was told. A line that goes on after a failure does not count.
  env -u MAKEFLAGS -u MAKEOVERRIDES make --no-print-directory -n test "${@:2}" 2>/dev/null |
    grep -xE "([A-Z_]+=(\"[^\"]*\"|[^\" ]*) )*scripts/$1\\.sh( [^|;&]*)?" | grep -oE ' [0-9]+\.[0-9]+' | sort -uV | xargs
}

rule_4_make_test_runs_every_virtual_machine() {
  local known tested mutants script
  known=$(scripts/kernels.sh --list | tr ' ' '\n' | sort -uV | xargs)
  for script in test-vm test-devices; do
    tested=$(series_tested $script) || true
    [[ -n "$known" && "$tested" == "$known" ]] ||
      fail "'make test' runs scripts/$script.sh for Linux '$tested', but the module is built for '$known'"
  done
  mutants=$(env -u MAKEFLAGS -u MAKEOVERRIDES make --no-print-directory -n test 2>/dev/null | grep -oE 'test-vm\.sh .*--mutants [0-9]+' | grep -oE '[0-9]+$') || true
  [[ ${mutants:-0} -ge 20000 ]] || fail "'make test' insists on ${mutants:-no} mutants, fewer than 20000"
  # A kernel that is left out must be noticed.
  tested=$(series_tested test-vm KERNELS="${known##* }") || true
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
