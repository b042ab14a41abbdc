"""Who waits, by metrics: silence is never green, and no known wait is hidden."""

from operator import itemgetter

import pytest

from schemas.database import Database
from schemas.moments import parse_instant
from tests.replays.ours import replay_ours
from tests.spec.metered import STOKE, a_heartbeat, a_receipt, a_report, a_total, told
from tests.wire import COUNCIL, MILESTONE, POLICE, Json, a_message

REPORT = a_report("2026-06-15T07:00:00Z")

NOTHING_GREEN = [
    # what came, as of, how many wait (None: nobody can know), whether the police feed is trusted
    ("no-message-at-all", [], "2026-06-15T07:00:00Z", None, None),
    ("just-told", [REPORT], "2026-06-15T07:00:00Z", 1, 1),
    ("an-hour-later", [REPORT], "2026-06-15T08:00:00Z", 1, 1),
    ("a-day-of-silence", [REPORT], "2026-06-16T07:00:00Z", None, 0),
    (
        "heartbeats-that-stopped-an-hour-ago",
        [REPORT, a_heartbeat("2026-06-15T08:00:00Z")],
        "2026-06-15T09:00:00Z",
        None,
        0,
    ),
    (
        "heartbeats-that-go-on",
        [REPORT, a_heartbeat("2026-06-15T08:00:00Z")],
        "2026-06-15T08:59:59Z",
        1,
        1,
    ),
    (
        "alive-but-two-days-behind",
        [REPORT, a_heartbeat("2026-06-15T08:00:00Z", complete_to="2026-06-13T07:00:00Z")],
        "2026-06-15T08:30:00Z",
        None,
        0,
    ),
    (
        "only-the-council-speaks",
        [
            a_receipt("2026-06-15T07:00:00Z"),
        ],
        "2026-06-15T07:00:00Z",
        None,
        None,
    ),
    (
        "only-a-control-total",
        [a_total("2026-06-15T07:00:00Z", date="2026-06-14")],
        "2026-06-15T07:00:00Z",
        None,
        1,
    ),
]


A_REFUSED_ONE = a_report("2026-06-15T07:00:00Z", nobody="knows") | {"sequence": "7"}


@pytest.mark.parametrize(
    ("lines", "as_of", "waiting", "trusted"),
    [pytest.param(*row[1:], id=row[0]) for row in NOTHING_GREEN],
)
def test_silence_is_never_shown_as_nobody_waiting(
    database: Database, lines: list[Json], as_of: str, waiting: int | None, trusted: int | None
) -> None:
    if lines:
        replay_ours(database, lines)

    said = told(database, as_of)

    assert said.total("danm_waiting_notifications", **STOKE) == waiting
    assert said.total("danm_waiting_children", **STOKE) == waiting
    assert said.value("danm_feed_trusted", feed=POLICE) == trusted


def test_a_feed_whose_every_message_was_refused_is_not_trusted(database: Database) -> None:
    replay_ours(database, [A_REFUSED_ONE])

    said = told(database)

    assert said.value("danm_feed_trusted", feed=POLICE) == 0
    assert said.value("danm_feed_last_message_timestamp_seconds", feed=POLICE) is None


def test_a_refused_message_does_not_break_a_silence(database: Database) -> None:
    later = A_REFUSED_ONE | {"id": "later", "time": "2026-06-16T06:00:00Z"}
    replay_ours(database, [REPORT, later], "2026-06-16T07:00:00Z")

    assert told(database).value("danm_feed_trusted", feed=POLICE) == 0


def test_a_council_that_numbers_its_messages_does_not_vouch_for_the_police(
    database: Database,
) -> None:
    replay_ours(database, [a_receipt("2026-06-15T07:00:00Z") | {"sequence": "1"}])

    said = told(database)

    assert said.value("danm_feed_trusted", feed=COUNCIL) == 1
    assert said.total("danm_waiting_notifications", **STOKE) is None


def test_our_own_canary_is_in_no_figure_and_vouches_for_no_force(database: Database) -> None:
    replay_ours(database, [a_heartbeat("2026-06-15T07:00:00Z") | {"source": "/danm/canary"}])

    said = told(database)

    assert "danm_feed_trusted" not in said.values
    assert said.total("danm_waiting_notifications", **STOKE) is None


def test_a_known_wait_is_shown_also_when_its_feed_has_gone_silent(database: Database) -> None:
    replay_ours(database, [REPORT])

    said = told(database, "2026-06-20T07:00:00Z")

    began = parse_instant("2026-06-15T07:00:00Z").timestamp()
    oldest = said.value("danm_oldest_waiting_timestamp_seconds", risk="medium", **STOKE)
    assert oldest == began


def test_a_case_of_a_force_that_nobody_configured_is_told_as_other(database: Database) -> None:
    replay_ours(database, [a_report("2026-06-15T07:00:00Z", force='hostile "force"\\ \U0001f6a8')])

    said = told(database)

    labels = {"force": "other", "local_authority": "E06000021", "risk": "medium"}
    assert said.value("danm_waiting_notifications", rung="none", **labels) == 1
    assert said.value("danm_oldest_waiting_timestamp_seconds", **labels) is not None
    assert said.label_values("danm_waiting_notifications", "force") == {"other"}


@pytest.mark.parametrize("oldest", ["afar", "staffordshire-north", "zulu"])
def test_the_longest_wait_of_other_forces_is_found_whichever_of_them_it_is(
    database: Database, oldest: str
) -> None:
    reports = [
        a_report(f"2026-06-15T0{6 if force == oldest else 7}:00:00Z", f"STF-{n}", force=force)
        for n, force in enumerate(["afar", "staffordshire", "staffordshire-north", "zulu"])
    ]
    replay_ours(database, sorted(reports, key=itemgetter("time")))

    said = told(database)

    labels = {"force": "other", "local_authority": "E06000021", "risk": "medium"}
    began = parse_instant("2026-06-15T06:00:00Z").timestamp()
    assert said.value("danm_waiting_notifications", rung="none", **labels) == 3
    assert said.value("danm_oldest_waiting_timestamp_seconds", **labels) == began


def test_a_wait_of_which_nobody_told_force_or_council_is_told_as_other(database: Database) -> None:
    at = "2026-06-15T07:00:00Z"
    sent = {"milestone": "sent", "at": at}
    replay_ours(database, [a_message(MILESTONE, time=at, data=sent)])

    said = told(database)

    labels = {"force": "other", "local_authority": "other", "risk": "not_assessed"}
    began = parse_instant(at).timestamp()
    assert said.value("danm_oldest_waiting_timestamp_seconds", **labels) == began


def test_homes_whose_children_are_not_known_yet_are_on_no_gauge(database: Database) -> None:
    lines = [a_report("2026-06-15T07:00:00Z", children=[], children_known="not_yet")]
    replay_ours(database, lines)

    said = told(database)

    assert said.total("danm_waiting_notifications", **STOKE) == 0
    assert said.total("danm_oldest_waiting_timestamp_seconds", **STOKE) is None


CONTROL_TOTALS = [
    # the force's own count, what we hold of that day, the difference
    ("one-never-arrived", 2, [a_report("2026-06-15T07:00:00Z")], 1),
    ("all-are-here", 1, [a_report("2026-06-15T07:00:00Z")], 0),
    ("we-hold-more", 0, [a_report("2026-06-15T07:00:00Z")], -1),
    (
        "midnight-is-that-of-london",
        2,
        [a_report("2026-06-14T23:30:00Z", "STF-1"), a_report("2026-06-15T23:30:00Z", "STF-2")],
        1,
    ),
    (
        "an-incident-without-children-is-none",
        1,
        [a_report("2026-06-15T07:00:00Z", children=[], children_known="none")],
        1,
    ),
    (
        "a-withdrawn-one-is-one",
        1,
        [
            a_report("2026-06-15T07:00:00Z"),
            a_message(
                "danm.incident.closed.v1",
                id="c1",
                time="2026-06-15T08:00:00Z",
                subject="STF-1",
                data={"disposition": "withdrawn", "at": "2026-06-15T08:00:00Z"},
            ),
        ],
        0,
    ),
]


@pytest.mark.parametrize(
    ("count", "lines", "difference"), [pytest.param(*row[1:], id=row[0]) for row in CONTROL_TOTALS]
)
def test_what_the_force_counts_and_we_do_not_hold_is_told(
    database: Database, count: int, lines: list[Json], difference: int
) -> None:
    at = "2026-06-16T07:00:00Z"
    latest = a_total(at, date="2026-06-15", incidents_with_children=count)
    earlier = a_total(at, date="2026-06-14", incidents_with_children=99)
    replay_ours(database, [*lines, latest, earlier])

    assert told(database).value("danm_control_total_difference", **STOKE) == difference
