"""How long what is kept is kept: every table decided on, every length with its bounds."""

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from consumer.retention.document import schedule
from consumer.retention.kept import KEPT
from consumer.retention_settings import Kept
from consumer.sources import file_memory
from schemas import canaries, feed_hours
from schemas.moments import parse_instant
from schemas.retention import Retention, months_before
from schemas.tables import metadata
from tests.programs import ROOT


def test_it_is_decided_of_every_table_how_long_it_is_kept() -> None:
    assert set(KEPT) == set(metadata.tables)


def test_the_schedule_in_the_repository_is_current() -> None:
    written = (ROOT / "deploy" / "retention.md").read_text(encoding="utf-8")

    mend = "write it anew: uv run danm purge --schedule > deploy/retention.md"
    assert written == schedule(Retention()), mend


def test_the_schedule_names_the_lengths_of_an_installation() -> None:
    lengths = Retention(
        reference=timedelta(days=11),
        names=timedelta(days=12),
        quarantined=timedelta(days=13),
        case_months=14,
    )

    said = schedule(lengths)

    assert all(length in said for length in ("11 days", "12 days", "13 days", "14 months"))
    assert not [old for old in ("90 days", "30 days", "25 months after") if old in said]


def test_what_the_monitor_forgets_by_itself_is_told_as_it_does_it() -> None:
    assert str(file_memory.KEPT.days) in KEPT["snapshot_rows"].until
    assert str(canaries.KEPT.days) in KEPT["canaries"].until
    assert str(feed_hours.KEPT.days // 7) in KEPT["feed_hours"].until


def test_topics_are_kept_as_long_as_their_settings_say() -> None:
    told = (ROOT / "deploy" / "kafka" / "topics.toml").read_text(encoding="utf-8")

    assert str(timedelta(days=14) // timedelta(milliseconds=1)) in told
    assert "keep messages 14 days" in schedule(Retention())


def test_without_settings_the_lengths_are_those_of_design() -> None:
    assert Kept().retention() == Retention(
        reference=timedelta(days=90),
        names=timedelta(days=90),
        quarantined=timedelta(days=30),
        case_months=25,
    )


@pytest.mark.parametrize(
    "nonsense",
    [
        {"reference": "0 days"},
        {"reference": "12 h"},
        {"reference": "400 days"},
        {"reference": 90},
        {"reference": "90"},
        {"names": "36 h"},
        {"names": "366 days"},
        {"quarantined": "91 days"},
        {"quarantined": "soon"},
        {"case_months": 12},
        {"case_months": 121},
        {"case_months": -1},
        {"cases": 25},
    ],
    ids=str,
)
def test_a_length_that_makes_no_sense_is_refused(nonsense: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Kept.model_validate(nonsense)


@pytest.mark.parametrize(
    ("at", "months", "expected"),
    [
        pytest.param("2028-09-01T02:30:00Z", 25, "2026-08-01T02:30:00Z", id="over-two-new-years"),
        pytest.param("2026-01-31T00:00:00Z", 13, "2024-12-31T00:00:00Z", id="to-december"),
        pytest.param("2026-03-31T00:00:00Z", 13, "2025-02-28T00:00:00Z", id="a-shorter-month"),
        pytest.param("2026-03-31T00:00:00Z", 25, "2024-02-29T00:00:00Z", id="a-leap-year"),
        pytest.param("2026-12-15T00:00:00Z", 12, "2025-12-15T00:00:00Z", id="a-year"),
    ],
)
def test_months_are_those_of_the_calendar(at: str, months: int, expected: str) -> None:
    then: datetime = months_before(parse_instant(at), months)

    assert then == parse_instant(expected)
