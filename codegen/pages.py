"""Writes the pages that list the whole API: docs/operations.md, docs/models.md and codegen/corrected_names.md."""

import re

from prose import models
from text import words


def outputs(description):
    """Path in the repository -> text."""
    return {
        "docs/operations.md": _operations(description),
        "docs/models.md": _models(description),
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
        "| once | changes something and is never sent twice: when the reply is lost, the error is `errc::outcome_unknown` |",
        "| job | the reply says that a job was started, not that it is done |",
        "| bulk | the first parameter selects the objects: a filter, all objects, or those that the body lists |",
        "| pages | returns one page of a list: `client::pages` fetches one after the other |",
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


def _models(description):
    topics = {title: [] for title in models.TOPICS}
    for schema in sorted(description.schemas.values(), key=lambda s: s.name):
        topics[models.topic(schema)].append(schema)
    lines = [
        "# Models",
        "",
        f"Written by `codegen/generate.py`: the {len(description.schemas)} models and enumerations of the API by topic.",
        "Each is in `cloud_governance::model` and has a header of its own, `cloud_governance/model/<name>.hpp`, whose comment",
        "says which operations use it. A program seldom needs to include one: the header of an operation includes its models.",
        "",
        "What all of them have in common:",
        "",
        "- A member is absent or has a value. Absent ones are not sent. Scalars are `std::optional`, enumerations",
        "  `json::optional_enum`; nested models and lists are `json::box`, which has the interface of `std::optional`.",
        "- A member has its name on the wire in snake_case (`dueDate` is `due_date`), an enumerator likewise; where this does",
        "  not hold, a comment says what the name on the wire is.",
        "- `additional_properties` keeps the members that this library does not know, and sends them back.",
        "- Enumerations are sent as their numbers. They are open: a number without a name is kept.",
        "",
        "The mark *e* is an enumeration, *s* a model or enumeration that requests can contain.",
        "",
        "Topics: " + words(f"[{title}](#{_heading_anchor(title)})" for title, found in topics.items() if found) + ".",
    ]
    for title, found in topics.items():
        if not found:
            continue
        lines += ["", f"## {title}", "", "| model | what it is | marks |", "| --- | --- | --- |"]
        lines += [_model_row(schema) for schema in found]
    return "\n".join(lines) + "\n"


def _heading_anchor(title):
    return re.sub(r"[^a-z0-9 _-]", "", title.lower()).replace(" ", "-")


def _model_row(schema):
    what = first_sentence(schema.brief) if schema.brief else ""
    if not what:
        holders = sorted(schema.part_of - {schema.name})
        users = sorted(schema.used_by)
        some = [f"`{name}`" for name in (holders or users)[:2]]
        more = len(holders or users) - len(some)
        if more > 0:
            some.append(f"{more} more")
        what = f"{'Part of' if holders else 'Used by'} {words(some)}." if some else ""
    marks = [name for name, has in (("e", schema.is_enum), ("s", schema.is_sent)) if has]
    return f"| [`{schema.name}`](../include/cloud_governance/model/{schema.name}.hpp) | {what} | {', '.join(marks)} |"


def _corrected(description):
    lines = [
        "# Corrected names",
        "",
        "Written by `codegen/generate.py`: the vendor's names that `tables.py` corrects, and their names in C++. On the wire",
        "they are the vendor's.",
        "",
        "| vendor | C++ |",
        "| --- | --- |",
    ]
    corrected = sorted(description.naming.corrected.items(), key=lambda pair: (pair[0].lower(), pair[0]))
    return "\n".join(lines + [f"| `{vendor}` | `{name}` |" for vendor, name in corrected]) + "\n"
