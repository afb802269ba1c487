#!/usr/bin/env bash
# Builds and runs every test, under AddressSanitizer and UndefinedBehaviorSanitizer unless another preset is named:
#   test/run.sh [PRESET [CTEST OPTION…]]        for example: test/run.sh dev -R json
# Installs what is missing on Debian by apt-get, and what test/integration/interop needs by npm.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/prepare.sh"
preset=${1:-gcc-asan}
shift || true

need build test
cd "$root"
echo "Building the tests …" >&2
configure --preset "$preset"
quietly cmake --build --preset "$preset" --parallel "$jobs"
exec ctest --preset "$preset" --parallel "$jobs" "$@"
