"""The police's own reference of a case, shown on purpose: audited before anybody reads it."""

from enum import StrEnum

from alerts.hand_entries import find_case
from schemas.auditing import Signature, audit_row, write_audit
from schemas.database import Database, retrying
from schemas.keys import KeyRing


class RevealReason(StrEnum):
    """Why somebody needs the reference, or a message that may hold it.

    Closed words: free text would bring names in.
    """

    RING_POLICE_DESK = "ring_police_desk"
    FIND_IN_OUR_SYSTEM = "find_in_our_system"
    ANSWER_REQUEST = "answer_request"
    MEND_MESSAGE = "mend_message"
    OTHER = "other"


def reveal_reference(
    database: Database, keys: KeyRing, code: str, reason: RevealReason, by: Signature
) -> str:
    """Return the police reference of a case, once its audit row is stored.

    Raises:
        CannotEnter: No case has that code, or its reference is no longer kept.
        CommitUnknown: The connection was lost during COMMIT: nothing is shown. To ask again is
            safe, at worst the audit tells of it twice.
    """

    def reveal() -> str:
        with database.write() as connection:
            found = find_case(connection, keys, code)
            row = audit_row(by, "reference shown", handle=code, detail=reason.value)
            write_audit(connection, [row])
        return found.reference

    return retrying(reveal)
