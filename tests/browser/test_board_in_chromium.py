"""The board in a real browser: forms are taken, every page is for everybody, nothing is blocked."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from consumer.web import serve
from schemas.hold_tables import acknowledgements
from tests.browser.board_room import BoardRoom
from tests.contract.hand_room import KNEW, NOON, REFERENCE, code_of, come
from tests.quarantine_room import Room
from tests.servers.required import require_package
from tests.spec.metered import a_report
from tests.wire import wire, with_data

pytestmark = pytest.mark.integration

axe = require_package("axe_playwright_python.sync_playwright", group="browser")

PAGES = (
    "/",
    "/board/late",
    "/board/feeds",
    "/board/alerts",
    "/board/quarantine",
    "/board/policy",
    "/board/about",
    "/board/accessibility",
    "/case",
)
ANOTHER = "STF-26-0000002"
A_MINUTE = 61_000
"""Milliseconds after which an open page asks again."""

NARROWEST = 320
"""Pixels of a phone, or of a screen at 400 %."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """On a file alone."""
    return sqlite_url


@pytest.fixture
def address(room: Room) -> Iterator[str]:
    serving = serve(BoardRoom(room.database, NOON).app(), "127.0.0.1", 0)
    yield serving.url
    serving.stop()


def test_an_edt_worker_takes_a_case_in_hand_by_keyboard_alone(
    room: Room, address: str, chromium: Any
) -> None:
    page = chromium.new_page()
    page.goto(address)
    page.get_by_role("link", name=code_of(room)).focus()
    page.keyboard.press("Enter")
    page.locator("#name").focus()
    page.keyboard.type("A. Smith, EDT")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("in 2")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Done. The case is in hand.").wait_for()

    assert "In hand: A. Smith, EDT" in page.locator("main").inner_text()
    assert len(room.rows(acknowledgements)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROWEST, 1280])
def test_every_page_is_for_everybody(
    room: Room, address: str, chromium: Any, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 800}
    visit = chromium.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
    page = visit.new_page()
    room.come(wire(with_data(surname="Doe")), at=NOON)

    for path in (*PAGES, f"/case/{code_of(room)}", f"/board/quarantine/{room.ids[0]}"):
        page.goto(f"{address}{path}")
        found = axe.Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_browser_blocks_nothing_of_ours_and_asks_nobody_else(
    room: Room, address: str, chromium: Any
) -> None:
    page = chromium.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))

    for path in (*PAGES, f"/case/{code_of(room)}"):
        page.goto(f"{address}{path}")

    assert said == []
    assert {one.split("/", 3)[2] for one in asked} == {address.removeprefix("http://")}


def test_an_open_page_follows_with_focus_where_it_was(
    room: Room, address: str, chromium: Any
) -> None:
    page = chromium.new_page()
    page.clock.install()
    page.goto(address)
    page.get_by_role("link", name=code_of(room)).focus()
    come(room, a_report(KNEW, ANOTHER))

    with page.expect_response("**/board"):
        page.clock.fast_forward(A_MINUTE)

    page.locator(".waits tbody tr").nth(1).wait_for()
    page.locator("a:focus", has_text=code_of(room)).wait_for()


def test_lengths_of_time_tick_in_the_words_that_the_server_would_say(
    room: Room, chromium: Any
) -> None:
    board = BoardRoom(room.database, NOON)
    serving = serve(board.app(), "127.0.0.1", 0)
    path, hours = f"{serving.url}/case/{code_of(room)}", (0.02, 1.5, 29, 80)
    open_page, fresh = chromium.new_page(), chromium.new_page()
    open_page.clock.install()
    open_page.goto(path)
    open_page.locator("#name").fill("A. Smith, EDT")  # so that it does not follow

    for hour, last in zip(hours, (0, *hours), strict=False):
        open_page.clock.fast_forward(int((hour - last) * 3_600_000) + 5_000 * (hour == hours[0]))
        board.now = NOON + timedelta(hours=hour, seconds=5)
        fresh.goto(path)
        ticked = [one.locator("[data-ticks]").first.inner_text() for one in (open_page, fresh)]
        # The server alone says that what was in time is late by now.
        assert waited_in(ticked[0]) == waited_in(ticked[1]), hour
        assert open_page.locator("[aria-live] [data-ticks], [role] [data-ticks]").count() == 0
    assert "less than 1 min left" in open_page.locator("[data-ticks]").first.inner_text()
    serving.stop()


def waited_in(text: str) -> str:
    return text.partition("waited ")[2].partition(",")[0].partition(".")[0]


def test_what_somebody_types_is_left_alone(room: Room, address: str, chromium: Any) -> None:
    page = chromium.new_page()
    page.clock.install()
    page.goto(f"{address}/case/{code_of(room)}")
    page.locator("#name").fill("A. Smith, EDT")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.clock.fast_forward(A_MINUTE)

    assert (page.locator("#name").input_value(), asked) == ("A. Smith, EDT", [])


def test_a_page_whose_board_is_gone_says_that_it_is_old(
    room: Room, address: str, chromium: Any
) -> None:
    page = chromium.new_page()
    page.clock.install()
    page.goto(address)
    page.route("**/board", lambda route: route.abort())
    assert not page.locator("#stale").is_visible()

    page.clock.fast_forward(A_MINUTE)

    page.locator("#stale").wait_for(state="visible")
    assert page.get_by_role("link", name=code_of(room)).is_visible()


def test_a_page_that_follows_leaves_opened_parts_and_the_focus_and_says_once_what_was_done(
    room: Room, address: str, chromium: Any
) -> None:
    page = chromium.new_page()
    page.clock.install()
    page.goto(f"{address}/case/{code_of(room)}")
    page.locator("#name").fill("A. Smith, EDT")
    page.get_by_label("I rang the police desk").check()
    page.get_by_label("When do you look again?").select_option("in 2 h")
    page.get_by_role("button", name="Take it in hand").click()
    page.get_by_role("status").wait_for()
    summary = page.locator("summary", has_text="Correct a time")
    summary.click()

    come(room, a_report("2026-06-15T08:00:00Z", REFERENCE, risk="high"))
    page.clock.fast_forward(A_MINUTE)
    page.get_by_text("Highest risk so far").or_(page.get_by_text("high").first).first.wait_for()
    page.get_by_role("status").wait_for(state="detached")

    assert page.locator("summary:focus").inner_text() == "Correct a time"
    assert page.locator("details[open] > summary").all_inner_texts() == ["Correct a time"]
