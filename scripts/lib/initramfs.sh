#!/usr/bin/env bash
# Only for sourcing: packs archives that guests of the lab boot from.
#
# Whoever sources it sets `modules`, a kernel's folder of modules (with modules.dep), and `root`, the folder to be packed.

fail() {
  printf 'initramfs: %s\n' "$*" >&2
  exit 1
}

# begin_root: an empty `root` with busybox and the folders that a guest needs; it is removed when the script ends.
begin_root() {
  local busybox=${BUSYBOX:-/bin/busybox}
  [[ -r "${modules:?}/modules.dep" ]] || fail "$modules has no modules.dep; it is no folder of a kernel's modules"
  [[ -x "$busybox" ]] || fail "there is no $busybox; on Debian: apt-get install busybox-static"
  root=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now is meant
  trap "rm -rf '$root'" EXIT
  mkdir -p "$root"/{bin,dev,lib/modules,mnt,proc,sys,tmp}
  cp "$busybox" "$root/bin/busybox"
}

# copy_module FILE: decompresses a module into the archive; prints its name there.
copy_module() {
  local name=${1##*/}
  name=${name%.xz}
  name=${name%.zst}
  case "$1" in
    *.xz) xz -dc "$1" >"$root/lib/modules/$name" ;;
    *.zst) zstd -qdc "$1" >"$root/lib/modules/$name" ;;
    *) cp "$1" "$root/lib/modules/$name" ;;
  esac
  printf '/lib/modules/%s\n' "$name"
}

# add_module NAME: prints the module and what it needs, in the order of loading. modules.dep has the nearest first.
add_module() {
  local line file pattern="/${1//[-_]/[-_]}\\.ko(\\.(xz|zst))?"
  line=$(grep -E "^[^:]*$pattern:" "$modules/modules.dep" | head -n 1) || true
  if [[ -z "$line" ]]; then
    grep -qE "$pattern\$" "$modules/modules.builtin" || fail "$modules has no module $1, and the kernel has it not built in"
    return
  fi
  for file in $(tr ' ' '\n' <<<"${line#*:}" | tac) "${line%%:*}"; do copy_module "$modules/$file"; done
}

# add_modules NAME...: packs them, and lists them in the order of loading.
add_modules() {
  local module
  for module in "$@"; do add_module "$module"; done | awk '!seen[$0]++' >"$root/lib/modules/list"
}

# pack_root OUTPUT
pack_root() { (cd "$root" && find . -print0 | LC_ALL=C sort -z | cpio --quiet --null -o -H newc -R 0:0) >"$1"; }
