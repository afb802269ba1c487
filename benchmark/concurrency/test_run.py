"""Tests of what the runner computes: python3 benchmark/concurrency/test_run.py"""

import os
import sys
import unittest
import xml.dom.minidom

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "run"))

import plot
import table
from cases import all_cases
from clients import all_clients
from figures import Figures
from goals import Goal, all_goals, goals_table


def sample(case, client, number, cpu_us, **more):
    return {"case": case, "client": client, "round": number, "cpu_us": cpu_us, "calls_per_s": 1e6 / cpu_us,
            "p50_us": cpu_us, "p99_us": 2 * cpu_us, "server_us": 1, "max_rss_kb": 4096} | more


class Ratios(unittest.TestCase):
    def test_are_medians_of_the_rounds_ratios(self):
        # the machine was ten times slower in the second round, which no ratio shows
        figures = Figures([sample("c", "limit", 1, 10), sample("c", "limit", 2, 100), sample("c", "limit", 3, 10),
                           sample("c", "ours", 1, 12), sample("c", "ours", 2, 120), sample("c", "ours", 3, 13)])
        self.assertAlmostEqual(figures.ratio("c", "ours", "limit"), 1.2)

    def test_leave_out_rounds_in_which_one_failed(self):
        figures = Figures([sample("c", "limit", 1, 10), sample("c", "limit", 2, 10, failed="lost"),
                           sample("c", "ours", 1, 20), sample("c", "ours", 2, 90)])
        self.assertAlmostEqual(figures.ratio("c", "ours", "limit"), 2)

    def test_of_what_was_not_measured_are_none(self):
        self.assertIsNone(Figures([sample("c", "ours", 1, 10)]).ratio("c", "ours", "limit"))


class Goals(unittest.TestCase):
    def judged(self, at_most, *figures):
        return Goal("what", 1.15, at_most, [("", figure) for figure in figures], "how").holds()

    def test_hold_only_when_every_figure_does(self):
        self.assertTrue(self.judged(True, 1.15, 1.0))
        self.assertFalse(self.judged(True, 1.151, 1.0))
        self.assertTrue(self.judged(False, 1.15, 9))
        self.assertFalse(self.judged(False, 1.149, 9))

    def test_are_not_judged_when_a_figure_is_missing(self):
        self.assertIsNone(self.judged(True, 1.0, None))
        self.assertIsNone(self.judged(True))

    def test_of_nothing_are_a_table_that_says_so(self):
        goals = all_goals(Figures([]), {})
        self.assertEqual(goals_table(goals).count("not measured"), len(goals))


class Files(unittest.TestCase):
    def setUp(self):
        self.cases, self.clients = all_cases(), all_clients("build")
        self.figures = Figures([sample(case.name, client.name, 1, 3 + at) for case in self.cases
                                for at, client in enumerate(self.clients)])

    def test_plots_are_well_formed(self):
        for metric in plot.METRICS:
            drawn = xml.dom.minidom.parseString(plot.plot(self.figures, self.cases, metric))
            self.assertEqual(len(drawn.getElementsByTagName("polyline")), len(plot.COLOURS) * len(plot.PANELS))
        self.assertIsNone(plot.plot(Figures([]), self.cases, "cpu_us"))

    def test_tables_have_a_row_for_each_client(self):
        text = table.case_table(self.figures, self.cases[0], self.clients)
        self.assertEqual(text.count("\n| "), len(self.clients) + 1)


if __name__ == "__main__":
    unittest.main()
