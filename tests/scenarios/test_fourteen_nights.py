"""Fourteen days of 07:00 files: one missing, one empty, one sent twice, one cut off.

The clocks go back in the night to the seventh day, Sunday 25 October 2026: 07:00 is 06:00 UTC
before and 07:00 UTC after. Time passes in steps; nothing sleeps.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from consumer.sources.file_memory import FileState
from schemas.file_tables import deliveries, files
from schemas.moments import zulu
from schemas.schedules import Schedule, expected_instant
from schemas.words import Clock, Kind, Milestone, Risk, State
from tests.inboxes import (
    COUNCIL_HEADER,
    COUNCIL_MAPPING,
    POLICE_HEADER,
    POLICE_MAPPING,
    Inboxes,
    a_file,
    an_inbox,
)

FIRST = date(2026, 10, 19)
SEVEN = Schedule(expected=(time(7),))
HALF_AN_HOUR = timedelta(minutes=30)
ON_SUMMER_TIME = 6
"""Days before the clocks go back."""

MISSING, EMPTY, TWICE, CUT_OFF = 4, 7, 8, 10
"""Which days, counted from 0."""


def seven(day: int) -> datetime:
    return expected_instant(FIRST + timedelta(days=day), time(7))


def incident(day: int, number: int) -> dict[str, str]:
    """An incident of the evening before a day, ten a day, sent within the night."""
    reported = seven(day) - timedelta(hours=9) + timedelta(minutes=number)
    return {
        "ref": f"STF-{day:02}-{number}",
        "reported": zulu(reported),
        "risk": "M",
        "sent": zulu(reported + timedelta(hours=2)),
    }


def snapshot(day: int) -> list[dict[str, str]]:
    """Every incident of the last three days, with what has been changed by that day."""
    rows = [incident(d, n) for d in range(max(0, day - 2), day + 1) for n in range(10)]
    for row in rows:
        if row["ref"] == "STF-02-0" and day >= 3:
            row["risk"] = "H"
        if row["ref"] == "STF-05-1" and day >= 6:
            row["sent"] = zulu(seven(5) - timedelta(hours=8))
    return rows


def police_text(day: int) -> str:
    rows = [f"{r['ref']},{r['reported']},,{r['risk']},{r['sent']}" for r in snapshot(day)]
    return a_file(POLICE_HEADER, rows)


def put_police_file(box: Inboxes, day: int) -> None:
    name = f"niche-{day:02}.csv"
    match day:
        case 4:
            return
        case 7:
            box.put(name, a_file(POLICE_HEADER, []))
        case 10:
            box.put(name, police_text(day)[:-70])
        case _:
            box.put(name, police_text(day))


def fourteen_days(box: Inboxes, put: Callable[[Inboxes, int], None]) -> None:
    for day in range(14):
        box.run_to(seven(day), HALF_AN_HOUR)
        put(box, day)
        box.settle()
        if day == TWICE and put is put_police_file:
            box.run_to(seven(day) + timedelta(minutes=20))
            box.put("niche-again.csv", police_text(day))
            box.settle()
        box.run_to(seven(day) + timedelta(hours=2))
    box.run_to(seven(14) - HALF_AN_HOUR, HALF_AN_HOUR)


@pytest.fixture(scope="module")
def police(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inboxes]:
    folder = tmp_path_factory.mktemp("police")
    box = an_inbox(
        f"sqlite:///{folder / 'danm.sqlite'}",
        folder,
        POLICE_MAPPING,
        zulu(seven(0) - timedelta(hours=2)),
        by="file",
        extra="snapshot = true",
        schedule=SEVEN,
    )
    with closing(box):
        fourteen_days(box, put_police_file)
        yield box


def at(day: int, hours: int = 0, seconds: int = 0) -> str:
    return f"{seven(day) + timedelta(hours=hours, seconds=seconds):%d %H:%M:%S}"


def test_exactly_the_four_troubles_that_are_troubles_are_told(police: Inboxes) -> None:
    assert police.told() == [
        ("silence", at(MISSING, hours=1), at(MISSING, hours=1)),
        ("volume", at(EMPTY, seconds=30), at(EMPTY, seconds=30)),
        ("quarantine", at(CUT_OFF, seconds=30), at(CUT_OFF, seconds=30)),
    ]


def test_each_alarm_says_which_file_or_which_hour_it_is_about(police: Inboxes) -> None:
    missing, thin, cut = (one.reason for one in police.alerts(*FEED_KINDS))

    assert "no file of /police/staffordshire/niche came for Fri 23 October 07:00" in missing
    assert "niche-07.csv of /police/staffordshire/niche has no rows" in thin
    assert "usually has about 30" in thin
    assert "niche-10.csv breaks off at line 30" in cut


FEED_KINDS = (Kind.SILENCE, Kind.VOLUME, Kind.QUARANTINE)


def test_every_file_is_remembered_for_what_it_was(police: Inboxes) -> None:
    states = dict(police.states())

    assert states == {
        f"niche-{day:02}.csv": FileState.CUT_OFF if day == CUT_OFF else FileState.TAKEN
        for day in range(14)
        if day != MISSING
    }
    assert {row.name: row.times_sent for row in police.rows(files) if row.times_sent > 1} == {
        "niche-08.csv": 2
    }


def test_each_night_gives_only_what_is_new(police: Inboxes) -> None:
    new = {"reported": 10, "sent": 10}
    gave = {day: police.gave(f"niche-{day:02}.csv") for day in range(14)}

    assert gave[1] == {"reported": 10, "milestone": 10, "heartbeat": 1}
    assert gave[3] == {"reported": 10, "milestone": 10, "graded": 1, "heartbeat": 1}
    assert gave[EMPTY] == {"heartbeat": 1}
    assert "heartbeat" not in gave[CUT_OFF]
    assert gave[CUT_OFF + 1]["reported"] == 2 * new["reported"] - gave[CUT_OFF]["reported"]


def test_no_case_is_lost_or_doubled(police: Inboxes) -> None:
    # The incidents of the missing and the empty day stood in the files after them.
    assert set(police.cases()) == {incident(day, n)["ref"] for day in range(14) for n in range(10)}


def test_a_changed_grade_holds_from_the_file_that_told_it(police: Inboxes) -> None:
    regraded = police.cases()["STF-02-0"].case

    assert (regraded.risk, regraded.grades[-1].since) == (Risk.HIGH, seven(3))


def test_a_changed_time_becomes_a_correction(police: Inboxes) -> None:
    corrected = police.cases()["STF-05-1"].case

    assert corrected.milestones[Milestone.SENT].earliest == seven(5) - timedelta(hours=8)


def test_every_delivery_but_the_missing_one_arrived(police: Inboxes) -> None:
    came = {row.expected_at: row.arrived_at for row in police.rows(deliveries)}

    assert [day for day in range(14) if came[seven(day)] is None] == [MISSING]
    assert min(came) == seven(0)


def test_a_restart_in_the_night_rings_nothing_again(police: Inboxes) -> None:
    before = police.told()

    police.start()
    police.turn()

    assert police.told() == before


def receipts(day: int) -> str:
    rows = []
    for earlier in range(day + 1):
        for number in range(3):
            told = incident(earlier, number)
            received = zulu(seven(earlier) - timedelta(hours=1))
            rows.append(f"{told['ref']},{told['reported']},{told['risk']},{received}")
    return a_file(COUNCIL_HEADER, rows)


def put_receipts(box: Inboxes, day: int) -> None:
    box.put(f"contacts-{day:02}.csv", receipts(day))


def test_a_council_with_only_a_receipts_file_runs_for_fourteen_days(tmp_path: Path) -> None:
    box = an_inbox(
        f"sqlite:///{tmp_path / 'danm.sqlite'}",
        tmp_path,
        COUNCIL_MAPPING,
        zulu(seven(0) - timedelta(hours=2)),
        by="file",
        extra="snapshot = true",
        schedule=SEVEN,
    )

    with closing(box):
        fourteen_days(box, put_receipts)

        cases = box.cases()
        told = box.told()

    assert told == []
    assert len(cases) == 14 * 3
    assert {one.case.state for one in cases.values()} == {State.RECEIVED}
    assert {one.case.clocks[Clock.DUTY].upper for one in cases.values()} == {
        timedelta(hours=8) - timedelta(minutes=n) for n in range(3)
    }
    assert box.now.tzinfo is UTC
