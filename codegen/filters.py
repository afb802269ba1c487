"""Writes what typed filters need: the fields' constants, and which operation knows which of them."""

import textwrap

from openapi import Fault
from text import PREFIX, WIDTH, comment, file_text, filled

import tables

FIELDS_HEADER = f"{PREFIX}/api/fields.hpp"


def outputs(description):
    """Path under include/cloud_governance -> text."""
    sets = {}
    for operation in description.operations:
        known = known_fields(operation, description)
        if known:
            sets.setdefault(set_name(operation, description), known)
    fields = {}
    for operation in description.operations:
        compared = not _facts(operation, "x-distinct-fields")
        for name, wire, kind in known_fields(operation, description):
            fields.setdefault(name, []).append((wire, kind if compared else None, operation))
    return {
        "api/fields.hpp": _fields(fields),
        "api/detail/field_sets.hpp": _sets(sets, fields),
    }


# --- which fields, of which type -----------------------------------------------------------------------------------------


def _facts(operation, key):
    """What the description says under `key`, of all parameters together."""
    found = [p.facts[key] for p in operation.parameters if key in p.facts]
    return found[0] if found else []


def _model_of_rows(operation, description):
    """The schema of a page's rows; None where the answer is no page."""
    answer = operation.response
    if answer is None or answer.kind != "model":
        return None
    for member in description.by_name[answer.name].members:
        if member.wire == "value" and member.type.kind == "array":
            return description.by_name[member.type.item.name]
    return None


def like(operation, description):
    """The operation whose fields this one knows: itself, or the one that `tables` names."""
    vendor = tables.FIELDS_LIKE.get(operation.vendor) or tables.BULK_ACTIONS.get(operation.vendor)
    if not vendor:
        return operation
    return next(o for o in description.operations if o.vendor == vendor)


def known_fields(operation, description):
    """(C++ name, wire name, C++ type of its values) of each field that an operation's parameters take."""
    source = like(operation, description)
    filters, orders = _facts(source, "x-filter-fields"), _facts(source, "x-orderby-fields")
    if sorted(filters) != sorted(orders):
        raise Fault(f"{source.vendor}: filter and orderby know different fields; teach filters.py")
    own = _facts(operation, "x-filter-fields")
    if source is not operation and own and sorted(own) != sorted(filters):
        raise Fault(f"{operation.vendor}: does not know the fields of {source.vendor}; take it out of FIELDS_LIKE")
    wires = filters or _facts(source, "x-distinct-fields")
    rows = _model_of_rows(source, description)
    types = {m.name: m.type for m in rows.members} if rows else {}
    known = []
    for wire in wires:
        name = description.naming.snake(wire)
        known.append((name, wire, _value_type(types.get(name), description)))
    if len({name for name, _, _ in known}) != len(known):
        raise Fault(f"{source.vendor}: two of its fields have the same C++ name")
    return known


def _value_type(kind, description):
    """Of a filter's value: text where the rows lack the field, and for enumerations whose names are not known."""
    if kind is None:
        return "std::string"
    if kind.kind == "enum":
        return f"model::{kind.name}" if description.by_name[kind.name].values else "std::string"
    if kind.kind == "scalar":
        return kind.name
    raise Fault(f"no filter compares with a {kind.kind}")


def operators(operation):
    """The comparisons that an operation's filter has."""
    described = _facts(operation, "x-filter-operators") or ["eq", "ne"]
    return described + tables.ORDERED_FILTERS.get(operation.vendor, [])


def set_name(operation, description):
    """The alias in `detail::field_sets`: the rows that the fields are of, or the operation."""
    source = like(operation, description)
    rows = _model_of_rows(source, description)
    return rows.name if rows else source.name


def check_tables(description):
    """Each action that takes a filter was looked at, and no entry is stale."""
    for o in description.operations:
        takes = any(p.wire == "filter" for p in o.parameters)
        model = description.by_name[o.body.name] if o.body and o.body.kind == "model" else None
        carries = model and any(m.wire == "filter" for m in model.members)
        acts = bool((takes or carries) and o.verb != "get" and not o.repeatable)
        if acts != (o.vendor in tables.BULK_ACTIONS):
            raise Fault(f"{o.vendor}: takes a filter and acts: {acts}; BULK_ACTIONS differs")
        if takes and not acts and not any("x-filter-fields" in p.facts for p in o.parameters):
            raise Fault(f"{o.vendor}: a filter without fields")
    names = {o.vendor for o in description.operations}
    listed = set(tables.BULK_ACTIONS.values()) | set(tables.FIELDS_LIKE) | set(tables.FIELDS_LIKE.values())
    stale = sorted((listed | set(tables.ORDERED_FILTERS)) - names)
    if stale:
        raise Fault(f"entries of codegen/tables.py that match nothing: {', '.join(stale)}")


# --- the headers ---------------------------------------------------------------------------------------------------------

_KINDS = {
    "std::string": "text",
    "uuid": "an identifier",
    "date_time": "a time",
    "bool": "`bool`",
    "std::int32_t": "an integer",
    "std::int64_t": "an integer",
    "double": "a number",
}


def _usual(spellings):
    """The spelling that most operations have, the first of them."""
    wires = [wire for wire, _, _ in spellings]
    return max(wires, key=wires.count)


def _class_with_name(name, base, wire):
    """A class that is a name on the wire to the compiler."""
    line = f'class {name}{base} {{ public: static constexpr char wire[] = "{wire}"; }};'
    return [line] if len(line) <= WIDTH else [f"class {name}{base} {{", f'public: static constexpr char wire[] = "{wire}";', "};"]


def _fields(fields):
    tags, constants = [], []
    for name, uses in sorted(fields.items()):
        wire = _usual(uses)
        tags += _class_with_name(name, " : field_tag", wire)
        kinds = sorted({_KINDS.get(kind) or f"`{kind}`" for _, kind, _ in uses if kind})
        operations = sorted({o.name for _, _, o in uses})
        if len(operations) > 4:
            operations = operations[:3] + [f"{len(operations) - 3} others"]
        of = ", ".join(f"`{o}`" if " " not in o else o for o in operations)
        constants += comment([f"`{wire}`{', ' if kinds else ''}{' or '.join(kinds)}: of {of}."])
        constants.append(f"inline constexpr tag::{name} {name};")
    body = [
        "// The fields by which lists are filtered and ordered. An operation knows some of them: see its `filter`.",
        "namespace cloud_governance::api::fields {",
        "",
        "using api::ascending;",
        "using api::descending;",
        "",
        "/// The types of the fields, which the compiler's messages name.",
        "namespace tag {",
        "",
        *tags,
        "",
        "} // namespace tag",
        "",
        *constants,
        "",
        "} // namespace cloud_governance::api::fields",
    ]
    includes = [[f"{PREFIX}/api/filter.hpp", f"{PREFIX}/api/order.hpp"]]
    return file_text(includes, "\n".join(body))


def _sets(sets, fields):
    usual = {name: _usual(uses) for name, uses in fields.items()}
    enumerations = sorted({kind for known in sets.values() for _, _, kind in known if kind.startswith("model::")})
    spelled = sorted({wire for known in sets.values() for name, wire, _ in known if wire != usual[name]})
    body = ["namespace cloud_governance::model {", ""]
    body += [f"enum class {kind.removeprefix('model::')} : std::int32_t;" for kind in enumerations]
    body += ["", "} // namespace cloud_governance::model", ""]
    body += ["namespace cloud_governance::api::detail {", ""]
    body += ["/// Names on the wire that some operations spell unlike the others.", "namespace spelling {", ""]
    for wire in spelled:
        body += _class_with_name(wire, "", wire)
    body += ["", "} // namespace spelling", ""]
    body += ["/// Which fields operations know, and the types of their values.", "namespace field_sets {", ""]
    for set_, known in sorted(sets.items()):
        body.append(f"using {set_} = field_set<")
        for name, wire, kind in known:
            spelling = f", spelling::{wire}" if wire != usual[name] else ""
            body.append(f"    field_entry<fields::tag::{name}, {kind}{spelling}>,")
        body[-1] = body[-1][:-1] + ">;"
    body += ["", "} // namespace field_sets", "} // namespace cloud_governance::api::detail"]
    includes = [
        [f"{PREFIX}/api/detail/field_set.hpp", FIELDS_HEADER, f"{PREFIX}/core/date_time.hpp", f"{PREFIX}/core/uuid.hpp"],
        ["cstdint", "string"],
    ]
    return file_text(includes, "\n".join(body))


def traits(operation, description):
    """What an operation tells typed filters, in private."""
    facts = [f"detail::field_sets::{set_name(operation, description)}"]
    if any(p.wire == "filter" for p in operation.parameters):
        facts += [f"comparison_operator::{name}" for name in operators(operation)]
    lines = [f"    friend detail::filter_traits<{operation.name}>;"]
    return lines + filled("    using filterable = detail::filterable<", facts, ">;") + [""]


# --- their test ----------------------------------------------------------------------------------------------------------


def test_outputs(description):
    """Path under the repository -> text: a test that each operation knows what the description lists."""
    operations = [o for o in description.operations if known_fields(o, description)]
    operations.sort(key=lambda o: (o.group, o.name))
    lines = ["BOOST_AUTO_TEST_CASE(each_operation_knows_its_fields)", "{"]
    for o in operations:
        lines.append(f"    check<cloud_governance::{o.namespace}::{o.name}>(")
        listed = [p.facts[k] for p in like(o, description).parameters for k in p.facts if k.endswith("-fields")]
        for wires in listed[:1]:
            wrapped = textwrap.wrap(" ".join(wires), WIDTH - 12)
            lines += [f'        "{line} "' for line in wrapped[:-1]] + [f'        "{wrapped[-1]}",']
        lines.append(f'        "{" ".join(operators(o)) if any(p.wire == "filter" for p in o.parameters) else ""}");')
    lines.append("}")
    head = "#define BOOST_TEST_MODULE generated_fields\n#include <boost/test/unit_test.hpp>\n\n"
    head += '#include "check_fields.hpp"\n\n'
    head += "\n".join(f"#include <{PREFIX}/api/{o.group}/{o.name}.hpp>" for o in operations)
    text = head + "\n\nusing generated::check;\n\n" + "\n".join(lines)
    return {"test/generated/fields.cpp": file_text([], text, header=False)}
