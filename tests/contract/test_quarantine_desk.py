"""What people do with a message in quarantine: the same on SQLite and PostgreSQL."""

import pytest
from sqlalchemy import delete

from consumer.metrics import exposition
from consumer.quarantine_outcomes import EXPLANATIONS, Dismissal, Outcome
from consumer.quarantined import ALLOWED_NEXT, Standing
from consumer.recount import differences
from schemas.moments import parse_instant
from schemas.references import ReferenceRules
from schemas.refusals import Reason, Refusal
from schemas.tables import feeds, quarantine
from schemas.words import Kind, Rung
from tests.quarantine_room import MORNING, NIGHT, Room
from tests.replays.ours import HOUSE
from tests.scraped import scraped
from tests.wire import POLICE, a_message, wire, with_data

SPACES_STAY = {POLICE: ReferenceRules(remove_spaces=False)}
SPACED = wire(a_message(subject="STF 26 0012345"))
"""Refused while the settings keep spaces, read once they say that this source writes them."""

SPACED_AND_EARLY = wire(a_message(subject="STF 26 0012345", time="2026-11-25T09:00:00Z"))
"""Has a second fault behind the first: it says that it is sent days after it came."""

SPOILT = wire(with_data(surname="Doe"))
MENDED = wire(a_message())
CUT = b'{"id":"m9"'


@pytest.fixture
def mended_settings(room: Room) -> Room:
    """A message refused in the night, and settings that read it in the morning."""
    room.rules = SPACES_STAY
    room.come(SPACED)
    assert [one.reason for one in room.held()] == [Reason.BAD_REFERENCE]
    room.rules = {}
    return room


def waiting_in_quarantine(room: Room) -> float | None:
    text = exposition(room.database, HOUSE, MORNING)
    return scraped(text).value("danm_quarantine_open")


def assert_counts_agree(room: Room) -> None:
    with room.database.read() as connection:
        assert differences(connection, HOUSE.policies.versions[-1]) == []


def test_what_can_be_read_by_now_is_entered_and_taken_in(mended_settings: Room) -> None:
    room = mended_settings

    (tried,) = room.desk().retry(room.ids)
    room.take_entered()

    assert tried.outcome is Outcome.ENTERED
    assert [one.state for one in room.held()] == [Standing.RETRIED]
    assert [one.reference for one in room.cases()] == ["STF260012345"]
    assert waiting_in_quarantine(room) == 0


def test_a_retried_child_has_waited_since_the_police_knew_and_rings_at_once(
    mended_settings: Room,
) -> None:
    room = mended_settings
    sunday = parse_instant("2026-11-22T09:00:00Z")

    room.desk(sunday).retry(room.ids)
    room.take_entered(sunday)
    room.sweep(sunday)

    (listed,) = room.cases()
    assert listed.case.armed_from == parse_instant("2026-11-20T23:50:00Z")
    (alert,) = room.alerts(Kind.WAIT)
    assert (alert.rung, alert.raised_at) == (Rung.BREACH, sunday)
    assert alert.due_at == parse_instant("2026-11-21T23:50:00Z")


def test_a_retried_message_came_when_it_was_taken_in_not_when_it_was_sent(
    mended_settings: Room,
) -> None:
    room = mended_settings

    room.desk().retry(room.ids)
    room.take_entered(MORNING)

    assert [row.last_message_at for row in room.rows(feeds)] == [MORNING]


def test_what_still_cannot_be_read_stays_open_with_the_reason_of_now(room: Room) -> None:
    room.rules = SPACES_STAY
    room.come(SPACED_AND_EARLY)
    before = room.held()[0].reason
    room.rules = {}

    (tried,) = room.desk().retry(room.ids)

    (after,) = room.held()
    assert tried.outcome is Outcome.STILL_REFUSED
    assert tried.reason is Reason.TIME_OUT_OF_BOUNDS
    assert (before, after.reason) == (Reason.BAD_REFERENCE, Reason.TIME_OUT_OF_BOUNDS)
    assert after.state is Standing.OPEN
    assert_counts_agree(room)


def test_bytes_that_come_again_keep_one_row_whatever_they_are_refused_for_by_now(
    room: Room,
) -> None:
    room.rules = SPACES_STAY
    room.come(SPACED_AND_EARLY)
    room.rules = {}

    room.come(SPACED_AND_EARLY, at=MORNING)

    assert len(room.held()) == 1


def test_a_conflict_cannot_be_retried_since_the_first_counts(room: Room) -> None:
    room.come(wire(a_message()), wire(with_data(risk="high")))

    (tried,) = room.desk().retry(room.ids)

    assert tried.outcome is Outcome.IS_CONFLICT
    assert "the first counts: correct it with a correction message" in tried.words
    assert [one.state for one in room.held()] == [Standing.OPEN]


def test_a_message_whose_id_was_taken_by_another_since_is_not_entered(
    mended_settings: Room,
) -> None:
    room = mended_settings
    room.come(wire(a_message(subject="STF-2")))

    (tried,) = room.desk().retry(room.ids)

    assert tried.outcome is Outcome.WOULD_CONFLICT
    assert [one.state for one in room.held()] == [Standing.OPEN]


def test_a_message_that_was_sent_again_meanwhile_may_be_retried_without_effect(
    mended_settings: Room,
) -> None:
    room = mended_settings
    room.come(SPACED)

    (tried,) = room.desk().retry(room.ids)
    room.take_entered()

    assert tried.outcome is Outcome.ENTERED
    assert len(room.cases()) == 1
    assert not room.alerts(Kind.CONFLICT)


def test_what_the_transport_never_handed_over_can_only_be_given_anew(room: Room) -> None:
    room.come(b"", damaged=True)

    (tried,) = room.desk().retry(room.ids)
    mended = room.desk().mend(room.ids[0], MENDED)

    assert (tried.outcome, mended.outcome) == (Outcome.NOTHING_HELD, Outcome.ENTERED)


def test_what_is_no_longer_held_is_said_of_each_deed_and_of_no_other_message(room: Room) -> None:
    room.come(SPOILT, b"{")
    gone, held = room.ids
    with room.database.write() as connection:
        connection.execute(delete(quarantine).where(quarantine.c.quarantine_id == gone))

    told = [
        *room.desk().retry([gone, held]),
        room.desk().mend(gone, MENDED),
        *room.desk().dismiss([gone], Dismissal.SENT_AGAIN),
    ]

    assert [(one.quarantine_id, one.outcome) for one in told] == [
        (held, Outcome.STILL_REFUSED),
        *[(gone, Outcome.NO_LONGER_HELD)] * 3,
    ]


def test_a_row_of_an_extract_is_no_message_to_be_tried_again(room: Room) -> None:
    bad_row = Refusal(reason=Reason.BAD_ROW, place="column Reported", digest=bytes(16))
    room.find(bad_row, b"STF-1;yesterday")

    (tried,) = room.desk().retry(room.ids)
    mended = room.desk().mend(room.ids[0], MENDED)

    assert (tried.outcome, mended.outcome) == (Outcome.OF_A_FILE, Outcome.ENTERED)
    assert [one.reason for one in room.held()] == [Reason.BAD_ROW]


def test_what_was_entered_and_is_refused_after_all_is_open_again_and_told(
    mended_settings: Room,
) -> None:
    room = mended_settings
    room.desk().retry(room.ids)
    room.rules = SPACES_STAY

    room.take_entered(MORNING)

    assert [one.state for one in room.held()] == [Standing.OPEN]
    assert [alert.raised_at for alert in room.alerts(Kind.QUARANTINE)] == [NIGHT, MORNING]
    assert_counts_agree(room)


def test_a_message_dismissed_by_mistake_can_still_be_retried(mended_settings: Room) -> None:
    room = mended_settings
    room.desk().dismiss(room.ids, Dismissal.TEST_MESSAGE)

    (tried,) = room.desk().retry(room.ids)

    assert tried.outcome is Outcome.ENTERED


def test_nothing_is_done_twice(mended_settings: Room) -> None:
    room = mended_settings
    room.desk().retry(room.ids)

    again = room.desk().retry(room.ids) + room.desk().dismiss(room.ids, Dismissal.SENT_AGAIN)

    assert [one.outcome for one in again] == [Outcome.DEALT_WITH] * 2


def test_many_are_retried_in_parts_and_say_how_far_they_are(room: Room) -> None:
    room.rules = SPACES_STAY
    room.come(*(wire(a_message(id=f"m{n}", subject=f"STF {n}")) for n in range(230)))
    room.rules = {}
    told: list[int] = []
    desk = room.desk()

    tried = type(desk)(
        database=desk.database, reader=desk.reader, by=desk.by, on_progress=told.append
    ).retry(room.ids)
    room.take_entered()

    assert {one.outcome for one in tried} == {Outcome.ENTERED}
    assert told == [100, 100, 30]
    assert len(room.cases()) == 230


def test_every_state_says_what_may_follow_and_every_outcome_has_words() -> None:
    assert set(ALLOWED_NEXT) == set(Standing)
    assert set(EXPLANATIONS) == set(Outcome)
