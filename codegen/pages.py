"""Writes the pages that list the whole API: docs/operations.md and codegen/corrected_names.md."""

import re

from text import words


def outputs(description):
    """Path in the repository -> text."""
    return {
        "docs/operations.md": _operations(description),
        "codegen/corrected_names.md": _corrected(description),
    }


def _operations(description):
    groups = {}
    for operation in description.operations:
        groups.setdefault(operation.group, []).append(operation)
    # what every user may call first
    order = sorted(groups, key=lambda group: (group.startswith("admin/"), group))
    lines = [
        "# Operations",
        "",
        f"Written by `codegen/generate.py`: the {len(description.operations)} operations of the API by group.",
        "Each is a class in a header of its own, `cloud_governance/api/<group>/<operation>.hpp`, whose comment says more;",
        "`cloud_governance/api/<group>.hpp` includes a group.",
        "",
        "| mark | meaning |",
        "| --- | --- |",
        "| admin | needs a service administrator |",
        "| once | changes something and is never sent twice: when a reply is lost the error is `errc::outcome_unknown` |",
        "| job | the reply says that work has begun, not that it is done |",
        "| bulk | its first parameter says what it applies to: a filter, all objects, or those that its body lists |",
        "| pages | one page of a list: `client::pages` walks all of them |",
        "| secret | request or reply hold a credential or an address that works like one |",
        "",
        "Groups: " + words(f"[{_namespace(group)}](#{_anchor(group)})" for group in order) + ".",
    ]
    for group in order:
        lines += [
            "",
            f"## {_namespace(group)}",
            "",
            f"`#include <cloud_governance/api/{group}.hpp>`",
            "",
            "| operation | request | what it does | marks |",
            "| --- | --- | --- | --- |",
        ]
        lines += [_row(operation) for operation in sorted(groups[group], key=lambda o: o.name)]
    return "\n".join(lines) + "\n"


def _namespace(group):
    return "api::" + group.replace("/", "::")


def _anchor(group):
    # as GitHub makes them: lower case, punctuation gone
    return re.sub(r"[^a-z0-9_-]", "", _namespace(group).lower())


def _row(operation):
    marks = [
        ("admin", operation.administrator),
        ("once", not operation.repeatable),
        ("job", operation.starts_job),
        ("bulk", any(p.selects for p in operation.parameters)),
        ("pages", operation.paginated),
        ("secret", operation.secret),
    ]
    header = f"../include/cloud_governance/api/{operation.group}/{operation.name}.hpp"
    cells = [
        f"[`{operation.name}`]({header})",
        f"`{operation.verb.upper()} {operation.path}`",
        first_sentence(operation.summary),
        ", ".join(name for name, has in marks if has),
    ]
    return f"| {' | '.join(cells)} |"


def first_sentence(text):
    """What a summary says in one line."""
    return re.split(r"(?<=\.) (?=[A-Z`])", text, maxsplit=1)[0]


def _corrected(description):
    lines = [
        "# Corrected names",
        "",
        "Written by `generate.py`: the vendor's names whose words `tables.py` changed, and the names they have in C++.",
        "The wire keeps the vendor's.",
        "",
        "| vendor | C++ |",
        "| --- | --- |",
    ]
    corrected = sorted(description.naming.corrected.items(), key=lambda pair: (pair[0].lower(), pair[0]))
    return "\n".join(lines + [f"| `{vendor}` | `{name}` |" for vendor, name in corrected]) + "\n"
