"""The back-test: the stored history lived through under the policy in force and under a new one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from consumer.backtest.contacts import SpokenFeeds
from consumer.backtest.counting import Tally
from consumer.backtest.history import History, Survey
from consumer.backtest.period import Asked, Period, look_back
from consumer.backtest.playing import Drawing, Group, Play, Rang, Rules, nobody
from consumer.backtest.shifts import Interruptions
from consumer.backtest.waits import Firsts, Wait, end_of_wait, first_told
from consumer.holdings import last_instant
from schemas.book import Book
from schemas.entries import Entry
from schemas.policy import PolicyBook
from schemas.records import Case
from schemas.trouble import Trouble

_Drawn = dict[bytes, list[tuple[datetime, Case]]]
"""The pictures of the cases of a group, in the order of time."""

_NEVER = Firsts()


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of a back-test."""

    period: Period
    survey: Survey
    old: Tally
    new: Tally
    cases: int = 0
    """Cases that waited in the period, or of which something became known in it."""
    waits: list[Wait] = field(default_factory=list)
    """Those whose wait rang in the period under either policy."""


@dataclass(slots=True, kw_only=True)
class BackTest:
    """Two policies on one history. ``old`` are those in force, ``new`` holds for every case."""

    connection: Connection
    old: PolicyBook
    new: PolicyBook
    reference: Callable[[Entry], str]
    on_cases: Callable[[int], None] = lambda _: None
    """Told how many cases more were read: all once for the survey, those that matter again."""

    def run(self, asked: Asked) -> Outcome:
        """Return what would have rung in the period asked for, as far as the history covers it.

        Raises:
            Trouble: There is no history, or none in that period.
        """
        last_at = last_instant(self.connection)
        history = History(connection=self.connection, on_cases=self.on_cases)
        if last_at is None or not history.count():
            raise NoHistory
        since, until = asked.bounds(last_at)
        survey = history.survey(look_back((*self.old.versions, *self.new.versions), since), until)
        period = asked.period(survey.first_at or last_at, last_at)
        outcome = Outcome(period=period, survey=survey, old=_tally(period), new=_tally(period))
        contacts = SpokenFeeds(survey.spoken)
        old, new = (
            Rules(policies=policies, contacts=contacts, reference=self.reference)
            for policies in (self.old, self.new)
        )
        for group in history.groups(survey):
            self._compare(group, (old, new), outcome)
        return outcome

    def _compare(self, group: Group, rules: tuple[Rules, Rules], outcome: Outcome) -> None:
        drawn: _Drawn = {}

        def note(key: bytes, case: Case, at: datetime) -> None:
            drawn.setdefault(key, []).append((at, case))

        until = outcome.period.until
        old = self._play(group, rules[0], note, until)
        new = self._play(group, rules[1], nobody, until)
        for tally, every in ((outcome.old, old), (outcome.new, new)):
            for one in every:
                if outcome.period.holds(one.alert.raised_at):
                    tally.add(one)
        outcome.cases += sum(_is_in(outcome.period, pictures) for pictures in drawn.values())
        outcome.waits += _waits((old, new), drawn, group, outcome.period)

    def _play(self, group: Group, rules: Rules, note: Drawing, until: datetime) -> list[Rang]:
        book = Book(self.connection, shard="back-test")
        return list(Play(group=group, rules=rules, book=book, on_drawn=note).run(until))


class NoHistory(Trouble):
    """No message about a case was ever handled here."""

    def __init__(self) -> None:
        """Say the mend."""
        super().__init__(
            "there is no history here: no message about a case was ever handled",
            "take some in first, for example: danm replay FILE",
        )


def _tally(period: Period) -> Tally:
    return Tally(shifts=Interruptions(days=period.days))


def _is_in(period: Period, pictures: Sequence[tuple[datetime, Case]]) -> bool:
    """Whether a case waited in the period, or something became known of it then."""
    before = [case for at, case in pictures if at < period.since]
    return len(before) < len(pictures) or (bool(before) and before[-1].is_waiting)


def _waits(
    rang: tuple[list[Rang], list[Rang]], drawn: _Drawn, group: Group, period: Period
) -> Iterator[Wait]:
    """Yield the cases of a group whose wait was told of in the period under either policy."""
    old, new = map(first_told, rang)
    for case in group.cases:
        before, after = old.get(case.key, _NEVER), new.get(case.key, _NEVER)
        alarms = [one.alarm for one in (before, after) if one.alarm is not None]
        calls = [one.interruption for one in (before, after) if one.interruption is not None]
        if not any(period.holds(at) for at in (*alarms, *calls)):
            continue
        pictures = drawn[case.key]
        waiting = [(at, picture.is_waiting) for at, picture in pictures]
        yield Wait(
            handle=case.handle,
            risk=pictures[-1][1].risk,
            youngest=pictures[-1][1].youngest,
            old=before,
            new=after,
            ended_at=end_of_wait(waiting, min(alarms)),
            until=period.until,
        )
