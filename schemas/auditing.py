"""What an audit row is made of: who did what to which case, and when.

Rows are kept longer than what they tell of, and read by more people. So they hold case codes,
words of the contract and our own ids, never a value of a message and never a reference.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from schemas.tables import audit

MONITOR = "monitor"
"""The actor of what the program does by itself."""

COMMAND_LINE = "command line"
"""The actor of what somebody does with `danm`."""

LONGEST_ACTOR = 128
"""Characters kept of an actor; PostgreSQL would refuse the whole transaction for one more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who did something, and when."""

    actor: str
    at: datetime

    def __post_init__(self) -> None:
        """Cut the actor to what a column holds: the name of a feed may be longer."""
        object.__setattr__(self, "actor", self.actor[:LONGEST_ACTOR])


def audit_row(
    by: Signature, action: str, *, handle: str | None = None, detail: str = ""
) -> dict[str, Any]:
    """Return the row for something done; ``handle`` is None where it is about no case."""
    return {
        "at": by.at,
        "actor": by.actor,
        "action": action,
        "handle": handle,
        "detail": detail,
    }


def write_audit(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows in the transaction of what they tell of: neither is there without the other."""
    told = list(rows)
    if told:
        connection.execute(audit.insert(), told)
