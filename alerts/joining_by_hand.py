"""A receipt that matches no case is joined to the case it belongs to, by a data manager's word.

It is the contract's own way of joining: the receipt's reference is said to be a duplicate of the
other. Only what police never reported can be joined so, and only where it ends no wait of its own:
no child who waits is closed by it.
"""

from dataclasses import dataclass

from alerts.hand_entries import CannotEnter, FoundCase, HandEntry, find_case, put_entry
from alerts.hand_receipts import moment_words
from alerts.person_names import read_name
from alerts.reopening import reopened
from schemas.auditing import Signature
from schemas.clocks import is_believable
from schemas.database import Database, retrying
from schemas.keys import KeyRing
from schemas.moments import zulu
from schemas.words import Disposition, Flag, JoinReason, MessageType, Milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """What a data manager says: this receipt belongs to that case, and why."""

    code: str
    to: str
    reason: JoinReason
    name: str


def join_receipt(database: Database, keys: KeyRing, joining: Joining, by: Signature) -> None:
    """Enter that a receipt belongs to another case, audited with its reason.

    The name is kept with the message alone.

    Raises:
        CannotEnter: No such cases, or they cannot belong together as was said.
        UnusableName: The name cannot be kept.
        CommitUnknown: The connection was lost during COMMIT; to say it again is safe.
    """
    name = read_name(joining.name)

    def enter() -> None:
        with database.write() as connection:
            receipt, case = (
                find_case(connection, keys, code) for code in (joining.code, joining.to)
            )
            check_joining(receipt, case)
            put_entry(connection, keys, _joined(receipt, case, joining.reason, name, by), by)

    retrying(enter)


def undo_joining(database: Database, keys: KeyRing, code: str, name: str, by: Signature) -> None:
    """Enter that a receipt does not belong to the case it was joined to: the wait there goes on.

    Raises:
        CannotEnter: No such case, or it is joined to none.
        UnusableName: The name cannot be kept.
        CommitUnknown: The connection was lost during COMMIT; to say it again is safe.
    """
    said_by = read_name(name)

    def enter() -> None:
        with database.write() as connection:
            receipt = find_case(connection, keys, code)
            check_undoing(receipt)
            put_entry(connection, keys, reopened(receipt, "joining undone", said_by, by), by)

    retrying(enter)


def _joined(
    receipt: FoundCase, case: FoundCase, reason: JoinReason, name: str, by: Signature
) -> HandEntry:
    closed = {"disposition": Disposition.DUPLICATE.value, "of": case.reference}
    return HandEntry(
        about=receipt,
        type=MessageType.INCIDENT_CLOSED,
        data=closed | {"at": zulu(by.at)},
        said_by=name,
        action="receipt joined",
        detail=f"{reason.value}: to {case.code}",
    )


def check_joining(receipt: FoundCase, case: FoundCase) -> None:
    """Check that a receipt may belong to a case. Pure.

    Raises:
        CannotEnter: It may not; the line says why, and the mend.
    """
    if receipt.key == case.key:
        raise CannotEnter("a case cannot be joined to itself", "give the other code after --to")
    _check_receipt(receipt)
    if case.case.duplicate_of is not None:
        raise CannotEnter(
            f"{case.code} is itself joined to another case",
            "give that one's code after --to: danm incidents",
        )
    councils = {receipt.case.local_authority, case.case.local_authority} - {None}
    if len(councils) > 1:
        raise CannotEnter(
            f"{receipt.code} and {case.code} are of different councils", "check both codes"
        )
    _check_time(receipt, case)


def _check_receipt(receipt: FoundCase) -> None:
    if Flag.UNREPORTED not in receipt.case.flags:
        raise CannotEnter(
            f"police reported {receipt.code} themselves",
            "give the code of the receipt without a report first: danm feeds --unmatched",
        )
    if receipt.case.received is None or receipt.case.is_waiting:
        raise CannotEnter(
            f"{receipt.code} has no receipt that ends a wait",
            "see the receipts without a report: danm feeds --unmatched",
        )
    if receipt.case.duplicate_of is not None:
        raise CannotEnter(
            f"{receipt.code} is joined to a case already",
            f"undo that first: danm join {receipt.code} --undo",
        )


def _check_time(receipt: FoundCase, case: FoundCase) -> None:
    start = case.case.milestones.get(Milestone.REPORTED)
    told = receipt.case.received
    if start is not None and told is not None and not is_believable(start, told):
        raise CannotEnter(
            f"the receipt ({moment_words(told)}) lies before police knew of {case.code} "
            f"({moment_words(start)})",
            "check both codes",
        )


def check_undoing(receipt: FoundCase) -> None:
    """Check that there is a joining to undo. Pure.

    Raises:
        CannotEnter: There is none, or police said so of a case that they reported.
    """
    if receipt.case.duplicate_of is None:
        raise CannotEnter(
            f"{receipt.code} is joined to no case",
            f"see how it stands: danm incidents --handle {receipt.code}",
        )
    if Flag.UNREPORTED not in receipt.case.flags:
        raise CannotEnter(
            f"police reported {receipt.code} themselves, and closed it as a duplicate",
            "ask the police desk to reopen it",
        )
