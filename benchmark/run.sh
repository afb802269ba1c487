#!/usr/bin/env bash
# Installs what the benchmarks need, builds them and runs all of them:
#   benchmark/run.sh [OPTION…]    about an hour, on a machine without other load; writes benchmark/results/DATE*
#   benchmark/run.sh --short      minutes; checks that everything runs and agrees. Writes nothing, its figures are
#                                 meaningless
# Other options belong to the concurrent calls, and then only these run: --clients, --cases, --rounds (see README.md).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/prepare.sh"
cd "$root"
build=build/release/benchmark

# Each part is a function, called with --short or nothing, that builds and runs its programs.
parts=(codec client concurrency)
short=()
if [ "${1:-}" = --short ]; then
    short=(--short)
    shift
fi
[ $# = 0 ] || parts=(concurrency)

built() { quietly cmake --build --preset release --parallel "$jobs" --target "$@"; }

codec() {
    built benchmark_codec
    "$build/codec/benchmark_codec" "$@" | tee "$build/codec/results.md"
}

client() { benchmark/client/run.sh "$@"; }

concurrency() {
    built benchmark_concurrency
    benchmark/concurrency/peers.sh "$build/concurrency"
    local out=()
    [ "${1:-}" = --short ] || out=(--out benchmark/results)
    python3 benchmark/concurrency/run --build "$build/concurrency" "${out[@]}" "$@"
}

need build benchmark
configure --preset release
results=benchmark/results/$(date +%F)
mkdir -p benchmark/results
for part in "${parts[@]}"; do
    echo "=== $part"
    "$part" "${short[@]}" "$@"
    # the concurrent calls write their own files
    for file in "$build/$part"/results.{md,json}; do
        [ "${#short[@]}" = 1 ] || [ ! -e "$file" ] || cp "$file" "$results-$part.${file##*.}"
    done
done
