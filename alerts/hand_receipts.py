"""A receipt that somebody enters for the council's own system: "we already have this".

It ends the wait, is shown apart, and is replaced when the system's own arrives.
"""

from dataclasses import dataclass
from datetime import datetime

from alerts.hand_entries import CannotEnter, FoundCase, HandEntry, find_case, put_entry
from alerts.person_names import read_name
from alerts.plain_words import london_words
from schemas.auditing import Signature
from schemas.clocks import is_believable
from schemas.database import Database, retrying
from schemas.keys import KeyRing
from schemas.moments import LONDON, Moment
from schemas.records import Case
from schemas.told import EARLIEST
from schemas.words import Channel, Flag, MessageType, Milestone, Notice, ReceivedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class HandReceipt:
    """What somebody says who knows that the front door has it; ``at`` may be known to the day."""

    at: Moment
    channel: Channel
    received_by: ReceivedBy
    name: str


def enter_receipt(
    database: Database, keys: KeyRing, code: str, receipt: HandReceipt, by: Signature
) -> None:
    """Enter a receipt for a case, audited; the name is kept with the message alone.

    Raises:
        CannotEnter: No such case, the front door's own system told of it already, or the time
            cannot be.
        UnusableName: The name cannot be kept.
        CommitUnknown: The connection was lost during COMMIT; to enter it again is safe, the
            earlier of two counts.
    """
    name = read_name(receipt.name)
    retrying(lambda: _enter(database, keys, code, (receipt, name), by))


def _enter(
    database: Database, keys: KeyRing, code: str, told: tuple[HandReceipt, str], by: Signature
) -> None:
    receipt, name = told
    with database.write() as connection:
        found = find_case(connection, keys, code)
        check_receipt(found, receipt, by.at)
        entry = HandEntry(
            about=found,
            type=MessageType.NOTIFICATION_RECEIVED,
            data=_data(receipt),
            said_by=name,
            action="receipt entered by hand",
            detail=f"{receipt.channel.value}, {receipt.received_by.value}",
        )
        put_entry(connection, keys, entry, by)


def _data(receipt: HandReceipt) -> dict[str, object]:
    at = receipt.at.as_json()
    return {
        "at": at.get("at", at),
        "notice": Notice.FIRST.value,
        "channel": receipt.channel.value,
        "received_by": receipt.received_by.value,
        "entered_by_hand": True,
    }


def check_receipt(found: FoundCase, receipt: HandReceipt, now: datetime) -> None:
    """Check what somebody enters against what is known of the case. Pure.

    Raises:
        CannotEnter: It has no effect, or its time cannot be.
    """
    case, at = found.case, receipt.at
    if case.received is not None and case.flags.isdisjoint(REPLACEABLE):
        raise CannotEnter(
            f"the front door's own system told of {found.code} already "
            f"({moment_words(case.received)}), and that counts",
            f"have it put right there; see danm incidents --handle {found.code}",
        )
    if at.earliest > now:
        raise CannotEnter(
            f"the receipt ({moment_words(at)}) lies in the future",
            "give when the front door was told, or the day alone",
        )
    start = next((case.milestones[name] for name in _STARTS if name in case.milestones), None)
    if not is_believable(start, at) or at.earliest < EARLIEST:
        raise CannotEnter(
            f"the receipt ({moment_words(at)}) lies before {_start_words(case)}",
            "check the time and the case code",
        )


_STARTS = {Milestone.REPORTED: "police knew", Milestone.OCCURRED: "it happened"}
"""Before which nobody can have been told; the first that is known counts."""


def _start_words(case: Case) -> str:
    for name, words in _STARTS.items():
        if name in case.milestones:
            return f"{words} ({moment_words(case.milestones[name])})"
    return "this century"


REPLACEABLE = frozenset({Flag.ENTERED_BY_HAND, Flag.RECEIPT_INFERRED})
"""Receipts beside which one that is entered counts: those that no system told of."""


def moment_words(at: Moment) -> str:
    """Return when something happened, in words: to the minute, or the day where more is unknown."""
    if at.is_exact:
        return f"{london_words(at.earliest)}, {at.earliest.astimezone(LONDON).year}"
    return f"between {london_words(at.earliest)} and {london_words(at.latest)}, {at.latest.year}"
