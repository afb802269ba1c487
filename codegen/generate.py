#!/usr/bin/env python3
"""Writes include/cloud_governance/{model,api}, their tests and mended_names.md from the API's description.

    codegen/generate.py           writes what differs and removes what is left over
    codegen/generate.py --check   writes nothing; fails with the names of the files that differ
"""

import argparse
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import models
import operations
import tests
from description import Description, Fault
from naming import Collision
from text import HEADER

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
INCLUDE = "include/cloud_governance"
# where generated files may lie, so that leftovers are found
PLACES = [f"{INCLUDE}/model", f"{INCLUDE}/api", "test/generated"]


def outputs():
    """Path under the repository -> text."""
    description = Description(HERE / "cloud-governance.openapi.json")
    operations.learn_enums(description)
    files = {f"{INCLUDE}/{path}": text for path, text in models.outputs(description).items()}
    files |= {f"{INCLUDE}/{path}": text for path, text in operations.outputs(description).items()}
    files |= tests.outputs(description)
    files["codegen/mended_names.md"] = _mended(description)
    return files


def _mended(description):
    lines = [
        "# Mended names",
        "",
        "Written by `generate.py`: the vendor's names whose words `tables.py` changed, and the names they have in C++.",
        "The wire keeps the vendor's.",
        "",
        "| vendor | C++ |",
        "| --- | --- |",
    ]
    mended = sorted(description.naming.mended.items(), key=lambda pair: (pair[0].lower(), pair[0]))
    return "\n".join(lines + [f"| `{vendor}` | `{name}` |" for vendor, name in mended]) + "\n"


def leftovers(files):
    """Files that an earlier run wrote and this one does not."""
    found = []
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in (".hpp", ".cpp") and name not in files:
                if path.read_text(encoding="utf-8").startswith(HEADER.splitlines()[0]):
                    found.append(path)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args().check
    try:
        files = outputs()
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


if __name__ == "__main__":
    main()
