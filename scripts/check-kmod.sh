#!/usr/bin/env bash
# Checks the module's sources: scripts/check-kmod.sh [SERIES...]
#
# For every series of kernels (all that the module is built for, unless named): builds with W=1, where warnings are errors, and with sparse,
# which knows on-disk byte order; whatever sparse says of our files fails. Then checkpatch: no error in any file, and in
# those written by hand no warning either. Exit status: 0 all good, 1 something was found or is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
  printf 'check-kmod: %s\n' "$*" >&2
  exit 1
}
if [[ "${1-}" =~ ^(-h|--help)$ ]]; then
  sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "scripts/${0##*/}"
  exit 0
fi
read -ra series <<<"${*:-$(scripts/kernels.sh --list)}"
command -v sparse >/dev/null || fail "sparse is missing: scripts/setup-env.sh installs it"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for one in "${series[@]}"; do
  headers=$(scripts/kernels.sh "$one" headers)
  # Kbuild does not fail for what sparse says, so its words are looked at.
  make --no-print-directory -s -C kmod KDIR="$headers" KBUILD_FLAGS="C=2 CF=-D__CHECK_ENDIAN__" >"$work/log" 2>&1 ||
    { cat "$work/log" >&2 && fail "the module does not build for Linux $one (see above)"; }
  # A note names our file when it is a header of the kernel that sparse complains of.
  if grep -F "/.build/kmod/" "$work/log" | grep -v 'note: in included file' >&2; then fail "sparse complains of the module for Linux $one (see above)"; fi
  echo "check-kmod: Linux $one: builds with W=1, sparse is content"
done

checkpatch=$(scripts/kernels.sh 6.1 checkpatch)
check() { perl "$checkpatch" --no-tree --terse --no-summary "$@"; }
check -f kmod/*.[ch] || fail "checkpatch complains (see above)"
check -f kmod/generated/*.[ch] >"$work/log" || true
if grep -F ': ERROR:' "$work/log" >&2; then
  fail "checkpatch finds errors in generated files (see above): mend what prints them, in Sources/VexCodecs/Emit/C"
fi
echo "check-kmod: checkpatch is content"
