"""Answering a subject access request, on both databases."""

from typing import Any

import pytest

from alerts.taking_in_hand import take_in_hand
from consumer.subject.answer import NOT_HELD, Answer, kept
from consumer.subject.answering import AccessRequest
from consumer.subject.messages import TOLD
from consumer.subject.rows import answer_rows
from consumer.subject.search import FoundAs, Search, spellings
from consumer.subject.words import NOTHING, answer_words
from schemas.auditing import Signature
from schemas.in_hand import Hold
from schemas.keys import KeyRing
from schemas.references import ReferenceRules, ReferenceRulesBySource
from schemas.retention import Retention
from schemas.tables import audit, metadata
from schemas.words import HoldReason, MessageType
from tests.contract.hand_room import NOON, REFERENCE, a_hand_receipt, code_of, come, enter
from tests.inboxes import BoxOf, police, rows
from tests.model.sentences import close
from tests.quarantine_room import Room
from tests.replays.ours import HOUSE, KEYS
from tests.spec.metered import a_receipt, a_report
from tests.wire import wire

OFFICER = Signature(actor="data protection officer", at=NOON)
CHILD, HOUSEHOLD = "NIC-P-77", "NIC-A-5"
SEARCHED = {
    *("cases", "messages", "home_cases", "alerts", "outbox", "fates", "judgements", "contacts"),
    *("audit", "entered", "acknowledgements", "lists", "list_alerts", "quarantine"),
    *("snapshot_rows", "claims", "purged_cases"),
}
"""Claims are told from the marks of a case, which say more."""
OF_NO_CASE = {
    *("counts", "offsets", "feeds", "gaps", "control_totals", "instants", "feed_hours"),
    *("reported_hours", "volume_episodes", "files", "deliveries", "canaries", "board_sessions"),
    *("figures", "kept_weeks", "back_tests", "audit_seals", "board_packs"),
}
NO_RULES: ReferenceRulesBySource = {}


def asked(
    room: Room, reference: str, rules: ReferenceRulesBySource = NO_RULES, keys: KeyRing = KEYS
) -> Answer:
    search = Search(database=room.database, keys=keys, spellings=spellings(reference, rules))
    return AccessRequest(search=search, by=OFFICER).answer()


def words(answer: Answer) -> str:
    return "\n".join(answer_words(answer, HOUSE.policies))


def notes(room: Room) -> list[tuple[str, str | None, str]]:
    return [
        (row.action, row.handle, row.detail)
        for row in room.rows(audit)
        if row.actor == OFFICER.actor
    ]


@pytest.fixture
def home(room: Room) -> Room:
    """Two incidents in one household; of one child in the first a receipt was entered by hand."""
    children: list[dict[str, Any]] = [{"ref": CHILD, "age_band": "4-7"}]
    first = a_report(
        "2026-06-15T07:00:00Z", REFERENCE, household=HOUSEHOLD, children=children, risk="high"
    )
    second = a_report("2026-06-15T08:00:00Z", "STF-26-9", household=HOUSEHOLD)
    come(room, first, second)
    room.sweep(NOON)
    return room


def test_a_reference_is_found_however_it_was_typed(home: Room) -> None:
    for typed in (REFERENCE, f" {REFERENCE.lower()} ", " ".join(REFERENCE)):
        (held,) = asked(home, typed).cases

        assert held.facts.code == code_of(home)
        assert held.found_as == (FoundAs.INCIDENT,)


def test_it_is_found_by_the_rules_of_its_own_source(room: Room) -> None:
    rules = {"/police/staffordshire/niche": ReferenceRules(upper_case=False)}
    room.rules = rules
    come(room, a_report("2026-06-15T07:00:00Z", "stf-26-1"))

    assert asked(room, "stf-26-1").cases
    assert asked(room, "stf-26-1", rules).cases
    assert not asked(room, "STF-26-1", rules).cases


def test_it_is_found_under_an_older_key(home: Room) -> None:
    newer = KeyRing(hmac_keys=(b"n" * 32, bytes(32)), seal_keys=(b"s" * 32,))

    assert asked(home, REFERENCE, keys=newer).cases
    assert asked(home, CHILD, keys=newer).cases


def test_a_child_and_a_household_are_found_by_their_references(home: Room) -> None:
    child, household = asked(home, CHILD), asked(home, HOUSEHOLD.lower())

    assert [held.found_as for held in child.cases] == [(FoundAs.CHILD,)]
    assert [held.found_as for held in household.cases] == [(FoundAs.HOUSEHOLD,)] * 2
    (held,) = child.cases
    assert held.same_home == (code_of(home, "STF-26-9"),)


def test_the_answer_says_all_that_is_held_in_plain_words(home: Room) -> None:
    hold = Hold(
        at=NOON, name="B. Jones", reason=HoldReason.RANG_POLICE_DESK, check_at=NOON.replace(hour=14)
    )
    take_in_hand(home.database, code_of(home), hold, OFFICER)
    enter(home, a_hand_receipt())

    said = words(asked(home, REFERENCE))

    assert f"CASE {code_of(home)}: it is the police reference of this incident." in said
    assert "Police knew (Police): Mon 15 June 08:00" in said
    assert "Front door told (Front door): Mon 15 June 12:00" in said
    assert "People said that the front door has it." in said
    assert "For: " in said
    assert "B. Jones: rang the police desk" in said
    assert "receipt entered by hand, by A. Smith, EDT (typed by data manager); taken in" in said
    assert "/danm/entered: the front door was told" in said
    assert "Police knew → front door told: in time; judged" in said
    assert "subject asked, by data protection officer (found as incident)" in said
    assert f"cases that share one of those hashes: {code_of(home, 'STF-26-9')}" in said
    assert all(line in said for line in NOT_HELD)
    assert all(f"{what}: {length}" in said for what, length in kept(Retention()))
    assert "`danm purge`, which has never been run here" in said


def test_no_reference_is_in_any_answer_or_in_the_audit(home: Room) -> None:
    for reference in (REFERENCE, CHILD, HOUSEHOLD):
        answer = asked(home, reference)
        told = f"{words(answer)}{list(answer_rows(answer))}{notes(home)}{answer!r}"

        assert not [one for one in (REFERENCE, CHILD, HOUSEHOLD, "STF-26-9") if one in told]
    assert REFERENCE not in repr(Search(database=home.database, keys=KEYS, spellings=(REFERENCE,)))


def test_each_asking_is_in_the_audit_also_one_that_finds_nothing(home: Room) -> None:
    asked(home, REFERENCE)
    asked(home, "STF-26-77")

    assert notes(home) == [
        ("subject asked", code_of(home), "found as incident"),
        ("subject asked", None, "no case found"),
    ]


def test_what_is_not_held_is_empty(home: Room) -> None:
    answer = asked(home, "STF-26-77")

    assert answer.is_empty
    assert "Nothing is held" in NOTHING


def test_every_word_of_a_message_that_is_kept_is_told(home: Room) -> None:
    said = words(asked(home, REFERENCE))

    assert "a child (keyed hash), 4 to 7 years; the household (keyed hash)" in said
    assert "the incident was reported; police knew Mon 15 June 08:00, 2026; risk high" in said
    assert "; read here Mon 15 June 08:00" in said


def test_a_duplicate_names_the_case_that_it_is_joined_to(home: Room) -> None:
    other = "STF-26-9"
    come(home, close("06-15 10:00", "duplicate", other, of=REFERENCE))

    both = [words(asked(home, reference)) for reference in (REFERENCE, other)]

    for said, code in zip(both, (code_of(home, other), code_of(home)), strict=True):
        assert f"Joined with, as duplicates of each other: {code}" in said
    assert "a duplicate of another incident" in both[1]


def test_every_table_was_searched_or_holds_nothing_of_a_single_case() -> None:
    assert set(metadata.tables) <= SEARCHED | OF_NO_CASE
    assert not SEARCHED & OF_NO_CASE


def test_every_message_has_its_words() -> None:
    assert set(TOLD) == set(MessageType)


def test_programs_are_told_the_same(home: Room) -> None:
    enter(home, a_hand_receipt())

    first, case = answer_rows(asked(home, REFERENCE))

    assert (first["row"], first["cases"], first["by"]) == ("asked", 1, OFFICER.actor)
    assert (case["row"], case["handle"], case["found_as"]) == ("case", code_of(home), ["incident"])
    assert [one["type"] for one in case["messages"]] == [
        "danm.incident.reported.v1",
        "danm.notification.received.v1",
    ]
    (entry,) = case["entered"]
    assert entry["said_by"] == "A. Smith, EDT (typed by data manager)"
    assert [alert["recipients"] for alert in case["alerts"]] != []
    assert not {"incident_ref", "id"} & set(case)


def test_a_message_that_could_not_be_read_is_found_by_its_bytes(room: Room) -> None:
    broken = wire(a_receipt("2026-06-15T09:00:00Z", REFERENCE)).replace(b"}", b"", 1)
    other = wire(a_receipt("2026-06-15T09:30:00Z", f"{REFERENCE}6")).replace(b"}", b"", 1)
    room.come(broken, other)
    room.come(b"", damaged=True)

    answer = asked(room, REFERENCE.lower())

    assert not answer.is_empty
    assert len(answer.quarantine.naming) == answer.quarantine.unreadable == 1
    assert "it is not JSON" in words(answer)
    assert "1 message in quarantine cannot be opened" in words(answer)
    assert [row["row"] for row in answer_rows(answer)] == ["asked", "quarantine"]


@pytest.mark.parametrize("text", ["", "  ", "-" * 65, "STF 26!", "Müller", "a\nb\0"])
def test_what_can_be_no_reference_has_no_spelling(text: str) -> None:
    assert spellings(text, NO_RULES) == ()


def test_files_of_which_digests_are_kept_are_named(box_of: BoxOf) -> None:
    box = box_of(by="file", extra="snapshot = true")
    box.put("a.csv", police(rows(2)))
    box.settle()
    search = Search(database=box.database, keys=KEYS, spellings=spellings("a-1", NO_RULES))

    (told,) = search.file_digests(NOON)

    assert told.source == "/police/staffordshire/niche"
    assert search.file_digests(NOON) == [told]
