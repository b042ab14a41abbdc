"""A real OpenID Connect provider of its own process, in which people sign in by a click."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Self
from urllib.parse import urlencode, urlsplit

from tests.programs import until
from tests.servers.mail_server import free_port
from tests.servers.one_process import OneProcess
from tests.servers.required import require_package


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody whom the provider knows."""

    subject: str
    name: str
    groups: Sequence[str] = ()

    @property
    def claims(self) -> str:
        told = {"sub": self.subject, "name": self.name, "groups": list(self.groups)}
        return json.dumps(told)


@dataclass
class RealProvider(OneProcess):
    """One running provider. ``token_seconds`` is how long what it signs holds."""

    folder: Path
    accounts: Sequence[Account] = ()
    token_seconds: int = 3600
    port: int = field(default_factory=free_port)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        require_package("oidc_provider_mock", group="browser")
        known = [part for one in self.accounts for part in ("--user-claims", one.claims)]
        given = ["--port", str(self.port), "--token-max-age", str(self.token_seconds), *known]
        with (self.folder / "oidc.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "oidc_provider_mock", "--require-nonce", "true", *given],
                stdout=log,
                stderr=log,
                env={**os.environ, "NO_COLOR": "1"},
            )
        until(self._is_ready, "the provider is ready")
        return self

    def answered(self, url: str, subject: str) -> str:
        """Sign somebody in where the board sent the browser; return where that sends it back to."""
        return self._sent(url, {"sub": subject})

    def denied(self, url: str) -> str:
        """Let somebody refuse at the provider; return where the browser is sent back to."""
        return self._sent(url, {"action": "deny"})

    def _sent(self, url: str, fields: dict[str, str]) -> str:
        parts = urlsplit(url)
        assert parts.port == self.port
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", f"{parts.path}?{parts.query}", urlencode(fields), kind)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 302, body
            return str(answer.headers["location"])
        finally:
            connection.close()

    def _is_ready(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/jwks")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
