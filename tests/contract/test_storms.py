"""A storm goes out as one digest: none of its alarms is lost, none comes twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.list_turn import ListTurn
from alerts.trial_marks import TRIAL_RUN
from schemas.counts import DELIVERY, SUM, read_counts
from schemas.database import Database, open_database
from schemas.list_tables import lists
from schemas.lists import RoleList
from schemas.migrating import prepared
from schemas.tables import outbox
from schemas.words import ListSort, Risk, Role, Rung
from tests.contract.a_site import ASite
from tests.contract.post_room import routed_house
from tests.model.sentences import children, receipt, report
from tests.model.times import Message
from tests.spec.made_cases import at

EDT = "edt@stoke.example"
DATA = "https://hooks.example/data"
KNEW, LATE = "06-13 14:10", "06-13 22:10"
"""Graded high, so late after eight hours, on a Saturday night."""
SECOND = timedelta(seconds=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = prepared(open_database(database_url))
    yield opened
    opened.close()


@pytest.fixture
def site(database: Database) -> ASite:
    """A monitor that runs since Saturday afternoon."""
    site = ASite(database=database, now=at(KNEW))
    site.make_lists()
    return site


def nights(number: int, first: int = 0, knew: str = KNEW, risk: str = "high") -> list[Message]:
    return [
        report(knew, f"N-{n:03}", risk=risk, children=children("8-11", of=f"N{n}"))
        for n in range(first, first + number)
    ]


def late_at_once(site: ASite, number: int) -> None:
    """Let so many limits pass in the same second."""
    site.take_in(nights(number))
    site.look()
    site.now = at(LATE)
    site.turn()


def test_the_eleventh_goes_on_a_digest_that_names_it_half_a_minute_later(site: ASite) -> None:
    late_at_once(site, 12)
    alone = site.alone(EDT)
    assert len(alone) == 10
    assert site.digests(Role.EDT) == []

    site.run_to(at(LATE) + 30 * SECOND)

    (digest,) = site.digests(Role.EDT)
    assert (digest.sort, digest.due_at) == (ListSort.STORM, at(LATE) + 30 * SECOND)
    on_it = {alert for listed, alert in site.on_digests() if listed == digest.alert_id}
    late = {one.alert_id for one in site.raised().values() if one.rung is Rung.BREACH}
    assert on_it | set(alone) == late
    assert on_it & set(alone) == set()


def test_a_digest_says_why_it_comes_and_names_every_case(site: ASite) -> None:
    late_at_once(site, 14)

    site.run_to(at(LATE) + 30 * SECOND)

    (digest,) = site.digests(Role.EDT)
    text = site.text(digest)
    assert text.startswith("Many alarms at once, 14 notifications still waiting")
    assert "Many alarms came within minutes." in text
    assert text.count("\n- ") >= 14


def test_what_was_received_while_the_digest_gathered_is_said_as_such(site: ASite) -> None:
    late_at_once(site, 13)
    alone = set(site.alone(EDT))
    (gone,) = [
        one
        for one in (f"N-{n:03}" for n in range(13))
        if case_of(site, one) not in {site.raised()[a].case_key for a in alone}
    ][:1]

    site.take_in([receipt("06-13 22:10", gone)])
    site.run_to(at(LATE) + 30 * SECOND)

    text = site.text(site.digests(Role.EDT)[0])
    assert "12 notifications still waiting. 1 notification received or closed meanwhile" in text


def case_of(site: ASite, reference: str) -> bytes:
    return site.house.keys.reference_key(reference)


def test_while_a_storm_of_high_risk_lasts_each_is_told_of_within_half_a_minute(
    site: ASite,
) -> None:
    for minute in range(12):
        knew = f"06-13 14:{10 + minute}"
        site.take_in(nights(12, first=100 * minute, knew=knew))
    site.look()

    site.run_to(at("06-13 22:40"))

    digests = site.digests(Role.EDT)
    assert [one.due_at for one in digests] == [
        at(LATE) + timedelta(seconds=30, minutes=minutes) for minutes in range(12)
    ]
    told = set(site.alone(EDT)) | {alert for _, alert in site.on_digests()}
    assert {one.alert_id for one in site.raised().values() if one.rung is Rung.BREACH} <= told
    with site.database.read() as connection:
        assert connection.execute(select(lists).where(lists.c.made_at.is_(None))).all() == []


def test_a_storm_of_one_council_is_none_of_the_other_s(site: ASite) -> None:
    county = [
        report(KNEW, f"C-{n}", risk="high", local_authority="E10000028", children=children("4-7"))
        for n in range(1)
    ]
    site.take_in(county)

    late_at_once(site, 30)

    about = [site.raised()[one].local_authority for one in site.alone(EDT)]
    assert about.count("E10000028") == 1


def test_each_alarm_of_a_digest_counts_in_how_long_delivery_took(site: ASite) -> None:
    late_at_once(site, 12)

    site.run_to(at(LATE) + 30 * SECOND)

    with site.database.read() as connection:
        told = read_counts(connection, [DELIVERY])[DELIVERY]
    # Three roles: EDT, the manager and the police desk; two alarms of each came with a digest.
    assert told["mail", "30"] == 2 * 3
    assert told["mail", SUM] == 2 * 3 * 30


def test_where_nothing_goes_by_a_route_a_screen_shows_every_alarm(database: Database) -> None:
    site = ASite(database=database, now=at(KNEW), house=routed_house(routes={}))
    site.make_lists()

    late_at_once(site, 30)

    shown = [one for one in site.mail.accepted if one.alert.alert_id in site.raised()]
    assert len({one.alert.alert_id for one in shown}) == len(site.raised())
    assert site.on_digests() == set()


def test_in_shadow_a_digest_goes_to_the_data_manager_and_says_so(database: Database) -> None:
    site = ASite(database=database, now=at(KNEW), house=routed_house(is_shadow=True))
    site.make_lists()
    late_at_once(site, 12)

    site.run_to(at(LATE) + 30 * SECOND)

    digests = [one for one in site.hook.accepted if isinstance(one.alert, RoleList)]
    assert site.mail.accepted == []
    assert {one.addresses for one in digests} == {(DATA,)}
    assert {one.alert.recipients for one in digests} == {
        frozenset({role}) for role in (Role.EDT, Role.MASH_MANAGER, Role.POLICE_DESK)
    }
    assert all(one.text.body.startswith(TRIAL_RUN) for one in digests)
    assert all(one.text.subject.startswith("[TRIAL RUN] ") for one in digests)


def test_a_digest_whose_sender_died_after_handing_it_over_comes_again_with_its_id(
    site: ASite,
) -> None:
    late_at_once(site, 12)
    site.run_to(at(LATE) + 30 * SECOND)
    (digest,) = site.digests(Role.EDT)

    with site.database.write() as connection:
        row = outbox.c.alert_id == digest.alert_id
        connection.execute(
            outbox.update().where(row).values(accepted_at=None, next_attempt_at=site.now)
        )
    site.hand_over()

    again = [one for one in site.mail.accepted if one.alert == digest]
    assert len(again) == 2
    assert {one.alert.alert_id for one in again} == {digest.alert_id}
    assert again[1].may_be_repeat


def test_a_list_maker_that_comes_again_makes_no_digest_twice(site: ASite) -> None:
    late_at_once(site, 12)
    site.now += 30 * SECOND

    for _ in range(3):
        ListTurn(database=site.database, house=site.house).turn(site.now)
    site.hand_over()

    assert len(site.digests(Role.EDT)) == 1


def test_medium_risk_is_no_part_of_a_storm_it_interrupts_nobody(site: ASite) -> None:
    site.take_in(nights(40, risk="medium"))
    site.look()

    site.run_to(at("06-14 14:20"), timedelta(minutes=10))

    assert site.on_digests() == set()
    assert {one.risk for one in site.raised().values() if one.case_key} == {Risk.MEDIUM}
