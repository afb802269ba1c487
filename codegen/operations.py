"""Writes the operations: one class and one header each, one header for each group, one for all."""

import re

import filters
import tables
from openapi import models_of
from text import PREFIX, comment, file_text, source_parts, words

PARTS = 3


def outputs(description):
    """Path under include/cloud_governance -> text."""
    files = {}
    groups = {}
    for operation in description.operations:
        groups.setdefault(operation.group, []).append(operation)
        files[f"api/{operation.group}/{operation.name}.hpp"] = _operation(operation, description)
        files[f"api/{operation.group}/impl/{operation.name}.ipp"] = _body(operation, description)
    files.update(_sources(description.operations))
    for group, operations in sorted(groups.items()):
        files[f"api/{group}.hpp"] = _group(group, operations)
    includes = [[f"{PREFIX}/api/{g}.hpp" for g in sorted(groups)] + [f"{PREFIX}/api/raw.hpp"]]
    files["api.hpp"] = file_text(includes, "// The whole API; a program that uses few groups compiles faster with theirs.")
    return files


def _group(group, operations):
    names = sorted(o.name for o in operations)
    includes = [[f"{PREFIX}/api/{group}/{name}.hpp" for name in names]]
    namespace = "api::" + group.replace("/", "::")
    return file_text(includes, f"// The {len(names)} operations of cloud_governance::{namespace}.")


# --- types ---------------------------------------------------------------------------------------------------------------


def value_type(kind):
    """The C++ type of a body or an answer."""
    if kind is None:
        return "void"
    if kind.kind == "any":
        return "boost::json::value"
    if kind.kind == "raw":
        return "raw_reply"
    if kind.kind == "array":
        return f"std::vector<{value_type(kind.item)}>"
    if kind.kind in ("enum", "model"):
        return f"model::{kind.name}"
    return kind.name


def parameter_type(parameter):
    """The C++ type that a parameter's member has."""
    if parameter.where == "header":
        return "wiped_string"
    if parameter.where == "path" and parameter.type.name == "std::string":
        return "path_text"
    return value_type(parameter.type)


def _argument(operation, parameter):
    """The C++ type that a constructor or a setter takes for a parameter."""
    if parameter.selects:
        return f"selection<{operation.name}>"
    if "x-filter-fields" in parameter.facts:
        return f"filter_for<{operation.name}>"
    if _names_a_field(parameter):
        return f"field_for<{operation.name}>"
    return parameter_type(parameter)


def _names_a_field(parameter):
    return "x-orderby-fields" in parameter.facts or "x-distinct-fields" in parameter.facts


def _member(operation, parameter):
    """The C++ type of the member that keeps a parameter."""
    return _argument(operation, parameter) if parameter.selects else parameter_type(parameter)


def _includes(operation, known):
    own = [f"{PREFIX}/api/detail/request_writer.hpp"]
    if known:
        own.insert(0, f"{PREFIX}/api/detail/field_sets.hpp")
    if any(p.selects for p in operation.parameters):
        own.append(f"{PREFIX}/api/selection.hpp")
    if operation.raw_response:
        own.append(f"{PREFIX}/api/raw_reply.hpp")
    kinds = [operation.body, operation.response] + [p.type for p in operation.parameters]
    own += sorted({f"{PREFIX}/model/{n}.hpp" for kind in kinds for n in models_of(kind)})
    boost = ["boost/json/value.hpp"] if operation.response and operation.response.kind == "any" else []
    standard = ["string", "string_view"]
    if any(not p.required for p in operation.parameters):
        standard.append("optional")
    if any(p.type.name.startswith("std::int") for p in operation.parameters):
        standard.append("cstdint")
    if operation.paginated:
        standard.append("optional")
    if any(k and k.kind == "array" for k in kinds):
        standard.append("vector")
    standard.append("utility")
    return [own, boost, sorted(set(standard))]


# --- documentation ---------------------------------------------------------------------------------------------------------


def _documentation(operation):
    o = operation
    lines = [f"{o.verb.upper()} {o.path}. {_returns(o)}"]
    if o.administrator:
        lines[0] += " Needs a service administrator."
    if o.starts_job:
        lines[0] += " Starts a job: a 200 means that it has begun, not that it has ended."
    if o.body:
        need = "" if o.body_required else " (optional)"
        lines.append(f"The body{need} is sent as JSON.")
    if o.secret:
        lines.append("Request or reply hold a credential or a pre-signed address: they are wiped and belong in no log.")
    lines.append(_repeat_note(o))
    if o.paginated:
        lines.append("Paged: `client::pages` walks all pages; `top` is their size, `page_token` where to begin.")
    if any(p.selects for p in o.parameters):
        lines.append("What it applies to is said first: a filter, `all_objects` or `listed_objects`.")
    lines.append(f"The description calls it {o.vendor}.")
    return [o.summary, lines[0], " ".join(lines[1:-1]), lines[-1]]


def _returns(operation):
    kind = operation.response
    if operation.raw_response:
        return "What it returns is not documented: it is given as it comes."
    if kind is None:
        return "Returns nothing."
    if kind.kind == "array":
        return f"Returns a list of `{value_type(kind.item)}`."
    return f"Returns a `{value_type(kind)}`."


def _repeat_note(operation):
    if operation.verb == "get" and not operation.repeatable:
        return "Changes state although it is a GET, so it is never sent twice."
    if operation.verb == "post" and operation.repeatable:
        return "Only reads, so it is sent again when a reply is lost."
    if operation.repeatable:
        return "Sent again when a reply is lost: twice has the same effect as once."
    return "Never sent twice: when a reply is lost the error is `errc::outcome_unknown`."


def _parameter_note(parameter, operation, known, description):
    facts = parameter.facts
    if parameter.selects:
        listed, everything = _bulk_list(operation, description)
        flag = f" and not set `{everything.wire}`" if everything else ""
        if parameter.where == "query":
            place, else_, rest = "Query parameter `filter`", "no filter is sent", " The body is sent as it is."
        else:
            place, else_, rest = "Member `filter` of the body", "there is none", " The body must not have one of its own."
        return [
            f"{parameter.meaning} {place}: an expression of `api::fields` or its text (refused when empty), `all_objects` "
            f"({else_}), or `listed_objects` ({else_}, and the body must list some in `{listed.wire}`{flag}).{rest}"
        ]
    place = {"path": "Path", "query": "Query", "header": "Header"}[parameter.where]
    notes = [f"{place} parameter `{parameter.wire}`"]
    if parameter.type.kind == "enum":
        notes.append("sent as its number")
    if "x-max" in facts:
        notes.append(f"at most {facts['x-max']}")
    if "x-server-default" in facts:
        notes.append(f"the service's default is {facts['x-server-default']}")
    elif facts["default"] is True:
        notes.append("the service's default is true")
    text = f"{parameter.meaning} {'; '.join(notes)}."
    if "x-search-field" in facts:
        text += f" Searches the field {facts['x-search-field']}."
    if "x-filter-fields" in facts:
        text += " An expression of `api::fields`, or its text such as `name eq 'value'`. Comparisons: "
        text += f"{words(filters.operators(operation))}, joined by `&&` and `||`."
    if "x-orderby-fields" in facts:
        text += " One of `api::fields`, or its name; a text may end in ` asc` or ` desc`. Fields: those of `filter`."
    if "x-distinct-fields" in facts:
        text += " One of `api::fields`, or its name."
    if "x-filter-fields" in facts or "x-distinct-fields" in facts:
        text += f" Fields: {', '.join(wire for _, wire, _ in known)}."
    if parameter.where == "path" and parameter.type.name == "std::string":
        text += " Refused when empty, `.` or `..`."
    return [text]


# --- the class -------------------------------------------------------------------------------------------------------------


def _operation(operation, description):
    o = operation
    known = filters.known_fields(o, description)
    required = [p for p in o.parameters if p.required]
    optional = [p for p in o.parameters if not p.required]
    _check_names(o, required, optional)

    lines = comment([p for p in _documentation(o) if p])
    lines += [f"class {o.name} {{", "public:"]
    if o.response is not None:
        lines.append("    /// What the reply is decoded to.")
    else:
        lines.append("    /// The reply has no content.")
    flag = {True: "true", False: "false"}
    lines += [
        f"    using response_type = {value_type(o.response)};",
        "    /// The request method.",
        f"    static constexpr http::verb method = http::verb::{o.verb if o.verb != 'delete' else 'delete_'};",
        "    /// The path under the base path, as a template.",
        f'    static constexpr std::string_view path = "{o.path}";',
        "    /// May be sent again when it is unknown whether the service received it.",
        f"    static constexpr bool repeatable = {flag[o.repeatable]};",
        "    /// Needs a service administrator.",
        f"    static constexpr bool requires_administrator = {flag[o.administrator]};",
        "    /// Request or reply hold a credential.",
        f"    static constexpr bool secret_response = {flag[o.secret]};",
        "    /// The reply comes before the work is done.",
        f"    static constexpr bool starts_job = {flag[o.starts_job]};",
        "",
    ]
    lines += _known_fields(o, description) if known else []
    lines += [line for function in _constructors(o, required) for line in function.declared()]
    lines.append("")
    for p in required:
        lines += comment(_parameter_note(p, o, known, description), 4) + [f"    {_member(o, p)} {p.name};"]
    if o.body and o.body_required:
        lines += ["    /// The body."] + [f"    {value_type(o.body)} body;"]
    for function in _setters(o, optional, known, description):
        lines += ([""] if function.note else []) + function.declared()
    if optional or (o.body and not o.body_required):
        lines.append("")
    for p in optional:
        lines += [f"    /// As set by `{p.name}`.", f"    std::optional<{parameter_type(p)}> {p.name}_;"]
    if o.body and not o.body_required:
        lines += ["    /// As set by `body`.", f"    json::box<{value_type(o.body)}> body_;"]
    lines.append("")
    lines += [line for function in _queries(o) for line in function.declared()]
    lines += _encode(o)
    lines += ["};"]
    namespace = f"cloud_governance::{o.namespace}"
    body = "\n".join(
        [f"namespace {namespace} {{", ""] + lines + ["", f"}} // namespace {namespace}", ""]
        + ["#ifdef CLOUD_GOVERNANCE_HEADER_ONLY", f"#include <{PREFIX}/api/{o.group}/impl/{o.name}.ipp>", "#endif"]
    )
    return file_text([g for g in _includes(o, known) if g], body)


def _body_note(o):
    if any(p.selects and p.where == "body" for p in o.parameters):
        return "The body; one with nothing but the filter is sent when it is not set."
    return "The body; nothing is sent when it is not set."


_TAKEN = {"response_type", "method", "path", "repeatable", "requires_administrator", "secret_response", "starts_job",
          "known_fields", "filter_operators", "name", "encode", "next_page_token", "body", "body_"}


def _check_names(operation, required, optional):
    names = [p.name for p in required] + [p.name for p in optional] + [p.name + "_" for p in optional]
    clash = (_TAKEN & set(names)) | {n for n in names if names.count(n) > 1} | ({operation.name} & set(names))
    if clash:
        raise SystemExit(f"{operation.vendor}: members {sorted(clash)} clash; add them to PARAMETER_NAMES")


class _Function:
    """A member function: declared in the class, defined apart from it."""

    def __init__(self, o, note, name, parameters, result="", suffix="", initialisers=(), body=(), static=False):
        self.o, self.note, self.name, self.result, self.suffix = o, note, name, result, suffix
        self.parameters, self.initialisers, self.body = parameters, initialisers, body
        self.static = static

    def declared(self):
        head = "static " if self.static else "explicit " if not self.result and len(self.parameters) == 1 else ""
        note = comment(self.note, 4) if self.note else []
        return note + self._signature(f"    {head}{self.result}{self.name}", ";")

    def defined(self):
        if self.body is None:
            return []
        lines = self._signature(f"CLOUD_GOVERNANCE_DECL {self.result}{self.o.name}::{self.name}", "")
        if self.initialisers:
            lines.append(f"    : {', '.join(self.initialisers)}")
        return lines + ["{"] + [f"    {line}" for line in self.body] + ["}", ""]

    def _signature(self, head, end):
        parameters = [f"{_argument_type(kind)} {name}" for name, kind in self.parameters]
        line = f"{head}({', '.join(parameters)}){self.suffix}{end}"
        if len(line) <= 120:
            return [line]
        indent = " " * (len(head) - len(head.lstrip()) + 4)
        return [f"{head}("] + [f"{indent}{p}," for p in parameters[:-1]] + [f"{indent}{parameters[-1]}){self.suffix}{end}"]


def _constructors(o, required):
    body = [("body", value_type(o.body))] if o.body else []
    plain = [(p.name, _member(o, p)) for p in required]
    lists = [plain + body] if o.body_required else [plain] + ([plain + body] if body else [])
    functions = []
    for arguments in lists:
        note = "Takes what the operation cannot do without."
        if not arguments:
            functions.append(_Function(o, ["Nothing is required."], o.name, [], suffix=" = default", body=None))
            continue
        if arguments != plain:
            note = "Takes the required parameters and the body." if plain else "Takes the body."
        members = [n if (n, t) in plain or o.body_required else n + "_" for n, t in arguments]
        values = [f"{member}({_moved(n, t)})" for member, (n, t) in zip(members, arguments)]
        functions.append(_Function(o, [note], o.name, arguments, initialisers=values))
    return functions


def _argument_type(name):
    return "std::string_view" if name == "wiped_string" else name


def _moved(name, kind):
    trivial = kind in ("uuid", "bool", "std::int32_t", "std::int64_t", "double", "wiped_string")
    return name if trivial or _is_enum(kind) else f"std::move({name})"


_ENUMS = set()


def _is_enum(kind):
    return kind in _ENUMS


def learn_enums(description):
    """Enumerations are copied, not moved."""
    _ENUMS.update(f"model::{s.name}" for s in description.schemas.values() if s.is_enum)


def _known_fields(o, description):
    """What typed filters are checked against."""
    lines = [
        "    /// The fields that its parameters name, with the types of their values.",
        f"    using known_fields = detail::field_sets::{filters.set_name(o, description)};",
    ]
    if any(p.wire == "filter" for p in o.parameters):
        names = ", ".join(f"comparison_operator::{name}" for name in filters.operators(o))
        lines += [
            "    /// The comparisons that its filter has.",
            f"    using filter_operators = detail::operator_set<{names}>;",
        ]
    return lines + [""]


def _setters(o, optional, known, description):
    functions = []
    for p in optional:
        kind = _argument(o, p)
        note = _parameter_note(p, o, known, description)
        functions += _setter(o, p.name, [("value", kind)], note, ".text()" if kind != parameter_type(p) else "")
        if "x-orderby-fields" in p.facts:
            note = ["The same with the direction written out."]
            functions += _setter(o, p.name, [("value", kind), ("order", "direction")], note, ".text(order)")
    if o.body and not o.body_required:
        note = [_body_note(o)]
        functions += _setter(o, "body", [("value", value_type(o.body))], note)
    return functions


def _setter(o, name, parameters, note, taken=""):
    assign = f"{name}_ = {_moved('value', parameters[0][1])}{taken};"
    return [
        _Function(o, note, name, parameters, f"{o.name}& ", " &", body=[assign, "return *this;"]),
        _Function(o, None, name, parameters, f"{o.name}&& ", " &&", body=[assign, "return std::move(*this);"]),
    ]


def _queries(o):
    """What can be asked of an operation."""
    functions = []
    if o.paginated:
        note = ["The `page_token` of the page after `page`; nothing when it was the last."]
        body = ["return detail::next_page_token(page.next_token, page.next_link);"]
        page = [("page", "response_type const&")]
        functions.append(
            _Function(o, note, "next_page_token", page, "std::optional<std::string> ", body=body, static=True)
        )
    note = ["Method and path template, for messages."]
    body = [f'return "{o.verb.upper()} {o.path}";']
    return functions + [_Function(o, note, "name", [], "std::string_view ", " noexcept", body=body, static=True)]


def _bulk_list(o, description):
    """The member of a bulk action's body that lists objects, and the flag that makes it irrelevant."""
    members = {m.wire: m for m in description.by_name[o.body.name].members}
    for listed, everything in tables.BULK_LISTS.items():
        if listed in members:
            return members[listed], members[everything] if everything else None
    raise SystemExit(f"{o.vendor}: its body lists no objects; see BULK_LISTS")


def _lists_objects(o, description, body):
    """Whether the body lists what a bulk action applies to."""
    listed, everything = _bulk_list(o, description)
    flag = f", {body}{everything.name}" if everything else ""
    return f"detail::lists_objects({body}{listed.name}{flag})"


def _filtered_body(o, p, description):
    """Writes a body with the filter of a bulk action in it."""
    kind = value_type(o.body)
    member = next(m for m in description.by_name[o.body.name].members if m.wire == p.wire)
    return [
        f"    {kind} whole = {'body' if o.body_required else f'body_ ? *body_ : {kind}()'};",
        f'    {p.name}.write(whole.{member.name}, "{p.wire}", {_lists_objects(o, description, "whole.")});',
    ]


def _encode(o):
    lines = [
        "    /// Writes the operation into a request whose target holds the base path; throws `failure`",
        "    /// (`errc::invalid_argument`) for a parameter that cannot be sent.",
    ]
    if o.body:
        lines.append("    template <int = 0> // the body's codec is instantiated only where it is used")
    return lines + ["    void encode(http::request& request) const;"]


# --- the bodies, which stand apart: docs/decisions/0009 -----------------------------------------------------------------------


def _body(o, description):
    required = [p for p in o.parameters if p.required]
    optional = [p for p in o.parameters if not p.required]
    functions = _constructors(o, required) + _setters(o, optional, (), description) + _queries(o)
    lines = [line for function in functions for line in function.defined()]
    lines += [
        "template <int>" if o.body else "CLOUD_GOVERNANCE_DECL",
        f"void {o.name}::encode(http::request& request) const",
        "{",
        "    detail::request_writer out(request, method, repeatable);",
    ]
    pieces = re.split(r"\{(\w+)\}", o.path)
    by_wire = {p.wire: p for p in o.parameters}
    for index, piece in enumerate(pieces):
        if index % 2:
            p = by_wire[piece]
            lines.append(f'    out.segment("{p.wire}", {p.name});')
        elif piece:
            lines.append(f'    out.path("{piece}");')
    for p in o.parameters:
        if p.selects and p.where == "query":
            lists = _lists_objects(o, description, "body." if o.body_required else "body_->")
            lines.append(f'    {p.name}.write(out, "{p.wire}", {lists if o.body_required else f"body_ && {lists}"});')
        elif p.where == "query":
            lines.append(f'    out.query("{p.wire}", {p.name}{"" if p.required else "_"});')
        elif p.where == "header":
            lines.append(f'    out.header("{p.wire}", {p.name});')
    if o.secret:
        lines.append("    out.secret();")
    filtered = next((p for p in o.parameters if p.selects and p.where == "body"), None)
    if filtered:
        lines += _filtered_body(o, filtered, description) + ["    json::encode(out.json_body(), whole);"]
    elif o.body and o.body_required:
        lines.append("    json::encode(out.json_body(), body);")
    elif o.body:
        lines += ["    if (body_)", "        json::encode(out.json_body(), *body_);"]
    namespace = f"{PREFIX}::{o.namespace}"
    text = "\n".join([f"namespace {namespace} {{", ""] + lines + ["}", "", f"}} // namespace {namespace}"])
    own = [f"{PREFIX}/api/{o.group}/{o.name}.hpp", f"{PREFIX}/api/detail/request_writer.hpp"]
    return file_text([sorted(own + ([f"{PREFIX}/json/encode.hpp"] if o.body else []))], text)


def _sources(operations):
    """Builds the bodies once."""
    files = [
        (
            f"{PREFIX}/api/{o.group}/impl/{o.name}.ipp",
            f"template void {PREFIX}::{o.namespace}::{o.name}::encode<0>({PREFIX}::http::request&) const;" if o.body else "",
        )
        for o in sorted(operations, key=lambda o: (o.group, o.name))
    ]
    return source_parts("api", files, PARTS)
