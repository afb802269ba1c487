#!/usr/bin/env bash
# Builds and runs the benchmarks inside one process, and collects their figures:
#   benchmark/client/run.sh              a quarter of an hour, on a machine without other load
#   benchmark/client/run.sh --short      two minutes; checks that everything works, its times are meaningless
# Writes build/release/benchmark/client/results.json and results.md, and prints the latter.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../cmake/prepare.sh"
short=no
[ "${1:-}" != --short ] || short=yes
need build benchmark
cd "$root"
# only what this needs
configure --preset release
programs=(benchmark_client_server benchmark_calls benchmark_counts benchmark_memory)
if grep -q '^benchmark_DIR:PATH=/' build/release/CMakeCache.txt; then
    programs+=(benchmark_client)
else
    echo "Google Benchmark is not installed: token, signing, batch, connections and threads are left out" >&2
fi
quietly cmake --build --preset release --parallel "$jobs" --target "${programs[@]}"

here=build/release/benchmark/client
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
if [ "$short" = yes ]; then
    memory=(--connections 50 --calls 500)
    instructions=(--calls 400)
    times=(--benchmark_min_time=0.01)
else
    memory=()
    instructions=()
    times=(--benchmark_min_time=1 --benchmark_repetitions=7 --benchmark_enable_random_interleaving=true
        --benchmark_report_aggregates_only=true)
fi
"$here/benchmark_counts" --json >"$parts/counts"
"$here/benchmark_memory" --json "${memory[@]}" >"$parts/memory"
benchmark/client/instructions.sh --json "${instructions[@]}" >"$parts/instructions"
if [ "${#programs[@]}" = 5 ]; then
    "$here/benchmark_client" "${times[@]}" --benchmark_out_format=json --benchmark_out="$parts/client.json" >"$parts/log" \
        2>&1 || { cat "$parts/log" >&2 && exit 1; }
fi
python3 benchmark/client/collect.py "$parts" "$short" "$here/results.json" "$here/results.md"
cat "$here/results.md"
