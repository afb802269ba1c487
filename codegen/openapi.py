"""Reads the OpenAPI document into plain objects, and fails on anything the generator has no meaning for."""

import json
from dataclasses import dataclass, field

import prose.models
import prose.operations
import prose.parameters
import tables
from naming import Naming, unique


@dataclass
class Type:
    """A C++ type: `kind` is scalar, enum, model, array, map, any, or raw (a reply as it comes)."""

    kind: str
    name: str = ""  # C++ spelling of a scalar, C++ name of an enum or model
    item: "Type | None" = None


@dataclass
class Member:
    wire: str
    name: str
    type: Type
    read_only: bool = False
    inferred: bool = False


@dataclass
class Schema:
    vendor: str
    name: str
    values: list = field(default_factory=list)  # of an enum: (wire name, C++ name, number)
    unnumbered: list = field(default_factory=list)  # of an enum: known names without numbers
    members: list = field(default_factory=list)
    is_enum: bool = False
    is_page: bool = False
    source_date: str = ""
    used_by: set = field(default_factory=set)  # operations, as group::name, that send or receive it
    part_of: set = field(default_factory=set)  # names of models that hold it
    is_sent: bool = False  # in the body of a request, perhaps within others
    brief: str = ""  # what it is, where something can be said


@dataclass
class Parameter:
    wire: str
    name: str
    where: str
    type: Type
    required: bool
    facts: dict
    meaning: str = ""
    selects: bool = False  # the filter of a bulk action: what it applies to; where is "query" or "body"


@dataclass
class Operation:
    vendor: str
    name: str
    group: str  # admin/jobs
    verb: str
    path: str
    parameters: list
    body: Type | None
    body_required: bool
    response: Type | None  # None: no body
    raw_response: bool
    repeatable: bool
    administrator: bool
    secret: bool
    starts_job: bool
    paginated: dict | None
    summary: str = ""

    @property
    def namespace(self):
        return "api::" + self.group.replace("/", "::")


class Fault(Exception):
    """The description holds something new: teach the generator, do not guess."""


_SCALARS = {
    ("string", None): "std::string",
    ("string", "uuid"): "uuid",
    ("string", "date-time"): "date_time",
    ("boolean", None): "bool",
    ("integer", "int32"): "std::int32_t",
    ("integer", "int64"): "std::int64_t",
    ("number", "double"): "double",
}


class Description:
    """All schemas by vendor name and all operations, in the order of the document."""

    def __init__(self, path, check=True):
        """Without `check` the tables may have too little or too much for this description."""
        with open(path, encoding="utf-8") as source:
            document = json.load(source)
        self.naming = Naming()
        self.version = document["info"]["version"]
        self._raw = document["components"]["schemas"]
        self.schemas = {vendor: self._schema(vendor, raw) for vendor, raw in self._raw.items()}
        unique("schemas", [(s.vendor, s.name) for s in self.schemas.values()])
        self.by_name = {s.name: s for s in self.schemas.values()}
        self.operations = [
            self._operation(verb, path, raw)
            for path, verbs in document["paths"].items()
            for verb, raw in verbs.items()
        ]
        for group in {o.group for o in self.operations}:
            unique(group, [(o.vendor, o.name) for o in self.operations if o.group == group])
        self._cross_reference()
        self._explain()
        if check:
            self.check()

    # --- types -------------------------------------------------------------------------------------------------------

    def type(self, raw, where):
        if not raw:
            return Type("any")
        reference = raw.get("$ref") or (raw["allOf"][0]["$ref"] if len(raw.get("allOf", [])) == 1 else None)
        if reference:
            vendor = reference.removeprefix("#/components/schemas/")
            kind = "enum" if self._raw[vendor]["type"] == "integer" else "model"
            return Type(kind, self.naming.snake(vendor))
        if raw["type"] == "array":
            return Type("array", item=self.type(raw["items"], where))
        if raw["type"] == "object" and "additionalProperties" in raw:
            return Type("map", item=self.type(raw["additionalProperties"], where))
        try:
            return Type("scalar", _SCALARS[raw["type"], raw.get("format")])
        except KeyError:
            raise Fault(f"{where}: no C++ type for {raw}") from None

    # --- schemas -----------------------------------------------------------------------------------------------------

    def _schema(self, vendor, raw):
        schema = Schema(vendor, self.naming.snake(vendor), is_page=raw.get("x-page-result", False))
        schema.source_date = raw.get("x-source-date", "")
        if raw["type"] == "integer":
            schema.is_enum = True
            names, numbers = raw.get("x-enum-varnames", []), raw.get("enum", [])
            if len(names) != len(numbers) or len(set(numbers)) != len(numbers):
                raise Fault(f"{vendor}: names and numbers do not match")
            schema.values = [(w, self.naming.member(vendor, w), n) for w, n in zip(names, numbers)]
            schema.unnumbered = raw.get("x-known-names", [])
            unique(vendor, [(w, n) for w, n, _ in schema.values])
            return schema
        if raw["type"] != "object":
            raise Fault(f"{vendor}: neither object nor enumeration")
        properties = dict(raw["properties"])
        for wire, like in tables.SUPPLEMENT.get(vendor, []):
            if wire in properties:
                raise Fault(f"{vendor}.{wire}: now described, take it out of SUPPLEMENT")
            properties[wire] = properties[like]
        inferred = set(raw.get("x-wire-inferred", []))
        for wire, value in properties.items():
            where = f"{vendor}.{wire}"
            schema.members.append(
                Member(
                    wire,
                    self.naming.member(vendor, wire),
                    self.type(value, where),
                    value.get("readOnly", False),
                    wire in inferred,
                )
            )
        unique(vendor, [(m.wire, m.name) for m in schema.members])
        if schema.name in {m.name for m in schema.members}:
            raise Fault(f"{vendor}: a member has the name of its class; add it to MEMBER_NAMES")
        if not schema.members:
            raise Fault(f"{vendor}: no members")
        return schema

    # --- operations --------------------------------------------------------------------------------------------------

    def _operation(self, verb, path, raw):
        vendor = raw["operationId"]
        if len(raw["tags"]) != 1 or raw["tags"][0] not in tables.GROUPS:
            raise Fault(f"{vendor}: give its tag {raw['tags']} a group in GROUPS")
        parameters = []
        for p in raw.get("parameters", []):
            facts = {k: v for k, v in p.items() if k.startswith("x-")}
            facts["default"] = p["schema"].get("default")
            kind = self.type(p["schema"], f"{vendor}.{p['name']}")
            name = self.naming.parameter(vendor, p["name"])
            if kind.name == "std::string" and isinstance(facts.get("x-server-default"), int):
                kind = Type("scalar", "std::int64_t")  # a number that the description calls text: its default is one
            selects = p["name"] == "filter" and vendor in tables.BULK_ACTIONS
            if selects:
                name = "objects"
            required = p.get("required", False) or selects
            parameters.append(Parameter(p["name"], name, p["in"], kind, required, facts, selects=selects))
            if p["in"] not in ("path", "query", "header"):
                raise Fault(f"{vendor}.{p['name']}: parameter in {p['in']}")
            if p["name"] == raw.get("x-paginated", {}).get("parameter"):
                parameters[-1].name = "page_token"
        unique(vendor, [(p.wire, p.name) for p in parameters])
        body = raw.get("requestBody")
        body_type = None
        if body:
            if list(body["content"]) != ["application/json"]:
                raise Fault(f"{vendor}: body is not JSON")
            schema = body["content"]["application/json"]["schema"]
            body_type = self.type(schema, vendor)
            members = self._raw.get(schema.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
            if vendor in tables.BULK_ACTIONS and "filter" in members:
                # the filter stands in the body, but is the constructor's first argument all the same
                kind = Type("scalar", "std::string")
                parameters.append(Parameter("filter", "objects", "body", kind, True, {"default": None}, selects=True))
        content = raw["responses"]["200"].get("content", {})
        if not set(content) <= {"application/json"}:
            raise Fault(f"{vendor}: answer is not JSON")
        response = self.type(content["application/json"]["schema"], vendor) if content else None
        undocumented = raw.get("x-undocumented-result", False)
        return Operation(
            vendor=vendor,
            name=self.naming.snake(vendor),
            group=tables.GROUPS[raw["tags"][0]],
            verb=verb,
            path=path,
            parameters=parameters,
            body=body_type,
            body_required=bool(body and body.get("required", False)),
            response=Type("raw") if undocumented else response,
            raw_response=undocumented,
            repeatable=self._repeatable(verb, vendor, raw),
            administrator=raw.get("x-admin", False),
            secret=raw.get("x-secret-response", False) or self._sends_secret(body_type),
            starts_job=raw.get("x-starts-job", False),
            paginated=raw.get("x-paginated"),
        )

    def _repeatable(self, verb, vendor, raw):
        # the document's marks and the reviewed tables must agree, so that a new version is looked at
        if raw.get("x-unsafe-get", False) != (vendor in tables.CHANGING_GETS):
            raise Fault(f"{vendor}: x-unsafe-get and CHANGING_GETS differ")
        if raw.get("x-safe-post", False) != (vendor in tables.READING_POSTS):
            raise Fault(f"{vendor}: x-safe-post and READING_POSTS differ")
        return {
            "get": vendor not in tables.CHANGING_GETS,
            "post": vendor in tables.READING_POSTS,
            "put": vendor not in tables.CHANGING_PUTS,
            "delete": vendor in tables.REPEATABLE_DELETES,
        }[verb]

    def _sends_secret(self, body):
        return bool(body and body.kind == "model" and body.name in {self.naming.snake(s) for s in tables.SECRET_SCHEMAS})

    # --- the whole ---------------------------------------------------------------------------------------------------

    def check(self):
        """Fails when a table or a sentence is missing or superfluous."""
        self._check_tables()
        self._check_sentences()

    def _check_tables(self):
        """An entry that matches nothing is a mistake, or a leftover of an older description."""
        operations = {o.vendor for o in self.operations}
        listed = tables.CHANGING_GETS | tables.READING_POSTS | tables.CHANGING_PUTS | tables.REPEATABLE_DELETES
        stale = [f"operation {n}" for n in listed - operations]
        stale += [f"parameter {n}" for n in tables.PARAMETER_NAMES if n.split(".")[0] not in operations]
        owners = set(self.schemas)
        stale += [f"member {n}" for n in tables.MEMBER_NAMES if n.split(".")[0] not in owners]
        stale += [f"schema {n}" for n in (set(tables.SUPPLEMENT) | tables.SECRET_SCHEMAS) - owners]
        groups = {o.group for o in self.operations}
        stale += [f"group {n}" for n in set(tables.GROUPS.values()) - groups]
        corrected = set(self.naming.corrected)
        stale += [f"name {n}" for n in tables.WHOLE_NAMES if n not in corrected]
        for kind, words in (
            ("misspelled", tables.MISSPELLED_WORDS),
            ("joined", tables.JOINED_WORDS),
            ("abbreviation", tables.ABBREVIATIONS),
        ):
            stale += [f"{kind} {w}" for w in words if w not in self.naming.used]
        if stale:
            raise Fault("entries of codegen/tables.py that match nothing: " + ", ".join(sorted(stale)))

    def _explain(self):
        for o in self.operations:
            o.summary = prose.operations.SUMMARIES.get(o.vendor, "")
            for p in o.parameters:
                p.meaning = prose.parameters.meaning(o.vendor, o.group, p.wire)[0]
        for vendor, brief in prose.models.of(self).items():
            self.schemas[vendor].brief = brief

    def _check_sentences(self):
        """Every operation and parameter has its sentences, and every sentence its use."""
        parameters = [(o, p) for o in self.operations for p in o.parameters]
        missing = [o.vendor for o in self.operations if not o.summary]
        missing += [f"{o.vendor}.{p.wire}" for o, p in parameters if not p.meaning]
        if missing:
            raise Fault("codegen/prose does not say what these are: " + ", ".join(missing))
        used = {prose.parameters.meaning(o.vendor, o.group, p.wire)[1] for o, p in parameters}
        stale = prose.operations.SUMMARIES.keys() - {o.vendor for o in self.operations}
        stale |= prose.parameters.places() - used
        stale |= prose.models.BRIEFS.keys() - self.schemas.keys()
        if stale:
            raise Fault("sentences in codegen about what the description lacks: " + ", ".join(sorted(stale)))

    def _cross_reference(self):
        for operation in self.operations:
            for kind in (operation.body, operation.response):
                for name in models_of(kind):
                    self.by_name[name].used_by.add(f"{operation.namespace}::{operation.name}")
            for parameter in operation.parameters:
                for name in models_of(parameter.type):
                    self.by_name[name].used_by.add(f"{operation.namespace}::{operation.name}")
        for schema in self.schemas.values():
            for member in schema.members:
                for name in models_of(member.type):
                    self.by_name[name].part_of.add(schema.name)
        for operation in self.operations:
            for name in models_of(operation.body):
                self._mark_sent(self.by_name[name])

    def _mark_sent(self, schema):
        if not schema.is_sent:
            schema.is_sent = True
            for member in schema.members:
                for name in models_of(member.type):
                    self._mark_sent(self.by_name[name])


def models_of(kind):
    """Names of the enums and models that a type is made of."""
    if kind is None:
        return []
    return ([kind.name] if kind.kind in ("enum", "model") else []) + models_of(kind.item)
