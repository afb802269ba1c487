"""What users of a release can name: one line for each operation, parameter, body, schema, field and enumerator.

`inventory.txt` has these lines as they were at the last release. The difference between it and the description of today
is the report on a new version of the API: what was added, removed, perhaps renamed, changed. What was removed must stand
in `REMOVED` of tables.py, or `generate.py` fails: nothing is dropped unseen.
"""

import difflib
from dataclasses import dataclass, field

import tables
from openapi import Fault

HEAD = "# Written by codegen/generate.py --release: what the last release of this library offers of the API.\n"


@dataclass
class Entry:
    kind: str  # operation, parameter, body, schema, field or enumerator
    vendor: str  # the name on the wire, within its owner: GetMyTasks.top
    cpp: str  # the name in C++
    type: str

    @property
    def key(self):
        return f"{self.kind} {self.vendor}"

    @property
    def owner(self):
        return "" if self.kind in ("operation", "schema") else self.vendor.split(".", 1)[0]


def entries(description):
    """Everything that the description offers, in a fixed order."""
    found = []
    for o in sorted(description.operations, key=lambda o: o.vendor):
        found.append(Entry("operation", o.vendor, f"{o.namespace}::{o.name}", " ".join(_facts(o))))
        for p in o.parameters:
            need = "required" if p.required else "optional"
            found.append(Entry("parameter", f"{o.vendor}.{p.wire}", p.name, f"{p.where} {need} {_spelled(p.type)}"))
        if o.body:
            need = "required" if o.body_required else "optional"
            found.append(Entry("body", f"{o.vendor}.body", "body", f"{need} {_spelled(o.body)}"))
    for s in sorted(description.schemas.values(), key=lambda s: s.vendor):
        found.append(Entry("schema", s.vendor, f"model::{s.name}", "enumeration" if s.is_enum else "object"))
        found += [Entry("field", f"{s.vendor}.{m.wire}", m.name, _spelled(m.type)) for m in s.members]
        found += [Entry("enumerator", f"{s.vendor}.{wire}", name, str(number)) for wire, name, number in s.values]
    return found


def _facts(o):
    """What a user of the operation depends on: the request, what it gives, how it behaves."""
    marks = [
        ("paged", o.paginated),
        ("administrator", o.administrator),
        ("repeatable", o.repeatable),
        ("starts_job", o.starts_job),
        ("secret", o.secret),
    ]
    result = _spelled(o.response) if o.response else "void"
    return [o.verb.upper(), o.path, "->", result] + [name for name, set_ in marks if set_]


def _spelled(kind):
    if kind.kind == "array":
        return f"list<{_spelled(kind.item)}>"
    if kind.kind == "map":
        return f"map<{_spelled(kind.item)}>"
    if kind.kind in ("enum", "model"):
        return f"model::{kind.name}"
    return kind.name.removeprefix("std::") or "any"


def text(found):
    """The inventory as a file: the parts of an operation or schema are indented under it, without its name."""
    lines = []
    for e in found:
        name = f"\t{e.kind}\t{e.vendor.removeprefix(e.owner + '.')}" if e.owner else f"{e.kind}\t{e.vendor}"
        lines.append(f"{name}\t{e.cpp}\t{e.type}\n")
    return HEAD + "".join(lines)


def parse(source):
    """The entries of such a file."""
    found, owner = [], ""
    for line in source.splitlines():
        if not line or line.startswith("#"):
            continue
        entry = Entry(*line.lstrip("\t").split("\t"))
        if line.startswith("\t"):
            entry.vendor = f"{owner}.{entry.vendor}"
        else:
            owner = entry.vendor
        found.append(entry)
    return found


# --- the difference --------------------------------------------------------------------------------------------------


@dataclass
class Changes:
    added: list = field(default_factory=list)
    removed: list = field(default_factory=list)  # what goes with its operation or schema is not listed by itself
    renamed: list = field(default_factory=list)  # guesses: (removed, added, why)
    changed: list = field(default_factory=list)  # (before, now): same name on the wire, other type or behaviour
    spelled: list = field(default_factory=list)  # (before, now): same name on the wire, other C++ name

    def __len__(self):
        return len(self.added) + len(self.removed) + len(self.changed) + len(self.spelled)

    def report(self):
        """All of it, as text."""
        guessed = {id(before) for before, _, _ in self.renamed}
        parts = [
            ("Added", [_shown(e) for e in self.added]),
            ("Removed", [_shown(e) for e in self.removed if id(e) not in guessed]),
            ("Renamed?", [f"{b.key} -> {n.vendor} ({why})" for b, n, why in self.renamed]),
            ("Changed", [f"{b.key}: {b.type} -> {n.type}" for b, n in self.changed]),
            ("Other name in C++", [f"{b.key}: {b.cpp} -> {n.cpp}" for b, n in self.spelled]),
        ]
        shown = [f"{title}: {len(lines)}\n  " + "\n  ".join(lines) + "\n" for title, lines in parts if lines]
        return "".join(shown)

    def refuse(self):
        """Fails when something is gone that `REMOVED` does not name, or when it names something that is there."""
        gone = {entry.key for entry in self.removed}
        silent = sorted(gone - tables.REMOVED.keys())
        if silent:
            raise Fault(
                "the description has lost what the last release offers; look at each, and name it in REMOVED of "
                "codegen/tables.py with the reason, or keep it:\n  " + "\n  ".join(silent)
            )
        stale = sorted(tables.REMOVED.keys() - gone)
        if stale:
            raise Fault(
                "REMOVED of codegen/tables.py names what the last release lacks or the description has: "
                + ", ".join(stale)
            )


def _shown(entry):
    return f"{entry.key}: {entry.cpp}, {entry.type}"


def compare(before, now):
    """The changes from one list of entries to another."""
    old, new = ({e.key: e for e in found} for found in (before, now))
    changes = Changes()
    gone = [e for e in before if e.key not in new]
    come = [e for e in now if e.key not in old]
    changes.removed = [e for e in gone if not _owned_by_one_of(e, gone)]
    changes.added = [e for e in come if not _owned_by_one_of(e, come)]
    for key in old.keys() & new.keys():
        if old[key].type != new[key].type:
            changes.changed.append((old[key], new[key]))
        if old[key].cpp != new[key].cpp:
            changes.spelled.append((old[key], new[key]))
    for pairs in (changes.changed, changes.spelled):
        pairs.sort(key=lambda pair: pair[0].key)
    _guess(changes, before, now)
    return changes


def _owned_by_one_of(entry, owners):
    if not entry.owner:
        return False
    kind = "operation" if entry.kind in ("parameter", "body") else "schema"
    return any(o.kind == kind and o.vendor == entry.owner for o in owners)


def _guess(changes, before, now):
    taken = set()
    for gone in changes.removed:
        candidates = [e for e in changes.added if e.kind == gone.kind and e.owner == gone.owner and id(e) not in taken]
        scored = [(_alike(gone, e, before, now), e) for e in candidates]
        scored = [(score, why, e) for (score, why), e in scored if score]
        if scored:
            _, why, found = max(scored, key=lambda item: item[0])
            taken.add(id(found))
            changes.renamed.append((gone, found, why))
    changes.added = [e for e in changes.added if id(e) not in taken]


def _alike(gone, come, before, now):
    """How much one looks like the other under a new name, and why."""
    if gone.kind == "operation":
        same = gone.type.split(" ")[:2] == come.type.split(" ")[:2]
        return (1, "same method and path") if same else (0, "")
    if gone.kind == "enumerator":
        return (1, f"same number {gone.type}") if gone.type == come.type else (0, "")
    if gone.kind == "schema":
        a, b = _members(gone, before), _members(come, now)
        share = len(a & b) / max(len(a | b), 1)
        return (share, f"{len(a & b)} of {len(a | b)} members are the same") if share >= 0.8 else (0, "")
    ratio = difflib.SequenceMatcher(None, gone.vendor.lower(), come.vendor.lower()).ratio()
    return (ratio, "same type, similar name") if gone.type == come.type and ratio >= 0.8 else (0, "")


def _members(schema, found):
    parts = [e for e in found if e.owner == schema.vendor and e.kind in ("field", "enumerator")]
    return {(e.vendor.split(".", 1)[1], e.type) for e in parts}
