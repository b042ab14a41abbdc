"""The identity provider: found by its issuer, asked in time, and believed only by its signature.

No key is kept between two sign-ins: one that the provider changed is the new one at once. Where it
is to be called is kept for a minute, and for some seconds that it does not say: many who begin at
the change of a shift, or a stranger who begins again and again, ask it once.
"""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from alerts.channels import TemporaryFailure
from alerts.channels.calls import Call, Caller

CALLED = "the sign-in provider"

TIME_OUT = timedelta(seconds=5)
"""For each of the three calls, whatever the other side does. Source: assumption."""

LARGEST_ANSWER = 262_144
"""Bytes. Source: assumption; a token with 200 groups has under 20,000."""

CLOCKS_APART_SECONDS = 60
"""How far the provider's clock may be from ours. Source: assumption; both follow NTP."""

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures with the provider's own key only: none that the client's secret could make."""

SCOPE = "openid profile"

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_HEADERS = {"Accept": "application/json", "User-Agent": "danm", "Connection": "close"}


class NotReached(Exception):
    """The provider does not answer, or not in its own form."""


class NotBelieved(Exception):
    """What the provider, or somebody in its name, said does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one sign-in asked for, by which its answer is known: each value for this one alone."""

    state: str
    nonce: str
    verifier: str
    """The secret of PKCE: whoever only sees the code cannot use it."""

    @property
    def challenge(self) -> str:
        """What may be seen of the secret (RFC 7636, S256)."""
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


KEPT, TRIED_AGAIN = timedelta(minutes=1), timedelta(seconds=5)
"""How long what the provider says of itself is kept, and for how long nobody asks again where it
did not answer. Source: assumption; it changes its addresses less often than once a year."""


@dataclass(slots=True)
class _Found:
    """What the provider last said of itself, or why it did not. One thread asks, others wait."""

    _until: datetime | None = None
    _said: Mapping[str, Any] | NotReached = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def told(self, ask: Callable[[], Mapping[str, Any]], now: datetime) -> Mapping[str, Any]:
        """Return it, asked anew where that is long ago.

        Raises:
            NotReached: It does not say.
        """
        with self._lock:
            if self._until is None or not now < self._until <= now + KEPT:
                self._said, lasts = _asked(ask)
                self._until = now + lasts
            if isinstance(self._said, NotReached):
                raise NotReached(*self._said.args)
            return self._said


def _asked(
    ask: Callable[[], Mapping[str, Any]],
) -> tuple[Mapping[str, Any] | NotReached, timedelta]:
    try:
        return ask(), KEPT
    except NotReached as why:
        return why, TRIED_AGAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider, and who we are to it. ``now`` is the wall's clock: its tokens go by that."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    caller: Caller = field(repr=False)
    now: Callable[[], datetime]
    _found: "_Found" = field(default_factory=lambda: _Found(), repr=False)

    def sign_in_url(self, asked: Asked, redirect_uri: str) -> str:
        """Return where the browser is sent.

        Raises:
            NotReached: The provider does not say where.
        """
        where = self._endpoint(self._described(), "authorization_endpoint")
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": asked.challenge,
            "code_challenge_method": "S256",
        }
        return f"{where.geturl()}{'&' if where.query else '?'}{urlencode(query)}"

    def claims(self, code: str, asked: Asked, redirect_uri: str) -> Mapping[str, object]:
        """Return what the provider says of whoever came back with a code.

        Raises:
            NotReached: It does not answer.
            NotBelieved: It does not take the code, or its token does not hold.
        """
        described = self._described()
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": asked.verifier,
        }
        told = self._token(described, fields)
        keys = self._json("GET", self._endpoint(described, "jwks_uri"))
        return self._checked(told.get("id_token"), keys, asked.nonce)

    def _described(self) -> Mapping[str, Any]:
        return self._found.told(self._ask_where, self.now())

    def _ask_where(self) -> Mapping[str, Any]:
        url = urlsplit(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        described = self._json("GET", url)
        if described.get("issuer") != self.issuer:
            raise NotReached("the provider goes by another name than board.issuer")
        return described

    def _endpoint(self, described: Mapping[str, Any], name: str) -> SplitResult:
        """Return one of its addresses: as private as the issuer, or better."""
        try:
            url = urlsplit(str(described.get(name)))
            is_whole = bool(url.hostname) and "@" not in url.netloc and url.port != 0
        except ValueError:
            raise NotReached(f"the provider's {name} cannot be read") from None
        if not is_whole or url.scheme not in {"https", urlsplit(self.issuer).scheme}:
            raise NotReached(f"the provider's {name} is no address to be called")
        return url

    def _token(self, described: Mapping[str, Any], fields: Mapping[str, str]) -> Mapping[str, Any]:
        methods = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        headers: dict[str, str] = dict(_FORM)
        sent = dict(fields)
        if "client_secret_basic" in methods:
            # Both are encoded first (RFC 6749, section 2.3.1).
            pair = f"{quote(self.client_id, safe='')}:{quote(self.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            sent |= {"client_id": self.client_id, "client_secret": self.client_secret}
        url = self._endpoint(described, "token_endpoint")
        return self._json("POST", url, headers, urlencode(sent).encode())

    def _json(
        self,
        method: str,
        url: SplitResult,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Mapping[str, Any]:
        call = Call(method=method, url=url, headers={**_HEADERS, **(headers or {})}, body=body)
        try:
            answer = self.caller.call(call, keep=LARGEST_ANSWER)
            told = json.loads(answer.body)
        except TemporaryFailure as failure:
            raise NotReached(str(failure)) from None
        except ValueError:
            raise NotReached(f"{CALLED} does not answer in JSON") from None
        if method == "POST" and answer.status in {400, 401, 403}:
            raise NotBelieved("the provider did not take the code, or does not know this board")
        if not answer.is_yes or not isinstance(told, dict):
            raise NotReached(f"{CALLED} answers {answer.status}")
        return told

    def _checked(self, token: object, keys: Mapping[str, Any], nonce: str) -> Mapping[str, object]:
        rules = jwt.JWTClaimsRegistry(
            now=int(self.now().timestamp()),
            leeway=CLOCKS_APART_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            # Keys of any other shape than the type names are refused by the reading itself.
            read = jwt.decode(str(token), KeySet.import_key_set(dict(keys)), list(ALGORITHMS))  # type: ignore[arg-type]
            rules.validate(read.claims)
        except (JoseError, ValueError, KeyError, TypeError):
            raise NotBelieved("the provider's token does not hold") from None
        self._require_own(read.claims)
        return read.claims

    def _require_own(self, claims: Mapping[str, object]) -> None:
        """Pass only a token that was made for us, also where it names others beside."""
        audience, party = claims["aud"], claims.get("azp")
        is_shared = isinstance(audience, list) and len(audience) > 1
        if (is_shared or party is not None) and party != self.client_id:
            raise NotBelieved("the provider's token was made for somebody else")
