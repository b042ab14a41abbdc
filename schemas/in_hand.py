"""A case that somebody has in hand: who, why, and when the next look was promised. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schemas.moments import zulu
from schemas.words import HoldReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One person's word on one case. It lapses at ``check_at``, the next look that was promised.

    ``name`` is None once it was erased: it is kept for 90 days only.
    """

    at: datetime
    name: str | None
    reason: HoldReason
    check_at: datetime


def hold_json(hold: Hold | None) -> dict[str, Any]:
    """Return who has a case in hand as fields beside the case's own; none where nobody has."""
    if hold is None:
        return {}
    told = {
        "held_by": hold.name,
        "held_reason": hold.reason.value,
        "held_until": zulu(hold.check_at),
    }
    return {name: value for name, value in told.items() if value is not None}


HOLD_COLUMNS = ("held_by", "held_reason", "held_until")
"""The same, as columns of a spreadsheet."""
