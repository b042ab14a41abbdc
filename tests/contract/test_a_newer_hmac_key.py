"""A newer HMAC key: every row moves to it with the message that next names it, and none is lost."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from consumer.key_moving import BY_CASE
from consumer.reading import kin_keys
from consumer.subject.search import FoundAs, Search
from consumer.work import working
from schemas.auditing import Signature
from schemas.database import open_database, retrying
from schemas.holds import locked_case, put_hold
from schemas.in_hand import Hold
from schemas.keys import KeyRing, Subject
from schemas.migrating import upgrade
from schemas.purge_tables import purged_cases
from schemas.tables import alerts, cases, claims, home_cases, metadata
from schemas.words import HoldReason
from tests.integration.test_as_writer import as_account, run
from tests.model.sentences import children, close, receipt, report
from tests.model.times import Message
from tests.replays.both import a_database
from tests.replays.live import Crash, Live, crashing, everything
from tests.replays.ours import KEYS, BelievingReader, records_of

OLD = bytes(32)
NEW = KeyRing(hmac_keys=(b"n" * 32, OLD), seal_keys=(b"s" * 32,))
NEW_ALONE = KeyRing(hmac_keys=(b"n" * 32,), seal_keys=(b"s" * 32,))
NOW = datetime(2026, 6, 17, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=30)

FIRST = report("06-17 10:00", "A", household="HOME", children=children("0-3", "8-11", of="K"))
AGAIN = report("06-17 11:00", "A", household="HOME", children=children("0-3", "8-11", of="K"))
OTHER = report("06-17 11:30", "B", household="HOME", children=children("4-7", of="B"))


@pytest.fixture
def live(database_url: str) -> Iterator[Live]:
    a_database(database_url).close()
    live = Live(database_url)
    yield live
    live.database.close()


def rung(live: Live) -> Live:
    """A case of the older key that waits, has rung, and that somebody has in hand."""
    live.take_in([FIRST], NOW)
    live.sweep(LATER)
    by = Signature(actor="board", at=LATER)
    with live.database.write() as connection:
        (code,) = connection.scalars(select(cases.c.handle))
        case = locked_case(connection, code)
        assert case is not None
        until = LATER + timedelta(hours=2)
        hold = Hold(at=LATER, name="A. Smith", reason=HoldReason.OTHER, check_at=until)
        put_hold(connection, case, hold, by)
    live.keys = NEW
    return live


def hashes(keys: KeyRing) -> set[str]:
    """Every hash that these messages have under the newest of these keys."""
    kin = [(Subject.HOUSEHOLD, "HOME"), (Subject.CHILD, "K0"), (Subject.CHILD, "K1")]
    return {keys.reference_key("A").hex()} | {kin_keys(keys, *one)[0] for one in kin}


def stored(live: Live) -> str:
    """Everything that is stored, as text in which a hash can be looked for."""
    every = everything(live.database).values()
    values = [value for rows in every for row in rows for value in row.values()]
    return " ".join(
        f"{value.hex()} {value!r}" if isinstance(value, bytes) else str(value) for value in values
    )


def test_every_table_that_names_a_case_moves_with_it() -> None:
    naming = {table for table in metadata.tables.values() if "case_key" in table.columns}

    assert {*BY_CASE, cases, home_cases, purged_cases} == naming


def test_nothing_stays_under_the_older_key_once_all_of_a_case_was_named_again(live: Live) -> None:
    rung(live)
    before = stored(live)

    live.take_in([AGAIN], LATER)

    assert all(one in before for one in hashes(KEYS))
    after = stored(live)
    assert not [one for one in hashes(KEYS) if one in after]
    assert all(one in after for one in hashes(NEW_ALONE))
    with live.database.read() as connection:
        assert connection.scalars(select(cases.c.key_id)).all() == [NEW.hmac_id]


def test_a_case_keeps_its_code_and_rings_nothing_again(live: Live) -> None:
    rung(live)
    with live.database.read() as connection:
        codes = connection.scalars(select(cases.c.handle)).all()
        rang = set(connection.scalars(select(alerts.c.alert_id)))

    live.take_in([AGAIN], LATER)
    live.sweep(LATER)

    with live.database.read() as connection:
        assert connection.scalars(select(cases.c.handle)).all() == codes
        assert set(connection.scalars(select(alerts.c.alert_id))) == rang
        assert set(connection.scalars(select(claims.c.case_key))) == {NEW.reference_key("A")}
        (row,) = connection.execute(select(cases))
    assert NEW_ALONE.reference(row.sealed_ref, row.case_key) == "A"


def test_a_receipt_under_the_newer_key_ends_the_wait_of_the_case_there_is(live: Live) -> None:
    rung(live)

    live.take_in([receipt("06-17 11:45", "A")], LATER)

    with live.database.read() as connection:
        (row,) = connection.execute(select(cases))
    assert (row.state, row.key_id) == ("received", KEYS.hmac_id)


def test_what_a_reference_names_is_found_under_either_key(live: Live) -> None:
    rung(live)
    live.take_in([OTHER], LATER)

    found = {
        text: sorted(Search(database=live.database, keys=NEW, spellings=(text,)).codes().values())
        for text in ("A", "B", "K1", "HOME")
    }

    assert found == {
        "A": [(FoundAs.INCIDENT,)],
        "B": [(FoundAs.INCIDENT,)],
        "K1": [(FoundAs.CHILD,)],
        "HOME": [(FoundAs.HOUSEHOLD,), (FoundAs.HOUSEHOLD,)],
    }


def test_a_second_incident_in_the_home_is_a_repeat_across_the_keys(live: Live) -> None:
    rung(live)

    live.take_in([OTHER], LATER)
    live.sweep(LATER)

    with live.database.read() as connection:
        kinds = connection.scalars(select(alerts.c.kind)).all()
    assert "repeat" in kinds


def test_a_duplicate_of_a_case_that_only_the_newer_key_knows_is_joined_to_it(live: Live) -> None:
    live.take_in([FIRST, close("06-17 11:00", "duplicate", "A", of="B")], NOW)
    live.keys = NEW

    live.take_in([OTHER], NOW)

    with live.database.read() as connection:
        states = connection.execute(select(cases.c.handle, cases.c.state)).all()
    assert sorted(state for _, state in states) == ["closed", "waiting"]


def test_an_old_message_about_a_removed_case_opens_none_under_the_newer_key(live: Live) -> None:
    with live.database.write() as connection:
        gone = {"case_key": KEYS.reference_key("A"), "purged_at": NOW}
        connection.execute(purged_cases.insert(), gone)
    live.keys = NEW

    live.take_in([FIRST], NOW)

    with live.database.read() as connection:
        assert not connection.scalars(select(cases.c.handle)).all()
        (left,) = connection.execute(select(purged_cases))
    assert (left.case_key, left.key_id) == (NEW.reference_key("A"), NEW.hmac_id)


def test_two_cases_of_one_reference_are_never_made_one(live: Live) -> None:
    live.take_in([FIRST], NOW)
    live.keys = NEW_ALONE
    live.take_in([AGAIN], NOW)
    live.keys = NEW

    live.take_in([receipt("06-17 11:45", "A")], NOW)

    with live.database.read() as connection:
        states = connection.scalars(select(cases.c.state)).all()
    assert sorted(states) == ["received", "waiting"]


@pytest.mark.parametrize("after", [2, 5, 9, 14, 19, 100])
def test_one_that_dies_in_the_midst_of_it_has_moved_nothing(live: Live, after: int) -> None:
    rung(live)
    before = everything(live.database)

    with pytest.raises(Crash), crashing(after):
        live.take_in([AGAIN], LATER)

    live.restart()
    assert everything(live.database) == before


def test_two_consumers_that_move_the_same_case_at_once_lose_nothing(postgresql_url: str) -> None:
    a_database(postgresql_url).close()
    one, other = rung(Live(postgresql_url)), Live(postgresql_url, NEW)
    reader = BelievingReader(keys=NEW, rules={})
    arrivals = [reader.read(record, None) for record in records_of([AGAIN])]
    late = threading.Thread(target=lambda: retrying(lambda: taken(other, OTHER, FIRST)))

    with working(one.database, one.house, shard="test") as work:
        work.ingest.prepare(arrivals)
        late.start()
        for arrival in arrivals:
            work.ingest.take(arrival, LATER)
        work.ingest.settle(LATER)
    late.join(timeout=30)

    after = stored(one)
    assert not [key for key in hashes(KEYS) if key in after]
    with one.database.read() as connection:
        homes = connection.execute(
            select(home_cases).where(home_cases.c.kin.in_(hashes(NEW_ALONE)))
        ).all()
    assert len(homes) == 4
    one.database.close()
    other.database.close()


@pytest.mark.integration
def test_the_writers_own_account_may_move_a_case_with_all_that_belongs_to_it(
    postgresql_url: str,
) -> None:
    run(postgresql_url, "roles.sql")
    owner = as_account(postgresql_url, "danm_owner")
    with closing(open_database(owner)) as database:
        upgrade(database)
        with database.write() as connection:
            gone = {"case_key": KEYS.reference_key("B"), "purged_at": NOW}
            connection.execute(purged_cases.insert(), gone)
    run(owner, "grants.sql")
    live = rung(Live(as_account(postgresql_url, "danm_writer")))

    live.take_in([AGAIN, OTHER], LATER)

    live.database.close()
    with closing(open_database(owner)) as database, database.read() as connection:
        assert connection.scalars(select(cases.c.case_key)).all() == [NEW.reference_key("A")]
        assert connection.scalars(select(purged_cases.c.case_key)).all() == [NEW.reference_key("B")]


def taken(live: Live, *messages: Message) -> None:
    live.take_in(messages, LATER)
