"""The clients: how each is started, how many calls it makes, and why it is skipped."""

import os
import shutil
from dataclasses import dataclass, field

# calls per cell, so that each takes a second or two; slower clients make fewer calls
CALLS = {"small": 40000, "medium": 10000, "large": 200, "delayed": 50000}
CALLS_OF_ONE = 10000  # with one call in flight, every client mostly waits for wake-ups
LEAST = {"small": 2000, "medium": 500, "large": 24, "delayed": 10000}


@dataclass
class Client:
    name: str
    command: list
    share: dict = field(default_factory=dict)  # share of the calls, by body; "*" for all others
    needs: str = ""  # the client is skipped without this file
    why: str = ""  # the message in that case
    bodies: tuple = ("small", "medium", "large")

    def absent(self):
        """The reason why this client cannot run here; None if it can."""
        if self.needs and not os.path.exists(self.needs):
            return self.why or f"{self.needs} is not there"
        if not self.needs and shutil.which(self.command[0]) is None:
            return self.why or f"{self.command[0]} is not installed"
        return None

    def calls(self, case):
        kind = "delayed" if case.delayed else case.body
        wanted = CALLS_OF_ONE if case.in_flight == 1 and kind == "small" else CALLS[kind]
        share = self.share.get(kind, self.share.get("*", 1))
        return max(int(wanted * share), LEAST[kind], case.in_flight * 4)

    def takes(self, case):
        return case.body in self.bodies


def all_clients(build):
    """All clients, in the order of their turns. `build` is the folder with the programs."""

    def program(name):
        return os.path.join(build, f"benchmark_{name}")

    def ours(mode, **more):
        return Client(f"ours-{mode}", [program("ours"), "--mode", mode], needs=program("ours"), **more)

    slow = {"*": 0.25, "delayed": 0.5}
    return [
        Client("limit", [program("limit")], needs=program("limit")),
        ours("exchange"),
        ours("typed", share={"large": 0.3}),
        ours("raw", share={"large": 0.2, "medium": 0.3}),
        ours("page", bodies=("medium",)),
        Client("beast", [program("beast")], {"medium": 0.3, "large": 0.3}, needs=program("beast")),
        Client("curl", [program("curl")], slow, needs=program("curl"), why="built without libcurl4-openssl-dev"),
        Client("cpprest", [program("cpprest")], {"*": 0.125, "delayed": 0.5}, needs=program("cpprest"),
               why="cpprestsdk could not be unpacked or built"),
        Client("go", [program("go")], slow, needs=program("go"), why="golang-go is not installed"),
        Client("undici", ["node", program("undici/main.mjs")], {"*": 0.125, "delayed": 0.5},
               needs=program("undici/main.mjs"), why="node, npm or undici is not there"),
    ]
