"""The server process, and where processes run."""

import json
import os
import shutil
import subprocess

SERVER_CORE, CLIENT_CORE = 0, 1


def pinned(core, command):
    """Pins the command to one core; unchanged on a machine with a single core."""
    if (os.cpu_count() or 1) < 2 or shutil.which("taskset") is None:
        return command
    return ["taskset", "-c", str(core)] + command


def make_certificate(folder):
    """A private key and a certificate for 127.0.0.1, for one run."""
    certificate, key = os.path.join(folder, "server.pem"), os.path.join(folder, "server.key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", key,
         "-out", certificate], check=True, capture_output=True)
    return certificate, key


class Server:
    """A server process that runs during the `with` block."""

    def __init__(self, build, folder):
        self.certificate, key = make_certificate(folder)
        self.process = subprocess.Popen(
            pinned(SERVER_CORE, [os.path.join(build, "benchmark_server"), self.certificate, key]),
            stdout=subprocess.PIPE, text=True)
        self.told = json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def cpu_us(self):
        """Processor time so far in ns, as counted by the scheduler."""
        with open(f"/proc/{self.process.pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[0]) / 1000

    def arguments(self, case):
        """The options about the server and the call, which are the same for every client."""
        out = ["--port", str(self.told["tls" if case.tls else "plain"]), "--base", case.base, "--target", case.target,
               "--body", case.body, "--token", self.told["token"],
               "--in-flight", str(case.in_flight), "--connections", str(case.connections)]
        return out + (["--trust", self.certificate] if case.tls else [])
