#!/usr/bin/env python3
"""Tests of the generator's judgement: names, and what it refuses instead of guessing."""

import copy
import json
import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

import description
import naming
import summaries

DOCUMENT = json.loads((Path(__file__).resolve().parent / "cloud-governance.openapi.json").read_text(encoding="utf-8"))


def read(document):
    """The description of a changed document."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(document, file)
        file.flush()
        return description.Description(file.name)


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

    def test_mended(self):
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
            self.assertEqual(names.mended, {vendor: expected})

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


class Summaries(unittest.TestCase):
    def test_names_exist(self):
        """What the sentences call by its C++ name is called so."""
        found = read(DOCUMENT)
        known = {o.name for o in found.operations}
        known |= {m.name for s in found.schemas.values() for m in s.members}
        known |= {p.wire for o in found.operations for p in o.parameters}
        texts = list(summaries.SUMMARIES.values()) + [p.meaning for o in found.operations for p in o.parameters]
        for text in texts:
            for name in re.findall(r"`(\w+)`", text):
                self.assertIn(name, known, text)

    def test_sentences(self):
        found = read(DOCUMENT)
        for text in list(summaries.SUMMARIES.values()) + [p.meaning for o in found.operations for p in o.parameters]:
            self.assertRegex(text, r"^[A-Z].*\.$")
            self.assertNotRegex(text, r"  |\.\.| \.|\ba [aeio]\w|\b(\w+) \1\b")


class Refusals(unittest.TestCase):
    def setUp(self):
        self.document = copy.deepcopy(DOCUMENT)

    def refused(self, words):
        with self.assertRaisesRegex(description.Fault, words):
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
        self.refused("match nothing: GetMyRequests")

    def test_meaning_without_parameter(self):
        self.document["paths"]["/services/id"]["get"]["parameters"] = []
        self.refused("match nothing: GetServiceId.name|parameter GetServiceId.name")

    def test_stale_table(self):
        del self.document["paths"]["/requests/{id}/cancel"]
        self.refused("operation CancelRequest")


if __name__ == "__main__":
    unittest.main()
