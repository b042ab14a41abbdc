"""What this installation really interrupted people for, counted from its own rows."""

from datetime import timedelta
from typing import Any

import pytest

from consumer.backtest.shifts import Team
from consumer.interruptions import interruptions, interruptions_about_feeds
from schemas.database import Database
from schemas.list_tables import list_alerts, lists
from schemas.policy_file import load_policies
from schemas.tables import alerts
from schemas.words import Role
from tests.policy_files import STAFFORDSHIRE, STOKE
from tests.spec.alarm_facts import SATURDAY_NIGHT

POLICIES = load_policies(())
BEFORE, AFTER = SATURDAY_NIGHT - timedelta(days=1), SATURDAY_NIGHT + timedelta(days=1)
EDT, DESK = Team(Role.EDT, STOKE), Team(Role.POLICE_DESK, "staffordshire")


def keep_alert(database: Database, name: str, **changed: Any) -> None:
    row = {
        "alert_id": name,
        "kind": "wait",
        "rung": "breach",
        "clock": "duty",
        "due_at": SATURDAY_NIGHT,
        "raised_at": SATURDAY_NIGHT,
        "delivery": "now",
        "local_authority": STOKE,
        "reason": "due",
        "recipients": "edt mash_manager police_desk",
        "interrupts": "edt police_desk",
    }
    with database.write() as connection:
        connection.execute(alerts.insert(), row | changed)


def keep_digest(database: Database, sort: str, named: list[str], **changed: Any) -> None:
    row = {
        "list_id": sort,
        "sort": sort,
        "role": "edt",
        "local_authority": STOKE,
        "opened_at": SATURDAY_NIGHT,
        "due_at": SATURDAY_NIGHT,
        "made_at": SATURDAY_NIGHT,
    }
    with database.write() as connection:
        connection.execute(lists.insert(), row | changed)
        for name in named:
            connection.execute(list_alerts.insert(), {"list_id": sort, "alert_id": name})


def counted(database: Database) -> dict[Team, int]:
    with database.read() as connection:
        found = interruptions(connection, POLICIES, BEFORE, AFTER)
    return {team: found.load(team, is_night=True).total for team in found.teams}


def test_only_those_told_at_once_are_interrupted(database: Database) -> None:
    keep_alert(database, "a")
    keep_alert(database, "on-a-list", delivery="list", interrupts="")

    assert counted(database) == {EDT: 1, DESK: 1}


def test_an_alert_that_does_not_say_whom_counts_for_all_it_told(database: Database) -> None:
    keep_alert(database, "a", interrupts=None)

    assert counted(database) == {EDT: 1, Team(Role.MASH_MANAGER, STOKE): 1, DESK: 1}


@pytest.mark.parametrize("sort", ["storm", "file", "history"])
def test_a_digest_interrupts_once_in_the_place_of_its_alarms(database: Database, sort: str) -> None:
    for name in ("a", "b", "c"):
        keep_alert(database, name)
    keep_digest(database, sort, ["a", "b"])

    assert counted(database) == {EDT: 2, DESK: 3}


def test_the_list_of_a_shift_interrupts_nobody(database: Database) -> None:
    keep_alert(database, "a")
    keep_digest(database, "shift", ["a"])

    assert counted(database) == {EDT: 1, DESK: 1}


def test_about_a_feed_the_teams_of_every_council_are_interrupted(database: Database) -> None:
    feed = {"kind": "silence", "rung": "notice", "clock": None, "local_authority": None}
    keep_alert(database, "a", **feed, interrupts="edt")
    keep_alert(database, "b")

    assert counted(database) == {EDT: 2, Team(Role.EDT, STAFFORDSHIRE): 1, DESK: 1}
    with database.read() as connection:
        assert interruptions_about_feeds(connection, BEFORE, AFTER) == 1


def test_what_lies_outside_the_period_is_left_out(database: Database) -> None:
    keep_alert(database, "a", raised_at=AFTER + timedelta(seconds=1))
    keep_alert(database, "b", raised_at=BEFORE - timedelta(seconds=1))

    assert counted(database) == {}
