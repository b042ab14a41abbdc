"""What a made-up case consists of, and the messages that tell of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.made_up import MADE_UP
from schemas.moments import local_day, zulu
from schemas.words import (
    AgeBand,
    Channel,
    ChildrenKnown,
    CorrectionReason,
    Disposition,
    MessageType,
    Milestone,
    Notice,
    Outcome,
    Prior,
    ReceivedBy,
    Risk,
)

FORCE = "staffordshire"
POLICE = f"{MADE_UP}police/niche"

A_MOMENT = timedelta(minutes=3)
"""How long a system takes to pass on what it was told. Source: assumption, for the demo only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """A made-up council: its feed, how much it gets, and how exact its receipts are."""

    code: str
    source: str
    incidents_a_day: float
    channel: Channel
    share_of_dates: float
    """Share of receipts that its system keeps as a date without a time."""


STOKE = Council(
    code="E06000021",
    source=f"{MADE_UP}council/stoke/liquidlogic",
    incidents_a_day=7.0,
    channel=Channel.PORTAL,
    share_of_dates=0.0,
)
COUNTY = Council(
    code="E10000028",
    source=f"{MADE_UP}council/staffordshire/mosaic",
    incidents_a_day=10.0,
    channel=Channel.MAILBOX,
    share_of_dates=0.35,
)
COUNCILS = (STOKE, COUNTY)
"""About 7 and 10 notifications a day. Source: domain.md, fact 5 (order of size only)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A made-up child: a reference and an age band, nothing else."""

    ref: str
    age_band: AgeBand
    present: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The children of one household, and how often the police came before."""

    household: str
    children: tuple[Child, ...]
    prior: Prior


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message before its source gives it a number; ``at`` is when it is sent."""

    at: datetime
    source: str
    kind: MessageType
    subject: str | None
    data: Mapping[str, object]
    is_sent_twice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How the front door got the notification."""

    at: datetime
    by: ReceivedBy
    is_date_only: bool = False
    is_by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What the front door did with it."""

    recorded_at: datetime | None
    decided_at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The way of one notification; None where it was never sent, received or dealt with."""

    police_steps: tuple[tuple[Milestone, datetime], ...] = ()
    sent_at: datetime | None = None
    receipt: Receipt | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One made-up incident with its whole course, and other messages about it."""

    ref: str
    council: Council
    family: Family
    risk: Risk
    reported_at: datetime
    course: Course
    occurred: object | None = None
    children_known: ChildrenKnown | None = None
    further: tuple[Draft, ...] = ()


def drafts_of(case: Case) -> list[Draft]:
    """Return every message about a case, in no order."""
    drafts = [reported(case), *case.further]
    course = case.course
    for milestone, at in course.police_steps:
        drafts.append(_police_step(case, milestone, at))
    if course.sent_at is not None:
        drafts.append(_police_step(case, Milestone.SENT, course.sent_at))
    if course.receipt is not None:
        drafts.append(_received(case, course.receipt))
    if course.contact is not None:
        drafts.extend(_contact_steps(case, course.contact))
    return drafts


def reported(case: Case, *, at: datetime | None = None) -> Draft:
    """Return the police's word that they know; ``at`` for one said again later."""
    data: dict[str, object] = {
        "force": FORCE,
        "local_authority": case.council.code,
        "reported": zulu(case.reported_at),
        "risk": case.risk.value,
        "children": _children(case),
        "household": case.family.household,
        "prior_12m": case.family.prior.value,
    }
    if case.occurred is not None:
        data["occurred"] = case.occurred
    if case.children_known is not None:
        data["children_known"] = case.children_known.value
    return Draft(
        at=at or case.reported_at + A_MOMENT,
        source=POLICE,
        kind=MessageType.INCIDENT_REPORTED,
        subject=case.ref,
        data=data,
    )


def graded(case: Case, risk: Risk, at: datetime) -> Draft:
    """Return the police's new grade."""
    return _police(case, MessageType.INCIDENT_GRADED, at, {"risk": risk.value, "at": zulu(at)})


def corrected(
    case: Case, milestone: Milestone, to: datetime | None, reason: CorrectionReason, at: datetime
) -> Draft:
    """Return a correction sent at ``at``; ``to`` is None where the milestone is taken back."""
    data = {
        "milestone": milestone.value,
        "at": None if to is None else zulu(to),
        "reason": reason.value,
    }
    return _police(case, MessageType.INCIDENT_CORRECTED, at, data)


def closed(case: Case, disposition: Disposition, at: datetime, **where: str) -> Draft:
    """Return why no notification is expected any more; ``where`` is ``of`` or ``to``."""
    data = {"disposition": disposition.value, "at": zulu(at), **where}
    return _police(case, MessageType.INCIDENT_CLOSED, at, data)


def _children(case: Case) -> list[dict[str, object]]:
    if case.children_known in {ChildrenKnown.NONE, ChildrenKnown.NOT_YET}:
        return []
    return [
        {"ref": child.ref, "age_band": child.age_band.value, "present": child.present}
        for child in case.family.children
    ]


def _police(case: Case, kind: MessageType, at: datetime, data: Mapping[str, object]) -> Draft:
    return Draft(at=at + A_MOMENT, source=POLICE, kind=kind, subject=case.ref, data=data)


def _police_step(case: Case, milestone: Milestone, at: datetime) -> Draft:
    data = {"milestone": milestone.value, "at": zulu(at)}
    if milestone is Milestone.SENT:
        data |= {"notice": Notice.FULL.value, "channel": case.council.channel.value}
    return _police(case, MessageType.INCIDENT_MILESTONE, at, data)


def _received(case: Case, receipt: Receipt) -> Draft:
    data: dict[str, object] = {
        "at": local_day(receipt.at).isoformat() if receipt.is_date_only else zulu(receipt.at),
        "notice": Notice.FULL.value,
        "channel": (Channel.PHONE if receipt.is_by_hand else case.council.channel).value,
        "received_by": receipt.by.value,
    }
    if receipt.is_by_hand:
        data["entered_by_hand"] = True
    return _council(case, MessageType.NOTIFICATION_RECEIVED, receipt.at, data)


def _contact_steps(case: Case, contact: Contact) -> list[Draft]:
    steps = []
    if contact.recorded_at is not None:
        data: dict[str, object] = {"at": zulu(contact.recorded_at)}
        steps.append(_council(case, MessageType.CONTACT_RECORDED, contact.recorded_at, data))
    data = {"at": zulu(contact.decided_at), "outcome": contact.outcome.value}
    return [*steps, _council(case, MessageType.CONTACT_DECIDED, contact.decided_at, data)]


def _council(case: Case, kind: MessageType, at: datetime, data: Mapping[str, object]) -> Draft:
    source = case.council.source
    return Draft(at=at + A_MOMENT, source=source, kind=kind, subject=case.ref, data=data)
