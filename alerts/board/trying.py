"""What becomes of a form that somebody sends: done, refused in words, or answered on the page."""

from collections.abc import Callable, Mapping

from alerts.board.forms import WHOLE, Filled
from alerts.board.visit import Visit
from alerts.plain_words import begun
from schemas.database import CommitUnknown
from schemas.trouble import Trouble

STALE = (
    "This page was open for too long, or did not come from this board. Nothing was changed. Check "
    "what you typed and send it again."
)
UNKNOWN = (
    "The connection to the database was lost at the last moment. It may have been stored or not. "
    "To send it again does no harm."
)
COUNTS_SOON = "It counts as soon as the monitor has taken it in, within seconds where it runs."
"""What is said of whatever is entered: the consumer takes it in like any message."""

Outcome = Filled | str | None
"""The form with what is wrong, what was asked to be shown, or None where it is done."""


def tried(
    visit: Visit, purpose: str, values: Mapping[str, str], deed: Callable[[], Outcome]
) -> Outcome:
    """Do what a form asks for, where this browser got it from a page of ours for this purpose."""
    if not visit.is_ours(values, purpose):
        return Filled(values, {WHOLE: STALE})
    try:
        return deed()
    except Trouble as error:
        return Filled(values, {WHOLE: f"{begun(error.fact)}. Nothing was changed."})
    except CommitUnknown:
        return Filled(values, {WHOLE: UNKNOWN})
