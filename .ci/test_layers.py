#!/usr/bin/env python3
"""Plants a fault of each kind in a copy of the library and expects .ci/layers.py to report it."""
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
import layers

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = "include/cloud_governance"


class PlantedFaults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.root = Path(cls.scratch.name)
        shutil.copytree(ROOT / LIBRARY, cls.root / LIBRARY)
        shutil.copytree(ROOT / "test/unit", cls.root / "test/unit")

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def expect(self, name, change, *words):
        """`change` makes a new text from the text of a file; the one finding must contain `words`."""
        path = self.root / name
        before = path.read_text(encoding="utf-8") if path.exists() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(change(before or ""), encoding="utf-8")
        try:
            findings = layers.check(self.root)[0]
            self.assertEqual(len(findings), 1, findings)
            for word in words:
                self.assertIn(word, findings[0])
        finally:
            if before is None:
                path.unlink()
            else:
                path.write_text(before, encoding="utf-8")

    def include(self, name, included, *words):
        line = f"#include <cloud_governance/{included}>\n"
        self.expect(f"{LIBRARY}/{name}", lambda text: text.replace("#pragma once\n", "#pragma once\n" + line, 1), *words)

    def test_the_library_itself_has_no_findings(self):
        self.assertEqual(layers.check(self.root)[0], [])
        self.assertEqual(layers.check(ROOT)[0], [])

    def test_include_of_a_higher_layer(self):
        self.include("core/error.hpp", "http/transport.hpp", "core/error.hpp:2", "core may not include http")
        self.include("client/client.hpp", "model/api_task.hpp", "client may not include model")
        self.include("testing/fake_service.hpp", "identity/token_life.hpp", "testing may not include identity")
        self.include("http/impl/connect/connector.hpp", "json/decode.hpp", "http may not include json")

    def test_include_of_a_forwarding_header(self):
        self.include("auth/strategy.hpp", "error.hpp", "forwarding header error.hpp")

    def test_include_in_quotation_marks(self):
        self.expect(f"{LIBRARY}/core/uuid.hpp", lambda text: text + '#include "error.hpp"\n', "quotation marks")

    def test_code_in_the_root_folder(self):
        self.expect(f"{LIBRARY}/client.hpp", lambda text: text + "struct stray;\n", "client.hpp", "root folder")
        self.expect(f"{LIBRARY}/stray.hpp", lambda text: "#pragma once\n/* text */ inline int stray;\n", "stray.hpp")

    def test_comments_in_a_forwarding_header_are_allowed(self):
        path = self.root / LIBRARY / "client.hpp"
        before = path.read_text(encoding="utf-8")
        path.write_text(before + "/* a comment\n   of two lines */\n// another\n", encoding="utf-8")
        self.assertEqual(layers.check(self.root)[0], [])
        path.write_text(before, encoding="utf-8")

    def test_include_of_another_layers_implementation(self):
        self.include("identity/impl/discovery.ipp", "http/impl/pool/connection.hpp", "belongs to another layer")

    def test_include_of_an_implementation_header_from_outside_impl(self):
        self.include("http/transport.hpp", "http/impl/pool/connection.hpp", "a header outside impl/")

    def test_include_of_the_body_of_another_header(self):
        guarded = "\n#ifdef CLOUD_GOVERNANCE_HEADER_ONLY\n#include <cloud_governance/core/impl/error.ipp>\n#endif\n"
        self.expect(f"{LIBRARY}/core/version.hpp", lambda text: text + guarded, "its own body is")

    def test_include_of_a_body_outside_the_guard(self):
        line = "#ifdef CLOUD_GOVERNANCE_HEADER_ONLY\n"
        self.expect(f"{LIBRARY}/core/uuid.hpp", lambda text: text.replace(line, "#if 1\n"), "outside '#ifdef")

    def test_body_that_compiled_mode_lacks(self):
        line = "#include <cloud_governance/core/impl/uuid.ipp>\n"
        self.expect(f"{LIBRARY}/src.hpp", lambda text: text.replace(line, ""), "core/impl/uuid.ipp", "compiled mode")

    def test_namespace_of_another_folder(self):
        stray = "\nnamespace cloud_governance::auth {\nint stray();\n}\n"
        self.expect(f"{LIBRARY}/http/origin.hpp", lambda text: text + stray, "cloud_governance::auth in the folder http")
        self.expect(f"{LIBRARY}/core/uuid.hpp", lambda text: text + stray, "cloud_governance::auth in the folder core")

    def test_folder_that_is_no_layer(self):
        self.expect(f"{LIBRARY}/utils/text.hpp", lambda text: "#pragma once\n", "utils is no layer")
        (self.root / LIBRARY / "utils").rmdir()

    def test_layer_without_tests(self):
        folder = self.root / "test/unit/observe"
        folder.rename(self.root / "elsewhere")
        self.assertIn("test/unit/observe", layers.check(self.root)[0][0])
        (self.root / "elsewhere").rename(folder)

    def test_loose_test(self):
        self.expect("test/loose.cpp", lambda text: "int main() {}\n", "test/loose.cpp")


if __name__ == "__main__":
    unittest.main()
