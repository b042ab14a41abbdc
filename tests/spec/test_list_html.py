"""The page of a list: well formed, complete in itself, and readable without colour."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from alerts.list_html import COLUMNS, MOST_LINES
from alerts.list_words import list_text
from alerts.lists import ListFacts
from alerts.standing_in import Instead, with_note
from schemas.words import Role
from tests.spec.list_facts import BABY, FULL, HOLD, NOBODY, UNTRUSTED, waiting

ALONE = frozenset({"meta", "br"})
"""Elements that have no end."""


class Page(HTMLParser):
    """What a page is made of; a tag that is not closed in order is an error."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and "style" not in self.open:
            self.words.append(data.strip())


def page(facts: ListFacts) -> Page:
    html = list_text(facts).html
    assert html is not None
    return Page(html)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(FULL, id="full"),
        pytest.param(NOBODY, id="nobody"),
        pytest.param(replace(NOBODY, police=UNTRUSTED, feeds=()), id="cannot-tell"),
        pytest.param(replace(FULL, is_shadow=True, troubles=("x is silent.",)), id="trial"),
    ],
)
def test_every_tag_is_closed_in_order(facts: ListFacts) -> None:
    found = page(facts)

    assert found.open == []
    assert ("html", {"lang": "en-GB"}) in found.tags
    assert [tag for tag, _ in found.tags].count("h1") == 1


def test_every_table_says_what_its_rows_and_columns_are() -> None:
    tags = page(FULL).tags
    tables = [tag for tag, _ in tags].count("table")
    headers = [attrs["scope"] for tag, attrs in tags if tag == "th"]

    assert headers.count("col") == tables * len(COLUMNS)
    assert headers.count("row") == [tag for tag, _ in tags].count("tr") - tables


def test_nothing_is_loaded_and_nothing_is_linked() -> None:
    html = list_text(FULL).html or ""

    assert not re.search(r"https?:|src=|href=|url\(|@import|<script|<img", html)


def test_what_is_late_says_so_without_its_colour() -> None:
    words = page(FULL).words

    assert "late by 35 h 30 min" in words
    assert any(word.startswith("Past the limit") for word in words)


def test_the_page_holds_every_word_of_the_text_s_rows() -> None:
    words = " ".join(page(FULL).words)

    waits, ends = (*FULL.waiting, *FULL.unnamed), (*FULL.arrived_late, *FULL.ended)
    listed = [row.about for row in waits] + [row.about for row in ends]
    assert all(about.case_code in words for about in listed)
    assert "In hand: J Smith until 10:30, rang the police desk." in words


def test_a_name_with_signs_of_its_own_breaks_nothing() -> None:
    held = replace(BABY, hold=replace(HOLD, name="<b>O'Neil & Co</b>"))
    html = list_text(replace(FULL, waiting=(held,))).html or ""

    assert "&lt;b&gt;O&#x27;Neil &amp; Co&lt;/b&gt;" in html


def test_who_gets_it_in_place_of_others_reads_so_on_the_page_too() -> None:
    text = with_note(list_text(FULL), Instead.NO_ROUTE, [Role.MASH_DUTY])

    assert text.html is not None
    assert Page(text.html).words[1] == "PASS ON: this was for: front-door duty worker."


def test_a_list_too_long_for_a_mail_program_has_the_text_alone() -> None:
    row = waiting("K7M-4QXR", 30, 24)
    most = replace(NOBODY, waiting=(row,) * MOST_LINES)

    assert len(list_text(most).html or "") < 1_000_000
    assert list_text(replace(most, waiting=(row,) * (MOST_LINES + 1))).html is None
