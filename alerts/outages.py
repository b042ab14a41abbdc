"""What alarms and lists say of a time in which this system did not look at the clock. Pure."""

from collections.abc import Iterable
from datetime import datetime

from alerts.plain_words import london_words
from schemas.outages import Outage


def outage_words(outage: Outage) -> str:
    """Return when nobody looked, and that the delay is ours."""
    since, until = london_words(outage.since), london_words(outage.until)
    return (
        f"This system did not look at the clock from {since} to {until}: alarms due then come "
        "late, and the delay is ours."
    )


def own_outage_words(outages: Iterable[Outage]) -> list[str]:
    """Return a line for each outage that a list or an alarm is late by."""
    return [f"OUR OWN DELAY: {outage_words(one)}" for one in outages]


def delaying(
    outages: Iterable[Outage], due_at: datetime, raised_at: datetime
) -> tuple[Outage, ...]:
    """Return the outages by which an alarm came late."""
    return tuple(one for one in outages if one.delayed(due_at, raised_at))
