"""A folder into which others write over SFTP: slowly, under other names, with their own rights."""

from datetime import timedelta

import pytest

from consumer.sources.file_memory import FileState
from schemas.tables import quarantine
from schemas.words import Kind
from tests.file_modes import held_to_file_modes
from tests.inboxes import HOUR, POLICE_MAPPING, TICK, BoxOf, an_inbox, police, rows


def test_a_file_that_comes_slowly_is_taken_once_it_has_stopped_growing(box_of: BoxOf) -> None:
    box = box_of()
    whole = police(rows(40))
    for part in range(1, 11):
        box.put("niche.csv", whole[: len(whole) * part // 10])
        box.run_to(box.now + 2 * TICK)
    while_growing = box.states()

    box.settle()

    assert while_growing == []
    assert box.states() == [("niche.csv", FileState.TAKEN)]
    assert len(box.cases()) == 40
    assert box.told() == []


def test_a_slow_file_whose_done_comes_last_is_taken_with_it(box_of: BoxOf) -> None:
    box = box_of(stable_for=HOUR)
    whole = police(rows(4))
    box.put("niche.csv", whole[:60])
    box.run_to(box.now + TICK)
    box.put("niche.csv", whole)
    box.run_to(box.now + TICK)
    before = box.states()

    box.put("niche.csv.done", "")
    box.turn()

    assert before == []
    assert box.states() == [("niche.csv", FileState.TAKEN)]
    assert len(box.cases()) == 4


@pytest.mark.parametrize("name", [".niche.csv", "niche.csv.filepart", "niche.csv.tmp"])
def test_what_a_sender_has_not_named_yet_is_left_alone(box_of: BoxOf, name: str) -> None:
    box = box_of()
    path = box.put(name, police(rows(1)))
    box.settle()
    before = box.states()

    path.rename(box.folder / "niche.csv")
    box.settle()

    assert before == []
    assert box.states() == [("niche.csv", FileState.TAKEN)]


def test_a_file_that_may_not_be_read_is_told_once_and_taken_once_it_may() -> None:
    with held_to_file_modes() as place:
        url = f"sqlite:///{place / 'danm.sqlite'}"
        box = an_inbox(url, place, POLICE_MAPPING, "2026-06-01T05:30:00Z")
        path = box.put("niche.csv", police(rows(1)))
        path.chmod(0o000)

        box.run_to(box.now + timedelta(minutes=5))
        box.start()
        box.settle()
        held, told = box.rows(quarantine), box.alerts(Kind.QUARANTINE)
        path.chmod(0o600)
        box.turn()
        box.close()

        assert len(held) == len(told) == 1
        assert "niche.csv cannot be read (Permission denied); let the account" in told[0].reason
        assert set(box.cases()) == {"A-0"}


def test_a_folder_that_closes_is_told_once_in_the_log_and_read_once_it_opens(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with held_to_file_modes() as place, caplog.at_level("INFO", "consumer.sources.folder_listing"):
        url = f"sqlite:///{place / 'danm.sqlite'}"
        box = an_inbox(url, place, POLICE_MAPPING, "2026-06-01T05:30:00Z")
        box.put("niche.csv", police(rows(1)))
        box.folder.chmod(0o000)
        box.run_to(box.now + timedelta(minutes=5))
        box.folder.chmod(0o700)
        box.settle()
        box.close()

        assert [one.message for one in caplog.records] == [
            "a folder cannot be read",
            "a folder can be read again",
        ]
        assert set(box.cases()) == {"A-0"}
