"""The file of changes and actions: read strictly, wrong in words that say the mend."""

import re
from datetime import date, timedelta

import pytest

from reviews.agreed import Agreed, Moved, agreed_of
from schemas.words import Role
from tests.command_line import REPOSITORY

SHIPPED = (REPOSITORY / "deploy" / "review" / "agreed.toml").read_text()
CHANGE = """[[change]]
date = 2026-10-05
what = "Sending at weekends"
agreed_by = ["police_manager"]
concerns = "staffordshire"
figure = "told_in_time"
"""
ACTION = """[[action]]
date = 2026-09-14
what = "Read the mailbox"
agreed_by = ["director"]
owner = "mash_manager"
concerns = "E06000021"
figure = "half_within"
by = 2026-10-31
"""


def limit(leg: str) -> str:
    return f'[[limit]]\nleg = "{leg}"\nhours = 12\nagreed_by = ["service_head"]\n'


def read(text: str) -> Agreed | str:
    told = agreed_of(
        text.encode(), file="agreed.toml", forces=("staffordshire",), councils=("E06000021",)
    )
    return told if isinstance(told, Agreed) else "; ".join(map(str, told))


def test_the_shipped_example_is_empty_as_it_is_and_whole_without_its_marks() -> None:
    unmarked = re.sub(r"^# (?=\[\[|\w+ = )", "", SHIPPED, flags=re.MULTILINE)

    told = read(unmarked)

    assert read(SHIPPED) == Agreed()
    assert isinstance(told, Agreed)
    assert [one.since for one in told.happened] == [date(2026, 10, 5), date(2026, 10, 19)]
    assert told.breaks_for({"staffordshire"}) == {
        date(2026, 10, 5): "Sending at weekends is new work"
    }
    assert told.breaks_for({"E06000021"}) == {}
    assert [(one.leg, one.length) for one in told.limits] == [
        ("reported_to_sent", timedelta(hours=12)),
        ("sent_to_received", timedelta(hours=1)),
    ]
    assert told.goal_of("E06000021") == 0.9
    (action,) = told.actions
    assert (action.owner, action.figure) == (Role.MASH_MANAGER, Moved.HALF_WITHIN)


def test_an_action_is_open_until_the_day_it_was_done() -> None:
    told = read(ACTION)

    assert isinstance(told, Agreed)
    assert told.happened == ()


def test_a_council_s_own_goal_comes_before_that_of_all() -> None:
    goal = '[[goal]]\nof_100 = {}\nagreed_by = ["director"]\n'

    told = read(goal.format(90) + goal.format(75) + 'concerns = "E06000021"\n')

    assert isinstance(told, Agreed)
    assert (told.goal_of("E06000021"), told.goal_of("E10000028")) == (0.75, 0.9)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(CHANGE + 'officer = "Smith"\n', "change.entry 1.officer", id="unknown-key"),
        pytest.param(CHANGE.replace("figure", "figur"), "did you mean figure", id="mistyped-key"),
        pytest.param(CHANGE.replace("agreed_by", "# agreed_by"), "add agreed_by", id="missing"),
        pytest.param(
            CHANGE.replace("police_manager", "Sergeant Smith"),
            "use one of mash_duty, edt",
            id="a-name-for-a-role",
        ),
        pytest.param(CHANGE.replace('["police_manager"]', "[]"), "name roles", id="by-nobody"),
        pytest.param(CHANGE.replace("2026-10-05", '"soon"'), "write a day such as", id="no-day"),
        pytest.param(
            CHANGE.replace('"staffordshire"', '"kent"'),
            "'kent' is not in the policy (name one of E06000021, staffordshire)",
            id="another-force",
        ),
        pytest.param(
            ACTION.replace("2026-10-31", "2026-09-01"), "is before the day", id="due-before-agreed"
        ),
        pytest.param(ACTION + "done_on = 2026-09-01\n", "is before 2026", id="done-before-agreed"),
        pytest.param(
            ACTION + 'rebase = "new"\n', "rebase stands with an action that is not", id="not-done"
        ),
        pytest.param(limit("sent_to_reported"), "MILESTONE_to_MILESTONE", id="backwards"),
        pytest.param(
            limit("reported_to_sent") + limit("submitted_to_received"),
            "reported_to_sent and submitted_to_received hold for the same hours",
            id="hours-would-count-twice",
        ),
        pytest.param(
            '[[goal]]\nof_100 = 90\nagreed_by = ["director"]\n' * 2,
            "two goals hold for every council",
            id="two-goals",
        ),
        pytest.param("[[change]\n", "is not TOML", id="no-toml"),
    ],
)
def test_a_wrong_file_says_the_place_and_the_mend(text: str, says: str) -> None:
    told = read(text)

    assert isinstance(told, str)
    assert says in told
    assert told.startswith("agreed.toml: ")


def test_a_file_that_is_not_text_is_refused() -> None:
    told = agreed_of(b"\xff\xfe", file="agreed.toml", forces=(), councils=())

    assert isinstance(told, list)
    assert "save it as UTF-8" in str(told[0])
