"""The columns of `late`: what the front door was told today, after the limit. Pure."""

from datetime import datetime

from alerts.case_words import STATES
from alerts.flat.columns import Column, Sort, hours, instant
from alerts.flat.incident_columns import PLACED, named
from alerts.flat.subjects import ArrivedLate, Incident
from alerts.flat.word_meanings import meanings

_REPEATED = ("force", "local_authority", "risk", "highest_risk", "youngest", "children")


def _incident(late: ArrivedLate) -> Incident:
    return late.incident


def _received_from(late: ArrivedLate) -> datetime | None:
    return late.told.received_from or late.told.received_at


def _received_to(late: ArrivedLate) -> datetime | None:
    return late.told.received_at


LATE_COLUMNS: tuple[Column[ArrivedLate], ...] = (
    *(column.of(_incident) for column in named()),
    *instant(
        "received_from",
        "When the front door or EDT was told, at the earliest. Empty where that is not known.",
        _received_from,
    ),
    *instant(
        "received_to",
        "The same at the latest: of a receipt known only to the day, the end of that day.",
        _received_to,
    ),
    Column(
        name="late_by_hours",
        sort=Sort.HOURS,
        meaning="How long past the limit the front door was told, at least.",
        read=lambda late: hours(late.told.late_by),
    ),
    Column(
        name="waited_hours",
        sort=Sort.HOURS,
        meaning="How long it waited, at least. Empty where no start is known.",
        read=lambda late: hours(late.told.waited),
    ),
    Column(
        name="state",
        sort=Sort.WORD,
        meaning="How far it has come since.",
        words=meanings(STATES),
        read=lambda late: late.told.state,
    ),
    Column(
        name="is_entered_by_hand",
        sort=Sort.YES_NO,
        meaning="Whether people said that it came, and the front door's own system has not yet.",
        read=lambda late: late.told.is_by_hand,
    ),
    *(column.of(_incident) for column in PLACED if column.name in _REPEATED),
)
