"""What people read of a list, written out."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from alerts import list_sayings as say
from alerts.channels.notify import short
from alerts.list_words import list_text
from alerts.lists import FeedAlarm, ListFacts, numbers_of
from alerts.standing_in import Instead, with_note
from schemas.words import Disposition, ListSort, Role, Rung, State
from tests.spec.list_facts import (
    BABY,
    CAME_LATE,
    DOUBTFUL,
    ENDED,
    FULL,
    HOUR,
    MONDAY,
    NOBODY,
    OLDER,
    SOON,
    UNNAMED,
    UNTRUSTED,
    waiting,
)

FULL_TEXT = """\
At least 5 children, 4 notifications: police know, front door not told. 2 notifications late, 1 of them in hand. Longest 45 h 30 min (medium, 8 to 11 years). Police feed complete to 08:00.
Also 1 notification with children whom the police have not named yet.
Since the last list (Sun 14 June 19:00): 2 new.

For: front-door duty worker, Stoke-on-Trent. List of Mon 15 June 08:30.

What to do: Start at the top. First look whether ChAD already has it. If so, record that in your case system. If not, ring the police desk and ask them to send it now.
Ring: police desk of Staffordshire Police, 01632 960002

ARRIVED LATE TODAY: LOOK FIRST
- X2R-K269: late by 10 h, front door told 07:00, waited 18 h. 1 child, not born yet, risk high. No contact recorded yet.

PAST THE LIMIT: 4 CHILDREN, 2 NOTIFICATIONS
- HH2-4HPM: late by 35 h 30 min, since Sat 13 June 21:00, waited 43 h 30 min. 2 children, youngest 0 to 3 years, risk medium (limit of high). Alarm so far: tell a senior. In hand: J Smith until 10:30, rang the police desk.
- 7L3-2635: late by 21 h 30 min, since Sun 14 June 11:00, waited 45 h 30 min. 2 children, youngest 8 to 11 years, risk medium. REPEAT: same home as 674-PHL2. Alarm so far: late.

STILL IN TIME: AT LEAST 1 CHILD, 2 NOTIFICATIONS
- MJW-4KNR: 11 h 30 min left, until 20:00, waited 12 h 30 min. 1 child, 8 to 11 years, risk medium. NEW. TOLD AT THE END OF THE LAST SHIFT. Alarm so far: soon late.
- 674-PHL2: limit not known, not known how long. Number of children not known, risk not assessed. NEW. REPEAT: same home as 7L3-2635. Alarm so far: none. The police report itself has not come yet. When the police knew is not known. The police have not said which council: it is on every list.

CHILDREN NOT NAMED YET
The police say that there are children, and not yet which. Ask the police desk.
- DV5-H6T8: no limit yet, waited 23 h 30 min. Number of children not known, risk medium. Alarm so far: none.

RECEIVED, AND NOT RECORDED IN TIME
The front door was told. No contact is recorded within the limit, which counts only the hours the front door is open.
- HW9-T3T4: late since Fri 12 June 15:30, received Fri 12 June 13:30, 67 h ago (all hours). 1 child, 4 to 7 years, risk high.

NO LONGER WAITING SINCE THE LAST LIST (HAD BEEN LATE)
- 74D-NRYQ: late by 10 h, front door told Sun 14 June 02:30, waited 18 h. 1 child, 8 to 11 years, risk medium. Decided.

How far each feed is complete:
- /police/staffordshire/niche: to Mon 15 June 08:00; last message Mon 15 June 08:00
- /council/stoke/liquidlogic: does not say how far; last message Mon 15 June 07:00

Risk not assessed does not mean low.
NEW: first heard of after your last list.
Where the youngest is under 4 or not born yet, the limit of the next grade holds.
Quote the case code. This list holds no names of children and no police references.
"""  # noqa: E501 - the whole text as people read it


def lines_of(facts: ListFacts) -> list[str]:
    return list_text(facts).body.splitlines()


def test_a_whole_list_reads_like_this() -> None:
    assert list_text(FULL).body == FULL_TEXT


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        pytest.param(replace(FULL, waiting=(BABY, OLDER, SOON)), "5 children wait, 4 late",
                     id="some-late"),
        pytest.param(replace(FULL, waiting=(SOON,)), "1 child waits, none late", id="one-child"),
        pytest.param(FULL, "4 notifications wait, 2 late", id="a-number-of-children-not-known"),
        pytest.param(NOBODY, "Nobody waits as far as we know", id="nobody"),
        pytest.param(replace(NOBODY, unnamed=(UNNAMED,)),
                     "1 notification with children not named yet", id="only-unnamed"),
        pytest.param(replace(NOBODY, police=UNTRUSTED), "Cannot tell who waits",
                     id="silence-is-never-green"),
        pytest.param(replace(NOBODY, unread_since=MONDAY - HOUR), "Cannot tell who waits",
                     id="our-own-backlog"),
        pytest.param(replace(FULL, waiting=(SOON,), police=UNTRUSTED),
                     "1 child waits, none late, perhaps more", id="perhaps-more"),
        pytest.param(replace(FULL, title="12 alarms at once"), "12 alarms at once",
                     id="a-digest-says-its-own"),
    ],
)  # fmt: skip
def test_a_subject_tells_the_news_and_nothing_of_a_case(facts: ListFacts, subject: str) -> None:
    assert list_text(facts).subject == f"{subject}: list of 08:30, Stoke-on-Trent"


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        pytest.param(replace(FULL, waiting=(BABY, OLDER)),
                     "4 children, 2 notifications: police know, front door not told. "
                     "2 notifications late, 1 of them in hand. "
                     "Longest 45 h 30 min (medium, 8 to 11 years). "
                     "Police feed complete to 08:00.", id="some-late"),
        pytest.param(replace(FULL, waiting=(DOUBTFUL,)),
                     "1 notification (number of children not known): police know, front door not "
                     "told. None is late. How long they wait is not known. "
                     "Police feed complete to 08:00.", id="nothing-known"),
        pytest.param(NOBODY, "Nobody waits, as far as we know. Police feed complete to 08:00.",
                     id="nobody"),
        pytest.param(replace(NOBODY, police=replace(FULL.police, complete_to=None)),
                     "Nobody waits, as far as we know. The police feed does not say how far it is "
                     "complete: last message 08:00.", id="does-not-say-how-far"),
        pytest.param(replace(NOBODY, police=replace(FULL.police, complete_to=MONDAY - 30 * HOUR)),
                     "Nobody waits, as far as we know. "
                     "Police feed complete to Sun 14 June 02:30.", id="another-day"),
        pytest.param(replace(NOBODY, police=UNTRUSTED),
                     "We cannot tell whether anybody waits. "
                     "The police feed cannot be relied on: last message 08:00.", id="silent"),
        pytest.param(replace(NOBODY, police=replace(UNTRUSTED, last_message_at=None)),
                     "We cannot tell whether anybody waits. The police feed was never heard.",
                     id="never-heard"),
        pytest.param(replace(NOBODY, unnamed=(UNNAMED,)),
                     "No named child waits, as far as we know. Police feed complete to 08:00.",
                     id="only-unnamed"),
        pytest.param(replace(FULL, waiting=(SOON,), police=UNTRUSTED),
                     "1 child, 1 notification that we know of: police know, front door not told. "
                     "None is late. Longest 12 h 30 min (medium, 8 to 11 years). "
                     "The police feed cannot be relied on: last message 08:00.", id="perhaps-more"),
    ],
)  # fmt: skip
def test_the_first_line_is_the_news(facts: ListFacts, first: str) -> None:
    assert lines_of(facts)[0] == first


def test_our_own_backlog_is_said_in_the_second_line() -> None:
    _, second, *_ = lines_of(replace(NOBODY, unread_since=MONDAY - HOUR))

    assert second.startswith("OUR OWN DELAY: this system is catching up. Messages since Mon 15")


def test_a_trial_is_marked_in_subject_and_text() -> None:
    text = list_text(replace(FULL, is_shadow=True, is_simulated=True))

    assert text.subject.startswith("[SIMULATED] [TRIAL RUN] 4 notifications wait")
    assert text.body.startswith("SIMULATED: made-up data. There is no real child behind this.\n")
    assert text.html is not None
    assert "TRIAL RUN: only the data manager gets this." in text.html


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_told_what_to_do(role: Role) -> None:
    text = list_text(replace(FULL, role=role)).body

    assert say.TO_DO[role].format(front_door="ChAD") in text


def test_where_nobody_can_tell_the_list_is_not_to_be_trusted() -> None:
    council = list_text(replace(NOBODY, police=UNTRUSTED)).body
    police = list_text(replace(NOBODY, police=UNTRUSTED, role=Role.POLICE_DESK)).body
    ours = list_text(replace(NOBODY, unread_since=MONDAY)).body

    assert say.CANNOT_TELL_TO_DO in council
    assert say.CANNOT_TELL_TO_DO_POLICE in police
    assert say.CATCHING_UP_TO_DO in ours
    assert "no case to ring about" not in council + police + ours


def test_without_a_number_people_use_their_own() -> None:
    assert "Ring: no number is set up here. Use your own list." in lines_of(replace(FULL, ring=()))


def test_a_list_that_was_made_late_says_so() -> None:
    late = lines_of(replace(FULL, now=MONDAY + HOUR))

    assert "It was made late, 09:30, and says what was known then." in late
    assert not any("made late" in line for line in lines_of(FULL))


def test_a_case_that_ended_says_how() -> None:
    ended = [
        replace(ENDED, state=State.CLOSED, disposition=Disposition.WITHDRAWN, late_by=None),
        replace(ENDED, state=State.RECORDED, waited=None),
    ]
    *_, withdrawn, recorded = [
        line for line in lines_of(replace(NOBODY, ended=tuple(ended))) if line.startswith("- 74D")
    ]

    assert withdrawn == (
        "- 74D-NRYQ: closed: withdrawn by the police. 1 child, 8 to 11 years, risk medium."
    )
    assert "front door told Sun 14 June 02:30. 1 child" in recorded
    assert recorded.endswith("Contact recorded, not decided yet.")


def test_what_only_people_said_is_marked_as_said_by_hand() -> None:
    by_hand = replace(CAME_LATE, is_by_hand=True)
    unpicked = replace(FULL.pickups[0], is_by_hand=True)
    lines = lines_of(replace(NOBODY, arrived_late=(by_hand,), pickups=(unpicked,)))

    assert sum(line.endswith(say.BY_HAND) for line in lines) == 2


def test_a_name_that_was_erased_leaves_somebody() -> None:
    assert BABY.hold is not None
    erased = replace(BABY, hold=replace(BABY.hold, name=None))

    assert "In hand: somebody until 10:30" in list_text(replace(FULL, waiting=(erased,))).body


def test_a_digest_has_its_own_first_lines_and_names_alarms_about_feeds() -> None:
    alarm = FeedAlarm(subject="A feed is silent", reason="/police/x has said nothing")
    lead = ("12 alarms came within 5 minutes.", "Each case is named below.")
    digest = replace(FULL, sort=ListSort.STORM, lead=lead, alarms=(alarm,), last_list_at=None)
    lines = lines_of(digest)

    assert tuple(lines[:2]) == lead
    assert "- A feed is silent: /police/x has said nothing" in lines
    assert "NO LONGER WAITING" in lines


def test_a_text_message_has_the_news_and_neither_a_name_nor_a_case_code() -> None:
    message = short(with_note(list_text(FULL), Instead.NO_ROUTE, [Role.EDT]))

    assert "At least 5 children, 4 notifications" in message.body
    assert "Ring: police desk of Staffordshire Police, 01632 960002" in message.body
    assert "Smith" not in message.body
    assert not re.search(r"\b[0-9A-Z]{3}-[0-9A-Z]{4}\b", f"{message.subject} {message.body}")


def test_a_number_that_nobody_told_is_never_0() -> None:
    numbers = numbers_of([DOUBTFUL])

    assert (numbers.children, numbers.is_at_least) == (0, True)
    assert "0 children" not in list_text(replace(FULL, waiting=(DOUBTFUL,))).body


def test_ten_thousand_who_wait_fit_into_a_mail() -> None:
    rows = tuple(
        waiting(f"K{number:02X}-{number:04}", 40 - number / 500, 24, rung=Rung.BREACH)
        for number in range(10_000)
    )
    text = list_text(replace(FULL, waiting=rows))

    assert text.body.count("\n- K") == 10_000
    assert len(text.body) < 2_000_000
    assert text.html is None


def test_lateness_counts_from_the_very_instant() -> None:
    row = waiting("K7M-4QXR", 24, 24)

    assert row.is_late(MONDAY)
    assert not row.is_late(MONDAY - timedelta(seconds=1))
    assert CAME_LATE.late_by == 10 * HOUR
