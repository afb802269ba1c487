#!/usr/bin/env bash
# Calls against the fake service with random faults; see soak.cpp. An hour, unless told otherwise:
#   test/integration/soak/run.sh [--minutes N | --calls N] [--rate CALLS_PER_SECOND] [--seed N]
# It fails when a call is not accounted for on both sides, or when memory or descriptors grow.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../../cmake/prepare.sh"
[ $# -gt 0 ] || set -- --minutes 60

need build test benchmark
cd "$root"
echo "Building …" >&2
configure --preset release
quietly cmake --build --preset release --parallel "$jobs" --target soak
exec build/release/test/integration/soak/soak --max-growth 16 "$@"
