"""The audit proven: whatever is changed or removed after it was sealed is found."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Update, delete, select, update

from schemas import audit_seals as audit_seals_module
from schemas.audit_seals import Proof, Prover
from schemas.audit_tables import audit_seals
from schemas.auditing import Signature, audit_row, write_audit
from schemas.database import Database, open_database
from schemas.keys import KeyRing
from schemas.tables import audit
from schemas.trouble import Trouble
from tests.command_line import REPOSITORY, danm, spoil
from tests.contract.hand_room import NOON
from tests.replays.both import a_database
from tests.replays.ours import KEYS
from tests.scraped import scraped

BY = Signature(actor="data manager", at=NOON)
HOUR = timedelta(hours=1)
EXAMPLE = REPOSITORY / "tests" / "examples" / "saturday-night" / "in.ndjson"


def note(database: Database, *actions: str) -> None:
    with database.write() as connection:
        write_audit(connection, [audit_row(BY, one, handle="K7M-4QXR") for one in actions])


def prove(database: Database, keys: KeyRing = KEYS) -> Proof:
    return Prover(database=database, keys=keys, pause=lambda _: None).prove(NOON + HOUR)


@pytest.fixture
def sealed(database: Database) -> Database:
    """Five rows under two seals, and one more."""
    for some in (("a", "b", "c"), ("d", "e")):
        note(database, *some)
        prove(database)
    note(database, "f")
    return database


def test_what_is_new_is_sealed_and_proven_the_next_time(database: Database) -> None:
    note(database, "a", "b")

    first, second = prove(database), prove(database)

    assert (first.proven, first.sealed_at, first.new) == (0, None, 2)
    assert (second.proven, second.sealed_at, second.new) == (2, NOON + HOUR, 0)


@pytest.mark.parametrize(
    "tampering",
    [
        pytest.param(update(audit).values(actor="x").where(audit.c.action == "b"), id="who"),
        pytest.param(update(audit).values(at=NOON - HOUR).where(audit.c.action == "b"), id="when"),
        pytest.param(update(audit).values(action="x").where(audit.c.action == "b"), id="what"),
        pytest.param(update(audit).values(handle=None).where(audit.c.action == "b"), id="case"),
        pytest.param(update(audit).values(detail="x").where(audit.c.action == "b"), id="detail"),
        pytest.param(delete(audit).where(audit.c.action == "c"), id="the-last-of-a-run-removed"),
        pytest.param(delete(audit).where(audit.c.action == "a"), id="the-first-removed"),
    ],
)
def test_a_row_that_is_not_what_it_was_is_found_and_nothing_sealed_over_it(
    sealed: Database, tampering: Update
) -> None:
    with sealed.write() as connection:
        connection.execute(tampering)

    proof = prove(sealed)

    (changed,) = proof.changed
    assert (changed.first_id, changed.last_id, changed.then) == (1, 3, 3)
    assert proof.new == 0


def test_a_seal_taken_away_from_the_middle_is_found(sealed: Database) -> None:
    with sealed.write() as connection:
        connection.execute(delete(audit_seals).where(audit_seals.c.last_id == 3))

    assert [one.last_id for one in prove(sealed).changed] == [5]


def test_a_seal_needs_the_key(sealed: Database) -> None:
    stranger = KeyRing(hmac_keys=(b"x" * 32,), seal_keys=(b"s" * 32,))

    assert len(prove(sealed, stranger).changed) == 2


def test_seals_of_an_older_key_of_the_ring_still_fit(sealed: Database) -> None:
    newer = KeyRing(hmac_keys=(b"x" * 32, bytes(32)), seal_keys=(b"s" * 32,))

    proof = prove(sealed, newer)

    assert (proof.changed, proof.proven, proof.new) == ((), 5, 1)


def test_nothing_is_sealed_beside_a_row_that_may_still_be_committed(
    postgresql_url: str,
) -> None:
    database, other = a_database(postgresql_url), open_database(postgresql_url)
    note(database, "a")

    with other.write() as connection:
        write_audit(connection, [audit_row(BY, "b")])
        note(database, "c")
        with pytest.raises(Trouble, match="being written all the time"):
            prove(database)

    assert prove(database).new == 3
    database.close()
    other.close()


def test_long_runs_are_sealed_in_parts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_seals_module, "LONGEST_RUN", 2)
    note(database, *"abcde")

    assert prove(database).new == 5
    assert prove(database).proven == 5
    with database.read() as connection:
        assert list(connection.scalars(select(audit_seals.c.rows))) == [2, 2, 1]


def test_the_command_says_what_it_proved_or_which_rows_are_not_what_they_were(
    tmp_path: Path,
) -> None:
    danm("replay", EXAMPLE, at=tmp_path)
    danm("incidents", "--reveal", at=tmp_path)
    first, second = danm("audit", "verify", at=tmp_path), danm("audit", "verify", at=tmp_path)
    spoil(tmp_path / "danm-data" / "danm.sqlite", "UPDATE audit SET actor = 'nobody'")
    spoiled = danm("audit", "verify", at=tmp_path)
    told = scraped(danm("metrics", at=tmp_path).out.encode()).values

    assert (first.code, first.err) == (0, "")
    assert first.out.startswith("0 rows of the audit are what they were (sealed never before); ")
    assert second.out.endswith("; 0 new ones sealed now.\n")
    assert (spoiled.code, spoiled.out) == (1, "")
    assert "are not what they were" in spoiled.err
    (verified,) = told["danm_audit_trail_verified_timestamp_seconds"].values()
    (changed,) = told["danm_audit_trail_changed_timestamp_seconds"].values()
    assert verified < changed
