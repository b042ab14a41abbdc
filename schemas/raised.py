"""An alert as the transaction that raises it holds it, until it is decided how it is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schemas.alert import Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """One alert of this transaction.

    ``file`` is the source of the file that gave rise to it; None where no file did, or a rung fell
    due by the clock.
    """

    alert: Alert
    file: str | None = None


Tell = Callable[[Sequence[Raised]], None]
"""Decides how all alerts of a transaction leave, and adds what must be written for it."""
