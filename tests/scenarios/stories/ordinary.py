"""What goes on beside a story: ordinary notifications, told in time, so that no feed is silent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter

from tests.model.sentences import contact, receipt, report
from tests.model.times import Message, instant

EVERY = timedelta(hours=8)
RECEIVED_AFTER, RECORDED_AFTER = timedelta(minutes=40), timedelta(minutes=70)


def short(at: datetime) -> str:
    """Return an instant of 2026 as the sentences of the model write it."""
    return f"{at:%m-%d %H:%M:%S}"


def others(first: str, last: str, *, are_recorded: bool = False) -> Iterator[Message]:
    """Yield standard notifications every 8 hours, each received 40 minutes later by EDT or MASH.

    ``are_recorded``: the front door also records a contact, without which its own clock would ring
    once its contact feed is live.
    """
    at, number = instant(first), 1
    while at <= instant(last):
        ref = f"OTHER-{number}"
        yield report(short(at), ref)
        yield receipt(short(at + RECEIVED_AFTER), ref)
        if are_recorded:
            yield contact(short(at + RECORDED_AFTER), "recorded", ref)
        at, number = at + EVERY, number + 1


def in_order(lines: list[Message]) -> list[Message]:
    """Return messages by the time at which they were sent; what is sent at once stays in order."""
    return sorted(lines, key=itemgetter("time"))
