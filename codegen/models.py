"""Writes the models: one struct or enumeration and one header for each schema, one header for all."""

import tables
from openapi import models_of
from text import PREFIX, comment, file_text, source_parts, words

PARTS = 8


def outputs(description):
    """Path under include/cloud_governance -> text."""
    files = {}
    for schema in description.schemas.values():
        write = _enumeration if schema.is_enum else _model
        files[f"model/{schema.name}.hpp"] = write(schema)
        if not schema.is_enum:
            files[f"model/impl/{schema.name}.ipp"] = _table(schema)
    models = [s for s in description.schemas.values() if not s.is_enum]
    files.update(_sources(sorted(models, key=lambda s: s.name)))
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


_KINDS = {
    "std::string": "text",
    "uuid": "identifier",
    "date_time": "time",
    "bool": "boolean",
    "std::int32_t": "integer",
    "std::int64_t": "integer",
    "double": "number",
}


def _kind(kind):
    if kind.kind == "any":
        return "any JSON"
    if kind.kind == "array":
        return f"list of {_kind(kind.item)}"
    if kind.kind == "map":
        return f"object of {_kind(kind.item)}"
    return _KINDS[kind.name] if kind.kind == "scalar" else f"`{kind.name}`"


def _use(schema):
    """Where the model occurs, for the reader who comes from the other end."""
    lines = []
    if schema.used_by:
        lines.append(f"Sent or received by {_some(schema.used_by)}.")
    if schema.part_of - {schema.name}:
        lines.append(f"Part of {_some(schema.part_of - {schema.name})}.")
    return " ".join(lines)


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
    if schema.values:
        lines = [
            f"{schema.brief} {schema.vendor}: an open enumeration, sent as its number; a number without a name is kept.",
            f"Names and numbers as of {schema.source_date}; the service may know more.",
        ]
        if _is_flags(schema):
            lines[1] += " The numbers are powers of two, which the service may combine: with `|` and `has_flags`."
    else:
        lines = [f"{schema.brief} {schema.vendor}: an enumeration whose numbers are not published: use the number that the service sent."]
        if schema.unnumbered:
            lines[0] += f" Known names: {', '.join(schema.unnumbered)}."
    lines.append(_use(schema))
    body = ["namespace cloud_governance::model {", ""]
    body += comment([line.strip() for line in lines if line])
    if schema.values:
        body += [f"enum class {schema.name} : std::int32_t {{"]
        for wire, name, number in schema.values:
            body += [f"    /// {wire}", f"    {name} = {number},"]
        body += ["};"]
    else:
        body += [f"enum class {schema.name} : std::int32_t {{}};"]
    body += ["", "} // namespace cloud_governance::model"]
    if schema.values:
        body += ["", "/// The names on the wire.", "template <>"]
        body += [f"struct cloud_governance::json::enumerators<cloud_governance::model::{schema.name}> {{"]
        body += ["    /// In the order of the description.", "    static constexpr json::enumerator table[] = {"]
        body += [f'        {{{number}, "{wire}"}},' for wire, _, number in schema.values]
        body += ["    };", "};"]
    if _is_flags(schema):
        body += ["", "/// Its numbers are bits.", "template <>"]
        body += [f"inline constexpr bool cloud_governance::json::is_flags<cloud_governance::model::{schema.name}> = true;"]
    return file_text([[f"{PREFIX}/model/operators.hpp"]], "\n".join(body))


# --- models ----------------------------------------------------------------------------------------------------------------


def _model(schema):
    lines = [f"{schema.brief} {schema.vendor} of the API.".lstrip()]
    if schema.is_page:
        lines[0] += " One page of a list: the rows are in `value`."
    if schema.vendor == "ApiCredential":
        lines[0] += " Holds a credential, in memory that is not wiped: let it live as short as you can."
    lines.append(_use(schema))
    inferred = sum(m.inferred for m in schema.members)
    if inferred == len(schema.members):
        lines.append("The names on the wire are inferred from the vendor's documentation.")
    elif inferred:
        lines.append(f"{inferred} of {len(schema.members)} names on the wire {'is' if inferred == 1 else 'are'} inferred from the vendor's documentation.")
    body = ["namespace cloud_governance::model {", ""]
    body += comment([line for line in lines if line])
    body += [
        f"struct {schema.name} {{",
        "    /// All members absent.",
        f"    {schema.name}() = default;",
        "",
    ]
    for member in schema.members:
        note = f"`{member.wire}`: {_kind(member.type)}"
        if member.read_only:
            note += ", set by the service"
        body += comment([note + "."], 4) + [f"    {member_type(member.type)} {member.name};"]
    body += [
        "    /// Members that this library does not know: kept, and sent back.",
        "    json::additional_properties additional_properties;",
        "",
        "    /// For the codec.",
        f"    template <class Self{', class = json::in_library' if schema.part_of else ''}>",
        "    static json::members json_members() noexcept;",
        "};",
        "",
    ]
    body += ["} // namespace cloud_governance::model", ""]
    body += ["#ifdef CLOUD_GOVERNANCE_HEADER_ONLY", f"#include <{PREFIX}/model/impl/{schema.name}.ipp>", "#endif"]
    taken = {m.name for m in schema.members} & {"uuid", "date_time"}
    if taken:
        raise SystemExit(f"{schema.vendor}: {sorted(taken)} hide a type; add them to MEMBER_NAMES")
    nested = sorted({n for m in schema.members for n in models_of(m.type)} - {schema.name})
    includes = [[f"{PREFIX}/model/operators.hpp"] + [f"{PREFIX}/model/{n}.hpp" for n in nested]]
    return file_text(includes, "\n".join(body))



# --- the tables, which stand apart: docs/decisions/0009 -----------------------------------------------------------------------


def _table(schema):
    lines = [
        "namespace cloud_governance::model {",
        "",
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
            shown = ", json::visibility::secret" if m.wire in secret else ""
            lines.append(f'        {{"{m.wire}", offsetof(Self, {m.name}), json::type_of<decltype(Self::{m.name})>(){shown}}},')
        lines += ["    };", "    return {fields, offsetof(Self, additional_properties)};"]
    else:
        lines.append("    return {offsetof(Self, additional_properties)};")
    lines += ["}", "", "} // namespace cloud_governance::model"]
    return file_text([[f"{PREFIX}/model/{schema.name}.hpp"]], "\n".join(lines))


def _sources(models):
    """Builds once the tables, and for models that are parts of others what their boxes need (see json/box.hpp)."""
    files = []
    for schema in models:
        name = f"{PREFIX}::model::{schema.name}"
        lines = [f"template {PREFIX}::json::members {name}::json_members<{name}>() noexcept;"]
        if schema.part_of:
            ended = (name, f"std::vector<{name}>")
            lines += [f"template void {PREFIX}::json::detail::destroy_compiled<{what}>(void*) noexcept;" for what in ended]
        files.append((f"{PREFIX}/model/impl/{schema.name}.ipp", "\n".join(lines)))
    return source_parts("model", files, PARTS, [f"{PREFIX}/json/detail/compiled_box.hpp"])
