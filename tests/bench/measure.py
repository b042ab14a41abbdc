"""What is measured: messages a second, and how much processor each message took."""

import os
import platform
import resource
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, time_ns
from typing import NamedTuple

MICROSECONDS = 1_000_000
_TICKS = os.sysconf("SC_CLK_TCK")


class Stored(NamedTuple):
    """How far a reader has come: messages stored, steady seconds, its own processor seconds."""

    messages: int
    at: float
    processor: float


def stored(messages: int) -> Stored:
    """Return how far a reader in this process has come by now."""
    return Stored(messages, perf_counter(), process_time())


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """One reading: messages a second, and microseconds of processor for each message."""

    rate: float
    reader: float
    database: float


def speed_of(reading: Iterator[Stored], database: Callable[[], float]) -> Speed:
    """Return the speed from the last look that found nothing yet to the last messages stored.

    ``database`` tells the processor seconds of the server; its sessions may outlive the reading.
    """
    first = last = next(reading)
    before = database()
    for last in reading:
        if not last.messages:
            first, before = last, database()
    messages = last.messages - first.messages
    return Speed(
        rate=messages / (last.at - first.at),
        reader=(last.processor - first.processor) / messages * MICROSECONDS,
        database=(database() - before) / messages * MICROSECONDS,
    )


def exact_now() -> datetime:
    """Return this instant with its fractions, which the program's own clock leaves out."""
    return datetime.fromtimestamp(time_ns() / 1_000_000_000, UTC)


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return median(values)


def at_share(values: Sequence[float], share: float) -> float:
    """Return the value that this share of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def processor_seconds(root: int) -> float:
    """Return what a process, its children and those that have ended took of the processor."""
    ticks, found = 0, {root}
    parents = {pid: row for pid in _pids() if (row := _stat(pid)) is not None}
    for pid, row in sorted(parents.items()):
        if pid in found or int(row[1]) in found:
            found.add(pid)
            ticks += sum(int(one) for one in row[11:15])
    return ticks / _TICKS


def _pids() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal())


def _stat(pid: int) -> list[str] | None:
    """Return the fields behind the name; None for a process that has just ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def memory_megabytes(pid: int, field: str = "VmRSS") -> float:
    """Return what a process holds in memory now, or at most so far (``VmHWM``)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1_024
    raise LookupError(field)


def machine() -> str:
    """Return where it was measured: numbers of two machines say nothing of each other."""
    packages = ("kafka-python", "pydantic", "sqlalchemy", "psycopg", "prometheus-client")
    named = ", ".join(f"{name} {version(name)}" for name in packages)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} cores ({platform.machine()}, load {load} at the end), "
        f"Python {platform.python_version()}, {named}"
    )


def own_processor_seconds() -> float:
    """Return what this process and its ended children took of the processor."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
