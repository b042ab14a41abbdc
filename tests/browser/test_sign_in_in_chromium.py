"""Signing in and out in a real browser, at a provider of another site: nothing is blocked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consumer.board_settings import Board as BoardSettings
from consumer.boarding import Fittings, sign_in_of
from consumer.web import serve
from tests.browser.board_room import BoardRoom
from tests.contract.hand_room import NOON, code_of
from tests.quarantine_room import Room
from tests.servers.mail_server import free_port
from tests.servers.oidc import Account, RealProvider
from tests.servers.required import require_package

pytestmark = pytest.mark.integration

axe = require_package("axe_playwright_python.sync_playwright", group="browser")

SMITH = Account(subject="u-1", name="A. Smith", groups=["edt"])


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """On a file alone."""
    return sqlite_url


@pytest.fixture
def address(room: Room, tmp_path: Path) -> Iterator[str]:
    """A board at localhost, whose provider at 127.0.0.1 is another site to a browser."""
    secret = tmp_path / "client_secret"
    secret.write_text("a secret of the board")
    secret.chmod(0o600)
    port = free_port()
    with RealProvider(tmp_path, [SMITH]) as provider:
        told = {
            "public_url": f"http://localhost:{port}",
            "issuer": provider.issuer,
            "client_id": "danm-board",
            "client_secret_file": secret,
            "people": [{"group": "edt", "roles": ["edt"], "councils": "all"}],
        }
        sign_in = sign_in_of(BoardSettings.model_validate(told))
        app = BoardRoom(room.database, NOON, fittings=Fittings(sign_in=sign_in)).app()
        serving = serve(app, "127.0.0.1", port)
        yield f"http://localhost:{port}"
        serving.stop()


def test_somebody_signs_in_opens_a_case_from_a_mail_and_signs_out(
    room: Room, address: str, chromium: Any
) -> None:
    page = chromium.new_page()
    troubles: list[str] = []
    case = f"{address}/case/{code_of(room)}"

    def keep(one: Any) -> None:
        # What the provider's own page lacks is no trouble of ours.
        if one.type == "error" and one.location["url"].startswith(address):
            troubles.append(one.text)

    page.on("console", keep)
    page.goto(case)
    assert page.get_by_role("heading", name="Sign in").is_visible()
    assert axe.Axe().run(page).violations_count == 0
    page.get_by_role("link", name="Sign in").click()
    assert not page.url.startswith(address)
    page.get_by_role("button", name=SMITH.subject).click()
    page.wait_for_url(case)
    assert page.get_by_text(SMITH.name, exact=True).is_visible()

    page.goto(f"data:text/html,<a href={case}>a case, in a mail at another site</a>")
    page.get_by_role("link").click()
    page.wait_for_url(case)
    assert page.get_by_text(SMITH.name, exact=True).is_visible()

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Signed out").wait_for()
    page.goto(case)
    assert page.get_by_role("heading", name="Sign in").is_visible()
    assert troubles == []


def test_the_sign_in_page_fits_where_it_is_enlarged_four_times(
    room: Room, address: str, chromium: Any
) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 640})

    page.goto(f"{address}/case/{code_of(room)}")

    assert page.get_by_role("link", name="Sign in").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
