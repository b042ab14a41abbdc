"""A lock that threads get in the order in which they asked for it."""

from collections import deque
from threading import Lock


class Turns:
    """Python's own lock may go to the same thread again and again while others wait.

    Then a long backlog that drains keeps the look at the clock from writing: measured, 12 s.
    """

    def __init__(self) -> None:
        """Begin with nobody's turn."""
        self._guard = Lock()
        self._is_taken = False
        self._waiting: deque[Lock] = deque()

    def acquire(self, timeout: float) -> bool:
        """Wait for a turn, at most so many seconds; return whether it came."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=timeout):
            return True
        with self._guard:
            if mine not in self._waiting:
                return True  # it came at the last moment
            self._waiting.remove(mine)
            return False

    def release(self) -> None:
        """Give the turn to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
