"""Writes the tests of generated code: each model round-trips with all members set, each operation sends what it should.

What is expected is worked out here from the description, not from the C++ that `models` and `operations` write.
"""

import json
from urllib.parse import quote

from operations import parameter_type, value_type
from text import file_text

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
        files[f"test/generated/models_{index:02}.cpp"] = _models(f"generated_models_{index:02}", part, description)
    enums = [s for s in schemas if s.values]
    for index, part in enumerate(_parts(enums, ENUMERATIONS_PER_FILE), 1):
        files[f"test/generated/enumerations_{index:02}.cpp"] = _enums(f"generated_enumerations_{index:02}", part)
    operations = sorted(description.operations, key=lambda o: (o.group, o.name))
    for index, part in enumerate(_parts(operations, OPERATIONS_PER_FILE), 1):
        files[f"test/generated/operations_{index:02}.cpp"] = _operations(
            f"generated_operations_{index:02}", part, description
        )
    return files


def _parts(items, size):
    return [items[i : i + size] for i in range(0, len(items), size)]


def _file(module, includes, body):
    head = f"#define BOOST_TEST_MODULE {module}\n#include <boost/test/unit_test.hpp>\n\n#include \"check.hpp\"\n\n"
    head += "\n".join(f"#include <{path}>" for path in includes)
    return file_text([], head + "\n\n" + body, header=False)


def _literal(text):
    return f'R"~({text})~"'


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


def _models(module, models, description):
    lines = ["BOOST_AUTO_TEST_CASE(round_trips)", "{"]
    for schema in models:
        members = [f'"{m.wire}":{_sample(m.type, description, m.wire)}' for m in schema.members]
        lines.append(f"    generated::check_model<cloud_governance::model::{schema.name}>(")
        lines.append(f'        "{schema.vendor}", {_literal("{" + ",".join(members) + "}")});')
    lines.append("}")
    return _file(module, [f"{INCLUDE}/model/{s.name}.hpp" for s in models], "\n".join(lines))


def _enums(module, enums):
    lines = ["namespace model = cloud_governance::model;", "using generated::check_names;", ""]
    lines += ["BOOST_AUTO_TEST_CASE(names_and_numbers)", "{"]
    for schema in enums:
        lines.append(f"    check_names<model::{schema.name}>({{")
        lines += [f'        {{model::{schema.name}::{name}, {number}, "{wire}"}},' for wire, name, number in schema.values]
        lines.append("    });")
    lines.append("}")
    return _file(module, [f"{INCLUDE}/model/{s.name}.hpp" for s in enums], "\n".join(lines))


# --- operations ------------------------------------------------------------------------------------------------------------

TEXT = "a b/c?d#e%f&g=h+\u00e9"
UUID = "6ab493d7-b588-4338-a233-9290000000ce"


def _value(parameter, description):
    """The C++ expression and what it must look like in a URL."""
    kind = parameter_type(parameter)
    if kind in ("std::string", "path_text"):
        return '"a b/c?d#e%f&g=h+\\xc3\\xa9"', quote(TEXT, safe="")
    if kind == "wiped_string":
        return '"token"', None
    if kind == "uuid":
        return f'cloud_governance::uuid_from_string("{UUID}")', UUID
    if kind == "bool":
        return "true", "true"
    if kind.startswith("std::int"):
        return "-7", "-7"
    number = 12345
    values = description.by_name[parameter.type.name].values
    if values:
        number = values[-1][2]
    return f"static_cast<cloud_governance::{kind}>({number})", str(number)


def _operations(module, operations, description):
    lines = ["BOOST_AUTO_TEST_CASE(all_parameters_set)", "{"]
    for o in operations:
        values = {p.wire: _value(p, description) for p in o.parameters}
        path = o.path
        for p in o.parameters:
            if p.where == "path":
                path = path.replace("{" + p.wire + "}", values[p.wire][1])
        query = "&".join(f"{p.wire}={values[p.wire][1]}" for p in o.parameters if p.where == "query")
        target = "/base" + path + ("?" + query if query else "")
        arguments = [values[p.wire][0] for p in o.parameters if p.required]
        body = ""
        if o.body:
            kind = value_type(o.body).replace("model::", "cloud_governance::model::")
            arguments.append(f"{kind}{{}}")
            body = "[]" if o.body.kind == "array" else "{}"
        if any(p.where == "body" for p in o.parameters):  # a filter that the constructor puts into the body
            body = json.dumps({"filter": TEXT}, ensure_ascii=False, separators=(",", ":"))
        lines.append("    {")
        kind = f"cloud_governance::{o.namespace}::{o.name}"
        lines.append(f"        {kind} operation{'(' + ', '.join(arguments) + ')' if arguments else ''};")
        for p in o.parameters:
            if not p.required:
                lines.append(f"        operation.{p.name}({values[p.wire][0]});")
        lines += [
            "        generated::expectation expected;",
            f'        expected.name = "{o.verb.upper()} {o.path}";',
            f'        expected.target = "{target}";',
            f"        expected.body = {json.dumps(body, ensure_ascii=False)};",
            f"        expected.repeatable = {str(o.repeatable).lower()};",
            f"        expected.sensitive = {str(o.secret).lower()};",
            "        generated::check_operation(operation, expected);",
            "    }",
        ]
    lines.append("}")
    includes = [f"{INCLUDE}/api/{o.group}/{o.name}.hpp" for o in operations]
    return _file(module, includes, "\n".join(lines))
