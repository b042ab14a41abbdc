"""Interruptions and cases taken in hand, as figures: what the rows of alerts and holds say."""

from collections import Counter
from datetime import datetime, timedelta

from consumer.figuring import make_figures
from consumer.told_figures import told_figures
from schemas.alert_rows import alert_of
from schemas.database import Database
from schemas.figures import INTERRUPTIONS, TAKEN_IN_HAND, read_figures
from schemas.hold_tables import acknowledgements
from schemas.tables import alerts, cases
from schemas.telling import POLICE_ROLES
from schemas.words import Delivery, HoldReason, Role
from tests.contract.a_weekend import MONDAY, at
from tests.model.sentences import STOKE
from tests.replays.live import rows_of
from tests.replays.ours import HOUSE

NOW = at(MONDAY)


def take_in_hand(database: Database, when: datetime) -> None:
    first = rows_of(database, cases)[0]["case_key"]
    taken = {
        "case_key": first,
        "at": when,
        "actor": "board",
        "reason": HoldReason.RANG_POLICE_DESK.value,
        "check_at": when + timedelta(hours=2),
    }
    with database.write() as connection:
        connection.execute(acknowledgements.insert(), [taken])


def test_each_role_was_interrupted_as_often_as_its_alerts_say_in_each_council(
    weekend: Database,
) -> None:
    make_figures(weekend, HOUSE, NOW)

    with weekend.read() as connection:
        rows = [alert_of(row) for row in connection.execute(alerts.select())]
        said = read_figures(connection)[INTERRUPTIONS]
    expected = Counter[str]()
    for alert in rows:
        for role in alert.told_at_once if alert.delivery is Delivery.NOW else ():
            is_of_both = alert.local_authority is None and role not in POLICE_ROLES
            expected[role.value] += 2 if is_of_both else 1
    assert sum(expected.values()) > 0
    assert said == {
        (role.value, window): expected[role.value]
        for role in Role
        for window in ("7d", "28d", "91d")
    }


def test_a_case_taken_in_hand_counts_for_its_council_and_in_its_window(weekend: Database) -> None:
    take_in_hand(weekend, NOW - timedelta(hours=1))
    take_in_hand(weekend, NOW - timedelta(days=10))

    make_figures(weekend, HOUSE, NOW)

    with weekend.read() as connection:
        said = read_figures(connection)[TAKEN_IN_HAND]
    assert {window: said[STOKE, window] for window in ("7d", "28d", "91d")} == {
        "7d": 1,
        "28d": 2,
        "91d": 2,
    }
    assert said["E10000028", "91d"] == 0


def test_before_anything_was_heard_nothing_is_said(database: Database) -> None:
    with database.read() as connection:
        assert list(told_figures(connection, HOUSE.policies, NOW)) == []
