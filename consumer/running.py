"""Running the monitor for real: sources, loops and the web, until told to stop."""

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace

from consumer import wall_clock
from consumer.app import Monitor, Parts, kafka_source, monitor_of, serve_metrics
from consumer.inbox_settings import InboxTable
from consumer.inboxes import inboxes_of
from consumer.offsets import Offsets
from consumer.opening import Opened
from consumer.outgoing import outgoing, unreached
from consumer.recount import ensure_edges
from consumer.settings import Mode
from consumer.sources import Source
from consumer.sources.entered import EnteredMessages
from consumer.sources.folder import FolderSource
from consumer.sources.ndjson import NdjsonFile, NoSuchFile
from schemas.trouble import Trouble

logger = logging.getLogger(__name__)


def run_monitor(opened: Opened, files: Sequence[str], inboxes: Sequence[InboxTable] = ()) -> int:
    """Run until stopped; return the exit code. ``inboxes`` are read beside those of the settings.

    Raises:
        Trouble: There is nothing to read from, a file is missing, the broker cannot be used, the
            web address is taken, or another process runs on the file.
    """
    with closing(opened.database), opened.database.held_by_this_process():
        monitor = _ready(opened, files, inboxes)
        code = monitor.run()
        logger.info("stopped", extra={"died": monitor.loops.died or "nothing"})
    return code


def _ready(opened: Opened, files: Sequence[str], inboxes: Sequence[InboxTable]) -> Monitor:
    """Return the monitor with its sources open and its web address served, not yet running."""
    settings = opened.settings
    house = opened.house()
    newest = house.policies.versions[-1]
    leaving = outgoing(settings, newest, sys.stdout)
    for whom in unreached(newest, leaving.routes):
        logger.warning("no route: the data manager is told instead", extra={"whom": whom})
    is_shadow = settings.mode is Mode.SHADOW
    house = replace(house, channels=leaving.names, routes=leaving.routes, is_shadow=is_shadow)
    ensure_edges(opened.database, newest)
    offsets = Offsets(opened.database, opened.settings.kafka.group)
    with ExitStack() as until_it_runs:
        sources = [
            until_it_runs.enter_context(closing(source))
            for source in _sources(opened, files, inboxes, offsets)
        ]
        parts = Parts(
            database=opened.database,
            house=house,
            reader=opened.reader,
            sources=sources,
            channels=leaving.channels,
        )
        monitor = monitor_of(parts, offsets, wall_clock.now)
        http = opened.settings.http
        serving = serve_metrics(monitor, parts, http.host, http.port)
        until_it_runs.pop_all()
    logger.info("running", extra={"database": opened.database.name, "web": serving.url})
    return monitor


def _sources(
    opened: Opened, files: Sequence[str], more: Sequence[InboxTable], offsets: Offsets
) -> Iterator[Source]:
    """Yield what messages come from; what people enter is read besides, never alone."""
    kafka = opened.settings.kafka
    inboxes = inboxes_of([*opened.settings.inboxes, *more])
    if not files and not kafka.bootstrap and not inboxes:
        raise Trouble(
            "there is nothing to read from",
            "name files (danm run FILE…) or a folder (--inbox FOLDER --mapping FILE.toml), set "
            "kafka.bootstrap in the settings, or try: danm demo",
        )
    if files:
        yield _files(files)
    if kafka.bootstrap:
        yield kafka_source(kafka, offsets)
    for inbox in inboxes:
        yield FolderSource(inbox, opened.database, opened.keys, wall_clock.now)
    yield EnteredMessages(opened.database, opened.keys)


def _files(files: Sequence[str]) -> Source:
    try:
        return NdjsonFile(files)
    except NoSuchFile as error:
        fact, _, mend = str(error).partition("; ")
        raise Trouble(fact, mend) from error
