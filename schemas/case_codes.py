"""Case codes as people type them. Pure."""

import re

from schemas.keys import HANDLE_GROUP, HANDLE_LENGTH, HANDLE_LETTERS

_NO_SIGNS = re.compile(r"[\s\W_]")


class NoCaseCode(ValueError):
    """What was given as a case code has another form."""


def read_handle(text: str) -> str:
    """Return a case code as it is stored, however carelessly it was typed.

    Raises:
        NoCaseCode: It has another length, or letters that no case code has.
    """
    letters = _NO_SIGNS.sub("", text).upper()
    if len(letters) != HANDLE_LENGTH or not set(letters) <= set(HANDLE_LETTERS):
        raise NoCaseCode(
            f"a case code has {HANDLE_LENGTH} signs, such as K7M-4QXR; "
            f"these occur in it: {HANDLE_LETTERS}"
        )
    return f"{letters[:HANDLE_GROUP]}-{letters[HANDLE_GROUP:]}"
