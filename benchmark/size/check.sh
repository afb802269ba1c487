#!/usr/bin/env bash
# Sizes of the library and of a small program:  benchmark/size/check.sh RELEASE_BUILD_FOLDER [--record]
# Fails if one is more than a tenth larger than benchmark/size/recorded.txt says; --record writes that file. The record
# was made with GCC 12 on x86-64: with another compiler or processor the sizes are only reported.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$1
record=$here/recorded.txt

stripped=$(mktemp)
trap 'rm -f "$stripped"' EXIT
strip -o "$stripped" "$build/example/quickstart"
library=$(stat -c %s "$build/libcloud_governance_compiled.a")
program=$(stat -c %s "$stripped")

if [ "${2:-}" = --record ]; then
    printf 'library %s\nprogram %s\n' "$library" "$program" >"$record"
fi
compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
comparable=no
if "$compiler" --version | grep -qi clang; then :
elif [ "$("$compiler" -dumpversion | cut -d. -f1)" = 12 ] && [ "$(uname -m)" = x86_64 ]; then comparable=yes
fi

status=0
compare() { # NAME BYTES WHAT
    local recorded
    recorded=$(sed -n "s/^$1 //p" "$record")
    printf '%-32s %9d bytes, recorded %9d (%+d %%)\n' "$3" "$2" "$recorded" $((($2 - recorded) * 100 / recorded))
    if [ "$comparable" = yes ] && [ $(($2 * 10)) -gt $((recorded * 11)) ]; then
        echo "$3: more than a tenth larger than recorded; find out why, or record it: $0 $build --record" >&2
        status=1
    fi
}
compare library "$library" libcloud_governance_compiled.a
compare program "$program" 'quickstart, stripped'
exit "$status"
