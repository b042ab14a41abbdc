"""Who waited at an earlier instant, as it was known then: drawn again from what is stored."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from alerts.who_waits import timed
from consumer.conclude import conclude
from consumer.holdings import last_instant
from consumer.joining import joined_to, take
from consumer.lifecycle import Account, tell
from consumer.listings import Reveal, hidden, waiting
from schemas.facts import load_facts
from schemas.holds import standing_holds
from schemas.listing import Listed, Waiting
from schemas.pictures import load_marks
from schemas.policy import PolicyBook
from schemas.records import highest_rung
from schemas.tables import cases
from schemas.words import Clock, Rung

_Told = tuple[Row[*tuple[Any, ...]], Account]


def waiting_at(
    connection: Connection, policies: PolicyBook, as_of: datetime, *, reveal: Reveal = hidden
) -> list[Waiting]:
    """Return who waits at an instant: now, or as the list stood at an earlier one.

    Raises:
        UnknownVersion: A case keeps a policy version that is not among these.
    """
    last = last_instant(connection)
    if last is None or last <= as_of:
        return waiting(connection, policies, as_of, reveal=reveal)
    return _waiting_then(connection, policies, as_of, reveal)


def _waiting_then(
    connection: Connection, policies: PolicyBook, as_of: datetime, reveal: Reveal
) -> list[Waiting]:
    """Return who waited, from the messages sent by then; holds what all of them tell in memory.

    Known then means sent by then: a message that was held up on its way counts by its own `time`.
    """
    told = {row.case_key.hex(): (row, account) for row, account in _told(connection, as_of)}
    accounts = {key: account for key, (_, account) in told.items()}
    joined = joined_to(accounts)
    listed = []
    for key, (row, _) in told.items():
        case = conclude(take(key, accounts, joined), policies, joined.get(key))
        if case.is_waiting:
            shown = reveal(row.case_key, row.sealed_ref)
            rung = _rung_then(row.marks, as_of)
            listed.append(Listed(handle=row.handle, case=case, rung=rung, reference=shown))
    return timed(listed, policies, as_of, standing_holds(connection, as_of))


def _told(connection: Connection, as_of: datetime) -> Iterator[_Told]:
    columns = (cases.c.case_key, cases.c.handle, cases.c.sealed_ref, cases.c.facts, cases.c.marks)
    for row in connection.execute(select(*columns)):
        facts = [fact for fact in load_facts(row.facts) if fact.time <= as_of]
        if facts:
            yield row, tell(facts)


def _rung_then(marks: bytes, as_of: datetime) -> Rung | None:
    claims = load_marks(marks).claims
    return highest_rung(
        claim.rung for claim in claims if claim.clock is Clock.DUTY and claim.raised_at <= as_of
    )
