"""The policy as people read it, and what the program doubts in it."""

from pathlib import Path

import pytest

from schemas.policy_doubts import doubts
from schemas.policy_file import load_policy
from schemas.policy_words import (
    KIND_WORDS,
    OCCASION_WORDS,
    RISK_WORDS,
    ROLE_WORDS,
    RUNG_WORDS,
    render,
)
from schemas.telling import Occasion
from schemas.words import Kind, Risk, Role, Rung
from tests.policy_files import STAFFORDSHIRE, STOKE, changed

POLICY = load_policy(None)


def test_a_policy_is_shown_with_every_number_its_source_and_who_is_told() -> None:
    text = render(POLICY)

    assert "medium        12 h          24 h        proposal; compare Merton 6 h" in text
    assert "medium as high, standard as medium, not assessed as high" in text
    assert "Monday to Thursday 08:30-17:00, Friday 08:30-16:30; closed on bank holidays" in text
    assert all(word in text for word in OCCASION_WORDS.values())
    assert all(note.source in text for note in POLICY.notes.values())
    assert POLICY.owner in text


def test_a_number_with_an_owner_of_its_own_is_shown_with_it(tmp_path: Path) -> None:
    policy = changed(tmp_path, ('after = "72 h"', 'after = "72 h"\nowner = "Safeguarding board"'))

    assert "(owner: Safeguarding board)" in render(policy)


def test_every_word_of_the_policy_has_plain_english() -> None:
    assert set(OCCASION_WORDS) == set(Occasion)
    assert set(ROLE_WORDS) == set(Role)
    assert set(RISK_WORDS) == set(Risk)
    assert set(KIND_WORDS) == set(Kind)
    assert set(RUNG_WORDS) == set(Rung)


def test_the_policy_that_ships_is_doubted_only_for_what_a_council_must_fill_in() -> None:
    facts = [doubt.fact for doubt in doubts("policy.toml", POLICY)]

    assert "nobody owns this policy yet" in facts
    assert "no council has a director route" in facts
    assert len(facts) == 1 + len(Role)


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [
        pytest.param(
            'warn = "4 h"\nlate = "8 h"\nsource = "proposal; c',
            'warn = "4 h"\nlate = "30 h"\nsource = "proposal; c',
            "30 h is longer than 24 h for medium",
            id="a-graver-grade-waits-longer",
        ),
        pytest.param(
            'after = "4 h"',
            'after = "24 h"',
            "for standard no senior is told before the ceiling, 72 h",
            id="a-senior-is-told-too-late",
        ),
        pytest.param(
            '["unborn", "0-3"]',
            '["0-3"]',
            "unborn is timed like an older child",
            id="the-unborn-forgotten",
        ),
        pytest.param(
            'not_assessed = "high"',
            'not_assessed = "standard"',
            "a baby graded not_assessed would wait longer than an older child",
            id="a-baby-waits-longer",
        ),
        pytest.param(
            'rungs = ["breach"]',
            'rungs = ["escalate"]',
            "a late notification graded high interrupts nobody in front-door hours",
            id="nobody-is-interrupted",
        ),
        pytest.param(
            '"16:00"]\ndays = "open"\nsource = "proposal; as the duty worker"',
            '"17:30"]\ndays = "open"\nsource = "proposal; as the duty worker"',
            f"{STOKE} is closed at 17:30 on every day",
            id="a-list-when-everybody-has-gone-home",
        ),
        pytest.param(
            f'["{STOKE}", "{STAFFORDSHIRE}"]',
            f'["{STOKE}"]',
            "no force of this file sends to it",
            id="a-council-without-a-force",
        ),
        pytest.param(
            'front_door = "Integrated Front Door"',
            'front_door = "x"\nroutes = { director = ["e-mail"] }',
            "no director route",
            id="one-council-has-a-route-the-other-not",
        ),
    ],
)
def test_what_a_policy_probably_does_not_mean_is_doubted(
    tmp_path: Path, old: str, new: str, fact: str
) -> None:
    policy = changed(tmp_path, (old, new))

    assert fact in [doubt.fact for doubt in doubts("policy.toml", policy)]
