"""Disk and certificates, as this process finds them on its machine: asked at each scrape."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from prometheus_client.core import Metric

from consumer.metrics import own_names
from consumer.metrics.families import gauge
from schemas.counts import Labels

LARGEST_FILE = 4_194_304
"""Bytes that are read of a file of certificates. Source: assumption; Debian's has 220 KB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What a process needs of its machine, by names that are labels: never a path."""

    folders: Mapping[str, Path] = field(default_factory=dict)
    """What lies there, and where."""
    own: Mapping[str, Path] = field(default_factory=dict)
    """By setting: files whose first certificate says who we are."""
    authorities: Mapping[str, Path] = field(default_factory=dict)
    """By setting: files of those whom we believe."""


NOWHERE = Machine()
"""Of figures that are no running process's."""


def read_machine(machine: Machine) -> Iterator[Metric]:
    """Yield room and papers; what cannot be read is said to be so, or absent, and never well."""
    rooms = {(what,): room for what, at in machine.folders.items() if (room := _room(at))}
    yield gauge(own_names.DISK_FREE, {what: float(free) for what, (free, _) in rooms.items()})
    yield gauge(own_names.DISK_SIZE, {what: float(size) for what, (_, size) in rooms.items()})
    ends: dict[Labels, datetime | None] = {
        **{(name,): _first(_ends(file)) for name, file in machine.own.items()},
        **{(name,): max(_ends(file), default=None) for name, file in machine.authorities.items()},
    }
    readable = {name: at.timestamp() for name, at in ends.items() if at is not None}
    yield gauge(own_names.CERTIFICATE_EXPIRES, readable)
    yield gauge(own_names.CERTIFICATE_READABLE, {name: float(name in readable) for name in ends})


def _room(folder: Path) -> tuple[int, int] | None:
    """Return free bytes and all, as an ordinary user has them; None where nobody can tell."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return usage.free, usage.total


def _ends(file: Path) -> list[datetime]:
    """Return when each certificate of a file ends, in their order; none where it holds none."""
    try:
        with file.open("rb") as opened:
            held = x509.load_pem_x509_certificates(opened.read(LARGEST_FILE))
    except (OSError, ValueError):
        return []
    return [one.not_valid_after_utc for one in held]


def _first(ends: list[datetime]) -> datetime | None:
    return ends[0] if ends else None
