#!/usr/bin/env bash
# Shows that the lab finds defects: test_env/fastlab/planted.sh PACK REPORTS [SERIES]
#
# Plants defects in copies of the module's sources, one after the other, and runs scripts/test-vm.sh with cases that were
# packed before. Each must be found: as disagreements, or as a crash behind which the run went on. Default series: 6.1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [[ $# -lt 2 || $# -gt 3 ]]; then
  sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2
  exit 64
fi
readonly pack=$1 reports=$2 series=${3:-6.1}
fail() {
  printf 'planted: FAILED: %s\n' "$*" >&2
  exit 1
}
mkdir -p "$reports"

# planted NAME FILE SCRIPT PATTERN: sed's script plants the defect in a file of the module; the report must match.
planted() {
  local name=$1 file=$2 script=$3 pattern=$4 source=$reports/$1/source
  rm -rf "$source"
  mkdir -p "$source"
  cp -r kmod/. "$source"
  sed -i -E "$script" "$source/$file"
  ! cmp -s "kmod/$file" "$source/$file" || fail "$name: nothing was planted; $file has changed, and so must this script"
  ! scripts/test-vm.sh --pack "$pack" --reports "$reports/$name" --source "$source" "$series" >"$reports/$name/said" 2>&1 ||
    fail "$name was not found"
  grep -qE "$pattern" "$reports/$name/$series/report.txt" ||
    fail "$name: the report has no '$pattern': $(tail -n 5 "$reports/$name/said")"
  printf 'planted: %s: found (%s)\n' "$name" "$(grep -oE '[0-9]+ disagreements' "$reports/$name/$series/report.txt")"
}

# A check is skipped.
planted skipped-check generated/vexfs_validate.c 's/return vexfs_fail\(ctx, finding, VEXFS_RULE_INODE_LINKS_RANGE.*/(void)place;/' \
  '[1-9][0-9]* disagreements'
# Another byte is read.
planted other-byte generated/vexfs_validate.c 's/vexfs_get_le32\(v0 \+ 24\)/vexfs_get_le32(v0 + 25)/' \
  '[1-9][0-9]* disagreements'
# The last byte of an inode is not copied.
planted short-copy read.c 's/memcpy\(buf, bytes, part\)/memcpy(buf, bytes, part - (part == 256))/' \
  '[1-9][0-9]* disagreements'
# The kernel dies in a few mounts, and the run goes on behind each.
planted crash verdict.c \
  's/^(\tchar line\[.*)$/\1\n\n\tif (worst->offset == 112 \&\& !strncmp(sbi->sb->s_id, "loop", 4))\n\t\tpanic("planted");/' \
  'the kernel crashed'
