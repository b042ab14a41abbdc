"""Each story of `replays/`: what the real command rings is what must ring, to the sentence.

What must ring was worked out by the slow model of the contract and read by people; the tests with
names of their own say what it comes to.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.database import Database
from tests.command_line import danm
from tests.replays.both import a_database
from tests.replays.ours import replay_ours
from tests.scenarios.stories.every import (
    REPLAYS,
    STORIES,
    expected,
    file_of,
    must_ring,
    read,
    text_of,
)
from tests.scenarios.stories.saying import sentence, tally

LISTED = re.compile(r"^\| \[`([\w-]+)`\]\(\1\) \| (\S+) \|", re.MULTILINE)
"""How the table of stories names each, and until when it is replayed."""


@pytest.mark.parametrize("name", STORIES)
def test_the_replay_of_a_story_rings_what_must_ring_and_nothing_else(
    name: str, tmp_path: Path
) -> None:
    config = REPLAYS / name / "danm.toml"
    given: tuple[str | Path, ...] = ("--config", config) if config.exists() else ()
    until = STORIES[name].until

    ended = danm(
        *given,
        *("replay", file_of(name), "--until", until, "--alerts", "alerts.ndjson", "--reveal"),
        at=tmp_path,
    )

    assert ended.code == 0, ended.err
    told = (tmp_path / "alerts.ndjson").read_text(encoding="utf-8").splitlines()
    assert [sentence(json.loads(line)) for line in told] == expected(name)


@pytest.mark.parametrize("name", STORIES)
def test_the_slow_model_says_that_this_must_ring(name: str) -> None:
    assert must_ring(STORIES[name]) == expected(name)


@pytest.mark.parametrize("name", STORIES)
def test_what_builds_a_story_still_gives_its_file(name: str) -> None:
    assert text_of(STORIES[name].lines()) == read(name)


def test_every_story_stands_in_the_table_with_its_end() -> None:
    listed = LISTED.findall((REPLAYS / "README.md").read_text(encoding="utf-8"))

    assert listed == [(name, story.until) for name, story in STORIES.items()]
    assert {path.name for path in REPLAYS.iterdir() if path.is_dir()} == set(STORIES)


def about(name: str, *words: str) -> list[str]:
    """Return the sentences of a story in which all these words stand."""
    return [one for one in expected(name) if all(word in one for word in words)]


def test_a_district_that_passes_on_28_percent_is_told_the_next_morning_and_the_other_is_not() -> (
    None
):
    name = "a-district-passes-on-28-percent"

    assert expected(name)[0].startswith("Tue 7 Jul 07:30 | Stoke-on-Trent | the police counted")
    assert expected(name)[1].startswith("Tue 7 Jul 09:00 | Stoke-on-Trent | far fewer incidents")
    assert about(name, "Staffordshire") == []


def test_high_risk_that_halves_is_told_within_the_week_although_the_others_come() -> None:
    (told,) = expected("high-risk-halves")

    assert told.startswith("Sun 12 Jul 10:00 | Stoke-on-Trent | far fewer incidents than usual")


def test_medium_waits_up_to_four_days_and_nobody_is_interrupted() -> None:
    said = tally(expected("medium-starves"))

    assert said == {
        ("soon late", "on the next list"): 9,
        ("late", "on the next list"): 8,
        ("tell a senior", "on the next list"): 7,
        ("top limit", "on the next list"): 3,
        ("no longer waits", "on the next list"): 8,
    }
    assert about("medium-starves", "(high,") == []


def test_of_a_weekend_of_64_hours_the_front_door_hears_when_it_is_over() -> None:
    rang = expected("friday-16-45")

    assert [one for one in rang if "mash_duty" in one] == about("friday-16-45", "no longer waits")
    assert about("friday-16-45", "at once") == about("friday-16-45", "Sat 21 Nov 00:45")


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = a_database(sqlite_url)
    yield database
    database.close()


def clocks_of(database: Database, name: str, case: str) -> dict[str, dict[str, object]]:
    """Return the clocks of one case of a story, as the program tells them."""
    story = STORIES[name]
    told = replay_ours(database, story.lines(), story.until).incidents
    (clocks,) = (one["clocks"] for one in told if one["incident_ref"] == case)
    return dict(clocks)


def test_64_hours_of_waiting_are_20_minutes_of_opening(database: Database) -> None:
    duty = clocks_of(database, "friday-16-45", "HIGH-FRIDAY-1645")["duty"]

    assert duty == {
        "seconds": 64 * 3600 + 5 * 60,
        "working_seconds": 20 * 60,
        "target": 8 * 3600,
        "verdict": "late",
        "late_by": 56 * 3600 + 5 * 60,
    }


def test_what_is_received_on_christmas_eve_is_to_be_decided_by_tuesday_evening(
    database: Database,
) -> None:
    """16:40 on Thursday to 17:00 on Tuesday; decided at 16:30, after 8 h 20 min of opening."""
    clocks = clocks_of(database, "christmas-2026", "MEDIUM-ON-THE-EVE")

    assert clocks["decision"] == {
        "seconds": 5 * 86_400 - 10 * 60,
        "working_seconds": 8 * 3600 + 20 * 60,
        "target": 5 * 86_400 + 20 * 60,
        "verdict": "met",
    }
    assert clocks["pickup"]["working_seconds"] == 20 * 60 + 2 * 3600 + 30 * 60


def test_at_christmas_edt_stands_in_until_tuesday() -> None:
    before_tuesday = [one for one in expected("christmas-2026") if not one.startswith("Tue 29")]

    assert len(before_tuesday) == 5
    assert not any("mash_duty" in one for one in before_tuesday)
    picked_up = about("christmas-2026", "to be picked up")
    assert [one[:16] for one in picked_up] == ["Tue 29 Dec 09:00", "Tue 29 Dec 10:00"]


def test_a_storm_of_resends_rings_nothing_twice_and_nothing_anew() -> None:
    rang = [tuple(one.split(" | ")[1:3]) for one in expected("resend-storm")]

    assert len(rang) == len(set(rang))
    assert about("resend-storm", "12:00 |") == about("resend-storm", "14:00 |") == []


def test_at_go_live_each_old_case_rings_once_and_no_higher_than_it_may() -> None:
    at_once = about("go-live-backlog", "Mon 2 Nov 09:00 |")
    cases = [one.split(" | ")[1] for one in at_once]

    assert len(cases) == len(set(cases))
    assert {what for what, _ in tally(at_once)} == {
        "top limit",
        "late",
        "soon late",
        "for the record",
    }
    assert all(", due " in one for one in at_once)


def test_of_a_monday_dump_of_60_only_those_graded_high_interrupt() -> None:
    now = about("monday-dump-of-60", "at once")

    assert now
    assert all("(high," in one and "Mon 23 Nov 07:10 |" in one for one in now)


def test_a_receipt_by_edt_ends_the_wait_to_the_second() -> None:
    name = "receipt-by-edt"

    assert about(name, "HIGH-IN-TIME") == about(name, "MEDIUM-TO-THE-SECOND") == []
    assert about(name, "HIGH-BY-TELEPHONE")[-1].startswith("Mon 23 Nov 09:05")


def test_no_delivery_is_missed_at_the_weekend_but_mondays_is() -> None:
    (silent,) = about("a-07-00-file-with-weekends-skipped", "a feed is silent")

    assert silent.startswith("Mon 16 Nov 08:00")
