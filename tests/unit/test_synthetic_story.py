"""The made-up county shows every sort of trouble that the field has."""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest

from schemas.hours import FrontDoorHours
from schemas.moments import LONDON, local_day, parse_instant
from schemas.words import Risk
from tests.unit.made_up_county import (
    COUNTY,
    COUNTY_DOOR,
    END,
    HOUR,
    MESSAGES,
    POLICE,
    STOKE,
    STOKE_DOOR,
    data_of,
    dispositions,
    incidents,
    received,
    sent_at,
    told,
    wait,
)


def test_a_reference_belongs_to_one_incident_and_no_name_is_told() -> None:
    reports = told("incident.reported")

    assert all(str(m["subject"]).startswith("STF-26-00") for m in reports)
    assert {key for m in reports for key in data_of(m)} <= {
        *("force", "local_authority", "reported", "risk", "children", "children_known"),
        *("occurred", "household", "prior_12m"),
    }


def test_both_councils_get_their_usual_number_of_notifications() -> None:
    by_council = Counter(incident["local_authority"] for incident in incidents().values())

    assert 5.5 < by_council[STOKE] / 28 < 9.5
    assert 8.5 < by_council[COUNTY] / 28 < 12.5


def test_every_grade_and_every_age_occurs_and_children_come_together() -> None:
    children = [incident["children"] for incident in incidents().values()]

    assert {incident["risk"] for incident in incidents().values()} == {r.value for r in Risk}
    assert {child["age_band"] for some in children for child in some} == {
        *("unborn", "0-3", "4-7", "8-11", "12-15", "16-17", "unknown"),
    }
    assert max(len(some) for some in children) > 3


def test_evenings_and_weekends_have_more_incidents() -> None:
    local = [
        parse_instant(incident["reported"]).astimezone(LONDON) for incident in incidents().values()
    ]
    evening = sum(at.hour >= 18 for at in local)
    early = sum(2 <= at.hour < 8 for at in local)

    assert evening > 1.5 * early


def test_medium_risk_waits_longest_and_high_risk_shortest() -> None:
    waits: dict[str, list[timedelta]] = defaultdict(list)
    for ref in received():
        waits[incidents()[ref]["risk"]].append(wait(ref))
    late = {risk: sum(w > 24 * HOUR for w in all_) / len(all_) for risk, all_ in waits.items()}

    assert late["medium"] > late["standard"] > late["high"]
    assert max(waits["medium"]) > 48 * HOUR


def test_sends_cluster_in_the_morning_and_on_mondays() -> None:
    sends = [
        parse_instant(data_of(m)["at"]).astimezone(LONDON)
        for m in told("incident.milestone")
        if data_of(m)["milestone"] == "sent"
    ]
    morning = [at for at in sends if 7 <= at.hour < 9]
    by_day = Counter(at.weekday() for at in morning)

    assert len(morning) > len(sends) / 4
    assert by_day[0] == max(by_day.values())


def test_contacts_are_recorded_and_decided_while_the_front_door_is_open() -> None:
    hours = FrontDoorHours()
    steps = told("contact.recorded") + told("contact.decided")

    ends = [parse_instant(data_of(m)["at"]) - timedelta(seconds=1) for m in steps]
    assert len(steps) > 300
    assert all(hours.is_open(at) for at in ends)


def test_the_emergency_duty_team_receives_some_out_of_hours() -> None:
    by_edt = [m for m in told("notification.received") if data_of(m)["received_by"] == "edt"]

    assert {m["source"] for m in by_edt} == {STOKE_DOOR, COUNTY_DOOR}


def test_one_council_keeps_some_receipts_as_dates_only() -> None:
    dates = [m for m in told("notification.received") if len(data_of(m)["at"]) == len("2026-11-24")]

    assert len(dates) > 20
    assert {m["source"] for m in dates} == {COUNTY_DOOR}


def test_some_notifications_never_arrive() -> None:
    forgotten = [
        ref
        for ref, incident in incidents().items()
        if ref not in received()
        and ref not in dispositions()
        and incident["children"]
        and parse_instant(incident["reported"]) < END - 72 * HOUR
    ]

    assert len(forgotten) >= 3


def test_a_friday_evening_case_waits_over_the_weekend() -> None:
    waits = {
        ref
        for ref, at in received().items()
        if (reported := parse_instant(incidents()[ref]["reported"]).astimezone(LONDON)).weekday()
        == 4
        and reported.hour >= 17
        and at.astimezone(LONDON).weekday() == 0
        and at - reported < 72 * HOUR
    }

    assert waits


def test_a_grade_rises_to_high_while_the_case_waits() -> None:
    rises = [
        m
        for m in told("incident.graded")
        if data_of(m)["risk"] == "high"
        and parse_instant(data_of(m)["at"])
        > parse_instant(incidents()[str(m["subject"])]["reported"]) + 8 * HOUR
        and received().get(str(m["subject"]), END) > parse_instant(data_of(m)["at"])
    ]

    assert rises


def test_a_household_has_a_second_incident_while_the_first_waits() -> None:
    by_household = defaultdict(list)
    for ref, incident in incidents().items():
        by_household[incident["household"]].append((parse_instant(incident["reported"]), ref))
    repeats = [
        (first, second)
        for cases in by_household.values()
        for (_, first), (again_at, second) in pairwise(sorted(cases))
        if received().get(first, END) > again_at and second not in dispositions()
    ]

    assert repeats


def test_a_report_time_is_corrected_and_a_receipt_is_taken_back() -> None:
    corrections = [data_of(m) for m in told("incident.corrected")]

    assert any(c["milestone"] == "reported" and c["at"] is not None for c in corrections)
    assert [c["milestone"] for c in corrections if c["at"] is None] == ["received"]


def test_dispositions_of_every_planned_sort_occur() -> None:
    closed = dispositions()
    kinds = Counter(data["disposition"] for data in closed.values())
    [of] = [data["of"] for data in closed.values() if data["disposition"] == "duplicate"]
    [unshared] = [r for r, d in closed.items() if d["disposition"] == "not_shared_by_policy"]

    assert set(kinds) == {"withdrawn", "duplicate", "not_shared_by_policy", "other_authority"}
    assert of in incidents()
    assert incidents()[unshared]["risk"] == "medium"


def test_the_children_of_one_case_become_known_after_a_day() -> None:
    not_yet = [
        m for m in told("incident.reported") if data_of(m).get("children_known") == "not_yet"
    ]

    [first] = not_yet
    later = [m for m in told("incident.reported") if m["subject"] == first["subject"]]
    assert sent_at(later[-1]) > sent_at(first) + 24 * HOUR
    assert incidents()[str(first["subject"])]["children"]


def test_the_police_feed_is_silent_for_one_night_while_a_council_goes_on() -> None:
    times = [sent_at(m) for m in MESSAGES if m["source"] == POLICE]
    length, begin = max((later - earlier, earlier) for earlier, later in pairwise(times))
    meanwhile = [
        m
        for m in told("feed.heartbeat")
        if m["source"] == STOKE_DOOR and begin < sent_at(m) < begin + length
    ]

    assert timedelta(hours=9) <= length < timedelta(hours=10)
    assert len(meanwhile) > 6


@pytest.mark.parametrize("source", [POLICE, STOKE_DOOR])
def test_a_source_with_heartbeats_is_never_quiet_for_an_hour_by_day(source: str) -> None:
    times = [sent_at(m) for m in MESSAGES if m["source"] == source]
    gaps = [later - earlier for earlier, later in pairwise(times)]

    assert sum(gap >= HOUR for gap in gaps) == (1 if source == POLICE else 0)


def test_control_totals_agree_with_the_reports_except_on_one_day() -> None:
    held: Counter[tuple[str, str]] = Counter()
    for ref, incident in incidents().items():
        first = next(m for m in told("incident.reported") if m["subject"] == ref)
        closed = dispositions().get(ref, {})
        day = local_day(parse_instant(incident["reported"])).isoformat()
        held[closed.get("to", incident["local_authority"]), day] += bool(data_of(first)["children"])
    differences = {
        (data["local_authority"], data["date"]): data["incidents_with_children"]
        - held[data["local_authority"], data["date"]]
        for data in map(data_of, told("feed.control_total"))
    }

    uncounted = (local_day(END) - timedelta(days=3)).isoformat()
    assert len(differences) == 56
    assert {key: d for key, d in differences.items() if d} == {(STOKE, uncounted): 2}


@pytest.mark.parametrize("council", [STOKE, COUNTY])
def test_children_of_every_grade_still_wait_at_the_end(council: str) -> None:
    waiting = {
        ref: incident
        for ref, incident in incidents().items()
        if incident["local_authority"] == council
        and ref not in received()
        and ref not in dispositions()
        and incident["children"]
    }
    limits = {"high": 8, "medium": 24, "standard": 48, "not_assessed": 24}
    late = [
        ref
        for ref, incident in waiting.items()
        if END - parse_instant(incident["reported"]) > limits[incident["risk"]] * HOUR
    ]
    bands = {c["age_band"] for incident in waiting.values() for c in incident["children"]}

    assert {incident["risk"] for incident in waiting.values()} == {r.value for r in Risk}
    assert len(late) >= 3
    assert "0-3" in bands
    assert council != STOKE or "unborn" in bands
