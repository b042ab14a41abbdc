"""What a pack was made from, and by what. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Told on the page and in the manifest. ``known_to`` is None where nothing was ever handled."""

    code_version: str
    policies: Sequence[str]
    """Versions by which the notifications are judged."""
    known_to: datetime | None
    """How far the database has come: of what happened later it knows nothing."""
    made_up: str | None = None
    """That data are made up, and which; None where all are real."""
    agreed_sha256: str | None = None
    """Digest of the file of changes and actions; None where none was given."""
