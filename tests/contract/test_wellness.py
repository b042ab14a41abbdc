"""Whether all is well, on every database: nobody outside is told so unless it was proved."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import event, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from alerts.alertmanager import MachineTrouble, Reporter
from consumer import clock_check
from consumer.auditor_rules import Fault
from consumer.clock_check import APART, ClockWatch, ahead_of_us
from consumer.guarding import Guards, OwnTrouble
from consumer.heartbeat import Wellness
from consumer.outages import AWAY
from consumer.own_troubles import AUDITED_WITHIN, OwnTroubles
from consumer.signs import SILENT_AFTER, Signs
from consumer.wall_clock import exact_now
from consumer.web import Readiness
from schemas import audits, canaries
from schemas.canaries import ENTERED, THROUGH_WITHIN
from schemas.canary_tables import canaries as canary_rows
from schemas.database import Database, open_database
from schemas.tables import instants
from tests.contract.parcels import SATURDAY_NIGHT
from tests.contract.test_own_troubles import Told
from tests.replays.both import a_database

MINUTE = timedelta(minutes=1)
WORK = {"consume": "taking messages in", "watch": "looking at the clock"}
QUIET = {fault.value: 0 for fault in Fault}


@dataclass
class Site:
    """An installation at night, of which all was proved just now."""

    database: Database
    known: Readiness = field(default_factory=Readiness)

    def prove(self) -> None:
        with self.database.write() as connection:
            one = canaries.begin(connection, ENTERED, SATURDAY_NIGHT)
            assert one is not None
            canaries.note_taken(connection, {one: ENTERED}, SATURDAY_NIGHT)
            canaries.look_at(connection, SATURDAY_NIGHT)
            canaries.hand_over(connection, SATURDAY_NIGHT)
            audits.write_result(connection, QUIET, SATURDAY_NIGHT)
        left = Signs(database=self.database)
        for loop in WORK:
            left.leaving(loop, lambda _: MINUTE)(SATURDAY_NIGHT)

    @property
    def wellness(self) -> Wellness:
        return Wellness(
            database=self.database, paths=(ENTERED,), work=WORK, ready=lambda: self.known
        )

    def change_canary(self, **values: object) -> None:
        with self.database.write() as connection:
            connection.execute(update(canary_rows).values(**values))

    def troubles(self, guards: Guards | None = None) -> OwnTroubles:
        return OwnTroubles(
            reporter=Reporter(alertmanager=Told()),  # type: ignore[arg-type]
            database=self.database,
            instance="one",
            ready=lambda: self.known,
            others={},
            guards=guards or Guards(why_not_well=self.wellness.why_not),
        )


@pytest.fixture
def site(database_url: str) -> Iterator[Site]:
    a_database(database_url).close()
    database = open_database(database_url)
    made = Site(database)
    made.prove()
    yield made
    database.close()


def found(site: Site, after: timedelta = timedelta(0)) -> dict[str, MachineTrouble]:
    return {one.name: one for one in site.troubles().found(SATURDAY_NIGHT + after)}


def test_a_site_of_which_all_was_proved_is_well(site: Site) -> None:
    assert site.wellness.why_not(SATURDAY_NIGHT) == []


def test_before_anything_was_proved_nothing_is_well(database_url: str) -> None:
    database = a_database(database_url)
    try:
        reasons = Site(database).wellness.why_not(SATURDAY_NIGHT)
    finally:
        database.close()

    assert reasons == [
        "no test message by entered came through within 70 minutes",
        "no audit passed within 70 minutes",
        "taking messages in: nobody has done it yet",
        "looking at the clock: nobody has done it yet",
    ]


def test_a_loop_that_no_process_turns_is_not_well(site: Site) -> None:
    (one, other) = site.wellness.why_not(SATURDAY_NIGHT + SILENT_AFTER + MINUTE)

    assert (one.split(":")[0], other.split(":")[0]) == tuple(WORK.values())


@pytest.mark.parametrize(
    ("known", "why"),
    [
        pytest.param(Readiness(stuck=("audit",)), "the audit loop does not turn", id="a-loop"),
        pytest.param(Readiness(reasons=(AWAY,)), AWAY, id="the-database"),
    ],
)
def test_what_the_process_knows_of_itself_counts(site: Site, known: Readiness, why: str) -> None:
    site.known = known

    assert site.wellness.why_not(SATURDAY_NIGHT) == [why]


def test_a_database_that_does_not_answer_proves_nothing(site: Site) -> None:
    def lost(*_: object) -> None:
        raise OperationalError("SELECT", None, psycopg.OperationalError("connection lost"))

    event.listen(Engine, "before_cursor_execute", lost)
    try:
        reasons = site.wellness.why_not(SATURDAY_NIGHT)
    finally:
        event.remove(Engine, "before_cursor_execute", lost)

    assert reasons == [AWAY]


def test_the_watchdog_fires_while_all_is_well_and_ends_by_itself(site: Site) -> None:
    troubles = site.troubles()
    told = troubles.reporter.alertmanager
    assert isinstance(told, Told)

    troubles.turn(SATURDAY_NIGHT)
    assert told.last == {"Watchdog": (0 * MINUTE, 5 * MINUTE)}
    troubles.turn(SATURDAY_NIGHT + MINUTE)
    assert told.last == {"Watchdog": (0 * MINUTE, 6 * MINUTE)}

    site.change_canary(handed_at=None)
    troubles.turn(SATURDAY_NIGHT + 2 * MINUTE)

    assert told.last == {"Watchdog": (0 * MINUTE, 2 * MINUTE)}


def test_a_process_that_vouches_for_nothing_has_no_watchdog(site: Site) -> None:
    assert list(site.troubles(Guards()).found(SATURDAY_NIGHT)) == []


def test_a_canary_that_is_stuck_is_told_with_its_way_and_step(site: Site) -> None:
    site.change_canary(swept_at=None, handed_at=None)
    assert "DanmCanaryFailed" not in found(site, THROUGH_WITHIN)

    told = found(site, THROUGH_WITHIN + MINUTE)

    assert dict(told["DanmCanaryFailed"].labels) == {"path": ENTERED, "step": "looked at"}
    assert "was not looked at within 10 minutes" in told["DanmCanaryFailed"].says
    assert "Watchdog" not in told


def test_what_the_audit_found_is_told_by_its_number_alone(site: Site) -> None:
    with site.database.write() as connection:
        audits.write_result(connection, QUIET | {"disarmed": 2}, SATURDAY_NIGHT)

    told = found(site)

    assert dict(told["DanmAuditFound"].labels) == {"fault": "disarmed"}
    assert told["DanmAuditFound"].says.startswith("2 waiting cases had a deadline")
    assert "Watchdog" not in told


def test_that_nobody_audits_is_told(site: Site) -> None:
    assert "DanmAuditOverdue" not in found(site, AUDITED_WITHIN)
    assert "DanmAuditOverdue" in found(site, AUDITED_WITHIN + MINUTE)


def test_what_guards_know_of_this_machine_is_told_with_its_name(site: Site) -> None:
    trouble = OwnTrouble(name="DanmClockJumped", says="the clock jumped", severity="warning")
    guards = Guards(looks=[lambda: [trouble]])

    (told,) = site.troubles(guards).found(SATURDAY_NIGHT)

    assert (told.name, dict(told.labels), told.severity) == (
        "DanmClockJumped",
        {"instance": "one"},
        "warning",
    )


def test_a_sign_that_lies_ahead_was_left_before_a_clock_went_back(site: Site) -> None:
    with site.database.write() as connection:
        late = SATURDAY_NIGHT + 3 * SILENT_AFTER
        connection.execute(update(instants).where(instants.c.name.like("sign %")).values(at=late))

    assert len(site.wellness.why_not(SATURDAY_NIGHT)) == len(WORK)


def test_the_clock_of_a_database_server_is_compared_with_ours(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = ahead_of_us(site.database)
    monkeypatch.setattr(clock_check, "exact_now", lambda: exact_now() - 10 * APART)
    ahead = ahead_of_us(site.database)
    watch = ClockWatch(database=site.database, is_kept_right=lambda: True)
    watch.turn(SATURDAY_NIGHT)
    told = [one.name for one in watch.troubles()]

    if site.database.is_sqlite:
        assert (right, ahead, told) == (None, None, [])
    else:
        assert right is not None
        assert ahead is not None
        assert abs(right) < APART
        assert abs(ahead - 10 * APART) < APART
        assert told == ["DanmClockDiffersFromDatabase"]
