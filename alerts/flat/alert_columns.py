"""The columns of `alerts`: what rang, for whom, and when a channel took it. Pure."""

from datetime import datetime

from alerts.case_words import CLOCKS
from alerts.flat.columns import Column, Sort, Value, hours, instant
from alerts.flat.subjects import Alarm
from alerts.flat.word_meanings import BAND_MEANINGS, BANDS, DELIVERIES, meanings
from alerts.plain_words import RISKS, RUNGS
from schemas.policy_words import KIND_WORDS, ROLE_WORDS


def _roles(alarm: Alarm) -> Value:
    return " ".join(sorted(alarm.alert.recipients))


def _interrupted(alarm: Alarm) -> Value:
    return " ".join(sorted(alarm.alert.told_at_once)) or None


def _channels(alarm: Alarm) -> Value:
    return " ".join(alarm.channels) or None


def _youngest(alarm: Alarm) -> Value:
    return None if alarm.alert.youngest is None else BANDS[alarm.alert.youngest]


def _hours_to_accepted(alarm: Alarm) -> Value:
    if alarm.accepted_at is None:
        return None
    return hours(alarm.accepted_at - alarm.alert.due_at)


def _due(alarm: Alarm) -> datetime:
    return alarm.alert.due_at


def _raised(alarm: Alarm) -> datetime:
    return alarm.alert.raised_at


def _accepted(alarm: Alarm) -> datetime | None:
    return alarm.accepted_at


def _delivered(alarm: Alarm) -> datetime | None:
    return alarm.delivered_at


ALERT_COLUMNS: tuple[Column[Alarm], ...] = (
    Column(
        name="alert_id",
        sort=Sort.TEXT,
        meaning="The alert's own name, the same for ever; channels were given it too.",
        read=lambda alarm: alarm.alert.alert_id,
    ),
    Column(
        name="case_code",
        sort=Sort.TEXT,
        meaning="The incident it is about, as in incidents. Empty where it is about a feed or a "
        "message.",
        read=lambda alarm: alarm.code,
    ),
    Column(
        name="incident_ref",
        sort=Sort.TEXT,
        meaning="The police reference. Always empty, but in an export that was asked to show "
        "references; who asked stands in the audit.",
        read=lambda alarm: alarm.reference,
    ),
    Column(
        name="kind",
        sort=Sort.WORD,
        meaning="What it is about.",
        words=meanings(KIND_WORDS),
        read=lambda alarm: alarm.alert.kind,
    ),
    Column(
        name="rung",
        sort=Sort.WORD,
        meaning="Which step of alarm it is.",
        words=meanings(RUNGS),
        read=lambda alarm: alarm.alert.rung,
    ),
    Column(
        name="clock",
        sort=Sort.WORD,
        meaning="Whose limit it is about. Empty for feeds and messages.",
        words={word: text.replace("→", "to") for word, text in meanings(CLOCKS).items()},
        read=lambda alarm: alarm.alert.clock,
    ),
    *instant(
        "due",
        "The instant at which it was due: the limit that passed. For a notice the instant at "
        "which it was raised, but for a late receipt and a silence.",
        _due,
    ),
    *instant("raised", "When it was raised.", _raised),
    Column(
        name="hours_due_to_raised",
        sort=Sort.HOURS,
        meaning="How long after it was due it was raised. Large where a message came late.",
        read=lambda alarm: hours(alarm.alert.raised_at - alarm.alert.due_at),
    ),
    Column(
        name="delivery",
        sort=Sort.WORD,
        meaning="How it was told to the most urgent of its roles.",
        words=meanings(DELIVERIES),
        read=lambda alarm: alarm.alert.delivery,
    ),
    Column(
        name="recipients",
        sort=Sort.WORDS,
        meaning="The roles it is for. Roles, never people: nobody is counted by name.",
        words=meanings(ROLE_WORDS),
        read=_roles,
    ),
    Column(
        name="interrupted",
        sort=Sort.WORDS,
        meaning="Those of them whom it interrupted; the others found it on their list. Empty for "
        "nobody.",
        words=meanings(ROLE_WORDS),
        read=_interrupted,
    ),
    *instant(
        "accepted",
        "When a channel first took it, by itself or in a digest that names it. Empty where none "
        "has, and where it only stood on a list at a fixed hour.",
        _accepted,
    ),
    Column(
        name="hours_due_to_accepted",
        sort=Sort.HOURS,
        meaning="From due to taken by a channel. Empty as accepted is.",
        read=_hours_to_accepted,
    ),
    *instant(
        "delivered",
        "When a channel first said that every address has it. Empty where it has not, or cannot "
        "say.",
        _delivered,
    ),
    Column(
        name="channels",
        sort=Sort.TEXT,
        meaning="The channels that took it. Empty as accepted is.",
        read=_channels,
    ),
    Column(
        name="is_in_digest",
        sort=Sort.YES_NO,
        meaning="Whether a digest named it, in the place of one of many messages.",
        read=lambda alarm: alarm.is_in_digest,
    ),
    Column(
        name="local_authority",
        sort=Sort.TEXT,
        meaning="The council it is about, as an ONS code, when it was raised.",
        read=lambda alarm: alarm.alert.local_authority,
    ),
    Column(
        name="risk",
        sort=Sort.WORD,
        meaning="The risk grade when it was raised. Empty where it is about no case.",
        words=meanings(RISKS),
        read=lambda alarm: alarm.alert.risk,
    ),
    Column(
        name="youngest",
        sort=Sort.WORD,
        meaning="The age band of the youngest child when it was raised.",
        words=BAND_MEANINGS,
        read=_youngest,
    ),
    Column(
        name="children",
        sort=Sort.COUNT,
        meaning="How many children when it was raised. Empty where unknown, never 0 for it.",
        read=lambda alarm: alarm.alert.children,
    ),
    Column(
        name="reason",
        sort=Sort.TEXT,
        meaning="Why it rang, as the audit has it: words of the program, never of a message.",
        read=lambda alarm: alarm.alert.reason,
    ),
)
