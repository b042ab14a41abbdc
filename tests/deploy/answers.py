"""What a Prometheus answers, for tests that need none."""

from datetime import UTC, datetime

from deploy.grafana.preview.queries import Series

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def series(value: str, **labels: str) -> Series:
    return {"metric": labels, "value": [NOON.timestamp(), value]}


def ranged(*values: str, **labels: str) -> Series:
    start = NOON.timestamp()
    return {"metric": labels, "values": [[start + 60 * n, one] for n, one in enumerate(values)]}
