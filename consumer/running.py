"""Running the monitor for real: sources, loops and the web, until told to stop."""

import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace

from alerts.channels import Channel
from consumer import wall_clock
from consumer.app import (
    Monitor,
    Parts,
    free_own_leases,
    kafka_source,
    monitor_of,
)
from consumer.boarding import sign_in_of
from consumer.going_live import going_live
from consumer.guards import set_up_guards, tell_machine_trouble
from consumer.inbox_settings import InboxTable
from consumer.inboxes import inboxes_of, schedules_of
from consumer.key_standing import require_keys
from consumer.mistyped import mistyped
from consumer.offsets import Offsets
from consumer.opening import Opened
from consumer.outgoing import outgoing, reporting, unreached
from consumer.own_machine import machine_of
from consumer.recount import ensure_edges
from consumer.roles import EVERY_ROLE, MonitorRole
from consumer.serving import serve_metrics
from consumer.settings import Mode
from consumer.sources import Source
from consumer.sources.entered import EnteredMessages
from consumer.sources.folder import FolderSource
from consumer.sources.ndjson import NdjsonFile
from consumer.sources.ndjson_trouble import NoSuchFile
from schemas.database import Database, retrying
from schemas.feeds import unschedule
from schemas.house import House
from schemas.schedules import Schedule
from schemas.trouble import Trouble

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What messages come from beside the settings."""

    files: Sequence[str] = ()
    inboxes: Sequence[InboxTable] = ()


def run_monitor(opened: Opened, given: Given, roles: Set[MonitorRole] = EVERY_ROLE) -> int:
    """Run these roles until stopped; return the exit code.

    Raises:
        Trouble: There is nothing to read from, a file is missing, the broker cannot be used, the
            web address is taken, or another process runs on the file.
    """
    with closing(opened.database), opened.database.held_by_this_process():
        monitor = _ready(opened, given, roles)
        code = monitor.run()
        logger.info("stopped", extra={"died": monitor.loops.died or "nothing"})
    return code


def _ready(opened: Opened, given: Given, roles: Set[MonitorRole]) -> Monitor:
    """Return the monitor with its sources open and its web address served, not yet running."""
    settings = opened.settings
    for variable, meant in mistyped(os.environ):
        what = {"variable": variable, "did_you_mean": meant}
        logger.warning("a variable is no setting and changes nothing", extra=what)
    if (words := going_live(settings.live_since, wall_clock.now())) is not None:
        logger.info("going live", extra={"told": words})
    house, channels = _house(opened, tells=MonitorRole.WATCH in roles)
    house = replace(house, schedules=_without_folders(house, [*settings.inboxes, *given.inboxes]))
    if MonitorRole.CONSUME in roles:
        retrying(lambda: _require_keys(opened.database, house))
    if roles != {MonitorRole.SERVE}:
        retrying(lambda: ensure_edges(opened.database, house.policies.versions[-1]))
        retrying(lambda: _unschedule(opened.database, house))
    offsets = Offsets(opened.database, settings.kafka.group)
    with ExitStack() as until_it_runs:
        wanted = _sources(opened, given, offsets) if MonitorRole.CONSUME in roles else ()
        sources = [until_it_runs.enter_context(closing(source)) for source in wanted]
        parts = Parts(
            database=opened.database,
            house=house,
            reader=opened.reader,
            sources=sources,
            channels=channels,
            instance=settings.instance,
            sign_in=sign_in_of(settings.board) if MonitorRole.SERVE in roles else None,
            tokens=settings.api.read() if MonitorRole.SERVE in roles else (),
            machine=machine_of(settings),
        )
        monitor = monitor_of(parts, offsets, wall_clock.now, roles=roles)
        set_up_guards(monitor, parts, settings)
        if (reporter := reporting(settings.alertmanager)) is not None:
            tell_machine_trouble(monitor, parts, reporter)
        if MonitorRole.WATCH in roles:
            retrying(lambda: free_own_leases(parts, wall_clock.now()))
        serving = serve_metrics(monitor, parts, settings.http.host, settings.http.port)
        until_it_runs.pop_all()
    named = " ".join(sorted(roles))
    told = {"database": opened.database.name, "web": serving.url, "roles": named}
    logger.info("running", extra=told)
    return monitor


def _house(opened: Opened, *, tells: bool) -> tuple[House, Sequence[Channel]]:
    """Return the house with its ways out, and the channels where alerts leave from here."""
    settings, house = opened.settings, opened.house()
    newest = house.policies.versions[-1]
    leaving = outgoing(settings, newest, sys.stdout)
    if tells:
        for whom in unreached(newest, leaving.routes):
            logger.warning("no route: the data manager is told instead", extra={"whom": whom})
    is_shadow = settings.mode is Mode.SHADOW
    house = replace(house, channels=leaving.names, routes=leaving.routes, is_shadow=is_shadow)
    return house, leaving.channels if tells else ()


def _without_folders(house: House, inboxes: Sequence[InboxTable]) -> Mapping[str, Schedule]:
    """Return the schedules of sources that no folder keeps: each silence is told once."""
    folders = schedules_of(inboxes)
    return {name: when for name, when in house.schedules.items() if name not in folders}


def _require_keys(database: Database, house: House) -> None:
    with database.read() as connection:
        require_keys(connection, house.keys)


def _unschedule(database: Database, house: House) -> None:
    with database.write() as connection:
        unschedule(connection, house.schedules)


def _sources(opened: Opened, given: Given, offsets: Offsets) -> Iterator[Source]:
    """Yield what messages come from; what people enter is read besides, never alone."""
    settings = opened.settings
    kafka = settings.kafka
    inboxes = inboxes_of([*settings.inboxes, *given.inboxes])
    if not given.files and not kafka.bootstrap and not inboxes:
        raise Trouble(
            "there is nothing to read from",
            "name files (danm run FILE…) or a folder (--inbox FOLDER --mapping FILE.toml), set "
            "kafka.bootstrap in the settings, or try: danm demo",
        )
    if given.files:
        yield _files(given.files)
    if kafka.bootstrap:
        named = {"instance": kafka.instance or settings.instance}
        yield kafka_source(kafka.model_copy(update=named), offsets)
    for inbox in inboxes:
        yield FolderSource(inbox, opened.database, opened.keys, wall_clock.now)
    yield EnteredMessages(opened.database, opened.keys)


def _files(files: Sequence[str]) -> Source:
    try:
        return NdjsonFile(files)
    except NoSuchFile as error:
        fact, _, mend = str(error).partition("; ")
        raise Trouble(fact, mend) from error
