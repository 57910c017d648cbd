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
if [[ "$series" =~ ^(-h|--help)$ ]]; then
  sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
  exit 0
fi
[[ $# -le 1 && "$series" =~ ^[0-9]+\.[0-9]+$ ]] || {
  echo "usage: scripts/sanitizer-kernel.sh [SERIES]" >&2
  exit 64
}
say() { printf 'sanitizer-kernel: %s\n' "$*" >&2; }

readonly config=$root/test_env/sanitizers.config
readonly cache=${VEXFMT_KERNELS:-${XDG_CACHE_HOME:-${HOME:?is not set}/.cache}/vexfmt/kernels}

# make_kernel SOURCE FOLDER: in a shell of its own, in which the first failure ends it.
make_kernel() {
  # Modules are built against the finished tree, so it is built where it stays.
  rm -rf "$2.new" "$2"
  mkdir "$2.new"
  tar -xJf "$1" -C "$2.new" --strip-components=1
  cd "$2.new"
  make -s tinyconfig
  scripts/kconfig/merge_config.sh -m .config "$config"
  make -s olddefconfig
  lost=$(grep '^CONFIG_' "$config" | grep -vxFf .config || true)
  if [[ -n "$lost" ]]; then
    echo "not taken by this kernel: $lost"
    return 1
  fi
  mv "$2.new" "$2"
  cd "$2"
  make -s -j"$(nproc)" bzImage modules
  PATH=$PATH:/sbin:/usr/sbin make -s modules_install INSTALL_MOD_PATH=install
  ln -s "install/lib/modules/$(make -s kernelrelease)" modules
  [[ -s arch/x86/boot/bzImage && -e modules/modules.dep && -e Module.symvers ]]
  # What is not needed to build modules.
  find . -name '*.o' ! -path './scripts/*' ! -path './tools/*' -delete
  touch complete
}

source=$("$root/scripts/kernels.sh" "$series" source)
# Another source, configuration or way of building is another kernel.
name=sanitizers-$series-$({ cat "$source" "$config" && declare -f make_kernel; } | sha256sum | cut -c 1-12)
folder=$cache/$name

build() {
  local status log=$cache/$name.log
  mkdir -p "$cache"
  # Whoever comes second finds it finished.
  exec 9>"$cache/$name.lock"
  flock 9
  [[ ! -e "$folder/complete" ]] || return 0
  say "building Linux $series with sanitizers into $folder; once, some minutes"
  # Not before `||`, where it would run on behind its first failure.
  set +e
  (set -e && make_kernel "$source" "$folder") >"$log" 2>&1
  status=$?
  set -e
  [[ $status -ne 0 || ! -e "$folder/complete" ]] || return 0
  tail -n 20 "$log" >&2
  say "the kernel does not build; all of it is in $log"
  exit 1
}

[[ -e "$folder/complete" ]] || build
printf 'vmlinuz=%s\nmodules=%s\nheaders=%s\n' "$folder/arch/x86/boot/bzImage" "$folder/modules" "$folder"
