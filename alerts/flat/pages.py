"""What one page of stored rows holds, whatever table it is of. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from alerts.flat.places import Place

T = TypeVar("T")

Shown = Callable[[bytes, bytes], str | None]
"""Case key and sealed reference to the reference, or to None where it is not to be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[T]):
    """The rows of one page; ``last`` is where the next begins, None after the last page."""

    rows: Sequence[T]
    last: Place | None


def shown_reference(shown: Shown | None, key: bytes | None, sealed: bytes | None) -> str | None:
    """Return the reference of a case where it may be shown."""
    if shown is None or key is None or not sealed:
        return None
    return shown(key, sealed)
