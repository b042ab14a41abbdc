"""The measuring programs still run: a few hundred messages and cases, and no number is judged."""

from pathlib import Path

import pytest

from tests.programs import Program

pytestmark = pytest.mark.integration

AIR = 120.0
"""Seconds that one may take on a busy machine; alone it takes under ten."""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(
            ("speed", "--incidents", "600", "--rounds", "1", "--without-quix"),
            "ours, SQLite",
            id="messages-a-second",
        ),
        pytest.param(
            ("waiting", "--cases", "300", "--seconds", "1", "--lead", "4", "--database", "SQLite"),
            "due → outbox, p99",
            id="very-many-waiting",
        ),
        pytest.param(
            ("pages", "--cases", "300", "--rounds", "1", "--database", "SQLite"),
            "later, p95",
            id="pages-of-the-board",
        ),
        pytest.param(
            ("figures", "--cases", "600", "--database", "SQLite"),
            "longest step",
            id="hourly-figures",
        ),
    ],
)
def test_a_small_measurement_runs_to_its_table(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    with Program.start(tmp_path, *arguments, module=("tests.bench",)) as program:
        code = program.ended(AIR)

        assert code == 0
        assert says in program.stdout
        assert "Machine:" in program.stdout
