"""Measures concurrent calls: `python3 benchmark/concurrency/run --build FOLDER [--out FOLDER] [--short] …`"""

import argparse
import datetime
import fnmatch
import json
import os
import sys
import tempfile

import table
from cases import all_cases
from clients import all_clients
from figures import Figures
from rounds import run_all
from server import Server


def read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, help="folder with the programs benchmark_*")
    parser.add_argument("--out", help="folder for the results; default: only a table on the standard output")
    parser.add_argument("--clients", default="*", help="names or patterns, with commas between them")
    parser.add_argument("--cases", default="*", help="names or patterns, such as small-*,delayed-tls-512")
    parser.add_argument("--rounds", type=int, default=5)
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
    with tempfile.TemporaryDirectory() as folder, Server(options.build, folder) as server:
        samples = run_all(server, clients, cases, 1 if options.short else options.rounds, options.short)
    figures = Figures(samples)
    print(table.all_tables(figures, cases, clients))
    if options.out:
        os.makedirs(options.out, exist_ok=True)
        date = datetime.date.today().isoformat()
        with open(os.path.join(options.out, f"{date}.json"), "w", encoding="utf-8") as file:
            json.dump({"date": date, "samples": samples}, file, indent=1)
    failed = [sample for sample in samples if "failed" in sample]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
