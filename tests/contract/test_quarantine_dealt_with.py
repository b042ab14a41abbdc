"""Messages in quarantine mended, dismissed and exported: the same on SQLite and PostgreSQL."""

import json
import stat
from pathlib import Path

import pytest
from sqlalchemy import update

from consumer.metrics import exposition
from consumer.quarantine_files import read_mended, write_messages
from consumer.quarantine_outcomes import Dismissal, Outcome
from consumer.quarantined import NoSuchQuarantine, Standing, found
from schemas.refusals import Reason
from schemas.tables import audit, quarantine
from schemas.trouble import Trouble
from tests.quarantine_room import MORNING, Room
from tests.replays.ours import HOUSE
from tests.scraped import scraped
from tests.wire import a_message, wire, with_data

SPOILT = wire(with_data(surname="Doe"))
MENDED = wire(a_message())
CUT = b'{"id":"m9"'


def waiting_in_quarantine(room: Room) -> float | None:
    text = exposition(room.database, HOUSE, MORNING)
    return scraped(text).value("danm_quarantine_open")


def test_a_mended_message_is_taken_in_place_of_the_one_held(room: Room) -> None:
    room.come(SPOILT)

    tried = room.desk().mend(room.ids[0], MENDED)
    room.take_entered()

    assert tried.outcome is Outcome.ENTERED
    assert [one.state for one in room.held()] == [Standing.RETRIED]
    assert len(room.cases()) == 1


def test_a_message_mended_badly_leaves_the_one_held_as_it_was(room: Room) -> None:
    room.come(SPOILT)

    tried = room.desk().mend(room.ids[0], CUT)

    (held,) = room.held()
    assert (tried.outcome, tried.reason) == (Outcome.STILL_REFUSED, Reason.NOT_JSON)
    assert (held.state, held.reason) == (Standing.OPEN, Reason.UNKNOWN_FIELD)


def test_the_bad_line_that_was_mended_stays_dealt_with_when_it_comes_again(room: Room) -> None:
    room.come(SPOILT)
    room.desk().mend(room.ids[0], MENDED)

    room.come(SPOILT, at=MORNING)

    assert [one.state for one in room.held()] == [Standing.RETRIED]


def test_a_dismissed_message_is_open_no_more_and_the_audit_says_why(room: Room) -> None:
    room.come(SPOILT, CUT)
    spoilt = next(one for one in room.held() if one.reason is Reason.UNKNOWN_FIELD)

    (tried,) = room.desk().dismiss([spoilt.quarantine_id], Dismissal.SENT_AGAIN)

    assert tried.outcome is Outcome.DISMISSED
    assert waiting_in_quarantine(room) == 1
    (row,) = (row for row in room.rows(audit) if row.action == "quarantine dismissed")
    assert (row.actor, row.at) == ("data manager", MORNING)
    assert row.detail == f"{spoilt.quarantine_id}: sent_again"


def test_an_exported_message_is_byte_for_byte_what_came_for_its_owner_only(
    room: Room, tmp_path: Path
) -> None:
    room.come(SPOILT, CUT)

    written = write_messages(room.desk().export(room.ids), tmp_path / "out", is_file=False)

    assert {path.read_bytes() for path in written} == {SPOILT, CUT}
    assert {path.stem for path in written} == set(room.ids)
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    assert [row.action for row in room.rows(audit)] == ["quarantine exported"] * 2


def test_no_file_is_overwritten_by_an_export(room: Room, tmp_path: Path) -> None:
    room.come(SPOILT)
    there = tmp_path / "one.json"
    there.write_text("mine")

    with pytest.raises(Trouble, match="is there already"):
        write_messages(room.desk().export(room.ids), there, is_file=True)

    assert there.read_text() == "mine"


def test_a_mended_file_may_stand_on_several_lines(room: Room, tmp_path: Path) -> None:
    room.come(SPOILT)
    file = tmp_path / "mended.json"
    file.write_text(f"{json.dumps(a_message(), indent=2)}\n")

    tried = room.desk().mend(room.ids[0], read_mended(file))

    assert tried.outcome is Outcome.ENTERED


def test_the_audit_and_what_people_are_told_hold_no_value_of_a_message(room: Room) -> None:
    room.come(SPOILT, CUT)
    desk = room.desk()

    told = [one.words for one in desk.retry(room.ids)]
    told += [desk.mend(room.ids[0], MENDED).words]
    room.take_entered()

    texts = told + [f"{row.actor} {row.action} {row.detail}" for row in room.rows(audit)]
    assert not [text for text in texts if "Doe" in text or "STF" in text or "surname" in text]


def test_an_id_may_be_named_by_how_it_begins(room: Room) -> None:
    room.come(SPOILT)
    (whole,) = room.ids

    with room.database.read() as connection:
        assert found(connection, [whole[:8], whole.upper()]) == [whole]


@pytest.mark.parametrize("code", ["ffff0000", "", "%", "abc", "'; --", "_______"])
def test_an_id_that_names_nothing_is_refused(room: Room, code: str) -> None:
    room.come(SPOILT)

    with room.database.read() as connection, pytest.raises(NoSuchQuarantine):
        found(connection, [code])


def test_a_beginning_that_several_share_is_refused(room: Room) -> None:
    room.come(SPOILT, CUT)
    one, other = room.ids
    with room.database.write() as connection:
        row = update(quarantine).where(quarantine.c.quarantine_id == other)
        connection.execute(row.values(quarantine_id=f"{one[:8]}{other[8:]}"))

    with room.database.read() as connection, pytest.raises(NoSuchQuarantine, match="several"):
        found(connection, [one[:8]])
