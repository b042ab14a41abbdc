"""What people type into the forms of a case, read into what the rules take. Pure.

A mistake comes back as a sentence for the field it is in, with all that was typed kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from alerts.case_words import MILESTONES
from alerts.correcting import Correction
from alerts.hand_receipts import HandReceipt
from alerts.next_checks import NoCheckTime, read_next_check
from alerts.person_names import UnusableName, read_name
from alerts.reopening import Reopening, ReopenReason
from alerts.revealing import RevealReason
from schemas.in_hand import Hold
from schemas.moments import LONDON, Moment, whole_day
from schemas.words import Channel, CorrectionReason, HoldReason, ReceivedBy

WHOLE = "form"
"""The place of a mistake that is in no single field."""

REASONS = {
    HoldReason.RANG_POLICE_DESK.value: "I rang the police desk",
    HoldReason.RANG_CONTROL_ROOM.value: "I rang the control room",
    HoldReason.ALLOCATED_WORKER_KNOWS.value: "The allocated worker knows",
    HoldReason.OTHER.value: "Another reason",
}
NEXT_LOOKS = ("in 1 h", "in 2 h", "in 4 h", "in 8 h")
"""When somebody looks again; 8 h is the longest (`alerts.holding.LONGEST_HOLD`)."""

CHANNELS = {
    Channel.MAILBOX.value: "E-mail",
    Channel.PHONE.value: "Telephone",
    Channel.PORTAL.value: "Portal",
    Channel.FILE.value: "File",
    Channel.MEETING.value: "Meeting",
    Channel.API.value: "From system to system",
}
TEAMS = {
    ReceivedBy.MASH.value: "Front door",
    ReceivedBy.EDT.value: "Emergency duty team (EDT)",
}

REVEAL_REASONS = {
    RevealReason.RING_POLICE_DESK.value: "To ring the police desk",
    RevealReason.FIND_IN_OUR_SYSTEM.value: "To find it in our system",
    RevealReason.ANSWER_REQUEST.value: "To answer a request",
    RevealReason.OTHER.value: "Another reason",
}

REOPEN_REASONS = {
    ReopenReason.CLOSED_BY_MISTAKE.value: "It was closed by mistake",
    ReopenReason.WRONG_CASE.value: "Another case was meant",
    ReopenReason.NEW_FACTS.value: "Something new is known",
    ReopenReason.AGREED_WITH_PARTNER.value: "Agreed with the other partner",
}

STEPS = {words: milestone for milestone, words in MILESTONES.items()}
AT, NOT_AT_ALL = "at", "not_at_all"
WHAT_IS_RIGHT = {
    AT: "It happened on this day, at this time",
    NOT_AT_ALL: "It did not happen, or nobody knows when: take the time back",
}
CORRECTION_REASONS = {
    CorrectionReason.DATA_ENTRY.value: "It was typed wrongly",
    CorrectionReason.CLOCK_ERROR.value: "A clock was wrong",
    CorrectionReason.WRONG_INCIDENT.value: "It belongs to another incident",
    CorrectionReason.AGREED_IN_REVIEW.value: "Both partners agreed it in a review",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """One form as it was filled in. ``errors`` are sentences by field; empty where all is well."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def values_of(self, name: str) -> str:
        """Return what stands in a field; empty where nothing was typed."""
        return self.values.get(name, "")


def read_hold(values: Mapping[str, str], now: datetime) -> Hold | Filled:
    """Return who takes a case in hand, or the form with what is wrong in it."""
    errors: dict[str, str] = {}
    name = read_person(values, errors)
    reason = _chosen("reason", REASONS, values, errors, "Choose what you have done.")
    check_at: datetime | None = None
    try:
        check_at = read_next_check(values.get("next_look", ""), now)
    except NoCheckTime:
        errors["next_look"] = "Choose when you look again."
    if errors or check_at is None:
        return Filled(values, errors)
    return Hold(at=now, name=name, reason=HoldReason(reason), check_at=check_at)


def read_receipt(values: Mapping[str, str]) -> HandReceipt | Filled:
    """Return a receipt that somebody enters, or the form with what is wrong in it."""
    errors: dict[str, str] = {}
    name = read_person(values, errors)
    channel = _chosen("channel", CHANNELS, values, errors, "Choose how it came.")
    team = _chosen("received_by", TEAMS, values, errors, "Choose which team has it.")
    at = _moment(values, errors, "the front door was told")
    if errors or at is None:
        return Filled(values, errors)
    return HandReceipt(at=at, channel=Channel(channel), received_by=ReceivedBy(team), name=name)


def read_reveal(values: Mapping[str, str]) -> RevealReason | Filled:
    """Return why somebody needs the police reference, or the form with what is wrong in it."""
    errors: dict[str, str] = {}
    missing = "Choose why you need the reference."
    reason = _chosen("why", REVEAL_REASONS, values, errors, missing)
    return Filled(values, errors) if errors else RevealReason(reason)


def read_reopening(values: Mapping[str, str]) -> Reopening | Filled:
    """Return why a case is opened again, or the form with what is wrong in it."""
    errors: dict[str, str] = {}
    name = read_person(values, errors)
    missing = "Choose why the case is opened again."
    reason = _chosen("opened_for", REOPEN_REASONS, values, errors, missing)
    return Filled(values, errors) if errors else Reopening(reason=ReopenReason(reason), name=name)


def read_correction(values: Mapping[str, str]) -> Correction | Filled:
    """Return which time is put right and how, or the form with what is wrong in it."""
    errors: dict[str, str] = {}
    name = read_person(values, errors)
    milestone = _chosen("milestone", STEPS, values, errors, "Choose which time is wrong.")
    right = _chosen("right", WHAT_IS_RIGHT, values, errors, "Choose what is right.")
    at = _moment(values, errors, "it happened") if right == AT else None
    reason = _chosen("wrong_for", CORRECTION_REASONS, values, errors, "Choose why it was wrong.")
    if errors:
        return Filled(values, errors)
    why = CorrectionReason(reason)
    return Correction(milestone=STEPS[milestone], at=at, reason=why, name=name)


def read_person(values: Mapping[str, str], errors: dict[str, str]) -> str:
    """Return the name typed; where it cannot be kept, none, and what is wrong among the errors."""
    try:
        return read_name(values.get("name", ""))
    except UnusableName as error:
        typed = values.get("name", "").strip()
        errors["name"] = f"{error.fact.capitalize()}: {error.mend}." if typed else "Type your name."
        return ""


def _chosen(
    name: str,
    choices: Mapping[str, object],
    values: Mapping[str, str],
    errors: dict[str, str],
    missing: str,
) -> str:
    said = values.get(name, "")
    if said not in choices:
        errors[name] = missing
    return said


def _moment(values: Mapping[str, str], errors: dict[str, str], what: str) -> Moment | None:
    """Return when something happened, by the clock on the wall; the day alone is enough."""
    day_said, time_said = values.get("day", "").strip(), values.get("time", "").strip()
    try:
        day = date.fromisoformat(day_said)
        whole = whole_day(day)
    except (ValueError, OverflowError):
        errors["day"] = f"Give the day on which {what}, such as 2026-11-20."
        return None
    if not time_said:
        return whole
    try:
        clock = time.fromisoformat(time_said)
    except ValueError:
        errors["time"] = "Give the time as 06:30, or leave it empty if you know only the day."
        return None
    if clock.tzinfo is not None:
        errors["time"] = "Give the time by the clock on the wall, as 06:30."
        return None
    at = on_the_wall(day, clock)
    if at is None:
        errors["time"] = "That time did not exist: the clocks went forward. Check the time."
    return at


def on_the_wall(day: date, clock: time) -> Moment | None:
    """Return when the clock in Europe/London said so; None where it never did, in spring.

    In the hour that comes twice in October nobody knows which was meant: both are kept.
    """
    naive = clock.replace(second=0, microsecond=0)
    first, second = (
        datetime.combine(day, naive.replace(fold=fold), tzinfo=LONDON).astimezone(UTC)
        for fold in (0, 1)
    )
    if first.astimezone(LONDON).time().replace(fold=0) != naive:
        return None
    return Moment(earliest=first, latest=second)
