#!/usr/bin/env bash
# The daily loop on the machine that you write on: scripts/dev-host.sh [--all | FILTER...]
#
#   1. make lint, while the next step builds: swift-format and shellcheck
#   2. builds the program, the host's side of the fast lab and the tests, with warnings as errors; as `make test` does, so
#      that nothing is built twice
#   3. the unit tests that take no more than some seconds: bytes, checksums, the language of specifications, and images;
#      without what feeds thousands of damaged inputs, compiles C, or runs the program
#
# FILTER are regular expressions as `swift test --filter` takes them, and name other tests for step 3; --all stands for
# every test. When little has changed it takes less than a minute. It needs no virtual machine, no root and, once built,
# no network. What concerns the kernel module: make kmod, scripts/test-vm.sh. All of it: make test, scripts/ci-pipeline.sh.
# Exit status: 0 all is well, 1 something is not, 64 usage. VEXFMT_SWIFT_FLAGS are flags for building.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

help() { sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "scripts/${0##*/}"; }
say() { printf 'dev-host: %s\n' "$*"; }

fast=(--filter '^(VexBytes|VexProcess|VexPlugins|VexFormatSpec|VexImage)Tests\.'
  --skip '\.(Hostile[A-Za-z]*|Mutation|LongTable)Tests/')
named=()
all=no
for argument in "$@"; do
  case "$argument" in
    -h | --help) help && exit 0 ;;
    --all) all=yes ;;
    -*) help >&2 && exit 64 ;;
    *) named+=(--filter "$argument") ;;
  esac
done
tests=("${named[@]}")
[[ $all == yes || ${#named[@]} -gt 0 ]] || tests=("${fast[@]}")
[[ $all == no || ${#named[@]} -eq 0 ]] || { help >&2 && exit 64; }
read -ra flags <<<"${VEXFMT_SWIFT_FLAGS---explicit-target-dependency-import-check error}"
export VEXFMT_STRICT=1

work=$(mktemp -d)
lint=
trap 'rm -rf "$work"; [[ -z "$lint" ]] || kill "$lint" 2>/dev/null || true' EXIT

# finished STEP SECONDS STATUS: a line for it, and its status.
finished() {
  local words=passed
  [[ $3 -eq 0 ]] || words="FAILED (see above)"
  say "$1: $words, $(($(date +%s) - $2)) s"
  return "$3"
}

start=$(date +%s)
make --no-print-directory -s lint >"$work/lint" 2>&1 &
lint=$!

build=0
swift build --build-tests "${flags[@]}" || build=$?
finished build "$start" $build || true
status=0
wait "$lint" || status=$?
lint=
[[ $status -eq 0 ]] || cat "$work/lint" >&2
finished lint "$start" $status || true
[[ $build -eq 0 ]] || exit 1

begin=$(date +%s)
unit=0
swift test --skip-build --disable-xctest "${flags[@]}" "${tests[@]}" >"$work/tests" 2>&1 || unit=$?
# No test at all counts as good otherwise.
! grep -q 'Test run with 0 tests' "$work/tests" || unit=1
if [[ $unit -eq 0 ]]; then tail -n 1 "$work/tests"; else grep -vE '(started|passed after .*)\.$' "$work/tests" >&2 || true; fi
finished tests "$begin" $unit || true
finished "all of it" "$start" $((status + unit > 0))
