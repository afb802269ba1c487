#!/usr/bin/env python3
"""Tests of the generator's judgement: names, and what it refuses instead of guessing."""

import copy
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from unittest import mock
from pathlib import Path

sys.dont_write_bytecode = True

import changes
import filters
import generate
import naming
import openapi
import prose.models
import tables

HERE = Path(__file__).resolve().parent
TEXT = (HERE / "cloud-governance.openapi.json").read_text(encoding="utf-8")
DOCUMENT = json.loads(TEXT)


def read(document, check=True):
    """The description of a changed document."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(document, file)
        file.flush()
        return openapi.Description(file.name, check)


class Names(unittest.TestCase):
    def test_words(self):
        for vendor, expected in {
            "CreateSiteRequest": "create_site_request",
            "appObjectId": "app_object_id",
            "Office365TenantID": "office365_tenant_id",
            "M365GroupInfo": "m365_group_info",
            "SubmitCreateSiteRequestV2": "submit_create_site_request_v2",
            "SPGroupEditOption": "sharepoint_group_edit_option",
            "isAPIExceptional": "is_api_exceptional",
            "GetAzureADExtensionPropertyNamesWithDataType": "get_azure_ad_extension_property_names_with_data_type",
            "selectedWebAppId_SubSiteProvServ": "selected_web_app_id_sub_site_provisioning_service",
            "access_token": "access_token",
        }.items():
            self.assertEqual(naming.Naming().snake(vendor), expected)

    def test_corrected(self):
        for vendor, expected in {
            "GetLockSiteReuqest": "get_lock_site_request",
            "GetChagneGroupPolicyRequest": "get_change_group_policy_request",
            "GetUploadFileUrL": "get_upload_file_url",
            "GeTaskReport": "get_task_report",
            "WorksapceOngoingTasksModel": "workspace_ongoing_tasks_model",
            "EditUnLockSiteRequest": "edit_unlock_site_request",
        }.items():
            names = naming.Naming()
            self.assertEqual(names.snake(vendor), expected)
            self.assertEqual(names.corrected, {vendor: expected})

    def test_abbreviations(self):
        for vendor, expected in {
            "SCLifecycleGallery": "site_collection_lifecycle_gallery",
            "ChangeSSSettingsTitleDes": "change_sub_site_settings_title_description",
            "OwnerStr": "owner_string",
            "SASUriModel": "sas_uri_model",
        }.items():
            self.assertEqual(naming.Naming().snake(vendor), expected)

    def test_reserved(self):
        self.assertEqual(naming.Naming().snake("default"), "default_")
        self.assertEqual(naming.Naming().snake("Minor"), "minor_")

    def test_collision(self):
        with self.assertRaises(naming.Collision):
            naming.unique("owner", [("siteUrl", "site_url"), ("siteurl", "site_url")])


def sentences(found):
    """Everything that is said of operations, parameters and models."""
    texts = [o.summary for o in found.operations] + [p.meaning for o in found.operations for p in o.parameters]
    return texts + [s.brief for s in found.schemas.values() if s.brief]


class Summaries(unittest.TestCase):
    def test_names_exist(self):
        """What the sentences call by its C++ name is called so."""
        found = read(DOCUMENT)
        known = {o.name for o in found.operations}
        known |= {m.name for s in found.schemas.values() for m in s.members}
        known |= {"delegated_token", "user_token"}  # of auth
        known |= {p.wire for o in found.operations for p in o.parameters}
        for text in sentences(found):
            for name in re.findall(r"`(?:\w+::)*([a-zA-Z]\w*)`", text):
                self.assertTrue(name in known, f"{name}: {text}")

    def test_sentences(self):
        found = read(DOCUMENT)
        for text in sentences(found):
            self.assertRegex(text, r"^[A-Z].*\.$")
            self.assertNotRegex(text, r"  |\.\.| \.|\ba [aeio]\w|\b(\w+) \1\b")


class Form(unittest.TestCase):
    """What generated headers look like: docs/decisions/0013."""

    @classmethod
    def setUpClass(cls):
        cls.files = generate.outputs(read(DOCUMENT))
        cls.operations = {name: text for name, text in cls.files.items() if "operation_traits traits" in text}

    def test_lines(self):
        for name, text in self.files.items():
            if name.endswith((".hpp", ".cpp")):
                self.assertLessEqual(max(map(len, text.splitlines())), 120, name)

    def test_one_file_for_each_entity(self):
        self.assertEqual(len(self.operations), 316)
        models = [name for name in self.files if re.fullmatch(r"include/cloud_governance/model/(?!src)\w+\.hpp", name)]
        self.assertEqual(len(models), 740)
        self.assertFalse([name for name in self.files if name.endswith(".ipp")])

    def test_bodies(self):
        """Compiled mode builds each body in one part, and a part comes after those that it is made of."""
        for layer, macro in (("api", "CLOUD_GOVERNANCE_API_BODIES"), ("model", "CLOUD_GOVERNANCE_MODEL_BODIES")):
            folder = f"include/cloud_governance/{layer}"
            with_bodies = {name for name, text in self.files.items() if f"#ifdef {macro}\n" in text}
            built = []
            for number in range(1, len([name for name in self.files if name.startswith(f"{folder}/src_")]) + 1):
                others, own = self.files[f"{folder}/src_{number}.hpp"].split(f"#define {macro} 1\n")
                included = {f"include/{path}" for path in re.findall(r"#include <(.*)>", others)}
                self.assertLessEqual(included & with_bodies, set(built))
                built += [f"include/{path}" for path in re.findall(r"#include <(.*)>", own)]
            self.assertEqual(sorted(built), sorted(with_bodies))

    def test_names_of_operations(self):
        """What completion lists: parameters, and at most five names more."""
        for name, text in self.operations.items():
            public = text.split("\npublic:\n")[1].split("\nprivate:\n")[0].split("\n};\n")[0]
            public = re.sub(r"/\*.*?\*/|//.*", "", public, flags=re.S)
            setters = set(re.findall(r"^    \w+& (\w+)\(", public, flags=re.M))
            getters = set(re.findall(r"^    .* const& (\w+)\(\) const noexcept", public, flags=re.M))
            self.assertEqual(setters, getters, name)
            declared = set(re.findall(r"^    (?:using |static |void ).*?(\w+)(?: = |\(|\{)", public, flags=re.M))
            self.assertLessEqual(declared, {"response_type", "traits", "name", "encode", "next_page_token"}, name)
            data = set(re.findall(r"^    [\w:<>]+ (\w+);", public, flags=re.M))
            self.assertFalse([each for each in setters | data if each.endswith("_")], name)
            self.assertNotIn("&&", re.sub(r"/\*.*?\*/|//.*", "", public), name)


class Refusals(unittest.TestCase):
    def setUp(self):
        self.document = json.loads(TEXT)

    def refused(self, words):
        with self.assertRaisesRegex(openapi.Fault, words):
            read(self.document)

    def test_whole_document(self):
        found = read(self.document)
        self.assertEqual((len(found.operations), len(found.schemas)), (316, 740))

    def test_unseen_mark(self):
        self.document["paths"]["/requests/my"]["get"]["x-unsafe-get"] = True
        self.refused("GetMyRequests: x-unsafe-get")

    def test_unreviewed_reading_post(self):
        self.document["paths"]["/requests/createsite"]["post"]["x-safe-post"] = True
        self.refused("SubmitCreateSiteRequest: x-safe-post")

    def test_new_tag(self):
        self.document["paths"]["/requests/my"]["get"]["tags"] = ["New"]
        self.refused("GROUPS")

    def test_new_type(self):
        self.document["components"]["schemas"]["SiteUrl"]["properties"]["root"] = {"type": "string", "format": "byte"}
        self.refused("SiteUrl.root: no C")

    def test_operation_without_summary(self):
        self.document["paths"]["/requests/my"]["get"]["operationId"] = "GetOwnRequests"
        self.refused("does not say what these are: GetOwnRequests")

    def test_parameter_without_meaning(self):
        self.document["paths"]["/requests/my"]["get"]["parameters"][0]["name"] = "colour"
        self.refused("does not say what these are: GetMyRequests.colour")

    def test_summary_without_operation(self):
        del self.document["paths"]["/requests/my"]
        self.refused("about what the description lacks: GetMyRequests")

    def test_meaning_without_parameter(self):
        self.document["paths"]["/services/id"]["get"]["parameters"] = []
        with mock.patch.object(openapi.Description, "_check_tables"):
            self.refused("about what the description lacks: GetServiceId.name")

    def test_brief_without_schema(self):
        with mock.patch.dict(prose.models.BRIEFS, {"Colour": "What it looks like."}):
            self.refused("about what the description lacks: Colour")

    def test_stale_table(self):
        del self.document["paths"]["/requests/{id}/cancel"]
        self.refused("operation CancelRequest")


class Filters(unittest.TestCase):
    def setUp(self):
        self.document = copy.deepcopy(DOCUMENT)

    def refused(self, words):
        with self.assertRaisesRegex(openapi.Fault, words):
            found = read(self.document, check=False)
            filters.check_tables(found)
            filters.outputs(found)

    def parameter(self, path, verb, name):
        return next(p for p in self.document["paths"][path][verb]["parameters"] if p["name"] == name)

    def test_types(self):
        found = read(DOCUMENT)
        operations = {o.vendor: o for o in found.operations}
        known = {name: (wire, kind) for name, wire, kind in filters.known_fields(operations["GetMyTasks"], found)}
        self.assertEqual(known["status"], ("status", "model::task_result"))
        self.assertEqual(known["created_time"], ("createdTime", "date_time"))
        self.assertEqual(known["id"], ("id", "uuid"))
        self.assertEqual(known["allow_edit"], ("allowEdit", "bool"))
        locked = {name: kind for name, _, kind in filters.known_fields(operations["LockWorkspaces"], found)}
        self.assertEqual(locked["status"], "model::workspace_status")
        self.assertEqual(locked["locked_by"], "std::string")  # its enumeration has no published names
        self.assertEqual(filters.operators(operations["GetMyTasks"]), ["eq", "ne"])

    def test_unreviewed_bulk_action(self):
        action = self.document["paths"]["/admin/directory/workspace/lock"]["post"]
        action["operationId"] = "LockAll"
        self.refused("LockAll: takes a filter and acts")

    def test_filter_that_became_a_list(self):
        self.document["paths"]["/admin/directory/workspace/lock"]["post"]["parameters"] = []
        self.refused("LockWorkspaces: takes a filter and acts")

    def test_unreviewed_bulk_action_by_body(self):
        action = self.document["paths"]["/admin/directory/workspace/sites/policy"]["post"]
        action["operationId"] = "ApplyAll"
        self.refused("ApplyAll: takes a filter and acts")

    def test_filter_and_order_differ(self):
        self.parameter("/tasks/my/v2", "get", "orderby")["x-orderby-fields"].pop()
        self.refused("GetMyTasks: filter and orderby know different fields")

    def test_filter_without_fields(self):
        del self.parameter("/tasks/my/v2", "get", "filter")["x-filter-fields"]
        del self.parameter("/tasks/my/v2", "get", "orderby")["x-orderby-fields"]
        self.refused("GetMyTasks: a filter without fields")

    def test_fields_of_another_list(self):
        self.parameter("/admin/report/workspaces", "get", "filter")["x-filter-fields"].pop()
        self.refused("GetWorkspaceReport: does not know the fields of GetWorkspaces")


class Versions(unittest.TestCase):
    """What changes from one version of the description to the next."""

    @classmethod
    def setUpClass(cls):
        cls.before = changes.entries(read(DOCUMENT))

    def setUp(self):
        self.document = json.loads(TEXT)
        replaced = mock.patch.object(tables, "REMOVED", {})
        replaced.start()
        self.addCleanup(replaced.stop)

    def changes(self):
        return changes.compare(self.before, changes.entries(read(self.document, check=False)))

    def schema(self, name):
        return self.document["components"]["schemas"][name]

    def test_same(self):
        found = self.changes()
        self.assertEqual((len(found), found.report()), (0, ""))
        found.refuse()

    def test_file(self):
        self.assertEqual(changes.parse(changes.text(self.before)), self.before)

    def test_added(self):
        self.document["paths"]["/requests/mine"] = copy.deepcopy(self.document["paths"]["/requests/my"])
        self.document["paths"]["/requests/mine"]["get"]["operationId"] = "GetMine"
        self.schema("GuidModel")["properties"]["colour"] = {"type": "string"}
        found = self.changes()
        self.assertEqual([e.key for e in found.added], ["operation GetMine", "field GuidModel.colour"])
        self.assertIn("operation GetMine: api::requests::get_mine, GET /requests/mine -> model::", found.report())
        found.refuse()

    def test_removed_is_refused(self):
        del self.document["paths"]["/requests/my"]
        del self.schema("GuidModel")["properties"]["description"]
        del self.document["paths"]["/tasks/{id}/reject"]["post"]["parameters"][1]
        self.schema("TaskResult")["enum"].pop()
        self.schema("TaskResult")["x-enum-varnames"].pop()
        found = self.changes()
        with self.assertRaisesRegex(openapi.Fault, "has lost what the last release offers") as caught:
            found.refuse()
        self.assertEqual(
            str(caught.exception).split("\n  ")[1:],
            [
                "enumerator TaskResult.Deleted",
                "field GuidModel.description",
                "operation GetMyRequests",
                "parameter RejectTask.isPassbackEnabled",
            ],
        )

    def test_generator_stops(self):
        """The program itself, on a copy: it writes nothing and names what is gone."""
        with tempfile.TemporaryDirectory() as place:
            copied = Path(place) / "codegen"
            shutil.copytree(HERE, copied)
            del self.document["paths"]["/requests/my"]
            (copied / "cloud-governance.openapi.json").write_text(json.dumps(self.document), encoding="utf-8")
            for mode in ([], ["--check"], ["--changes"], ["--release"]):
                run = subprocess.run([sys.executable, copied / "generate.py", *mode], capture_output=True, text=True)
                self.assertEqual(run.returncode, 1)
                self.assertIn("\n  operation GetMyRequests\n", run.stderr)
                self.assertEqual(mode == ["--changes"], "Removed: 1\n" in run.stdout)
            self.assertEqual(list(Path(place).iterdir()), [copied])

    def test_removed_and_acknowledged(self):
        del self.document["paths"]["/requests/my"]
        tables.REMOVED["operation GetMyRequests"] = "a test"
        found = self.changes()
        found.refuse()
        self.assertIn("Removed: 1\n  operation GetMyRequests: api::requests::get_my_requests", found.report())

    def test_acknowledged_but_there(self):
        tables.REMOVED["operation GetMyRequests"] = "a test"
        with self.assertRaisesRegex(openapi.Fault, "the description has: operation GetMyRequests"):
            self.changes().refuse()

    def test_renamed_operation(self):
        self.document["paths"]["/requests/my"]["get"]["operationId"] = "GetOwnRequests"
        found = self.changes()
        self.assertIn("operation GetMyRequests -> GetOwnRequests (same method and path)", found.report())
        self.assertFalse(found.added)
        with self.assertRaisesRegex(openapi.Fault, "operation GetMyRequests"):
            found.refuse()

    def test_renamed_schema(self):
        text = json.dumps(self.document).replace("schemas/TaskComment\"", "schemas/CommentOnTask\"")
        self.document = json.loads(text)
        schemas = self.document["components"]["schemas"]
        schemas["CommentOnTask"] = schemas.pop("TaskComment")
        report = self.changes().report()
        self.assertIn("schema TaskComment -> CommentOnTask (", report)
        self.assertIn("members are the same)", report)

    def test_renamed_field_and_enumerator(self):
        properties = self.schema("GuidModel")["properties"]
        properties["descriptions"] = properties.pop("description")
        self.schema("TaskResult")["x-enum-varnames"][0] = "Ongoing"
        report = self.changes().report()
        self.assertIn("field GuidModel.description -> GuidModel.descriptions (same type, similar name)", report)
        self.assertIn("enumerator TaskResult.Running -> TaskResult.Ongoing (same number 0)", report)

    def test_changed_type(self):
        self.schema("GuidModel")["properties"]["id"] = {"type": "string"}
        self.document["paths"]["/services/id"]["get"]["parameters"][0]["required"] = False
        found = self.changes()
        self.assertIn("field GuidModel.id: uuid -> string", found.report())
        self.assertIn("parameter GetServiceId.name: query required string -> query optional string", found.report())
        found.refuse()

    def test_other_cpp_name(self):
        before = copy.deepcopy(self.before)
        entry = next(e for e in before if e.key == "field GuidModel.name")
        entry.cpp = "title"
        found = changes.compare(before, self.before)
        self.assertEqual(found.report(), "Other name in C++: 1\n  field GuidModel.name: title -> name\n")
        found.refuse()


if __name__ == "__main__":
    unittest.main()
