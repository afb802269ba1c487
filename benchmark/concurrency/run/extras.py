"""Figures without rounds: system calls, instructions, small calls beside large ones, a server that stalls."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from cases import Case
from server import CLIENT_CORE, pinned


def lines_of(server, command, case, more):
    done = subprocess.run(pinned(CLIENT_CORE, command + server.arguments(case) + more),
                          capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"status {done.returncode}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def counted_per_call(server, clients, body, runs, count):
    """Client, protocol and `count` per call: the difference of two run lengths, so that start-up does not count."""
    few, many = runs
    for client in clients:
        for tls in (False, True):
            case = Case(body, tls, 8, 8)
            grown = count(server, client, case, many) - count(server, client, case, few)
            yield client.name, "tls" if tls else "plain", grown / (many - few)


def count_system_calls(server, client, case, calls):
    """All system calls of one run, in all threads."""
    with tempfile.NamedTemporaryFile("r") as summary:
        lines_of(server, ["strace", "-c", "-f", "-o", summary.name] + client.command, case,
                 ["--calls", str(calls), "--warm-up", "64"])
        total = re.search(r"^100\.00\s+\S+\s+(?:\S+\s+)?(\d+)\s.*total$", summary.read(), re.MULTILINE)
    return int(total.group(1))


def system_calls(server, clients, short):
    """System calls per 46 KB reply."""
    if shutil.which("strace") is None:
        print("(system calls are left out: strace is not installed)", file=sys.stderr)
        return {}
    looked_at = [client for client in clients if client.name in ("limit", "ours-exchange", "beast", "curl")]
    runs = (16, 32) if short else (200, 1200)
    return {protocol if name == "ours-exchange" else f"{name} {protocol}": each
            for name, protocol, each in counted_per_call(server, looked_at, "medium", runs, count_system_calls)}


def beside(server, ours, short):
    """Small calls alone, and beside 5 MB ones on other connections of the same client."""
    out = {}
    for tls in (False, True):
        case = Case("small", tls, 8, 12)
        lines = lines_of(server, ours + ["--mode", "beside"], case,
                         ["--calls", "200" if short else "20000", "--warm-up", "100"])
        out["tls" if tls else "plain"] = {line["client"]: line for line in lines}
    return out


def count_instructions(server, client, case, calls):
    """User instructions of one run, counted by callgrind."""
    with tempfile.NamedTemporaryFile("r") as log:
        lines_of(server, ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log.name}"]
                 + client.command, case, ["--calls", str(calls), "--warm-up", "50"])
        return int(re.search(r"Collected : (\d+)", log.read()).group(1))


def instructions(server, clients, short):
    """Instructions per small call. They do not depend on other load."""
    if shutil.which("valgrind") is None:
        print("(instructions are left out: valgrind is not installed)", file=sys.stderr)
        return {}
    looked_at = [client for client in clients if client.name in ("limit", "ours-exchange", "ours-typed")
                 or (client.name == "beast" and not short)]
    runs = (16, 32) if short else (1000, 3000)
    return {f"{name} {protocol}": each
            for name, protocol, each in counted_per_call(server, looked_at, "small", runs, count_instructions)}


class Stalled(Case):
    @property
    def base(self):
        return "/stalled"


def stalled(server, ours, short):
    """Peak memory in KB by the number of calls to a server that never answers."""
    counts = {"one": 1, "full": 100 if short else 10_000, "most": 400 if short else 40_000}
    out = {}
    for tls in (False, True):
        peaks = {"calls": list(counts.values())}
        for name, calls in counts.items():
            line = lines_of(server, ours + ["--mode", "stalled"], Stalled("small", tls, 32, 32), ["--calls", str(calls)])[0]
            peaks[name] = line["max_rss_kb"]
        peaks["per_waiting_call_kb"] = (peaks["full"] - peaks["one"]) / counts["full"]
        out["tls" if tls else "plain"] = peaks
    return out


def all_extras(server, clients, build, short):
    """The figures by name. Failures are reported and skipped."""
    ours = [os.path.join(build, "benchmark_ours")]
    out = {}
    for name, run in (("system_calls", lambda: system_calls(server, clients, short)),
                      ("instructions", lambda: instructions(server, clients, short)),
                      ("beside", lambda: beside(server, ours, short)), ("stalled", lambda: stalled(server, ours, short))):
        print(f"{name.replace('_', ' ')} …", file=sys.stderr, flush=True)
        try:
            out[name] = run()
        except (RuntimeError, OSError, AttributeError, subprocess.TimeoutExpired) as error:
            print(f"  {name}: {error}", file=sys.stderr)
            out["failed"] = True
    return out


def extras_table(extras):
    lines = []
    if extras.get("system_calls"):
        lines += ["### System calls per 46 KB reply, 8 in flight", "", "| client | system calls |", "|---|---|"]
        lines += [f"| {'ours-exchange ' + name if name in ('plain', 'tls') else name} | {count:.2f} |"
                  for name, count in extras["system_calls"].items()]
        lines.append("")
    if extras.get("instructions"):
        lines += ["### User instructions per small call, 8 in flight", "", "| client | instructions |", "|---|---|"]
        lines += [f"| {name} | {count:,.0f} |" for name, count in extras["instructions"].items()] + [""]
    if extras.get("beside"):
        lines += ["### 8 small callers beside 4 of 5 MB, in one client", "",
                  "| | p50 µs | p99 µs | longest µs |", "|---|---|---|---|"]
        lines += [f"| {protocol}, {name} | {line['p50_us']:,.0f} | {line['p99_us']:,.0f} | {line['max_us']:,.0f} |"
                  for protocol, all_of_them in extras["beside"].items() for name, line in all_of_them.items()]
        lines.append("")
    if extras.get("stalled"):
        lines += ["### A server that stalls: peak memory in MB", "",
                  "| | " + " | ".join(f"calls: {count:,}" for count in extras["stalled"]["plain"]["calls"])
                  + " | KB per waiting call |", "|---|---|---|---|---|"]
        lines += [f"| {protocol} | {of['one'] / 1024:.1f} | {of['full'] / 1024:.1f} | {of['most'] / 1024:.1f} | "
                  f"{of['per_waiting_call_kb']:.2f} |" for protocol, of in extras["stalled"].items()]
        lines.append("")
    return "\n".join(lines)
