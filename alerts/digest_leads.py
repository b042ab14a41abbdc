"""What a digest says before its rows: why these go together, and what has become of them. Pure."""

from dataclasses import replace

from alerts.file_holds import HELD_FOR
from alerts.list_phrases import notification_words
from alerts.lists import ListFacts, WaitingRow
from alerts.plain_words import duration_words, london_words
from schemas.lists import RoleList
from schemas.words import ListSort


def as_digest(facts: ListFacts, about: RoleList) -> ListFacts:
    """Return the facts of a list with the subject and first lines that its sort asks for."""
    match about.sort:
        case ListSort.SHIFT:
            return facts
        case ListSort.STORM:
            waiting = tuple(sorted(facts.waiting, key=_gravest_first))
            why = (
                "Many alarms came within minutes. All of them stand on this list, the gravest risk "
                "first, also the first ones, of which you were told one by one."
            )
            title = f"Many alarms at once, {_short(facts)}"
            return replace(facts, waiting=waiting, title=title, lead=(why, _remainder(facts)))
        case ListSort.FILE:
            title = f"Alarms from one file, {_short(facts)}"
            return replace(facts, title=title, lead=(_of_file(about), _remainder(facts)))
        case ListSort.HISTORY:
            why = about.note or (
                f"This system went live on {london_words(about.opened_at)}. What was due before "
                "then rang no alarm. This list holds those of before who still wait."
            )
            title = f"Waiting since before the start, {_short(facts)}"
            return replace(facts, title=title, lead=(why, _remainder(facts)))


def _gravest_first(row: WaitingRow) -> int:
    return -row.about.risk.strictness


def _of_file(about: RoleList) -> str:
    """Return what held the alarms back, and whether that came."""
    held = f"A file of {about.source} gave rise to these alarms."
    if about.due_at < about.opened_at + HELD_FOR:
        return f"{held} They waited until the file of the other side was read, which has been now."
    longest = duration_words(HELD_FOR)
    return f"{held} They waited {longest} for a file of the other side. None was read in that time."


def _short(facts: ListFacts) -> str:
    still = len(facts.waiting) + len(facts.unnamed)
    return f"{notification_words(still)} still waiting" if still else "nobody of them waits"


def _remainder(facts: ListFacts) -> str:
    """Return how many of them still wait, and how many do not: none vanishes from the list."""
    still, over = len(facts.waiting) + len(facts.unnamed), len(facts.ended)
    told = [f"{notification_words(still)} still waiting."] if still else []
    if not still:
        told.append("None of them waits any more." if over or not facts.alarms else "")
    if over:
        told.append(f"{notification_words(over)} received or closed meanwhile: named last.")
    if facts.alarms:
        told.append(f"About feeds and messages: {len(facts.alarms)}.")
    return " ".join(words for words in told if words)
