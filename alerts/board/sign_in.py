"""How people sign in: who may, at which provider, and what a browser holds on the way there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import compare_digest, token_bytes, token_urlsafe
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer

from alerts.board.people import Person
from alerts.board.sign_in_people import Group, person_of_claims
from alerts.board.sign_in_provider import Asked, Provider

GOOD_FOR_SECONDS = 600
"""How long signing in may take. Source: assumption; a password, a second factor and a call."""

CALLBACK = "/board/sign-in/back"
"""Where the provider sends the browser to: its settings name it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in under way: what was asked for, and which page was wanted."""

    asked: Asked
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """The sign-in of one board. ``public_url`` is where browsers reach it, without a path."""

    public_url: str
    provider: Provider
    groups_claim: str
    groups: tuple[Group, ...]
    _key: bytes = field(default_factory=lambda: token_bytes(32), repr=False)

    @property
    def host(self) -> str:
        """The one name under which the board answers."""
        return str(urlsplit(self.public_url).hostname)

    @property
    def is_encrypted(self) -> bool:
        """Whether browsers reach it by https alone."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends the browser back to."""
        return f"{self.public_url}{CALLBACK}"

    def begin(self, wanted: str) -> Begun:
        """Return a sign-in that nobody can guess."""
        asked = Asked(state=token_urlsafe(24), nonce=token_urlsafe(24), verifier=token_urlsafe(48))
        return Begun(asked=asked, wanted=wanted)

    def held(self, begun: Begun) -> str:
        """Return what the browser holds meanwhile: signed, so that it brings back nothing else."""
        asked = begun.asked
        return self._serializer.dumps([asked.state, asked.nonce, asked.verifier, begun.wanted])

    def begun(self, held: str, state: str) -> Begun | None:
        """Return the sign-in that this very browser began, a short while ago; None for none."""
        try:
            own, nonce, verifier, wanted = self._serializer.loads(held, max_age=GOOD_FOR_SECONDS)
        except BadSignature:
            return None
        if not compare_digest(str(own).encode(), state.encode()):
            return None
        return Begun(asked=Asked(state=own, nonce=nonce, verifier=verifier), wanted=wanted)

    def person(self, claims: Mapping[str, object]) -> Person | None:
        """Return who somebody is here; None where no group of theirs gives a role."""
        return person_of_claims(claims, self.groups_claim, self.groups)

    @property
    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key, salt="board:sign-in")
