"""Every story: what builds it, until when it is replayed, and how its alarms are worked out.

`uv run python -m tests.scenarios.stories.every` writes the files anew.
"""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from functools import partial
from pathlib import Path

from tests.model.sentences import COUNCIL, POLICE
from tests.model.times import Message
from tests.model.weeks import Timetable
from tests.scenarios.stories import closures, floods, thinning, weekends
from tests.scenarios.stories.expecting import (
    Alert,
    all_together,
    by_timetable,
    home_by_home,
    in_order,
    over_weeks,
)
from tests.scenarios.stories.saying import sentence

REPLAYS = Path(__file__).parents[1] / "replays"
PACKED_FROM = 100_000
"""Files of more bytes are packed."""

WEEKDAYS = frozenset(range(5))
TIMETABLES = {
    POLICE: Timetable(at=time(7), days=WEEKDAYS),
    COUNCIL: Timetable(at=time(17), days=WEEKDAYS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One scenario, in the folder of its name."""

    lines: Callable[[], list[Message]]
    until: str
    worked_out: Callable[[list[Message], str], list[Alert]] = all_together


STORIES = {
    "a-district-passes-on-28-percent": Story(
        lines=thinning.a_district_passes_on_28_percent,
        until="2026-07-13T00:00:00Z",
        worked_out=over_weeks,
    ),
    "high-risk-halves": Story(
        lines=thinning.high_risk_halves, until="2026-07-13T00:00:00Z", worked_out=over_weeks
    ),
    "medium-starves": Story(lines=thinning.medium_starves, until="2026-11-15T12:00:00Z"),
    "friday-16-45": Story(lines=weekends.friday_16_45, until="2026-11-23T12:00:00Z"),
    "christmas-2026": Story(lines=weekends.christmas_2026, until="2026-12-29T18:00:00Z"),
    "resend-storm": Story(
        lines=floods.resend_storm, until="2026-11-18T18:00:00Z", worked_out=home_by_home
    ),
    "go-live-backlog": Story(
        lines=floods.go_live_backlog, until="2026-11-03T08:00:00Z", worked_out=home_by_home
    ),
    "monday-dump-of-60": Story(
        lines=floods.monday_dump_of_60, until="2026-11-23T18:00:00Z", worked_out=home_by_home
    ),
    "receipt-by-edt": Story(lines=weekends.receipt_by_edt, until="2026-11-23T12:00:00Z"),
    "cross-border": Story(lines=closures.cross_border, until="2026-11-17T18:00:00Z"),
    "open-case-with-and-without-confirmation": Story(
        lines=closures.open_case_with_and_without_confirmation, until="2026-11-17T18:00:00Z"
    ),
    "a-wrong-closure-reopened": Story(
        lines=closures.a_wrong_closure_reopened, until="2026-11-17T18:00:00Z"
    ),
    "a-07-00-file-with-weekends-skipped": Story(
        lines=weekends.a_07_00_file_with_weekends_skipped,
        until="2026-11-17T18:00:00Z",
        worked_out=partial(by_timetable, timetables=TIMETABLES),
    ),
}
"""In the order of the table in `replays/README.md`."""


def must_ring(story: Story) -> list[str]:
    """Return what must ring in a story, in sentences, worked out by the slow model."""
    return [sentence(alert) for alert in in_order(story.worked_out(story.lines(), story.until))]


def file_of(name: str) -> Path:
    """Return where the messages of a story are: packed where they are many."""
    packed = REPLAYS / name / "in.ndjson.gz"
    return packed if packed.exists() else REPLAYS / name / "in.ndjson"


def text_of(lines: list[Message]) -> str:
    """Return messages as a file holds them."""
    return "".join(f"{json.dumps(line)}\n" for line in lines)


def read(name: str) -> str:
    """Return the messages of a story as its file holds them."""
    path = file_of(name)
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()


def expected(name: str) -> list[str]:
    """Return what the story's own file says must ring."""
    return (REPLAYS / name / "expected.txt").read_text(encoding="utf-8").splitlines()


def write(name: str, story: Story) -> None:
    """Write both files of a story."""
    folder = REPLAYS / name
    folder.mkdir(exist_ok=True)
    raw = text_of(story.lines()).encode()
    if len(raw) > PACKED_FROM:
        (folder / "in.ndjson.gz").write_bytes(gzip.compress(raw, mtime=0))
    else:
        (folder / "in.ndjson").write_bytes(raw)
    said = "".join(f"{one}\n" for one in must_ring(story))
    (folder / "expected.txt").write_text(said, encoding="utf-8")


if __name__ == "__main__":
    for name, story in STORIES.items():
        write(name, story)
