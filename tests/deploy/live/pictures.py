"""`python -m tests.deploy.live.pictures --to FOLDER`: every dashboard on made-up data, as pages.

With Chromium and the group `browser` also as pictures, of a large screen and of a phone. The data
end at one fixed instant, so that the same code draws the same pages.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image

from deploy.grafana.preview.__main__ import main as preview
from schemas.database import open_database
from schemas.migrating import prepared
from schemas.moments import parse_instant
from tests.deploy.dashboards import FILES
from tests.deploy.live.county import past_of_the_county
from tests.deploy.live.past import OPTIONS, stored
from tests.replays.ours import HOUSE
from tests.servers.prometheus import found_by, prometheus
from tests.servers.required import require_package, require_program

NOW = "2026-11-24T07:45:00Z"
"""A Tuesday morning, before the front door opens."""

NOBODY = "127.0.0.1:9"
"""An address where nothing is to be scraped: there is only a past."""

COLOURS = 64
"""In a picture: pages have few, and a document should load at once."""

WIDTHS = {1920: 1080, 390: 844}
"""Of a large screen and of a phone, each with its height, in pixels."""


def main() -> None:
    """Draw every dashboard."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--days", type=int, default=28)
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, a_past(Path(name), given.days) as address:
        pages = [page for file in FILES for page in drawn(file, address, given.to)]
    pictured(pages)


@contextmanager
def a_past(folder: Path, days: int) -> Iterator[str]:
    """Give the address of a Prometheus that knows the county's last days."""
    with closing(open_database(f"sqlite:///{folder / 'danm.sqlite'}")) as database:
        prepared(database)
        now = parse_instant(NOW)
        often = timedelta(days=28)
        snapshots = past_of_the_county(database, HOUSE, now, days=days, often=often)
    stored(snapshots, folder, NOBODY)
    with prometheus(folder, NOBODY, *OPTIONS) as address:
        found_by(address, "up")
        yield address


def drawn(file: Path, address: str, folder: Path) -> Iterator[tuple[Path, int]]:
    """Yield the pages of one dashboard, each with its width."""
    for width in WIDTHS:
        to = folder / f"{file.stem}-{width}.html"
        options = ["--prometheus", address, "--dashboard", f"{file}", "--to", f"{to}"]
        assert preview([*options, "--now", NOW, "--width", f"{width}"]) == 0
        yield to, width


def pictured(pages: list[tuple[Path, int]]) -> None:
    """Write what a browser shows of each page beside it."""
    playwright = require_package("playwright.sync_api", group="browser")
    program = str(require_program("chromium", debian_package="chromium"))
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for page, width in pages:
            view = browser.new_page(viewport={"width": width, "height": WIDTHS[width]})
            view.goto(page.as_uri())
            shot = Image.open(BytesIO(view.screenshot(full_page=True)))
            shot.quantize(COLOURS).save(page.with_suffix(".png"), optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
