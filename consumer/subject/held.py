"""Everything that is held about one case, read in one short transaction."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, or_, select

from alerts.board.case_facts import CaseFacts, case_facts
from consumer.subject.messages import HeldMessage
from consumer.subject.search import FoundAs
from schemas.among import among
from schemas.facts import Fact, in_order, load_facts
from schemas.list_tables import list_alerts, lists
from schemas.messages import message_key
from schemas.tables import audit, cases, contacts, entered, home_cases, judgements, messages
from schemas.words import Role

_ENTERED = re.compile(r"\bentered:(\d+)", re.ASCII)
"""How the audit names a row of what people entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What somebody entered about a case; ``taken_at`` is None until the monitor took it in."""

    action: str
    at: datetime
    said_by: str
    taken_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One row of the audit."""

    at: datetime
    actor: str
    action: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One result of the ledger: as first judged, and how often it has changed since."""

    measure: str
    outcome: str
    judged_at: datetime
    revisions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InDigest:
    """That an alarm was named in a digest for one role; ``made_at`` is None while it is to come."""

    alert_id: str
    role: Role
    made_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCase:
    """All rows about one case, but for its keys."""

    found_as: tuple[FoundAs, ...]
    facts: CaseFacts
    messages: tuple[HeldMessage, ...] = field(repr=False)
    has_reference: bool
    entered: tuple[Entered, ...]
    audit: tuple[Noted, ...]
    judged: tuple[Judged, ...]
    digests: tuple[InDigest, ...]
    joined: tuple[str, ...]
    """Case codes of those that it is a duplicate of, or that are duplicates of it."""
    same_home: tuple[str, ...]
    """Case codes of others with the same household or a child of it."""
    contact_told: tuple[datetime, ...]
    """When the council's contact feed spoke of it."""


def held_case(
    connection: Connection, code: str, found_as: tuple[FoundAs, ...], now: datetime
) -> HeldCase | None:
    """Return everything held about a case; None where no case has that code any more."""
    facts = case_facts(connection, code, now)
    row = connection.execute(select(cases).where(cases.c.handle == code)).first()
    if facts is None or row is None:
        return None
    noted = _audit(connection, code)
    return HeldCase(
        found_as=found_as,
        facts=facts,
        messages=_messages(connection, load_facts(row.facts)),
        has_reference=bool(row.sealed_ref),
        entered=_entered(connection, noted),
        audit=noted,
        judged=_judged(connection, row.case_key),
        digests=_digests(connection, [alert.alert_id for alert in facts.alerts]),
        joined=_joined(connection, row.case_key, row.named_duplicate_of),
        same_home=_same_home(connection, row.case_key),
        contact_told=_contact_told(connection, row.case_key),
    )


def _messages(connection: Connection, facts: Sequence[Fact]) -> tuple[HeldMessage, ...]:
    keys = {fact.place: message_key(fact.source, fact.id) for fact in facts}
    these = among(connection, messages.c.message_key, sorted(keys.values()))
    rows = connection.execute(select(messages.c.message_key, messages.c.handled_at).where(these))
    handled = {row.message_key: row.handled_at for row in rows}
    return tuple(
        HeldMessage(fact=fact, handled_at=handled.get(keys[fact.place])) for fact in in_order(facts)
    )


def _joined(connection: Connection, key: bytes, of: bytes | None) -> tuple[str, ...]:
    either = or_(cases.c.named_duplicate_of == key, cases.c.case_key == of)
    return tuple(sorted(connection.scalars(select(cases.c.handle).where(either))))


def _audit(connection: Connection, code: str) -> tuple[Noted, ...]:
    rows = select(audit).where(audit.c.handle == code).order_by(audit.c.at, audit.c.audit_id)
    return tuple(
        Noted(at=row.at, actor=row.actor, action=row.action, detail=row.detail)
        for row in connection.execute(rows)
    )


def _entered(connection: Connection, noted: Iterable[Noted]) -> tuple[Entered, ...]:
    actions: Mapping[int, str] = {
        int(number): one.action for one in noted for number in _ENTERED.findall(one.detail)
    }
    rows = select(entered).where(entered.c.entered_id.in_(sorted(actions)))
    return tuple(
        Entered(action=actions[row.entered_id], at=row.at, said_by=row.actor, taken_at=row.taken_at)
        for row in connection.execute(rows.order_by(entered.c.entered_id))
    )


def _judged(connection: Connection, key: bytes) -> tuple[Judged, ...]:
    rows = select(judgements).where(judgements.c.case_key == key).order_by(judgements.c.measure)
    return tuple(
        Judged(
            measure=row.measure,
            outcome=row.outcome,
            judged_at=row.judged_at,
            revisions=row.revisions,
        )
        for row in connection.execute(rows)
    )


def _digests(connection: Connection, alert_ids: Sequence[str]) -> tuple[InDigest, ...]:
    rows = (
        select(list_alerts.c.alert_id, lists.c.role, lists.c.made_at)
        .join(lists, lists.c.list_id == list_alerts.c.list_id)
        .where(list_alerts.c.alert_id.in_(alert_ids))
        .order_by(lists.c.due_at, lists.c.role, list_alerts.c.alert_id)
    )
    return tuple(
        InDigest(alert_id=row.alert_id, role=Role(row.role), made_at=row.made_at)
        for row in connection.execute(rows)
    )


def _same_home(connection: Connection, key: bytes) -> tuple[str, ...]:
    kin = select(home_cases.c.kin).where(home_cases.c.case_key == key)
    others = (
        select(cases.c.handle)
        .join(home_cases, home_cases.c.case_key == cases.c.case_key)
        .where(home_cases.c.kin.in_(kin), cases.c.case_key != key)
        .distinct()
    )
    return tuple(sorted(connection.scalars(others)))


def _contact_told(connection: Connection, key: bytes) -> tuple[datetime, ...]:
    rows = select(contacts.c.told_at).where(contacts.c.case_key == key)
    return tuple(connection.scalars(rows.order_by(contacts.c.told_at)))
