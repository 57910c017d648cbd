#!/usr/bin/env bash
# Builds every fuzz target into $OUT, with its seeds, dictionary and options: Fuzz/build.sh
#
# Takes the variables that OSS-Fuzz and ClusterFuzzLite set, and is their build; Fuzz/run.sh sets the same for this machine:
#   OUT, WORK           where targets go, and where there is room
#   CC, CXX, CFLAGS, CXXFLAGS, LIB_FUZZING_ENGINE    how C is compiled and linked with an engine
#   FUZZING_ENGINE      libfuzzer (the default) or afl;  SANITIZER  address (the default), none, or coverage
#   STATIC              yes (the default): targets contain Swift's runtime, since other machines run them; or no
#   JOBS, ONLY          how many compilers at once; the targets to build, if not all
# In $OUT each target is a program TARGET with TARGET_seed_corpus.zip, TARGET.dict and TARGET.options.
set -euo pipefail

folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly folder root="$folder/.."
readonly support="$root/Sources/VexFuzz/CSupport"
: "${OUT:?is not set: the folder that targets go to}" "${WORK:?is not set: a folder to work in}"
mkdir -p "$OUT" "$WORK"
OUT=$(cd "$OUT" && pwd)
WORK=$(cd "$WORK" && pwd)
readonly engine=${FUZZING_ENGINE:-libfuzzer} sanitizer=${SANITIZER:-address} jobs=${JOBS:-2}
LIB_FUZZING_ENGINE=${LIB_FUZZING_ENGINE:--fsanitize=fuzzer}

say() { printf 'fuzz build: %s\n' "$*"; }
fail() {
  say "$*" >&2
  exit 1
}

# Swift's own clang, which knows where the engine's library is, unless somebody names another.
swift_bin=$(dirname "$(readlink -f "$(command -v swiftc)")")
CC=${CC:-$swift_bin/clang}
CXX=${CXX:-$swift_bin/clang++}

# Coverage has to be in the product's own modules and in its C, or an engine is blind: so it is asked for on the command line.
swift_flags=(-c release --package-path "$folder" --scratch-path "$WORK/swift" -j "$jobs" --product FuzzTargets
  -Xswiftc -enable-testing)
link_flags=()
[[ ! -e "$swift_bin/ld.lld" ]] || link_flags+=(-use-ld=lld)
if [[ "${STATIC:-yes}" == yes ]]; then
  swift_flags+=(--static-swift-stdlib -Xswiftc -static-stdlib)
  link_flags+=(-static-stdlib)
fi
c_sanitizers=()
case "$engine/$sanitizer" in
  libfuzzer/address)
    swift_flags+=(-Xswiftc "-sanitize=fuzzer,address" -Xcc "-fsanitize=fuzzer-no-link,address")
    link_flags+=(-sanitize=address)
    c_sanitizers=("-fsanitize=address,undefined" -fno-sanitize-recover=all)
    CFLAGS=${CFLAGS:--g -O1 -fsanitize=fuzzer-no-link,address}
    ;;
  libfuzzer/none)
    swift_flags+=(-Xswiftc -sanitize=fuzzer -Xcc -fsanitize=fuzzer-no-link)
    CFLAGS=${CFLAGS:--g -O1 -fsanitize=fuzzer-no-link}
    ;;
  libfuzzer/coverage)
    # Not to search, but to see what a corpus reaches: the engine runs it, the counters are those of source coverage.
    swift_flags+=(-Xswiftc -profile-generate -Xswiftc -profile-coverage-mapping)
    link_flags+=(-profile-generate)
    CFLAGS=${CFLAGS:--g -O1 -fprofile-instr-generate -fcoverage-mapping}
    ;;
  afl/*)
    # Swift's compiler has no AFL mode, but calls what AFL++ listens to at every edge.
    swift_flags+=(-Xswiftc -sanitize=fuzzer -Xswiftc "-sanitize-coverage=edge,trace-pc-guard"
      -Xcc -fsanitize-coverage=trace-pc-guard)
    c_sanitizers=("-fsanitize=address,undefined" -fno-sanitize-recover=all)
    CFLAGS=${CFLAGS:--g -O1}
    ;;
  *) fail "engine '$engine' with sanitizer '$sanitizer': expected libfuzzer with address, none or coverage, or afl" ;;
esac
CXXFLAGS=${CXXFLAGS:-$CFLAGS}
# Swift's clang links with gold, which warns about every symbol of the sanitizer's.
[[ "$CXX" != "$swift_bin/clang++" || ! -e "$swift_bin/ld.lld" ]] || CXXFLAGS+=" -fuse-ld=lld"
read -r -a c_flags <<<"$CFLAGS"
read -r -a cxx_flags <<<"$CXXFLAGS"
read -r -a engine_flags <<<"$LIB_FUZZING_ENGINE"

# What the targets in Swift are linked with besides: an engine that Swift's linker takes as clang does.
swift_engine=()
if [[ $engine == afl ]]; then
  afl=${AFL_PATH:-/usr/lib/afl}
  [[ -e "$afl/libAFLDriver.a" && -e "$afl/afl-compiler-rt.o" ]] ||
    fail "$afl has no libAFLDriver.a and afl-compiler-rt.o: install AFL++ (scripts/setup-env.sh --fuzz), or set AFL_PATH"
  swift_engine=("$afl/libAFLDriver.a" "$afl/afl-compiler-rt.o" -lstdc++)
else
  for flag in "${engine_flags[@]}"; do swift_engine+=(-Xclang-linker "$flag"); done
fi

say "the library, $engine, sanitizer $sanitizer"
swift build "${swift_flags[@]}"
library=$(cd "$WORK/swift/release" && pwd)

# Machines that run targets may lack these libraries, so their archives are taken.
mkdir -p "$WORK/static" "$WORK/objects"
for name in xxhash z; do
  archive=$("$swift_bin/clang" -print-file-name="lib$name.a")
  [[ "$archive" != /* ]] || ln -sf "$archive" "$WORK/static/"
done

# Compiles C of Swift's side with the linker's own compiler: compile SOURCE OBJECT FLAG...
compile() { "$swift_bin/clang" -g -O1 -std=gnu11 "${@:3}" -c "$1" -o "$2"; }

# Swift's archive says by itself which libraries it needs; it has to be named as a file for that.
ln -sf "$library/libFuzzTargets.a" "$WORK/objects/FuzzTargets.a"
# Foundation's archive does not name those that it needs itself.
swift_libraries=()
if [[ "${STATIC:-yes}" == yes ]]; then
  for name in Foundation CoreFoundation FoundationInternationalization FoundationEssentials _FoundationICU _FoundationCShims \
    _FoundationCollections dispatch BlocksRuntime; do
    [[ ! -e "$swift_bin/../lib/swift_static/linux/lib$name.a" ]] || swift_libraries+=("-l$name")
  done
  swift_libraries+=(-lstdc++ -lm)
fi
link_swift() { # PROGRAM OBJECT...
  swiftc "${link_flags[@]}" -L "$WORK/static" "${@:2}" "$WORK/objects/FuzzTargets.a" "${swift_libraries[@]}" \
    "${swift_engine[@]}" -o "$1"
}

say "what prepares targets"
compile "$folder/C/prepare.c" "$WORK/objects/prepare.o"
link_swift "$WORK/prepare" "$WORK/objects/prepare.o"
prepare() { SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 AFL_DONT_OPTIMIZE=1 "$WORK/prepare" "$@"; }
prepare list >"$WORK/targets"
rm -rf "$WORK/c" "$WORK/inputs"
prepare c "$WORK/c"

say "seeds and dictionaries"
"$folder/images.sh" "$WORK/images"
prepare inputs "$root" "$WORK/inputs" "$WORK"/images/*.img

# The generated C of all formats, which the target `table` asks, too.
generated=()
{
  echo '#include <stddef.h>'
  echo '#include <stdint.h>'
  echo 'void vexfuzz_add_generated(const char *format, void (*function)(const uint8_t *, ptrdiff_t, uint8_t *));'
  echo 'void vexfuzz_add_all_generated(void);'
  for path in "$WORK"/c/*/; do
    echo "void vexfuzz_answer_$(basename "$path")(const uint8_t *, ptrdiff_t, uint8_t *);"
  done
  echo 'void vexfuzz_add_all_generated(void)'
  echo '{'
  for path in "$WORK"/c/*/; do
    name=$(basename "$path")
    echo "	vexfuzz_add_generated(\"$name\", vexfuzz_answer_$name);"
  done
  echo '}'
} >"$WORK/generated.c"
own_flags=()
case "$engine/$sanitizer" in
  libfuzzer/address) own_flags=("-fsanitize=fuzzer-no-link,address") ;;
  libfuzzer/none) own_flags=(-fsanitize=fuzzer-no-link) ;;
  afl/*) own_flags=(-fsanitize-coverage=trace-pc-guard) ;;
esac
readonly hashes=(-DVEXFMT_XXHASH -DXXH_INLINE_ALL -I "$support")
compile "$WORK/generated.c" "$WORK/objects/generated.o"
compile "$support/vexfmt_checksums.c" "$WORK/objects/checksums.o" "${hashes[@]}" "${own_flags[@]}"
generated=("$WORK/objects/generated.o" "$WORK/objects/checksums.o")
for path in "$WORK"/c/*/; do
  name=$(basename "$path")
  compile "$folder/C/generated_answer.c" "$WORK/objects/answer_$name.o" "${hashes[@]}" "${own_flags[@]}" -I "$path" \
    -DFORMAT="$name" -DDISPATCHER="\"${name}_dispatch.c\""
  compile "$path/${name}_validate.c" "$WORK/objects/validate_$name.o" "${own_flags[@]}" -I "$path"
  generated+=("$WORK/objects/answer_$name.o" "$WORK/objects/validate_$name.o")
done

# The engine's options of a target, its dictionary, and its seeds.
put_inputs() {
  cp "$WORK/inputs/$1.dict" "$WORK/inputs/$1.options" "$OUT/"
  rm -f "$OUT/$1_seed_corpus.zip"
  (cd "$WORK/inputs/$1" && find . -type f | sort | zip -q -X "$OUT/$1_seed_corpus.zip" -@)
}

while IFS=$'\t' read -r target _ _; do
  [[ -z "${ONLY:-}" || " $ONLY " == *" $target "* ]] || continue
  say "$target"
  if [[ "$target" == c_* ]]; then
    name=${target#c_}
    c_target=("$folder/C/generated_target.c" "$WORK/c/$name/${name}_validate.c" "$support/vexfmt_checksums.c")
    defines=("${hashes[@]}" -I "$WORK/c/$name" -DDISPATCHER="\"${name}_dispatch.c\"")
    objects=()
    for source in "${c_target[@]}"; do
      object="$WORK/objects/${target}_$(basename "$source" .c).o"
      "$CC" "${c_flags[@]}" "${c_sanitizers[@]}" -std=gnu11 "${defines[@]}" -c "$source" -o "$object"
      objects+=("$object")
    done
    "$CXX" "${cxx_flags[@]}" "${c_sanitizers[@]}" "${objects[@]}" "${engine_flags[@]}" -o "$OUT/$target"
    if [[ $engine == afl ]]; then
      # What AFL++ loads into itself has neither counters nor sanitizers.
      "$swift_bin/clang" -O2 -fPIC -shared -std=gnu11 -DAFL_MUTATOR "${defines[@]}" "${c_target[@]}" -o "$OUT/$target.mutator.so"
    fi
  else
    flags=(-DTARGET="\"$target\"")
    # AFL++ has no mutator of its own that a target could call.
    [[ $engine == afl || "$target" == answer ]] || flags+=(-DMUTATES)
    linked=("$WORK/objects/$target.o")
    if [[ "$target" == table ]]; then
      flags+=(-DGENERATED)
      linked+=("${generated[@]}")
    fi
    compile "$folder/C/swift_target.c" "$WORK/objects/$target.o" "${flags[@]}"
    link_swift "$OUT/$target" "${linked[@]}"
  fi
  put_inputs "$target"
done <"$WORK/targets"
say "targets are in $OUT"
