#!/usr/bin/env bash
# Builds the clients that CMake cannot build: Go, undici and cpprestsdk. Unavailable ones are skipped with a message.
#   benchmark/concurrency/peers.sh FOLDER       the folder of the other programs, benchmark_*
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../cmake/prepare.sh"
here=$root/benchmark/concurrency
build=$(cd "$1" && pwd)

left_out() { echo "($1 is left out: $2)" >&2; }

build_go() {
    command -v go >/dev/null || { left_out go "golang-go is not installed"; return; }
    GOCACHE=$build/go-cache GO111MODULE=off CGO_ENABLED=0 quietly go build -o "$build/benchmark_go" "$here/go/main.go"
}

build_undici() {
    command -v npm >/dev/null || { left_out undici "nodejs or npm is not installed"; return; }
    local folder=$build/benchmark_undici
    mkdir -p "$folder"
    cp "$here/undici/package.json" "$folder/"
    if ! npm install --prefix "$folder" --no-audit --no-fund --cache "$build/npm-cache" >"$folder/log" 2>&1; then
        rm -f "$folder/main.mjs"
        left_out undici "npm could not fetch it"
        return
    fi
    cp "$here/undici/main.mjs" "$folder/"
}

# Debian's cpprestsdk needs the headers of Boost 1.74, which cannot be installed beside those of 1.81: both packages are
# unpacked into the build folder
build_cpprest() {
    local folder=$build/cpprest package
    [ ! -x "$build/benchmark_cpprest" ] || [ "$here/cpprest/main.cpp" -nt "$build/benchmark_cpprest" ] || return 0
    if [ ! -d "$folder/usr" ]; then
        [ -z "${CLOUD_GOVERNANCE_NO_INSTALL:-}" ] && command -v apt-get >/dev/null && command -v dpkg >/dev/null ||
            { left_out cpprest "its packages may not be fetched"; return; }
        mkdir -p "$folder/packages"
        for package in libcpprest-dev libcpprest2.10 libboost1.74-dev; do
            # respects preferences of the machine that hold a package back
            (cd "$folder/packages" && apt-get download -q "$package" >/dev/null 2>&1) ||
                { left_out cpprest "apt-get has no $package to fetch"; rm -rf "$folder"; return; }
        done
        for package in "$folder"/packages/*.deb; do dpkg -x "$package" "$folder"; done
    fi
    local libraries=$folder/usr/lib/$(g++ -print-multiarch)
    g++ -std=c++20 -O2 -DNDEBUG -w -isystem "$folder/usr/include" "$here/cpprest/main.cpp" \
        "$here/common/options.cpp" "$here/common/measurement.cpp" -o "$build/benchmark_cpprest" \
        -L"$libraries" -l:libcpprest.so.2.10 -Wl,-rpath,"$libraries" -Wl,--allow-shlib-undefined -lssl -lcrypto -lpthread \
        >"$folder/log" 2>&1 || { left_out cpprest "it does not build: $folder/log"; rm -f "$build/benchmark_cpprest"; }
}

build_go
build_undici
build_cpprest
