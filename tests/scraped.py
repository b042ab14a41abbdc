"""What a scrape says, read as Prometheus reads it, and looked at by name and labels."""

from collections.abc import Iterable
from dataclasses import dataclass

from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families

Labels = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Scraped:
    families: dict[str, Metric]
    values: dict[str, dict[Labels, float]]

    def value(self, name: str, **labels: str) -> float | None:
        """Return the value of exactly these labels, None where there is no such series."""
        return self.values.get(name, {}).get(frozenset(labels.items()))

    def total(self, name: str, **labels: str) -> float | None:
        """Return the sum over the series that have these labels, None where there is none."""
        found = [n for held, n in self.values.get(name, {}).items() if labels.items() <= set(held)]
        return sum(found) if found else None

    def label_values(self, name: str, label: str) -> set[str]:
        return {dict(held)[label] for held in self.values.get(name, {})}


def scraped(text: bytes) -> Scraped:
    """Return what the plain text form says."""
    return read_families(text_string_to_metric_families(text.decode()))


def read_families(families: Iterable[Metric]) -> Scraped:
    """Return what parsed or collected families say."""
    held = {family.name: family for family in families}
    values: dict[str, dict[Labels, float]] = {}
    for family in held.values():
        for sample in family.samples:
            values.setdefault(sample.name, {})[frozenset(sample.labels.items())] = sample.value
    return Scraped(families=held, values=values)
