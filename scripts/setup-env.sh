#!/usr/bin/env bash
# Installs what building and testing need and this machine lacks: scripts/setup-env.sh [--check] [--bench] [--fuzz] [--kmod] [--kasan]
#
# Looks for the things themselves rather than for packages, so that a compiler or library from elsewhere counts. When
# nothing is missing it changes nothing and asks no network. Exit status: 0 all is there, 1 something is missing, 64 usage.
set -euo pipefail

readonly swift_needed="6.2"
check_only=no
bench=no
fuzz=no
kmod=no
kasan=no
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly folder

usage() {
  cat <<'TEXT'
usage: scripts/setup-env.sh [--check] [--bench] [--fuzz] [--kmod] [--kasan]
  --check   report what is missing and install nothing
  --bench   also what `make bench` compares with (ISA-L, pip for parsers of Python)
  --fuzz    also what the targets in Fuzz/ are built and run with: zip, AFL++
  --kmod    also what the kernel module is built, checked and run with: tools, QEMU, and the kernels of
            scripts/kernels.sh, which go to a cache outside of the tree
  --kasan   also what the kernel with sanitizers is built with; implies --kmod
TEXT
}

options=
for argument in "$@"; do
  [[ "$argument" == --check ]] || options+="${options:+ }$argument"
  case "$argument" in
    --check) check_only=yes ;;
    --bench) bench=yes ;;
    --fuzz) fuzz=yes ;;
    --kmod) kmod=yes ;;
    --kasan) kmod=yes kasan=yes ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 64 ;;
  esac
done

say() { printf 'setup-env: %s\n' "$*"; }
fail() {
  say "$*" >&2
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

# Asks gcc for the place of a file that it would link; it answers with the bare name when there is none.
gcc_finds() { [[ "$(gcc -print-file-name="$1" 2>/dev/null)" == /* ]]; }

# Asks gcc whether it finds a header; without a compiler there is none.
gcc_has() { echo "#include <$1>" | gcc -include stddef.h -include stdint.h -M -xc - >/dev/null 2>&1; }

# Swift cannot come from apt on Debian 12, so the most that can be done is to say what to do.
require_swift() {
  has swift || fail "swift is not in PATH. Install Swift $swift_needed or later (https://www.swift.org/install/linux/)."
  local banner version
  banner=$(swift --version 2>/dev/null) || fail "'swift --version' fails. Try it by hand: a library of its own may be missing."
  [[ "$banner" =~ Swift\ version\ ([0-9]+\.[0-9]+(\.[0-9]+)?) ]] || fail "cannot read a version from 'swift --version': $banner"
  version=${BASH_REMATCH[1]}
  [[ "$(printf '%s\n' "$swift_needed" "$version" | sort -V | head -n 1)" == "$swift_needed" ]] ||
    fail "Swift $version is too old. Install Swift $swift_needed or later (https://www.swift.org/install/linux/)."
  swift_version=$version
}

# Prints the Debian packages that bring what is missing, one a line.
missing_packages() {
  has git || echo git
  # SwiftPM clones over https; a minimal Debian has git without the certificates.
  [[ -e /etc/ssl/certs/ca-certificates.crt || -e /etc/pki/tls/certs/ca-bundle.crt ]] || echo ca-certificates
  has make || echo make
  has gcc || echo gcc
  has shellcheck || echo shellcheck
  # Tests hold the schema of specifications against them.
  /usr/bin/python3 -c 'import jsonschema, yaml' 2>/dev/null || printf '%s\n' python3-jsonschema python3-yaml
  # They compile what the generator in plugins/rust makes.
  has rustc || echo rustc
  has rustfmt || echo rustfmt
  [[ $bench == no ]] || python3 -m pip --version >/dev/null 2>&1 || echo python3-pip
  # They run the generated C on a machine of the other byte order.
  has s390x-linux-gnu-gcc || echo gcc-s390x-linux-gnu
  # Its C library, of which the compiler's package only recommends the headers.
  echo '#include <stdio.h>' | s390x-linux-gnu-gcc -M -xc - >/dev/null 2>&1 || echo libc6-dev-s390x-cross
  has qemu-s390x || echo qemu-user
  # Tests look at documentation in a browser; any Chromium will do.
  has chromium-headless-shell || has chromium || has chromium-browser || has google-chrome || echo chromium-headless-shell
  # 12 is Debian 12's gcc, and what there will be when there is none yet.
  local gcc_version=12
  if has gcc; then gcc_version=$(gcc -dumpversion); fi
  gcc_version=${gcc_version%%.*}
  gcc_finds crt1.o || echo libc6-dev
  { gcc_finds libasan.so && gcc_finds libubsan.so; } || echo "libgcc-$gcc_version-dev"
  # Tests compile C with the first clang. Debian's, which AFL++ brings, only recommends its sanitizers; Swift's has them.
  if [[ "$(readlink -f "$(command -v clang)")" =~ ^/usr/lib/llvm-([0-9]+)/ ]]; then
    compgen -G "/usr/lib/llvm-${BASH_REMATCH[1]}/lib/clang/*/lib/linux/libclang_rt.asan*" >/dev/null ||
      echo "libclang-rt-${BASH_REMATCH[1]}-dev"
  fi
  # `make install` links Swift's runtime statically, and that is partly C++.
  gcc_finds libstdc++.so || echo "libstdc++-$gcc_version-dev"
  if has pkg-config; then
    pkg-config --exists 'libxxhash >= 0.8' || echo libxxhash-dev
    pkg-config --exists zlib || echo zlib1g-dev
    [[ $bench == no ]] || pkg-config --exists libisal || echo libisal-dev
  else
    printf '%s\n' pkg-config libxxhash-dev zlib1g-dev
    [[ $bench == no ]] || echo libisal-dev
  fi
}

# Prints the Debian packages that bring the tools of other formats: tests make images with them for `vexfmt identify` and
# the specifications of those formats, and follow its advice with them. Headers of the formats are what those are
# compared with.
missing_format_packages() {
  local PATH=$PATH:/sbin:/usr/sbin tool
  local -A brought_by=(
    [mke2fs]=e2fsprogs [mkfs.xfs]=xfsprogs [mkfs.btrfs]=btrfs-progs [mkfs.f2fs]=f2fs-tools [mkfs.erofs]=erofs-utils
    [mksquashfs]=squashfs-tools [mkfs.fat]=dosfstools [mkfs.exfat]=exfatprogs [mkntfs]=ntfs-3g [sgdisk]=gdisk
    [sfdisk]=fdisk [genromfs]=genromfs [cryptsetup]=cryptsetup-bin [mkswap]=util-linux [blkid]=util-linux [file]=file
  )
  {
    for tool in "${!brought_by[@]}"; do has "$tool" || echo "${brought_by[$tool]}"; done
    gcc_has squashfuse/squashfs_fs.h || echo libsquashfuse-dev
    gcc_has f2fs-tools/f2fs_fs.h || echo libf2fs-dev
    gcc_has ext2fs/ext2_fs.h || echo libext2fs-dev
    # Of the plugin that is tested with images of btrfs.
    gcc_has gcrypt.h || echo libgcrypt20-dev
    gcc_has xfs/xfs.h || echo xfslibs-dev
    gcc_has btrfs/ctree.h || echo libbtrfs-dev
  } | sort -u
}

# Prints the Debian packages that bring what building and running the module takes. Headers and kernels are not among
# them: installing those makes a machine boot them (scripts/kernels.sh).
missing_kmod_packages() {
  PATH=$PATH:/sbin:/usr/sbin
  has sparse || echo sparse
  has perl || echo perl
  has depmod || echo kmod
  has xz || echo xz-utils
  has cpio || echo cpio
  has flock || echo util-linux
  has dmsetup || echo dmsetup
  has strip || echo binutils
  has qemu-system-x86_64 || echo qemu-system-x86
  # A dynamic one would miss its libraries in a guest.
  { has busybox && ! ldd "$(command -v busybox)" >/dev/null 2>&1; } || echo busybox-static
  # The kernel's own build tools are linked with it.
  ldconfig -p | grep -q 'libelf\.so\.1 ' || echo libelf1
  local series compiler
  for series in $("$folder/kernels.sh" --list); do
    # Debian's headers name the compiler that the kernel was built with.
    compiler=$(sed -n 's/^CC = .*\(gcc-[0-9]*\)$/\1/p' "$("$folder/kernels.sh" --find "$series" headers 2>/dev/null)/.kernelvariables" 2>/dev/null) ||
      continue
    [[ -z "$compiler" ]] || has "$compiler" || echo "$compiler"
  done | sort -u
}

# libFuzzer is part of Swift, and so is a clang that has it.
missing_fuzz_packages() {
  has zip || echo zip
  has unzip || echo unzip
  { has afl-fuzz && has afl-clang-fast; } || echo afl++
}

missing_kasan_packages() {
  has flex || echo flex
  has bison || echo bison
  has bc || echo bc
  echo '#include <gelf.h>' | gcc -E - >/dev/null 2>&1 || echo libelf-dev
}

# Series of kernels of which something is neither installed nor in the cache.
missing_kernels() {
  local series
  for series in $("$folder/kernels.sh" --list); do
    "$folder/kernels.sh" --find "$series" >/dev/null 2>&1 || echo "$series"
  done
}

# The generated C is tested under both sanitizers. That gcc names their files does not prove that a program links and runs.
require_sanitizers() {
  local work
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now is meant
  trap "rm -rf '$work'" EXIT
  echo 'int main(void) { return 0; }' >"$work/probe.c"
  { gcc -fsanitize=address,undefined "$work/probe.c" -o "$work/probe" && "$work/probe"; } ||
    fail "gcc cannot build with -fsanitize=address,undefined. On Debian: apt-get install gcc libc6-dev libgcc-12-dev"
}

install_packages() {
  local command="apt-get install -y --no-install-recommends $*"
  has apt-get || fail "missing: $*. There is no apt-get here; install what corresponds to these Debian packages and run this again."
  local root=()
  if [[ $EUID -ne 0 ]]; then
    has sudo || fail "missing: $*. Neither root nor sudo; have an administrator run: $command"
    root=(sudo)
  fi
  local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
  say "installing $*"
  # A fresh machine has no package lists, and old lists name versions that are gone: fetch them when installing fails.
  if ! "${apt[@]}" install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; then
    "${apt[@]}" update -qq || fail "apt-get update failed (see above). With a network: apt-get update && $command"
    "${apt[@]}" install -y -qq --no-install-recommends "$@" >/dev/null || fail "could not install $* (see above)"
  fi
}

missing() {
  missing_packages
  missing_format_packages
  [[ $fuzz == no ]] || missing_fuzz_packages
  [[ $kmod == no ]] || missing_kmod_packages
  [[ $kasan == no ]] || missing_kasan_packages
}

# Installs the packages that are missing; sets `changed` if there were any.
changed=no
install_missing() {
  local packages
  mapfile -t packages < <(missing)
  [[ ${#packages[@]} -gt 0 ]] || return 0
  changed=yes
  install_packages "${packages[@]}"
  mapfile -t packages < <(missing)
  [[ ${#packages[@]} -eq 0 ]] || fail "still missing after installing: ${packages[*]}"
}

require_swift
if [[ $check_only == yes ]]; then
  mapfile -t packages < <(missing)
  [[ $kmod == no || -z "$(missing_kernels)" ]] || packages+=("kernels of series $(missing_kernels | xargs)")
  [[ ${#packages[@]} -eq 0 ]] || fail "missing: ${packages[*]}. Run scripts/setup-env.sh${options:+ $options} to install them."
  require_sanitizers
else
  install_missing
  if [[ $kmod == yes ]]; then
    for series in $(missing_kernels); do "$folder/kernels.sh" "$series" >/dev/null; done
    # Only now it is known which compiler they were built with.
    install_missing
  fi
fi
if [[ $changed == no ]]; then
  say "nothing missing (Swift $swift_version)"
else
  require_sanitizers
  say "done (Swift $swift_version)"
fi
