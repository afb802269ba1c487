#!/usr/bin/env bash
# User instructions of a warm small call, and of one on a new connection, counted by callgrind: two runs of different
# length, their difference divided by the additional calls, so that start-up does not count. Load on the machine changes
# little: a call rarely waits for its reply a second time.
#   benchmark/client/instructions.sh [--build FOLDER] [--json] [--calls N] [--functions N] [--keep FOLDER]
# --functions N prints the N most expensive functions, by their own and by their inclusive cost; --keep keeps the files
# of callgrind.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build/release json=no calls=4000 functions=0 files=''
while [ $# -gt 0 ]; do
    case $1 in
    --build) build=$2 && shift ;;
    --json) json=yes ;;
    --calls) calls=$2 && shift ;;
    --functions) functions=$2 && shift ;;
    --keep) files=$2 && shift ;;
    *) echo "$0: unknown option $1" >&2 && exit 2 ;;
    esac
    shift
done
command -v valgrind >/dev/null || { echo "valgrind is not installed: instructions are left out" >&2 && exit 0; }
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
