#!/usr/bin/env bash
# Scripts that cannot do their work must say so: Tests/Guards/scripts-fail.sh
#
# Each rule here is a way in which one of them once passed, or removed what was not its own. Needs the kernels' headers
# (scripts/kernels.sh). What the fast lab's scripts must not let pass is in test_env/fastlab/planted.sh.
set -euo pipefail
if [[ "${1-}" =~ ^(-h|--help)$ ]]; then
  sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
  exit 0
fi
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
current=
fail() {
  printf 'scripts-fail: FAILED: %s: %s\n' "$current" "$*" >&2
  exit 1
}
# ends STATUS COMMAND...: what it says is in $work/said and $work/errors.
ends() {
  local expected=$1 status=0
  shift
  "$@" >"$work/said" 2>"$work/errors" </dev/null || status=$?
  [[ $status -eq $expected ]] || fail "'$*' ended with status $status, not $expected: $(tail -n 5 "$work/said" "$work/errors")"
}

# A kernel whose make fails must not be taken for finished.
rule_a_sanitizer_kernel_that_does_not_build_is_none() {
  local tree=$work/tree/linux-source-0.1
  mkdir -p "$tree/scripts/kconfig" "$work/bin" "$work/cache"
  printf '#!/bin/sh\n' >"$tree/scripts/kconfig/merge_config.sh"
  chmod +x "$tree/scripts/kconfig/merge_config.sh"
  tar -cJf "$work/cache/linux-source-0.1.tar.xz" -C "$work/tree" linux-source-0.1
  # It makes a configuration, and then nothing.
  printf '#!/bin/sh\ncase "$*" in *config) cp "%s" .config ;; *bzImage*) exit 2 ;; esac\n' "$PWD/test_env/sanitizers.config" >"$work/bin/make"
  chmod +x "$work/bin/make"
  ends 1 env PATH="$work/bin:$PATH" VEXFMT_KERNELS="$work/cache" scripts/sanitizer-kernel.sh 0.1
  grep -q "does not build" "$work/errors" || fail "it is not said what is wrong: $(cat "$work/errors")"
  [[ -z "$(find "$work/cache" -name complete)" ]] || fail "a kernel that does not build counts as complete"
  # Nor one whose make says that all is well, and leaves nothing.
  sed -i 's/exit 2/exit 0/' "$work/bin/make"
  ends 1 env PATH="$work/bin:$PATH" VEXFMT_KERNELS="$work/cache" scripts/sanitizer-kernel.sh 0.1
}

# A module of which nobody can tell what it needs must not be packed as one that needs nothing.
rule_an_initramfs_has_what_the_module_needs() {
  local module name modules=$work/modules
  mkdir -p "$modules/kernel"
  for name in virtio_pci virtio_blk loop crc32c_generic crc32c-intel brd libcrc32c; do
    : >"$modules/kernel/$name.ko"
    printf 'kernel/%s.ko:\n' "$name"
  done >"$modules/modules.dep"
  : >"$work/init"
  echo "no module" >"$work/vexfs.ko"
  ends 1 env BUSYBOX=/bin/true test_env/fastlab/initramfs.sh "$modules" "$work/vexfs.ko" "$work/init" "$work/initramfs"
  # An ordinary user has no /sbin to look into.
  make --no-print-directory -s -C kmod KDIR="$(scripts/kernels.sh 6.1 headers)" DEST="$work/module" >"$work/said" 2>&1 ||
    fail "the module does not build: $(tail -n 5 "$work/said")"
  module=$work/module/vexfs.ko
  ends 0 env PATH=/usr/bin:/bin BUSYBOX=/bin/true test_env/fastlab/initramfs.sh "$modules" "$module" "$work/init" "$work/initramfs"
  for name in $(PATH=$PATH:/sbin:/usr/sbin modinfo -F depends "$module" | tr , ' '); do
    cpio --quiet -i --to-stdout lib/modules/list <"$work/initramfs" | grep -q "/$name.ko" || fail "$name is not loaded, which the module needs"
  done
}

# What the module's makefile did not make stays.
rule_kmod_removes_only_what_it_made() {
  local headers folder
  headers=$(scripts/kernels.sh 6.1 headers)
  folder=$work/mine
  mkdir -p "$folder"
  echo precious >"$folder/file"
  ln -s nowhere "$folder/dangling"
  ends 2 make -C kmod clean DEST="$folder"
  ends 2 make -C kmod KDIR="$headers" DEST="$folder"
  [[ -e "$folder/file" && -L "$folder/dangling" ]] || fail "files are gone that it did not make"
  # Without a kernel's name, the folder would be that of all kernels.
  mkdir -p "$work/copy/.build/kmod/6.1"
  cp -r kmod "$work/copy"
  ends 2 make -C "$work/copy/kmod" clean KDIR=/nonexistent
  [[ -d "$work/copy/.build/kmod/6.1" ]] || fail "'clean' without headers removes what was built for every kernel"
  ends 0 make --no-print-directory -s -C kmod KDIR="$headers" DEST="$work/module"
  ends 0 make -C kmod clean DEST="$work/module"
  [[ ! -e "$work/module" ]] || fail "'clean' leaves what was made"
}

# Defects that nobody finds, and a program that finds none, must not pass.
rule_planted_defects_must_be_found() {
  cat >"$work/blind" <<END
#!/bin/sh
[ "\$1" = fuzz ] || exec "$PWD/.build/debug/vexfmt" "\$@"
echo "  no differences between table and headers"
END
  chmod +x "$work/blind"
  ends 1 test_env/planted.sh --few "$work/blind"
  grep -q "off-by-one: not found in" "$work/errors" || fail "it is not said what was not found: $(cat "$work/errors")"
  ! grep -q "all .* defects were found" "$work/said" || fail "it is said that all were found"
  ends 1 test_env/planted.sh --few "$work/nonexistent"
  ends 64 test_env/planted.sh --some
}

# --help is no error, and what is no option is one before anything is done.
rule_help_is_given() {
  local script
  for script in scripts/{check-kmod,ci-pipeline,demo,dev-host,kernels,sanitizer-kernel,setup-env,test-devices,test-install,test-vm}.sh test_env/planted.sh test_env/fastlab/planted.sh Tests/Guards/*.sh; do
    ends 0 "$script" --help
    [[ ! -s "$work/errors" ]] || fail "$script --help speaks where errors go: $(head -n 1 "$work/errors")"
    grep -qF "$script" "$work/said" || fail "$script --help does not tell how it is called: $(head -n 1 "$work/said")"
  done
}

rule_numbers_are_asked_for() {
  local value
  for value in '' x -1 1.5 99999999999; do
    ends 64 scripts/test-vm.sh --reports "$work/reports" --mutants "$value" 6.1
    ends 64 scripts/test-vm.sh --reports "$work/reports" --memory "$value" 6.1
  done
  ends 64 scripts/test-vm.sh --reports "$work/reports" --pack "$work/nonexistent" 6.1
  grep -q "no folder of cases" "$work/errors" || fail "it is not said what is wrong with the pack: $(head -n 1 "$work/errors")"
}

for current in $(declare -F | sed -n 's/^declare -f \(rule_.*\)/\1/p'); do
  "$current"
  printf 'scripts-fail: %s: passed\n' "$current"
done
