"""The columns of `legs` and `receipts`: a row for each thing that happened. Pure."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from alerts.flat.columns import Column, Sort, Value, hours, instant
from alerts.flat.incident_columns import PLACED, named
from alerts.flat.subjects import Incident, Passed, Receipt
from alerts.flat.word_meanings import CHANNELS, NOTICES, OWNERS, RECEIVERS, leg_words, meanings
from schemas.clocks import Elapsed, TimesDisagree, elapsed
from schemas.legs import every_leg
from schemas.words import Milestone

_Event = TypeVar("_Event")

_REPEATED = ("force", "local_authority", "risk")
"""What these tables repeat of the incident, so that they can be split without a join."""


def _of_the_incident(incident: Callable[[_Event], Incident]) -> tuple[Column[_Event], ...]:
    repeated = [column for column in PLACED if column.name in _REPEATED]
    return tuple(column.of(incident) for column in (*named(), *repeated))


def _incident_passed(passed: Passed) -> Incident:
    return passed.incident


def _began(passed: Passed) -> datetime:
    return passed.at(0)


def _ended(passed: Passed) -> datetime:
    return passed.at(1)


LEG_COLUMNS: tuple[Column[Passed], ...] = (
    *_of_the_incident(_incident_passed),
    Column(
        name="leg",
        sort=Sort.WORD,
        meaning="Between which milestones. Where one between is missing the leg is the longer one.",
        words={name: leg_words(name) for name, _ in every_leg()},
        read=lambda passed: passed.leg.name,
    ),
    Column(
        name="owner",
        sort=Sort.WORD,
        meaning="Whose hours they are.",
        words=OWNERS,
        read=lambda passed: passed.leg.owner,
    ),
    *instant("from", "When the leg began.", _began),
    *instant("to", "When the leg ended.", _ended),
    Column(
        name="hours",
        sort=Sort.HOURS,
        meaning="How long it took, day and night. 0 means within the same second.",
        read=lambda passed: hours(passed.leg.length),
    ),
)


def _incident_received(receipt: Receipt) -> Incident:
    return receipt.incident


def _received_from(receipt: Receipt) -> datetime | None:
    return None if receipt.fact.at is None else receipt.fact.at.earliest


def _received_to(receipt: Receipt) -> datetime | None:
    return None if receipt.fact.at is None else receipt.fact.at.latest


def _told(receipt: Receipt) -> datetime:
    return receipt.fact.time


def _after(receipt: Receipt) -> Elapsed | None:
    """Return how long after police knew the notice came; None where that cannot be said."""
    start, end = receipt.incident.case.milestones.get(Milestone.REPORTED), receipt.fact.at
    if start is None or end is None:
        return None
    try:
        return elapsed(start, end)
    except TimesDisagree:
        return None


def _after_at_least(receipt: Receipt) -> Value:
    passed = _after(receipt)
    return None if passed is None else hours(passed.lower)


def _after_at_most(receipt: Receipt) -> Value:
    passed = _after(receipt)
    return None if passed is None else hours(passed.upper)


_EMPTY = "Empty where nobody said when the police knew, and where the times disagree."

RECEIPT_COLUMNS: tuple[Column[Receipt], ...] = (
    *_of_the_incident(_incident_received),
    Column(
        name="receipt_number",
        sort=Sort.COUNT,
        meaning="Which receipt of the incident it is, in the order in which they were told, from "
        "1. With the case code it names one row.",
        read=lambda receipt: receipt.number,
    ),
    *instant(
        "received_from",
        "When the front door or EDT was told, at the earliest.",
        _received_from,
    ),
    *instant(
        "received_to",
        "The same at the latest; equal to it where the time is exact.",
        _received_to,
    ),
    Column(
        name="counts",
        sort=Sort.YES_NO,
        meaning="Whether its time is the one that the incident counts as its receipt: the earliest "
        "believable one. False for all where a correction set another time.",
        read=lambda receipt: receipt.fact.at == receipt.incident.case.received,
    ),
    Column(
        name="notice",
        sort=Sort.WORD,
        meaning="What sort of notification it was. Any sort is a receipt.",
        words=meanings(NOTICES),
        read=lambda receipt: receipt.fact.notice,
    ),
    Column(
        name="channel",
        sort=Sort.WORD,
        meaning="How it came.",
        words=meanings(CHANNELS),
        read=lambda receipt: receipt.fact.words.get("channel"),
    ),
    Column(
        name="received_by",
        sort=Sort.WORD,
        meaning="Which team took it.",
        words=meanings(RECEIVERS),
        read=lambda receipt: receipt.fact.words.get("received_by"),
    ),
    Column(
        name="is_by_hand",
        sort=Sort.YES_NO,
        meaning="Whether people typed it in, and no system told of it by itself.",
        read=lambda receipt: receipt.fact.by_hand,
    ),
    Column(
        name="source",
        sort=Sort.TEXT,
        meaning="The feed that told of it; /danm/entered for what was entered in this program.",
        read=lambda receipt: receipt.fact.source,
    ),
    *instant("told", "When that feed told of it.", _told),
    Column(
        name="hours_after_police_knew_at_least",
        sort=Sort.HOURS,
        meaning=f"Elapsed time from when the police knew, at least. {_EMPTY}",
        read=_after_at_least,
    ),
    Column(
        name="hours_after_police_knew_at_most",
        sort=Sort.HOURS,
        meaning=f"The same at most. {_EMPTY}",
        read=_after_at_most,
    ),
)
