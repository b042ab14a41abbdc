"""Ways by which a role is reached: named in the configuration, chosen by the policy. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum


class TellsReference(StrEnum):
    """Whether a route may tell the police reference of a case, and where."""

    NEVER = "never"
    BODY = "body"
    """In the text of a mail, never in its subject: for those who cannot look a case code up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to some people, by one channel.

    ``addresses`` are what its channel takes: mailboxes, or the URL of a webhook. They are not shown
    in logs. ``second`` names the route that is tried beside it where nobody accepts in time; None
    where there is none.
    """

    name: str
    channel: str
    addresses: tuple[str, ...] = field(repr=False)
    second: str | None = None
    reference: TellsReference = TellsReference.NEVER
