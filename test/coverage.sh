#!/usr/bin/env bash
# How much of the code written by hand the tests run:  test/coverage.sh [CTEST OPTION…]
# Builds the unit tests and the fault tests with Clang's source-based coverage, runs them, and prints for each
# layer the share of lines that ran, then the largest pieces that did not. Generated code is left out, and so are tests
# with other servers. Needs Clang 16 and LLVM 16; takes four minutes of processor time. Options go to ctest, for example
# -R '^http_'.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/prepare.sh"
cd "$root"
need build test ci
build=build/coverage

echo "Building the tests …" >&2
# not shared between processes: each test writes a file of its own
configure -S . -B "$build" -G Ninja -DCMAKE_CXX_COMPILER=clang++-16 -DCLOUD_GOVERNANCE_BUILD_EXAMPLES=OFF \
    -DCLOUD_GOVERNANCE_UNITE_TESTS=ON -DCLOUD_GOVERNANCE_PRECOMPILE_TESTS=ON -DCLOUD_GOVERNANCE_TEST_WHOLE_API=OFF \
    -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld-16 \
    -DCMAKE_CXX_FLAGS="-fprofile-instr-generate -fcoverage-mapping -Wno-unused-command-line-argument"
folders=($(cd test/unit && ls) faults)
quietly cmake --build "$build" --parallel "$jobs" --target "${folders[@]/#/tests_}"

rm -rf "$build/profiles"
mkdir -p "$build/profiles"
LLVM_PROFILE_FILE=$root/$build/profiles/%p.profraw quietly ctest --test-dir "$build" --parallel "$jobs" \
    --output-on-failure --no-tests=error -R "^($(IFS='|' && echo "${folders[*]}"))_" "$@"
find "$build/profiles" -name '*.profraw' >"$build/profiles/list"
llvm-profdata-16 merge -sparse -f "$build/profiles/list" -o "$build/coverage.profdata"

programs=()
for program in "$build"/test/test_*; do
    [ ! -x "$program" ] || [ -d "$program" ] || programs+=(-object "$program")
done
llvm-cov-16 export "${programs[@]}" -instr-profile "$build/coverage.profdata" -format=lcov -skip-expansions \
    >"$build/coverage.lcov" 2>"$build/coverage.log"
python3 test/coverage.py "$build/coverage.lcov" include/cloud_governance
