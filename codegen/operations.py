"""Writes the operations: one class and one header each, one header for each group, one for all."""

import re

import filters
import tables
from naming import camel, pascal
from openapi import models_of
from text import PREFIX, WIDTH, comment, file_text, filled, source_parts, words

PARTS = 3


def outputs(description):
    """Path under include/cloud_governance -> text."""
    files = {}
    groups = {}
    for operation in description.operations:
        groups.setdefault(operation.group, []).append(operation)
        files[f"api/{operation.group}/{operation.name}.hpp"] = _operation(operation, description)
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
        own.append(f"{PREFIX}/api/detail/field_sets.hpp")
    if any(p.selects for p in operation.parameters):
        own.append(f"{PREFIX}/api/selection.hpp")
    if operation.raw_response:
        own.append(f"{PREFIX}/api/raw_reply.hpp")
    kinds = [operation.body, operation.response] + [p.type for p in operation.parameters]
    own += {f"{PREFIX}/model/{n}.hpp" for kind in kinds for n in models_of(kind)}
    return [sorted(own), ["boost/json/value.hpp"] if operation.response and operation.response.kind == "any" else []]


# --- documentation ---------------------------------------------------------------------------------------------------------


def _documentation(operation):
    o = operation
    facts = [f"{o.verb.upper()} {o.path}. {_returns(o)}"]
    if o.administrator:
        facts.append("Requires a service administrator.")
    if o.starts_job:
        facts.append("Starts a job: status 200 means that the job was started, not that it is done.")
    facts.append(_repeat_note(o))
    if o.body and not o.body_required:
        facts.append("The body is optional.")
    if o.secret:
        facts.append("Request or reply hold a credential or a pre-signed address: they are wiped, and do not belong in a log.")
    if o.paginated:
        facts.append("Returns one page: `client::pages` fetches one after the other. `top` is the size of a page.")
    if any(p.selects for p in o.parameters):
        facts.append("The first argument selects the objects: a filter, `all_objects` or `listed_objects`.")
    if pascal(o.name) != o.vendor:
        facts.append(f"The vendor's name is {o.vendor}.")
    return [o.summary, " ".join(fact for fact in facts if fact)]


def _returns(operation):
    kind = operation.response
    if operation.raw_response:
        return "The reply is not documented and is returned as it comes."
    if kind is None:
        return "Returns nothing."
    if kind.kind == "array":
        return f"Returns a list of `{value_type(kind.item)}`."
    return f"Returns a `{value_type(kind)}`."


def _repeat_note(operation):
    """What is not to be expected of the verb."""
    if operation.verb == "get":
        return "" if operation.repeatable else "Changes state although it is a GET, so it is never sent twice."
    if operation.repeatable:
        reads = operation.verb == "post"
        return "Only reads, so it is sent again when the reply is lost." if reads else "Sent again when the reply is lost."
    return "Never sent twice: when the reply is lost, the error is `errc::outcome_unknown`."


def _parameter_note(parameter, operation, known, description):
    facts = parameter.facts
    if parameter.selects:
        return [_selection_note(parameter, operation, description)]
    notes = []
    if parameter.where == "header":
        notes.append(f"sent as the header field `{parameter.wire}`")
    elif parameter.wire != camel(parameter.name):
        notes.append(f"{parameter.where} parameter `{parameter.wire}`")
    if parameter.type.kind == "enum":
        notes.append("sent as its number")
    if "x-max" in facts:
        notes.append(f"at most {facts['x-max']}")
    if "x-server-default" in facts:
        notes.append(f"the service's default is {facts['x-server-default']}")
    elif facts["default"] is True:
        notes.append("the service's default is true")
    text = parameter.meaning
    if notes:
        joined = "; ".join(notes)
        text += f" {joined[0].upper()}{joined[1:]}."
    if "x-search-field" in facts:
        text += f" Searches the field {facts['x-search-field']}."
    if "x-filter-fields" in facts:
        text += " An expression of `api::fields`, or its text such as `name eq 'value'`. Comparisons: "
        text += f"{words(filters.operators(operation))}, joined by `&&` and `||`."
    if "x-orderby-fields" in facts:
        text += " One of the fields of `filter`, or its name. Without a direction, the service sorts in ascending order."
    if "x-distinct-fields" in facts:
        text += " One of `api::fields`, or its name."
    if "x-filter-fields" in facts or "x-distinct-fields" in facts:
        text += f" Fields: {', '.join(wire for _, wire, _ in known)}."
    if parameter.where == "path" and parameter.type.name == "std::string":
        text += " Must not be empty, `.` or `..`."
    return [text]


def _selection_note(parameter, operation, description):
    listed, everything = _bulk_list(operation, description)
    flag = f" and not set `{everything.wire}`" if everything else ""
    if parameter.where == "query":
        place, absent, rest = "query parameter `filter`", "which sends no filter", ""
    else:
        place, absent, rest = "member `filter` of the body", "which sends no filter", " The body must not have a filter of its own."
    return (
        f"{parameter.meaning} Sent as the {place}. An expression of `api::fields` or its text, which must not be empty; "
        f"`all_objects`, {absent}; or `listed_objects`, {absent} either: the body must then list objects in "
        f"`{listed.wire}`{flag}.{rest}"
    )


# --- the class -------------------------------------------------------------------------------------------------------------


def _operation(operation, description):
    o = operation
    known = filters.known_fields(o, description)
    required = [p for p in o.parameters if p.required]
    optional = [p for p in o.parameters if not p.required]
    _check_names(o, required, optional)

    sections = [[f"    using response_type = {value_type(o.response)};"] + _traits(o)]
    sections.append([line for c in _constructors(o, required) for line in c.in_class()])
    data = []
    for p in required:
        data += comment(_parameter_note(p, o, known, description), 4) + [f"    {_member(o, p)} {p.name};"]
    sections.append(data + ([f"    {value_type(o.body)} body;"] if o.body_required else []))
    for p in optional:
        sections.append(comment(_parameter_note(p, o, known, description), 4) + _accessors(o, p))
    if o.body and not o.body_required:
        sections.append(_body_accessors(o))
    sections.append(_functions(o))
    kept = filters.traits(o, description) if known else []
    kept += [f"    std::optional<{parameter_type(p)}> {p.name}_;" for p in optional]
    if o.body and not o.body_required:
        kept.append(f"    json::box<{value_type(o.body)}> body_;")

    lines = [f"namespace {PREFIX}::{o.namespace} {{", ""] + comment([p for p in _documentation(o) if p])
    lines += [f"class {o.name} {{", "public:"]
    lines += [line for section in sections if section for line in section + [""]]
    lines = lines + ["private:"] + (kept if kept[-1] else kept[:-1]) if kept else lines[:-1]
    lines += ["};", ""] + _bodies(o, required, description) + [f"}} // namespace {PREFIX}::{o.namespace}"]
    return file_text([g for g in _includes(o, known) if g], "\n".join(lines))


def _traits(o):
    """The facts of an operation: the request, and what is true of it."""
    verb = o.verb if o.verb != "delete" else "delete_"
    facts = [f".method = http::verb::{verb}", f'.name = "{o.verb.upper()} {o.path}"']
    flags = [
        ("repeatable", o.repeatable),
        ("requires_administrator", o.administrator),
        ("holds_secret", o.secret),
        ("starts_job", o.starts_job),
    ]
    facts += [f".{name} = true" for name, is_set in flags if is_set]
    return filled("    static constexpr operation_traits traits{", facts, "};")


_TAKEN = {"response_type", "traits", "name", "encode", "next_page_token", "body"}


def _check_names(operation, required, optional):
    names = [p.name for p in required + optional]
    clash = (_TAKEN & set(names)) | {n for n in names if names.count(n) > 1} | ({operation.name} & set(names))
    if clash:
        raise SystemExit(f"{operation.vendor}: members {sorted(clash)} clash; add them to PARAMETER_NAMES")


class _Constructor:
    """In the class where all members are required parameters; else apart from it, because what it makes costs the compiler
    something in every file that calls the operation."""

    def __init__(self, o, arguments, initialisers):
        self.o, self.arguments, self.initialisers = o, arguments, initialisers
        optional = [p for p in o.parameters if not p.required]
        self.apart = bool(arguments) and bool(o.body or optional)

    def in_class(self):
        if not self.arguments:
            return [f"    {self.o.name}() = default;"]
        head = f"    {'explicit ' if len(self.arguments) == 1 else ''}{self.o.name}("
        return filled(head, self._parameters(), ");") if self.apart else self._defined(head, "    ")

    def apart_from_it(self):
        if not self.apart:
            return []
        head = f"CLOUD_GOVERNANCE_DECL {self.o.name}::{self.o.name}("
        if len(head) > WIDTH:
            return ["CLOUD_GOVERNANCE_DECL"] + self._defined(f"{self.o.name}::{self.o.name}(", "") + [""]
        return self._defined(head, "") + [""]

    def _defined(self, head, indent):
        line = f"{head}{', '.join(self._parameters())}) : {', '.join(self.initialisers)} {{}}"
        if len(line) <= WIDTH:
            return [line]
        return filled(head, self._parameters(), ")") + filled(f"{indent}    : ", self.initialisers, " {}")

    def _parameters(self):
        return [f"{_argument_type(kind)} {name}" for name, kind in self.arguments]


def _constructors(o, required):
    body = [("body", value_type(o.body))] if o.body else []
    plain = [(p.name, _member(o, p)) for p in required]
    lists = [plain + body] if o.body_required else [plain] + ([plain + body] if body else [])
    for arguments in lists:
        members = [n if (n, t) in plain or o.body_required else n + "_" for n, t in arguments]
        yield _Constructor(o, arguments, [f"{member}({_moved(n, t)})" for member, (n, t) in zip(members, arguments)])


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


def _accessors(o, p):
    """The setter and the getter of an optional parameter."""
    kind = _argument(o, p)
    parameters, value = [f"{kind} value"], _moved("value", kind)
    if kind != parameter_type(p):
        value += ".text()"
    if "x-orderby-fields" in p.facts:
        parameters.append("direction order = direction::unspecified")
        value = value.replace(".text()", ".text(order)")
    setter = filled(f"    {o.name}& {p.name}(", parameters, ")")
    # an assignment costs the compiler more
    setter += ["    {", f"        {p.name}_.emplace({value});", "        return *this;", "    }"]
    return setter + [f"    std::optional<{parameter_type(p)}> const& {p.name}() const noexcept {{ return {p.name}_; }}"]


def _body_accessors(o):
    note = []
    if any(p.selects and p.where == "body" for p in o.parameters):
        note = comment(["Without one, a body with nothing but the filter is sent."], 4)
    kind = value_type(o.body)
    setter = ["    {", "        body_ = std::move(value);", "        return *this;", "    }"]
    getter = [f"    json::box<{kind}> const& body() const noexcept {{ return body_; }}"]
    return note + [f"    {_LAZY}", f"    {o.name}& body({kind} value)"] + setter + getter


# copying a body and encoding it cost the compiler much: docs/decisions/0013
_LAZY = "template <int = 0> // instantiated where it is used"


def _functions(o):
    """What the client asks of an operation: `concept operation` and `concept paged_operation`."""
    lines = ["    static std::string_view name() noexcept { return traits.name; }"]
    if o.body:
        lines.append(f"    {_LAZY}")
    lines.append("    void encode(http::request& request) const;")
    if o.paginated:
        lines += [
            "    static std::optional<std::string> next_page_token(response_type const& page)",
            "    {",
            "        return detail::next_page_token(page.next_token, page.next_link);",
            "    }",
        ]
    return lines


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
    lists = _lists_objects(o, description, "whole.")
    return [
        f"    {kind} whole = {'body' if o.body_required else f'body_ ? *body_ : {kind}()'};",
        *filled(f"    {p.name}.write(", [f"whole.{member.name}", f'"{p.wire}"', lists], ");"),
        "    out.body(whole);",
    ]


# --- the bodies, in the same file: docs/decisions/0013 -------------------------------------------------------------------------


def _bodies(o, required, description):
    lines = ["#ifdef CLOUD_GOVERNANCE_API_BODIES"]
    lines += [line for c in _constructors(o, required) for line in c.apart_from_it()]
    declared = "template <int>" if o.body else "CLOUD_GOVERNANCE_DECL"
    signature = f"void {o.name}::encode(http::request& request) const"
    one_line = not o.body and len(f"{declared} {signature}") <= WIDTH
    lines += [f"{declared} {signature}"] if one_line else [declared, signature]
    lines += [
        "{",
        "    detail::request_writer out(request, traits);",
    ]
    by_wire = {p.wire: p for p in o.parameters}
    for index, piece in enumerate(re.split(r"\{(\w+)\}", o.path)):
        if index % 2:
            p = by_wire[piece]
            lines.append(f'    out.segment("{p.wire}", {p.name});')
        elif piece:
            lines.append(f'    out.path("{piece}");')
    for p in o.parameters:
        if p.selects and p.where == "query":
            lists = _lists_objects(o, description, "body." if o.body_required else "body_->")
            lists = lists if o.body_required else f"body_ && {lists}"
            lines += filled(f"    {p.name}.write(", ["out", f'"{p.wire}"', lists], ");")
        elif p.where == "query":
            lines.append(f'    out.query("{p.wire}", {p.name}{"" if p.required else "_"});')
        elif p.where == "header":
            lines.append(f'    out.header("{p.wire}", {p.name});')
    filtered = next((p for p in o.parameters if p.selects and p.where == "body"), None)
    if filtered:
        lines += _filtered_body(o, filtered, description)
    elif o.body:
        lines.append(f"    out.body({'body' if o.body_required else 'body_'});")
    return lines + ["}", "#endif"]


def _sources(operations):
    """Builds the bodies once."""
    own = sorted(operations, key=lambda o: (o.group, o.name))
    size = -(-len(own) // PARTS)
    parts = []
    for start in range(0, len(own), size):
        part = own[start : start + size]
        files = [f"{PREFIX}/api/{o.group}/{o.name}.hpp" for o in part]
        lines = [
            f"template void {o.namespace.removeprefix('api::')}::{o.name}::encode<0>(http::request&) const;"
            for o in part
            if o.body
        ]
        lines = [f"namespace {PREFIX}::api {{", "", *lines, "", f"}} // namespace {PREFIX}::api"]
        parts.append(([], files, lines))
    return source_parts("api", parts)
