"""`danm check`: whether everything this installation needs is there, each thing in one sentence."""

import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from alerts.channels import PermanentFailure, TemporaryFailure
from consumer.broker_check import broker_findings
from consumer.finding import Finding, tried, wrong
from consumer.holdings import last_instant
from consumer.mistyped import mistyped
from consumer.opening import read_policies, sqlite_file
from consumer.outgoing import Outgoing, Tried, outgoing, reporting, unreached
from consumer.settings import Settings
from schemas.database import Database, open_database
from schemas.key_files import load_keys
from schemas.migrating import require_current
from schemas.moments import zulu
from schemas.policy import Policy
from schemas.policy_doubts import doubts
from schemas.trouble import Trouble

PROGRAM_MADE = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
"""No clock that is right shows an earlier time: when this program was written."""

CLOCKS_DIFFER = timedelta(minutes=1)
"""How far this machine and the database server may differ. Source: assumption; every alarm is
late by as much."""


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
    yield from _database(settings, now)
    yield from broker_findings(settings.kafka, now)


def _keys(settings: Settings) -> str:
    files = settings.keys
    own = [settings.data_dir / "keys" / f"{sort}.key" for sort in ("hmac", "seal")]
    missing = [
        path
        for path, named in zip(own, (files.hmac, files.seal), strict=True)
        if not named and not path.exists()
    ]
    if len(missing) == len(own):
        return f"none yet; made on first use in {own[0].parent}"
    if missing:
        raise Trouble(f"{missing[0]} is missing", "restore it from your backup of the keys")
    load_keys(settings.data_dir, files.hmac, files.seal)
    return f"readable, and closed to others ({_names((*files.hmac, *files.seal) or tuple(own))})"


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


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        yield tried("database", lambda: _not_yet(file))
        yield _clock(None, None, now)
        return
    try:
        database = open_database(settings.database_url)
    except Trouble as trouble:
        yield wrong("database", trouble)
        yield _clock(None, None, now)
        return
    current = tried("database", lambda: _current(database))
    yield current
    yield _clock(_last(database) if current.is_well else None, _server_time(database), now)
    database.close()


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


def _server_time(database: Database) -> datetime | None:
    if database.is_sqlite:
        return None
    with database.read() as connection:
        at: datetime | None = connection.scalar(select(func.clock_timestamp()))
        return at


def _clock(last: datetime | None, server: datetime | None, now: datetime) -> Finding:
    mend = "set the clock of this machine, and keep it right with a time service (NTP)"
    said = f"this machine says {zulu(now)}"
    if now < PROGRAM_MADE:
        return Finding(name="clock", said=f"{said}, before this program was made", mend=mend)
    if server is not None and abs(server - now) > CLOCKS_DIFFER:
        differs = f"{said}, the database server {zulu(server)}"
        return Finding(name="clock", said=differs, mend=mend)
    if last is not None and last > now:
        ahead = f"{said}, but the database has already seen {zulu(last)}"
        either = f"{mend}; or name another database, if this one holds a replay of the future"
        return Finding(name="clock", said=ahead, mend=either)
    return Finding(name="clock", said=said)
