"""Medians of cells and ratios. Ratios are taken within a round, never between medians."""

from statistics import median


class Figures:
    """The samples by case, client and round; failed ones are not counted."""

    def __init__(self, samples):
        self.cells = {}
        for sample in samples:
            if "failed" not in sample:
                self.cells.setdefault((sample["case"], sample["client"]), {})[sample["round"]] = sample

    def has(self, case, client):
        return (case, client) in self.cells

    def values(self, case, client, metric):
        return [sample[metric] for sample in self.cells.get((case, client), {}).values()]

    def middle(self, case, client, metric):
        values = self.values(case, client, metric)
        return median(values) if values else None

    def ratio(self, case, client, to, metric="cpu_us", to_case=None):
        """The median of the rounds' ratios; None if one of the two was not measured."""
        mine, other = self.cells.get((case, client), {}), self.cells.get((to_case or case, to), {})
        ratios = [mine[number][metric] / other[number][metric] for number in mine if number in other and other[number][metric]]
        return median(ratios) if ratios else None


def short(value):
    """A number as text, with at most two decimals."""
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def cell(values):
    """median (least–most)"""
    if not values:
        return "–"
    if len(values) == 1:
        return short(values[0])
    return f"{short(median(values))} ({short(min(values))}–{short(max(values))})"
