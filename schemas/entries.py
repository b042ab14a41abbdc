"""One case as a transaction holds it, and the row it is stored as."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from schemas.pictures import dump_case, dump_marks, load_case, load_marks
from schemas.records import Case, Marks

NO_FACTS = b"[]"

_NO_PICTURE = b""


@dataclass(slots=True, kw_only=True)
class Entry:
    """One case in the book. ``facts`` are kept as the consumer wrote them.

    The picture is read only when someone looks: a message that arrives draws it anew.
    """

    key: bytes
    handle: str
    sealed_ref: bytes
    facts: bytes = NO_FACTS
    marks: Marks = field(default_factory=Marks)
    next_due_at: datetime | None = None
    """The next deadline."""
    changed_at: datetime | None = None
    """When a message changed it that nobody has looked at yet."""
    held_until: datetime | None = None
    """Until when somebody has it in hand; None where nobody ever had."""
    changed_in_file: str | None = None
    """The source of the file that changed it; None where none did since somebody looked."""
    named_duplicate_of: bytes | None = None
    counted: str = ""
    """How the waiting gauges count it at present, so that a change is a difference."""
    reported_as: str = ""
    """How it is counted among the incidents reported, as `schemas.reported_hours` tells."""
    key_id: str = ""
    """The HMAC key of its hashes, as `schemas.tables.cases` tells; empty where nobody noted it."""
    is_dirty: bool = False
    is_new: bool = False
    """Whether it has no row yet; one that no message is concluded about never gets one."""
    council: str | None = None
    """Whose case it is in the stored row, so that a move to another council is noticed."""
    stored_picture: bytes = _NO_PICTURE
    _drawn: Case | None = None

    @property
    def looks(self) -> tuple[datetime, ...]:
        """The instants at which it must be looked at, as far as they are known now."""
        return tuple(at for at in (self.next_due_at, self.changed_at) if at is not None)

    @property
    def is_blank(self) -> bool:
        """Whether no message about it has been concluded yet."""
        return self._drawn is None and not self.stored_picture

    @property
    def picture(self) -> Case:
        """The case; only asked of entries that have had a message.

        Raises:
            LookupError: It has not.
        """
        if self._drawn is None:
            if self.is_blank:
                raise LookupError(f"case {self.handle} has no message yet")
            self._drawn = load_case(self.stored_picture)
        return self._drawn

    def draw(self, case: Case) -> None:
        """Put a new picture in place of the old one."""
        self._drawn = case
        self.is_dirty = True


def entry_row(entry: Entry) -> dict[str, Any]:
    """Return the row that an entry is stored as, once there is a picture of it."""
    case = entry.picture
    rung = entry.marks.highest()
    return {
        "case_key": entry.key,
        "handle": entry.handle,
        "sealed_ref": entry.sealed_ref,
        "facts": entry.facts,
        "picture": dump_case(case),
        "marks": dump_marks(entry.marks),
        "state": case.state.value,
        "force": case.force,
        "local_authority": case.local_authority,
        "risk": case.risk.value,
        "rung": rung and rung.value,
        "started_at": case.started_at,
        "next_due_at": entry.next_due_at,
        "changed_at": entry.changed_at,
        "named_duplicate_of": entry.named_duplicate_of,
        "counted": entry.counted,
        "reported_as": entry.reported_as,
        "held_until": entry.held_until,
        "changed_in_file": entry.changed_in_file,
        "key_id": entry.key_id,
    }


def entry_of(row: Row[Any]) -> Entry:
    """Return the entry that a row stores."""
    return Entry(
        key=row.case_key,
        handle=row.handle,
        sealed_ref=row.sealed_ref,
        facts=row.facts,
        council=row.local_authority,
        stored_picture=row.picture,
        marks=load_marks(row.marks),
        next_due_at=row.next_due_at,
        changed_at=row.changed_at,
        named_duplicate_of=row.named_duplicate_of,
        counted=row.counted,
        reported_as=row.reported_as,
        held_until=row.held_until,
        changed_in_file=row.changed_in_file,
        key_id=row.key_id,
    )
