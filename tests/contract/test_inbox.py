"""A folder of extracts on every database: each content once, and what becomes of the file."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from consumer.sources.disposal import Disposal
from consumer.sources.file_memory import FileState
from schemas.file_tables import files
from schemas.keys import KeyRing
from schemas.tables import feeds, messages
from schemas.words import Risk
from tests.inboxes import DAY, HOUR, MORNING, BoxOf, police, rows


def test_a_file_is_taken_when_it_has_settled(box_of: BoxOf) -> None:
    box = box_of()
    box.put("niche.csv", police(rows(2)))

    box.run_to(box.now + timedelta(seconds=20))
    before = box.states()
    box.run_to(box.now + timedelta(seconds=10))

    assert before == []
    assert box.states() == [("niche.csv", FileState.TAKEN)]
    assert set(box.cases()) == {"A-0", "A-1"}


@pytest.mark.parametrize("name", ["niche.csv.done", "niche.done"])
def test_a_done_file_is_believed_at_once(box_of: BoxOf, name: str) -> None:
    box = box_of()
    box.put("niche.csv", police(rows(1)))
    box.put(name, "")

    box.turn()

    assert box.states() == [("niche.csv", FileState.TAKEN)]
    assert [path.name for path in box.folder.iterdir()] == ["taken"]


def test_yesterdays_done_file_says_nothing_of_todays_file(box_of: BoxOf) -> None:
    box = box_of()
    box.put("niche.csv", police(rows(1)))
    box.put("niche.csv.done", "", box.now - DAY)

    box.turn()

    assert box.states() == []


@pytest.mark.parametrize(
    ("disposal", "left"),
    [
        pytest.param(Disposal.KEEP, {"niche.csv"}, id="kept"),
        pytest.param(Disposal.MOVE, {"taken", "taken/niche.csv"}, id="moved"),
        pytest.param(Disposal.SHRED, set(), id="shredded"),
    ],
)
def test_the_source_is_dealt_with_by_policy(
    box_of: BoxOf, disposal: Disposal, left: set[str]
) -> None:
    box = box_of(disposal=disposal)
    box.put("niche.csv", police(rows(1)))

    box.settle()

    assert {str(one.relative_to(box.folder)) for one in box.folder.rglob("*")} == left


def test_a_file_that_is_kept_is_taken_once_also_after_a_restart(box_of: BoxOf) -> None:
    box = box_of(disposal=Disposal.KEEP)
    box.put("niche.csv", police(rows(1)))
    box.settle()
    before = box.rows(files)

    box.start()
    box.settle()

    assert box.rows(files) == before
    assert len(box.rows(messages)) == 3


def test_a_file_sent_again_under_another_name_gives_nothing_and_says_nothing(
    box_of: BoxOf,
) -> None:
    box = box_of()
    box.put("niche.csv", police(rows(1)))
    box.settle()

    box.put("niche (1).csv", police(rows(1)))
    box.settle()

    assert box.states() == [("niche.csv", FileState.TAKEN)]
    assert [row.times_sent for row in box.rows(files)] == [2]
    assert len(box.rows(messages)) == 3


def test_a_late_older_snapshot_tells_what_is_new_and_overturns_nothing(box_of: BoxOf) -> None:
    box = box_of(by="file", extra="snapshot = true")
    box.run_to(MORNING + DAY, HOUR)
    box.put("tuesday.csv", police(rows(2, "H")), MORNING + DAY)
    box.settle()

    box.put("monday.csv", police(rows(3, "M")), MORNING)
    box.settle()

    cases = {name: listed.case.risk for name, listed in box.cases().items()}
    assert cases == {"A-0": Risk.HIGH, "A-1": Risk.HIGH, "A-2": Risk.MEDIUM}


def test_rows_that_disappear_are_counted_and_take_nothing_back(box_of: BoxOf) -> None:
    box = box_of(by="file", extra="snapshot = true")
    for day, count in enumerate((5, 2, 2)):
        box.run_to(MORNING + day * DAY, HOUR)
        box.put("niche.csv", police(rows(count)) + "\n" * day)
        box.settle()

    assert [row.disappeared for row in box.rows(files)] == [None, 3, 0]
    assert len(box.cases()) == 5


def test_a_file_after_a_newer_key_tells_nothing_again_and_misses_no_row(box_of: BoxOf) -> None:
    box = box_of(by="file", extra="snapshot = true")
    box.put("monday.csv", police(rows(3)))
    box.settle()
    told = len(box.rows(messages))
    box.keys = KeyRing(hmac_keys=(b"n" * 32, bytes(32)), seal_keys=(b"s" * 32,))
    box.start()

    box.run_to(MORNING + DAY, HOUR)
    box.put("monday.csv", police(rows(3)))
    box.put("tuesday.csv", police(rows(2)) + "\n")
    box.settle()

    assert len(box.rows(messages)) == told + 1, "only that the feed is alive is new"
    assert sorted((row.times_sent, row.disappeared) for row in box.rows(files)) == [
        (1, 1),
        (2, None),
    ]


def test_a_symbolic_link_is_never_followed(box_of: BoxOf, tmp_path: Path) -> None:
    box = box_of(disposal=Disposal.SHRED)
    other = tmp_path / "other.csv"
    other.write_text(police(rows(1)))
    (box.folder / "link.csv").symlink_to(other)

    box.settle()

    assert other.read_text() == police(rows(1))
    assert box.states() == []


def test_a_time_of_change_ahead_of_the_clock_is_not_believed(box_of: BoxOf) -> None:
    box = box_of()
    box.put("niche.csv", police(rows(1)), box.now + 3 * DAY)

    box.settle()

    at: datetime = box.rows(feeds)[0].complete_to
    assert at <= box.now
