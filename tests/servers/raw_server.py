"""A server that does as a script says with each connection: for what no decent server does."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Script = Callable[[socket.socket, threading.Event], None]
"""What happens on one connection; the event is set when the test is over."""


@dataclass(slots=True)
class RawServer:
    """Listens on this machine, and plays its script on a thread for each connection."""

    script: Script
    connections: int = 0
    port: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _listening: socket.socket = field(init=False)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listening.getsockname()[1]
        self._begin(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(5)

    def _begin(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._begin(lambda one=connection: self._play(one))  # type: ignore[misc]

    def _play(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self.script(connection, self._over)


def hanging(_connection: socket.socket, over: threading.Event) -> None:
    """Accept the connection and say nothing, ever."""
    over.wait()


def trickling(connection: socket.socket, over: threading.Event) -> None:
    """Send one byte now and then, so that no pause is ever long."""
    while not over.wait(0.05):
        connection.sendall(b"2")


def slamming(_connection: socket.socket, _over: threading.Event) -> None:
    """Close at once."""
