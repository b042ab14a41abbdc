"""Ending a process that hangs: 30 s after it began to hang it is gone, whatever else is stuck."""

import os
import threading
from datetime import timedelta

INTERNAL = 70
"""Exit code where a loop died. Source: contract section 4."""

END_AFTER_A_HANG = timedelta(seconds=5)
"""How long a process with a stuck loop may take to end.

Source: with the longest turn (`consumer.loops`) it ends within 30 s; assumption for its parts, 3 s
of last words among them.
"""

LEAVE_IN_HAND = timedelta(seconds=1)
"""How long the other loops have then to store what they have in hand: the next start reads on."""


def end_hard_after(within: timedelta) -> None:
    """End this process with 70 after so long, unless it has ended by itself."""
    end = threading.Timer(within.total_seconds(), os._exit, [INTERNAL])
    end.daemon = True
    end.start()
