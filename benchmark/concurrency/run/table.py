"""Markdown."""

from figures import cell, short

HEAD = ("| client | calls/s | to limit | CPU µs per call | to limit | ours-exchange = 1 | p50 µs | p99 µs | server µs | max RSS MB |\n"
        "|---|---|---|---|---|---|---|---|---|---|")


def case_table(figures, case, clients):
    lines = [f"### {case.title}", "", HEAD]
    for client in clients:
        if not figures.has(case.name, client.name):
            continue

        def values(metric, scale=1.0, of=client.name):
            return [value * scale for value in figures.values(case.name, of, metric)]

        lines.append("| " + " | ".join([
            client.name,
            cell(values("calls_per_s")),
            short(figures.ratio(case.name, client.name, "limit", "calls_per_s")),
            cell(values("cpu_us")),
            short(figures.ratio(case.name, client.name, "limit")),
            short(figures.ratio(case.name, client.name, "ours-exchange")),
            short(figures.middle(case.name, client.name, "p50_us")),
            short(figures.middle(case.name, client.name, "p99_us")),
            short(figures.middle(case.name, client.name, "server_us")),
            cell(values("max_rss_kb", 1 / 1024))]) + " |")
    return "\n".join(lines) + "\n"


def all_tables(figures, cases, clients):
    return "\n".join(case_table(figures, case, clients) for case in cases)
