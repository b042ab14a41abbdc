"""The columns of `incidents`: who, where it stands, its milestones and clocks. Pure."""

from datetime import datetime

from alerts.board.case_sayings import FLAG_SENTENCES
from alerts.case_words import DISPOSITIONS, MILESTONES, RESULTS, STATES
from alerts.flat.clock_columns import clock_columns
from alerts.flat.columns import Column, Sort, instant
from alerts.flat.subjects import Incident
from alerts.flat.word_meanings import (
    BAND_MEANINGS,
    BANDS,
    CHILDREN_KNOWN,
    OUTCOMES,
    PRIORS,
    meanings,
)
from alerts.plain_words import RISKS, RUNGS
from schemas.words import Clock, Flag, Milestone

IncidentColumn = Column[Incident]


def named() -> tuple[IncidentColumn, ...]:
    """Return the columns by which an incident is known in every table."""
    return (
        Column(
            name="case_code",
            sort=Sort.TEXT,
            meaning="The short code that people quote. It names the incident in every table.",
            read=lambda one: one.listed.handle,
        ),
        Column(
            name="incident_ref",
            sort=Sort.TEXT,
            meaning="The police reference. Always empty, but in an export that was asked to show "
            "references; who asked stands in the audit.",
            read=lambda one: one.listed.reference,
        ),
    )


_PLACED: tuple[IncidentColumn, ...] = (
    Column(
        name="force",
        sort=Sort.TEXT,
        meaning="The police force, as its feed names it.",
        read=lambda one: one.case.force,
    ),
    Column(
        name="local_authority",
        sort=Sort.TEXT,
        meaning="The council whose children they are, as an ONS code.",
        read=lambda one: one.case.local_authority,
    ),
    Column(
        name="risk",
        sort=Sort.WORD,
        meaning="The last risk grade of all, as graded by the police; a young child does not "
        "raise it here.",
        words=meanings(RISKS),
        read=lambda one: one.case.risk,
    ),
    Column(
        name="highest_risk",
        sort=Sort.WORD,
        meaning="The strictest risk grade that was ever given.",
        words=meanings(RISKS),
        read=lambda one: one.case.highest_risk,
    ),
    Column(
        name="youngest",
        sort=Sort.WORD,
        meaning="The age band of the youngest child whose age is known; elsewhere written with a "
        "dash, of which a spreadsheet would make a date.",
        words=BAND_MEANINGS,
        read=lambda one: BANDS[one.case.youngest],
    ),
    Column(
        name="children",
        sort=Sort.COUNT,
        meaning="How many different children the messages name. Empty where none was named yet; "
        "0 only where the police say that there are none.",
        read=lambda one: one.case.children,
    ),
    Column(
        name="children_known",
        sort=Sort.WORD,
        meaning="Whether the police know which children live in the home.",
        words=meanings(CHILDREN_KNOWN),
        read=lambda one: one.case.children_known,
    ),
    Column(
        name="area",
        sort=Sort.TEXT,
        meaning="The area within the force, as the last message that names one has it.",
        read=lambda one: one.word("area"),
    ),
    Column(
        name="prior_12m",
        sort=Sort.WORD,
        meaning="How many incidents the household had in the twelve months before, as the police "
        "say.",
        words=meanings(PRIORS),
        read=lambda one: one.word("prior_12m"),
    ),
)


def _waits_from(one: Incident) -> datetime | None:
    return one.case.armed_from


_STANDING: tuple[IncidentColumn, ...] = (
    Column(
        name="state",
        sort=Sort.WORD,
        meaning="How far the notification has come.",
        words=meanings(STATES),
        read=lambda one: one.case.state,
    ),
    Column(
        name="is_waiting",
        sort=Sort.YES_NO,
        meaning="Whether the police know and the front door was not told. Such incidents have no "
        "duty result yet: a share of those in time that leaves them out is too good.",
        read=lambda one: one.case.is_waiting,
    ),
    Column(
        name="disposition",
        sort=Sort.WORD,
        meaning="Why no notification is expected any more. Empty where none was told.",
        words=meanings(DISPOSITIONS),
        read=lambda one: one.case.disposition,
    ),
    Column(
        name="joined_to",
        sort=Sort.TEXT,
        meaning="The case code of the incident that this one is a duplicate of. That one has the "
        "children, grades and times of both: leave rows with a code here out when you count. "
        "Empty where it stands alone.",
        read=lambda one: one.joined_to,
    ),
    Column(
        name="highest_alarm",
        sort=Sort.WORD,
        meaning="The highest step of alarm on the clock 'police knew to front door told' so far. "
        "Empty where none rang.",
        words=meanings(RUNGS),
        read=lambda one: one.listed.rung,
    ),
    *instant(
        "waits_from",
        "The earliest possible start of the wait, from which alarms count. Empty where only the "
        "front door has spoken.",
        _waits_from,
    ),
    Column(
        name="outcome",
        sort=Sort.WORD,
        meaning="What the front door decided, as the last message on it says.",
        words=meanings(OUTCOMES),
        read=lambda one: one.word("outcome"),
    ),
)


def _milestone(name: Milestone) -> tuple[IncidentColumn, ...]:
    what = f"{MILESTONES[name]} ({name})"

    def earliest(one: Incident) -> datetime | None:
        at = one.case.milestones.get(name)
        return None if at is None else at.earliest

    def latest(one: Incident) -> datetime | None:
        at = one.case.milestones.get(name)
        return None if at is None else at.latest

    known = "Empty where nobody has told."
    return (
        *instant(f"{name}_from", f"{what}: at the earliest. {known}", earliest),
        *instant(
            f"{name}_to",
            f"{what}: at the latest; the same as from where the time is exact. {known}",
            latest,
        ),
    )


def _flag(flag: Flag) -> IncidentColumn:
    return Column(
        name=f"is_{flag}",
        sort=Sort.YES_NO,
        meaning=FLAG_SENTENCES[flag],
        read=lambda one: flag in one.case.flags,
    )


def _first_judged(one: Incident) -> datetime | None:
    return None if one.first is None else one.first.judged_at


_FIRST: tuple[IncidentColumn, ...] = (
    Column(
        name="first_result",
        sort=Sort.WORD,
        meaning="The duty result as it was first judged: what the counters on the dashboards "
        "count. duty_result is what the times say now. Empty until it was judged.",
        words=meanings(RESULTS),
        read=lambda one: None if one.first is None else one.first.result,
    ),
    *instant(
        "first_result_at",
        "When the duty result was first judged. Empty until then.",
        _first_judged,
    ),
    Column(
        name="result_revisions",
        sort=Sort.COUNT,
        meaning="How often the duty result has changed since. Empty until it was judged.",
        read=lambda one: None if one.first is None else one.first.revisions,
    ),
)
_POLICY: IncidentColumn = Column(
    name="policy",
    sort=Sort.TEXT,
    meaning="The version of the policy by which it is judged: the one in force when the police "
    "knew.",
    read=lambda one: one.case.policy,
)

PLACED = _PLACED
"""Whose incident it is and how grave: what other tables repeat."""

INCIDENT_COLUMNS: tuple[IncidentColumn, ...] = (
    *named(),
    *_PLACED,
    *_STANDING,
    *(column for milestone in Milestone for column in _milestone(milestone)),
    *(column for clock in Clock for column in clock_columns(clock)),
    *_FIRST,
    *(_flag(flag) for flag in Flag),
    _POLICY,
)
