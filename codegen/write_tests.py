"""Writes the tables that tests of generated code walk: each model with a text that sets all its members, each operation
with what it should send.

What is expected is worked out here from the description, not from the C++ that `models` and `operations` write.
"""

import json
from urllib.parse import quote

from operations import parameter_type, value_type
from text import WIDTH, file_text, filled

MODELS_PER_FILE = 144
OPERATIONS_PER_FILE = 106
ENUMERATIONS_PER_FILE = 113
INCLUDE = "cloud_governance"


def outputs(description):
    """Path under the repository -> text."""
    files = {}
    schemas = sorted(description.schemas.values(), key=lambda s: s.name)
    models = [s for s in schemas if not s.is_enum]
    for index, part in enumerate(_parts(models, MODELS_PER_FILE), 1):
        files[f"test/generated/models_{index:02}.cpp"] = _models(f"models_{index:02}", part, description)
    enums = [s for s in schemas if s.values]
    for index, part in enumerate(_parts(enums, ENUMERATIONS_PER_FILE), 1):
        files[f"test/generated/enumerations_{index:02}.cpp"] = _enums(f"enumerations_{index:02}", part)
    operations = sorted(description.operations, key=lambda o: (o.group, o.name))
    for index, part in enumerate(_parts(operations, OPERATIONS_PER_FILE), 1):
        files[f"test/generated/operations_{index:02}.cpp"] = _operations(
            f"operations_{index:02}", part, description
        )
    return files


def _parts(items, size):
    return [items[i : i + size] for i in range(0, len(items), size)]


def _literal(text, indent, end):
    """A text as raw literals, one after the other where a line would be too long; never cut within a character."""
    room = WIDTH - len(indent) - len('R"~()~"') - len(end)
    pieces = [text[i : i + room] for i in range(0, len(text), room)] or [""]
    lines = [f'{indent}R"~({piece})~"' for piece in pieces]
    lines[-1] += end
    return lines


# --- models ----------------------------------------------------------------------------------------------------------------


def _sample(kind, description, text):
    """A JSON value of a type, as compact text."""
    if kind.kind == "any":
        return '{"any":[1,null,"x",0.5]}'
    if kind.kind == "array":
        return f"[{_sample(kind.item, description, text)},{_sample(kind.item, description, 'second')}]"
    if kind.kind == "map":
        return f'{{"key":{_sample(kind.item, description, text)}}}'
    if kind.kind == "model":
        return "{}"
    if kind.kind == "enum":
        values = description.by_name[kind.name].values
        return str(values[-1][2] if values else 12345)
    return {
        "std::string": json.dumps(text),
        "uuid": '"6ab493d7-b588-4338-a233-9290000000ce"',
        "date_time": '"2025-08-25T09:30:00.25Z"',
        "bool": "true",
        "std::int32_t": "-2147483648",
        "std::int64_t": "9007199254740993",
        "double": "0.5",
    }[kind.name]


def _models(name, models, description):
    lines = ["model_entry const table[] = {"]
    for schema in models:
        members = [f'"{m.wire}":{_sample(m.type, description, m.wire)}' for m in schema.members]
        sample = "{" + ",".join(members) + "}"
        whole = f'    model_of<model::{schema.name}>("{schema.vendor}", R"~({sample})~"),'
        if len(whole) <= WIDTH:
            lines.append(whole)
        else:
            lines += filled(f"    model_of<model::{schema.name}>(", [f'"{schema.vendor}"'], ",")
            lines += _literal(sample, "        ", "),")
    lines.append("};")
    return _table(name, [f"{INCLUDE}/model/{s.name}.hpp" for s in models], lines)


def _enums(name, enums):
    lines = ["enumerator_entry const table[] = {"]
    for schema in enums:
        for wire, name, number in schema.values:
            lines += filled("    enumerator_of(", [f"model::{schema.name}::{name}", str(number), f'"{wire}"'], "),")
    lines.append("};")
    return _table(name, [f"{INCLUDE}/model/{s.name}.hpp" for s in enums], lines)


# --- operations ------------------------------------------------------------------------------------------------------------

TEXT = "a b/c?d#e%f&g=h+\u00e9"
UUID = "6ab493d7-b588-4338-a233-9290000000ce"


def _fixed(parameter, description):
    """What a parameter that is set to `filling::fixed` must look like in a URL."""
    kind = parameter_type(parameter)
    if kind in ("std::string", "path_text"):
        return quote(TEXT, safe="")
    if kind == "uuid":
        return UUID
    if kind == "bool":
        return "true"
    if kind.startswith("std::int"):
        return "-7"
    values = description.by_name[parameter.type.name].values
    return str(values[-1][2] if values else 12345)


def _drawn(kind):
    """The C++ expression that takes a value of a type from the source."""
    if kind == "wiped_string":
        return "from.token()"
    return f"from.value<{'api::' if kind == 'path_text' else ''}{kind}>()"


def _reply(operation, description):
    """What the reply is decoded to: a model by its name, since the tables of models have it already."""
    answer = operation.response
    reply = f"{operation.namespace}::{operation.name}::response_type"
    if answer is None or answer.kind != "model":
        return [f"     reply_of<{reply}>(),", '     "",'] if len(reply) > 95 else [f'     reply_of<{reply}>(), "",']
    model, vendor = f"model::{answer.name}", description.by_name[answer.name].vendor
    line = f'     reply_of<{reply}, {model}>(), "{vendor}",'
    if len(line) <= WIDTH:
        return [line]
    return [f"     reply_of<{reply},", *filled("              ", [f"{model}>()", f'"{vendor}"'], ",")]


def _returned(kind, arguments, setters, indent):
    """Returns an operation, an argument or setter in a line where one line is too short."""
    line = f"{indent}return any_operation({kind}{{{', '.join(arguments)}}}{''.join(setters)});"
    if len(line) <= WIDTH:
        return [line]
    lines, current = [], f"{indent}return any_operation({kind}{{{'' if arguments else '}'}"
    pieces = [argument + ("," if index + 1 < len(arguments) else "}") for index, argument in enumerate(arguments)]
    for piece in pieces + setters:
        blank = "" if piece[0] == "." or current[-1] in "{ " else " "
        if len(current + blank + piece) > WIDTH - 2:
            lines.append(current)
            current, blank = f"{indent}    ", ""
        current += blank + piece
    return lines + [current + ");"]


def _operations(name, operations, description):
    lines = ["operation_entry const table[] = {"]
    for o in operations:
        path, query = o.path, []
        for p in o.parameters:
            if p.where == "path":
                path = path.replace("{" + p.wire + "}", _fixed(p, description))
            elif p.where == "query":
                query.append(f"{p.wire}={_fixed(p, description)}")
        target = "/base" + path + ("?" + "&".join(query) if query else "")
        required = [_drawn(parameter_type(p)) for p in o.parameters if p.required]
        body = [_drawn(value_type(o.body))] if o.body else []
        expected_body = "" if not o.body else "[]" if o.body.kind == "array" else "{}"
        if any(p.where == "body" for p in o.parameters):  # a filter that the constructor puts into the body
            body = [f"without_filter({drawn})" for drawn in body]
            expected_body = json.dumps({"filter": TEXT}, ensure_ascii=False, separators=(",", ":"))
        least = required + (body if o.body_required else [])
        setters = [f".{p.name}({_drawn(parameter_type(p))})" for p in o.parameters if not p.required]
        kind = f"{o.namespace}::{o.name}"
        lines += [
            f'    {{"{o.vendor}",',
            "     []([[maybe_unused]] values& from, [[maybe_unused]] bool everything) {",
        ]
        if setters or (o.body and not o.body_required):
            lines.append("         if (everything)")
            lines += _returned(kind, required + body, setters, "             ")
        lines += _returned(kind, least, [], "         ") + ["     },"]
        lines += _reply(o, description)
        sent = f'"{o.verb.upper()} {o.path}", R"~({target})~", R"~({expected_body})~"'
        flags = f" {str(o.repeatable).lower()}, {str(o.secret).lower()}}},"
        if len(sent) + len(flags) + 6 <= WIDTH:
            lines.append(f"     {sent},{flags}")
        else:
            lines.append(f'     "{o.verb.upper()} {o.path}",')
            lines += _literal(target, "     ", ",") + _literal(expected_body, "     ", f",{flags}")
    lines.append("};")
    return _table(name, [f"{INCLUDE}/api/{o.group}/{o.name}.hpp" for o in operations], lines)


def _table(name, includes, lines):
    """A part of the catalogue."""
    head = '#include "catalogue.hpp"\n\n' + "\n".join(f"#include <{path}>" for path in includes)
    body = ["namespace {", "", "using namespace generated;", "using namespace cloud_governance;", ""] + lines
    body += ["", f"part const {name}(table);", "", "} // namespace"]
    return file_text([], head + "\n\n" + "\n".join(body), header=False)
