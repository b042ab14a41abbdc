"""From what was told to the picture of the case: receipt, state, flags, clocks, verdicts. Pure.

Source of every rule: contract sections 2 and 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from consumer.lifecycle import Account, in_force
from consumer.receipts_told import by_notice, received_by
from schemas.clocks import (
    NO_VALUE,
    TimesDisagree,
    elapsed,
    is_believable,
    judge_decision,
    judge_duty,
    judge_pickup,
    read_clock,
)
from schemas.hours import FrontDoorHours
from schemas.moments import Moment, earliest_of
from schemas.policy import Policy, PolicyBook
from schemas.records import Case, Grade, Reading, grade_at
from schemas.words import (
    AGE_ORDER,
    AgeBand,
    ChildrenKnown,
    Clock,
    Disposition,
    Flag,
    Milestone,
    State,
)

ENDS_THE_WAIT = frozenset(
    {Disposition.WITHDRAWN, Disposition.NOT_SHARED_BY_POLICY, Disposition.OTHER_AUTHORITY}
)
"""Dispositions that end the wait by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What counts as received, whether the wait is over, and what to know about it."""

    at: Moment | None = None
    is_over: bool = False
    flags: frozenset[Flag] = frozenset()


def conclude(told: Account, policies: PolicyBook, joined_to: str | None) -> Case:
    """Return the picture of a case; ``joined_to`` names the case it is a standing duplicate of."""
    grades = in_force(told.grades, told.armed_from)
    receipt = find_receipt(told)
    start = told.milestones.get(Milestone.REPORTED)
    believed = frozenset(one for one in told.notices if is_believable(start, one.at))
    milestones = dict(told.milestones)
    if receipt.at is not None:
        milestones[Milestone.RECEIVED] = receipt.at
    reported = milestones.get(Milestone.REPORTED)
    policy = policies.at(reported.earliest if reported else told.armed_from or told.first_heard)
    youngest = _youngest(told)
    council = local_authority_of(told)
    limits = _Limits(policy=policy, hours=policy.hours(council), grades=grades, youngest=youngest)
    clocks, clock_flags = _read_clocks(milestones, receipt, limits)
    is_closed = _is_closed(told, joined_to)
    is_waiting = not is_closed and not receipt.is_over
    return Case(
        force=told.force,
        local_authority=council,
        milestones=milestones,
        grades=grades,
        youngest=youngest,
        children=_count(told),
        children_known=told.children_known,
        armed_from=told.armed_from,
        first_heard=told.first_heard,
        is_waiting=is_waiting,
        state=_state(milestones, is_closed=is_closed, is_waiting=is_waiting),
        disposition=told.closing.disposition if told.closing else None,
        is_closed=is_closed,
        flags=receipt.flags | clock_flags | _case_flags(told),
        clocks=clocks,
        policy=policy.version,
        kin=told.kin,
        is_graded_only=told.is_graded_only,
        duplicate_of=joined_to,
        notices=by_notice(believed),
        received_by=received_by(believed),
    )


def find_receipt(told: Account) -> Receipt:
    """Return the receipt that counts: the earliest believable, else one inferred from a contact.

    Where no receipt is believable the earliest is shown, flagged, and the wait goes on.
    """
    start = told.milestones.get(Milestone.REPORTED)
    if told.receipts:
        by_hand = {Flag.ENTERED_BY_HAND} if told.is_received_by_hand else set()
        believable = [at for at in told.receipts if is_believable(start, at)]
        if believable:
            return Receipt(at=earliest_of(believable), is_over=True, flags=frozenset(by_hand))
        disagree = frozenset(by_hand | {Flag.TIMES_DISAGREE})
        return Receipt(at=earliest_of(told.receipts), flags=disagree)
    contact = earliest_of(told.contacts)
    if contact is None:
        return Receipt()
    return _infer(start, contact) if start is not None else Receipt(is_over=True)


def _infer(start: Moment, contact: Moment) -> Receipt:
    """Return a receipt somewhere between the start and the contact that shows it happened."""
    try:
        elapsed(start, contact)
    except TimesDisagree:
        return Receipt(flags=frozenset({Flag.TIMES_DISAGREE}))
    between = Moment(earliest=min(start.earliest, contact.latest), latest=contact.latest)
    return Receipt(at=between, is_over=True, flags=frozenset({Flag.RECEIPT_INFERRED}))


def local_authority_of(told: Account) -> str | None:
    """Return whose case it is: the other authority's while it stands handed over to that one."""
    closing = told.closing
    if closing and closing.disposition is Disposition.OTHER_AUTHORITY and closing.to:
        return closing.to
    return told.local_authority


def _count(told: Account) -> int | None:
    """Return how many children are known: none is 0, unknown is None."""
    if told.children_known is ChildrenKnown.NONE:
        return 0
    return len(told.children) or None


def _youngest(told: Account) -> AgeBand:
    """Return the youngest known band, `unknown` where none is known or there are no children."""
    if told.children_known is ChildrenKnown.NONE:
        return AgeBand.UNKNOWN
    bands = (told_band.band for told_band in told.children.values())
    return min(bands, key=AGE_ORDER.__getitem__, default=AgeBand.UNKNOWN)


def _is_closed(told: Account, joined_to: str | None) -> bool:
    if told.children_known is ChildrenKnown.NONE:
        return True
    disposition = told.closing.disposition if told.closing else None
    match disposition:
        case Disposition.DUPLICATE:
            return joined_to is not None
        case Disposition.OPEN_CASE:
            return told.is_with_council or Milestone.SENT in told.milestones
        case _:
            return disposition in ENDS_THE_WAIT


def _state(milestones: Mapping[Milestone, Moment], *, is_closed: bool, is_waiting: bool) -> State:
    if is_closed:
        return State.CLOSED
    if is_waiting:
        return State.WAITING
    if Milestone.DECIDED in milestones:
        return State.DECIDED
    return State.RECORDED if Milestone.RECORDED in milestones else State.RECEIVED


def _case_flags(told: Account) -> frozenset[Flag]:
    flags = set() if told.is_reported else {Flag.UNREPORTED}
    return frozenset(
        flags if Milestone.REPORTED in told.milestones else flags | {Flag.START_UNKNOWN}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limits:
    """What the clocks of one case are judged by."""

    policy: Policy
    hours: FrontDoorHours
    grades: tuple[Grade, ...]
    youngest: AgeBand


def _read_clocks(
    milestones: Mapping[Milestone, Moment], receipt: Receipt, limits: _Limits
) -> tuple[dict[Clock, Reading], frozenset[Flag]]:
    """Return every clock whose two ends are known, judged where it has a target."""
    clocks: dict[Clock, Reading] = {}
    flags: set[Flag] = set()
    for clock, (start, end) in _ends(milestones).items():
        try:
            reading, is_skewed = read_clock(start, end, limits.hours)
        except TimesDisagree:
            flags.add(Flag.TIMES_DISAGREE)
            continue
        if is_skewed:
            flags.add(Flag.CLOCK_SKEW)
        clocks[clock] = _judged(clock, reading, (start, end), limits)
    if Clock.DUTY not in clocks and (receipt.at is not None or receipt.is_over):
        clocks[Clock.DUTY] = NO_VALUE
    return clocks, frozenset(flags)


def _ends(milestones: Mapping[Milestone, Moment]) -> dict[Clock, tuple[Moment, Moment]]:
    received = milestones.get(Milestone.RECEIVED)
    if received is None:
        return {}
    ends: dict[Clock, tuple[Moment, Moment]] = {}
    for clock, name in _STARTS.items():
        if name in milestones:
            ends[clock] = (milestones[name], received)
    contacts = [milestones[n] for n in (Milestone.RECORDED, Milestone.DECIDED) if n in milestones]
    if (contact := earliest_of(contacts)) is not None:
        ends[Clock.PICKUP] = (received, contact)
    if Milestone.DECIDED in milestones:
        ends[Clock.DECISION] = (received, milestones[Milestone.DECIDED])
    return ends


_STARTS = {
    Clock.EXPOSURE: Milestone.OCCURRED,
    Clock.DUTY: Milestone.REPORTED,
    Clock.TRANSPORT: Milestone.SENT,
}


def _judged(
    clock: Clock, reading: Reading, ends: tuple[Moment, Moment], limits: _Limits
) -> Reading:
    policy, hours = limits.policy, limits.hours
    received = ends[1] if clock in _STARTS else ends[0]
    risk = grade_at(limits.grades, received.latest)
    match clock:
        case Clock.DUTY:
            return judge_duty(reading, policy.duty_target(risk, limits.youngest).late, risk)
        case Clock.PICKUP:
            return judge_pickup(reading, ends, policy, hours, risk)
        case Clock.DECISION:
            return judge_decision(reading, ends, policy, hours, risk)
        case _:
            return reading
