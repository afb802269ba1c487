"""The cases: bodies, protocols and calls in flight."""

from dataclasses import dataclass

TASK = "0b0d7c5e-8f1c-4d2a-9a44-3c1f5e6a7b80"
# the targets of the library's typed operations; all clients use the same
TARGETS = {
    "small": f"/tasks/{TASK}",
    "medium": "/tasks/my/v2?taskApprovalStatus=1&top=100",
    "large": "/tasks/my/v2?taskApprovalStatus=1&top=10000",
}
SIZES = {"small": "600 B", "medium": "46 KB", "large": "5 MB"}


@dataclass(frozen=True)
class Case:
    """One case: N GETs of one URL."""

    body: str
    tls: bool
    in_flight: int
    connections: int
    delayed: bool = False

    @property
    def name(self):
        protocol = "tls" if self.tls else "plain"
        return f"{'delayed' if self.delayed else self.body}-{protocol}-{self.in_flight}"

    @property
    def title(self):
        protocol = "TLS 1.3" if self.tls else "plain HTTP"
        late = ", server answers after 20 ms" if self.delayed else ""
        used = min(self.connections, self.in_flight)
        return f"{SIZES[self.body]}{late}, {self.in_flight} in flight over {used} connection{'s' * (used > 1)}, {protocol}"

    @property
    def base(self):
        return "/delayed" if self.delayed else "/api"

    @property
    def target(self):
        return TARGETS[self.body]

    @property
    def group(self):
        """Identifies cases that differ only in the calls in flight."""
        return f"{'delayed' if self.delayed else self.body}-{'tls' if self.tls else 'plain'}"


def all_cases():
    cases = []
    for tls in (False, True):
        cases += [Case("small", tls, in_flight, min(in_flight, 32)) for in_flight in (1, 8, 64, 512)]
        cases += [Case("medium", tls, in_flight, min(in_flight, 32)) for in_flight in (8, 64, 512)]
        cases += [Case("large", tls, in_flight, in_flight) for in_flight in (1, 8)]
        cases.append(Case("small", tls, 512, 512, delayed=True))
    return cases
