"""What could not be taken in is kept, sealed, and told: the same on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest

from consumer.quarantined import Standing, quarantined_json, unsealed
from consumer.recount import differences
from consumer.sources import Batch, Record
from schemas.keys import KeyRing, SealBroken
from schemas.refusals import Reason
from schemas.tables import quarantine
from schemas.words import Kind
from tests.quarantine_room import NIGHT, Room
from tests.replays.ours import HOUSE, KEYS
from tests.wire import POLICE, Json, a_message, wire, with_data

MINUTE = timedelta(minutes=1)
UNKNOWN_FIELD = wire(with_data(surname="Doe"))
NOT_JSON = b'{"source":"/police/staffordshire/niche","time":"2026-11-20T23:52:10Z","data":'
NOBODY_KNOWS_WHOSE = b"\xff\xfe\x00 no text at all"


def changed(**data: str) -> bytes:
    """A message with the id of `a_message()` that says otherwise."""
    return wire(with_data(**data))


@pytest.mark.parametrize(
    ("raws", "reasons", "incidents"),
    [
        pytest.param([wire(a_message())], [], 1, id="a-sound-message-is-taken-in"),
        pytest.param([wire(a_message())] * 2, [], 1, id="a-repeat-has-no-effect"),
        pytest.param([UNKNOWN_FIELD], [Reason.UNKNOWN_FIELD], 0, id="an-unknown-field"),
        pytest.param([NOT_JSON], [Reason.NOT_JSON], 0, id="a-cut-line"),
        pytest.param([NOBODY_KNOWS_WHOSE], [Reason.NOT_UTF8], 0, id="bytes-that-are-no-text"),
        pytest.param([UNKNOWN_FIELD] * 3, [Reason.UNKNOWN_FIELD], 0, id="a-repeated-bad-line"),
        pytest.param(
            [wire(a_message()), changed(risk="high")],
            [Reason.CONFLICT],
            1,
            id="the-first-of-two-with-one-id-counts",
        ),
        pytest.param(
            [wire(a_message()), UNKNOWN_FIELD, wire(a_message(id="m2", subject="STF-2"))],
            [Reason.UNKNOWN_FIELD],
            2,
            id="a-bad-line-keeps-no-other-out",
        ),
    ],
)
def test_what_happens_to_each_sort_of_message(
    room: Room, raws: list[bytes], reasons: list[Reason], incidents: int
) -> None:
    room.come(*raws)

    assert [one.reason for one in room.held()] == reasons
    assert {one.state for one in room.held()} <= {Standing.OPEN}
    assert len(room.cases()) == incidents


def test_what_is_listed_is_what_the_contract_names_and_no_value_of_the_message(room: Room) -> None:
    room.come(UNKNOWN_FIELD)

    told = [quarantined_json(one) for one in room.held()]

    assert told == [
        {
            "quarantine_id": room.ids[0],
            "reason": "unknown_field",
            "source": POLICE,
            "coordinates": "in.ndjson:1",
            "at": "2026-11-21T00:00:00Z",
            "state": "open",
            "clock_from": "2026-11-20T23:50:00Z",
        }
    ]


def test_where_no_source_can_be_read_the_file_is_named_and_no_clock_is_made_up(room: Room) -> None:
    room.come(NOBODY_KNOWS_WHOSE)

    (told,) = (quarantined_json(one) for one in room.held())

    assert told["source"] == "in.ndjson"
    assert "clock_from" not in told


def test_the_bytes_are_kept_sealed_and_open_again_as_they_came(room: Room) -> None:
    room.come(NOBODY_KNOWS_WHOSE, UNKNOWN_FIELD)

    rows = room.rows(quarantine)

    assert {unsealed(row, KEYS) for row in rows} == {NOBODY_KNOWS_WHOSE, UNKNOWN_FIELD}
    assert not any(raw in row.sealed for row in rows for raw in (b"no text", b"Doe", b"STF-26"))


def test_sealed_bytes_of_one_message_do_not_open_as_another(room: Room) -> None:
    room.come(NOBODY_KNOWS_WHOSE, UNKNOWN_FIELD)
    one, other = room.rows(quarantine)

    with pytest.raises(SealBroken):
        KEYS.open_sealed(one.sealed, other.quarantine_id.encode())


def test_no_other_key_opens_them(room: Room) -> None:
    room.come(UNKNOWN_FIELD)
    (row,) = room.rows(quarantine)
    stranger = KeyRing(hmac_keys=(bytes(32),), seal_keys=(b"x" * 32,))

    with pytest.raises(Exception, match="key that is not here"):
        unsealed(row, stranger)


def test_a_bad_line_that_comes_again_another_day_is_kept_once(room: Room) -> None:
    room.come(UNKNOWN_FIELD)
    room.come(UNKNOWN_FIELD, at=NIGHT + timedelta(days=1))

    assert len(room.held()) == 1
    assert len(room.alerts(Kind.QUARANTINE)) == 1


@pytest.mark.parametrize(
    ("seconds", "sources", "alerts"),
    [
        pytest.param([0, 0, 59], [POLICE] * 3, 1, id="same-minute-and-source-once"),
        pytest.param([0, 60, 120], [POLICE] * 3, 3, id="each-minute-anew"),
        pytest.param([0, 0], [POLICE, "/police/other"], 2, id="each-source-by-itself"),
    ],
)
def test_people_are_told_once_a_minute_and_source(
    room: Room, seconds: list[int], sources: list[str], alerts: int
) -> None:
    for number, (second, source) in enumerate(zip(seconds, sources, strict=True)):
        bad: Json = a_message(id=f"m{number}", source=source, colour="red")
        room.come(wire(bad), at=NIGHT + timedelta(seconds=second))

    assert len(room.held()) == len(seconds)
    assert len(room.alerts(Kind.QUARANTINE)) == alerts


def test_a_conflict_is_told_once_for_each_different_content(room: Room) -> None:
    room.come(wire(a_message()))
    for content in (changed(risk="high"), changed(risk="standard"), changed(risk="high")):
        room.come(content, at=NIGHT + MINUTE)

    assert [one.reason for one in room.held()] == [Reason.CONFLICT] * 2
    assert len(room.alerts(Kind.CONFLICT)) == 2
    assert [one.case.risk for one in room.cases()] == ["medium"]


def test_what_the_transport_could_not_hand_over_is_kept_by_where_it_stood(room: Room) -> None:
    room.come(b"", b"", damaged=True)

    assert [one.reason for one in room.held()] == [Reason.DAMAGED] * 2


def test_the_same_place_in_a_topic_made_anew_is_another_message(room: Room) -> None:
    for topic_id in ("first", "first", "made anew"):
        damaged = Record(raw=b"", coordinates="police/0@7", damaged=True, topic_id=topic_id)
        room.intake.store(Batch(records=(damaged,)), NIGHT)

    assert [one.reason for one in room.held()] == [Reason.DAMAGED] * 2


def test_of_a_path_longer_than_its_column_the_end_is_kept(room: Room) -> None:
    room.file = f"{'folder/' * 100}in.ndjson"

    room.come(NOBODY_KNOWS_WHOSE)

    (told,) = room.held()
    assert told.coordinates.endswith("folder/in.ndjson:1")
    assert told.source.endswith("folder/in.ndjson")


def test_the_count_of_refused_messages_is_that_of_the_rows(room: Room) -> None:
    room.come(UNKNOWN_FIELD, NOT_JSON, UNKNOWN_FIELD, wire(a_message()), changed(risk="high"))

    with room.database.read() as connection:
        assert differences(connection, HOUSE.policies.versions[-1]) == []
