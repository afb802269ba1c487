"""The goals that these runs can judge, each with the figure reached. Nothing is rounded towards a goal."""

from figures import short


class Goal:
    """One goal. `reached` has pairs of a label and a figure; None for a figure that was not measured."""

    def __init__(self, what, bound, at_most, reached, how):
        self.what, self.bound, self.at_most, self.reached, self.how = what, bound, at_most, reached, how

    def holds(self):
        """Whether the goal is reached; None if a figure was not measured."""
        figures = [figure for _, figure in self.reached]
        if not figures or None in figures:
            return None
        return all(figure <= self.bound if self.at_most else figure >= self.bound for figure in figures)

    def row(self):
        verdict = {None: "not measured", True: "yes", False: "**no**"}[self.holds()]
        figures = "; ".join(f"{label} {short(figure)}" if label else short(figure) for label, figure in self.reached)
        return f"| {self.what} | {'≤' if self.at_most else '≥'} {self.bound:g} | {figures or '–'} | {verdict} | {self.how} |"


def ratios(figures, client, to, cases, metric="cpu_us"):
    return [(case, figures.ratio(case, client, to, metric)) for case in cases]


def against_limit(figures):
    both = lambda protocol: [f"small-{protocol}-8", f"small-{protocol}-64"]
    how = "CPU of {} / limit, median of the rounds' ratios"
    rows = []
    for client, what, bounds in (("ours-exchange", "small body, `exchange`, no JSON", (("tls", 1.15), ("plain", 1.30))),
                                 ("ours-typed", "small body decoded to its model", (("tls", 1.30), ("plain", 1.50)))):
        for protocol, bound in bounds:
            rows.append(Goal(f"{what}, {protocol}: CPU per call / limit", bound, True,
                             ratios(figures, client, "limit", both(protocol)), how.format(client)))
    return rows


def against_peers(figures):
    small = [f"small-{protocol}-{in_flight}" for protocol in ("plain", "tls") for in_flight in (8, 64)]
    medium = lambda protocol: [f"medium-{protocol}-8", f"medium-{protocol}-64"]
    ours = "CPU of ours-exchange / that of Beast"
    rows = [
        Goal("CPU / hand-written Beast, small", 0.45, True, ratios(figures, "ours-exchange", "beast", small), ours),
        Goal("CPU / hand-written Beast, 46 KB plain", 0.11, True, ratios(figures, "ours-exchange", "beast", medium("plain")), ours),
        Goal("CPU / hand-written Beast, 46 KB TLS", 0.28, True, ratios(figures, "ours-exchange", "beast", medium("tls")), ours)]
    theirs = "CPU of {} / that of ours-exchange"
    for cases, name, bound in ((small, "small", 6), (medium("plain"), "46 KB plain", 3.5), (medium("tls"), "46 KB TLS", 2.5)):
        rows.append(Goal(f"CPU of libcurl multi / ours, {name}", bound, False,
                         ratios(figures, "curl", "ours-exchange", cases), theirs.format("curl")))
    for client, bound in (("go", 3), ("cpprest", 9), ("undici", 14)):
        # cpprestsdk opens a connection for each call in flight, so only 8 in flight are comparable
        cases = small if client != "cpprest" else [case for case in small if case.endswith("-8")]
        rows.append(Goal(f"CPU of {client} / ours, small", bound, False,
                         ratios(figures, client, "ours-exchange", cases), theirs.format(client)))
    return rows


def of_latency(figures):
    rows = [Goal("K = 1, p50 latency / limit", 1.05, True,
                 ratios(figures, "ours-exchange", "limit", ["small-plain-1", "small-tls-1"], "p50_us"),
                 "p50 of ours-exchange / limit")]
    share, fair = [], []
    for protocol in ("plain", "tls"):
        case = f"delayed-{protocol}-512"
        rate = figures.middle(case, "ours-exchange", "calls_per_s")
        share.append((case, rate and rate / (512 / 0.020)))
        p50, p99 = (figures.middle(case, "ours-exchange", metric) for metric in ("p50_us", "p99_us"))
        fair.append((case, p50 and p99 / p50))
    rows.append(Goal("512 in flight, 20 ms server: share of the ideal 25,600 calls/s", 0.95, False, share,
                     "calls/s of ours-exchange; the limit's share is in its table"))
    rows.append(Goal("fairness: p99 / p50, 512 in flight, 20 ms server", 2, True, fair, "ours-exchange"))
    return rows


def of_load(figures):
    more = [(protocol, figures.ratio(f"small-{protocol}-512", "ours-exchange", "ours-exchange", to_case=f"small-{protocol}-64"))
            for protocol in ("plain", "tls")]
    page = [case for protocol in ("plain", "tls") for case in (f"medium-{protocol}-8", f"medium-{protocol}-64")]
    return [
        Goal("K = 512 CPU per call / K = 64", 1.05, True, more, "ours-exchange, small, 32 connections"),
        Goal("46 KB page to `task_list_page_result`: CPU / (transport alone + simdjson into the same structs)", 1.15, True,
             ratios(figures, "ours-typed", "ours-page", page),
             "ours-typed / ours-page: the same client, whose body simdjson reads into the same structs")]


def of_extras(extras):
    calls = [(key, extras.get("system_calls", {}).get(key)) for key in ("plain", "tls")]
    beside = extras.get("beside", {})
    stalled = extras.get("stalled", {})
    waits = [(key, beside[key]["small-beside-large"]["p99_us"] / beside[key]["large"]["p50_us"]) for key in beside]
    grown = [(key, of["most"] / of["full"]) for key, of in stalled.items()]
    counted = extras.get("instructions", {})
    return [
        Goal("user instructions per small call, no JSON, plain", 9000, True,
             [("", counted.get("ours-exchange plain"))], "callgrind, the difference of two runs of ours-exchange"),
        Goal("the same, TLS", 28000, True, [("", counted.get("ours-exchange tls"))], "the same"),
        Goal("system calls per 46 KB reply", 3, True, calls, "strace -c -f, the difference of two runs of ours-exchange"),
        Goal("small calls do not wait for 5 MB ones on other connections: their p99 / p50 of the large ones", 1, True, waits,
             "ours, 8 small callers beside 4 large ones in one client"),
        Goal("memory when the server stalls: peak with 40,000 calls / with 10,000, where the queue is full", 1.1, True, grown,
             "ours, `max_waiting` at its default of 10,000")]


def all_goals(figures, extras):
    return against_limit(figures) + against_peers(figures) + of_latency(figures) + of_load(figures) + of_extras(extras)


def goals_table(goals):
    head = "| goal | bound | reached | holds | how |\n|---|---|---|---|---|\n"
    return head + "\n".join(goal.row() for goal in goals) + "\n"
