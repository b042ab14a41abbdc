"""`danm`, ended at a named point as by a power cut: `python -m tests.faults.killed_at run …`.

The variable KILLED_AT names the point. The program itself knows nothing of it: its parts are
wrapped here, before it starts.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from alerts.channels.console import Console
from consumer import intake, watching
from consumer.__main__ import main
from consumer.sources.kafka import KafkaSource
from consumer.work import Work

VARIABLE = "KILLED_AT"


def cut_power(*_: object, **__: object) -> None:
    """End this process as nothing can prevent."""
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def instead_of(owner: type, name: str) -> None:
    """Cut the power where a part would have done something."""
    setattr(owner, name, cut_power)


def behind(owner: type, name: str, when: Callable[..., bool] = lambda *_: True) -> None:
    """Cut the power where a part has just done something."""
    done: Callable[..., Any] = getattr(owner, name)

    def last(*arguments: Any) -> Any:
        outcome = done(*arguments)
        if when(*arguments):
            cut_power()
        return outcome

    setattr(owner, name, last)


POINTS: dict[str, Callable[[], None]] = {
    "messages-written-not-committed": lambda: behind(
        Work, "flush", lambda work: work.book.shard == intake.SHARD
    ),
    "messages-committed-not-told-to-kafka": lambda: instead_of(KafkaSource, "accepted"),
    "alarm-written-not-committed": lambda: behind(
        Work, "flush", lambda work: work.book.shard == watching.SHARD
    ),
    "alert-leased-not-accepted": lambda: instead_of(Console, "send"),
    "alert-accepted-not-marked": lambda: behind(Console, "send"),
}
"""Where work stands between two of our stores, or between ours and another's."""

if __name__ == "__main__":
    POINTS[os.environ[VARIABLE]]()
    main()
