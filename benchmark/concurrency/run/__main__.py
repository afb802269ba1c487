"""Measures concurrent calls: `python3 benchmark/concurrency/run --build FOLDER [--out FOLDER] [--short] …`"""

import argparse
import fnmatch
import sys
import tempfile

import results
from cases import all_cases
from clients import all_clients
from extras import all_extras, extras_table
from figures import Figures
from goals import all_goals, goals_table
from rounds import run_all
from server import Server
from table import all_tables


def read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, help="folder with the programs benchmark_*")
    parser.add_argument("--out", help="folder for the results; default: only a table on the standard output")
    parser.add_argument("--clients", default="*", help="names or patterns, with commas between them")
    parser.add_argument("--cases", default="*", help="names or patterns, such as small-*,delayed-tls-512; none: extras only")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-extras", action="store_true", help="no system calls, instructions, large beside small, stalled server")
    parser.add_argument("--short", action="store_true", help="one round of a few calls: does everything run?")
    return parser.parse_args()


def chosen(all_of_them, patterns):
    wanted = patterns.split(",")
    return [one for one in all_of_them if any(fnmatch.fnmatchcase(one.name, pattern) for pattern in wanted)]


def main():
    options = read_options()
    cases = chosen(all_cases(), options.cases)
    clients = []
    for client in chosen(all_clients(options.build), options.clients):
        why = client.absent()
        if why:
            print(f"({client.name} is left out: {why})", file=sys.stderr)
        else:
            clients.append(client)
    rounds = 1 if options.short else options.rounds
    with tempfile.TemporaryDirectory() as folder, Server(options.build, folder) as server:
        samples = run_all(server, clients, cases, rounds, options.short)
        extras = {} if options.no_extras else all_extras(server, clients, options.build, options.short)
    figures = Figures(samples)
    goals = all_goals(figures, extras)
    print(all_tables(figures, cases, clients))
    print(extras_table(extras))
    judged = goals_table(goals)
    print("(a short run: whether everything works; its figures say nothing, so no goal is judged)"
          if options.short else judged)
    if options.out:
        results.write(options.out, rounds, goals, figures, extras, samples, cases, clients)
    # a client that fails is reported and has no figures; that is not a failure of this project
    failed = [sample for sample in samples if "failed" in sample and sample["client"].startswith(("limit", "ours"))]
    return 1 if failed or extras.get("failed") else 0


if __name__ == "__main__":
    sys.exit(main())
