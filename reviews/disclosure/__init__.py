"""What a board or a published pack may show, so that no family can be found in it. Pure.

The rules are proposals, to agree with the data protection officer: deploy/disclosure.md says them
in plain words. Operational packs stay exact and behind access control.
"""

from reviews.disclosure.comparing import differ_by_one
from reviews.disclosure.pack_codes import pack_code, pack_key
from reviews.disclosure.protecting import protect
from reviews.disclosure.shares import board_share, may_show_share
from reviews.disclosure.tables import (
    Cell,
    CountTable,
    ProtectedTable,
    Reason,
    TableDoesNotAdd,
)

__all__ = [
    "Cell",
    "CountTable",
    "ProtectedTable",
    "Reason",
    "TableDoesNotAdd",
    "board_share",
    "differ_by_one",
    "may_show_share",
    "pack_code",
    "pack_key",
    "protect",
]
