"""Receipts that belong to no incident the police reported, in words. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from alerts.board.feed_days import DAYS
from alerts.board.feed_unmatched import LOOKED_AT, Unmatched, received_at
from alerts.list_phrases import at_words
from schemas.records import Case

NEWEST_SHOWN = 10
"""Source: assumption; the command line lists every one, with those that it may belong to."""

AND_THEN = (
    "The report may still come, or the reference was typed otherwise: danm feeds --unmatched "
    "names the incidents that each may belong to, and danm join joins them."
)
CUT = f"Only the last {LOOKED_AT} cases that no longer wait were looked at: there may be more."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """One receipt in words."""

    code: str
    received: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedView:
    """The receipts in words."""

    lead: str
    newest: tuple[ReceiptView, ...]


def unmatched_view(unmatched: Unmatched, now: datetime) -> UnmatchedView:
    """Return how many there are and the newest of them, in words."""
    newest = unmatched.receipts[:NEWEST_SHOWN]
    return UnmatchedView(
        lead=" ".join(_lead(unmatched)), newest=tuple(_receipt(one, now) for one in newest)
    )


def _receipt(one: tuple[str, Case], now: datetime) -> ReceiptView:
    at, code = received_at(one)
    return ReceiptView(code=code, received=at_words(at, now))


def _lead(unmatched: Unmatched) -> Iterator[str]:
    number = len(unmatched.receipts)
    yield f"Of the last {DAYS} days, {_receipts(number)} the police."
    if number > NEWEST_SHOWN:
        yield f"The newest {NEWEST_SHOWN} are shown."
    if unmatched.is_cut:
        yield CUT
    if number:
        yield AND_THEN


def _receipts(number: int) -> str:
    if not number:
        return "we know of no receipt without a report of"
    belong = "1 receipt belongs" if number == 1 else f"{number} receipts belong"
    return f"{belong} to no incident reported by"
