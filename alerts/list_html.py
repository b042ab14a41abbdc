"""One list as a page for a mail: a real table, nothing loaded, no link, readable on a phone. Pure.

Colour is never the only sign: what is late says so in words. Every page is complete in itself.
"""

from collections.abc import Iterable, Iterator
from html import escape

from alerts.feed_progress import feed_words
from alerts.list_lead import heading, lead_lines, subject
from alerts.list_parts import Line, Part, notes_of, parts_of, to_do_lines, whose
from alerts.lists import ListFacts
from alerts.trial_marks import warning_lines

COLUMNS = ("Case code", "Wait", "Children", "To know")

_BEGINS = "<body><main>\n"

MOST_LINES = 3000
"""From more cases on a list has no page: mail programs cut it off, and the text holds every one.

Source: assumption; so many lines are about 1 MB.
"""

STYLE = """\
:root{color-scheme:light dark}
body{font:16px/1.4 Arial,Helvetica,sans-serif;max-width:60em;margin:0 auto;padding:12px}
h1{font-size:1.4em;line-height:1.25;margin:.3em 0}
h2{font-size:1.15em;margin:1.6em 0 .3em}
p{margin:.4em 0}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{border-bottom:1px solid #8a8a8a;padding:6px 10px 6px 0;text-align:left;vertical-align:top}
thead th{border-bottom-width:2px}
thead th:first-child{width:6.5em}
tbody th{font-family:Consolas,Menlo,monospace}
.late td:nth-child(2) b{color:#a30000}
.lead{font-size:1.1em}
.sign{background:#fff2c2;color:#000;padding:6px 10px;font-weight:bold}
.do{background:#f1f1f1;color:#000;padding:6px 10px;margin:0}
.note{font-size:.9em}
@media (prefers-color-scheme:dark){
.late td:nth-child(2) b{color:#ff9d94}
.sign{background:#4a3b00;color:#fff}
.do{background:#2b2b2b;color:#fff}
}
@media (max-width:34em){
thead{position:absolute;left:-9999px}
table,tbody,tr,th,td{display:block}
tr{border-bottom:1px solid #8a8a8a;padding:8px 0}
th,td{border:0;padding:1px 0}
tbody th{font-size:1.1em}
}
"""
"""Colours are plain, without variables: the mail program of most offices knows none."""


def list_html(facts: ListFacts) -> str | None:
    """Return the page of one list, None where it holds too many cases for a page."""
    parts = parts_of(facts)
    if sum(len(part.lines) for part in parts) > MOST_LINES:
        return None
    return "".join(_page(facts, parts))


def _page(facts: ListFacts, parts: Iterable[Part]) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{escape(subject(facts))}</title><style>{STYLE}</style></head>{_BEGINS}"
    marks = warning_lines(is_simulated=facts.is_simulated, is_shadow=facts.is_shadow)
    yield from _paragraphs(marks, "sign")
    yield f"<h1>{escape(heading(facts))}</h1>\n"
    yield from _paragraphs(lead_lines(facts), "lead")
    yield from _paragraphs(whose(facts))
    yield from _paragraphs(to_do_lines(facts), "do")
    for part in parts:
        yield from _part(part)
    yield from _sentences("How far each feed is complete", [feed_words(f) for f in facts.feeds])
    yield from _paragraphs(notes_of(facts), "note")
    yield "</main></body></html>\n"


def with_note_on_top(page: str, lines: Iterable[str]) -> str:
    """Return a page with lines of a note above all else."""
    note = "".join(_paragraphs(lines, "sign"))
    return page.replace(_BEGINS, f"{_BEGINS}{note}", 1)


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
    late = ' class="late"' if part.is_late else ""
    yield f"<table{late}>\n<thead><tr>"
    yield "".join(f'<th scope="col">{name}</th>' for name in COLUMNS)
    yield "</tr></thead>\n<tbody>\n"
    yield from (_row(line) for line in part.lines)
    yield "</tbody></table>\n"


def _row(line: Line) -> str:
    first, *rest = (escape(words) for words in line.wait)
    marks = [f"<b>{escape(mark)}</b>" for mark in line.marks]
    known = [*marks, *(escape(words) for words in line.known)]
    return (
        f'<tr><th scope="row">{escape(line.code)}</th>'
        f"<td>{'<br>'.join([f'<b>{first}</b>', *rest])}</td>"
        f"<td>{'<br>'.join(map(escape, line.children))}</td>"
        f"<td>{'<br>'.join(known)}</td></tr>\n"
    )
