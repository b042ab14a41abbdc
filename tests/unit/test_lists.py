from datetime import timedelta

import pytest

from alerts.case_words import CLOCKS, DISPOSITIONS, FLAGS, MILESTONES, RESULTS, STATES
from schemas.case_codes import NoCaseCode, read_handle
from schemas.csv_cells import safe_cell
from schemas.listing import Listed
from schemas.listing_csv import INCIDENT_COLUMNS, WAITING_COLUMNS, incident_cells
from schemas.records import Reading
from schemas.refusal_words import REASON_WORDS, refusal_words
from schemas.refusals import Reason
from schemas.words import Clock, Disposition, Flag, Milestone, State, Verdict
from tests.spec.made_cases import received


@pytest.mark.parametrize(
    "typed", ["K7M-4QXR", "k7m4qxr", " K7M 4QXR ", "k7m\u20134qxr", "K.7.M_4QXR"]
)
def test_a_case_code_is_read_however_carelessly_it_is_typed(typed: str) -> None:
    assert read_handle(typed) == "K7M-4QXR"


@pytest.mark.parametrize("typed", ["", "K7M-4QX", "K7M-4QXRR", "K7M-4QX0", "K7M-4QXI", "STF-1"])
def test_what_no_case_code_can_be_is_refused(typed: str) -> None:
    with pytest.raises(NoCaseCode, match="such as K7M-4QXR"):
        read_handle(typed)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_calculate_stays_text(start: str) -> None:
    assert safe_cell(f"{start}1") == f"'{start}1"


def test_a_cell_says_what_it_says_and_unknown_is_empty() -> None:
    assert [safe_cell(value) for value in ("a=b", 0, None)] == ["a=b", "0", ""]


def test_every_reason_has_its_words() -> None:
    assert set(REASON_WORDS) == set(Reason)
    assert refusal_words(Reason.BAD_TIME, "data.at").startswith("bad_time at data.at (a time is")
    assert refusal_words(Reason.NOT_JSON, "") == "not_json (it is not JSON)"


def test_every_word_of_the_contract_has_plain_words_on_a_sheet() -> None:
    assert set(STATES) == set(State)
    assert set(RESULTS) == set(Verdict)
    assert set(DISPOSITIONS) == set(Disposition)
    assert set(FLAGS) == set(Flag)
    assert set(MILESTONES) == set(Milestone)
    assert set(CLOCKS) == set(Clock)


def test_a_row_holds_exact_and_bounded_times_and_leaves_unknown_empty() -> None:
    hour = timedelta(hours=1)
    case = received(
        "06-17 11:00",
        clocks={
            Clock.DUTY: Reading(lower=hour, upper=hour, is_exact=True, verdict=Verdict.MET),
            Clock.TRANSPORT: Reading(lower=hour, upper=2 * hour, is_exact=False),
        },
    )

    row = incident_cells(Listed(handle="K7M-4QXR", case=case, rung=None))

    assert set(row) <= set(INCIDENT_COLUMNS) <= set(WAITING_COLUMNS)
    assert (row["duty_lower"], row["duty_upper"], row["duty_verdict"]) == ("3600", "3600", "met")
    assert (row["transport_lower"], row["transport_upper"]) == ("3600", "7200")
    assert row["received_from"] == row["received_to"] != ""
    assert row["incident_ref"] == row["duty_late_by"] == row["transport_verdict"] == ""
