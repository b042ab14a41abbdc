"""Under which HMAC keys cases stand: which older one is still needed, and which is missing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, func, select

from consumer.finding import Finding
from schemas.keys import KeyRing
from schemas.purge_tables import purged_cases
from schemas.tables import cases
from schemas.trouble import Trouble
from schemas.words import State

_MEND = "name the file of that key in hmac of [keys], the newest first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many rows stand under a key, in part at least."""

    cases: int
    removed: int
    """Of cases that were removed by age only this hash is left."""

    def __bool__(self) -> bool:
        """Whether the key is needed."""
        return bool(self.cases or self.removed)

    def __str__(self) -> str:
        """Return it in words."""
        named = "1 case" if self.cases == 1 else f"{self.cases} cases"
        return f"{named} and {self.removed} removed"


def standing(connection: Connection, keys: KeyRing) -> dict[str, Standing]:
    """Return what stands under each key by its name: those of the ring in its order, then others.

    What an older program stored without a name stands under the oldest: it could use but one.
    """
    held, removed = (_by_key(connection, table, keys) for table in (cases, purged_cases))
    names = dict.fromkeys((*keys.hmac_ids, *sorted({*held, *removed})))
    return {name: Standing(cases=held[name], removed=removed[name]) for name in names}


def _by_key(connection: Connection, table: Table, keys: KeyRing) -> Counter[str]:
    numbers = select(table.c.key_id, func.count()).group_by(table.c.key_id)
    found: Counter[str] = Counter()
    for name, number in connection.execute(numbers):
        found[name or keys.hmac_ids[-1]] += number
    return found


def older_words(stands: dict[str, Standing], keys: KeyRing) -> Iterator[str]:
    """Yield for each older key of the ring, the newest first, what still stands under it."""
    for place, name in enumerate(keys.hmac_ids[1:], start=2):
        what = stands[name]
        yield f"HMAC key {place}: {what} under it{': keep it' if what else ''}"


def key_findings(connection: Connection, keys: KeyRing, files: Sequence[Path]) -> Iterator[Finding]:
    """Yield what `danm check` says of the older keys, and of a key that is missing."""
    stands = standing(connection, keys)
    for words, file in zip(older_words(stands, keys), files[1:], strict=False):
        yield Finding(name="keys", said=f"{words} ({file})")
    for name in set(stands) - set(keys.hmac_ids):
        said = f"{stands[name]} under an HMAC key that is not here"
        yield Finding(name="keys", said=said, mend=_MEND)


def require_keys(connection: Connection, keys: KeyRing) -> None:
    """Refuse to take messages in where children wait whose cases would not be found.

    Raises:
        Trouble: A receipt would open a second case, and the first would wait for ever.
    """
    those = cases.c.state == State.WAITING.value, cases.c.key_id.not_in(["", *keys.hmac_ids])
    lost = connection.scalar(select(func.count()).select_from(cases).where(*those))
    if lost:
        raise Trouble(f"cases that wait ({lost}) stand under an HMAC key that is not here", _MEND)
