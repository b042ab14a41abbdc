"""What people do on the page of a case. The forms call what the commands do; that audits each."""

from collections.abc import Callable, Mapping

from alerts.board import forms
from alerts.board.forms import Filled
from alerts.board.rights import Right
from alerts.board.trying import COUNTS_SOON, Outcome
from alerts.board.visit import Visit
from alerts.correcting import Correction, correct
from alerts.hand_receipts import HandReceipt, enter_receipt
from alerts.reopening import Reopening, reopen
from alerts.revealing import RevealReason, reveal_reference
from alerts.taking_in_hand import give_up, take_in_hand
from schemas.in_hand import Hold

IN_HAND, GIVE_UP, RECEIPT = "in-hand", "give-up", "receipt"
REVEAL, REOPEN, CORRECT = "reference", "open-again", "correct"
DEEDS = (IN_HAND, GIVE_UP, RECEIPT, REVEAL, REOPEN, CORRECT)

NEED_NO_REFERENCE = (IN_HAND, GIVE_UP)
"""What can still be done where the police reference is no longer kept. All else shows it, or is a
message that must name it.
"""

_SEEN_SOON = f"{COUNTS_SOON} Open this page again to see it."

DONE = {
    IN_HAND: "Done. The case is in hand. It stays on the list, with the name.",
    GIVE_UP: "Done. Nobody has the case in hand any more.",
    RECEIPT: f"Done. The receipt was entered. {_SEEN_SOON}",
    REOPEN: "Done. The case is opened again. The wait goes on as soon as the monitor has taken "
    "that in, within seconds where it runs. Open this page again to see it.",
    CORRECT: f"Done. The correction was entered. {_SEEN_SOON}",
}
"""What is said after each deed."""

DEED_RIGHTS = {
    IN_HAND: Right.TAKE_IN_HAND,
    GIVE_UP: Right.TAKE_IN_HAND,
    RECEIPT: Right.ENTER_RECEIPT,
    REVEAL: Right.REVEAL,
    REOPEN: Right.CORRECT,
    CORRECT: Right.CORRECT,
}
"""Who may do each deed."""


Said = Hold | HandReceipt | RevealReason | Reopening | Correction
"""What a form can say."""


def do(visit: Visit, code: str, deed: str, values: Mapping[str, str]) -> Outcome:
    """Do what a form of a case says.

    Raises:
        Trouble: It cannot be, or would have no effect.
        CommitUnknown: The connection was lost during COMMIT; to send it again is safe.
    """
    database, by = visit.board.database, visit.signature
    if deed == GIVE_UP:
        give_up(database, code, by, values.get("over"))
        return None
    read = _read(visit, deed, values)
    match read:
        case Filled():
            return read
        case Hold():
            take_in_hand(database, code, read, by, values.get("over"))
        case HandReceipt():
            enter_receipt(database, visit.board.house.keys, code, read, by)
        case RevealReason():
            return reveal_reference(database, visit.board.house.keys, code, read, by)
        case Reopening():
            reopen(database, visit.board.house.keys, code, read, by)
        case Correction():
            correct(database, visit.board.house.keys, code, read, by)
    return None


def _read(visit: Visit, deed: str, values: Mapping[str, str]) -> Said | Filled:
    if deed == IN_HAND:
        return forms.read_hold(values, visit.now)
    return _READERS[deed](values)


_READERS: Mapping[str, Callable[[Mapping[str, str]], Said | Filled]] = {
    RECEIPT: forms.read_receipt,
    REVEAL: forms.read_reveal,
    REOPEN: forms.read_reopening,
    CORRECT: forms.read_correction,
}
