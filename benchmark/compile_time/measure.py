#!/usr/bin/env python3
"""Measures compile time and memory of files that use this library, compared with the same work without it.

    benchmark/compile_time/measure.py [--rounds 5] [--compiler g++ --compiler clang++-16] [--only TEXT] [--markdown FILE]

Compiles each file of sources/ in rounds that take turns. Prints the medians of processor time (user and system, which
other load affects less than the clock) and of the compiler's memory, and each goal with the median of the rounds.
Python 3, standard library only; needs Boost and OpenSSL as the library does.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
INCLUDE = HERE.parent.parent / "include"
SEPARATE = "-DCLOUD_GOVERNANCE_SEPARATE_COMPILATION"

# name -> source, mode, optimisation
CASES = {
    "base": ("base.cpp", "", "-O0"),
    "everything, compiled mode": ("everything.cpp", SEPARATE, "-O0"),
    "one call, compiled mode": ("one_call.cpp", SEPARATE, "-O0"),
    "one call, compiled mode, -O2": ("one_call.cpp", SEPARATE, "-O2"),
    "widest call, compiled mode, -O2": ("widest_call.cpp", SEPARATE, "-O2"),
    "Beast by hand": ("https_get.cpp", "", "-O0"),
    "one call, header-only": ("one_call.cpp", "", "-O0"),
    "Beast by hand, -O2": ("https_get.cpp", "", "-O2"),
    "one call, header-only, -O2": ("one_call.cpp", "", "-O2"),
    "widest call, header-only, -O2": ("widest_call.cpp", "", "-O2"),
}

# what, left, right, "ratio" or "difference", goal
GOALS = [
    ("everything in compiled mode / base", "everything, compiled mode", "base", "ratio", 1.3),
    ("one call in compiled mode / base", "one call, compiled mode", "base", "ratio", 1.5),
    ("one call header-only / Beast by hand", "one call, header-only", "Beast by hand", "ratio", 1.25),
    ("the same at -O2", "one call, header-only, -O2", "Beast by hand, -O2", "ratio", 1.2),
    ("one call in compiled mode / Beast by hand, -O2", "one call, compiled mode, -O2", "Beast by hand, -O2", "ratio", 0.2),
    ("widest call - one call, compiled mode, -O2", "widest call, compiled mode, -O2",
     "one call, compiled mode, -O2", "difference", 1.5),
    ("widest call - one call, header-only, -O2", "widest call, header-only, -O2",
     "one call, header-only, -O2", "difference", 3.0),
]


def compile_once(compiler, source, mode, optimisation, folder):
    """Processor seconds and megabytes of one compilation; ends the program if it fails."""
    command = [compiler, "-std=c++20", optimisation, f"-I{INCLUDE}", "-c", str(HERE / "sources" / source)]
    command += ["-o", f"{folder}/out.o"] + ([mode] if mode else [])
    child = os.spawnvp(os.P_NOWAIT, compiler, command)
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"this failed: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(compiler, rounds, cases, folder):
    """Name of the case -> (seconds, megabytes) of each round."""
    samples = {name: [] for name in cases}
    for turn in range(rounds):
        for name in cases:
            source, mode, optimisation = CASES[name]
            samples[name].append(compile_once(compiler, source, mode, optimisation, folder))
        print(f"{compiler}: round {turn + 1} of {rounds}", file=sys.stderr)
    return samples


def compare(left, right, how):
    """The median of the rounds' ratios or differences: other load for some time affects both sides."""
    return statistics.median(
        a / b if how == "ratio" else a - b for (a, _), (b, _) in zip(left, right)
    )


def report(results, goals):
    compilers = list(results)
    lines = ["| file | " + " | ".join(f"{c}: s, MB" for c in compilers) + " |", "| --- |" + " --- |" * len(compilers)]
    for name in next(iter(results.values())):
        cells = []
        for c in compilers:
            seconds, megabytes = zip(*results[c][name])
            cells.append(f"{statistics.median(seconds):.2f}, {statistics.median(megabytes):.0f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += ["", "| what | goal | " + " | ".join(compilers) + " |", "| --- | --- |" + " --- |" * len(compilers)]
    for what, left, right, how, goal in goals:
        cells = []
        for c in compilers:
            reached = compare(results[c][left], results[c][right], how)
            cells.append(f"{reached:.2f}{'' if how == 'ratio' else ' s'}{'' if reached <= goal else ' (missed)'}")
        lines.append(f"| {what} | ≤ {goal}{'' if how == 'ratio' else ' s'} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--compiler", action="append")
    parser.add_argument("--only", default="", help="only goals with this in their name")
    parser.add_argument("--markdown", type=Path, help="writes the tables to a file as well")
    options = parser.parse_args()
    goals = [goal for goal in GOALS if options.only in goal[0]]
    if not goals:
        sys.exit(f"no goal has {options.only} in its name")
    cases = [name for name in CASES if any(name in goal[1:3] for goal in goals)]
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for compiler in options.compiler or ["g++", "clang++-16"]:
            if shutil.which(compiler) is None:
                print(f"{compiler} is not installed: left out", file=sys.stderr)
                continue
            results[compiler] = measure(compiler, options.rounds, cases, folder)
    if not results:
        sys.exit("no compiler to measure")
    text = report(results, goals)
    print(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
