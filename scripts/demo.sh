#!/usr/bin/env bash
# A minute's tour of vexfmt: scripts/demo.sh [VEXFMT]      (`make demo` builds it first)
#
# Works in a temporary folder, shows every command before it runs, and checks every exit status and what must have been
# said; so it is a test as well. VEXFMT is the program to show, by default the debug build.
set -euo pipefail

if [[ "${1-}" =~ ^(-h|--help)$ ]]; then
  sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
  exit 0
fi
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
vexfmt=$(realpath -m -- "${1:-$root/.build/debug/vexfmt}")
if [[ ! -x "$vexfmt" ]]; then
  echo "demo: there is no program at $vexfmt; run 'make demo', which builds it" >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ln -s "$root/spec" spec
mkdir bin
ln -s "$vexfmt" bin/vexfmt
PATH="$work/bin:$PATH"
commands=0

title() { printf '\n== %s\n' "$*"; }
fail() {
  printf '\ndemo: FAILED: %s\n' "$*" >&2
  exit 1
}

# run STATUS COMMAND...: shows the command, runs it, and stops the tour when it ends with another status. What it printed
# stays in ./output.
run() {
  local expected=$1 status=0
  shift
  printf '\n$ %s\n' "$*"
  "$@" >output 2>&1 || status=$?
  cat output
  [[ $status -eq 0 ]] || printf '(exit status %d)\n' "$status"
  [[ $status -eq $expected ]] || fail "exit status $status where $expected was due: $*"
  commands=$((commands + 1))
}

# said TEXT: the command before must have printed TEXT.
said() { grep -qF -- "$1" output || fail "the output does not mention '$1'"; }

title "One file defines the format; vexfmt compiles it and reports every mistake at once"
run 0 vexfmt check spec/vexfs.yaml
said good

title "From it come mkfs, and validate with every rule"
run 0 vexfmt mkfs --spec vexfs --format-version 1 -L the-tour --size 100M v1.img
run 0 vexfmt mkfs --spec vexfs --format-version 2 -L the-tour --size 100M v2.img
run 0 vexfmt validate v1.img v2.img
said "v1.img: clean"
said "v2.img: clean"

title "Any structure or field can be shown, sound or not"
run 0 vexfmt show v2.img 'inodes[1]'
said directory
run 0 vexfmt show --json v2.img superblock.label
said '"the-tour"'
# Only the specification knows offsets, so vexfmt is asked for the one to damage.
label=$(sed -n 's/.*"offset": *\([0-9][0-9]*\).*/\1/p' output)
[[ -n $label ]] || fail "show --json told no offset"

title "mkfs writes over nothing that is not named, and what it wrote over comes back"
cp --sparse=always v2.img before.img
run 1 vexfmt mkfs --spec vexfs v2.img
said "--replace"
cmp v2.img before.img || fail "the refused mkfs changed the image"
run 0 vexfmt identify --json v2.img
fingerprint=$(sed -n 's/.*"fingerprint": *"\([0-9a-f]*\)".*/\1/p' output)
run 0 vexfmt mkfs --spec vexfs -L other --replace "$fingerprint" --undo v2.undo v2.img
! cmp -s v2.img before.img || fail "mkfs wrote nothing"
run 0 vexfmt undo v2.undo
cmp v2.img before.img || fail "undo did not bring the image back"

title "One damaged byte: the first letter of the label, at the offset that show told"
cp --sparse=always v2.img damaged.img
printf T >letter
run 0 dd if=letter of=damaged.img bs=1 seek="$label" conv=notrunc status=none
run 4 vexfmt validate damaged.img
said vexfs/superblock.checksum/checksum

title "explain shows the bytes and the line of the specification, and every rule by its name"
run 0 vexfmt explain damaged.img
said "what to do"
run 0 vexfmt explain superblock.version/in
said EINVAL

title "What another part of the image tells is repaired, and nothing else"
run 1 vexfmt repair damaged.img
said "superblock[0] is made from superblock[1]"
cmp damaged.img v2.img || fail "the repair made something else than what was there"
run 0 vexfmt set damaged.img superblock.label=mended
run 0 vexfmt get damaged.img superblock.label
said mended

title "The C header and validators that a kernel module compiles"
run 0 vexfmt gen-headers --spec vexfs --output generated
shopt -s nullglob
sources=(generated/*.c)
[[ ${#sources[@]} -gt 0 ]] || fail "gen-headers wrote no C sources"
for source in "${sources[@]}"; do
  run 0 gcc -std=gnu11 -O1 -Wall -Wextra -Werror -I generated -c "$source" -o "${source%.c}.o"
done

title "The same for people: a site with pictures, and links that all lead somewhere"
run 0 vexfmt gen-docs --spec vexfs --image v2.img --output site
[[ -s site/index.html && -s site/structure-superblock.html ]] || fail "gen-docs wrote no pages"

title "Mutants made from the specification, each with a predicted verdict; table, generated Swift and C must agree with it"
run 0 vexfmt fuzz --seed 1 --count 1000 v2.img
said "no differences between prediction, table, swift and c"
cmp v2.img before.img || fail "fuzz changed the image that it was given"

title "The tour passed: $commands commands, each ended as it should and said what it must."
