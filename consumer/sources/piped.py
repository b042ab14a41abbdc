"""Lines of a pipe, read on a thread of their own: a sender that is quiet holds nobody up."""

from collections.abc import Iterator
from queue import Empty, Queue
from threading import Thread

from consumer.sources import Record
from consumer.sources.ndjson_trouble import FileUnreadable

AHEAD = 4_000
"""Lines read ahead of what was taken. Source: assumption, two batches."""

WAIT_SECONDS = 0.2
"""How long a call waits for the first line. Source: assumption, as often as the sweep looks."""


class PipedLines:
    """What has come through a pipe so far."""

    def __init__(self, lines: Iterator[Record]) -> None:
        """Take the lines, of which each may be waited for long; they are read from now on."""
        self.has_ended = False
        self._lines = lines
        self._came: Queue[Record | FileUnreadable | None] = Queue(maxsize=AHEAD)
        Thread(target=self._read, name="pipe", daemon=True).start()

    def take(self, at_most: int) -> Iterator[Record]:
        """Yield the lines that have come, in order; none where nothing came for a moment.

        Raises:
            FileUnreadable: The pipe breaks off here; what came before was yielded.
        """
        for taken in range(at_most):
            try:
                one = self._came.get(block=not taken, timeout=WAIT_SECONDS)
            except Empty:
                return
            if one is None:
                self.has_ended = True
                return
            if isinstance(one, FileUnreadable):
                raise one
            yield one

    def _read(self) -> None:
        try:
            for line in self._lines:
                self._came.put(line)
        except FileUnreadable as damage:
            self._came.put(damage)
        finally:
            self._came.put(None)
