#!/usr/bin/env bash
# Finds a Debian kernel to build against and to boot: scripts/kernels.sh [--find] SERIES [WHAT], or --list
#
# --list prints the series that the module is built for. SERIES is one of them or another that Debian has. WHAT is one of
#   release   full name of the kernel, as uname -r says it
#   vmlinuz   the kernel's file
#   modules   folder of its modules (.ko or .ko.xz), with modules.dep
#   headers   folder to build modules against (KDIR of kmod/Makefile)
#   source    the kernel's source, linux-source-SERIES.tar.xz
#   checkpatch   scripts/checkpatch.pl out of that source, since no smaller package has it
# and stands alone; without it, all but the last two are printed as lines of NAME=VALUE.
#
# Debian puts the update into the package's name, so the name is looked up, never written down. A kernel that is
# installed serves; otherwise its packages are fetched and unpacked into a cache outside of the tree, since installing
# one would make a developer's machine boot it. That takes no root. --find fetches nothing.
# Exit status: 0 found, 1 not found, 64 usage. VEXFMT_KERNELS names another cache folder.
set -euo pipefail

say() { printf 'kernels: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}
help() { sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; }
usage() {
  help >&2
  exit 64
}

if [[ "${1-}" =~ ^(-h|--help)$ ]]; then
  help
  exit 0
fi
if [[ "${1-}" == --list ]]; then
  echo 6.1 6.12
  exit 0
fi
fetch=yes
if [[ "${1-}" == --find ]]; then
  fetch=no
  shift
fi
[[ $# -eq 1 || $# -eq 2 ]] || usage
series=$1
what=${2:-all}
[[ "$series" =~ ^[0-9]+\.[0-9]+$ ]] || usage
[[ "$what" =~ ^(all|release|vmlinuz|modules|headers|source|checkpatch)$ ]] || usage
readonly series what
readonly cache=${VEXFMT_KERNELS:-${XDG_CACHE_HOME:-${HOME:?is not set}/.cache}/vexfmt/kernels}

# Releases of the series under a root folder, oldest first: those with kernel, modules and headers.
releases_in() {
  local folder release
  for folder in "$1/usr/src/linux-headers-$series".*; do
    release=${folder##*/linux-headers-}
    if [[ -e "$folder/Makefile" && -r "$1/boot/vmlinuz-$release" && -e "$1/lib/modules/$release/modules.dep" ]]; then
      printf '%s\n' "$release"
    fi
  done | sort -V
}

# Sets `root` and `release` to the newest kernel there is: of the machine's own, else of the cache.
find_kernel() {
  local folder
  root=
  release=$(releases_in "" | tail -n 1)
  [[ -z "$release" ]] || return 0
  while IFS= read -r folder; do
    root=$folder
    release=$(releases_in "$folder" | tail -n 1)
    [[ -z "$release" ]] || return 0
  done < <(find "$cache" -mindepth 1 -maxdepth 1 -type d -name "$series.*" 2>/dev/null | sort -rV)
  return 1
}

# apt with package lists of our own once the machine's turned out to be missing or stale: those need root.
apt=()
use_own_lists() {
  local lists=$cache/apt
  mkdir -p "$lists/lists/partial" "$lists/archives/partial"
  apt=(-o "Dir::State::Lists=$lists/lists" -o "Dir::Cache=$lists" -o "Dir::Cache::archives=$lists/archives" -o Debug::NoLocking=1)
  say "updating the package lists in $lists"
  apt-get "${apt[@]}" -qq update >&2 || fail "apt-get update failed (see above); is there a network?"
}

# Prints the newest release of the series for which Debian has headers and a kernel.
newest_release() {
  local architecture
  architecture=$(dpkg --print-architecture)
  apt-cache "${apt[@]}" --names-only search "^linux-(headers|image)-${series/./\\.}\.[0-9].*-$architecture\$" |
    awk '{ sub(/^linux-(headers|image)-/, "", $1); if ($1 !~ /-(cloud|rt)-/) seen[$1]++ }
      END { for (name in seen) if (seen[name] == 2) print name }' | sort -V | tail -n 1
}

# download PACKAGE...: into the current folder.
download() { apt-get "${apt[@]}" -qq -o APT::Sandbox::User=root download "$@" >&2; }

fetch_release() {
  local newest needed package
  newest=$(newest_release)
  [[ -n "$newest" ]] || return 1
  mapfile -t needed < <(apt-cache "${apt[@]}" show "linux-headers-$newest" |
    grep -m 1 '^Depends:' | grep -oE 'linux-(headers-[^ ,]+-common|kbuild-[^ ,]+)')
  say "fetching Linux $newest into $cache"
  download "linux-headers-$newest" "linux-image-$newest" "${needed[@]}" || return 1
  for package in *.deb; do
    dpkg-deb -x "$package" tree || return 1
    rm "$package"
  done
  # Newer kernels are below /usr/lib alone; depmod and everybody else may use either name.
  [[ -e tree/lib ]] || ln -s usr/lib tree/lib
  # It includes the common headers by an absolute name.
  sed -i "s|/usr/src/|$cache/$newest/usr/src/|" "tree/usr/src/linux-headers-$newest/Makefile" &&
    PATH=$PATH:/sbin:/usr/sbin depmod -b tree "$newest" &&
    rm -rf "${cache:?}/$newest" &&
    mv tree "$cache/$newest"
}

fetch_source() {
  say "fetching the source of Linux $series into $cache"
  download "linux-source-$series" || return 1
  dpkg-deb -x linux-source-"$series"_*.deb tree && mv tree/usr/src/linux-source-"$series".tar.xz "$cache/"
}

# locked FUNCTION: runs it alone in a scratch folder of the cache; once more with fresh package lists when it failed.
locked() {
  [[ $fetch == yes ]] || fail "Linux $series is neither installed nor in $cache; scripts/kernels.sh $series fetches it"
  command -v apt-get >/dev/null || fail "there is no apt-get here to fetch Linux $series with"
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  ! find_"$2" || return 0
  local scratch
  scratch=$(mktemp -d "$cache/fetch.XXXXXX")
  # shellcheck disable=SC2064 # the folder of now is meant
  trap "rm -rf '$scratch'" EXIT
  cd "$scratch"
  if ! "$1"; then
    use_own_lists
    "$1" || fail "Debian's package lists have no kernel of series $series that can be fetched (see above)"
  fi
  find_"$2" || fail "what was fetched for Linux $series is not complete; remove $cache and try again"
}

find_source() {
  local place
  for place in "/usr/src/linux-source-$series.tar.xz" "$cache/linux-source-$series.tar.xz"; do
    source=$place
    [[ ! -r "$place" ]] || return 0
  done
  return 1
}

find_checkpatch() { [[ -e "$cache/checkpatch-$series/checkpatch.pl" ]]; }

fetch_checkpatch() {
  local member=linux-source-$series/scripts source
  find_source || fetch_source || return 1
  find_source
  mkdir checkpatch
  tar -xJf "$source" -C checkpatch --strip-components=2 --occurrence=1 \
    "$member/checkpatch.pl" "$member/const_structs.checkpatch" "$member/spelling.txt" &&
    mv checkpatch "$cache/checkpatch-$series"
}

case $what in
  source)
    find_source || locked fetch_source source
    printf '%s\n' "$source"
    exit 0
    ;;
  checkpatch)
    find_checkpatch || locked fetch_checkpatch checkpatch
    printf '%s\n' "$cache/checkpatch-$series/checkpatch.pl"
    exit 0
    ;;
esac

find_kernel || locked fetch_release kernel
print() {
  [[ $what != "$1" ]] || printf '%s\n' "$2"
  [[ $what != all ]] || printf '%s=%s\n' "$1" "$2"
}
print release "$release"
print vmlinuz "$root/boot/vmlinuz-$release"
print modules "$root/lib/modules/$release"
print headers "$root/usr/src/linux-headers-$release"
