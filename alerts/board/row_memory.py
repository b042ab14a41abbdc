"""Rows of who waits that were made before: only what has changed is made anew.

Nothing is shown from here that the database has not just told: a row counts only for the very
picture it was made from. It saves the work of reading ten thousand pictures for each page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alerts.list_scene import FoundRow, Scene
from alerts.list_waits import MadeRow, made_row

FORGOTTEN_AFTER = timedelta(minutes=10)
"""How long a row is kept that no page shows any more: so long at least, twice that at most.

Source: assumption; open pages follow once a minute.
"""

_Key = tuple[bytes, str | None]
"""What a row is made from: the picture, and the highest rung."""


@dataclass(frozen=True, slots=True)
class _Kept:
    key: _Key
    made_at: datetime
    made: MadeRow

    def is_true(self, key: _Key, now: datetime) -> bool:
        """Whether the row would be made the same now."""
        until = self.made.holds_until
        return self.key == key and self.made_at <= now and (until is None or now < until)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows by case code: those shown since an instant, and those shown in the time before."""

    shown: dict[str, _Kept] = field(default_factory=dict)
    before: dict[str, _Kept] = field(default_factory=dict)
    since: datetime | None = None

    def at(self, now: datetime) -> "_Rows":
        """Return them as they count at ``now``: what was not shown for long is left out."""
        if self.since is not None and timedelta(0) <= now - self.since < FORGOTTEN_AFTER:
            return self
        return _Rows(before=self.shown, since=now)

    def of(self, code: str) -> _Kept | None:
        return self.shown.get(code) or self.before.get(code)


@dataclass(slots=True)
class RowMemory:
    """The rows last made, whoever asked for them. Threads share it: the worst is a row made twice.

    A row is of a case alone: the same for everybody who may see it, on the list of any council.
    """

    _rows: _Rows = field(default_factory=_Rows, repr=False)

    def rows(self, found: Iterable[FoundRow], scene: Scene) -> Sequence[MadeRow]:
        """Return the rows of a scene; those that no page showed for long are forgotten."""
        self._rows = kept = self._rows.at(scene.now)
        made = [_row(row, scene, kept.of(row.handle)) for row in found]
        kept.shown.update((one.made.row.about.case_code, one) for one in made)
        return [one.made for one in made]


def _row(row: FoundRow, scene: Scene, kept: _Kept | None) -> _Kept:
    key = (row.picture, row.rung)
    if kept is not None and kept.is_true(key, scene.now):
        return kept
    return _Kept(key, scene.now, made_row(row, scene))
