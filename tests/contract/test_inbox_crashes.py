"""A file that is being read when the process dies, a second one reads it, or it is changed."""

import os

import pytest

from consumer.offsets import OffsetsMoved
from consumer.sources import file_reading
from consumer.sources.disposal import Disposal
from consumer.sources.file_memory import FileState
from schemas.file_tables import files, snapshot_rows
from schemas.moments import parse_instant
from schemas.tables import feeds, messages
from tests.inboxes import HOUR, NIGHT, BoxOf, Inboxes, police, rows


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each of these files take three batches."""
    monkeypatch.setattr(file_reading, "_ROOM", 499)


def a_crash_after(box: Inboxes, batches: int, *, is_stored: bool) -> None:
    """Let the process die after some batches, the last one stored or not."""
    for number in range(batches):
        batch = box.source.poll()
        is_last = number == batches - 1
        if is_stored or not is_last:
            box.intake.store(batch, box.now)
        if not is_last:
            box.source.accepted(batch)
    box.start()


@pytest.mark.parametrize("is_stored", [True, False], ids=["after-the-commit", "before-it"])
@pytest.mark.parametrize("batches", [1, 3])
@pytest.mark.parametrize("way", ["snapshot", "plain"])
def test_a_crash_in_the_middle_of_a_file_neither_loses_nor_doubles(
    box_of: BoxOf, way: str, batches: int, is_stored: bool
) -> None:
    extra = "snapshot = true" if way == "snapshot" else ""
    box = box_of(by="file", extra=extra, disposal=Disposal.KEEP)
    box.put("niche.csv", police(rows(600)))
    box.put("niche.csv.done", "")

    a_crash_after(box, batches, is_stored=is_stored)
    box.now += HOUR
    box.turn()

    assert box.states() == [("niche.csv", FileState.TAKEN)]
    assert len(box.cases()) == 600
    assert len(box.rows(messages)) == 1201
    assert box.told() == []
    assert box.gave("niche.csv") == {"reported": 600, "milestone": 600, "heartbeat": 1}
    assert len(box.rows(snapshot_rows)) == (600 if way == "snapshot" else 0)
    assert box.rows(feeds)[0].complete_to == parse_instant(NIGHT)


def test_a_second_reader_of_a_file_stores_nothing(box_of: BoxOf) -> None:
    box = box_of()
    box.put("niche.csv", police(rows(1)))
    box.put("niche.csv.done", "")
    first = box.source.poll()
    box.start()
    second = box.source.poll()

    box.intake.store(first, box.now)

    with pytest.raises(OffsetsMoved, match=r"the file niche\.csv"):
        box.intake.store(second, box.now)
    assert len(box.rows(files)) == 1


def test_a_file_that_changes_while_it_is_read_is_read_again_when_it_settles(
    box_of: BoxOf,
) -> None:
    box = box_of(disposal=Disposal.KEEP)
    path = box.put("niche.csv", police(rows(600)))
    box.put("niche.csv.done", "")
    batch = box.source.poll()
    box.intake.store(batch, box.now)
    box.source.accepted(batch)

    path.write_text(police(rows(601)))
    os.utime(path, (box.now.timestamp() + 1,) * 2)
    box.settle()
    box.settle()

    assert len(box.cases()) == 601
    taken = [row for row in box.rows(files) if row.state == FileState.TAKEN]
    assert [row.rows for row in taken] == [601]
