"""What a person sees of incidents on a terminal: a table of many, a sheet of one."""

from collections.abc import Iterable, Iterator

from rich.table import Table
from rich.text import Text

from alerts.case_words import (
    CLOCKS,
    DISPOSITIONS,
    FLAGS,
    MILESTONES,
    STATES,
    reading_words,
    when_words,
)
from alerts.holding import hold_words
from alerts.plain_words import age_words, children_words, risk_words, rung_words
from consumer.list_output import plain_table
from consumer.screen import RISK_WORDS
from schemas.in_hand import Hold
from schemas.listing import Listed
from schemas.policy import Policy
from schemas.records import Case
from schemas.words import Clock, Milestone, Verdict


def incident_table(listed: Iterable[Listed]) -> Table:
    """Return incidents as a table, by when they began."""
    table = plain_table()
    for name in ("Case code", "Risk", "Youngest", "Now", "Police knew", "Front door told after"):
        table.add_column(name, no_wrap=name == "Case code")
    for one in listed:
        case = one.case
        reading = case.clocks.get(Clock.DUTY)
        table.add_row(
            _name(one),
            RISK_WORDS[case.risk],
            age_words(case.youngest),
            STATES[case.state],
            when_words(case.milestones.get(Milestone.REPORTED)),
            "-" if reading is None else reading_words(reading),
            style="bold" if reading is not None and reading.verdict is Verdict.LATE else None,
        )
    return table


def incident_sheet(one: Listed, policy: Policy, hold: Hold | None = None) -> Table:
    """Return all that is known of one incident, a line for each thing.

    ``hold`` says who has it in hand, None where nobody has.
    """
    sheet = Table(box=None, show_header=False, padding=(0, 2, 0, 0), title_justify="left")
    sheet.add_column(no_wrap=True)
    sheet.add_column(overflow="fold")
    for name, words in _lines(one, policy):
        sheet.add_row(name, words)
    if hold is not None:
        sheet.add_row("In hand", Text(hold_words(hold)))  # as text: a name is no markup
    return sheet


def _lines(one: Listed, policy: Policy) -> Iterator[tuple[str, str]]:
    case = one.case
    yield "Case code", one.handle
    if one.reference is not None:
        yield "Police reference", one.reference
    yield "Now", _state_words(case)
    yield "Risk", risk_words(case.risk)
    if case.highest_risk is not case.risk:
        yield "Highest risk so far", risk_words(case.highest_risk)
    yield "Children", f"{children_words(case.children)}; youngest: {age_words(case.youngest)}"
    council = policy.councils.get(case.local_authority or "")
    yield "Council", council.name if council else case.local_authority or "not known"
    yield "Police force", case.force or "not known"
    if one.rung is not None:
        yield "Alarms so far", rung_words(one.rung)
    yield from _times(case)
    for flag in sorted(case.flags):
        yield "Please note", FLAGS[flag]


def _times(case: Case) -> Iterator[tuple[str, str]]:
    for milestone, name in MILESTONES.items():
        if milestone in case.milestones:
            yield name, when_words(case.milestones[milestone])
    for clock, name in CLOCKS.items():
        if clock in case.clocks:
            yield name, reading_words(case.clocks[clock])


def _state_words(case: Case) -> str:
    if case.disposition is None:
        return STATES[case.state]
    return f"{STATES[case.state]} ({DISPOSITIONS[case.disposition]})"


def _name(one: Listed) -> str:
    return one.handle if one.reference is None else f"{one.handle}\n{one.reference}"
