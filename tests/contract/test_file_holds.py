"""What one file gives rise to goes out as one list, once the other side's file was read."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from consumer.arrivals import Reader
from consumer.intake import Intake
from consumer.offsets import Offsets
from consumer.sources.folder import FolderSource, Inbox
from consumer.sources.mapping import load_mapping
from schemas.database import Database, open_database
from schemas.house import House
from schemas.list_tables import lists
from schemas.lists import RoleList
from schemas.migrating import prepared
from schemas.policy import PolicyBook
from schemas.telling import Interruption
from schemas.words import ListSort, Risk, Role, Rung
from tests.contract.a_site import ASite
from tests.contract.post_room import routed_house
from tests.inboxes import COUNCIL_HEADER, COUNCIL_MAPPING, POLICE_HEADER, POLICE_MAPPING, a_file
from tests.model.sentences import report, utc
from tests.replays.ours import KEYS
from tests.spec.made_cases import at

SEVEN = "06-15 06:00"
"""07:00 on a Monday, when the police's file comes."""
SATURDAY = utc("06-13 20:00")
MINUTE = timedelta(minutes=1)
EDT = "edt@stoke.example"
NICHE, LIQUIDLOGIC = "/police/staffordshire/niche", "/council/stoke/liquidlogic"


def house_that_interrupts_for_every_limit() -> House:
    """A policy under which also medium risk past its limit is told at once."""
    house = routed_house()
    policy = house.policies.versions[-1]
    every = Interruption(rungs=frozenset({Rung.BREACH}))
    telling = replace(policy.telling, at_once=(*policy.telling.at_once, every))
    return replace(house, policies=PolicyBook([replace(policy, telling=telling)]))


@dataclass(slots=True)
class Folders:
    """A monitor with a folder for the files of each side."""

    site: ASite
    folder: Path
    intake: Intake

    def put_police(self, *references: str, risk: str = "M") -> None:
        """Put a file that tells of notifications of Saturday."""
        rows = [f"{one},{SATURDAY},,{risk},{SATURDAY}" for one in references]
        self._put("police", a_file(POLICE_HEADER, rows))

    def put_council(self, *references: str) -> None:
        """Put a file that tells of receipts on Sunday."""
        received = utc("06-14 21:00")
        rows = [f"{one},{SATURDAY},M,{received}" for one in references]
        self._put("council", a_file(COUNCIL_HEADER, rows))

    def _put(self, side: str, text: str) -> None:
        path = self.folder / side / f"{self.site.now:%H%M%S}.csv"
        path.write_text(text)
        os.utime(path, (self.site.now.timestamp(),) * 2)
        path.with_name(f"{path.name}.done").touch()

    def run_to(self, until: datetime) -> None:
        """Let time pass: files are read, alarms ring, lists are made and sent."""
        self._turn()
        while self.site.now < until:
            self.site.now = min(self.site.now + MINUTE / 6, until)
            self._turn()

    def _turn(self) -> None:
        while self.intake.turn(self.site.now) == timedelta(0):
            pass
        self.site.turn()


def folders_of(site: ASite, folder: Path, until_the_end: ExitStack) -> Folders:
    sources = []
    for side, mapping in (("police", POLICE_MAPPING), ("council", COUNCIL_MAPPING)):
        (folder / side).mkdir()
        path = folder / f"{side}.toml"
        path.write_text(mapping.format(by="file", extra="", delivery=""))
        inbox = Inbox(folder=folder / side, mapping_path=path, mapping=load_mapping(path))
        source = FolderSource(inbox, site.database, KEYS, lambda: site.now)
        sources.append(until_the_end.enter_context(closing(source)))
    intake = Intake(
        database=site.database,
        house=site.house,
        reader=Reader(keys=KEYS, rules={}),
        sources=sources,
        offsets=Offsets(site.database, "test"),
    )
    return Folders(site, folder, intake)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(prepared(open_database(database_url))) as opened:
        yield opened


@pytest.fixture
def morning(database: Database, tmp_path: Path) -> Iterator[Folders]:
    """A monitor on Monday, a minute before the police's file comes."""
    house = house_that_interrupts_for_every_limit()
    site = ASite(database=database, now=at(SEVEN) - MINUTE, house=house)
    site.turn()
    with ExitStack() as until_the_end:
        yield folders_of(site, tmp_path, until_the_end)


def held(site: ASite) -> list[RoleList]:
    return site.digests(Role.EDT, ListSort.FILE)


def test_a_file_s_alarms_wait_for_the_other_side_s_and_come_as_one_list(morning: Folders) -> None:
    morning.run_to(at(SEVEN))
    morning.put_police("A", "B", "C", "D")
    morning.run_to(at(SEVEN) + 9 * MINUTE)
    assert (morning.site.alone(EDT), held(morning.site)) == ([], [])

    morning.put_council("A", "B", "C")
    morning.run_to(at(SEVEN) + 10 * MINUTE)

    (one,) = held(morning.site)
    text = morning.site.text(one)
    assert text.startswith("Alarms from one file, 1 notification still waiting")
    assert f"A file of {NICHE} gave rise to these alarms." in text
    assert "They waited until the file of the other side was read, which has been now." in text
    assert "3 notifications received or closed meanwhile: named last." in text
    assert morning.site.alone(EDT) == []


def test_where_nothing_is_left_of_them_one_line_says_so(morning: Folders) -> None:
    morning.run_to(at(SEVEN))
    morning.put_police("A", "B")
    morning.run_to(at(SEVEN) + MINUTE)

    morning.put_council("A", "B")
    morning.run_to(at(SEVEN) + 2 * MINUTE)

    text = morning.site.text(held(morning.site)[0])
    assert text.startswith("Alarms from one file, nobody of them waits")
    assert "None of them waits any more. 2 notifications received or closed meanwhile" in text


def test_without_the_other_file_they_come_after_three_quarters_of_an_hour(
    morning: Folders,
) -> None:
    morning.run_to(at(SEVEN))
    morning.put_police("A", "B")
    morning.run_to(at(SEVEN) + 44 * MINUTE)
    assert held(morning.site) == []

    morning.run_to(at(SEVEN) + 46 * MINUTE)

    (one,) = held(morning.site)
    assert timedelta(minutes=45) <= one.due_at - at(SEVEN) <= timedelta(minutes=46)
    assert "None was read in that time." in morning.site.text(one)


def test_what_the_police_grade_high_never_waits(morning: Folders) -> None:
    morning.run_to(at(SEVEN))
    morning.put_police("A", "B", risk="H")

    morning.run_to(at(SEVEN) + MINUTE)

    alone = [morning.site.raised()[one].risk for one in morning.site.alone(EDT)]
    assert alone == [Risk.HIGH, Risk.HIGH]
    assert morning.site.on_digests() == set()


def test_a_limit_that_passes_by_the_clock_never_waits(morning: Folders) -> None:
    morning.site.take_in([report("06-14 07:00", "BY-CLOCK", knew="06-14 06:05", risk="medium")])
    morning.run_to(at(SEVEN))
    morning.put_police("A")

    morning.run_to(at(SEVEN) + 6 * MINUTE)

    (told,) = (morning.site.raised()[one] for one in morning.site.alone(EDT))
    assert told.case_key == KEYS.reference_key("BY-CLOCK")
    assert len(morning.site.on_digests()) == 3


def test_what_a_feed_tells_never_waits(morning: Folders) -> None:
    morning.site.take_in([report("06-15 05:50", "BY-FEED", knew="06-13 20:00", risk="medium")])

    morning.site.turn()

    assert len(morning.site.alone(EDT)) == 1
    assert morning.site.on_digests() == set()


def test_what_a_feed_adds_before_anybody_looked_lets_it_go_at_once(morning: Folders) -> None:
    morning.site.take_in(
        [report("06-15 05:50", "BOTH", knew="06-13 20:00", risk="medium")], in_file=True
    )
    morning.site.take_in([report("06-15 05:51", "BOTH", knew="06-13 20:00", risk="medium")])

    morning.site.turn()

    assert len(morning.site.alone(EDT)) == 1


def test_the_other_side_s_file_that_came_first_keeps_nothing_waiting(morning: Folders) -> None:
    morning.put_council("A")
    morning.run_to(at(SEVEN))
    morning.put_police("A", "B", "C")

    morning.run_to(at(SEVEN) + MINUTE)

    (one,) = held(morning.site)
    assert "2 notifications still waiting" in morning.site.text(one)


def test_a_file_of_the_same_side_answers_nothing(morning: Folders) -> None:
    morning.run_to(at(SEVEN))
    morning.put_police("A", "B")
    morning.run_to(at(SEVEN) + MINUTE)
    morning.put_police("C")

    morning.run_to(at(SEVEN) + 5 * MINUTE)

    assert held(morning.site) == []
    with morning.site.database.read() as connection:
        opened = connection.execute(select(lists.c.role).where(lists.c.made_at.is_(None))).all()
    assert len(opened) == 3, "one for each role, for both files"


def test_the_night_s_held_alarms_survive_a_restart(morning: Folders) -> None:
    morning.run_to(at(SEVEN))
    morning.put_police("A", "B")
    morning.run_to(at(SEVEN) + MINUTE)

    again = replace(morning.site)
    again.run_to(at(SEVEN) + 46 * MINUTE, MINUTE)

    assert len(held(again)) == 1
    assert "2 notifications still waiting" in again.text(held(again)[0])
