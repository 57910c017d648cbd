#!/usr/bin/env bash
# Builds and runs the fuzz targets: Fuzz/run.sh list | build | run TARGET [SECONDS] | reproduce TARGET FILE | check
#
#   list                     the targets, and what each does
#   build                    build them, or build again what has changed
#   run TARGET [SECONDS]     run a target (by default 60 seconds; 0 without end), and keep what it found
#   reproduce TARGET FILE    run a target on a file
#   check                    what OSS-Fuzz asks of every target: that it runs on nothing and on its seeds, and counts what it covers
# Options, before the command:
#   --engine libfuzzer|afl   libFuzzer, which is part of Swift (the default), or AFL++
#   --sanitizer address|none|coverage    address is the default; none is faster, and sees traps and disagreements alone
# Everything is below Fuzz/.build: targets in ENGINE/out, what a target has learnt in corpus/TARGET, crashes in crashes/TARGET.
# Exit status: 0 nothing was found, 1 something was, or it could not be built, 64 usage.
set -euo pipefail

folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly folder
engine=libfuzzer
sanitizer=address

usage() { sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; }
say() { printf 'fuzz: %s\n' "$*"; }
fail() {
  say "$*" >&2
  exit 1
}
wrong() {
  say "$*" >&2
  usage >&2
  exit 64
}

while [[ "${1-}" == -* ]]; do
  case "$1" in
    -h | --help) usage && exit 0 ;;
    --engine) engine=${2-} && shift ;;
    --sanitizer) sanitizer=${2-} && shift ;;
    *) wrong "'$1' is no option" ;;
  esac
  shift || wrong "an option lacks its value"
done
[[ "$engine" =~ ^(libfuzzer|afl)$ ]] || wrong "--engine '$engine': expected libfuzzer or afl"
[[ "$sanitizer" =~ ^(address|none|coverage)$ ]] || wrong "--sanitizer '$sanitizer': expected address, none or coverage"
[[ "$engine" == libfuzzer || "$sanitizer" == address ]] || wrong "--sanitizer is for libfuzzer alone"
build_folder=$folder/.build/$engine
[[ "$sanitizer" == address ]] || build_folder+=-$sanitizer
readonly build_folder
readonly out=$build_folder/out work=$build_folder/work

# Swift's backtraces take seconds, and the engine has its own.
export SWIFT_BACKTRACE=enable=no
# What a trap leaves unfreed is no finding, and neither is the runtime's own.
export ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:allocator_may_return_null=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

build() {
  if [[ "$engine" == afl ]]; then
    command -v afl-clang-fast >/dev/null || fail "there is no AFL++; scripts/setup-env.sh --fuzz installs it"
    export CC=afl-clang-fast CXX=afl-clang-fast++ LIB_FUZZING_ENGINE=-fsanitize=fuzzer AFL_QUIET=1
  fi
  FUZZING_ENGINE=$engine SANITIZER=$sanitizer STATIC=no OUT=$out WORK=$work "$folder/build.sh"
}

targets() { cut -f 1 "$work/targets"; }

require_target() {
  [[ -e "$work/targets" ]] || build
  targets | grep -qx -- "$1" || fail "'$1' is no target; Fuzz/run.sh list tells those that there are"
  [[ -x "$out/$1" ]] || build
}

# How many places of the code the engine counts; a target that only counts its entry is not guided by coverage.
counted() { "$out/$1" -runs=0 2>&1 | sed -n 's/.*Loaded [0-9]* modules *(\([0-9]*\) .*/\1/p'; }

require_coverage() {
  local places
  # What only measures, or finds undefined behaviour alone, has no counters of the engine.
  [[ "$sanitizer" != coverage ]] || return 0
  places=$(counted "$1")
  # The smallest format's generated C has a few hundred, the Swift library tens of thousands.
  local least=100
  [[ "$1" == c_* ]] || least=20000
  ((${places:-0} >= least)) ||
    fail "$1 counts ${places:-0} places of the code, and at least $least are expected: the build lacks coverage"
  say "$1 counts $places places of the code"
}

# Lists what this run found, and says how to see each again.
report() {
  local target=$1 found=0 file
  for file in "$folder/.build/crashes/$target"/*; do
    [[ "$file" -nt "$work/begun" ]] || continue
    found=1
    say "found: $file"
    say "  again: Fuzz/run.sh$2 reproduce $target $file"
  done
  return "$found"
}

run_libfuzzer() {
  local target=$1 seconds=$2
  require_coverage "$target"
  "$out/$target" -max_total_time="$seconds" -max_len="$(awk -F '\t' -v t="$target" '$1 == t { print $2 }' "$work/targets")" \
    -dict="$out/$target.dict" -artifact_prefix="$folder/.build/crashes/$target/" -timeout=20 -rss_limit_mb=2560 \
    -print_final_stats=1 -reload=0 "$folder/.build/corpus/$target" "$work/inputs/$target"
}

run_afl() {
  local target=$1 seconds=$2 status=0
  local results=$folder/.build/afl/results/$target limits=()
  ((seconds == 0)) || limits=(-V "$seconds")
  mkdir -p "$results"
  # It has its own of these.
  unset ASAN_OPTIONS UBSAN_OPTIONS
  # Machines keep core files, and processors their speed, as they are: neither is worth changing for a fuzzer.
  export AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 AFL_AUTORESUME=1 AFL_NO_UI=1 AFL_FAST_CAL=1
  export AFL_SKIP_BIN_CHECK=1
  # The Swift library has more places than AFL++ makes room for.
  [[ "$target" == c_* ]] || export AFL_MAP_SIZE=524288
  if [[ -e "$out/$target.mutator.so" ]]; then export AFL_CUSTOM_MUTATOR_LIBRARY=$out/$target.mutator.so; fi
  afl-fuzz -i "$work/inputs/$target" -o "$results" -x "$out/$target.dict" -t 5000 -m none "${limits[@]}" -- "$out/$target" ||
    status=$?
  local file
  for file in "$results"/default/crashes/id*; do
    [[ ! -e "$file" ]] || cp "$file" "$folder/.build/crashes/$target/$(basename "$file" | tr ':,' '__')"
  done
  grep -E '^(execs_done|execs_per_sec|bitmap_cvg|corpus_count|saved_crashes|saved_hangs)' "$results/default/fuzzer_stats" || true
  return "$status"
}

run() {
  local target=$1 seconds=${2:-60} status=0 flags=
  [[ "$seconds" =~ ^[0-9]+$ ]] || wrong "'$seconds': expected a number of seconds"
  require_target "$target"
  mkdir -p "$folder/.build/corpus/$target" "$folder/.build/crashes/$target"
  touch "$work/begun"
  "run_$engine" "$target" "$seconds" || status=$?
  [[ "$engine" == libfuzzer ]] || flags=" --engine $engine"
  [[ "$sanitizer" == address ]] || flags+=" --sanitizer $sanitizer"
  report "$target" "$flags" || return 1
  ((status == 0)) || fail "$target ended with status $status"
  say "$target found nothing in $seconds seconds"
}

# What OSS-Fuzz's own check of a build asks for, and that seeds are inputs.
check() {
  local target empty=$work/empty
  [[ -e "$work/targets" ]] || build
  : >"$empty"
  while read -r target; do
    [[ -x "$out/$target" ]] || continue
    "$out/$target" "$empty" >/dev/null 2>&1 || fail "$target does not run on an empty file"
    unzip -tq "$out/${target}_seed_corpus.zip" >/dev/null || fail "$out/${target}_seed_corpus.zip is no archive"
    if [[ "$engine" == libfuzzer ]]; then
      "$out/$target" -help=1 >/dev/null 2>&1 || fail "$target does not answer -help=1"
      require_coverage "$target"
      "$out/$target" -runs=0 -dict="$out/$target.dict" "$work/inputs/$target" >"$work/check.log" 2>&1 ||
        fail "$target does not run on its seeds and dictionary: $(tail -n 3 "$work/check.log")"
    fi
    say "$target: $(find "$work/inputs/$target" -type f | wc -l) seeds, $(wc -l <"$out/$target.dict") words"
  done < <(targets)
}

command=${1-}
case "$command:$#" in
  list:1)
    [[ -e "$work/targets" ]] || build >&2
    awk -F '\t' '{ printf "%-12s %s\n", $1, $3 }' "$work/targets"
    ;;
  build:1) build ;;
  run:[23]) run "${@:2}" ;;
  reproduce:3)
    require_target "$2"
    "$out/$2" "$3"
    ;;
  check:1) check ;;
  *) wrong "expected list, build, run, reproduce or check" ;;
esac
