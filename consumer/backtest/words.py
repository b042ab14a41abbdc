"""What a back-test found, in sentences: what it says, what it counts, what it leaves out. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from alerts.plain_words import london_words
from consumer.backtest.counting import Sort
from consumer.backtest.history import READ_LATER
from consumer.backtest.period import Period
from consumer.backtest.running import Outcome
from consumer.backtest.shifts import Interruptions, Load, Team, limit_of
from consumer.backtest.waits import Effect, Summary, summaries
from schemas.durations import say_duration
from schemas.policy import Policy, PolicyBook
from schemas.policy_words import ROLE_WORDS, RUNG_WORDS
from schemas.words import Clock, Kind, Rung

OLD, NEW = "in force", "new"
"""The two policies, as every table and picture names them."""

EFFECT_WORDS = {
    Effect.EARLIER: "told earlier",
    Effect.ONLY_NEW: "told only under the new policy",
    Effect.SAME: "told at the same time",
    Effect.LATER: "told later",
    Effect.ONLY_OLD: "told only under the policy in force",
}
"""What becomes of the first word about a wait."""

NOTICE_WORDS = {
    Kind.WAIT: "a notice about a wait",
    Kind.REPEAT: "another incident in a waiting home",
    Kind.CLEARED: "the wait is over",
}
"""Alarms without a rung, in few words. The notices: received late, not shared, or children not
known.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The two policies of a back-test, by name."""

    old: PolicyBook
    new: PolicyBook

    @property
    def old_versions(self) -> str:
        """The versions in force."""
        return ", ".join(policy.version for policy in self.old.versions)

    @property
    def new_versions(self) -> str:
        """The new versions."""
        return ", ".join(policy.version for policy in self.new.versions)

    @property
    def newest(self) -> Policy:
        """The policy whose names of councils and forces are shown."""
        return self.new.versions[-1]


def headline(outcome: Outcome) -> Iterator[str]:
    """Yield what a director reads first."""
    old, new = outcome.old, outcome.new
    yield (
        f"The new policy interrupts {new.shifts.total:,} times instead of {old.shifts.total:,}, "
        f"and wakes people {new.shifts.all_woken:,} times instead of {old.shifts.all_woken:,}."
    )
    alarms = summaries(wait.alarm for wait in outcome.waits)
    gained = alarms[Effect.EARLIER].waits + alarms[Effect.ONLY_NEW].waits
    lost = alarms[Effect.LATER].waits + alarms[Effect.ONLY_OLD].waits
    yield (
        f"Of {counted(len(outcome.waits), 'wait')}, {gained:,} are told of earlier"
        f"{_by(alarms[Effect.EARLIER])} or at all; {lost:,} later or not at all."
    )
    yield (
        f"Alarms of any sort: {new.alarms.total():,} instead of {old.alarms.total():,}, most of "
        "them only on a list."
    )


def _by(summary: Summary) -> str:
    return "" if summary.hours is None else f" (median {hours_words(summary.hours)})"


def about(outcome: Outcome, compared: Compared) -> Iterator[str]:
    """Yield what was compared: policies, period, how many cases and messages."""
    yield f"Policies: {compared.new_versions} (new) against {compared.old_versions} (in force)."
    yield (
        f"Period: {period_words(outcome.period)}. Cases: {outcome.cases:,}, which waited in it or "
        f"of which something became known in it ({outcome.survey.cases:,} held in all). A wait "
        "counts here if it rang in the period under either policy; people sleep from 23:00 to "
        "07:00."
    )


def left_out(outcome: Outcome, *, about_feeds: int) -> Iterator[str]:
    """Yield what a reader must know before believing the numbers."""
    yield (
        "Counted: every alarm about a case (waits, regrades, repeats, notices, the end of a wait). "
        "The new policy holds for all cases, whenever it would come into force."
    )
    yield (
        f"Left out: alarms about feeds and messages, which do not depend on limits "
        f"({about_feeds} really interrupted somebody in the period). One digest in the place of "
        "many alarms, lists, outages of ours and a late start of the monitor: every alarm counts "
        "by itself, at its exact instant."
    )
    yield "Who had a case in hand, and until when, is taken as it was, under both policies."
    if outcome.survey.read_later:
        yield (
            f"{outcome.survey.read_later:,} of {outcome.survey.messages:,} messages were read more "
            f"than {say_duration(READ_LATER)} after they were sent: history, taken as known when "
            "it was sent."
        )


def period_words(period: Period) -> str:
    """Return a period in words, with its length in days."""
    first, last = period.since, period.until
    return (
        f"{london_words(first)} {first.year} to {london_words(last)} {last.year} "
        f"({period.days:.1f} days)"
    )


def sort_words(sort: Sort) -> str:
    """Return a sort of alarm in words."""
    words = NOTICE_WORDS[sort.kind] if sort.rung is Rung.NOTICE else RUNG_WORDS[sort.rung]
    if sort.kind is Kind.REGRADE:
        words = f"{words}, new grade"
    return f"{words} (council's time)" if sort.clock is Clock.PICKUP else words


def team_words(team: Team, policy: Policy) -> str:
    """Return a team in words: the role, and whose where the policy names it."""
    area = area_words(team, policy)
    return f"{ROLE_WORDS[team.role]}, {area}" if area else ROLE_WORDS[team.role]


def area_words(team: Team, policy: Policy) -> str:
    """Return whose team it is, empty where the policy has no such council or force."""
    council, force = policy.councils.get(team.area), policy.forces.get(team.area)
    return council.name if council else force.name if force else team.area


def hours_words(hours: float) -> str:
    """Return hours with one decimal."""
    return f"{hours:.1f} h"


def counted(number: int, what: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def load_warnings(shifts: Interruptions, policy: Policy) -> Iterator[str]:
    """Yield each team that is interrupted more often in a shift than was agreed."""
    for team in shifts.teams:
        for is_night, shift in ((False, "day shift"), (True, "night")):
            load = shifts.load(team, is_night=is_night)
            limit = limit_of(team.role, is_night=is_night)
            if load.above and limit is not None:
                yield _warning(team_words(team, policy), counted(load.above, shift), load, limit)


def _warning(team: str, shifts: str, load: Load, limit: int) -> str:
    return (
        f"{team}: more than {counted(limit, 'interruption')} in {shifts} (at most {load.most}); "
        "tell more of it by list, or agree another number"
    )
