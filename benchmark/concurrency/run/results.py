"""The files that a run writes: JSON with every sample, tables in Markdown, plots."""

import datetime
import json
import os
import platform
import re
import subprocess

import plot
from extras import extras_table
from goals import goals_table
from table import all_tables

FILES = {"calls_per_s": "calls", "cpu_us": "cpu", "p99_us": "p99"}


def first_line(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0].strip()
    except (OSError, subprocess.CalledProcessError, IndexError):
        return None


def surroundings():
    """The versions and hardware that figures depend on, without anything that identifies the machine."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*:\s*(.*)", file.read())
    return {
        "processor": model.group(1) if model else platform.machine(), "cores": os.cpu_count(),
        "kernel": platform.release().split("-")[0], "compiler": first_line("g++", "--version"),
        "openssl": first_line("openssl", "version"), "curl": first_line("curl-config", "--version"),
        "go": first_line("go", "version"), "node": first_line("node", "--version")}


def markdown(date, rounds, about, goals, figures, extras, cases, clients):
    versions = "; ".join(f"{name}: {value}" for name, value in about.items() if value)
    return (f"# Concurrent calls, {date}\n\n{rounds} rounds. {versions}\n\n"
            "Cells are medians (least–most); ratios are medians of the rounds' ratios.\n\n"
            f"## Goals\n\n{goals_table(goals)}\n## Tables\n\n{all_tables(figures, cases, clients)}\n{extras_table(extras)}")


def write(folder, rounds, goals, figures, extras, samples, cases, clients):
    os.makedirs(folder, exist_ok=True)
    date, about = datetime.date.today().isoformat(), surroundings()

    def save(name, text):
        with open(os.path.join(folder, f"{date}{name}"), "w", encoding="utf-8") as file:
            file.write(text)

    judged = [{"goal": goal.what, "bound": goal.bound, "at_most": goal.at_most, "reached": dict(goal.reached),
               "holds": goal.holds(), "how": goal.how} for goal in goals]
    save(".json", json.dumps({"date": date, "rounds": rounds, "surroundings": about, "goals": judged, "extras": extras,
                              "samples": samples}, indent=1) + "\n")
    save(".md", markdown(date, rounds, about, goals, figures, extras, cases, clients))
    for metric, name in FILES.items():
        drawn = plot.plot(figures, cases, metric)
        if drawn:
            save(f"-{name}.svg", drawn)
