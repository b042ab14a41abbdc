"""The only place that reads the clock; everything else takes ``now`` as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this instant in UTC, cut to the whole second, as every time outside is told."""
    return datetime.now(UTC).replace(microsecond=0)
