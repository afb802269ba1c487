#!/usr/bin/env bash
# Builds the quickstart and runs it. Without arguments it calls a service inside the program, with options
# your tenant (example/quickstart.sh --help). Installs missing packages on Debian with apt-get.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/prepare.sh"
build=${CLOUD_GOVERNANCE_BUILD_DIR:-$root/build/quickstart}

need build
[ -x "$build/example/quickstart" ] || echo "Building the quickstart …" >&2
# header-only: one file compiles faster than the whole library
configure -S "$root" -B "$build" -G Ninja -DCLOUD_GOVERNANCE_BUILD_TESTS=OFF -DCLOUD_GOVERNANCE_INSTALL=OFF \
    -DCLOUD_GOVERNANCE_BUILD_COMPILED=OFF -DCLOUD_GOVERNANCE_LINK=cloud_governance
quietly cmake --build "$build" --target example_quickstart --parallel "$jobs"
exec "$build/example/quickstart" "$@"
