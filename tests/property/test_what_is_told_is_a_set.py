"""The pure parts: what is stored is what was told, and its order does not matter.

That a message is told of once is the work of `consumer.seen`.
"""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from consumer.conclude import conclude
from consumer.joining import joined_to, take
from consumer.lifecycle import tell
from schemas.entries import NO_FACTS
from schemas.facts import Fact, add_facts, load_facts
from schemas.pictures import dump_case, dump_marks, load_case, load_marks
from schemas.records import DUTY_RUNGS, Case, Claim, Marks
from schemas.words import Clock, MessageType, Role
from tests.model.messages import WEEKS, contents, files
from tests.model.state import cases
from tests.model.times import Message
from tests.replays.live import READER
from tests.replays.ours import HOUSE, records_of

FEW = settings(deadline=None, max_examples=60)
INSTANTS = st.sampled_from(sorted(WEEKS.values()))


def facts_of(lines: list[Message]) -> dict[str, list[Fact]]:
    """Return the facts of each reference, each message once, in the order of the file."""
    told: dict[str, dict[str, Fact]] = {}
    for arrival in (READER.read(record, None) for record in records_of(lines)):
        if arrival.key is not None and arrival.fact is not None:
            told.setdefault(arrival.key.hex(), {}).setdefault(arrival.fact.name, arrival.fact)
    return {key: list(facts.values()) for key, facts in told.items()}


def pictures(told: dict[str, list[Fact]]) -> dict[str, Case]:
    """Return the picture of every case, duplicates joined."""
    accounts = {key: tell(facts) for key, facts in told.items()}
    joined = joined_to(accounts)
    return {
        key: conclude(take(key, accounts, joined), HOUSE.policies, joined.get(key))
        for key in accounts
    }


@FEW
@given(files())
def test_facts_come_back_as_they_were_stored(lines: list[Message]) -> None:
    for facts in facts_of(lines).values():
        stored = NO_FACTS
        for fact in facts:
            stored = add_facts(stored, [fact])

        assert load_facts(stored) == facts
        assert add_facts(NO_FACTS, facts) == stored


@FEW
@given(files())
def test_pictures_come_back_as_they_were_stored(lines: list[Message]) -> None:
    for case in pictures(facts_of(lines)).values():
        assert load_case(dump_case(case)) == case


@settings(FEW, max_examples=200)
@given(files(with_conflicts=False))
def test_who_took_which_notice_is_what_the_slow_model_says(lines: list[Message]) -> None:
    once = {(line["source"], line["id"]): line for line in lines}

    told = pictures(facts_of(lines))

    for reference, expected in cases([*once.values()]).items():
        case = told[HOUSE.keys.reference_key(reference).hex()]

        assert {
            notice.value: (at.earliest, at.latest) for notice, at in case.notices.items()
        } == expected.notices
        assert case.received_by == expected.received_by


CLAIMS = st.builds(
    Claim,
    clock=st.sampled_from(Clock),
    rung=st.sampled_from([*DUTY_RUNGS, "notice:late"]),
    raised_at=INSTANTS,
    is_silent=st.booleans(),
    roles=st.frozensets(st.sampled_from(Role)),
)
MARKS = st.builds(
    Marks,
    claims=st.lists(CLAIMS, max_size=4).map(tuple),
    is_uncleared=st.booleans(),
    times_cleared=st.integers(0, 3),
    is_changed=st.booleans(),
    new_grades=st.frozensets(st.sampled_from(["/a m1", "/a m2"])),
)


@FEW
@given(MARKS)
def test_marks_come_back_as_they_were_stored(marks: Marks) -> None:
    assert load_marks(dump_marks(marks)) == marks


@FEW
@given(files(with_conflicts=False), st.randoms(use_true_random=False))
def test_a_case_told_in_another_order_is_the_same_case(lines: list[Message], random: Any) -> None:
    told = facts_of(lines)
    shuffled = {key: random.sample(told[key], len(told[key])) for key in sorted(told)}

    assert {key: tell(facts) for key, facts in shuffled.items()} == {
        key: tell(facts) for key, facts in told.items()
    }
    assert pictures(shuffled) == pictures(told)


def test_messages_about_a_case_of_every_type_are_among_those_drawn() -> None:
    about_feeds = {MessageType.CONTROL_TOTAL, MessageType.HEARTBEAT}
    now = min(WEEKS.values())

    drawn = {f"danm.{kind}.v1" for kind in contents([now], now)}

    assert drawn == set(MessageType) - about_feeds
