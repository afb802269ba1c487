#!/usr/bin/env bash
# Builds the fuzz targets with Clang's libFuzzer and runs them, as many at a time as there are cores:
#   test/fuzz/run.sh [SECONDS [TARGET…]]          each target (default: all) for so long (default: 60)
#   test/fuzz/run.sh --keep [SECONDS [TARGET…]]   then puts what reached new code into test/fuzz/corpus, minimised
#   test/fuzz/run.sh --check                      what CI runs: the corpus, then a fixed number of executions
# An input that breaks a promise is kept in build/fuzz/findings/TARGET, and its log shows where. To see it again:
#   build/fuzz/test/fuzz/fuzz_TARGET build/fuzz/findings/TARGET/crash-…
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../cmake/prepare.sh"
cd "$root"
here=test/fuzz
build=build/fuzz

keep='' check=''
case ${1:-} in
--keep) keep=1 && shift ;;
--check) check=1 && shift ;;
-*) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
seconds=${1:-60}
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

need build ci
configure --preset fuzz
quietly cmake --build --preset fuzz --parallel "$jobs"
export root here build seconds keep check
export -f fuzz executions
printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} bash -c 'set -euo pipefail; fuzz {}'
