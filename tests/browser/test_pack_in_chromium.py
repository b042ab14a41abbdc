"""A joint-review pack in a real browser: for everybody, on a phone, and on paper."""

from pathlib import Path
from typing import Any

import pytest

from tests.a_pack import pack_of_the_county
from tests.servers.required import require_package

pytestmark = pytest.mark.integration

axe = require_package("axe_playwright_python.sync_playwright", group="browser")

WEEKS = 5
"""So that charts by week have limits, and every section has something to show."""

NARROWEST = 320
"""Pixels of a phone, or of a screen at 400 %."""

PAPER = 688
"""Pixels between the margins of a sheet of A4: 182 mm at 96 to the inch."""

TOO_WIDE = """width => [...document.querySelectorAll('table, img, .headlines, nav')]
    .filter(one => one.getBoundingClientRect().right > width + 1)
    .map(one => one.querySelector('caption')?.innerText ?? one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def page_of_a_pack(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = pack_of_the_county(tmp_path_factory.mktemp("pack") / "county", WEEKS)
    return Path(folder / "review.html").as_uri()


def test_a_pack_is_for_everybody_on_a_large_screen_and_on_a_phone(
    page_of_a_pack: str, chromium: Any
) -> None:
    for width in (NARROWEST, 1280):
        size = {"width": width, "height": 800}
        page = chromium.new_context(viewport=size, bypass_csp=True).new_page()
        page.goto(page_of_a_pack)

        found = axe.Axe().run(page).response["violations"]

        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_pack_is_read_by_keyboard_and_asks_nobody_for_anything(
    page_of_a_pack: str, chromium: Any
) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(page_of_a_pack)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    where = page.evaluate("[location.hash, document.activeElement.getAttribute('role')]")
    first = page.locator("nav a").first.get_attribute("href")
    assert where == [first, "region"]
    assert [one for one in asked if not one.startswith(("data:", page_of_a_pack))] == []
    assert said == []


def test_nothing_of_a_pack_is_cut_off_on_paper(page_of_a_pack: str, chromium: Any) -> None:
    page = chromium.new_page(viewport={"width": PAPER, "height": 1000})
    page.goto(page_of_a_pack)

    page.emulate_media(media="print")

    assert page.evaluate(TOO_WIDE, PAPER) == []
    # The summary is one sheet: 264 mm between the margins.
    assert page.locator("header").bounding_box()["height"] <= 264 / 25.4 * 96
