#!/usr/bin/env bash
# Compiles each public header by itself, in a file that includes nothing else.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/prepare.sh"
cd "$root/include"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
flags=(-std=c++20 -Wall -Wextra -Werror -I. -DCLOUD_GOVERNANCE_SEPARATE_COMPILATION)
generated='^cloud_governance/(model|api)/'

find . -name '*.hpp' ! -path '*/impl/*' ! -name 'src*.hpp' -printf '%P\n' | sort >"$scratch/all"
grep -vE "$generated" "$scratch/all" |
    xargs -P "$jobs" -I{} g++ "${flags[@]}" -fsyntax-only -x c++ -include {} /dev/null

# the thousand generated ones, each by itself, would take minutes: all in one file and, reversed, in another; what a
# header forgot to include comes later in one of the two
grep -E "$generated" "$scratch/all" | sed 's/.*/#include <&>/' >"$scratch/forwards.cpp"
tac "$scratch/forwards.cpp" >"$scratch/backwards.cpp"
printf '%s\n' forwards backwards | xargs -P "$jobs" -I{} g++ "${flags[@]}" -fsyntax-only "$scratch/{}.cpp"
