"""What is too old goes, wholly; what is still needed stays; and no figure changes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consumer.retention.purge import LONGEST_STOP
from schemas.fate_tables import fates
from schemas.file_tables import snapshot_rows
from schemas.hold_tables import acknowledgements
from schemas.list_tables import list_alerts, lists
from schemas.purge_tables import purged_cases
from schemas.tables import (
    alerts,
    audit,
    cases,
    claims,
    contacts,
    entered,
    home_cases,
    judgements,
    messages,
    outbox,
    quarantine,
)
from schemas.trouble import Trouble
from tests.contract.old_years import (
    BY,
    GO,
    MONTHS_LATER,
    OLD,
    STAY,
    YEARS_LATER,
    OldYears,
    codes,
)
from tests.model.sentences import close
from tests.replays.live import everything
from tests.scraped import scraped


def test_the_fixture_has_rows_in_what_goes_with_a_case(years: OldYears) -> None:
    for table in (cases, claims, alerts, outbox, judgements, home_cases, contacts, lists):
        assert years.rows(table), table.name
    assert years.rows(acknowledgements) == 1
    assert set(years.references()) == codes(GO | STAY)
    assert years.differences() == []


def test_cases_go_that_are_over_and_those_stay_that_wait_or_belong_to_one_that_does(
    later: OldYears,
) -> None:
    later.purge()

    assert set(later.references()) == codes(STAY)
    assert later.rows(purged_cases) == len(GO)


def test_what_a_source_told_that_has_stopped_is_forgotten_after_as_long_as_a_case(
    later: OldYears,
) -> None:
    later.purge()

    with later.database.read() as connection:
        assert connection.scalars(select(snapshot_rows.c.source)).all() == ["/stays"]


def test_nothing_of_a_case_is_left_but_its_hash_and_its_audit(later: OldYears) -> None:
    with later.database.read() as connection:
        gone = set(
            connection.scalars(select(cases.c.case_key).where(cases.c.handle.in_(codes(GO))))
        )

    later.purge()

    with later.database.read() as connection:
        for table in (claims, contacts, home_cases, acknowledgements, judgements, alerts):
            assert not gone & set(connection.scalars(select(table.c.case_key)))
        known = set(connection.scalars(select(alerts.c.alert_id)))
        known |= set(connection.scalars(select(lists.c.list_id)))
        assert set(connection.scalars(select(outbox.c.alert_id))) <= known
        assert set(connection.scalars(select(list_alerts.c.alert_id))) <= known
        numbers = set(connection.scalars(select(outbox.c.outbox_id)))
        assert set(connection.scalars(select(fates.c.outbox_id))) <= numbers


def test_no_figure_changes(later: OldYears) -> None:
    before = later.metrics()

    later.purge()

    assert later.metrics() == before
    assert scraped(before).total("danm_alerts_total")
    assert later.differences() == []


def test_what_would_go_is_what_goes_and_saying_so_changes_nothing(later: OldYears) -> None:
    before = everything(later.database)

    told = later.purge(is_dry=True)

    assert everything(later.database) == before
    assert told == later.purge()


def test_a_second_purge_finds_nothing_left(later: OldYears) -> None:
    later.purge()

    assert later.purge() == []


def test_a_case_with_a_later_word_stays(later: OldYears) -> None:
    word = close("06-15 09:00", "withdrawn", "WITHDRAWN") | {"time": "2028-08-25T09:00:00Z"}
    later.come([word], YEARS_LATER)

    later.purge()

    assert codes({"WITHDRAWN"}) <= set(later.references())


def test_a_reference_goes_ninety_days_after_the_last_word_and_its_case_stays(
    years: OldYears,
) -> None:
    years.purge(MONTHS_LATER)

    kept = {reference for reference in years.references().values() if reference is not None}
    assert kept == STAY
    assert set(years.references()) == codes(GO | STAY)


def test_names_go_after_ninety_days(years: OldYears) -> None:
    years.purge(MONTHS_LATER)

    with years.database.read() as connection:
        (held,) = connection.execute(select(acknowledgements)).all()
        (row,) = connection.execute(select(entered)).all()
    assert (held.name, held.actor) == (None, "")
    assert (row.actor, row.sealed) == ("", b"")


def test_what_is_entered_later_has_a_number_that_no_audit_row_names(years: OldYears) -> None:
    with years.database.read() as connection:
        before = connection.execute(select(entered.c.entered_id)).scalar_one()
    years.purge(MONTHS_LATER)

    with years.database.write() as connection:
        row = {"at": MONTHS_LATER, "actor": "board", "sealed": b"", "taken_at": MONTHS_LATER}
        connection.execute(entered.insert(), row)

    with years.database.read() as connection:
        assert max(connection.scalars(select(entered.c.entered_id))) > before


def test_bytes_in_quarantine_go_after_thirty_days_and_what_nobody_dealt_with_stays_open(
    years: OldYears,
) -> None:
    years.purge(MONTHS_LATER)
    with years.database.read() as connection:
        rows = connection.execute(select(quarantine)).all()
    assert {(row.state, row.sealed) for row in rows} == {("open", None), ("dismissed", None)}


def test_only_an_open_note_of_quarantine_outlives_the_cases(later: OldYears) -> None:
    later.purge()

    with later.database.read() as connection:
        assert list(connection.scalars(select(quarantine.c.state))) == ["open"]


def test_marks_of_seen_messages_stay_as_long_as_their_case(later: OldYears) -> None:
    later.purge()

    of_those_that_stay = [one for one in OLD if one["subject"] in STAY]
    newer = {MONTHS_LATER, YEARS_LATER}
    assert later.rows(messages) == len(of_those_that_stay) + len(newer)


def test_each_purge_is_in_the_audit_with_numbers_alone(later: OldYears) -> None:
    later.purge()

    with later.database.read() as connection:
        rows = connection.execute(select(audit).where(audit.c.actor == BY.actor)).all()
    begun, ended = sorted(rows, key=lambda row: row.audit_id)
    assert (begun.action, begun.handle) == ("purge begun", None)
    assert "references 90 days" in begun.detail
    assert (ended.action, ended.handle) == ("purge ended", None)
    assert f"{len(GO)} cases" in ended.detail


def test_a_clock_that_is_years_ahead_removes_nothing(years: OldYears) -> None:
    before = everything(years.database)

    with pytest.raises(Trouble, match="nothing was removed"):
        years.purge(MONTHS_LATER + LONGEST_STOP + timedelta(seconds=1))

    assert everything(years.database) == before


def test_a_case_waits_for_the_alert_that_is_still_being_sent(later: OldYears) -> None:
    with later.database.write() as connection:
        mine = select(alerts.c.alert_id).join(cases, cases.c.case_key == alerts.c.case_key)
        mine = mine.where(cases.c.handle.in_(codes({"LONE"})))
        connection.execute(
            outbox.update().where(outbox.c.alert_id.in_(mine)).values(accepted_at=None)
        )

    later.purge()

    assert set(later.references()) == codes(STAY | {"LONE"})
