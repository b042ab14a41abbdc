"""A back-test as rows for programs: one JSON object each, and the same as CSV files."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from consumer.backtest.counting import Tally
from consumer.backtest.running import Outcome
from consumer.backtest.shifts import Interruptions
from consumer.backtest.waits import Change, Wait
from consumer.backtest.words import Compared
from schemas.moments import zulu

Row = Mapping[str, Any]


def all_rows(outcome: Outcome, compared: Compared) -> Iterator[Row]:
    """Yield everything a back-test found; ``row`` says what a row is of."""
    yield {"row": "period"} | period_row(outcome, compared)
    for row in alarm_rows(outcome):
        yield {"row": "alarms"} | row
    for row in team_rows(outcome):
        yield {"row": "interruptions"} | row
    for wait in outcome.waits:
        yield {"row": "wait"} | {k: v for k, v in wait_row(wait).items() if v is not None}


def period_row(outcome: Outcome, compared: Compared) -> dict[str, Any]:
    """Return what was compared, from when to when, and on how many cases."""
    return {
        "old": compared.old_versions,
        "new": compared.new_versions,
        "from": zulu(outcome.period.since),
        "to": zulu(outcome.period.until),
        "days": round(outcome.period.days, 3),
        "cases": outcome.cases,
        "cases_held": outcome.survey.cases,
        "messages": outcome.survey.messages,
        "messages_read_later": outcome.survey.read_later,
        "alarms_old": outcome.old.alarms.total(),
        "alarms_new": outcome.new.alarms.total(),
        "interruptions_old": outcome.old.shifts.total,
        "interruptions_new": outcome.new.shifts.total,
        "woken_old": outcome.old.shifts.all_woken,
        "woken_new": outcome.new.shifts.all_woken,
    }


def alarm_rows(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Yield how often each role is told of what at which hour (London), under either policy."""
    for name, tally in _both(outcome):
        for cell, told, interrupted in tally.cells():
            yield {
                "policy": name,
                "role": cell.role.value,
                "clock": cell.sort.clock.value,
                "kind": cell.sort.kind.value,
                "rung": cell.sort.rung.value,
                "hour": cell.hour,
                "alarms": told,
                "interruptions": interrupted,
            }


def team_rows(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Yield how often each team is interrupted by shift, under either policy."""
    for name, tally in _both(outcome):
        for row in load_rows(tally.shifts):
            yield {"policy": name} | row


def load_rows(shifts: Interruptions) -> Iterator[dict[str, Any]]:
    """Yield how often each team is interrupted; ``area`` is a council's or a force's code."""
    for team in shifts.teams:
        row: dict[str, Any] = {"role": team.role.value, "area": team.area}
        for is_night, name in ((False, "day_shift"), (True, "night")):
            load = shifts.load(team, is_night=is_night)
            row |= {
                f"{name}_interruptions": load.total,
                f"per_{name}": round(load.per_shift, 3),
                f"most_in_a_{name}": load.most,
                f"{name}s_above_the_limit": load.above,
            }
        yield row | {"woken": shifts.woken(team)}


def wait_row(wait: Wait) -> dict[str, Any]:
    """Return one case with its first alarm and interruption under either policy."""
    return {
        "handle": wait.handle,
        "risk": wait.risk and wait.risk.value,
        "youngest": wait.youngest and wait.youngest.value,
        "first_alarm_old": _at(wait.old.alarm),
        "first_alarm_new": _at(wait.new.alarm),
        "first_alarm": _effect(wait.alarm),
        "first_alarm_hours_earlier": _hours(wait.alarm),
        "first_interruption_old": _at(wait.old.interruption),
        "first_interruption_new": _at(wait.new.interruption),
        "first_interruption": _effect(wait.interruption),
        "first_interruption_hours_earlier": _hours(wait.interruption),
        "wait_over_at": _at(wait.ended_at),
    }


def _both(outcome: Outcome) -> tuple[tuple[str, Tally], tuple[str, Tally]]:
    return ("old", outcome.old), ("new", outcome.new)


def _at(at: datetime | None) -> str | None:
    return None if at is None else zulu(at)


def _effect(change: Change | None) -> str | None:
    return None if change is None else change.effect.value


def _hours(change: Change | None) -> float | None:
    return None if change is None else round(change.hours_earlier, 2)
