"""Packs to look at: of the made-up county, and of San Francisco with a made-up front door.

`uv run python -m tests.a_pack --to FOLDER` writes both, each in a folder of its own;
`--pictures FOLDER` draws the pictures of `deploy/joint-review.md` anew (Chromium, group `browser`).
The data and the keys are always the same, so that the same code gives the same packs.
"""

import argparse
import random
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from pydantic_core import to_json

from consumer.arrivals import Reader
from consumer.demo import SEED
from consumer.replay import Replay
from consumer.sources import Record
from consumer.sources.extract_rows import Tally
from consumer.sources.extracts import messages_from_csv
from consumer.sources.mapping import load_mapping
from consumer.sources.synthetic import history
from consumer.sources.synthetic_cases import STOKE
from consumer.sources.synthetic_course import draw_receipt
from schemas.database import open_database
from schemas.made_up import MADE_UP
from schemas.migrating import prepared
from schemas.moments import parse_instant, zulu
from schemas.words import Risk
from tests.command_line import REPOSITORY, danm
from tests.replays.ours import HOUSE, KEYS
from tests.servers.required import require_package, require_program

NOW = parse_instant("2026-11-23T07:45:00Z")
"""A Monday morning, before the front door opens."""

WEEKS = 13
EXTRACT = REPOSITORY / "tests" / "data" / "sf_police_family_incidents_2018_12.csv"
MAPPING = REPOSITORY / "deploy" / "mappings" / "sf-police.toml"
FRONT_DOOR = f"{MADE_UP}council/front-door"
SHARE_NEVER_TOLD = 0.02
"""Of San Francisco's incidents so many never reach the made-up front door. Assumption."""

AGREED = """
[[change]]
date = 2026-09-28
what = "The police desk sends on Saturdays and Sundays too (made up: nothing changed)"
agreed_by = ["police_manager", "service_head"]
concerns = "staffordshire"
figure = "told_in_time"

[[action]]
date = 2026-09-14
what = "The front door reads its mailbox every hour, also out of hours"
agreed_by = ["director", "police_manager"]
owner = "mash_manager"
concerns = "E06000021"
figure = "half_within"
by = 2026-10-31
done_on = 2026-10-19

[[limit]]
leg = "reported_to_sent"
hours = 12
agreed_by = ["police_manager", "service_head"]

[[goal]]
of_100 = 90
agreed_by = ["director", "police_manager"]
"""
SHOWN = ("first-page", "in-time", "past-limit", "longest")
"""What is drawn for the document: the first page, and these sections."""

COLOURS = 48
"""In a picture: a document should load at once."""


def main() -> None:
    """Write the packs, or the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.a_pack", description=__doc__)
    parser.add_argument("--to", type=Path, metavar="FOLDER")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.to or Path(name)
        county = pack_of_the_county(folder.resolve() / "county")
        if given.to is not None:
            pack_of_san_francisco(folder.resolve() / "san-francisco")
        if given.pictures is not None:
            pictured(county / "review.html", given.pictures)


def pack_of_the_county(folder: Path, weeks: int = WEEKS) -> Path:
    """Make the pack of so many weeks of the demo's county, and return its folder."""
    lines = [to_json(one) for one in history(SEED, NOW, 7 * weeks)]
    agreed = folder / "agreed.toml"
    folder.mkdir(parents=True)
    agreed.write_text(AGREED)
    last = NOW.date() - timedelta(days=1)
    first = last - timedelta(days=7 * weeks - 1)
    return _reviewed(folder, lines, first, last, "--changes", f"{agreed}")


def pack_of_san_francisco(folder: Path) -> Path:
    """Make the pack of December 2018; what its front door tells is made up, and it says so."""
    folder.mkdir(parents=True)
    with EXTRACT.open(newline="", encoding="utf-8") as rows:
        told = messages_from_csv(
            rows, load_mapping(MAPPING), file_name=EXTRACT.name, sent_at=None, tally=Tally()
        )
        police = [one for one in told if isinstance(one, dict)]
    messages = sorted([*police, *_receipts(police)], key=lambda one: str(one["time"]))
    lines = map(to_json, messages)
    return _reviewed(folder, lines, date(2018, 12, 1), date(2018, 12, 31))


def _receipts(police: Iterable[dict[str, object]]) -> Iterator[dict[str, object]]:
    draw = random.Random(SEED)  # noqa: S311 - a made-up front door, the same each time
    for number, one in enumerate(police, 1):
        if draw.random() < SHARE_NEVER_TOLD:
            continue
        sent_at = parse_instant(str(one["time"])) + draw.lognormvariate(1.5, 1.0) * HOUR
        receipt = draw_receipt(draw, STOKE, Risk.NOT_ASSESSED, sent_at)
        yield {
            "specversion": "1.0",
            "id": f"front-door-{number}",
            "source": FRONT_DOOR,
            "type": "danm.notification.received.v1",
            "time": zulu(receipt.at),
            "subject": one["subject"],
            "data": {
                "at": zulu(receipt.at),
                "notice": "full",
                "channel": "portal",
                "received_by": receipt.by.value,
            },
        }


HOUR = timedelta(hours=1)


def _reviewed(folder: Path, lines: Iterable[bytes], first: date, last: date, *more: str) -> Path:
    file = folder / "danm.sqlite"
    reader = Reader(keys=KEYS, rules={})
    records = (Record(raw=raw, coordinates=f"pack:{n}") for n, raw in enumerate(lines, 1))
    with closing(prepared(open_database(f"sqlite:///{file}"))) as database:
        run = Replay(database=database, house=HOUSE, until=_end(last))
        run.run(reader.read(record, None) for record in records)
    days = ("--from", f"{first}", "--to", f"{last}", "--as-of", zulu(_end(last)))
    where = ("--database", f"sqlite:///{file}", "--data-dir", f"{folder}")
    ended = danm("review", *days, *where, "--out", f"{folder}/pack", *more, at=folder)
    assert ended.code == 0, ended.err
    return folder / "pack"


def _end(last: date) -> datetime:
    """Return the morning after the last day."""
    return datetime.combine(last + timedelta(days=1), NOW.timetz())


def pictured(page: Path, folder: Path) -> None:
    """Draw the first page and some sections as they are on paper."""
    from PIL import Image

    playwright = require_package("playwright.sync_api", group="browser")
    program = str(require_program("chromium", debian_package="chromium"))
    folder.mkdir(parents=True, exist_ok=True)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 760, "height": 1200}, device_scale_factor=1.3)
        view.goto(page.as_uri())
        view.emulate_media(media="print")
        for name in SHOWN:
            part = "header" if name == "first-page" else f"section:has(#{name}) .lead"
            shot = Image.open(BytesIO(view.locator(part).screenshot()))
            shot.quantize(COLOURS).save(folder / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
