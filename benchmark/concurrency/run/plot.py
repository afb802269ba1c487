"""Plots as hand-written SVG: one file per figure, one panel per body and protocol, calls in flight from left to right.

The colours can be distinguished on white and on black; the reader's browser chooses the background
(prefers-color-scheme).
"""

from math import ceil, floor, log10, log2

from figures import short

COLOURS = {
    "limit": "#848d97", "ours-exchange": "#2f81f7", "ours-typed": "#12a5b8", "ours-raw": "#8a63f5", "beast": "#c98a12",
    "curl": "#e5534b", "go": "#2da44e", "cpprest": "#a8602f", "undici": "#d6589d"}
METRICS = {
    "calls_per_s": "calls per second", "cpu_us": "processor time per call, µs", "p99_us": "latency of the slowest hundredth (p99), µs"}
PANELS = {
    "small-plain": "600 B, plain HTTP", "small-tls": "600 B, TLS 1.3",
    "medium-plain": "46 KB, plain HTTP", "medium-tls": "46 KB, TLS 1.3"}

WIDTH, HEIGHT = 380, 270  # of a panel
LEFT, RIGHT, TOP, BOTTOM = 62, 16, 36, 40  # its margins
LEGEND = 46

STYLE = """<style>
svg { font: 12px system-ui, sans-serif }
.ground { fill: #ffffff } text { fill: #24292f } .grid { stroke: #d0d7de }
@media (prefers-color-scheme: dark) { .ground { fill: #0d1117 } text { fill: #e6edf3 } .grid { stroke: #30363d } }
.grid { stroke-width: 1 } .line { fill: none; stroke-width: 2 } .title { font-weight: 600 }
</style>"""


class Panel:
    """One pair of axes; both are logarithmic."""

    def __init__(self, x, y, across, values):
        self.x, self.y, self.across = x, y, across
        self.low, self.high = floor(log10(min(values))), ceil(log10(max(values)))
        self.high = max(self.high, self.low + 1)

    def place(self, in_flight, value):
        first, last = log2(self.across[0]), log2(self.across[-1])
        share = (log2(in_flight) - first) / (last - first) if last > first else 0.5
        height = (log10(value) - self.low) / (self.high - self.low)
        return (self.x + LEFT + share * (WIDTH - LEFT - RIGHT),
                self.y + HEIGHT - BOTTOM - height * (HEIGHT - TOP - BOTTOM))

    def frame(self, title):
        out = [f'<text class="title" x="{self.x + LEFT}" y="{self.y + 22}">{title}</text>']
        for power in range(self.low, self.high + 1):
            left, y = self.place(self.across[0], 10 ** power)
            out.append(f'<line class="grid" x1="{self.x + LEFT}" y1="{y:.1f}" x2="{self.x + WIDTH - RIGHT}" y2="{y:.1f}"/>')
            out.append(f'<text x="{self.x + LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{10 ** power:,g}</text>')
        for in_flight in self.across:
            x, _ = self.place(in_flight, 10 ** self.low)
            out.append(f'<text x="{x:.1f}" y="{self.y + HEIGHT - BOTTOM + 17}" text-anchor="middle">{in_flight}</text>')
        out.append(f'<text x="{self.x + LEFT + (WIDTH - LEFT - RIGHT) / 2}" y="{self.y + HEIGHT - 6}" '
                   'text-anchor="middle">calls in flight</text>')
        return out

    def line(self, client, points):
        places = [self.place(in_flight, value) for in_flight, value in points]
        dashes = ' stroke-dasharray="5 4"' if client == "limit" else ""
        colour = COLOURS[client]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        out = [f'<polyline class="line" stroke="{colour}"{dashes} points="{path}"/>']
        for (x, y), (in_flight, value) in zip(places, points):
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}">'
                       f'<title>{client}, {in_flight} in flight: {short(value)}</title></circle>')
        return out


def series_of(figures, cases, metric):
    """For each panel, the points of each client."""
    out = {}
    for case in cases:
        if case.group not in PANELS:
            continue
        for client in COLOURS:
            value = figures.middle(case.name, client, metric)
            if value:
                out.setdefault(case.group, {}).setdefault(client, []).append((case.in_flight, value))
    return out


def legend(clients, y):
    out, x = [], LEFT
    for client in clients:
        out.append(f'<line class="line" stroke="{COLOURS[client]}" x1="{x}" y1="{y - 4}" x2="{x + 18}" y2="{y - 4}"/>')
        out.append(f'<text x="{x + 23}" y="{y}">{client}</text>')
        x += 40 + 7 * len(client)
    return out


def plot(figures, cases, metric):
    """The whole file; None if there is nothing to show."""
    series = series_of(figures, cases, metric)
    if not series:
        return None
    groups = [group for group in PANELS if group in series]
    rows = (len(groups) + 1) // 2
    width, height = 2 * WIDTH, rows * HEIGHT + LEGEND
    body = [f'<rect class="ground" width="{width}" height="{height}"/>',
            f'<text class="title" x="{LEFT}" y="18">{METRICS[metric]}</text>']
    shown = [client for client in COLOURS if any(client in lines for lines in series.values())]
    body += legend(shown, 38)
    for number, group in enumerate(groups):
        lines = series[group]
        values = [value for points in lines.values() for _, value in points]
        across = sorted({in_flight for points in lines.values() for in_flight, _ in points})
        panel = Panel(number % 2 * WIDTH, LEGEND + number // 2 * HEIGHT, across, values)
        body += panel.frame(PANELS[group])
        for client, points in lines.items():
            body += panel.line(client, points)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img" aria-label="{METRICS[metric]}">\n{STYLE}\n' + "\n".join(body) + "\n</svg>\n")
