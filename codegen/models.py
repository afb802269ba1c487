"""Writes the models: one struct or enumeration and one header for each schema, one header for all."""

import tables
from naming import camel, pascal
from openapi import models_of
from text import PREFIX, comment, file_text, filled, source_parts, words

PARTS = 8


def outputs(description):
    """Path under include/cloud_governance -> text."""
    files = {}
    for schema in description.schemas.values():
        write = _enumeration if schema.is_enum else _model
        files[f"model/{schema.name}.hpp"] = write(schema)
    files.update(_sources(description))
    includes = [[f"{PREFIX}/model/{name}.hpp" for name in sorted(s.name for s in description.schemas.values())]]
    files["model.hpp"] = file_text(includes, "// All models and enumerations of the API; a program compiles faster with those it uses.")
    return files


def member_type(kind):
    """The C++ type of a model's member."""
    if kind.kind == "scalar":
        return f"std::optional<{kind.name}>"
    if kind.kind == "enum":
        return f"json::optional_enum<model::{kind.name}>"
    return f"json::box<{_plain(kind)}>"


def _plain(kind):
    if kind.kind == "any":
        return "boost::json::value"
    if kind.kind == "array":
        return f"std::vector<{_plain(kind.item)}>"
    if kind.kind == "map":
        return f"json::map<{_plain(kind.item)}>"
    if kind.kind in ("enum", "model"):
        return f"model::{kind.name}"
    return kind.name


# --- documentation ---------------------------------------------------------------------------------------------------------


def _vendor(schema):
    """The vendor's name, where it is not the C++ name's."""
    return "" if pascal(schema.name) == schema.vendor else f"The vendor's name is {schema.vendor}."


def _use(schema):
    """Where the model occurs, for the reader who comes from the other end."""
    lines = []
    if schema.used_by:
        lines.append(f"Used by {_some(schema.used_by)}.")
    if schema.part_of - {schema.name}:
        lines.append(f"Part of {_some(schema.part_of - {schema.name})}.")
    return " ".join(lines)


def _comment(schema, facts):
    """What it is, then what else is known of it."""
    facts = " ".join(fact for fact in [*facts, _vendor(schema)] if fact)
    paragraphs = [p for p in (schema.brief, facts) if p]
    return comment(paragraphs) if paragraphs else []


def _some(names):
    names = sorted(names)
    if len(names) <= 6:
        return words(f"`{n}`" for n in names)
    return ", ".join(f"`{n}`" for n in names[:5]) + f" and {len(names) - 5} others"


# --- enumerations ----------------------------------------------------------------------------------------------------------


def _is_flags(schema):
    bits = [n for _, _, n in schema.values if n > 0]
    return len(bits) > 4 and all(n & (n - 1) == 0 for n in bits)


def _enumeration(schema):
    facts = [_use(schema)]
    if schema.values:
        facts.append(f"Names and numbers as of {schema.source_date}; the service may know more.")
        if _is_flags(schema):
            facts.append("The numbers are powers of two, which the service may combine: with `|` and `has_flags`.")
    else:
        facts.append("Its numbers are not published: use those that the service sends.")
        if schema.unnumbered:
            facts.append(f"Known names: {', '.join(schema.unnumbered)}.")
    body = ["namespace cloud_governance::model {", ""]
    body += _comment(schema, facts)
    if schema.values:
        body += [f"enum class {schema.name} : std::int32_t {{"]
        for wire, name, number in schema.values:
            body += [f"    /// `{wire}` on the wire."] if pascal(name) != wire else []
            body += [f"    {name} = {number},"]
        body += ["};"]
    else:
        body += [f"enum class {schema.name} : std::int32_t {{}};"]
    body += ["", "} // namespace cloud_governance::model"]
    if schema.values:
        body += ["", "template <>"]
        body += [f"struct cloud_governance::json::enumerators<cloud_governance::model::{schema.name}> {{"]
        body += ["    static constexpr json::enumerator table[] = {"]
        body += filled("        ", [f'{{{number}, "{wire}"}}' for wire, _, number in schema.values], "};")
        body += ["};"]
    if _is_flags(schema):
        body += ["", "template <>"]
        body += [f"inline constexpr bool cloud_governance::json::is_flags<cloud_governance::model::{schema.name}> = true;"]
    return file_text([[f"{PREFIX}/model/operators.hpp"]], "\n".join(body))


# --- models ----------------------------------------------------------------------------------------------------------------


def _model(schema):
    facts = [_use(schema)]
    if schema.is_page:
        facts.insert(0, "One page of a list: the rows are in `value`.")
    if schema.vendor == "ApiCredential":
        facts.insert(0, "Holds a credential, in memory that is not wiped: let it live as short as you can.")
    inferred = sum(m.inferred for m in schema.members)
    if inferred == len(schema.members):
        facts.append("The names on the wire are inferred from the vendor's documentation.")
    elif inferred:
        facts.append(
            f"{inferred} of {len(schema.members)} names on the wire {'is' if inferred == 1 else 'are'} inferred from the "
            "vendor's documentation."
        )
    body = ["namespace cloud_governance::model {", ""]
    body += _comment(schema, facts)
    body += [f"struct {schema.name} {{", f"    {schema.name}() = default;", ""]
    for member in schema.members:
        notes = [f"`{member.wire}` on the wire."] if camel(member.name) != member.wire else []
        notes += ["Set by the service."] if member.read_only and schema.is_sent else []
        body += comment([" ".join(notes)], 4) if notes else []
        body += [f"    {member_type(member.type)} {member.name};"]
    body += [
        "    json::additional_properties additional_properties;",
        "",
        f"    template <class Self{', class = json::in_library' if schema.part_of else ''}>",
        "    static json::members json_members() noexcept;",
        "};",
        "",
        *_table(schema),
        "} // namespace cloud_governance::model",
    ]
    taken = {m.name for m in schema.members} & {"uuid", "date_time"}
    if taken:
        raise SystemExit(f"{schema.vendor}: {sorted(taken)} hide a type; add them to MEMBER_NAMES")
    includes = [[f"{PREFIX}/model/operators.hpp"] + [f"{PREFIX}/model/{n}.hpp" for n in _nested(schema)]]
    return file_text(includes, "\n".join(body))


def _nested(schema):
    """Names of the models and enumerations that it holds."""
    return sorted({n for m in schema.members for n in models_of(m.type)} - {schema.name})


# --- the tables, in the same file: docs/decisions/0013 -------------------------------------------------------------------------


def _table(schema):
    lines = [
        "#ifdef CLOUD_GOVERNANCE_MODEL_BODIES",
        f"template <class Self{', class' if schema.part_of else ''}>",
        f"json::members {schema.name}::json_members() noexcept",
        "{",
    ]
    if schema.members:
        lines.append("    static constexpr json::field fields[] = {")
        secret = tables.SECRET_MEMBERS.get(schema.vendor, set())
        if stale := secret - {m.wire for m in schema.members}:
            raise SystemExit(f"SECRET_MEMBERS: {schema.vendor} has no {', '.join(sorted(stale))}")
        for m in schema.members:
            kind = "SECRET" if m.wire in secret else "FIELD"
            lines += filled(f"        CLOUD_GOVERNANCE_JSON_{kind}(", [f'"{m.wire}"', m.name], "),")
        lines += ["    };", "    return {fields, offsetof(Self, additional_properties)};"]
    else:
        lines.append("    return {offsetof(Self, additional_properties)};")
    return lines + ["}", "#endif"]


def _sources(description):
    """Builds once the tables, and for models that are parts of others what their boxes need (see json/box.hpp).

    A part's models are made of its own and of those of earlier parts, never of later ones: so the headers of others can
    come first, without their bodies."""
    parts = [[]]
    models = _parts_first(description)
    total, taken = sum(_weight(s) for s in models), 0
    for schema in models:
        if taken >= total * len(parts) / PARTS:
            parts.append([])
        parts[-1].append(schema)
        taken += _weight(schema)
    outputs = []
    for part in parts:
        own = {s.name for s in part}
        others = {n for s in part for n in _nested(s) if not description.by_name[n].is_enum} - own
        part.sort(key=lambda s: s.name)
        lines = [f"CLOUD_GOVERNANCE_INSTANTIATE_{'PART' if s.part_of else 'MODEL'}({s.name})" for s in part]
        head = [f"{PREFIX}/json/detail/compiled_box.hpp"] + [f"{PREFIX}/model/{name}.hpp" for name in sorted(others)]
        outputs.append((head, [f"{PREFIX}/model/{s.name}.hpp" for s in part], lines))
    return source_parts("model", outputs)


def _weight(schema):
    return len(schema.members) + 3


def _parts_first(description):
    """The models, each after those that it is made of; which of a circle comes first does not matter, if they stay
    together."""
    order, seen = [], set()

    def visit(schema, path):
        if schema.name in path:
            circle = path[path.index(schema.name):]
            if len(circle) > 1:
                raise SystemExit(f"models hold each other: {', '.join(circle)}; keep them in one part of _sources")
        if schema.name in seen:
            return
        seen.add(schema.name)
        for name in _nested(schema):
            if not description.by_name[name].is_enum:
                visit(description.by_name[name], path + [schema.name])
        order.append(schema)

    for name in sorted(description.by_name):
        if not description.by_name[name].is_enum:
            visit(description.by_name[name], [])
    return order
