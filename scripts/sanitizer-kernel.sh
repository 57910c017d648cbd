#!/usr/bin/env bash
# Builds the kernel that finds errors of memory, arithmetic and locking: scripts/sanitizer-kernel.sh [SERIES]
#
# SERIES is 6.1 unless told. From Debian's linux-source (scripts/kernels.sh), with test_env/sanitizers.config: KASAN, UBSAN,
# lockdep and kmemleak, and as little else as boots. Built once, in the cache of scripts/kernels.sh, under a name that
# follows from the source and the configuration. Prints lines of NAME=VALUE: vmlinuz, modules and headers, as kernels.sh
# does. Exit status: 0 there it is, 1 failed, 64 usage.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
series=${1:-6.1}
[[ $# -le 1 && "$series" =~ ^[0-9]+\.[0-9]+$ ]] || {
  echo "usage: scripts/sanitizer-kernel.sh [SERIES]" >&2
  exit 64
}
say() { printf 'sanitizer-kernel: %s\n' "$*" >&2; }

readonly config=$root/test_env/sanitizers.config
readonly cache=${VEXFMT_KERNELS:-${XDG_CACHE_HOME:-${HOME:?is not set}/.cache}/vexfmt/kernels}
source=$("$root/scripts/kernels.sh" "$series" source)
# Another source or configuration is another kernel.
name=sanitizers-$series-$(cat "$source" "$config" "${BASH_SOURCE[0]}" | sha256sum | cut -c 1-12)
folder=$cache/$name

build() {
  say "building Linux $series with sanitizers into $folder; once, some minutes"
  mkdir -p "$cache"
  scratch=$(mktemp -d "$cache/build.XXXXXX")
  # shellcheck disable=SC2064 # the folder of now is meant
  trap "rm -rf '$scratch'" EXIT
  log=$cache/$name.log
  mkdir "$scratch/source"
  tar -xJf "$source" -C "$scratch/source" --strip-components=1
  (
    # Modules are built against the finished tree, so it is built where it stays.
    rm -rf "$folder.new" "$folder"
    mv "$scratch/source" "$folder.new"
    cd "$folder.new"
    make -s tinyconfig
    scripts/kconfig/merge_config.sh -m .config "$config"
    make -s olddefconfig
    lost=$(grep '^CONFIG_' "$config" | grep -vxFf .config || true)
    [[ -z "$lost" ]] || { echo "not taken by this kernel: $lost"; exit 1; }
    mv "$folder.new" "$folder"
    cd "$folder"
    make -s -j"$(nproc)" bzImage modules
    PATH=$PATH:/sbin:/usr/sbin make -s modules_install INSTALL_MOD_PATH=install
    ln -s "install/lib/modules/$(make -s kernelrelease)" modules
    # What is not needed to build modules.
    find . -name '*.o' ! -path './scripts/*' ! -path './tools/*' -delete
    touch complete
  ) >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    say "the kernel does not build; all of it is in $log"
    exit 1
  }
}

[[ -e "$folder/complete" ]] || build
printf 'vmlinuz=%s\nmodules=%s\nheaders=%s\n' "$folder/arch/x86/boot/bzImage" "$folder/modules" "$folder"
