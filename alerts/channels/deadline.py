"""A total time-out: whatever the other side does, or does not do, a call ends."""

import socket
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from queue import Empty, SimpleQueue
from threading import Lock, Thread, Timer
from time import monotonic
from types import TracebackType
from typing import Self

Address = tuple[int, tuple[str, int]]
"""Address family, and numeric host with port."""


class Deadline:
    """Ends whatever was connected through it when its time is up.

    A time-out of a socket counts anew with each byte, so a peer that sends one now and then keeps
    the caller for ever. This one shuts the connection itself, also in the middle of a handshake.
    """

    def __init__(self, within: timedelta) -> None:
        """Take the time there is in all, from now on."""
        self.within = within
        self._ends = monotonic() + within.total_seconds()
        self._lock = Lock()
        self._watched: list[socket.socket] = []
        self._timer = Timer(within.total_seconds(), self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for watched in self._watched:
                watched.close()
            self._watched.clear()

    @property
    def has_passed(self) -> bool:
        """Whether the time is up: what failed by now failed for that."""
        return monotonic() >= self._ends

    def left(self) -> float:
        """Return how many seconds are left.

        Raises:
            TimeoutError: None.
        """
        seconds = self._ends - monotonic()
        if seconds <= 0:
            raise TimeoutError("the time is up")
        return seconds

    def resolve(self, host: str, port: int) -> list[Address]:
        """Return the numeric addresses of a host.

        The system's own look-up cannot be interrupted: it runs beside us, and is left behind where
        it takes too long.

        Raises:
            OSError: There is no such host, or nobody said in time.
        """
        told: SimpleQueue[list[Address] | OSError] = SimpleQueue()
        Thread(target=_look_up, args=(host, port, told), daemon=True).start()
        try:
            found = told.get(timeout=self.left())
        except Empty:
            raise TimeoutError("no answer about the name of the host") from None
        if isinstance(found, OSError):
            raise found
        return found

    def connect(self, addresses: Sequence[Address]) -> socket.socket:
        """Return a connection to the first of these addresses that takes one.

        Raises:
            OSError: None does, or not in time.
        """
        last: OSError = ConnectionError("no address to connect to")
        for place, (family, address) in enumerate(addresses):
            opened = socket.socket(family, socket.SOCK_STREAM)
            try:
                self._watch(opened)
                opened.settimeout(self.left() / (len(addresses) - place))
                opened.connect(address)
                # Longer than what is left, so that we end it and not the library.
                opened.settimeout(self.left() + 1)
            except OSError as error:
                opened.close()
                last = error
            else:
                return opened
        raise last

    def _watch(self, opened: socket.socket) -> None:
        # A second handle of the same connection: TLS takes the first one over.
        with self._lock:
            self._watched.append(opened.dup())

    def _end(self) -> None:
        with self._lock:
            for watched in self._watched:
                with suppress(OSError):
                    watched.shutdown(socket.SHUT_RDWR)


def _look_up(host: str, port: int, told: "SimpleQueue[list[Address] | OSError]") -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        told.put(error)
    except UnicodeError:
        told.put(OSError("not the name of a host"))
    else:
        told.put([(family, (str(place[0]), port)) for family, *_, place in found])
