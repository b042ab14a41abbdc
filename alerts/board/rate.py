"""How often one browser may send something: more in a minute is no person's doing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from starlette.requests import Request

from alerts.channels import TemporaryFailure
from alerts.channels.notify_line import Pace

PER_MINUTE = 30
"""Forms, or steps of signing in, in any minute. Source: assumption; the busiest page takes one
form every few seconds. To agree with whoever runs the board."""

MOST_BROWSERS = 1_000
"""How many are remembered. Source: assumption; the people of a city's shift are under a hundred."""


def address_of(request: Request) -> str:
    """Return from where somebody asks; behind another server that is whom it asks for.

    The web server believes `x-forwarded-for` of this machine's own addresses, and of those in the
    variable FORWARDED_ALLOW_IPS.
    """
    return request.client.host if request.client else ""


@dataclass(slots=True)
class Rate:
    """Counts for each browser, by its session or its address; forgets the one longest known."""

    per_minute: int = PER_MINUTE
    steady_seconds: Callable[[], float] = monotonic
    _paces: dict[str, Pace] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def takes(self, key: str) -> bool:
        """Count one, and say whether it is not too many."""
        try:
            self._pace(key).take()
        except TemporaryFailure:
            return False
        return True

    def _pace(self, key: str) -> Pace:
        with self._lock:
            # Put back at the end, so that the first is the one not seen for longest.
            pace = self._paces.pop(key, None) or Pace(self.per_minute, self.steady_seconds)
            self._paces[key] = pace
            if len(self._paces) > MOST_BROWSERS:
                del self._paces[next(iter(self._paces))]
            return pace
