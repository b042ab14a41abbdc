"""One case as a transaction holds it, and the row it is stored as."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from schemas.keys import KeyRing, handle
from schemas.pictures import dump_case, dump_marks, load_case, load_marks
from schemas.records import Case, Marks

NO_FACTS = b"[]"

_NO_PICTURE = b""


@dataclass(slots=True, kw_only=True)
class Entry:
    """One case in the book. ``facts`` are kept as the consumer wrote them."""

    key: bytes
    handle: str
    sealed_ref: bytes
    facts: bytes = NO_FACTS
    case: Case | None = None
    """None until the first message about it is concluded."""
    marks: Marks = field(default_factory=Marks)
    next_due_at: datetime | None = None
    named_duplicate_of: bytes | None = None
    counted: str = ""
    """How the waiting gauges count it at present, so that a change is a difference."""
    is_dirty: bool = False

    @property
    def picture(self) -> Case:
        """The case; only asked of entries that have had a message.

        Raises:
            LookupError: It has not.
        """
        if self.case is None:
            raise LookupError(f"case {self.handle} has no message yet")
        return self.case


def blank_row(key: bytes, reference: str, keys: KeyRing, attempt: int) -> dict[str, Any]:
    """Return the row of a case that has no message yet; ``attempt`` where a case code is taken."""
    entry = Entry(
        key=key, handle=handle(key, attempt), sealed_ref=keys.seal(reference.encode(), key)
    )
    return entry_row(entry)


def entry_row(entry: Entry) -> dict[str, Any]:
    """Return the row that an entry is stored as."""
    case = entry.case
    rung = entry.marks.highest()
    return {
        "case_key": entry.key,
        "handle": entry.handle,
        "sealed_ref": entry.sealed_ref,
        "facts": entry.facts,
        "picture": _NO_PICTURE if case is None else dump_case(case),
        "marks": dump_marks(entry.marks),
        "state": "" if case is None else case.state.value,
        "force": case and case.force,
        "local_authority": case and case.local_authority,
        "risk": "" if case is None else case.risk.value,
        "rung": rung and rung.value,
        "started_at": case and case.started_at,
        "next_due_at": entry.next_due_at,
        "named_duplicate_of": entry.named_duplicate_of,
        "counted": entry.counted,
    }


def entry_of(row: Row[Any]) -> Entry:
    """Return the entry that a row stores."""
    return Entry(
        key=row.case_key,
        handle=row.handle,
        sealed_ref=row.sealed_ref,
        facts=row.facts,
        case=load_case(row.picture) if row.picture else None,
        marks=load_marks(row.marks),
        next_due_at=row.next_due_at,
        named_duplicate_of=row.named_duplicate_of,
        counted=row.counted,
    )
