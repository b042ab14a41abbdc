"""The columns of `waiting`: what a case that waits adds to its incident. Pure."""

from datetime import datetime

from alerts.flat.columns import Column, Sort, Value, hours, instant
from alerts.flat.incident_columns import PLACED, named
from alerts.flat.subjects import Incident
from alerts.flat.word_meanings import HOLD_REASONS, meanings
from alerts.plain_words import RUNGS
from schemas.listing import Waiting

_REPEATED = ("force", "local_authority", "risk", "highest_risk", "youngest", "children")


def _incident(waiting: Waiting) -> Incident:
    return Incident(listed=waiting.listed)


def _late_at(waiting: Waiting) -> datetime | None:
    return waiting.late_at


def _waits_from(waiting: Waiting) -> datetime | None:
    return waiting.listed.case.armed_from


def _in_hand_until(waiting: Waiting) -> datetime | None:
    return None if waiting.hold is None else waiting.hold.check_at


def _late_by(waiting: Waiting) -> Value:
    if waiting.late_at is None or not waiting.is_late:
        return None
    return hours(waiting.as_of - waiting.late_at)


def _left(waiting: Waiting) -> Value:
    if waiting.late_at is None or waiting.is_late:
        return None
    return hours(waiting.late_at - waiting.as_of)


def _hold_reason(waiting: Waiting) -> Value:
    return None if waiting.hold is None else waiting.hold.reason


WAITING_COLUMNS: tuple[Column[Waiting], ...] = (
    *(column.of(_incident) for column in named()),
    Column(
        name="is_late",
        sort=Sort.YES_NO,
        meaning="Whether the limit is past. False also where no limit is known: see late_at.",
        read=lambda waiting: waiting.is_late,
    ),
    Column(
        name="waited_hours",
        sort=Sort.HOURS,
        meaning="How long it has waited at most, day and night. Empty where no start is known.",
        read=lambda waiting: hours(waiting.waited),
    ),
    *instant(
        "late_at",
        "The limit: from when on it is late. Empty where no start is known.",
        _late_at,
    ),
    Column(
        name="late_by_hours",
        sort=Sort.HOURS,
        meaning="How long past the limit. Empty where it is not.",
        read=_late_by,
    ),
    Column(
        name="left_hours",
        sort=Sort.HOURS,
        meaning="How long until the limit. Empty where it is past or not known.",
        read=_left,
    ),
    Column(
        name="highest_alarm",
        sort=Sort.WORD,
        meaning="The highest step of alarm so far. Empty where none rang.",
        words=meanings(RUNGS),
        read=lambda waiting: waiting.listed.rung,
    ),
    *(column.of(_incident) for column in PLACED if column.name in _REPEATED),
    *instant(
        "waits_from",
        "The earliest possible start of the wait. Empty where none is known.",
        _waits_from,
    ),
    Column(
        name="is_in_hand",
        sort=Sort.YES_NO,
        meaning="Whether somebody has it in hand. Who is not told: nobody is counted by name.",
        read=lambda waiting: waiting.hold is not None,
    ),
    Column(
        name="in_hand_reason",
        sort=Sort.WORD,
        meaning="What they have done. Empty where nobody has it in hand.",
        words=meanings(HOLD_REASONS),
        read=_hold_reason,
    ),
    *instant(
        "in_hand_until",
        "When they look again. Empty where nobody has it in hand.",
        _in_hand_until,
    ),
)
