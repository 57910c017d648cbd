#!/usr/bin/env bash
# Shows that vexfmt fuzz finds defects in C that decides about structures: test_env/planted.sh [--few] [VEXFMT [FOLDER]]
#
# Defects of the classes that docs/BUG-CLASSES.md and docs/TESTING.md list are planted, one at a time, in copies of generated
# headers of VexFS, ext4, XFS and Btrfs, and two in specifications that headers are generated from. For each, vexfmt fuzz
# --c-headers must end with status 1 and tell a difference, or what a sanitizer saw where that is what must be seen; for the
# headers as they are, it must find nothing. An edit that no longer applies is a failure, too. Needs no virtual machine, no root
# and no network, but gcc, perl, mke2fs, mkfs.xfs and mkfs.btrfs. --few does one of each kind of finding. VEXFMT is
# .build/debug/vexfmt, FOLDER a temporary one, unless told. Exit status: 0 all were found, 1 one was not, 64 usage.
# Perl's scripts have variables of their own.
# shellcheck disable=SC2016
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

help() { sed -n '2,/^# Perl/{/^#/s/^# \{0,1\}//p}' "test_env/${0##*/}"; }
few=no
while [[ "${1-}" == -* ]]; do
  case "$1" in
    -h | --help) help && exit 0 ;;
    --few) few=yes ;;
    *) help >&2 && exit 64 ;;
  esac
  shift
done
(($# <= 2)) || { help >&2 && exit 64; }
vexfmt=$(realpath -- "${1:-.build/debug/vexfmt}")
PATH=$PATH:/usr/sbin:/sbin
if [[ $# -eq 2 ]]; then
  mkdir -p "$2"
  folder=$(realpath -- "$2")
else
  folder=$(mktemp -d)
  # Those in the background do not hear of an interruption by themselves.
  trap 'kill "${jobs[@]}" 2>/dev/null || true; rm -rf "$folder"' EXIT
  trap 'exit 1' INT TERM
fi
jobs=()
# What a user has set must not decide here.
unset VEXFMT_PLUGIN_PATH
# Compiling takes most of the time, and what is found depends on no optimisation.
export CC="${CC:-gcc} -O0" LC_ALL=C
readonly few vexfmt folder

fail() {
  printf 'planted: FAILED: %s\n' "$*" >&2
  exit 1
}
[[ -x "$vexfmt" ]] || fail "$vexfmt: is no program; make build makes one"

declare -A image mutants
# image FORMAT SIZE COMMAND...: the sound image that mutants are made from; the command is called with its path.
image() {
  local format=$1 size=$2
  shift 2
  image[$format]=$folder/$format.img
  rm -f "${image[$format]}"
  [[ $size == - ]] || truncate -s "$size" "${image[$format]}"
  "$@" "${image[$format]}" >"$folder/$format.made" 2>&1 || fail "$format: no image: $(tail -n 3 "$folder/$format.made")"
}

# differs FOLDER FORMAT [MUTANTS]: what vexfmt fuzz says about headers, into FOLDER.said; answers with its status.
differs() {
  local status=0
  "$vexfmt" fuzz --seed 1 --count "${3:-${mutants[$2]}}" --without-predictions --c-headers "$1" "${image[$2]}" >"$1.said" 2>&1 || status=$?
  return $status
}

total=0
# plant KIND NAME FORMAT FILE RULE SCRIPT [MUTANTS]: perl's script plants a defect where C decides about a rule, or in all of
# the file.
#
# KIND is what must be seen: `difference`, `error` or `sanitizer`. What nearly every mutant shows needs few of them, since each
# difference that is told is made as small as it gets before.
plant() {
  [[ $few == no || " $chosen " == *" $2 "* ]] || return 0
  total=$((total + 1))
  local planted=$folder/$2
  rm -rf "$planted"
  cp -r "$folder/headers-$3" "$planted"
  # A rule's part of the file begins with the comment that states it.
  perl -0777 -i -pe '
    BEGIN { $rule = shift; $change = eval "sub { $ARGV[0] }" or die $@; shift }
    my @parts = split m{(?=^[\t ]*/\*(?:\n[\t ]*\*)? [a-z0-9]+/\S+:)}m;
    for (@parts) { $change->() if $rule eq "-" or m{^\s*/\*(?:\s*\n\s*\*)? \Q$rule\E:} }
    $_ = join "", @parts;
  ' "$5" "$6" "$planted/$4" || fail "$2: perl cannot edit $4"
  ! cmp -s "$folder/headers-$3/$4" "$planted/$4" || fail "$2: nothing was planted: $4 has changed, and so must this script"
  start "$1" "$2" "$3" "${7-}"
}

# start KIND NAME FORMAT MUTANTS: judges the headers beside others, as many as there are processors.
start() {
  while (($(jobs -rp | wc -l) >= $(nproc))); do sleep 0.1; done
  (judge "$@") &
  jobs+=($!)
}
judge() {
  local kind=$1 name=$2 format=$3 status=0 begin=$EPOCHREALTIME first
  differs "$folder/$name" "$format" "${4-}" || status=$?
  [[ $status -eq 1 ]] || fail "$name: not found in ${4:-${mutants[$format]}} mutants of $format: status $status: $(tail -n 3 "$folder/$name.said")"
  case $kind in
    # The verdict is another one.
    difference) first=$(grep -m 1 -E '^ +seed 1 mutant [0-9]+, ' "$folder/$name.said") ;;
    # Or the error number is not the rule's, which no verdict shows.
    error) first=$(grep -m 1 -E 'case [0-9]+ of a batch: .* error -[0-9]+' "$folder/$name.said") ;;
    sanitizer) first=$(grep -m 1 -E 'runtime error: |ERROR: AddressSanitizer: ' "$folder/$name.said") ;;
  esac || fail "$name: no $kind is told: $(head -n 8 "$folder/$name.said")"
  printf 'planted: %s: found in %.1f s: %s\n' "$name" "$(awk "BEGIN { print $EPOCHREALTIME - $begin }")" "$(cut -c 1-160 <<<"${first#"${first%%[! ]*}"}")"
}

image vexfs - "$vexfmt" mkfs --spec vexfs --size 1M
# What finds all of them: the fields of the superblocks by every verb, and some of what follows.
mutants=([vexfs]=1700 [ext4]=1300 [xfs]=400 [btrfs]=400)
image ext4 8M mke2fs -q -t ext4 -b 4096 -F
headers="vexfs ext4"
if [[ $few == no ]]; then
  image xfs 320M mkfs.xfs -q -f
  image btrfs 128M mkfs.btrfs -q -f
  headers="vexfs ext4 xfs btrfs"
fi
# In --few: one that changes a verdict, one that changes an error number, one that a sanitizer sees, one of a specification.
readonly chosen="off-by-one other-errno unchecked-division wrong-limit"

# The headers as they are: nothing is found, also not in those that the module is built from.
for format in $headers; do
  if [[ $format == vexfs ]]; then
    cp -r kmod/generated "$folder/headers-vexfs"
  else
    "$vexfmt" gen-headers --spec "$format" --output "$folder/headers-$format" >"$folder/$format.generated"
  fi
  differs "$folder/headers-$format" "$format" || fail "$format: the headers as they are: $(cat "$folder/headers-$format.said")"
  grep -q 'no differences between .* headers$' "$folder/headers-$format.said" || fail "$format: the headers were not asked"
  ! grep 'not as it would be generated' "$folder/headers-$format.said" >&2 || fail "$format: these are not its headers (see above)"
  printf 'planted: none: nothing was found in the headers of %s\n' "$format"
done

v=vexfs_validate.c e=ext4_validate.c x=xfs_validate.c b=btrfs_validate.c
readonly v e x b
# Bounds.
plant difference missing-bound vexfs $v vexfs/superblock.total_blocks/range 's/(r\d+) = r\d+ & r\d+;/$1 = 1;/'
plant difference off-by-one vexfs $v vexfs/superblock.region_count/range 's/<= 32;/<= 33;/'
plant difference lower-bound btrfs $b btrfs/superblock.sectorsize/range 's/= 4096 <= /= 0 <= /'
plant difference other-bound xfs $x xfs/superblock.sb_blocklog/range 's/<= 16;/<= 15;/'
plant difference signed-number ext4 $e ext4/superblock.s_log_block_size/range 's/(r\d+) <= 6;/(int)$1 <= 6;/'
# Loads.
plant difference other-width vexfs $v - 's/vexfs_get_le32\(v0 \+ 4\)/vexfs_get_le16(v0 + 4)/'
plant difference other-order xfs $x - 's/\(u64\)p\[1\] \| \(u64\)p\[0\] << 8/(u64)p[0] | (u64)p[1] << 8/' 20
plant difference swapped-fields btrfs $b - 's/get_le64\(v0 \+ (80|88)\)/"get_le64(v0 + " . (168 - $1) . ")"/ge' 20
plant difference short-magic vexfs $v vexfs/superblock.magic/magic 's/"SFEV", 4/"SFEV", 3/'
# Checksums.
plant difference short-range vexfs $v vexfs/superblock.checksum/checksum 's/\{ v0, 4092 \}/{ v0, 4088 }/' 20
plant difference other-seed vexfs $v vexfs/superblock.inode_table.checksum/checksum 's/\.initial = r\d+/.initial = 0/' 20
plant difference other-xor ext4 $e ext4/superblock.s_checksum/checksum 's/\.xorout = 0/.xorout = 1/' 20
plant difference half-compared ext4 $e ext4/superblock.s_checksum/checksum 's/0xffffffffULL\) != (r\d+)/0xffffULL) != ($1 & 0xffff)/'
# Arithmetic.
plant difference dropped-overflow vexfs $v vexfs/superblock.regions/inside 's/if \(__builtin_add_overflow\((\w+), (\w+), &(r\d+)\)\)\s+return [^;]*;/$3 = $1 + $2;/g'
plant difference unbounded-shift ext4 $e ext4/superblock.s_log_block_size/range 's/(r\d+) = r\d+ <= 6;/$1 = 1;/'
plant sanitizer unchecked-division ext4 $e - 's/if \(!b\)\n\t\treturn true;//g'
plant difference rounded-down btrfs $b btrfs/superblock.root/multiple_of 's/== 0;/< 2;/'
plant difference any-size btrfs $b btrfs/superblock.nodesize/valid 's/btrfs_is_power\(2, (r\d+)\)/$1 != 0/'
# Flags, versions, enumerations.
plant difference other-mask vexfs $v vexfs/superblock.ro_compat/unknown 's/fff8ULL/fff0ULL/'
plant difference other-version vexfs $v vexfs/superblock/size 's/= 2 <= (r\d+);/= 3 <= $1;/' 60
plant difference missing-value ext4 $e ext4/superblock.s_checksum_type/enum 's/== 1;/== 2;/' 20
plant difference missing-requirement ext4 $e ext4/features.gdt_csum/requires 's/if \(!(r\d+)\)/if (0 \&\& !$1)/'
# Elements.
plant difference missing-element vexfs $v vexfs/superblock/regions_sorted 's/= 1; (r\d+) < 32/= 2; $1 < 32/'
plant difference not-disjoint vexfs $v vexfs/superblock/regions_sorted 's/(r\d+) = r\d+ <= r\d+;/$1 = 1;/'
plant difference uncounted vexfs $v vexfs/superblock.inode_table.extents/count 's/<= 8;/<= 80;/g'
plant difference short-buffer vexfs $v vexfs/superblock/bytes 's/len < 544/len < 40/'
# A copy that says that it belongs elsewhere.
plant difference copy-elsewhere vexfs $v vexfs/superblock.block/is 's/(r\d+) = r\d+ == r\d+;/$1 = 1;/'
# What is told.
plant difference other-severity vexfs $v vexfs/superblock.ro_compat/unknown 's/SEVERITY_READONLY/SEVERITY_WARNING/'
plant difference other-rule vexfs $v vexfs/superblock.block_size/is 's/RULE_SUPERBLOCK_BLOCK_SIZE_IS/RULE_SUPERBLOCK_VERSION_IN/'
plant difference other-place vexfs $v vexfs/superblock.block_size/is 's/place \+ 8/place + 4/'
plant error other-errno vexfs $v - 's/EINVAL, ("vexfs\/superblock.version\/in")/EIO, $1/'

# slip NAME FORMAT SCRIPT [MUTANTS]: a slip in the specification that headers are generated from.
slip() {
  [[ $few == no || " $chosen " == *" $1 "* ]] || return 0
  total=$((total + 1))
  mkdir -p "$folder/$1.spec"
  perl -0777 -pe "$3" "spec/$2.yaml" >"$folder/$1.spec/$2.yaml"
  cp "spec/$2.lock" "$folder/$1.spec"
  ! cmp -s "spec/$2.yaml" "$folder/$1.spec/$2.yaml" || fail "$1: nothing was planted: spec/$2.yaml has changed, and so must this script"
  "$vexfmt" gen-headers --spec "$folder/$1.spec/$2.yaml" --output "$folder/$1" >"$folder/$1.generated" 2>&1 ||
    fail "$1: the specification is refused: $(cat "$folder/$1.generated")"
  start difference "$1" "$2" "${4-}"
}
slip wrong-limit vexfs 's/\(version == 1 \? 1 : 5\) \.\.= 2\^32/(version == 1 ? 1 : 4) ..= 2^32/'
slip wrong-byte-order vexfs 's/(region_count: \{at: 228, type: u32)/$1be/' 20

status=0
for job in "${jobs[@]}"; do wait "$job" || status=1; done
[[ $status -eq 0 ]] && printf 'planted: all %d defects were found\n' "$total"
exit $status
