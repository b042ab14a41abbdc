"""`danm check`: whether everything this installation needs is there, each thing in one sentence."""

import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from alerts.channels import PermanentFailure, TemporaryFailure
from consumer.broker_check import broker_findings
from consumer.clock_check import (
    CANNOT_TELL,
    NOT_SYNCHRONISED,
    ahead_of_us,
    differ_too_much,
    say_ahead,
)
from consumer.clock_check_kernel import is_synchronised
from consumer.finding import Finding, tried, wrong
from consumer.going_live import going_live
from consumer.heartbeat import receiver_of
from consumer.holdings import last_instant
from consumer.key_standing import key_findings
from consumer.mistyped import mistyped
from consumer.opening import read_policies, sqlite_file
from consumer.outgoing import Outgoing, Tried, outgoing, reporting, unreached
from consumer.settings import Settings
from schemas.database import Database, open_database
from schemas.durations import say_duration
from schemas.key_files import load_keys
from schemas.migrating import require_current
from schemas.moments import zulu
from schemas.policy import Policy
from schemas.policy_doubts import doubts
from schemas.trouble import Trouble

PROGRAM_MADE = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
"""No clock that is right shows an earlier time: when this program was written."""


def findings(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Yield what was found, one thing after the other; nothing is made and nothing changed."""
    yield Finding(name="configuration", said=f"readable; mode {settings.mode}")
    for variable, meant in mistyped(os.environ):
        said = f"{variable} is no setting and changes nothing"
        yield Finding(name="configuration", said=said, mend=f"did you mean {meant}?")
    yield tried("keys", lambda: _keys(settings))
    yield tried("policy", lambda: _policy(settings))
    yield from _channels(settings)
    if settings.alertmanager.url:
        yield tried("Alertmanager", lambda: _takes_troubles(settings))
    if settings.heartbeat.url_file is not None:
        yield tried("heartbeat", lambda: _heartbeat(settings))
    if settings.api.tokens:
        yield tried("API", lambda: _api(settings))
    if settings.live_since is not None:
        yield tried("going live", lambda: going_live(settings.live_since, now) or "")
    yield from _database(settings, now)
    yield from broker_findings(settings.kafka, now)


def _keys(settings: Settings) -> str:
    files, own = settings.keys, _own_keys(settings)
    missing = _missing_keys(settings)
    if len(missing) == len(own):
        return f"none yet; made on first use in {own[0].parent}"
    if missing:
        raise Trouble(f"{missing[0]} is missing", "restore it from your backup of the keys")
    load_keys(settings.data_dir, files.hmac, files.seal)
    return f"readable, and closed to others ({_names((*files.hmac, *files.seal) or own)})"


def _own_keys(settings: Settings) -> tuple[Path, ...]:
    """Return where keys are made on first use, where no files are named."""
    return tuple(settings.data_dir / "keys" / f"{sort}.key" for sort in ("hmac", "seal"))


def _missing_keys(settings: Settings) -> list[Path]:
    """Return those that would be made now."""
    named = settings.keys.hmac, settings.keys.seal
    own = zip(_own_keys(settings), named, strict=True)
    return [path for path, files in own if not files and not path.exists()]


def _names(paths: tuple[Path, ...]) -> str:
    return ", ".join(str(path) for path in paths)


def _policy(settings: Settings) -> str:
    policies = read_policies(settings.policy_files)
    newest = policies.versions[-1]
    found = len(doubts("", newest))
    words = f"version {newest.version}, {len(newest.councils)} councils"
    if not found:
        return words
    return f"{words}; {found} doubt{'' if found == 1 else 's'}, see: danm policy check"


def _channels(settings: Settings) -> Iterator[Finding]:
    """Yield whether alerts can leave: everyone has a route, and who takes them answers."""
    try:
        policy = read_policies(settings.policy_files).versions[-1]
        leaving = outgoing(settings, policy, sys.stdout)
    except Trouble as trouble:
        yield wrong("channels", trouble)
        return
    yield tried("channels", lambda: _routes(policy, leaving))
    for name, channel, addresses in leaving.to_try():
        yield tried(name, lambda one=channel, to=addresses: _answers(one, to))  # type: ignore[misc]


def _routes(policy: Policy, leaving: Outgoing) -> str:
    if not leaving.routes:
        return "no routes are set up: alerts are printed where danm run runs"
    if missing := unreached(policy, leaving.routes):
        whom = f"{missing[0]}{f' and {len(missing) - 1} more' if missing[1:] else ''}"
        raise Trouble(f"no route leads to {whom}", "the data manager is told instead: set them up")
    said = f"{len(leaving.routes)} routes by {', '.join(leaving.names)}"
    return f"{said}; try one: danm check --send ROLE"


def _answers(channel: Tried, addresses: tuple[str, ...]) -> str:
    try:
        channel.try_out(addresses)
    except (TemporaryFailure, PermanentFailure) as failure:
        raise Trouble(str(failure), "mend it here or there; alerts wait meanwhile") from None
    return "answers, and proves who it is"


def _takes_troubles(settings: Settings) -> str:
    reporter = reporting(settings.alertmanager)
    try:
        if reporter is not None:
            reporter.alertmanager.post([])
    except TemporaryFailure as failure:
        raise Trouble(str(failure), "mend it here or there; alerts leave all the same") from None
    return "answers, and takes what we tell it"


def _heartbeat(settings: Settings) -> str:
    receiver_of(settings.heartbeat)
    every = say_duration(settings.heartbeat.every)
    return f"goes out every {every} while all is well; not tried, since a call says that it is"


def _api(settings: Settings) -> str:
    names = ", ".join(token.name for token in settings.api.read())
    return f"figures can be fetched with these tokens: {names}"


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        yield tried("database", lambda: _not_yet(file))
        yield from _clock(None, None, now)
        return
    try:
        database = open_database(settings.database_url)
    except Trouble as trouble:
        yield wrong("database", trouble)
        yield from _clock(None, None, now)
        return
    current = tried("database", lambda: _current(database))
    yield current
    if current.is_well:
        yield from _keys_in_use(database, settings)
    last = _last(database) if current.is_well else None
    yield from _clock(last, ahead_of_us(database), now)
    database.close()


def _keys_in_use(database: Database, settings: Settings) -> Iterator[Finding]:
    """Yield what stands under older keys; nothing where a key is missing or cannot be used."""
    files = settings.keys
    if _missing_keys(settings):
        return
    try:
        keys = load_keys(settings.data_dir, files.hmac, files.seal)
    except Trouble:
        return  # said above, of the files themselves
    with database.read() as connection:
        yield from key_findings(connection, keys, files.hmac)


def _not_yet(file: Path) -> str:
    folder = next(parent for parent in file.resolve().parents if parent.exists())
    if not folder.is_dir():
        raise Trouble(f"{folder} is no folder", "give another --data-dir or --database")
    return f"none yet; made on first use as {file}"


def _current(database: Database) -> str:
    require_current(database)
    return f"{database.name} answers, and has the tables of this program"


def _last(database: Database) -> datetime | None:
    with database.read() as connection:
        return last_instant(connection)


_SET_THE_CLOCK = "set the clock of this machine, and keep it right with a time service (NTP)"


def _clock(last: datetime | None, ahead: timedelta | None, now: datetime) -> Iterator[Finding]:
    """Yield whether the clock can be right, and whether anybody keeps it so."""
    yield _time_of_day(last, ahead, now)
    is_right = is_synchronised()
    if is_right:
        yield Finding(name="time service", said="the kernel says that the clock is kept right")
    elif is_right is None:
        mend = "see that the host keeps its clock right"
        yield Finding(name="time service", said=CANNOT_TELL, mend=mend, is_warning=True)
    else:
        mend = "run a time service (NTP), such as chrony"
        yield Finding(name="time service", said=NOT_SYNCHRONISED, mend=mend, is_warning=True)


def _time_of_day(last: datetime | None, ahead: timedelta | None, now: datetime) -> Finding:
    said = f"this machine says {zulu(now)}"
    if now < PROGRAM_MADE:
        before = f"{said}, before this program was made"
        return Finding(name="clock", said=before, mend=_SET_THE_CLOCK)
    if ahead is not None and differ_too_much(ahead):
        return Finding(name="clock", said=f"{said}; {say_ahead(ahead)}", mend=_SET_THE_CLOCK)
    if last is not None and last > now:
        earlier = f"{said}, but the database has already seen {zulu(last)}"
        either = "or name another database, if this one holds a replay of the future"
        return Finding(name="clock", said=earlier, mend=f"{_SET_THE_CLOCK}; {either}")
    return Finding(name="clock", said=said)
