"""`danm` on a machine whose wall clock is as far off as a file says, in seconds: SHIFT=FILE."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from consumer import wall_clock

SHIFT = Path(os.environ.pop("SHIFT"))
_exact_now = wall_clock.exact_now


def shifted() -> datetime:
    """Return what that clock shows; the steady one goes on as it is."""
    return _exact_now() + timedelta(seconds=int(SHIFT.read_text() or 0))


if __name__ == "__main__":
    wall_clock.exact_now = shifted
    wall_clock.now = lambda: shifted().replace(microsecond=0)
    from consumer.__main__ import main

    main()
