"""Running the demo: open, play the history, go live, end cleanly."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console as Terminal
from rich.progress import Progress

from consumer import wall_clock
from consumer.app import Monitor, Parts, monitor_of
from consumer.arrivals import Reader
from consumer.browser import is_a_person_here, open_in_browser
from consumer.demo import (
    DATABASE_FILE,
    SPEED,
    LiveCounty,
    fresh_database,
    history_records,
    play_history,
)
from consumer.demo_screen import SHOWN_AT_ONCE, DemoScreen
from consumer.load_settings import load_settings
from consumer.loops import Loop
from consumer.offsets import Offsets
from consumer.screen import WIDE
from consumer.serving import serve_metrics
from consumer.settings import Settings
from consumer.sources.entered import EnteredMessages
from consumer.sources.synthetic_cases import COUNTY
from schemas.database import Database, LockFile
from schemas.house import House
from schemas.key_files import load_keys, make_private_folder
from schemas.keys import KeyRing
from schemas.made_up import ALL_MADE_UP
from schemas.owners import Owner
from schemas.policy_file import load_policies
from schemas.trouble import Trouble

_GROUP = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One demo."""

    settings: Settings
    keys: KeyRing
    terminal: Terminal

    @classmethod
    def opened(cls, data_dir: Path | None, config: Path | None) -> "Showing":
        """Open what the demo needs; it never touches the real database.

        Raises:
            Trouble: A setting, the folder or a key cannot be used.
        """
        settings = load_settings(config, data_dir=data_dir)
        make_private_folder(settings.data_dir)
        keys = load_keys(settings.data_dir, settings.keys.hmac, settings.keys.seal)
        terminal = Terminal()
        if not terminal.is_terminal:
            terminal = Terminal(width=WIDE)
        return cls(settings=settings, keys=keys, terminal=terminal)

    def once(self) -> int:
        """Play the history, print the summary and who waits."""
        end = wall_clock.now()
        with self._played(end) as (_, screen):
            screen.summary(end)
            screen.who_waits(end)
        return 0

    def live(self, *, opens_browser: bool = True) -> int:
        """Play the history, then go on live until Ctrl-C.

        The board is what it is about: its address comes first, and it opens in the browser where
        ``opens_browser`` and a person sits at the terminal.
        """
        end = wall_clock.now()
        with self._played(end) as (database, screen):
            monitor, url = self._monitor(database, screen, end)
            board = f"{url}/"
            screen.say(["", f"The board, in a browser: {board}", ""])
            if opens_browser and is_a_person_here():
                open_in_browser(board)
            screen.summary(end)
            screen.who_waits(end, at_most=SHOWN_AT_ONCE)
            screen.say(_live_now(url))
            code = monitor.run()
            screen.say(["", "The demo has ended. Its data stays in the folder until the next one."])
        return code

    @contextmanager
    def _played(self, end: datetime) -> Iterator[tuple[Database, DemoScreen]]:
        folder = self.settings.data_dir
        with LockFile(folder / f"{DATABASE_FILE}.lock"):
            database = fresh_database(folder)
            house = self._house()
            screen = DemoScreen(self.terminal, database, house)
            screen.say([ALL_MADE_UP])
            reader = Reader(keys=self.keys, rules={})
            records = history_records(end)
            with Progress(console=self.terminal, disable=not self.terminal.is_terminal) as bar:
                task = bar.add_task("Playing 28 days", total=len(records))
                play_history(
                    database,
                    house,
                    (reader.read(record, None) for record in records),
                    end,
                    lambda done: bar.advance(task, done),
                )
            try:
                yield database, screen
            finally:
                database.close()

    def _house(self, *channels: str) -> House:
        return House(
            keys=self.keys,
            policies=load_policies(()),
            channels=channels,
            owners={COUNTY.source: Owner(local_authority=COUNTY.code)},
            is_simulated=True,
        )

    def _monitor(
        self, database: Database, screen: DemoScreen, end: datetime
    ) -> tuple[Monitor, str]:
        """Return what goes on, and the address where its pages are served already."""
        clock = wall_clock.FastClock(
            began=end, began_seconds=wall_clock.steady_seconds(), speed=SPEED
        )
        parts = Parts(
            database=database,
            house=self._house(screen.name),
            reader=Reader(keys=self.keys, rules={}),
            sources=[
                LiveCounty.after(end, clock.now),
                EnteredMessages(database, self.keys),
            ],
            channels=[screen],
        )
        monitor = monitor_of(parts, Offsets(database, _GROUP), clock.now, speed=SPEED)
        url = self._served(monitor, parts)
        monitor.loops.loops.append(Loop(name="screen", turn=screen.turn))
        return monitor, url

    def _served(self, monitor: Monitor, parts: Parts) -> str:
        http = self.settings.http
        try:
            return serve_metrics(monitor, parts, http.host, http.port).url
        except Trouble:
            return serve_metrics(monitor, parts, http.host, 0).url


def _live_now(url: str) -> tuple[str, ...]:
    return (
        "",
        f"Metrics: {url}/metrics   Health: {url}/readyz",
        "Now live: ten minutes pass in each second. Ctrl-C ends the demo.",
        "",
    )
