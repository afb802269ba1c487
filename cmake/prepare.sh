# Sourced by the project's scripts (bash): what they share. Sets `root`, the project's folder, and `jobs`.
#
#   need GROUP…          installs what is missing of the groups below, by apt-get, as root or through sudo
#   quietly COMMAND…     runs it; its output is shown only when it fails
#   configure …          cmake; once more from scratch when an old build folder is in the way
#
# CLOUD_GOVERNANCE_NO_INSTALL=1 installs nothing: for machines where Boost and the rest come from elsewhere.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc 2>/dev/null || echo 2)

# One need a line: what proves that it is there (a command, or a package with its least version), then what to install.
# The second package is for distributions whose own Boost is new enough.
needs_build="
command g++       g++
command cmake     cmake
command ninja     ninja-build
package 1.81      libboost1.81-dev       libboost-dev
package 1.81      libboost-json1.81-dev  libboost-json-dev
package 1.81      libboost-url1.81-dev   libboost-url-dev
package 3.0       libssl-dev
"
needs_test="
package 1.81      libboost-test1.81-dev  libboost-test-dev
command openssl   openssl
command node      nodejs
command npm       npm
command nginx     nginx-light
command squid     squid
command tinyproxy tinyproxy-bin
"
needs_benchmark="
package 1.1       rapidjson-dev
package 3.0       libsimdjson-dev
package 3.11      nlohmann-json3-dev
package 1.7       libbenchmark-dev
package 7.88      libcurl4-openssl-dev
command go        golang-go
command node      nodejs
command npm       npm
command openssl   openssl
command python3   python3
command strace    strace
command taskset   util-linux
command valgrind  valgrind
"
needs_ci="
command clang++-16          clang-16
package 16                  libclang-rt-16-dev
command ld.lld-16           lld-16
command llvm-symbolizer-16  llvm-16
command clang-format-16     clang-format-16
command clang-tidy-16       clang-tidy-16
command cppcheck            cppcheck
command python3             python3
command ccache              ccache
command valgrind            valgrind
"
needs_afl="
command afl-clang-fast++  afl++
"

installed() { # PACKAGE LEAST_VERSION
    local version
    version=$(dpkg-query -W -f '${db:Status-Status} ${source:Upstream-Version}' "$1" 2>/dev/null) || return 1
    [ "${version%% *}" = installed ] && dpkg --compare-versions "${version#* }" ge "$2"
}

available() { [ -n "$(apt-cache show --no-all-versions "$1" 2>/dev/null)" ]; }

# prints, one a line, the needs of the groups that are not met
missing() {
    local group kind proof first second
    for group in "$@"; do
        local list="needs_$group"
        while read -r kind proof first second; do
            case $kind in
            command) PATH=$PATH:/usr/sbin:/sbin command -v "$proof" >/dev/null || echo "$first" ;;
            package) installed "$first" "$proof" || { [ -n "$second" ] && installed "$second" "$proof"; } ||
                echo "$first${second:+ $second}" ;;
            esac
        done <<<"${!list}"
    done
}

need() {
    local wanted first second as_root=() packages=()
    [ -z "${CLOUD_GOVERNANCE_NO_INSTALL:-}" ] || return 0
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        command -v cmake >/dev/null && return 0 # another system: CMake says what it does not find
        echo "This script installs what it needs by apt-get, which this system does not have. Install a C++20" >&2
        echo "compiler (GCC 12, Clang 16 or newer), CMake 3.25, Ninja, Boost 1.81 and OpenSSL 3.0, and run it again." >&2
        exit 1
    fi
    wanted=$(missing "$@")
    [ -n "$wanted" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "Some packages are missing, and this is neither root nor is there sudo. As root, run:" >&2
            echo "  apt-get install $(awk '{printf "%s ", $1}' <<<"$wanted")" >&2
            exit 1
        fi
        as_root=(sudo)
        [ -t 0 ] || as_root=(sudo -n)
    fi
    # fresh lists first: those of a new machine are empty or name files that are gone; offline, the old ones may do
    "${as_root[@]}" apt-get update -q >/dev/null 2>&1 || true
    while read -r first second; do
        if [ -n "$second" ] && ! available "$first"; then first=$second; fi
        packages+=("$first")
    done <<<"$wanted"
    echo "Installing ${packages[*]} …" >&2
    # --no-remove: what else is installed on this machine stays
    quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        --no-remove -o DPkg::Lock::Timeout=300 "${packages[@]}"
    hash -r
}

quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" != 0 ]; then
        { cat "$log"; echo; echo "This command failed with status $status: $*"; } >&2
        rm -f "$log"
        exit "$status"
    fi
    rm -f "$log"
}

configure() {
    cmake "$@" >/dev/null 2>&1 </dev/null || quietly cmake --fresh "$@"
}
