"""Without a mouse, enlarged, on a phone, on paper, in colours of their own: all can be read."""

from collections.abc import Iterator
from typing import Any

import pytest

from consumer.boarding import Fittings
from consumer.web import serve
from tests.browser import quarantine_forms
from tests.browser.board_room import BoardRoom
from tests.browser.test_board_in_chromium import PAGES
from tests.contract.hand_room import NOON, code_of
from tests.quarantine_room import Room
from tests.servers.required import require_package

pytestmark = pytest.mark.integration

axe = require_package("axe_playwright_python.sync_playwright", group="browser")

EVENING = NOON.replace(hour=20)
"""The case has waited for thirteen hours, so that its bar is neither empty nor over."""

FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {name: one.id || one.className || one.getAttribute('href') || one.tagName,
          outline: parseFloat(style.outlineWidth), style: style.outlineStyle,
          seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight};
}"""
MOST_STOPS = 80


@pytest.fixture
def room(file_room: Room) -> Room:
    """One case that rang, and one message that could not be read."""
    file_room.come(quarantine_forms.SPOILT, at=NOON)
    file_room.sweep(EVENING)
    return file_room


@pytest.fixture
def address(room: Room) -> Iterator[str]:
    fittings = Fittings(reader=room.reader)
    serving = serve(BoardRoom(room.database, EVENING, fittings=fittings).app(), "127.0.0.1", 0)
    yield serving.url
    serving.stop()


def every_page(room: Room) -> tuple[str, ...]:
    return (*PAGES, f"/case/{code_of(room)}", quarantine_forms.path_of(room))


def stops(page: Any) -> list[dict[str, Any]]:
    """Where Tab comes to, from the top of a page until it leaves it."""
    found: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["name"] == "BODY" or (found and stop == found[0]):
            break
        found.append(stop)
    return found


def test_the_tab_key_comes_to_everything_and_shows_where_it_is(
    room: Room, address: str, chromium: Any
) -> None:
    page = chromium.new_page()

    for path in every_page(room):
        page.goto(f"{address}{path}")
        found = stops(page)

        assert found[0]["name"] == "skip", path
        unseen = [
            one for one in found if not one["seen"] or one["outline"] < 2 or one["style"] == "none"
        ]
        assert unseen == [], path


def test_the_tab_key_comes_to_the_menu_the_filters_and_the_case(
    room: Room, address: str, chromium: Any
) -> None:
    page = chromium.new_page()
    page.goto(address)

    names = [one["name"] for one in stops(page)]

    wanted = ["skip", "/board/late", "find-code", "risk", f"/case/{code_of(room)}"]
    assert [name for name in names if name in wanted] == wanted


@pytest.mark.parametrize("width", [320, 390])
def test_no_page_scrolls_sideways_where_it_is_enlarged_four_times_or_on_a_phone(
    room: Room, address: str, chromium: Any, width: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 640})

    for path in every_page(room):
        page.goto(f"{address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_on_paper_there_is_the_page_without_what_one_presses(
    room: Room, address: str, chromium: Any
) -> None:
    page = chromium.new_page()
    page.emulate_media(media="print")

    for path in every_page(room):
        page.goto(f"{address}{path}")
        assert page.locator("h1").is_visible(), path
        pressed = page.locator("nav, form, button, input, select, textarea, .skip")
        shown = [one.evaluate("e => e.outerHTML") for one in pressed.all() if one.is_visible()]
        assert shown == [], path
    page.goto(address)
    assert page.get_by_text(code_of(room)).first.is_visible()
    assert page.locator("thead th").first.is_visible()


def test_in_colours_of_ones_own_the_bar_and_the_states_are_still_told(
    address: str, chromium: Any
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.emulate_media(forced_colors="active")
    page.goto(address)

    fills = {
        name: page.locator(f".bar .{name}").first.evaluate("e => getComputedStyle(e).fill")
        for name in ("whole", "gone")
    }

    assert fills["whole"] != fills["gone"]
    assert page.locator(".limit").first.inner_text().strip()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_after_a_form_was_sent_the_page_is_still_for_everybody(
    room: Room, address: str, chromium: Any, scheme: str
) -> None:
    page = chromium.new_context(color_scheme=scheme, bypass_csp=True).new_page()
    page.goto(f"{address}/case/{code_of(room)}")
    page.locator("#name").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/in-hand")

    found = axe.Axe().run(page).response["violations"]

    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def tab_to(page: Any, selector: str) -> None:
    """Press Tab, and nothing else, until the focus is where it is wanted."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(selector)


def test_a_case_is_opened_and_taken_in_hand_from_the_first_page_by_keys_alone(
    room: Room, address: str, chromium: Any
) -> None:
    code = code_of(room)
    page = chromium.new_page()
    page.goto(address)
    tab_to(page, f'main a[href="/case/{code}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/case/{code}")
    tab_to(page, "#name")
    page.keyboard.type("A. Smith, EDT")
    tab_to(page, "input[type=radio]")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("in 2")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Done. The case is in hand.").wait_for()

    assert "In hand: A. Smith, EDT" in page.locator("main").inner_text()
