"""The page of what arrived late today, in words; its template works nothing out. Pure."""

from dataclasses import dataclass
from datetime import datetime

from alerts import list_sayings as say
from alerts.board.late import LateToday
from alerts.list_phrases import done_words, notification_words, received_words, who_words
from alerts.lists import EndedRow
from alerts.plain_words import duration_words
from schemas.policy_words import RISK_WORDS
from schemas.words import BABIES

NONE_CAME = "No case that we know of arrived late today."
CANNOT_TELL = (
    "A feed cannot be relied on, or messages are not read yet. "
    "More may have arrived late than this page shows."
)

UNHEARD = "No feed ever said that it is that of {names}: what it was told late is not known here."


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRow:
    """One case as the page shows it."""

    code: str
    late_by: str
    received: str
    waited: str
    who: str
    is_baby: bool
    risk: str
    done: str
    by_hand: str
    """Empty where the case system told of the receipt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateView:
    """The whole page."""

    lead: str
    can_tell: bool
    doubt: str
    """What stands beside the first sentence; empty where all can be told."""
    rows: tuple[LateRow, ...]


def late_view(today: LateToday) -> LateView:
    """Return the page of what arrived late today, the longest past its limit first."""
    rows, now = today.facts.arrived_late, today.facts.now
    return LateView(
        lead=_lead(len(rows)),
        can_tell=today.can_tell,
        doubt=_doubt(today),
        rows=tuple(_row(row, now) for row in rows),
    )


def _doubt(today: LateToday) -> str:
    if today.can_tell:
        return ""
    if not today.unheard:
        return CANNOT_TELL
    names = " and ".join(f"{one.front_door_name}, {one.name}" for one in today.unheard)
    return f"{CANNOT_TELL} {UNHEARD.format(names=names)}"


def _lead(number: int) -> str:
    if not number:
        return NONE_CAME
    return f"{notification_words(number)} arrived late today. Look at them first."


def _row(row: EndedRow, now: datetime) -> LateRow:
    return LateRow(
        code=row.about.case_code,
        late_by="not known" if row.late_by is None else duration_words(row.late_by),
        received=received_words(row, now) or "not known when",
        waited=_waited(row),
        who=who_words(row.about),
        is_baby=row.about.youngest in BABIES,
        risk=RISK_WORDS[row.about.risk],
        done=done_words(row),
        by_hand=say.BY_HAND if row.is_by_hand else "",
    )


def _waited(row: EndedRow) -> str:
    return "not known how long" if row.waited is None else f"waited {duration_words(row.waited)}"
