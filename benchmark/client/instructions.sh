#!/usr/bin/env bash
# User instructions of a warm small call, and of one on a new connection, counted by callgrind: two runs of different
# length, their difference divided by the additional calls, so that start-up does not count. Load on the machine changes
# little: a call rarely waits for its reply a second time.
#   benchmark/client/instructions.sh [--build FOLDER] [--json] [--calls N] [--functions N] [--keep FOLDER]
#   benchmark/client/instructions.sh --check | --record [--build FOLDER]
# --functions N prints the N most expensive functions, by their own and by their inclusive cost; --keep keeps the files
# of callgrind. --check measures warm calls only and fails when one needs over 2 % more instructions than instructions.txt
# says; --record writes that file. The record is of GCC 12, Boost 1.81 and OpenSSL 3.0 on x86-64, optimised (the preset
# release); figures of others are only reported.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build/release json=no calls=4000 functions=0 files='' against=''
while [ $# -gt 0 ]; do
    case $1 in
    --build) build=$2 && shift ;;
    --json) json=yes ;;
    --calls) calls=$2 && shift ;;
    --functions) functions=$2 && shift ;;
    --check) against=check calls=2000 ;;
    --record) against=record calls=2000 ;;
    --keep) files=$2 && shift ;;
    *) echo "$0: unknown option $1" >&2 && exit 2 ;;
    esac
    shift
done
if ! command -v valgrind >/dev/null; then
    [ -z "$against" ] || { echo "$0: valgrind is not installed" >&2 && exit 1; }
    echo "valgrind is not installed: instructions are left out" >&2
    exit 0
fi
program=$(find "$build" -name benchmark_calls -type f -perm -u+x | head -n 1)
[ -n "$program" ] || { echo "build benchmark_calls in $build first" >&2 && exit 1; }
if [ -z "$files" ]; then
    files=$(mktemp -d)
    trap 'rm -rf "$files"' EXIT
fi
mkdir -p "$files"

few=$((calls / 4))
run() { # TRANSPORT WHAT CALLS: prints all instructions of the program
    local out=$files/$1.$2.$3 what=(--what "$2")
    case $2 in resumed | full) what=(--what exchange --reconnect "$2") ;; esac
    valgrind --tool=callgrind --toggle-collect="client_benchmark::run_on_threads*" --callgrind-out-file="$out" "$program" --transport "$1" "${what[@]}" --calls "$3" \
        >"$out.log" 2>&1 || { cat "$out.log" >&2 && exit 1; }
    sed -n 's/^\(summary\|totals\): *\([0-9]*\).*/\2/p' "$out" | head -n 1
}

rows=()
measure() { # TRANSPORT WHAT CALLS
    local long short few=$(($3 / 4))
    long=$(run "$1" "$2" "$3")
    short=$(run "$1" "$2" "$few")
    rows+=("$1 $2 $(((long - short) / ($3 - few)))")
}
for transport in plain tls; do
    for what in exchange send approve; do
        measure "$transport" "$what" "$calls"
    done
done

record=$root/benchmark/client/instructions.txt
if [ "$against" = record ]; then
    printf '%s\n' '# Instructions of a warm small call; written by instructions.sh --record' "${rows[@]}" >"$record"
    cat "$record"
    exit
elif [ "$against" = check ]; then
    compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
    comparable=no
    if "$compiler" --version | grep -qi clang; then :
    elif [ "$("$compiler" -dumpversion | cut -d. -f1) $(uname -m)" = "12 x86_64" ] &&
        printf '#include <boost/version.hpp>\nBOOST_LIB_VERSION' | "$compiler" -xc++ -E -P - | grep -q '^"1_81"$' &&
        openssl version | grep -q '^OpenSSL 3\.0\.'; then comparable=yes
    fi
    printf '%s\n' "${rows[@]}" >"$files/measured"
    python3 "$root/benchmark/client/check_instructions.py" "$record" "$files/measured" "$comparable"
    exit
fi

# a call on a new connection; TLS alone is what is more than the plain one
measure plain full $((calls / 10))
for transport in tls rsa; do
    measure "$transport" full $((calls / 10))
    measure "$transport" resumed $((calls / 10))
done

if [ "$json" = yes ]; then
    printf '{"table": "User instructions of a small call", "rows": ['
    comma=''
    for row in "${rows[@]}"; do
        read -r transport what count <<<"$row"
        printf '%s{"call": "%s %s", "instructions": %d}' "$comma" "$transport" "$what" "$count"
        comma=', '
    done
    printf ']}\n'
else
    printf 'User instructions of a small call\n\n| call | instructions |\n|---|---|\n'
    for row in "${rows[@]}"; do
        read -r transport what count <<<"$row"
        printf '| %s %s | %d |\n' "$transport" "$what" "$count"
    done
fi
if [ "$functions" -gt 0 ]; then
    for transport in plain tls; do
        for what in exchange send; do
            python3 "$root/benchmark/client/functions.py" "$files/$transport.$what.$few" \
                "$files/$transport.$what.$calls" $((calls - few)) "$functions" "$transport $what"
        done
    done
fi
