"""What danm exposes: what dashboards and rules may ask for."""

from consumer.metrics.family import Sort
from consumer.metrics.names import FAMILIES

ENDINGS = {
    Sort.COUNTER: ("_total",),
    Sort.GAUGE: ("",),
    Sort.HISTOGRAM: ("_bucket", "_sum", "_count"),
    Sort.INFO: ("_info",),
}
LABELS = {
    f"{family.name}{ending}": {*family.labels, *({"le"} if ending == "_bucket" else ())}
    for family in FAMILIES
    for ending in ENDINGS[family.sort]
}
"""Every series of danm by its name, with the labels it may have."""
