"""A folder of extracts on every database: once each, also after a crash; overdue told once."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.deliveries import Schedule
from consumer.offsets import OffsetsMoved
from consumer.sources.disposal import Disposal
from consumer.sources.file_memory import FileState
from schemas.file_tables import deliveries, files, snapshot_rows
from schemas.moments import parse_instant
from schemas.tables import feeds, messages, quarantine
from schemas.words import Kind, Risk
from tests.inboxes import POLICE_HEADER, POLICE_MAPPING, Inboxes, a_file, an_inbox

SEVEN = Schedule(expected=(time(7),))
NIGHT = "2026-06-01T05:30:00Z"
MORNING = parse_instant("2026-06-01T06:00:00Z")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

BoxOf = Callable[..., Inboxes]


@pytest.fixture
def box_of(database_url: str, tmp_path: Path) -> Iterator[BoxOf]:
    with ExitStack() as open_boxes:

        def made(now: str = NIGHT, **options: Any) -> Inboxes:
            box = an_inbox(database_url, tmp_path, POLICE_MAPPING, now, **options)
            return open_boxes.enter_context(closing(box))

        yield made


def rows(count: int, risk: str = "M", first: int = 0) -> list[str]:
    numbers = range(first, first + count)
    return [f"A-{n},2026-05-31T20:00:00Z,,{risk},2026-05-31T21:00:00Z" for n in numbers]


def police(lines: list[str]) -> str:
    return a_file(POLICE_HEADER, lines)


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


def test_two_empty_files_are_two_deliveries(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    for day in range(2):
        box.run_to(MORNING + day * DAY, HOUR)
        box.put("niche.csv", police([]))
        box.settle()

    assert [row.complete_to for row in box.rows(files)] == [MORNING, MORNING + DAY]
    assert [row.complete_to for row in box.rows(feeds)] == [MORNING + DAY]


def test_yesterdays_file_in_place_of_todays_is_no_delivery(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    for day in range(2):
        box.run_to(MORNING + day * DAY, HOUR)
        box.put("niche.csv", police(rows(3)))
        box.settle()

    box.run_to(MORNING + DAY + HOUR)

    assert box.told() == [("silence", "02 07:00:00", "02 07:00:00")]


def test_names_that_tell_the_hour_make_equal_files_two_deliveries(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN, delivery='name_format = "niche_%Y%m%d_%H%M.csv"')
    for day in range(2):
        box.run_to(MORNING + day * DAY + timedelta(minutes=5), HOUR)
        box.put(f"niche_2026060{day + 1}_0700.csv", police(rows(3)))
        box.settle()

    box.run_to(MORNING + DAY + 2 * HOUR)

    assert box.told() == []
    assert [row.complete_to for row in box.rows(feeds)] == [MORNING + DAY]


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


def test_a_row_that_cannot_be_read_is_kept_sealed_and_told_once_a_minute(box_of: BoxOf) -> None:
    box = box_of()
    bad = ["A-8,late,,M,", "A-9,never,,M,"]
    box.put("niche.csv", police([*rows(1), *bad]))

    box.settle()

    held = box.rows(quarantine)
    assert {(one.coordinates, one.reason, one.source) for one in held} == {
        ("niche.csv:3", "bad_row", "/police/staffordshire/niche"),
        ("niche.csv:4", "bad_row", "/police/staffordshire/niche"),
    }
    assert not any(b"A-8" in one.sealed for one in held)
    assert len(box.alerts(Kind.QUARANTINE)) == 1


def test_a_bad_row_that_stands_there_every_night_is_told_once(box_of: BoxOf) -> None:
    box = box_of(by="file", extra="snapshot = true")
    for day in range(3):
        box.run_to(MORNING + day * DAY, HOUR)
        box.put("niche.csv", police([*rows(day + 1), "A-9,never,,M,"]))
        box.settle()

    assert len(box.rows(quarantine)) == 1
    assert len(box.alerts(Kind.QUARANTINE)) == 1


def test_a_file_that_lost_a_column_is_set_aside_and_named(box_of: BoxOf) -> None:
    box = box_of()
    box.put("niche.csv", police(rows(2)).replace("Risk", "Grade", 1))

    box.settle()

    (alert,) = box.alerts(Kind.QUARANTINE)
    assert box.states() == [("niche.csv", FileState.SET_ASIDE)]
    assert "niche.csv was set aside" in alert.reason
    assert "no column 'Risk', which the mapping reads; new to the mapping: 'Grade'" in alert.reason
    assert [path.name for path in box.folder.iterdir()] == ["niche.csv"]
    assert box.cases() == {}


def test_a_file_set_aside_is_told_once_and_taken_when_the_mapping_is_mended(
    box_of: BoxOf,
) -> None:
    box = box_of()
    box.put("niche.csv", police(rows(2)).replace("Risk", "Grade", 1))
    box.settle()
    box.start()
    box.settle()
    told = box.told()

    mended = box.mapping_path.read_text().replace('"Risk"', '"Grade"')
    box.mapping_path.write_text(mended)
    box.start()
    box.settle()

    assert len(told) == 1
    assert box.told() == told
    assert box.states() == [("niche.csv", FileState.TAKEN)]
    assert set(box.cases()) == {"A-0", "A-1"}


def test_a_file_set_aside_beside_a_bad_row_of_the_same_minute_is_named_too(
    box_of: BoxOf,
) -> None:
    box = box_of()
    box.put("a.csv", police(["A-9,never,,M,"]))
    box.put("b.csv", police(rows(2)).replace("Risk", "Grade", 1))

    box.settle()

    assert any("b.csv was set aside" in one.reason for one in box.alerts(Kind.QUARANTINE))


def test_a_new_column_is_noted_and_nobody_is_woken(box_of: BoxOf) -> None:
    box = box_of()
    box.put("niche.csv", police([f"{row},Smith" for row in rows(2)]).replace("Sent", "Sent,OIC", 1))

    box.settle()

    assert box.told() == []
    assert box.rows(files)[0].note.startswith("columns new to the mapping: 'OIC'")
    assert len(box.cases()) == 2


def test_a_file_set_aside_is_no_delivery(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    box.run_to(MORNING, HOUR)
    box.put("niche.csv", police(rows(2)).replace("Risk", "Grade", 1))

    box.run_to(MORNING + HOUR)

    assert [kind for kind, _, _ in box.told()] == ["quarantine", "silence"]


def test_a_missing_file_is_told_at_its_limit_and_once(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)

    box.run_to(MORNING + HOUR - timedelta(seconds=1))
    before = box.told()
    box.run_to(MORNING + HOUR)
    box.run_to(MORNING + 3 * DAY, HOUR)

    assert before == []
    assert box.told() == [("silence", "01 07:00:00", "01 07:00:00")]


def test_a_silence_that_was_broken_is_told_anew(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    box.run_to(MORNING + 2 * HOUR, HOUR / 2)
    box.put("late.csv", police(rows(1)))
    box.settle()

    box.run_to(MORNING + DAY + 2 * HOUR, HOUR / 2)

    assert [due for _, due, _ in box.told(Kind.SILENCE)] == ["01 07:00:00", "02 07:00:00"]


def test_a_monitor_that_was_down_reads_what_waited_before_it_rings(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    box.run_to(MORNING - timedelta(minutes=5), HOUR)
    for day in range(3):
        box.put(f"niche-{day}.csv", police(rows(2, first=2 * day)), MORNING + day * DAY)
    box.now = MORNING + 2 * DAY + 5 * HOUR

    box.start()
    box.settle()

    assert box.told() == []
    came = [row.expected_at for row in box.rows(deliveries) if row.arrived_at is not None]
    assert sorted(came) == [MORNING, MORNING + DAY, MORNING + 2 * DAY]


def test_a_monitor_that_was_down_tells_what_did_not_come(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    box.run_to(MORNING - timedelta(minutes=5), HOUR)
    box.put("niche.csv", police(rows(2)), MORNING)
    box.now = MORNING + 2 * DAY + 5 * HOUR

    box.start()
    box.settle()
    box.start()
    box.settle()

    assert [(kind, due) for kind, due, _ in box.told()] == [("silence", "02 07:00:00")]


def test_a_file_that_still_grows_at_its_limit_is_not_missing(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    box.run_to(MORNING + HOUR - timedelta(seconds=10), HOUR)
    box.put("niche.csv", police(rows(1)))
    box.turn()
    box.run_to(MORNING + HOUR + timedelta(seconds=10))
    box.put("niche.csv", police(rows(2)))

    box.settle()

    assert box.told() == []
    assert len(box.cases()) == 2


def test_an_upload_that_never_ends_is_told_after_ten_minutes(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    box.run_to(MORNING + HOUR - timedelta(seconds=10), HOUR)
    for second in range(90):
        box.put("niche.csv", police(rows(1)) + "x" * second)
        box.run_to(box.now + timedelta(seconds=10))

    assert [(kind, due) for kind, due, _ in box.told()] == [("silence", "01 07:00:00")]


def test_another_schedule_expects_nothing_of_the_old_one(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    box.turn()

    box.schedule = Schedule(expected=(time(9),))
    box.start()
    box.run_to(MORNING + 2 * HOUR + timedelta(minutes=30), HOUR / 2)
    before = box.told()
    box.run_to(MORNING + 3 * HOUR)

    assert before == []
    assert [due for _, due, _ in box.told()] == ["01 09:00:00"]


def test_without_a_schedule_nothing_is_overdue(box_of: BoxOf) -> None:
    box = box_of()

    box.run_to(MORNING + 3 * DAY, HOUR)

    assert box.told() == []


def test_a_folder_that_is_gone_is_a_silence_and_not_a_crash(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    box.turn()
    box.folder.rmdir()

    box.run_to(MORNING + HOUR, HOUR / 2)

    assert [kind for kind, _, _ in box.told()] == ["silence"]


def test_a_feed_with_a_schedule_is_trusted_until_its_next_file_is_overdue(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    box.run_to(MORNING, HOUR)
    box.put("niche.csv", police(rows(1)))

    box.settle()

    assert [row.quiet_until for row in box.rows(feeds)] == [MORNING + DAY + HOUR]


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
