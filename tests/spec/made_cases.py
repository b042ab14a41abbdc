"""Cases to decide about: one that waits since Wednesday 17 June 2026, changed as a test needs."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from alerts.alarm import Alarm, Look, Surroundings
from alerts.rules import decide
from schemas.moments import Moment, parse_instant
from schemas.policy import Policy
from schemas.records import DUTY_RUNGS, Case, Claim, Grade, Marks
from schemas.words import AgeBand, ChildrenKnown, Clock, Milestone, Risk, Role, Rung, State
from tests.model.sentences import utc
from tests.replays.ours import HOUSE

POLICY = HOUSE.policies.versions[-1]
FIRST = ""
WARN, BREACH, ESCALATE, CEILING = DUTY_RUNGS
DUTY_TEAM = frozenset({Role.MASH_DUTY})
LATE_TEAM = frozenset({Role.MASH_DUTY, Role.MASH_MANAGER, Role.POLICE_DESK})
SENIORS = frozenset({Role.SERVICE_HEAD, Role.POLICE_MANAGER})
TOP = SENIORS | {Role.DIRECTOR}


def at(short: str) -> datetime:
    """Return the UTC instant of `06-17 10:00`, in 2026."""
    return parse_instant(utc(short))


KNEW = at("06-17 10:00")

WAITING = Case(
    force="staffordshire",
    local_authority="E06000021",
    milestones={Milestone.REPORTED: Moment.exact(KNEW)},
    grades=(Grade(since=KNEW, risk=Risk.STANDARD, message=FIRST),),
    youngest=AgeBand.FROM_8,
    children=1,
    children_known=ChildrenKnown.YES,
    armed_from=KNEW,
    first_heard=KNEW,
    is_waiting=True,
    state=State.WAITING,
    disposition=None,
    is_closed=False,
    flags=frozenset(),
    clocks={},
    policy=POLICY.version,
)


def waiting(risk: Risk = Risk.STANDARD, *later: tuple[str, Risk], **changed: Any) -> Case:
    """Return a case that waits; ``later`` are grades with the instant from which they hold."""
    start = changed.get("armed_from") or KNEW
    grades = [Grade(since=start, risk=risk, message=FIRST)]
    grades += [
        Grade(since=at(since), risk=one, message=f"/niche g-{since}") for since, one in later
    ]
    return replace(WAITING, grades=tuple(grades), **changed)


def received(short: str, risk: Risk = Risk.STANDARD, **changed: Any) -> Case:
    """Return a case of which the front door was told, and no contact is recorded."""
    told = {**WAITING.milestones, Milestone.RECEIVED: Moment.exact(at(short))}
    over = {"milestones": told, "is_waiting": False, "state": State.RECEIVED}
    return waiting(risk, **{**over, **changed})


def claim(rung: str, short: str, *roles: Role, clock: Clock = Clock.DUTY) -> Claim:
    """Return a rung or notice that rang."""
    return Claim(clock=clock, rung=rung, raised_at=at(short), roles=frozenset(roles))


def rang(*rungs: tuple[Rung, str], **changed: Any) -> Marks:
    """Return the marks of a case whose duty rungs rang at these instants."""
    claims = tuple(claim(rung, short) for rung, short in rungs)
    return Marks(claims=claims, **changed)


@dataclass(frozen=True)
class Seen:
    """What was known and done before, and at which instant one looks."""

    case: Case
    now: str
    marks: Marks = Marks()  # noqa: RUF009 - frozen
    earlier_case: str | None = None
    feed_is_live: bool = True
    policy: Policy = POLICY
    held_until: str | None = None

    def decide(self) -> tuple[tuple[Alarm, ...], Marks]:
        around = Surroundings(
            contact_live=lambda _: self.feed_is_live,
            earlier_case=self.earlier_case,
            held_until=None if self.held_until is None else at(self.held_until),
        )
        return decide(
            Look(case=self.case, policy=self.policy, now=at(self.now), around=around), self.marks
        )


def new(marks: Marks, *, after: Marks) -> list[tuple[Clock, str, frozenset[Role]]]:
    """Return what a look has used up, and who was told of it."""
    return [(c.clock, c.rung, c.roles) for c in marks.claims[len(after.claims) :]]
