"""How long things take in the made-up county: sends, receipts, contacts, all drawn. Pure.

Every number here is an assumption made so that the demo looks like the field: high first,
medium starves, sends cluster in the morning and on Mondays. Nothing here was measured.
"""

import math
import random
from datetime import UTC, date, datetime, time, timedelta

from consumer.sources.synthetic_cases import Contact, Council, Course, Receipt
from schemas.hours import FrontDoorHours
from schemas.moments import LONDON
from schemas.words import Milestone, Outcome, ReceivedBy, Risk

SATURDAY = 5
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)

HOURS = FrontDoorHours()
"""Both made-up front doors keep Stoke's hours."""

DELAY_HOURS = {
    Risk.HIGH: (1.7, 0.9),
    Risk.MEDIUM: (8.0, 1.2),
    Risk.STANDARD: (4.0, 0.8),
    Risk.NOT_ASSESSED: (3.5, 0.9),
}
"""Median hours and log-normal spread from reported to ready to send. Source: assumption."""

EDT_SHARE = {Risk.HIGH: 0.85}
"""Share of what is sent out of hours that EDT takes; elsewhere `EDT_SHARE_ELSE`."""
EDT_SHARE_ELSE = 0.5

POLICE_FRACTIONS = (
    (Milestone.ATTENDED, 0.02, 0.2),
    (Milestone.SUBMITTED, 0.3, 0.5),
    (Milestone.REVIEWED, 0.55, 0.7),
    (Milestone.TRIAGED, 0.75, 0.95),
)
"""Where each police step lies on the way from reported to sent. Source: assumption."""

SHARE_WITH_STEPS = 0.1
SHARE_LOST = 0.015
SHARE_OF_LOST_FOUND = 0.7
SHARE_OF_MORNING_BATCHES = 0.4
SHARE_RECORDED_FIRST = 0.5

OUTCOMES = {
    Outcome.NO_FURTHER_ACTION: 40,
    Outcome.ADVICE: 22,
    Outcome.EARLY_HELP: 16,
    Outcome.REFERRAL: 12,
    Outcome.EXISTING_CASE: 8,
    Outcome.STRATEGY_DISCUSSION: 2,
}


def draw_course(draw: random.Random, council: Council, risk: Risk, reported_at: datetime) -> Course:
    """Return the way of one notification, from the police's steps to the decision."""
    if draw.random() < SHARE_LOST:
        return _lost(draw, risk, reported_at)
    sent_at = _sent_at(draw, risk, reported_at)
    receipt = draw_receipt(draw, council, risk, sent_at)
    return Course(
        police_steps=_police_steps(draw, reported_at, sent_at),
        sent_at=sent_at,
        receipt=receipt,
        contact=draw_contact(draw, risk, receipt.at),
    )


def _lost(draw: random.Random, risk: Risk, reported_at: datetime) -> Course:
    """Return a course that goes wrong: not sent, or sent and not received; some are found."""
    sent_at = _sent_at(draw, risk, reported_at) if draw.random() < 0.5 else None
    if draw.random() >= SHARE_OF_LOST_FOUND:
        return Course(sent_at=sent_at)
    found_at = when_open(reported_at + draw.uniform(75, 140) * HOUR) + draw.uniform(5, 200) * MINUTE
    receipt = Receipt(at=found_at, by=ReceivedBy.MASH, is_by_hand=True)
    return Course(
        sent_at=sent_at if sent_at is not None and sent_at < found_at else None,
        receipt=receipt,
        contact=draw_contact(draw, risk, found_at),
    )


def _sent_at(draw: random.Random, risk: Risk, reported_at: datetime) -> datetime:
    median, spread = DELAY_HOURS[risk]
    ready_at = reported_at + draw.lognormvariate(math.log(median), spread) * HOUR
    if risk is Risk.HIGH or draw.random() >= SHARE_OF_MORNING_BATCHES:
        return ready_at
    return morning_batch(draw, ready_at)


def morning_batch(draw: random.Random, ready_at: datetime) -> datetime:
    """Return an instant from 07:00 to 09:00 on the next working morning: Monday after Friday."""
    local = ready_at.astimezone(LONDON)
    day = local.date() + (timedelta(days=1) if local.hour >= 7 else timedelta(0))
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return local_instant(day, 7) + draw.triangular(0, 120, 40) * MINUTE


def _police_steps(
    draw: random.Random, reported_at: datetime, sent_at: datetime
) -> tuple[tuple[Milestone, datetime], ...]:
    if draw.random() >= SHARE_WITH_STEPS:
        return ()
    way = sent_at - reported_at
    return tuple(
        (milestone, reported_at + draw.uniform(least, most) * way)
        for milestone, least, most in POLICE_FRACTIONS
    )


def draw_receipt(draw: random.Random, council: Council, risk: Risk, sent_at: datetime) -> Receipt:
    """Return the receipt: soon in front-door hours, else by EDT or at the next opening."""
    soon = draw.lognormvariate(math.log(18), 0.8) * MINUTE
    if HOURS.is_open(sent_at):
        return _by_mash(draw, council, when_open(sent_at + soon))
    if draw.random() < EDT_SHARE.get(risk, EDT_SHARE_ELSE):
        return Receipt(at=sent_at + soon, by=ReceivedBy.EDT)
    opened_at = when_open(sent_at)
    return _by_mash(draw, council, opened_at + draw.triangular(5, 150, 30) * MINUTE)


def _by_mash(draw: random.Random, council: Council, at: datetime) -> Receipt:
    is_date_only = draw.random() < council.share_of_dates
    return Receipt(at=at, by=ReceivedBy.MASH, is_date_only=is_date_only)


def draw_contact(draw: random.Random, risk: Risk, received_at: datetime) -> Contact:
    """Return what the front door does while it is open: it decides at once, or records first."""
    hurry = 0.3 if risk is Risk.HIGH else 1.0
    record = hurry * draw.lognormvariate(math.log(50), 1.1) * MINUTE
    decide = hurry * draw.lognormvariate(math.log(240), 0.6) * MINUTE
    picked_up_at = HOURS.after(received_at, record)
    is_recorded_first = draw.random() < SHARE_RECORDED_FIRST
    return Contact(
        recorded_at=picked_up_at if is_recorded_first else None,
        decided_at=HOURS.after(picked_up_at, decide) if is_recorded_first else picked_up_at,
        outcome=draw.choices(list(OUTCOMES), weights=list(OUTCOMES.values()))[0],
    )


def local_instant(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the instant of a time in Europe/London."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON).astimezone(UTC)


def when_open(at: datetime) -> datetime:
    """Return ``at`` where the front door is open, else its next opening."""
    return at if HOURS.is_open(at) else HOURS.after(at, SECOND) - SECOND
