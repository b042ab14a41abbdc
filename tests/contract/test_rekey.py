"""A newer seal key: all that is kept encrypted is sealed anew, and nothing else changes."""

from typing import Any

import pytest
from sqlalchemy import select, update

from consumer.quarantined import unsealed as unsealed_from_quarantine
from consumer.retention.doing import Doing
from consumer.retention.rekey import SEALED, Rekey, Rekeyed
from schemas.entering import unsealed
from schemas.keys import KeyRing
from schemas.raw_bytes import Bytes
from schemas.tables import audit, cases, entered, metadata, quarantine
from tests.contract.old_years import BY, GO, STAY, OldYears, codes
from tests.replays.live import Crash, everything

HMAC, OLD, NEW = bytes(32), b"s" * 32, b"t" * 32
BOTH = KeyRing(hmac_keys=(HMAC,), seal_keys=(NEW, OLD))
ONLY_NEW = KeyRing(hmac_keys=(HMAC,), seal_keys=(NEW,))


def rekey(years: OldYears, keys: KeyRing = BOTH) -> Rekeyed:
    doing = Doing(database=years.database, pause=lambda _: None)
    return Rekey(doing=doing, keys=keys, by=BY).run()


def sealed(years: OldYears) -> list[Any]:
    with years.database.read() as connection:
        return [
            held
            for one in SEALED
            for held in connection.scalars(select(one.column).order_by(one.column))
        ]


def test_every_column_that_is_sealed_is_sealed_anew() -> None:
    named = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Bytes) and column.name.startswith("sealed")
    }

    assert {(one.column.table.name, one.column.name) for one in SEALED} == named


def test_all_of_it_opens_with_the_new_key_alone(years: OldYears) -> None:
    done = rekey(years)

    assert [str(one) for one in done.done] == [
        f"{len(GO | STAY)} police references",
        "2 messages in quarantine",
        "1 entered message",
    ]
    with years.database.read() as connection:
        for row in connection.execute(select(cases)):
            assert ONLY_NEW.reference(row.sealed_ref, row.case_key) in GO | STAY
        for row in connection.execute(select(quarantine)):
            assert unsealed_from_quarantine(row, ONLY_NEW) in {b"no message", b"nor this"}
        (row,) = connection.execute(select(entered))
        assert b"/danm/entered" in unsealed(row, ONLY_NEW)


def test_nothing_else_changes_and_no_case_code(years: OldYears) -> None:
    before = everything(years.database)

    rekey(years)

    after = everything(years.database)
    for name in ("quarantine", "audit", "entered"):
        before.pop(name), after.pop(name)
    assert after == before
    assert set(years.codes()) == codes(GO | STAY)


def test_a_second_time_has_nothing_to_do(years: OldYears) -> None:
    rekey(years)
    before = sealed(years)

    assert rekey(years).done == ()
    assert sealed(years) == before


def test_it_says_how_many_it_cannot_open_and_leaves_them_as_they_are(years: OldYears) -> None:
    lost = KeyRing(hmac_keys=(HMAC,), seal_keys=(b"l" * 32,)).seal(b"X", b"a case")
    with years.database.write() as connection:
        of_one = cases.c.handle.in_(codes({"LONE"}))
        connection.execute(update(cases).where(of_one).values(sealed_ref=lost))

    done = rekey(years)

    assert (done.left, done.unopened) == (1, 1)
    assert lost in sealed(years)


def test_what_was_erased_stays_erased(years: OldYears) -> None:
    with years.database.write() as connection:
        connection.execute(update(cases).values(sealed_ref=b""))
        connection.execute(update(quarantine).values(sealed=None))

    done = rekey(years)

    assert [str(one) for one in done.done] == ["1 entered message"]


def test_one_that_died_is_ended_by_the_next(
    years: OldYears, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal, left = BOTH.seal, iter(range(7))

    def dying(plain: bytes, context: bytes) -> bytes:
        if next(left, None) is None:
            raise Crash
        return seal(plain, context)

    monkeypatch.setattr("consumer.retention.doing.AT_ONCE", 2)
    with monkeypatch.context() as then:
        then.setattr(BOTH, "seal", dying)
        with pytest.raises(Crash):
            rekey(years)

    assert rekey(years).left == 0
    assert {one for one in sealed(years) if not one.startswith(BOTH.seal_head)} == set()


def test_it_is_in_the_audit_with_numbers_alone(years: OldYears) -> None:
    rekey(years)

    with years.database.read() as connection:
        rows = connection.execute(select(audit).where(audit.c.actor == BY.actor)).all()
    begun, ended = sorted(rows, key=lambda row: row.audit_id)
    assert (begun.action, ended.action) == ("rekey begun", "rekey ended")
    assert ended.detail == (
        "9 police references; 2 messages in quarantine; 1 entered message; 0 left, 0 of them could "
        "not be opened"
    )
