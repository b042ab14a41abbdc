"""Files and rows of a folder that cannot be read: kept, named, and told once."""

from consumer.sources.file_memory import FileState
from schemas.file_tables import files
from schemas.tables import quarantine
from schemas.words import Kind
from tests.inboxes import DAY, HOUR, MORNING, BoxOf, police, rows


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


def test_a_file_of_which_no_row_can_be_read_is_set_aside_until_the_mapping_is_mended(
    box_of: BoxOf,
) -> None:
    box = box_of()
    box.put("niche.csv", police([row.replace("2026-05-31T", "31/05/2026 ") for row in rows(12)]))
    box.settle()
    (alert,) = box.alerts(Kind.QUARANTINE)
    before = box.states()

    mended = box.mapping_path.read_text().replace(
        "[sent]", 'formats = ["%d/%m/%Y %H:%M:%SZ"]\n[sent]'
    )
    box.mapping_path.write_text(mended)
    box.start()
    box.settle()

    assert "none of its 12 rows can be read; line 2, column 'Reported'" in alert.reason
    assert before == [("niche.csv", FileState.SET_ASIDE)]
    assert box.states() == [("niche.csv", FileState.TAKEN)]
    assert len(box.cases()) == 12


def test_a_hundred_bad_rows_keep_no_good_one_out(box_of: BoxOf) -> None:
    box = box_of()
    bad = [f"B-{number},never,,M," for number in range(150)]
    box.put("niche.csv", police([*bad, *rows(2)]))

    box.settle()

    assert set(box.cases()) == {"A-0", "A-1"}
    assert len(box.rows(quarantine)) == 150
    assert len(box.alerts(Kind.QUARANTINE)) == 1
    assert box.intake.troubles == ()


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
