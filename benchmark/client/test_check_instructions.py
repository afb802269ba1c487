#!/usr/bin/env python3
"""The check of instructions fails when a figure is over, and when one is missing."""
import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.dont_write_bytecode = True
import check_instructions

RECORD = (Path(__file__).resolve().parent / "instructions.txt").read_text(encoding="utf-8")


def scaled(factor, which=""):
    """The record's text with the figures of some calls changed."""
    lines = []
    for name, count in check_instructions.read(RECORD).items():
        lines.append(f"{name} {int(count * factor) if name.startswith(which) else count}\n")
    return "".join(lines)


def status(measured, *arguments):
    """The exit status of the program, and its complaints."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("record", RECORD), ("measured", measured)):
            Path(folder, name).write_text(text, encoding="utf-8")
        complaints = io.StringIO()
        command = ["check", f"{folder}/record", f"{folder}/measured", *arguments]
        with mock.patch("sys.argv", command), contextlib.redirect_stdout(io.StringIO()), \
                contextlib.redirect_stderr(complaints):
            try:
                check_instructions.main()
                return 0, complaints.getvalue()
            except SystemExit as end:
                return end.code, complaints.getvalue()


class Check(unittest.TestCase):
    def test_the_record_has_every_call(self):
        calls = {f"{transport} {what}" for transport in ("plain", "tls") for what in ("exchange", "send", "approve")}
        self.assertEqual(set(check_instructions.read(RECORD)), calls)

    def test_equal_and_smaller_figures_pass(self):
        self.assertEqual(status(RECORD), (0, ""))
        self.assertEqual(status(scaled(0.5)), (0, ""))

    def test_two_per_cent_more_pass(self):
        self.assertEqual(status(scaled(1.0199)), (0, ""))

    def test_more_than_two_per_cent_more_fails(self):
        for which in check_instructions.read(RECORD):
            code, complaints = status(scaled(1.021, which))
            self.assertNotEqual(code, 0, which)
            self.assertIn(f"{which}: ", complaints)
            self.assertEqual(complaints.count("\n"), 1, complaints)

    def test_a_missing_figure_fails(self):
        text = scaled(1)
        code, complaints = status(text[text.index("\n") + 1:])
        self.assertNotEqual(code, 0)
        self.assertIn("not measured", complaints)

    def test_a_figure_without_record_fails(self):
        code, complaints = status(RECORD + "plain upload 1\n")
        self.assertNotEqual(code, 0)
        self.assertIn("plain upload: measured, but not recorded", complaints)

    def test_figures_of_another_compiler_are_only_reported(self):
        code, complaints = status(scaled(2), "no")
        self.assertEqual(code, 0)
        self.assertIn("reported only", complaints)


if __name__ == "__main__":
    unittest.main()
