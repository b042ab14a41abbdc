"""What a board or a published pack may show, so that no family can be found in it. Pure.

The rules are proposals, to agree with the data protection officer: deploy/disclosure.md says them
in plain words. Operational packs stay exact and behind access control.
"""

from reviews.disclosure.beside import Share, protect_shares
from reviews.disclosure.comparing import differ_by_one
from reviews.disclosure.pack_codes import pack_code, pack_key
from reviews.disclosure.protecting import protect
from reviews.disclosure.shares import (
    FEWEST_FOR_A_SHARE,
    ROUND_TO,
    board_length,
    board_share,
    may_show_share,
    step_of,
)
from reviews.disclosure.tables import (
    Cell,
    CountTable,
    ProtectedTable,
    Reason,
    TableDoesNotAdd,
)

__all__ = [
    "FEWEST_FOR_A_SHARE",
    "ROUND_TO",
    "Cell",
    "CountTable",
    "ProtectedTable",
    "Reason",
    "Share",
    "TableDoesNotAdd",
    "board_length",
    "board_share",
    "differ_by_one",
    "may_show_share",
    "pack_code",
    "pack_key",
    "protect",
    "protect_shares",
    "step_of",
]
