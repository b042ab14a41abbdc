"""A back-test as tables for people: the policy in force beside the new one."""

from collections.abc import Iterator

from rich.table import Table

from consumer.backtest.counting import by_hour, by_role
from consumer.backtest.running import Outcome
from consumer.backtest.shifts import Interruptions, team_order
from consumer.backtest.waits import Summary, summaries
from consumer.backtest.words import (
    EFFECT_WORDS,
    NEW,
    OLD,
    Compared,
    hours_words,
    sort_words,
    team_words,
)
from consumer.list_output import plain_table
from schemas.policy import Policy
from schemas.policy_words import ROLE_WORDS
from schemas.words import Role

_SHIFTS = ("all", "a day\nshift", "most", "a\nnight", "most", "23:00-\n07:00")
"""Interruptions: all, a day shift on average and at most, nights alike, and of people asleep."""


def all_tables(outcome: Outcome, compared: Compared) -> Iterator[Table]:
    """Yield every table of a back-test, in the order in which people ask."""
    yield team_table(outcome, compared.newest)
    yield sort_table(outcome)
    yield role_table(outcome)
    yield hour_table(outcome)
    yield wait_table(outcome)


def team_table(outcome: Outcome, policy: Policy) -> Table:
    """Return how often each team is interrupted in a day shift, a night, and in its sleep."""
    table = _table(f"Interruptions of each team ({OLD} -> {NEW})", "Who")
    _numbers(table, *_SHIFTS)
    old, new = outcome.old.shifts, outcome.new.shifts
    for team in sorted({*old.teams, *new.teams}, key=team_order):
        day, night = (
            [shifts.load(team, is_night=is_night) for shifts in (old, new)]
            for is_night in (False, True)
        )
        table.add_row(
            team_words(team, policy),
            _both(*(one.total + other.total for one, other in zip(day, night, strict=True))),
            _both(*(f"{load.per_shift:.1f}" for load in day)),
            _both(*(load.most for load in day)),
            _both(*(f"{load.per_shift:.1f}" for load in night)),
            _both(*(load.most for load in night)),
            _both(old.woken(team), new.woken(team)),
        )
    return table


def one_team_table(shifts: Interruptions, policy: Policy, title: str) -> Table:
    """Return the same of one policy alone."""
    table = _table(title, "Who")
    _numbers(table, *_SHIFTS)
    for team in shifts.teams:
        day, night = (shifts.load(team, is_night=is_night) for is_night in (False, True))
        table.add_row(
            team_words(team, policy),
            str(day.total + night.total),
            f"{day.per_shift:.1f}",
            str(day.most),
            f"{night.per_shift:.1f}",
            str(night.most),
            str(shifts.woken(team)),
        )
    return table


def sort_table(outcome: Outcome) -> Table:
    """Return the alarms by rung; an alarm counts once, however many are told of it."""
    table = _table(f"Alarms by rung ({OLD} -> {NEW})", "What")
    _numbers(table, "alarms", "at once to somebody")
    old, new = outcome.old, outcome.new
    for sort in sorted({*old.alarms, *new.alarms}, key=lambda one: one.order):
        table.add_row(
            sort_words(sort),
            _both(old.alarms[sort], new.alarms[sort]),
            _both(old.at_once[sort], new.at_once[sort]),
        )
    table.add_row(
        "all",
        _both(old.alarms.total(), new.alarms.total()),
        _both(old.at_once.total(), new.at_once.total()),
        style="bold",
    )
    return table


def role_table(outcome: Outcome) -> Table:
    """Return the alarms by role; an alarm counts once for each role that is told of it."""
    table = _table(f"Told, by role ({OLD} -> {NEW})", "Who")
    _numbers(table, "alarms", "of these at once")
    told = by_role(outcome.old.told), by_role(outcome.new.told)
    at_once = by_role(outcome.old.interrupted), by_role(outcome.new.interrupted)
    for role in (one for one in Role if any(every[one] for every in told)):
        table.add_row(
            ROLE_WORDS[role],
            _both(*(every[role] for every in told)),
            _both(*(every[role] for every in at_once)),
        )
    return table


def hour_table(outcome: Outcome) -> Table:
    """Return the hours of the day at which roles are told, by the clock on the wall in London."""
    table = _table(f"Told, by hour of the day, UK time ({OLD} -> {NEW})", "Hour")
    _numbers(table, "alarms, each role apart", "of these at once")
    told = by_hour(outcome.old.told), by_hour(outcome.new.told)
    at_once = by_hour(outcome.old.interrupted), by_hour(outcome.new.interrupted)
    for hour in (one for one in range(24) if any(every[one] for every in told)):
        table.add_row(
            f"{hour:02}:00-{hour:02}:59",
            _both(*(every[hour] for every in told)),
            _both(*(every[hour] for every in at_once)),
        )
    return table


def wait_table(outcome: Outcome) -> Table:
    """Return how many waits would have been told of earlier, at all, later; and by how much."""
    table = _table("Waits, and when somebody would first have been told", "What")
    _numbers(table, "first alarm", "median", "first interruption", "median")
    alarms = summaries(wait.alarm for wait in outcome.waits)
    calls = summaries(wait.interruption for wait in outcome.waits)
    for effect, words in EFFECT_WORDS.items():
        table.add_row(words, *_summed(alarms[effect]), *_summed(calls[effect]))
    table.caption = (
        "Where only one policy tells, the hours go to the end of the wait, or of the period."
    )
    table.caption_justify = "left"
    return table


def _summed(summary: Summary) -> tuple[str, str]:
    return str(summary.waits), "-" if not summary.hours else hours_words(summary.hours)


def _table(title: str, *words: str) -> Table:
    table = plain_table()
    table.title, table.title_justify, table.title_style = title, "left", "bold"
    for name in words:
        table.add_column(name)
    return table


def _numbers(table: Table, *names: str) -> None:
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)


def _both(old: object, new: object) -> str:
    return f"{old} -> {new}"
