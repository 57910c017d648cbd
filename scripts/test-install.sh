#!/usr/bin/env bash
# Tests an installed vexfmt with what a third party makes: scripts/test-install.sh [--prefix DIR]
#
# Installs into a temporary folder (make install), and with nothing but that makes a checksum algorithm in C, a format
# that needs it, and a generator, each outside of the source tree; installs them as bundles, and uses them.
#   --prefix DIR   where vexfmt is installed already; nothing is built then
# Exit status: 0 all works, 1 something does not, 64 usage.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 022

usage() { sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "scripts/${0##*/}"; }
prefix=
while [[ $# -gt 0 ]]; do
  case "$1" in
    -h | --help) usage && exit 0 ;;
    --prefix)
      [[ $# -ge 2 ]] || { usage >&2 && exit 64; }
      prefix=$(realpath -- "$2")
      shift 2
      ;;
    *) usage >&2 && exit 64 ;;
  esac
done

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
say() { printf 'test-install: %s\n' "$*"; }
fail() {
  say "$*" >&2
  exit 1
}
# expect TEXT COMMAND...: it ends well and prints a line with TEXT.
expect() {
  local text=$1 output status=0
  shift
  output=$("$@" 2>&1) || status=$?
  [[ $status -eq 0 && "$output" == *"$text"* ]] ||
    fail "'$*' ended with $status, expected one line with '$text': $output"
}
# refuse STATUS TEXT COMMAND...: it ends with that status and says TEXT.
refuse() {
  local expected=$1 text=$2 output status=0
  shift 2
  output=$("$@" 2>&1) || status=$?
  [[ $status -eq $expected && "$output" == *"$text"* ]] ||
    fail "'$*' ended with $status, expected $expected and '$text': $output"
}

if [[ -z "$prefix" ]]; then
  prefix=$work/prefix
  # The folder of what the guests run.
  make --no-print-directory -s install PREFIX="$prefix" RELEASE_BUILD=.build/guest >"$work/install.log" 2>&1 || {
    tail -n 40 "$work/install.log" >&2
    fail "make install failed"
  }
fi
readonly prefix

# From here on nothing of the tree is used, and nothing of this user's.
export HOME=$work/home PATH=$prefix/bin:$PATH VEXFMT_UNDO=$work/undo
unset XDG_DATA_HOME VEXFMT_PLUGIN_PATH
mkdir -p "$HOME" "$work/third"
cd "$work/third"

say "a checksum and a format"
expect "made/third/third_sum.c: written" vexfmt plugins new third --checksum --output made
VEXFMT_INCLUDE=$prefix/include make -s -C made/third
expect "written" vexfmt check --write-lock made/third/third.yaml
refuse 1 "no built-in format" vexfmt mkfs --spec third --size 64K third.img
cp -r made/third "$prefix/lib/vexfmt/plugins/"
expect "third-sum32" vexfmt plugins list
expect "keeps its word" vexfmt plugins verify third
expect "made: third" vexfmt mkfs --spec third -L books --size 64K third.img
expect "label \"books\"" vexfmt identify third.img
expect "third.img: clean" vexfmt validate third.img
printf X | dd of=third.img bs=1 seek=60 conv=notrunc status=none
refuse 4 "third/superblock.checksum/checksum" vexfmt validate third.img

say "a generator"
cat >made/third/generate.py <<'PYTHON'
#!/usr/bin/env python3
import json
import sys

names = [structure["name"] for structure in json.load(sys.stdin)["format"]["structures"]]
json.dump({"files": [{"path": "names/all.txt", "contents": "\n".join(names) + "\n"}]}, sys.stdout)
PYTHON
chmod 755 made/third/generate.py
printf 'generators: {third-names: generate.py}\n' >>made/third/plugin.yaml
cp made/third/generate.py made/third/plugin.yaml "$prefix/lib/vexfmt/plugins/third/"
expect "keeps its word" vexfmt plugins verify third
expect "names/all.txt: written" vexfmt gen --plugin third-names --spec third --output out
expect "superblock" cat out/names/all.txt
expect "names/all.txt: written" vexfmt gen --plugin ./made/third/generate.py --spec vexfs --output out2
expect "inode_chunk" cat out2/names/all.txt

say "what others may write is not used"
chmod g+w "$prefix/lib/vexfmt/plugins/third/third_sum.so"
refuse 0 "not verified" vexfmt validate third.img
chmod g-w "$prefix/lib/vexfmt/plugins/third/third_sum.so"
chmod o+w made/third/generate.py
refuse 1 "may be written by its group or by others" vexfmt gen --plugin ./made/third/generate.py --spec third --output out3

say "all of it works"
