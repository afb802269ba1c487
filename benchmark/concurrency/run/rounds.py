"""Runs the clients in turn, round by round, and stores every figure."""

import json
import subprocess
import sys

from server import CLIENT_CORE, pinned

TIME_LIMIT = 300  # seconds, for one cell


def run_client(server, client, case, calls, warm_up, more=()):
    """One cell: the client's figures and the server's."""
    command = pinned(CLIENT_CORE, client.command + server.arguments(case) + [
        "--calls", str(calls), "--warm-up", str(warm_up)] + list(more))
    before = server.cpu_us()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        return {"failed": f"not done after {TIME_LIMIT} s"}
    if done.returncode != 0 or not done.stdout.strip():
        return {"failed": (done.stderr.strip() or f"status {done.returncode}").splitlines()[-1]}
    sample = json.loads(done.stdout.strip().splitlines()[-1])
    sample["server_us"] = (server.cpu_us() - before) / (calls + warm_up)
    sample["calls_per_s"] = sample["calls"] / sample["seconds"]
    return sample


def run_all(server, clients, cases, rounds, short):
    """All samples. A client that fails is reported and continues with the next case."""
    samples = []
    for number in range(1, rounds + 1):
        for case in cases:
            print(f"round {number}/{rounds}: {case.title}", file=sys.stderr, flush=True)
            for client in clients:
                if not client.takes(case):
                    continue
                calls = 2 * case.in_flight + 2 if short else client.calls(case)
                warm_up = case.in_flight if short else max(calls // 10, 2 * case.in_flight)
                sample = run_client(server, client, case, calls, warm_up)
                sample |= {"round": number, "case": case.name, "client": client.name}
                if sample.get("errors"):
                    sample["failed"] = f"{sample['errors']} errors: {sample['first_error']}"
                if "failed" in sample:
                    print(f"  {client.name}: {sample['failed']}", file=sys.stderr, flush=True)
                samples.append(sample)
    return samples
