#!/usr/bin/env bash
# Shows that the lab finds defects: test_env/fastlab/planted.sh [REPORTS [SERIES...]]
#
# Packs few cases and has scripts/test-vm.sh run them, with the module as it is, which must pass, and then with copies of its
# sources in which defects were planted, one after the other. Each must be found: as what its planting leads to, in a run
# that has told of every item. The kernels take turns. REPORTS is .build/test-vm/planted, SERIES what scripts/kernels.sh
# lists, unless told. Exit status: 0 all were found, 1 one was not, 64 usage.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

help() { sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "test_env/fastlab/${0##*/}"; }
case "${1-}" in
  -h | --help) help && exit 0 ;;
  -*) help >&2 && exit 64 ;;
esac
reports=${1:-.build/test-vm/planted}
mkdir -p "$reports"
reports=$(realpath -- "$reports")
shift $(($# > 0))
read -ra kernels <<<"${*:-$(scripts/kernels.sh --list)}"
readonly reports kernels

fail() {
  printf 'planted: FAILED: %s\n' "$*" >&2
  exit 1
}

# run STATUS FOLDER ARGUMENT...: test-vm.sh must end with that status.
run() {
  local expected=$1 folder=$2 status=0
  shift 2
  scripts/test-vm.sh --reports "$folder" "$@" >"$folder/said" 2>&1 || status=$?
  [[ $status -eq $expected ]] || fail "$name: scripts/test-vm.sh ended with status $status, not $expected: $(tail -n 20 "$folder/said")"
}

turn=0
# begin NAME: a copy of the module's sources, in a folder where nothing of an earlier run is left.
begin() {
  name=$1
  series=${kernels[turn++ % ${#kernels[@]}]}
  folder=$reports/$name
  rm -rf "$folder"
  mkdir -p "$folder/source"
  cp -r kmod/. "$folder/source"
}

# plant FILE SCRIPT: sed's script plants a defect in a file.
plant() {
  sed -i -E "$2" "$folder/source/$1"
  ! cmp -s "kmod/$1" "$folder/source/$1" || fail "$name: nothing was planted: $1 has changed, and so must this script"
}

jobs=()
# Those in the background do not hear of an interruption by themselves.
trap '[[ ${#jobs[@]} -eq 0 ]] || kill "${jobs[@]}" 2>/dev/null || true' EXIT
trap 'exit 1' INT TERM
# found PATTERN...: runs it beside others, as many as there are kernels; the report must match each.
found() {
  while (($(jobs -rp | wc -l) >= ${#kernels[@]})); do sleep 0.2; done
  (finds "$@") &
  jobs+=($!)
}
finds() {
  local report=$folder/$series/report.txt pattern
  run 1 "$folder" --pack "$pack" --source "$folder/source" "$series"
  [[ -e "$report" ]] || fail "$name: there was no run to find anything in: $(tail -n 20 "$folder/said")"
  for pattern in "$@"; do
    grep -qE "$pattern" "$report" || fail "$name: the report has no '$pattern': $(head -n 40 "$report")"
  done
  ! grep -E 'not run|gave up|was not done' "$report" >&2 || fail "$name: the run did not go on behind what it found (see above)"
  printf 'planted: %s: found on Linux %s\n' "$name" "$series"
}

# The module as it is; what is packed here serves below.
begin none
run 0 "$folder" --mutants 500 "$series"
readonly pack=$folder/pack
printf 'planted: none: nothing was found on Linux %s\n' "$series"
# A run that cannot be made must not pass by what the one before it left.
name=no-initramfs
BUSYBOX=/nonexistent run 1 "$folder" --pack "$pack" "$series"
[[ -z "$(find "$folder/$series" -name 'report.*' -o -name 'boot-*' -o -name initramfs)" ]] ||
  fail "$name: what an earlier run left passes for this one's"
printf 'planted: no initramfs: nothing is booted\n'
# Nor may a pack pass that has lost something.
name=cut-pack
cp -r "$pack" "$folder/cut"
sed -i 50q "$folder/cut/expected.tsv"
run 1 "$folder" --pack "$folder/cut" "$series"
grep -q 'is not what was packed' "$folder/said" || fail "$name: it is not said what is wrong: $(tail -n 5 "$folder/said")"
printf 'planted: cut pack: not taken\n'

# A check is skipped, and so is that for the mark of a migration.
begin skipped-check
plant generated/vexfs_validate.c 's/return vexfs_fail\(ctx, finding, VEXFS_RULE_INODE_LINKS_RANGE.*/(void)place;/'
plant generated/vexfs_validate.c '/superblock\.incompat\/migrating:/,/return/s/if \((!r[0-9]+)\)/if (\1 \&\& 0)/'
found '[1-9][0-9]* disagreements' ' 1 boot in' ', vexfs/inode.links/range: ' \
  'stage [0-9]+ of [0-9]+, mark .* kernel: verdict=ro .* prediction: verdict=refuse rule=vexfs/superblock.incompat/migrating'
# Another byte is read.
begin other-byte
plant generated/vexfs_validate.c 's/vexfs_get_le32\(v0 \+ 24\)/vexfs_get_le32(v0 + 25)/'
found '[1-9][0-9]* disagreements' ' 1 boot in'
# The last byte of an inode is not copied.
begin short-copy
plant read.c 's/memcpy\(buf, bytes, part\)/memcpy(buf, bytes, part - (part == 256))/'
found '[1-9][0-9]* disagreements' ' 1 boot in'
# An algorithm forgets its seed.
begin other-seed
plant checksum.c 's/xxh64_reset\(&state, .*\);/xxh64_reset(\&state, 0);/'
found '[1-9][0-9]* disagreements' ' 1 boot in'
# The kernel dies in a few mounts, and the run goes on behind each.
begin crash
plant verdict.c 's/^(\tchar line\[.*)$/\1\n\n\tif (worst->offset == 112 \&\& !strncmp(sbi->sb->s_id, "loop", 4))\n\t\tpanic("planted");/'
found 'the kernel crashed' ' [2-9] boots in'
# Verdicts are right, but what is shown is not the image's.
begin invented
plant inode.c 's/^\t\tvexfs_fill_inode\(inode, &disk\);/\t\t(void)vexfs_fill_inode;\n\t\tvexfs_synthetic_root(inode);/'
plant super.c 's/buf->f_type = sb->s_magic;/buf->f_type = 0x1234;/'
plant mount.c 's/options->debug = true;/options->debug = false;/'
found 'root:.*expected mode=' 'statfs:.*expected type=' 'debug:.*does not show the option' ' 1 boot in' ' 0 disagreements'
# Each mount loses memory.
begin lost-mount
plant super.c 's/^\tkfree\(sbi\);/\t(void)sbi;/'
found 'mounts lost [0-9]+ objects of' ' 1 boot in' ' 0 disagreements'
begin lost-options
plant mount.c 's/^\tkfree\(fc->fs_private\);/\t(void)fc;/'
found 'mounts lost [0-9]+ objects of' ' 1 boot in' ' 0 disagreements'
# A step that fails between mounting and unmounting spoils nothing behind it.
begin one-dot
plant dir.c 's/^\tdir_emit_dots\(file, ctx\);/\tif (!ctx->pos \&\& dir_emit_dot(file, ctx))\n\t\tctx->pos = 1;/'
found '1 of \. and \.\.' ' 1 boot in' ' 0 disagreements'

status=0
for job in "${jobs[@]}"; do wait "$job" || status=1; done
exit $status
