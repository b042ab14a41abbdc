"""What the data manager reads who gets an alert in place of others. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from alerts.list_html import with_note_on_top
from alerts.wording import AlarmText
from schemas.policy_words import ROLE_WORDS
from schemas.words import Role


class Instead(StrEnum):
    """Why somebody else is told than those it was for."""

    NO_ROUTE = "no_route"
    REFUSED = "refused"


NOTES = {
    Instead.NO_ROUTE: "No way to reach them is set up here, so you get it instead. Pass it on now, "
    "and have their route set up.",
    Instead.REFUSED: "It could not be handed over to them, so you get it instead. Pass it on now, "
    "and have their route mended.",
}
"""What to do, by why."""


def with_note(text: AlarmText, instead: Instead, roles: Iterable[Role]) -> AlarmText:
    """Return the text with a note at its top: whom it was for, and to pass it on."""
    named = frozenset(roles)
    whom = ", ".join(word for role, word in ROLE_WORDS.items() if role in named)
    note = f"PASS ON: this was for: {whom}.", NOTES[instead]
    return AlarmText(
        subject=f"[PASS ON] {text.subject}",
        body="\n".join((*note, "", text.body)),
        html=None if text.html is None else with_note_on_top(text.html, note),
        brief=None if text.brief is None else "\n".join((*note, text.brief)),
    )
