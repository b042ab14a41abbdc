"""Flat rows of both databases: one for each incident, leg, receipt and alert."""

import pytest

from alerts.flat import TABLES, Asked, NoSuchPlace, Value, page, rows, waiting_rows
from schemas.database import Database
from schemas.list_tables import list_alerts
from schemas.tables import cases, outbox
from tests.contract.a_weekend import MONDAY, at, codes
from tests.replays.ours import HOUSE


def of_reference(database: Database, table: str, reference: str) -> list[dict[str, Value]]:
    """Return the rows about one incident, which are named by its code alone."""
    code = {reference: code for code, reference in codes(database).items()}[reference]
    return [row for row in rows(database.read, table) if row["case_code"] == code]


def test_every_incident_is_a_row_also_one_that_waits_or_is_closed(weekend: Database) -> None:
    found = list(rows(weekend.read, "incidents"))

    assert {row["case_code"] for row in found} == set(codes(weekend))
    assert {row["incident_ref"] for row in found} == {None}
    assert [row["state"] for row in found if row["is_waiting"]] == ["waiting"] * 6
    assert "closed" in {row["state"] for row in found}


def test_times_stand_in_utc_and_by_the_uk_clock_and_lengths_in_hours(weekend: Database) -> None:
    (row,) = of_reference(weekend, "incidents", "CAME-LATE")

    assert row["reported_from_utc"] == row["reported_to_utc"] == "2026-06-14T12:00:00Z"
    assert row["reported_from_local"] == "2026-06-14 13:00:00"
    assert row["duty_hours_at_least"] == row["duty_hours_at_most"] == 18.0
    assert (row["duty_result"], row["duty_late_by_hours"]) == ("late", 10.0)
    assert (row["first_result"], row["result_revisions"]) == ("late", 0)
    assert (row["attended_from_utc"], row["transport_hours_at_least"]) == (None, None)


def test_what_is_unknown_is_empty_and_never_0(weekend: Database) -> None:
    (row,) = of_reference(weekend, "incidents", "UNNAMED")

    assert (row["children"], row["children_known"]) == (None, "not_yet")
    assert (row["duty_result"], row["duty_hours_at_most"], row["first_result"]) == (None,) * 3


def test_legs_are_those_between_two_exact_milestones(weekend: Database) -> None:
    (row,) = of_reference(weekend, "legs", "CAME-LATE")

    assert (row["leg"], row["owner"], row["hours"]) == (
        "reported_to_received",
        "not_separable",
        18.0,
    )
    assert (row["from_utc"], row["to_utc"]) == ("2026-06-14T12:00:00Z", "2026-06-15T06:00:00Z")
    assert of_reference(weekend, "legs", "BABY") == []


def test_each_notice_that_was_received_is_a_row(weekend: Database) -> None:
    (row,) = of_reference(weekend, "receipts", "CAME-LATE")

    assert (row["receipt_number"], row["counts"], row["received_by"]) == (1, True, "edt")
    assert row["hours_after_police_knew_at_least"] == 18.0
    assert row["is_by_hand"] is False


def test_alerts_are_rows_with_roles_and_never_people(weekend: Database) -> None:
    found = of_reference(weekend, "alerts", "CAME-LATE")

    assert [row["rung"] for row in found] == ["warn", "breach", "escalate", "notice"]
    assert found[1]["recipients"] == "edt mash_manager police_desk"
    assert (found[1]["accepted_utc"], found[1]["channels"]) == (None, None)


def test_who_waits_is_in_the_order_in_which_people_look_at_it(weekend: Database) -> None:
    found = waiting_rows(weekend.read, HOUSE.policies, at(MONDAY))
    name = codes(weekend)

    assert [name[str(row["case_code"])] for row in found][:2] == ["BABY", "CHILD"]
    assert (found[0]["is_late"], found[0]["waited_hours"]) == (True, 43.5)
    assert tuple(found[0]) == TABLES["waiting"].names
    assert not any("name" in column or "held_by" in column for column in found[0])


@pytest.mark.parametrize("table", ["incidents", "legs", "receipts", "alerts"])
def test_pages_of_any_size_hold_every_row_once_and_in_the_same_order(
    table: str, weekend: Database
) -> None:
    whole = list(rows(weekend.read, table))
    paged = list(rows(weekend.read, table, Asked(at_most=2)))

    assert paged == whole != []
    assert all(tuple(row) == TABLES[table].names for row in whole)


def test_a_page_is_asked_for_by_the_place_where_the_one_before_ended(weekend: Database) -> None:
    first = page(weekend.read, "incidents", Asked(at_most=4))
    second = page(weekend.read, "incidents", Asked(at_most=4), first.after)

    assert len(first.rows) == len(second.rows) == 4
    with pytest.raises(NoSuchPlace):
        page(weekend.read, "incidents", after="4711")


def test_only_the_cases_somebody_may_see_are_rows(weekend: Database) -> None:
    none = Asked(cases=cases.c.local_authority == "E10000028")

    assert [list(rows(weekend.read, name, none)) for name in ("incidents", "legs")] == [[], []]


def test_an_alert_in_a_digest_was_taken_when_the_digest_was(weekend: Database) -> None:
    breach = of_reference(weekend, "alerts", "BABY")[1]
    taken_at = at("06-15 07:31")
    with weekend.write() as connection:
        connection.execute(
            list_alerts.insert(), {"list_id": "a-digest", "alert_id": breach["alert_id"]}
        )
        connection.execute(
            outbox.insert(),
            {"alert_id": "a-digest", "channel": "mail", "roles": "edt", "accepted_at": taken_at},
        )

    row = of_reference(weekend, "alerts", "BABY")[1]

    assert (breach["is_in_digest"], breach["accepted_utc"]) == (False, None)
    assert (row["is_in_digest"], row["accepted_utc"]) == (True, "2026-06-15T07:31:00Z")
    assert row["channels"] == "mail"
    assert isinstance(row["hours_due_to_accepted"], float)
