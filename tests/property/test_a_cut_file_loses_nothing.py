"""Wherever a file breaks off, it is named, and the next whole file leaves what it would have left.

A whole file has come before, so that it is known how this source ends a file.
"""

import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumer.sources.disposal import Disposal
from consumer.sources.file_memory import FileState
from schemas.file_tables import files
from schemas.listing import incident_json
from schemas.tables import quarantine
from tests.inboxes import POLICE_HEADER, POLICE_MAPPING, Inboxes, a_file, an_inbox

MONDAY = "2026-06-01T06:00:00Z"
DAY = timedelta(days=1)

FIRST = ["A-0,2026-05-31T20:00:00Z,,M,2026-05-31T21:00:00Z"]
SECOND = [
    "A-0,2026-05-31T20:00:00Z,,H,2026-05-31T21:00:00Z",
    'A-1,2026-06-01T20:00:00Z,"2026-06-01",S,2026-06-01T21:10:00Z',
    "A-2,2026-06-01T20:30:00Z,,M,",
    '"A-3",2026-06-01T21:00:00Z,2026-06-01T20:00:00Z,"H",2026-06-01T23:30:00Z',
]
THIRD = [*SECOND, "A-4,2026-06-02T20:00:00Z,,S,2026-06-02T21:00:00Z"]
WHOLE = a_file(POLICE_HEADER, SECOND).encode()


def told(cut_at: int | None, way: str) -> tuple[list[dict[str, Any]], list[FileState], int]:
    """The cases after three nights, how each file came, and how much lies in quarantine."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        box = an_inbox(
            f"sqlite:///{folder / 'danm.sqlite'}",
            folder,
            POLICE_MAPPING,
            MONDAY,
            by="file" if way == "snapshot" else "times",
            extra="snapshot = true" if way == "snapshot" else "",
            disposal=Disposal.MOVE,
        )
        with closing(box):
            come(box, a_file(POLICE_HEADER, FIRST).encode())
            come(box, WHOLE[:cut_at])
            come(box, a_file(POLICE_HEADER, THIRD).encode())
            states = [FileState(row.state) for row in box.rows(files)]
            cases = [plain(incident_json(one)) for one in box.cases().values()]
            return cases, states, len(box.rows(quarantine))


def come(box: Inboxes, content: bytes) -> None:
    box.put("niche.csv", content)
    box.put("niche.csv.done", "")
    box.turn()
    box.now += DAY


def plain(case: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in case.items() if name not in ("handle", "policy")}


UNCUT = {way: told(None, way)[0] for way in ("snapshot", "plain")}


@pytest.mark.parametrize("way", ["snapshot", "plain"])
def test_without_a_break_five_cases_are_held(way: str) -> None:
    assert [case["incident_ref"] for case in UNCUT[way]] == ["A-0", "A-1", "A-2", "A-3", "A-4"]


@pytest.mark.parametrize("way", ["snapshot", "plain"])
@settings(max_examples=40, deadline=None)
@given(cut_at=st.integers(min_value=1, max_value=len(WHOLE) - 1))
def test_wherever_a_file_breaks_off_the_next_whole_one_mends_it(way: str, cut_at: int) -> None:
    cases, states, held = told(cut_at, way)

    assert cases == UNCUT[way]
    is_whole = WHOLE[cut_at - 1 : cut_at] == b"\n"
    second = FileState.TAKEN if is_whole else FileState.CUT_OFF
    assert states == [FileState.TAKEN, second, FileState.TAKEN]
    assert held == (0 if is_whole else 1)
