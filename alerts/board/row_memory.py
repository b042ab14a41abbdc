"""Rows of who waits that were made before: only what has changed is made anew.

Nothing is shown from here that the database has not just told: a row counts only for the very
picture it was made from. It saves the work of reading ten thousand pictures for each page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from alerts.list_scene import FoundRow, Scene
from alerts.list_waits import MadeRow, made_row

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


@dataclass(slots=True)
class RowMemory:
    """The rows last made, by council and case code. Threads share it: each puts a new whole in."""

    _kept: dict[str | None, dict[str, _Kept]] = field(default_factory=dict, repr=False)

    def rows(self, found: Iterable[FoundRow], scene: Scene) -> Iterator[MadeRow]:
        """Yield the rows of a scene; those of cases that wait no longer are forgotten."""
        council = scene.about.local_authority
        before = self._kept.get(council, {})
        after = {row.handle: self._row(row, scene, before.get(row.handle)) for row in found}
        self._kept[council] = after
        return (kept.made for kept in after.values())

    def _row(self, row: FoundRow, scene: Scene, kept: _Kept | None) -> _Kept:
        key = (row.picture, row.rung)
        if kept is not None and kept.is_true(key, scene.now):
            return kept
        return _Kept(key, scene.now, made_row(row, scene))
