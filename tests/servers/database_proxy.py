"""A relay before PostgreSQL that cuts the line at the one moment that leaves open what happened."""

import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

_COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"
_COMMITTED = b"COMMIT\x00"
_MOST = 1 << 16


class Cut(Enum):
    """When the line is cut, as seen from the server."""

    NEVER_ARRIVED = "before the COMMIT reaches it"
    ANSWER_LOST = "after it has committed, before anybody is told"


ChooseCut = Callable[[int], Cut | None]
"""Says what happens to the so-manieth COMMIT, counted from 1."""


@dataclass(slots=True)
class DatabaseProxy:
    """Relays connections on this machine to the server's socket."""

    target: Path
    choose: ChooseCut = lambda _: None
    made: Counter[Cut] = field(default_factory=Counter)
    """How often the line was cut, and how."""
    port: int = 0
    _commits: int = 0
    _listening: socket.socket = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def url(self, direct: str) -> str:
        """Return the URL of the same database by way of this relay."""
        url = sa.make_url(direct).set(host="127.0.0.1", port=self.port)
        options = {"sslmode": "disable", "gssencmode": "disable"}
        return url.set(query=options).render_as_string(hide_password=False)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(str(self.target))
            except OSError:
                client.close()
                continue
            line = _Line(client, server, self._cut)
            for relay in (line.to_server, line.to_client):
                threading.Thread(target=relay, daemon=True).start()

    def _cut(self) -> Cut | None:
        with self._lock:
            self._commits += 1
            cut = self.choose(self._commits)
            if cut is not None:
                self.made[cut] += 1
            return cut


@dataclass(slots=True)
class _Line:
    client: socket.socket
    server: socket.socket
    cut: Callable[[], Cut | None]
    is_silent: bool = False
    """Whether the client hears no more: the server is about to say that it has committed."""

    def to_server(self) -> None:
        with suppress(OSError):
            while sent := self.client.recv(_MOST):
                cut = self.cut() if _COMMIT in sent else None
                if cut is Cut.NEVER_ARRIVED:
                    break
                self.is_silent = self.is_silent or cut is Cut.ANSWER_LOST
                self.server.sendall(sent)
        if not self.is_silent:
            self._end()

    def to_client(self) -> None:
        with suppress(OSError):
            while said := self.server.recv(_MOST):
                if self.is_silent and _COMMITTED in said:
                    break
                if not self.is_silent:
                    self.client.sendall(said)
        self._end()

    def _end(self) -> None:
        for one in (self.client, self.server):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for it
            one.close()
