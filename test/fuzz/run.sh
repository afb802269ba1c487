#!/usr/bin/env bash
# Builds the fuzz targets with Clang's libFuzzer and runs them, as many at a time as there are cores:
#   test/fuzz/run.sh [SECONDS [TARGET…]]          each target (default: all) for so long (default: 60)
#   test/fuzz/run.sh --keep [SECONDS [TARGET…]]   then puts what reached new code into test/fuzz/corpus, minimised
#   test/fuzz/run.sh --check                      what CI runs: the corpus, then a fixed number of executions
#   test/fuzz/run.sh --afl [MINUTES [TARGET…]]    with AFL++ instead, from the corpus, each target for 2 minutes or so long
# An input that breaks a promise is kept in build/fuzz/findings/TARGET, and its log shows where. To see it again:
#   build/fuzz/test/fuzz/fuzz_TARGET build/fuzz/findings/TARGET/crash-…
# AFL++ keeps its own in build/afl/findings/TARGET; programs of both kinds take either.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../cmake/prepare.sh"
cd "$root"
here=test/fuzz
build=build/fuzz

keep='' check='' afl=''
case ${1:-} in
--keep) keep=1 && shift ;;
--check) check=1 && shift ;;
--afl) afl=1 && shift ;;
-*) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
seconds=${1:-60}
[ -z "$afl" ] || seconds=$((${1:-2} * 60)) build=build/afl
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=($(cd "$here/corpus" && ls))

# as many as take each target a few seconds
executions() {
    case $1 in
    certificate) echo 3000 ;;
    codec | token_response | url) echo 20000 ;;
    retry_after) echo 300000 ;;
    *) echo 50000 ;;
    esac
}

fuzz() { # TARGET
    local target=$1 program=$build/test/fuzz/fuzz_$1 found=$build/corpus/$1 findings=$build/findings/$1
    local log=$build/logs/$1.log options=() status=0
    # a corpus that grows would make the fixed number of executions mean another thing every time
    [ -z "$check" ] || rm -rf "$found"
    mkdir -p "$found" "$findings" "$build/logs"
    if [ -n "$check" ]; then
        options=(-runs="$(executions "$target")" -seed=1)
    else
        options=(-max_total_time="$seconds")
    fi
    "$program" "$found" "$here/corpus/$target" -dict="$here/dictionary/$target" -max_len=4096 -timeout=25 \
        -rss_limit_mb=3000 -print_final_stats=1 -artifact_prefix="$findings/" "${options[@]}" >"$log" 2>&1 || status=$?
    if [ "$status" = 0 ] && [ -n "$keep" ]; then
        # the seeds first, so that they stay; then, smallest first, what reaches code that they do not
        "$program" -merge=1 "$here/corpus/$target" "$found" >>"$log" 2>&1 || status=$?
    fi
    awk -v target="$target" -v status="$status" -v findings="$(ls "$findings" | wc -l)" '
        /cov: / { for (i = 1; i < NF; ++i) if ($i == "cov:") coverage = $(i + 1) }
        /^stat::number_of_executed_units:/ { executions = $2 }
        END { printf "%-20s %12d executions %6d edges %3d findings%s\n", target, executions, coverage, findings,
                     status == 0 ? "" : "   BROKEN" }' "$log"
    if [ "$status" != 0 ]; then
        grep -a -m1 -A12 -E "Broken promise|ERROR: |runtime error" "$log" >&2 || tail -20 "$log" >&2
    fi
    return "$status"
}

# libFuzzer looks for leaks; here a process runs thousands of inputs, and AFL++ would not know which one leaked
fuzz_afl() { # TARGET
    local target=$1 program=$build/test/fuzz/fuzz_$1 run=$build/runs/$1 findings=$build/findings/$1
    local log=$build/logs/$1.log input status=0
    rm -rf "$run"
    mkdir -p "$run" "$findings" "$build/logs"
    ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0:max_allocation_size_mb=3000 \
        AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
        afl-fuzz -i "$here/corpus/$target" -o "$run" -x "$here/dictionary/$target" -G 4096 -t 25000 -V "$seconds" \
        -- "$program" >"$log" 2>&1 </dev/null || status=$?
    find "$run/default/crashes" "$run/default/hangs" -name 'id:*' -exec cp -t "$findings" {} + || status=$?
    # AFL++ leaves out a seed that fails, and only says so
    ! grep -aqE "results in a (crash|timeout)" "$log" || status=1
    awk -v target="$target" -v findings="$(ls "$findings" | wc -l)" -v status="$status" '
        { value[$1] = $3 }
        END { printf "%-20s %12d executions %6d edges %3d findings%s\n", target, value["execs_done"],
                     value["edges_found"], findings, status == 0 && findings == 0 ? "" : "   BROKEN" }' \
        "$run/default/fuzzer_stats"
    for input in "$findings"/*; do
        [ -e "$input" ] || continue
        status=1
        { "$program" "$input" 2>&1 || true; } | grep -a -m1 -A12 -E "Broken promise|ERROR: |runtime error" >&2 || true
    done
    [ "$status" = 0 ] || grep -aE "results in a|PROGRAM ABORT" "$log" >&2 || true
    return "$status"
}

run=fuzz preset=fuzz
[ -z "$afl" ] || run=fuzz_afl preset=afl
need build ci ${afl:+afl}
configure --preset "$preset"
quietly cmake --build --preset "$preset" --parallel "$jobs"
export root here build seconds keep check
export -f fuzz fuzz_afl executions
printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} bash -c "set -euo pipefail; $run {}"
