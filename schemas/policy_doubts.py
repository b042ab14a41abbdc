"""What a policy may say but probably does not mean: the warnings of `danm policy check`. Pure."""

from collections.abc import Iterator
from datetime import time

from schemas.durations import say_duration
from schemas.hours import MIDNIGHT
from schemas.policy import Policy
from schemas.policy_problems import Problem
from schemas.telling import POLICE_ROLES
from schemas.words import BABIES, Clock, Kind, Risk, Role, Rung

TO_BE_AGREED = "to be agreed"
"""How an owner reads while there is none."""


def doubts(file: str, policy: Policy) -> list[Problem]:
    """Return what a reader should look at again; the policy can be used all the same."""
    found = (
        *_owner(policy),
        *_milder_grades(policy),
        *_late_seniors(policy),
        *_babies(policy),
        *_nobody_interrupted(policy),
        *_lists_while_closed(policy),
        *_councils_without_force(policy),
        *_missing_routes(policy),
    )
    return [Problem(file=file, place=place, fact=fact, mend=mend) for place, fact, mend in found]


Doubt = tuple[str, str, str]
"""Place, fact and mend."""


def _owner(policy: Policy) -> Iterator[Doubt]:
    if policy.owner.lower().startswith(TO_BE_AGREED):
        yield "owner", "nobody owns this policy yet", "name who agreed it"


def _milder_grades(policy: Policy) -> Iterator[Doubt]:
    pairs = ((Risk.HIGH, Risk.MEDIUM), (Risk.MEDIUM, Risk.STANDARD))
    for stricter, milder in (*pairs, (Risk.NOT_ASSESSED, Risk.STANDARD)):
        for clock, targets in (("duty", policy.duty), ("pickup", policy.pickup)):
            late, limit = targets[stricter].late, targets[milder].late
            if late > limit:
                fact = f"{say_duration(late)} is longer than {say_duration(limit)} for {milder}"
                yield f"{clock}.{stricter}.late", fact, "give the graver grade the shorter limit"


def _late_seniors(policy: Policy) -> Iterator[Doubt]:
    for risk, target in policy.duty.items():
        senior = target.late + policy.escalate_after
        if senior >= policy.ceiling:
            fact = (
                f"for {risk} no senior is told before the ceiling, {say_duration(policy.ceiling)}"
            )
            yield "escalate.after", fact, f"shorten it, or duty.{risk}.late"


def _babies(policy: Policy) -> Iterator[Doubt]:
    for band in sorted(BABIES - policy.uplift_for):
        yield "uplift.youngest", f"{band} is timed like an older child", f'add "{band}"'
    for risk, stricter in policy.uplift.items():
        baby, older = policy.duty[stricter], policy.duty[risk]
        if baby.late > older.late or baby.warn > older.warn:
            fact = f"a baby graded {risk} would wait longer than an older child"
            yield f"uplift.{risk}", fact, "name a grade with shorter limits"


def _nobody_interrupted(policy: Policy) -> Iterator[Doubt]:
    roles = policy.recipients(Clock.DUTY, Kind.WAIT, Rung.BREACH)
    for is_open, hours in ((True, "in front-door hours"), (False, "outside front-door hours")):
        told = policy.told(roles, Kind.WAIT, is_open)
        if not policy.interrupted(Kind.WAIT, Rung.BREACH, Risk.HIGH, told):
            fact = f"a late notification graded high interrupts nobody {hours}"
            yield "delivery", fact, "let somebody be told now"


def _lists_while_closed(policy: Policy) -> Iterator[Doubt]:
    """Yield lists for open days at an hour at which a front door is closed on every such day."""
    for role, times in policy.lists.items():
        if not times.is_on_open_days_only:
            continue
        for code, council in policy.councils.items():
            for at in times.at:
                if not any(_is_within(at, span) for span in council.hours.opening.values()):
                    fact = f"{code} is closed at {at:%H:%M} on every day"
                    yield f"lists.{role}.at", fact, "name an hour at which it is open"


def _is_within(at: time, span: tuple[time, time]) -> bool:
    opens, closes = span
    return opens <= at and (at < closes or closes == MIDNIGHT)


def _councils_without_force(policy: Policy) -> Iterator[Doubt]:
    covered = {code for force in policy.forces.values() for code in force.councils}
    for code in policy.councils:
        if code not in covered:
            yield f"councils.{code}", "no force of this file sends to it", "name it under a force"


def _missing_routes(policy: Policy) -> Iterator[Doubt]:
    used = frozenset().union(*policy.telling.told_of.values()) | {Role.EDT}
    for role in (role for role in Role if role in used):
        without = [code for code in policy.councils if not _is_reached(policy, code, role)]
        if len(without) == len(policy.councils):
            place = "forces" if role in POLICE_ROLES else "councils"
            yield place, f"no {place[:-1]} has a {role} route", f"add {role} under routes"
        else:
            for code in without:
                yield f"councils.{code}.routes", f"no {role} route", f"add {role}"


def _is_reached(policy: Policy, code: str, role: Role) -> bool:
    """Whether a role has a route for a council: of the force, where it is a police role."""
    forces = [force for force in policy.forces.values() if code in force.councils]
    of_force = role in POLICE_ROLES and any(force.routes.get(role) for force in forces)
    return of_force or bool(policy.councils[code].routes.get(role))
