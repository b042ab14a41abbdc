"""What people type about a message that could not be read, read into what is done. Pure."""

from collections.abc import Mapping

from alerts.board.forms import Filled, read_person

LARGEST_MENDED = 3 * 256 * 1024 + 4096
"""Bytes of the form with a mended message. Source: contract, a message has 256 KiB at most; in a
form each byte may be written with three signs, and the other fields have what any form has.
"""


def read_taker(values: Mapping[str, str], known_as: str) -> str | Filled:
    """Return who deals with it: the name typed, else that of whoever is signed in."""
    typed = values.get("name", "").strip()
    errors: dict[str, str] = {}
    name = read_person({"name": typed or known_as}, errors)
    return Filled(values, errors) if errors else name


def read_mended(values: Mapping[str, str]) -> bytes | Filled:
    """Return the mended message, also where it stands on several lines."""
    text = values.get("message", "").strip()
    return text.encode() if text else Filled(values, {"message": "Put in the mended message."})


def read_dismissal(values: Mapping[str, str], dismissals: Mapping[str, str]) -> str | Filled:
    """Return why nothing more is needed."""
    why = values.get("why", "")
    return why if why in dismissals else Filled(values, {"why": "Choose why."})
