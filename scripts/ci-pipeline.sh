#!/usr/bin/env bash
# All of it, with reports: scripts/ci-pipeline.sh [--reports DIR] [--mutants N] [STEP...]
#
# Runs these steps, or those that are named, one after the other, and says one line for each:
#   setup       scripts/setup-env.sh --kmod: installs what is missing
#   lint        make lint: swift-format, shellcheck, and Packer's template where Packer is
#   kmod        scripts/check-kmod.sh: the module for every kernel, sparse, checkpatch
#   build       program, fast lab and tests, with warnings as errors
#   generated   make check-generated: what is generated is what spec/ gives
#   guards      Tests/Guards/never-again.sh: nothing loads the module, formats or mounts outside of a virtual machine;
#               Tests/Guards/scripts-fail.sh: scripts that cannot do their work fail
#   swift       every Swift test
#   demo        scripts/demo.sh, which checks what it shows
#   vm          scripts/test-vm.sh: the module in a virtual machine for each kernel
#   devices     scripts/test-devices.sh: vexfmt on block devices in a virtual machine for each kernel
#   install     scripts/test-install.sh: what is installed works with what a third party makes
#   planted     test_env/planted.sh and test_env/fastlab/planted.sh: planted defects are found, in generated C and in the module
#   sanitizers  make test-kasan: the module in a kernel that finds errors of memory and locking, built once
# A step that fails does not keep the others from running; the end is a failure then.
#   --reports DIR   default .build/reports, where an earlier run's are removed first: summary.txt, STEP.log; as JUnit XML
#                   steps.xml, swift.xml and vm-NAME.xml; and of the virtual machines vm-NAME.txt and vm-NAME.json, where NAME is
#                   a series of kernels, devices-SERIES (without JSON), or sanitizers
#   --mutants N     so many mutants for each kernel in `vm`, instead of its own default
# Exit status: 0 all passed, 1 something did not, 64 usage. VEXFMT_SWIFT_FLAGS are flags for building.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

help() { sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "scripts/${0##*/}"; }
usage() {
  help >&2
  exit 64
}

readonly steps=(setup lint kmod build generated guards swift demo vm devices install planted sanitizers)
reports=.build/reports
mutants=
wanted=()
while [[ $# -gt 0 ]]; do
  case "$1" in
    -h | --help) help && exit 0 ;;
    --reports | --mutants)
      [[ $# -ge 2 ]] || usage
      declare "${1#--}=$2"
      shift
      ;;
    *)
      [[ " ${steps[*]} " == *" $1 "* ]] || usage
      wanted+=("$1")
      ;;
  esac
  shift
done
[[ "$mutants" =~ ^[0-9]*$ && -n "$reports" ]] || usage
[[ ${#wanted[@]} -gt 0 ]] || wanted=("${steps[@]}")
VEXFMT_SWIFT_FLAGS=${VEXFMT_SWIFT_FLAGS---explicit-target-dependency-import-check error}
read -ra flags <<<"$VEXFMT_SWIFT_FLAGS"
export VEXFMT_STRICT=1 VEXFMT_SWIFT_FLAGS
readonly vexfmt=.build/debug/vexfmt lab=.build/test-vm

# Only what an earlier run wrote: the folder may hold other things.
mkdir -p "$reports"
reports=$(realpath -- "$reports")
rm -f "$reports"/{summary.txt,steps.xml,swift.xml} "$reports"/vm-*.{txt,json,xml}
for step in "${steps[@]}"; do rm -f "$reports/$step.log"; done

step_setup() { scripts/setup-env.sh --kmod; }
step_lint() { make --no-print-directory lint; }
step_kmod() { scripts/check-kmod.sh; }
step_build() { swift build --build-tests "${flags[@]}"; }
step_generated() { make --no-print-directory check-generated; }
step_guards() { Tests/Guards/never-again.sh "$vexfmt" && Tests/Guards/scripts-fail.sh; }
step_swift() { swift test --disable-xctest "${flags[@]}" --xunit-output "$reports/swift.xml"; }
step_demo() { scripts/demo.sh "$vexfmt"; }
# virtual_machines COMMAND...: runs it and keeps its reports, of a failure as well.
virtual_machines() {
  local status=0 report series
  # Whatever is there afterwards is of this run.
  rm -f "$lab"/*/report.{txt,json,xml}
  "$@" || status=$?
  for report in "$lab"/*/report.{txt,json,xml}; do
    series=$(basename "$(dirname "$report")")
    [[ ! -e "$report" ]] || cp "$report" "$reports/vm-$series.${report##*.}"
  done
  return "$status"
}
step_vm() { virtual_machines scripts/test-vm.sh --reports "$lab" ${mutants:+--mutants "$mutants"}; }
step_devices() { virtual_machines scripts/test-devices.sh --reports "$lab"; }
step_install() { scripts/test-install.sh; }
step_planted() { test_env/planted.sh "$vexfmt" && test_env/fastlab/planted.sh "$lab/planted"; }
step_sanitizers() { virtual_machines make --no-print-directory test-kasan; }

say() { printf 'ci-pipeline: %s\n' "$*" | tee -a "$reports/summary.txt"; }
# What XML allows of a log's end.
escaped() { tail -n 40 "$1" | tr -cd '\t\n -~' | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'; }

failed=()
cases=
begin=$(date +%s)
for step in "${wanted[@]}"; do
  start=$(date +%s)
  # Not before `||`, where a function would run on behind its first failure.
  set +e
  (set -e && "step_$step") >"$reports/$step.log" 2>&1 </dev/null
  status=$?
  set -e
  seconds=$(($(date +%s) - start))
  if [[ $status -eq 0 ]]; then
    say "$step: passed in $seconds s"
    cases+="  <testcase classname=\"ci-pipeline\" name=\"$step\" time=\"$seconds\"/>"$'\n'
  else
    failed+=("$step")
    tail -n 20 "$reports/$step.log" | sed 's/^/  /' >&2
    say "$step: FAILED with status $status in $seconds s: $reports/$step.log"
    cases+="  <testcase classname=\"ci-pipeline\" name=\"$step\" time=\"$seconds\">"
    cases+="<failure message=\"status $status\">$(escaped "$reports/$step.log")</failure></testcase>"$'\n'
  fi
done
seconds=$(($(date +%s) - begin))
printf '<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="ci-pipeline" tests="%d" failures="%d" time="%d">\n%s</testsuite>\n' \
  ${#wanted[@]} ${#failed[@]} $seconds "$cases" >"$reports/steps.xml"
if [[ ${#failed[@]} -gt 0 ]]; then
  say "FAILED in $seconds s: ${failed[*]}"
  exit 1
fi
say "all ${#wanted[@]} steps passed in $seconds s; reports in $reports"
