"""From counts to what Prometheus reads: no label set missing, buckets that add up. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.utils import floatToGoString

from consumer.metrics.family import Family
from schemas.counts import BEYOND, SUM, Labels

_NAMED_EDGES = (BEYOND, SUM)


def from_the_start(every: Iterable[Labels], told: Mapping[Labels, int]) -> dict[Labels, int]:
    """Return the counts of every label set of the policy, 0 where nothing was counted.

    A counter born at 1 shows no increase, so each is there before its first. Others, such as those
    of `other`, are there only where there is something.
    """
    extra = {values: value for values, value in sorted(told.items()) if value}
    return {values: told.get(values, 0) for values in every} | extra


def counter(family: Family, values: Mapping[Labels, int]) -> CounterMetricFamily:
    """Return a counter with these values."""
    metric = CounterMetricFamily(family.name, family.says, labels=family.labels)
    for labels, value in values.items():
        metric.add_metric(labels, value)
    return metric


def gauge(family: Family, values: Mapping[Labels, float]) -> GaugeMetricFamily:
    """Return a gauge with these values."""
    metric = GaugeMetricFamily(family.name, family.says, labels=family.labels)
    for labels, value in values.items():
        metric.add_metric(labels, value)
    return metric


def info(family: Family, *values: str) -> InfoMetricFamily:
    """Return what is always 1 and tells by its labels."""
    metric = InfoMetricFamily(family.name, family.says, labels=family.labels)
    metric.add_metric(values, {})
    return metric


def histogram(
    family: Family, every: Iterable[Labels], told: Mapping[Labels, int], edges: Sequence[int]
) -> HistogramMetricFamily:
    """Return a histogram from counts per edge, whose last label is the edge or `sum`.

    What was counted under an edge that is no longer one lies below the next: it is never shown as
    sooner than it was.
    """
    metric = HistogramMetricFamily(family.name, family.says, labels=family.labels)
    by_series: dict[Labels, dict[str, int]] = {values: {} for values in every}
    for (*values, edge), value in sorted(told.items()):
        by_series.setdefault(tuple(values), {})[edge] = value
    for series, counted in by_series.items():
        metric.add_metric(series, _buckets(counted, edges), counted.get(SUM, 0))
    return metric


def _buckets(counted: Mapping[str, int], edges: Sequence[int]) -> list[tuple[str, float]]:
    held = [(int(edge), value) for edge, value in counted.items() if edge not in _NAMED_EDGES]
    buckets: list[tuple[str, float]] = [
        (_written(edge), sum(value for held_edge, value in held if held_edge <= edge))
        for edge in edges
    ]
    total = sum(value for _, value in held) + counted.get(BEYOND, 0)
    return [*buckets, (BEYOND, total)]


def _written(edge: int) -> str:
    """Return an edge as OpenMetrics wants it, so that both forms of the text name one series."""
    return str(floatToGoString(edge))  # type: ignore[no-untyped-call]
