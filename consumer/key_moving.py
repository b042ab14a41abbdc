"""Rows that stand under an older HMAC key move to the newest, in the transaction of a message.

A case keeps its case code, its claims and its alerts, whose ids stay: so nothing rings again. What
names no reference that comes (the other children of a home, say) waits until it is named.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from consumer.key_moves import KeyMoves
from schemas.among import among
from schemas.hold_tables import acknowledgements
from schemas.keys import KeyRing
from schemas.purge_tables import purged_cases
from schemas.tables import alerts, cases, claims, contacts, home_cases, judgements

logger = logging.getLogger(__name__)

BY_CASE = (claims, alerts, judgements, contacts, acknowledgements)
"""Tables whose rows move with their case as they are. A test compares them with the database's."""

Pair = tuple[str, bytes]
"""A child or household, and a case of it."""


def move_keys(connection: Connection, moves: KeyMoves, keys: KeyRing) -> None:
    """Move what stands under older keys, before anything of it is read in this transaction.

    Cases are locked in the order of their keys, as everywhere. Where another process moved one
    meanwhile it is not found under the older key again, so it is looked for until nothing is left.
    """
    if not moves:
        return
    done: set[bytes] = set()
    while found := _found(connection, moves) - done:
        done |= found
        _move_cases(connection, moves, keys, found)
    _move_purged(connection, moves, keys)


def _found(connection: Connection, moves: KeyMoves) -> set[bytes]:
    """Return the cases that stand under an older key, or name a case, child or home under one."""
    looks = (
        select(cases.c.case_key).where(among(connection, cases.c.case_key, moves.cases)),
        select(cases.c.case_key).where(among(connection, cases.c.named_duplicate_of, moves.cases)),
        select(home_cases.c.case_key).where(among(connection, home_cases.c.kin, moves.kin)),
    )
    return {key for look in looks for key in connection.scalars(look)}


def _move_cases(
    connection: Connection, moves: KeyMoves, keys: KeyRing, found: Collection[bytes]
) -> None:
    these = select(cases).where(among(connection, cases.c.case_key, found))
    rows = connection.execute(these.order_by(cases.c.case_key).with_for_update()).all()
    held = {row.case_key for row in rows}
    moved = _movable(connection, moves, held)
    pairs = _pairs(connection, held)
    changes = [_changed(row, moves, keys, moved) for row in rows]
    if not changes:
        return
    names = [name for name in changes[0] if name != "older"]
    changing = update(cases).where(cases.c.case_key == bindparam("older"))
    connection.execute(changing.values({name: bindparam(name) for name in names}), changes)
    renaming = [{"older": old, "newest": new} for old, new in sorted(moved.items())]
    for table in BY_CASE if renaming else ():
        of_case = update(table).where(table.c.case_key == bindparam("older"))
        connection.execute(of_case.values(case_key=bindparam("newest")), renaming)
    _move_pairs(connection, moves, moved, pairs)


def _movable(connection: Connection, moves: KeyMoves, held: Iterable[bytes]) -> dict[bytes, bytes]:
    """Return which of these cases move, and to which key.

    A case that stands there too was opened by a program that did not know of the older key: two
    are never made one here, since each has rung; each goes on waiting.
    """
    moved = {old: moves.cases[old].key for old in held if old in moves.cases}
    stands = select(cases.c.case_key).where(
        among(connection, cases.c.case_key, list(moved.values()))
    )
    twice = set(connection.scalars(stands)) if moved else set()
    if twice:
        logger.error("cases stand under two keys", extra={"cases": len(twice)})
    return {old: new for old, new in moved.items() if new not in twice}


def _changed(
    row: Row[Any], moves: KeyMoves, keys: KeyRing, moved: dict[bytes, bytes]
) -> dict[str, Any]:
    key, facts = moved.get(row.case_key, row.case_key), moves.rewritten(row.facts)
    named, sealed = row.named_duplicate_of, row.sealed_ref
    if key != row.case_key and sealed:
        sealed = keys.seal(moves.cases[row.case_key].reference.encode(), key)
    return {
        "older": row.case_key,
        "case_key": key,
        "sealed_ref": sealed,
        "facts": facts,
        "picture": moves.rewritten(row.picture),
        "named_duplicate_of": None if named is None else moves.case_key(named),
        "key_id": keys.hmac_id if moves.are_newest(key, facts) else row.key_id,
    }


def _pairs(connection: Connection, held: Collection[bytes]) -> Sequence[Pair]:
    """Return all that is noted of the homes of these cases."""
    of_them = select(home_cases.c.kin, home_cases.c.case_key).where(
        among(connection, home_cases.c.case_key, held)
    )
    return [(row.kin, row.case_key) for row in connection.execute(of_them)]


def _move_pairs(
    connection: Connection, moves: KeyMoves, moved: dict[bytes, bytes], pairs: Sequence[Pair]
) -> None:
    after = {pair: (moves.kin.get(pair[0], pair[0]), moved.get(pair[1], pair[1])) for pair in pairs}
    before = {new: old for old, new in sorted(after.items()) if new not in after}
    renaming = [
        {"old_kin": old[0], "old_case": old[1], "new_kin": new[0], "new_case": new[1]}
        for new, old in before.items()
    ]
    if not renaming:
        return
    one = home_cases.c.kin == bindparam("old_kin"), home_cases.c.case_key == bindparam("old_case")
    moving = update(home_cases).where(*one)
    connection.execute(
        moving.values(kin=bindparam("new_kin"), case_key=bindparam("new_case")), renaming
    )


def _move_purged(connection: Connection, moves: KeyMoves, keys: KeyRing) -> None:
    """Move what is left of removed cases, so that an old message sent again opens none."""
    every = {*moves.cases, *(new.key for new in moves.cases.values())}
    of_them = select(purged_cases.c.case_key).where(
        among(connection, purged_cases.c.case_key, every)
    )
    gone = set(connection.scalars(of_them))
    after = {old: moves.case_key(old) for old in sorted(gone)}
    renaming = [{"older": old, "newest": new} for old, new in after.items() if new not in gone]
    if renaming:
        moving = update(purged_cases).where(purged_cases.c.case_key == bindparam("older"))
        connection.execute(
            moving.values(case_key=bindparam("newest"), key_id=keys.hmac_id), renaming
        )
