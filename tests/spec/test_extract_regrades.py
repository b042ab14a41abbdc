"""A row that is told again after a regrade: the grade of now stands, the first one stays first."""

from collections.abc import Sequence

import pytest

from consumer.lifecycle import in_force, tell
from consumer.sources.extracts import Message
from schemas.facts import Fact
from tests.replays.live import READER
from tests.replays.ours import records_of
from tests.spec.reading import Read

MAPPING = """
version = 1
kind = "police"
source = "/police/staffordshire/niche"
reference_column = "Ref"
incident_rows = "one"
[file]
zone = "Europe/London"
formats = ["%d/%m/%Y %H:%M"]
[sent]
at = { column = "Updated" }
[reported]
at = { column = "Reported" }
force = "staffordshire"
local_authority = "E06000021"
household = { column = "Home" }
risk = { column = "Initial", values = { S = "standard", H = "high" } }
children = { count = 1 }
[graded]
at = { column = "Reviewed" }
risk = { column = "Current", values = { S = "standard", H = "high" } }
"""
HEADER = "Ref,Reported,Updated,Initial,Reviewed,Current,Home\n"


def night(updated: str, grades: str, home: str = "H1") -> list[Message]:
    """What one night's file tells of one incident: initial grade, when reviewed, grade of now."""
    row = f"R-1,24/11/2026 02:05,24/11/2026 {updated},{grades},{home}\n"
    read = Read(HEADER + row, MAPPING)
    assert not read.bad
    return read.messages


def told_by(messages: Sequence[Message]) -> list[Fact]:
    arrivals = (READER.read(record, None) for record in records_of(messages))
    return [arrival.fact for arrival in arrivals if arrival.fact is not None]


def risks(*nights: list[Message]) -> list[str]:
    """Return the grades in force one after another, each once."""
    account = tell(told_by([message for told in nights for message in told]))
    held = [grade.risk.value for grade in in_force(account.grades, account.armed_from)]
    return [one for one, before in zip(held, [None, *held], strict=False) if one != before]


@pytest.mark.parametrize(
    ("first", "later", "expected"),
    [
        pytest.param("S,,", "S,24/11/2026 15:00,H", ["standard", "high"], id="higher"),
        pytest.param("H,,", "H,24/11/2026 15:00,S", ["high", "standard"], id="lower"),
        pytest.param("H,,", "H,24/11/2026 15:00,H", ["high"], id="confirmed"),
    ],
)
def test_a_regrade_in_a_later_file_is_not_undone_by_the_first_grade_beside_it(
    first: str, later: str, expected: list[str]
) -> None:
    before, after, again = night("06:00", first), night("20:00", later), night("23:00", later, "H2")

    assert risks(before, after) == expected
    assert risks(after) == expected
    assert risks(before, after, again) == expected


def test_what_was_told_last_of_anything_else_counts_also_after_a_regrade() -> None:
    later = "S,24/11/2026 15:00,H"

    one_home = tell(told_by([*night("20:00", later, "H1"), *night("23:00", later, "H2")]))
    other_way = tell(told_by([*night("20:00", later, "H2"), *night("23:00", later, "H1")]))

    assert one_home.household != other_way.household
    assert one_home.household == tell(told_by(night("23:30", later, "H2"))).household


def test_a_regrade_of_before_the_report_changes_nothing() -> None:
    messages = night("20:00", "S,24/11/2026 01:00,H")

    assert [message["type"] for message in messages].count("danm.incident.reported.v1") == 1
