"""One list as a page for a mail: a real table, nothing loaded, no link, readable on a phone. Pure.

Colour is never the only sign: what is late says so in words. Every page is complete in itself.
"""

from collections.abc import Iterable, Iterator
from html import escape

from alerts.feed_progress import feed_words
from alerts.list_lead import lead_lines, subject
from alerts.list_parts import Line, Part, notes_of, parts_of, to_do_lines, whose
from alerts.lists import ListFacts
from alerts.trial_marks import warning_lines

COLUMNS = ("Case code", "Wait", "Children", "Alarm so far, and more")

STYLE = """\
:root{color-scheme:light dark}
body{font:16px/1.4 Arial,Helvetica,sans-serif;max-width:60em;margin:0 auto;padding:12px}
"""


def list_html(facts: ListFacts) -> str:
    """Return the page of one list."""
    return "".join(_page(facts))


def _page(facts: ListFacts) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{escape(subject(facts))}</title><style>{STYLE}</style></head><body><main>\n"
    marks = warning_lines(is_simulated=facts.is_simulated, is_shadow=facts.is_shadow)
    yield from _paragraphs(marks, "mark")
    first, *more = lead_lines(facts)
    yield f"<h1>{escape(first)}</h1>\n"
    yield from _paragraphs(more, "lead")
    yield from _paragraphs(whose(facts))
    yield from _paragraphs(to_do_lines(facts), "do")
    for part in parts_of(facts):
        yield from _part(part)
    yield from _sentences("How far each feed is complete", [feed_words(f) for f in facts.feeds])
    yield from _paragraphs(notes_of(facts), "note")
    yield "</main></body></html>\n"


def _paragraphs(lines: Iterable[str], name: str = "") -> Iterator[str]:
    sort = f' class="{name}"' if name else ""
    yield from (f"<p{sort}>{escape(line)}</p>\n" for line in lines)


def _sentences(heading: str, sentences: Iterable[str]) -> Iterator[str]:
    items = "".join(f"<li>{escape(sentence)}</li>\n" for sentence in sentences)
    yield f"<h2>{escape(heading)}</h2>\n"
    yield f"<ul>\n{items}</ul>\n" if items else "<p>Not known.</p>\n"


def _part(part: Part) -> Iterator[str]:
    if part.sentences:
        yield from _sentences(part.heading, part.sentences)
        return
    yield f"<h2>{escape(part.heading)}</h2>\n"
    yield from _paragraphs([part.note] if part.note else [])
    yield "<table>\n<thead><tr>"
    yield "".join(f'<th scope="col">{name}</th>' for name in COLUMNS)
    yield "</tr></thead>\n<tbody>\n"
    yield from (_row(line) for line in part.lines)
    yield "</tbody></table>\n"


def _row(line: Line) -> str:
    first, *rest = (escape(words) for words in line.wait)
    sign = ' class="late"' if line.is_late else ""
    more = [f"<b>{escape(mark)}</b>" for mark in line.marks]
    told = [escape(words) for words in (line.told, *line.notes) if words]
    return (
        f'<tr><th scope="row">{escape(line.code)}</th>'
        f"<td><b{sign}>{first}</b>{''.join(f'<br>{words}' for words in rest)}</td>"
        f"<td>{'<br>'.join(map(escape, line.children))}</td>"
        f"<td>{'<br>'.join([*told[:1], *more, *told[1:]])}</td></tr>\n"
    )
