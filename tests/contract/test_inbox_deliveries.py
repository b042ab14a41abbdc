"""What is expected in a folder: overdue is told at its limit and once, and never without cause."""

from datetime import time, timedelta

from schemas.file_tables import deliveries, files
from schemas.schedules import Schedule
from schemas.tables import feeds
from schemas.words import Kind
from tests.inboxes import DAY, HOUR, MORNING, SEVEN, BoxOf, police, rows


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
