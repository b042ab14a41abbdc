"""Data outside the contract: the message, the reason, the place."""

import pytest

from tests.wire import CHILD, CLOSED, CORRECTED, HEARTBEAT, MILESTONE, RECEIVED, TOTAL, with_data

ITS_DATA = [
    pytest.param(with_data(officer="x"), "unknown_field", "data", id="an-officer"),
    pytest.param(with_data(risk=...), "missing_field", "data.risk", id="no-grade"),
    pytest.param(with_data(risk="extreme"), "unknown_word", "data.risk", id="a-grade-of-others"),
    pytest.param(with_data(risk="High"), "unknown_word", "data.risk", id="a-grade-in-capitals"),
    pytest.param(with_data(risk=3), "unknown_word", "data.risk", id="a-grade-as-number"),
    pytest.param(with_data(force=""), "bad_text", "data.force", id="an-empty-force"),
    pytest.param(with_data(force=" "), "bad_text", "data.force", id="a-blank-force"),
    pytest.param(with_data(area="a" * 65), "bad_text", "data.area", id="a-long-area"),
    pytest.param(with_data(area=1), "wrong_type", "data.area", id="an-area-as-number"),
    pytest.param(with_data(area=None), "wrong_type", "data.area", id="null-is-not-absent"),
    pytest.param(
        with_data(local_authority="Stoke"), "bad_authority", "data.local_authority", id="no-code"
    ),
    pytest.param(with_data(CLOSED, to="e06000021"), "bad_authority", "data.to", id="small-code"),
    pytest.param(with_data(CLOSED, of="a?"), "bad_reference", "data.of", id="of-no-reference"),
    pytest.param(
        with_data(household="12 High St, Stoke"), "bad_reference", "data.household", id="an-address"
    ),
    pytest.param(with_data(prior_12m=1), "unknown_word", "data.prior_12m", id="prior-as-number"),
    pytest.param(with_data(prior_12m="4"), "unknown_word", "data.prior_12m", id="prior-4"),
    pytest.param(
        with_data(children=[]), "children_missing", "data.children", id="no-child-and-no-word-why"
    ),
    pytest.param(
        with_data(children=[], children_known="yes"),
        "children_missing",
        "data.children",
        id="children-known-and-none-listed",
    ),
    pytest.param(
        with_data(children=..., children_known="none"),
        "missing_field",
        "data.children",
        id="the-empty-list-must-be-said",
    ),
    pytest.param(
        with_data(children_known="not_yet"),
        "children_contradicted",
        "data.children",
        id="listed-but-not-yet-known",
    ),
    pytest.param(
        with_data(RECEIVED, incident={"children": []}),
        "children_missing",
        "data.incident.children",
        id="a-block-with-an-empty-list",
    ),
    pytest.param(
        with_data(children=[CHILD, {**CHILD, "age_band": "5"}]),
        "unknown_word",
        "data.children[1].age_band",
        id="the-second-child-has-an-age",
    ),
    pytest.param(
        with_data(children=[{**CHILD, "dob": "2020-01-01"}]),
        "unknown_field",
        "data.children[0]",
        id="a-birth-date",
    ),
    pytest.param(
        with_data(children=[{**CHILD, "present": "yes"}]),
        "wrong_type",
        "data.children[0].present",
        id="present-as-text",
    ),
    pytest.param(
        with_data(children=[{**CHILD, "ref": "Kid ?"}]),
        "bad_reference",
        "data.children[0].ref",
        id="a-child-without-a-reference",
    ),
    pytest.param(with_data(children="x"), "wrong_type", "data.children", id="children-as-text"),
    pytest.param(
        with_data(reported="20/11/2026 23:50"), "bad_time", "data.reported", id="a-british-date"
    ),
    pytest.param(with_data(reported=None), "bad_time", "data.reported", id="no-time-at-all"),
    pytest.param(
        with_data(reported={"from": "2026-11-20", "to": "2026-11-18"}),
        "bad_time",
        "data.reported",
        id="a-range-backwards",
    ),
    pytest.param(
        with_data(reported={"from": "2026-11-20"}), "bad_time", "data.reported", id="half-a-range"
    ),
    pytest.param(
        with_data(reported="9999-12-31"), "bad_time", "data.reported", id="the-last-day-of-all"
    ),
    pytest.param(
        with_data(reported="1999-12-31"),
        "time_out_of_bounds",
        "data.reported",
        id="reported-before-2000",
    ),
    pytest.param(
        with_data(reported="2026-11-21T23:52:11Z"),
        "time_out_of_bounds",
        "data.reported",
        id="reported-a-day-and-a-second-after-it-was-sent",
    ),
    pytest.param(
        with_data(occurred="1899-12-31"),
        "time_out_of_bounds",
        "data.occurred",
        id="occurred-in-the-19th-century",
    ),
    pytest.param(
        with_data(CORRECTED, at="1950-01-01"),
        "time_out_of_bounds",
        "data.at",
        id="reported-corrected-to-1950",
    ),
    pytest.param(
        with_data(RECEIVED, incident={"occurred": "2030-01-01"}),
        "time_out_of_bounds",
        "data.incident.occurred",
        id="a-block-from-the-future",
    ),
    pytest.param(with_data(CORRECTED, at=...), "missing_field", "data.at", id="at-must-be-said"),
    pytest.param(
        with_data(MILESTONE, milestone="received"),
        "unknown_word",
        "data.milestone",
        id="police-do-not-tell-the-receipt",
    ),
    pytest.param(
        with_data(MILESTONE, notice="resend"), "unknown_word", "data.notice", id="no-resend-is-sent"
    ),
    pytest.param(
        with_data(RECEIVED, entered_by_hand="true"),
        "wrong_type",
        "data.entered_by_hand",
        id="by-hand-as-text",
    ),
    pytest.param(
        with_data(RECEIVED, incident=None), "wrong_type", "data.incident", id="a-null-block"
    ),
    pytest.param(
        with_data(TOTAL, incidents_with_children=-1),
        "negative_count",
        "data.incidents_with_children",
        id="fewer-than-none",
    ),
    pytest.param(
        with_data(TOTAL, incidents=1.0),
        "wrong_type",
        "data.incidents",
        id="a-fraction",
    ),
    pytest.param(with_data(TOTAL, incidents=True), "wrong_type", "data.incidents", id="true"),
    pytest.param(
        with_data(TOTAL, date="2026-11-19T00:00:00Z"), "bad_time", "data.date", id="a-day-is-a-day"
    ),
    pytest.param(
        with_data(TOTAL, date="9999-12-31"), "time_out_of_bounds", "data.date", id="a-far-day"
    ),
    pytest.param(with_data(HEARTBEAT, force=...), "not_one_owner", "data", id="nobody-s-heartbeat"),
    pytest.param(
        with_data(HEARTBEAT, local_authority="E06000021"),
        "not_one_owner",
        "data",
        id="a-heartbeat-of-two",
    ),
    pytest.param(
        with_data(HEARTBEAT, complete_to="2026-11-20"),
        "bad_time",
        "data.complete_to",
        id="complete-to-some-day",
    ),
]
