"""What a metric is: its name, its labels, and what it leaves out."""

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What sort of metric a family is, as Prometheus calls it."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One metric. ``name`` is as counted; a counter is exposed with ``_total`` behind it."""

    name: str
    sort: Sort
    labels: tuple[str, ...] = ()
    says: str
