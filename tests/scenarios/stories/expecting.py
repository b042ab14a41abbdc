"""What must ring in a story, worked out by the slow model and never by the program."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.model import weeks
from tests.model.alarms import LADDER, Alarm, Instant
from tests.model.feeds import Arrival
from tests.model.replay import NEVER, look, replay
from tests.model.silences import judged_at, reconciliations
from tests.model.times import Message, instant
from tests.model.weeks import Timetable

Alert = dict[str, Any]


def all_together(lines: list[Message], until: str) -> list[Alert]:
    """Return the alarms of a short story: the model reads it as a whole."""
    return replay(lines, until, with_feeds=True).alerts


def home_by_home(lines: list[Message], until: str) -> list[Alert]:
    """Return the alarms about cases of a long story, its homes apart: the model is slow.

    Here each case is a home of its own, and no contact is recorded: what one council's contact
    feed says would ring in all its homes.
    """
    homes: dict[str, list[Message]] = {}
    for line in lines:
        assert not line["type"].startswith("danm.contact.")
        if "subject" in line:
            homes.setdefault(line["subject"], []).append(line)
    assert len({child for told in homes.values() for child in children_of(told)}) == sum(
        len(children_of(told)) for told in homes.values()
    )
    return [alert for told in homes.values() for alert in replay(told, until).alerts]


def children_of(told: list[Message]) -> set[str]:
    """The children that these messages name."""
    return {child["ref"] for line in told for child in line["data"].get("children", ())}


def over_weeks(lines: list[Message], until: str) -> list[Alert]:
    """Return the alarms of a story of weeks."""
    end = instant(until)
    of_feeds = [*weeks.silences(lines, end), *weeks.volumes(lines, end), *counted(lines, end)]
    return in_order([*home_by_home(lines, until), *(alarm.as_json() for alarm in of_feeds)])


def by_timetable(
    lines: list[Message], until: str, timetables: Mapping[str, Timetable]
) -> list[Alert]:
    """Return the alarms of a story whose sources deliver on a schedule."""
    late = [
        alarm.as_json()
        for source, timetable in timetables.items()
        for alarm in weeks.overdue(lines, source, timetable, instant(until))
    ]
    return in_order([*replay(lines, until).alerts, *late])


def counted(lines: list[Message], until: datetime) -> list[Alarm]:
    """Return the alarms of days of which the force counted more than we hold."""
    arrivals = [Arrival(at=instant(line["time"]), message=line) for line in lines]
    raised: list[Alarm] = []
    for now in sorted(set(judged_at(arrivals))):
        if now <= until:
            before = Instant(now=NEVER, messages=[], fresh=[], cases={}, before={}, raised=raised)
            by_now = [one for one in arrivals if one.at <= now]
            raised = raised + reconciliations(look(before, by_now, now), by_now)
    return raised


def in_order(alerts: list[Alert]) -> list[Alert]:
    """Contract section 4: "alerts come by `raised_at`, then `due_at`, kind, rung (ladder order,
    notice last), reference"."""

    def place(alert: Alert) -> tuple[str, str, str, int, str, str]:
        step = (*LADDER, "notice").index(alert["rung"])
        ref, clock = alert.get("incident_ref", ""), alert.get("clock", "")
        return alert["raised_at"], alert["due_at"], alert["kind"], step, ref, clock

    return sorted(alerts, key=place)
