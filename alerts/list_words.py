"""The text of one list in plain English: a line a case, to be read on a phone or aloud. Pure."""

from collections.abc import Iterator

from alerts.feed_progress import feed_lines
from alerts.list_html import list_html
from alerts.list_lead import lead_lines, subject
from alerts.list_parts import Line, Part, notes_of, parts_of, to_do_lines, whose
from alerts.lists import ListFacts
from alerts.trial_marks import warning_lines
from alerts.wording import AlarmText


def list_text(facts: ListFacts) -> AlarmText:
    """Return what people read of one list: a subject, a text, and the same as a page.

    Neither police references nor names of children are in it. The name of who has a case in hand
    is, in its row; a text message holds the news and no row.
    """
    marks = warning_lines(is_simulated=facts.is_simulated, is_shadow=facts.is_shadow)
    lead, to_do = lead_lines(facts), list(to_do_lines(facts))
    blocks = (
        marks,
        lead,
        whose(facts),
        to_do,
        *(_part(part) for part in parts_of(facts)),
        feed_lines(facts.feeds),
        notes_of(facts),
    )
    body = "\n\n".join(text for block in blocks if (text := "\n".join(block)))
    return AlarmText(
        subject=subject(facts),
        body=f"{body}\n",
        html=list_html(facts),
        brief="\n".join((*marks, *lead, *to_do)),
    )


def _part(part: Part) -> Iterator[str]:
    yield part.heading.upper()
    if part.note:
        yield part.note
    yield from (f"- {sentence}" for sentence in part.sentences)
    yield from (_line(line) for line in part.lines)


def _line(line: Line) -> str:
    sentences = (
        f"- {line.code}: {', '.join(line.wait)}.",
        f"{', '.join(line.children).capitalize()}.",
        *line.marks,
        *line.known,
    )
    return " ".join(sentences)
