"""The page of one case, in words. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from alerts.board.case_facts import CaseFacts, PastHold
from alerts.board.case_sayings import FLAG_SENTENCES, what_to_do
from alerts.board.milestone_view import Owner, milestone_groups
from alerts.board.ticking import ticks
from alerts.board.told import ToldAlert
from alerts.board.told_view import AlertView, alert_views
from alerts.case_words import CLOCKS, DISPOSITIONS, STATES, reading_words
from alerts.deadlines import duty_ladder, in_hand, late_at, unrung
from alerts.holding import hold_words
from alerts.list_phrases import at_words
from alerts.plain_words import age_words, children_words, duration_words, london_words
from alerts.reopening import is_ended
from alerts.taking_in_hand import as_read
from schemas.durations import say_duration
from schemas.policy import Policy
from schemas.policy_words import RISK_WORDS
from schemas.records import grade_at
from schemas.words import BABIES, ChildrenKnown, Clock, Rung, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """One clock of a case: how long it ran, the limit, the result."""

    name: str
    length: str
    limit: str
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """The whole page."""

    code: str
    headline: str
    headline_ticks: str
    is_late: bool
    is_waiting: bool
    is_ended: bool
    facts: tuple[tuple[str, str], ...]
    to_do: tuple[str, ...]
    next_up: tuple[str, ...]
    """What happens next if nothing changes."""
    hold: str
    over: str
    """Which hold the forms are about, so that nobody's is replaced unread."""
    is_free: bool
    """It waits and nobody has it in hand; never so for who may not know of that."""
    flags: tuple[str, ...]
    groups: tuple[Owner, ...]
    clocks: tuple[ClockView, ...]
    grades: tuple[str, ...]
    alerts: tuple[AlertView, ...]
    no_alerts: str
    """What stands where there are none."""
    holds: tuple[str, ...]


NO_ALARM = "No alarm has rung for this case."
NO_POLICE_ALARM = "The police were told no alarm about this case."


def case_view(facts: CaseFacts, policy: Policy) -> CaseView:
    """Return the page of a case; ``policy`` is the version that the case keeps."""
    case, now = facts.case, facts.now
    told = tuple(ToldAlert(alert=alert, code=None) for alert in facts.alerts)
    limit = late_at(case, policy, now)
    return CaseView(
        code=facts.code,
        headline=_headline(facts, policy),
        headline_ticks=_headline_ticks(facts, limit),
        is_late=case.is_waiting and limit is not None and limit <= now,
        is_waiting=case.is_waiting,
        is_ended=is_ended(case),
        facts=tuple(_facts(facts, policy)),
        to_do=tuple(what_to_do(facts, policy)),
        next_up=tuple(_next_up(facts, policy)),
        hold="" if facts.hold is None else hold_words(facts.hold),
        over=as_read(facts.hold),
        is_free=case.is_waiting and facts.tells_holds and facts.hold is None,
        flags=tuple(FLAG_SENTENCES[flag] for flag in sorted(case.flags)),
        groups=milestone_groups(case, now),
        clocks=tuple(_clocks(facts)),
        grades=tuple(_grades(facts)),
        alerts=alert_views(told, facts.handovers, policy, now),
        no_alerts=NO_ALARM if facts.tells_every_alarm else NO_POLICE_ALARM,
        holds=tuple(_past_hold(one, facts) for one in facts.holds),
    )


def _headline(facts: CaseFacts, policy: Policy) -> str:
    case, now = facts.case, facts.now
    if not case.is_waiting:
        end = "" if case.disposition is None else f" ({DISPOSITIONS[case.disposition]})"
        return f"{STATES[case.state]}{end}".capitalize() + "."
    if case.armed_from is None:
        return "The front door was not told. How long it waits is not known."
    waited = f"The front door was not told. It has waited {duration_words(now - case.armed_from)}"
    limit = late_at(case, policy, now)
    if limit is None:
        return f"{waited}; which children is not known yet."
    if limit <= now:
        return f"{waited}, and is late by {duration_words(now - limit)}."
    return f"{waited}. {duration_words(limit - now)} left, until {at_words(limit, now)}."


def _headline_ticks(facts: CaseFacts, limit: datetime | None) -> str:
    case = facts.case
    if not case.is_waiting:
        return ""
    is_late = limit is not None and limit <= facts.now
    return ticks(("waited {}", case.armed_from), ("late by {}" if is_late else "{} left", limit))


def _facts(facts: CaseFacts, policy: Policy) -> Iterator[tuple[str, str]]:
    case = facts.case
    yield "Risk", _risk(facts, policy)
    if case.highest_risk is not case.risk:
        yield "Highest risk so far", RISK_WORDS[case.highest_risk]
    yield "Children", _children(facts)
    council = policy.councils.get(case.local_authority or "")
    yield "Council", council.name if council else "the police have not said which"
    force = policy.forces.get(case.force or "")
    yield "Police force", force.name if force else "not known"
    yield "Policy", f"version {case.policy}"


def _risk(facts: CaseFacts, policy: Policy) -> str:
    case = facts.case
    words = RISK_WORDS[case.risk]
    timed_as = policy.grade_for_targets(grade_at(case.grades, facts.now), case.youngest)
    if timed_as is case.risk or not case.is_waiting:
        return words
    return f"{words}; the limit of {RISK_WORDS[timed_as]} holds, for the youngest child"


def _children(facts: CaseFacts) -> str:
    case = facts.case
    match case.children_known:
        case ChildrenKnown.NONE:
            return "none, the police say"
        case ChildrenKnown.NOT_YET:
            return "there are some; the police have not said which"
        case ChildrenKnown.YES:
            baby = " (a baby or unborn)" if case.youngest in BABIES else ""
            return f"{children_words(case.children)}, youngest {age_words(case.youngest)}{baby}"


_STEPS = {
    Rung.WARN: "a warning goes out that it will soon be late",
    Rung.BREACH: "it is late",
    Rung.ESCALATE: "a senior is told",
    Rung.CEILING: "it is past the top limit, whatever the risk",
}


def _next_up(facts: CaseFacts, policy: Policy) -> Iterator[str]:
    """Yield what the clock does next if the front door is not told."""
    case, now = facts.case, facts.now
    if not case.is_waiting or facts.marks.has(Clock.DUTY, Rung.CEILING):
        return
    held_until = None if facts.hold is None else facts.hold.check_at
    ladder = in_hand(duty_ladder(case, facts.marks, policy, now), held_until, now)
    for step in unrung(ladder, Clock.DUTY, facts.marks):
        # When a senior is told depends on who has it in hand, which not everybody may know.
        is_untold = step.rung is Rung.ESCALATE and not facts.tells_holds
        if step.due_at > now and step.rung in _STEPS and not is_untold:
            yield f"{london_words(step.due_at)}: {_STEPS[step.rung]}."


def _clocks(facts: CaseFacts) -> Iterator[ClockView]:
    for clock, name in CLOCKS.items():
        reading = facts.case.clocks.get(clock)
        if reading is None:
            continue
        yield ClockView(
            name=name,
            length=reading_words(reading),
            limit="" if reading.target is None else say_duration(reading.target),
            is_late=reading.verdict is Verdict.LATE,
        )


def _grades(facts: CaseFacts) -> Iterator[str]:
    if len(facts.case.grades) > 1:
        for grade in facts.case.grades:
            yield f"{london_words(grade.since)}: {RISK_WORDS[grade.risk]}"


def _past_hold(one: PastHold, facts: CaseFacts) -> str:
    words = f"{london_words(one.hold.at)}: {hold_words(one.hold)}"
    if one.stands(facts.now):
        return f"{words}. In hand now."
    if one.ended_at is not None:
        return f"{words}. Ended {london_words(one.ended_at)}."
    return f"{words}. Lapsed then."
