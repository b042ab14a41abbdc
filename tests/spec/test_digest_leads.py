"""What a digest says first: why it comes, how many still wait, and that none has vanished."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from alerts.channels.console import Console
from alerts.channels.webhook import body_of
from alerts.digest_leads import as_digest
from alerts.list_words import list_text
from alerts.lists import FeedAlarm, ListFacts
from alerts.trial_marks import TRIAL_RUN
from schemas.lists import RoleList
from schemas.words import ListSort, Risk, Role
from tests.contract.parcels import parcel
from tests.spec.list_facts import CAME_LATE, MONDAY, NOBODY, waiting
from tests.spec.made_cases import at

NICHE = "/police/staffordshire/niche"
MINUTE = timedelta(minutes=1)
MEDIUM = waiting("AAA-AAAA", 30, 24)
HIGH = waiting("BBB-BBBB", 9, 8, risk=Risk.HIGH)
STANDARD = waiting("CCC-CCCC", 50, 48, risk=Risk.STANDARD)


def digest(sort: ListSort, waited: float = 45) -> RoleList:
    """A digest that is due now and was opened so many minutes before."""
    return RoleList(
        sort=sort,
        role=Role.EDT,
        local_authority="E06000021",
        opened_at=MONDAY - waited * MINUTE,
        due_at=MONDAY,
        source=NICHE if sort is ListSort.FILE else "",
    )


def facts(**changed: Any) -> ListFacts:
    return replace(NOBODY, **changed)


def made(sort: ListSort, waited: float = 45, **changed: Any) -> ListFacts:
    about = digest(sort, waited)
    rows = {"waiting": (MEDIUM, STANDARD, HIGH)}
    plain = facts(sort=sort, role=Role.EDT, **{**rows, **changed})
    return as_digest(plain, about)


def test_a_list_at_its_fixed_hour_keeps_its_own_words() -> None:
    plain = facts()

    assert as_digest(plain, digest(ListSort.SHIFT)) is plain


def test_a_storm_names_the_gravest_first() -> None:
    told = made(ListSort.STORM, 0.5)

    assert [row.about.case_code for row in told.waiting] == ["BBB-BBBB", "AAA-AAAA", "CCC-CCCC"]
    assert told.title == "Many alarms at once, 3 notifications still waiting"


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        pytest.param(12, "the file of the other side was read, which has been now", id="it-came"),
        pytest.param(45, "None was read in that time.", id="it-did-not-come"),
    ],
)
def test_a_file_s_alarms_say_whether_the_other_file_came(minutes: float, says: str) -> None:
    told = made(ListSort.FILE, minutes)

    assert f"A file of {NICHE} gave rise to these alarms." in told.lead[0]
    assert says in told.lead[0]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        pytest.param({}, "3 notifications still waiting.", id="all-still-wait"),
        pytest.param(
            {"ended": (CAME_LATE,)},
            "3 notifications still waiting. "
            "1 notification received or closed meanwhile: named last.",
            id="one-is-over",
        ),
        pytest.param(
            {"waiting": (), "ended": (CAME_LATE,)},
            "None of them waits any more. 1 notification received or closed meanwhile: named last.",
            id="all-are-over",
        ),
        pytest.param({"waiting": ()}, "None of them waits any more.", id="nothing-left"),
        pytest.param(
            {"waiting": (), "alarms": (FeedAlarm(subject="Gone quiet", reason="no file"),)},
            "About feeds and messages: 1.",
            id="only-about-feeds",
        ),
    ],
)
def test_none_vanishes_from_a_digest(changed: dict[str, Any], says: str) -> None:
    assert made(ListSort.STORM, 0.5, **changed).lead[-1] == says


def test_history_says_when_this_system_went_live() -> None:
    about = replace(digest(ListSort.HISTORY), opened_at=at("06-15 07:00"))

    told = as_digest(facts(sort=ListSort.HISTORY, waiting=(MEDIUM,)), about)

    assert told.lead[0].startswith("This system went live on Mon 15 June 08:00.")
    assert told.title == "Waiting since before the start, 1 notification still waiting"


@pytest.mark.parametrize("sort", ListSort)
def test_every_list_of_a_trial_run_says_so_on_every_way_out(sort: ListSort) -> None:
    text = list_text(made(sort, is_shadow=True))
    sent = replace(parcel(), alert=digest(sort), text=text, handle=None)
    screen = StringIO()

    Console(screen).send(sent)

    for shown in (text.subject + text.body, screen.getvalue(), body_of(sent).decode()):
        assert "[TRIAL RUN]" in shown
        assert TRIAL_RUN in shown
    assert text.html is not None
    assert TRIAL_RUN in text.html
