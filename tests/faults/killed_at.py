"""Where the program is killed: points between two of its stores, or between ours and another's.

The program itself knows nothing of them: its parts are wrapped here, before it starts.
"""

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

from alerts import dispatch
from alerts.channels.console import Console
from alerts.sweep import Sweep
from consumer import intake, watching
from consumer.ingest import Ingest
from consumer.intake import Intake
from consumer.offsets import Offsets
from consumer.retention import gone_cases
from consumer.retention.doing import Doing
from consumer.sources import Source, disposal, file_memory, folder
from consumer.sources.disposal import Disposal
from consumer.sources.file_memory import FileState, FileStep
from consumer.sources.folder import FolderSource
from consumer.sources.kafka import KafkaSource
from consumer.watching import Watch
from consumer.work import Work
from schemas import book
from schemas.book import Book
from schemas.counts import ALERTS

SAID = "killed at "
"""What the process says last, before the name of the point."""

Cut = Callable[[], None]
"""Called where a point is reached; at its time it does not return."""


def cutting(place: str, after: int) -> None:
    """Have this process end at a point, as nothing can prevent, the so-manieth time it is there."""
    reached = count(1)

    def cut() -> None:
        if next(reached) == after:
            os.write(sys.stderr.fileno(), f"{SAID}{place}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    (POINTS | OF_A_PURGE)[place](cut)


def before(cut: Cut, owner: object, name: str, when: Callable[..., bool] = lambda *_: True) -> None:
    """Cut the power where a part is about to do something; ``when`` takes its arguments."""
    do: Callable[..., Any] = getattr(owner, name)

    def never_done(*arguments: Any, **named: Any) -> Any:
        if when(*arguments):
            cut()
        return do(*arguments, **named)

    setattr(owner, name, never_done)


def behind(cut: Cut, owner: object, name: str, when: Callable[..., bool] = lambda *_: True) -> None:
    """Cut the power where a part has just done something; ``when`` takes outcome and arguments."""
    do: Callable[..., Any] = getattr(owner, name)

    def last_done(*arguments: Any, **named: Any) -> Any:
        outcome = do(*arguments, **named)
        if when(outcome, *arguments):
            cut()
        return outcome

    setattr(owner, name, last_done)


def after_a_sweep_that_rang(cut: Cut) -> None:
    """Cut the power when the transaction of a sweep is committed that raised an alert."""
    rang: list[Work] = []

    def has_rung(_: None, work: Work) -> bool:
        if rings(work.book):
            rang.append(work)
        return False

    behind(cut, Work, "flush", has_rung)
    behind(cut, Watch, "_sweep", lambda *_: bool(rang))


def rings(of: Book) -> bool:
    return of.shard == watching.SHARD and any(metric == ALERTS for metric, _ in of.counts)


def takes_messages(of: Book) -> bool:
    return of.shard == intake.SHARD and bool(of.changed())


def counts_messages(_connection: object, shard: str, changes: dict[object, int]) -> bool:
    return shard == intake.SHARD and bool(changes)


def is_from_kafka(_: Intake, source: Source, *__: object) -> bool:
    return isinstance(source, KafkaSource)


def is_from_folder(_: Intake, source: Source, *__: object) -> bool:
    return isinstance(source, FolderSource)


def is_in_the_middle(_: FolderSource, batch: Any) -> bool:
    return isinstance(batch.step, FileStep) and batch.step.row.state is FileState.READING


def is_at_its_end(_: FolderSource, batch: Any) -> bool:
    return isinstance(batch.step, FileStep) and batch.step.row.state is not FileState.READING


POINTS: dict[str, Callable[[Cut], None]] = {
    "messages-polled-nothing-begun": lambda cut: before(cut, Intake, "_take", is_from_kafka),
    "offsets-advanced-nothing-written": lambda cut: behind(
        cut, Offsets, "advance", lambda _, __, ___, read: bool(read)
    ),
    "facts-written-feeds-not": lambda cut: behind(
        cut, Ingest, "flush", lambda _, one: takes_messages(one._book)
    ),
    "cases-written-counts-not": lambda cut: before(cut, book, "add_counts", counts_messages),
    "counts-written-new-rows-not": lambda cut: behind(
        cut, book, "add_counts", lambda _, *changes: counts_messages(*changes)
    ),
    "messages-written-not-committed": lambda cut: behind(
        cut, Work, "flush", lambda _, work: takes_messages(work.book)
    ),
    "messages-committed-not-told-to-kafka": lambda cut: before(cut, KafkaSource, "accepted"),
    "messages-told-to-kafka": lambda cut: behind(cut, KafkaSource, "accepted"),
    "alarm-decided-not-written": lambda cut: behind(
        cut, Sweep, "turn", lambda _, sweep, __: rings(sweep._book)
    ),
    "alarm-written-not-committed": lambda cut: behind(
        cut, Work, "flush", lambda _, work: rings(work.book)
    ),
    "alarm-committed": after_a_sweep_that_rang,
    "alert-leased-not-committed": lambda cut: behind(
        cut, dispatch, "lease", lambda leased, *_: bool(leased)
    ),
    "alert-leased-not-sent": lambda cut: before(cut, Console, "send"),
    "alert-accepted-not-marked": lambda cut: behind(cut, Console, "send"),
    "alert-marked-not-committed": lambda cut: behind(cut, dispatch, "add_counts"),
    "alert-marked-and-committed": lambda cut: behind(cut, dispatch.Dispatch, "_accepted"),
    "rows-read-nothing-begun": lambda cut: before(cut, Intake, "_take", is_from_folder),
    "rows-remembered-file-not": lambda cut: behind(
        cut, file_memory, "_remember", lambda _, __, ___, rows: bool(rows)
    ),
    "file-half-taken": lambda cut: before(cut, FolderSource, "accepted", is_in_the_middle),
    "file-taken-not-told-to-its-folder": lambda cut: before(
        cut, FolderSource, "accepted", is_at_its_end
    ),
    "file-taken-not-moved": lambda cut: before(
        cut, folder, "dispose", lambda _, how: how is Disposal.MOVE
    ),
    "done-removed-file-not-moved": lambda cut: before(cut, disposal, "_move"),
    "file-moved": lambda cut: behind(cut, disposal, "_move"),
    "file-taken-not-shredded": lambda cut: before(cut, disposal, "_shred"),
    "file-overwritten-not-removed": lambda cut: behind(cut, disposal, "_overwrite"),
}
"""Each is told once how to cut the power there."""

OF_A_PURGE: dict[str, Callable[[Cut], None]] = {
    "results-gone-case-not": lambda cut: before(cut, gone_cases, "remove_alerts"),
    "case-gone-counts-not": lambda cut: before(cut, gone_cases, "note_purged"),
    "case-gone-not-committed": lambda cut: behind(cut, gone_cases, "note_purged"),
    "something-gone-and-committed": lambda cut: behind(
        cut, Doing, "_act", lambda gone, *_: gone > 0
    ),
}
"""The same for `danm purge`."""
