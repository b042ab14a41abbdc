"""What the contract's section 4 promises of every command, seen from outside."""

from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from tests.command_line import danm

COMMANDS = (
    (),
    ("replay",),
    ("waiting",),
    ("incidents",),
    ("metrics",),
    ("import-csv",),
    ("policy",),
    ("policy", "show"),
    ("policy", "check"),
    ("check",),
    ("schemas",),
    ("db",),
    ("db", "upgrade"),
)
LISTS = (("waiting",), ("incidents",), ("metrics",))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words) or "danm")
def test_help_comes_at_once_and_fits_an_80_column_terminal(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    took = []
    for _ in range(3):
        start = perf_counter()
        helped = danm(*command, "--help", at=tmp_path)
        took.append(perf_counter() - start)

    assert helped.code == 0
    assert "Usage: danm" in helped.out
    assert max(len(one) for one in helped.out.splitlines()) <= 80
    assert "<bool>" not in helped.out
    assert "Path" not in helped.out
    assert median(took) < 1
    assert list(tmp_path.iterdir()) == []
