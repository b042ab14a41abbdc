"""What people read when an alarm rings, written out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.alarm import Reason
from alerts.wording import AlarmFacts, alarm_text
from schemas.words import Kind, Risk, Role, Rung
from tests.spec.alarm_facts import (
    ABOUT_FEEDS,
    HOUR,
    LATE,
    MONDAY_MORNING,
    PICKED_UP_LATE,
    SATURDAY_NIGHT,
)

FEED_BLOCK = """\
How far each feed is complete:
- Police: to Mon 15 June 06:00; last message Mon 15 June 06:10
- ChAD: does not say how far; no message yet
"""

LATE_TEXT = """\
Staffordshire Police know about 2 children. ChAD (Stoke-on-Trent) has still not been told. It is late.

Waiting: 31 h 20 min
Police knew: Sat 13 June 23:10
Late since: Sun 14 June 23:10
Risk: medium
Youngest: 4 to 7 years
Children: 2
Case code: KD7F-2M

What to do: First look whether ChAD (Stoke-on-Trent) already has it. If so, record that in your case system. If not, ring the police desk and ask them to send it now. Police desk: send it now, or say why you cannot.
EDT: what you receive counts as received.
Ring: police desk, 01782 000000

"""  # noqa: E501 - the whole text as people read it

WARN_TEXT = """\
SIMULATED: made-up data. There is no real child behind this.
TRIAL RUN: only the data manager gets this. Nobody else was told.

The police know about children (number not known). The front door has not been told yet. It will soon be late.

Waiting: 5 h
Police knew: Sat 13 June 23:10
Late from: Sun 14 June 23:10
Risk: not assessed (this does not mean low)
Youngest: age not known
Children: number not known
Case code: KD7F-2M

What to do: First look whether the front door already has it. If so, record that in your case system. If not, ring the police desk and ask them to send it now.
Ring: no number is set up here. Use your own list.

How far the feeds are complete: not known
"""  # noqa: E501

REPEAT_TEXT = """\
Staffordshire Police know about 2 children. The same home or child is in an earlier case, case code P3QX-9A, and ChAD (Stoke-on-Trent) has still not been told of that one.

Waiting: 1 h 15 min
Police knew: Mon 15 June 05:15
Late from: Tue 16 June 05:15
Risk: medium
Youngest: 4 to 7 years
Children: 2
Case code: KD7F-2M

What to do: Ring the police desk now. Ask for both cases to be sent at once, and deal with them as one.
EDT: what you receive counts as received.
Ring: police desk, 01782 000000

"""  # noqa: E501

PICKUP_TEXT = """\
ChAD (Stoke-on-Trent) was told about 1 child. Nobody has recorded it. It is late.

Waiting: 66 h (all hours; the limit counts only the hours the front door is open)
Front door told: Fri 12 June 16:10
Late since: Mon 15 June 10:10
Risk: high
Youngest: not born yet
Children: 1
Case code: KD7F-2M

What to do: Find the notification in your inbox and record it as a contact now. If you cannot find it, ask the police desk to send it again.
Ring: police desk, 01782 000000

"""  # noqa: E501

CLEARED_TEXT = """\
The wait for ChAD (Stoke-on-Trent) to be told about 2 children is over. An alarm had rung for it.

Waited: 30 h 50 min
Police knew: Sat 13 June 23:10
Limit was: Sun 14 June 23:10
Risk: medium
Youngest: 4 to 7 years
Children: 2
Case code: KD7F-2M

What to do: You need do nothing more about that alarm.

"""

SILENCE_TEXT = """\
A feed that should be sending messages sends none. While it is silent, a child may wait and nobody sees it. Figures from this feed are not to be trusted.

Noticed: Mon 15 June 06:30
A message was due by: Mon 15 June 06:30
What we saw: nothing from Police for 1 h

What to do: Data manager: ask the sender's helpdesk whether their system runs. Front door: ring the police desk and ask what came in since the last message.
Ring: no number is set up here. Use your own list.

"""  # noqa: E501


@pytest.mark.parametrize(
    ("facts", "subject", "body"),
    [
        pytest.param(
            LATE, "Late: front door not told (case code KD7F-2M)", LATE_TEXT + FEED_BLOCK, id="late"
        ),
        pytest.param(
            replace(
                LATE,
                rung=Rung.WARN,
                now=SATURDAY_NIGHT + 5 * HOUR,
                council_name=None,
                front_door_name=None,
                force_name=None,
                risk=Risk.NOT_ASSESSED,
                grade_for_targets=None,
                youngest=None,
                children=None,
                roles=frozenset({Role.MASH_DUTY}),
                ring=None,
                feeds=(),
                is_shadow=True,
                is_simulated=True,
            ),
            "[SIMULATED] [TRIAL RUN] Soon late: front door not told yet (case code KD7F-2M)",
            WARN_TEXT,
            id="soon-late-with-almost-nothing-known",
        ),
        pytest.param(
            replace(
                LATE,
                kind=Kind.REPEAT,
                rung=Rung.NOTICE,
                waiting_since=MONDAY_MORNING - timedelta(minutes=75),
                late_at=MONDAY_MORNING + timedelta(hours=22, minutes=45),
                reason=f"{Reason.SAME_HOME} P3QX-9A",
                other_case_code="P3QX-9A",
            ),
            "Again in the same home, while the front door waits (case code KD7F-2M)",
            REPEAT_TEXT + FEED_BLOCK,
            id="again-in-the-same-home",
        ),
        pytest.param(
            PICKED_UP_LATE,
            "Late: told, but not picked up (case code KD7F-2M)",
            PICKUP_TEXT + FEED_BLOCK,
            id="not-picked-up",
        ),
        pytest.param(
            replace(
                LATE,
                kind=Kind.CLEARED,
                rung=Rung.NOTICE,
                reason=Reason.WAIT_OVER,
                ended_at=MONDAY_MORNING - timedelta(minutes=30),
            ),
            "No longer waiting (case code KD7F-2M)",
            CLEARED_TEXT + FEED_BLOCK,
            id="no-longer-waiting",
        ),
        pytest.param(
            replace(
                ABOUT_FEEDS,
                kind=Kind.SILENCE,
                due_at=MONDAY_MORNING,
                raised_at=MONDAY_MORNING,
                reason="nothing from Police\nfor 1 h",
            ),
            "A feed is silent",
            SILENCE_TEXT + FEED_BLOCK,
            id="silent-feed",
        ),
    ],
)
def test_the_text_reads_as_people_need_it(facts: AlarmFacts, subject: str, body: str) -> None:
    text = alarm_text(facts)

    assert text.subject == subject
    assert text.body == body
