"""Whose feed a source is, as the configuration says. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The force whose police feed a source is, and the council whose front door's; None: not said.

    Feeds say it of themselves too, in a heartbeat; what cannot be read says nothing.
    """

    force: str | None = None
    local_authority: str | None = None
