"""Programs that fetch figures: each is known by a token, and sees its councils' children. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import compare_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What one program may fetch. ``councils`` are those whose children it sees; None for all."""

    name: str
    """What the audit calls it."""
    digest: bytes = field(repr=False)
    councils: frozenset[str] | None = None


def digest_of(secret: bytes) -> bytes:
    """Return what is kept of a token: it can be known by it, and not made of it."""
    return sha256(secret).digest()


def token_of(tokens: Iterable[Token], given: str) -> Token | None:
    """Return the token that a program showed; None where it is none of ours."""
    digest = digest_of(given.encode())
    # All are compared, each in the same time: how long it takes tells nothing of any.
    found = [one for one in tokens if compare_digest(one.digest, digest)]
    return found[0] if found else None
