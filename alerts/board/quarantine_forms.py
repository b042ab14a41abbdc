"""What people type about a message that could not be read, read into what is done. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime

from alerts.board.forms import WHOLE, Filled, read_person
from alerts.board.quarantine_taking import Taking
from alerts.revealing import RevealReason

LARGEST_MENDED = 3 * 256 * 1024 + 4096
"""Bytes of the form with a mended message. Source: contract, a message has 256 KiB at most; in a
form each byte may be written with three signs, and the other fields have what any form has.
"""


SHOW_REASONS = {
    RevealReason.MEND_MESSAGE.value: "To see what is wrong with it, and mend it",
    RevealReason.RING_POLICE_DESK.value: "To ring the police desk about it",
    RevealReason.ANSWER_REQUEST.value: "To answer a request",
    RevealReason.OTHER.value: "Another reason",
}


def read_show(values: Mapping[str, str]) -> RevealReason | Filled:
    """Return why somebody needs to read a message, or the form with what is wrong in it."""
    why = values.get("shown_for", "")
    if why not in SHOW_REASONS:
        return Filled(values, {"shown_for": "Choose why you need to read it."})
    return RevealReason(why)


def read_taking(values: Mapping[str, str], known_as: str) -> Taking | Filled:
    """Return who deals with it: the name typed, else that of whoever is signed in.

    Together with since when another did, as the page had it.
    """
    typed = values.get("name", "").strip()
    errors: dict[str, str] = {}
    name = read_person({"name": typed or known_as}, errors)
    if errors:
        return Filled(values, errors)
    try:
        return Taking(name=name, over_from=_instant(values.get("over_from", "")))
    except (ValueError, OverflowError):
        return Filled(values, {WHOLE: "Open this page again."})


def _instant(text: str) -> datetime | None:
    at = datetime.fromisoformat(text) if text else None
    if at is not None and at.tzinfo is None:
        raise ValueError(text)
    return None if at is None else at.astimezone(UTC)


def read_mended(values: Mapping[str, str]) -> bytes | Filled:
    """Return the mended message, also where it stands on several lines."""
    text = values.get("message", "").strip()
    return text.encode() if text else Filled(values, {"message": "Put in the mended message."})


def read_dismissal(values: Mapping[str, str], dismissals: Mapping[str, str]) -> str | Filled:
    """Return why nothing more is needed."""
    why = values.get("why", "")
    return why if why in dismissals else Filled(values, {"why": "Choose why."})
