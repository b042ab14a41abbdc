"""The columns of `quarantine`: what could not be read. Never a value of a message. Pure."""

from datetime import datetime

from alerts.flat.columns import Column, Sort, instant
from alerts.flat.subjects import Unread
from alerts.flat.word_meanings import meanings
from schemas.refusal_words import REASON_WORDS


def _at(one: Unread) -> datetime:
    return one.at


def _clock_from(one: Unread) -> datetime | None:
    return one.clock_from


QUARANTINE_COLUMNS: tuple[Column[Unread], ...] = (
    Column(
        name="quarantine_id",
        sort=Sort.TEXT,
        meaning="The message's own id here, by which it is dealt with.",
        read=lambda one: one.quarantine_id,
    ),
    Column(
        name="reason",
        sort=Sort.WORD,
        meaning="Why it could not be taken in.",
        words=meanings(REASON_WORDS),
        read=lambda one: one.reason,
    ),
    Column(
        name="source",
        sort=Sort.TEXT,
        meaning="The feed it came by, as far as that could be read.",
        read=lambda one: one.source,
    ),
    Column(
        name="coordinates",
        sort=Sort.TEXT,
        meaning="Where it lies: file and line, or topic and offset.",
        read=lambda one: one.coordinates,
    ),
    *instant("came", "When it came.", _at),
    *instant(
        "may_wait_since",
        "Since when a child may wait of whom it tells. Empty where that could not be read.",
        _clock_from,
    ),
    Column(
        name="is_taken_on",
        sort=Sort.YES_NO,
        meaning="Whether somebody said that they deal with it. Who is not told.",
        read=lambda one: one.is_taken_on,
    ),
)
