"""Proof that a form came from our own page: a signed token in it, bound to a cookie.

Another site can make a browser post here, and cannot read the page that holds the token. The key
lives as long as the process: a form from before a restart is refused in words, and filled in anew.
"""

from dataclasses import dataclass, field
from secrets import compare_digest, token_bytes, token_urlsafe

from itsdangerous import BadSignature, URLSafeTimedSerializer

COOKIE = "danm_board"
"""Holds a random word that means nothing; nobody is recognised by it."""

GOOD_FOR_SECONDS = 8 * 3600
"""How long a page may lie open before its form is refused. Source: assumption; one shift."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes tokens and checks them."""

    _key: bytes = field(default_factory=lambda: token_bytes(32), repr=False)

    def new_cookie(self) -> str:
        """Return a random word for a browser that has none."""
        return token_urlsafe(24)

    def token(self, cookie: str, purpose: str) -> str:
        """Return the token of one form for one browser; ``purpose`` is where it posts to."""
        return self._serializer(purpose).dumps(cookie)

    def is_ours(self, token: str, cookie: str, purpose: str) -> bool:
        """Whether a form came from a page that we gave to this very browser, not long ago."""
        try:
            said = self._serializer(purpose).loads(token, max_age=GOOD_FOR_SECONDS)
        except BadSignature:
            return False
        return bool(cookie) and isinstance(said, str) and compare_digest(said, cookie)

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key, salt=f"board:{purpose}")
