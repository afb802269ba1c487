#!/usr/bin/env python3
"""Writes include/cloud_governance/{model,api}, their tests and the pages about them from the API's description.

    codegen/generate.py             writes what differs and removes what is left over
    codegen/generate.py --check     writes nothing; fails with the names of the files that differ
    codegen/generate.py --changes   writes nothing; reports what differs from the last release
    codegen/generate.py --release   as without, and makes today's API the one that later runs are compared with

Fails when the description has lost anything that the last release offers, unless REMOVED of tables.py names it.
"""

import argparse
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import changes
import filters
import models
import operations
import pages
import write_tests
from naming import Collision
from openapi import Description, Fault
from text import HEADER

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
INCLUDE = "include/cloud_governance"
INVENTORY = HERE / "inventory.txt"
# where generated files may lie, so that leftovers are found
PLACES = [f"{INCLUDE}/model", f"{INCLUDE}/api", "test/generated"]


def outputs(description):
    """Path under the repository -> text."""
    operations.learn_enums(description)
    filters.check_tables(description)
    files = {f"{INCLUDE}/{path}": text for path, text in models.outputs(description).items()}
    files |= {f"{INCLUDE}/{path}": text for path, text in operations.outputs(description).items()}
    files |= {f"{INCLUDE}/{path}": text for path, text in filters.outputs(description).items()}
    files |= write_tests.outputs(description) | filters.test_outputs(description)
    return files | pages.outputs(description)


def leftovers(files):
    """Files that an earlier run wrote and this one does not."""
    found = []
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in (".hpp", ".ipp", ".cpp") and name not in files:
                if path.read_text(encoding="utf-8").startswith(HEADER.splitlines()[0]):
                    found.append(path)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="compare only")
    mode.add_argument("--changes", action="store_true", help="report what differs from the last release")
    mode.add_argument("--release", action="store_true", help="write the inventory of this release too")
    arguments = parser.parse_args()
    check = arguments.check
    try:
        description = Description(HERE / "cloud-governance.openapi.json", check=False)
        today = changes.entries(description)
        differences = changes.compare(changes.parse(INVENTORY.read_text(encoding="utf-8")), today)
        if arguments.changes:
            print(differences.report() or "nothing differs from the last release\n", end="")
        differences.refuse()
        description.check()
        if arguments.changes:
            return
        files = outputs(description)
        if arguments.release:
            files[INVENTORY.relative_to(ROOT).as_posix()] = changes.text(today)
    except (Collision, Fault) as reason:
        sys.exit(f"generate.py: {reason}")
    differing = []
    for name, text in sorted(files.items()):
        path = ROOT / name
        data = text.encode("utf-8")
        if not path.is_file() or path.read_bytes() != data:
            differing.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    for path in leftovers(files):
        differing.append(f"{path.relative_to(ROOT).as_posix()} (left over)")
        if not check:
            path.unlink()
    if check and differing:
        sys.exit("generated code is not up to date; run codegen/generate.py\n" + "\n".join(differing))
    print(f"{len(files)} files, {len(differing)} {'differ' if check else 'written or removed'}")
    if arguments.release and differences.removed:
        print("now empty REMOVED of codegen/tables.py")
    elif differences and not arguments.release:
        print(f"{len(differences)} changes since the last release: generate.py --changes lists them")


if __name__ == "__main__":
    main()
