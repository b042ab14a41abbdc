"""What a board pack calls things, what it leaves out and why, and who may read it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.plain_words import MONTHS
from reviews.disclosure import FEWEST_FOR_A_SHARE, ROUND_TO
from reviews.pack.board_grid import Grid, Named
from reviews.pack.parts import Section
from reviews.pack.words import RISKS

ALL_COUNCILS = "All councils"

RISK_ROWS: tuple[tuple[str, Named], ...] = (
    *((words, {"risk": risk.value}) for risk, words in RISKS.items()),
    ("All risks", {}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Names of councils by code."""

    names: Mapping[str, str]

    def councils(self, grid: Grid) -> list[tuple[str, Named]]:
        """Return each council by name, then all together where it is not one."""
        known = sorted({council for _, council in grid.councils})
        forces = {council: force for force, council in grid.councils}
        rows = [(self.names.get(one, one), grid.area(forces[one], one)) for one in known]
        return rows if len(rows) == 1 else [*rows, (ALL_COUNCILS, {})]


def month_words(month: str) -> str:
    """Return "November 2026" for 2026-11."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


HOW_PROTECTED = Section(
    name="how-protected",
    question="Why are numbers rounded, and some not shown?",
    is_answer=False,
    sentences=(
        "So that no family can be found in this pack, also by adding and subtracting, or by "
        "laying another pack beside it.",
        f"Every number is rounded to the nearest {ROUND_TO}, so totals need not be the sum of "
        "their parts. Please do not mend them.",
        "A dash means: not shown. The number is from 1 to 4, or would give such a number away, or "
        "too few stand behind it, or it cannot be said. Which of these is not told, on purpose. "
        "A dash is never 0.",
        f"Shares and lengths of time are told only of {FEWEST_FOR_A_SHARE} or more, and coarsely: "
        "a finer share would give the number back. Intervals are worked out from the rounded "
        "figures.",
        "Who may read it: members of the safeguarding board and inspectors, and whoever they "
        "answer to. It is not for publication: that is for the data protection officers of both "
        "partners to decide.",
    ),
)

LEFT_OUT = Section(
    name="left-out",
    question="What was left out, and why?",
    is_answer=False,
    sentences=(
        "Case timelines, the longest waits, the dip sample, and case codes: one case's times are "
        "enough for somebody to know the family. Police and council have them in the operational "
        "pack, and can answer for them.",
        "The longest wait, and how long any single case waited.",
        "Weeks, hours of the week and days: too few notifications stand behind each.",
        "Counts by the children's age, by how a notification was sent and by source: divided so "
        "finely most would have to be withheld, and others with them.",
        "Shares or numbers of an officer, a worker, a shift or a team: nobody is ranked in any "
        "pack.",
        "Before this pack is given to somebody who has another one of the same days, ask who made "
        "it: the program warns where two packs would show one case between them.",
    ),
)

DEFINITIONS = Section(
    name="definitions",
    question="What do these figures mean, and what can they not say?",
    is_answer=False,
    sentences=(
        "A notification is the police telling the council about one incident with children. It "
        "belongs to the day on which the police knew, by the clock in the United Kingdom.",
        "Told in time: from when the police knew to when the council's front door or its "
        "out-of-hours team had any notice of it, within the limit of the policy for its risk grade "
        "and its youngest child, day and night. Who still waits counts for as long as the wait has "
        "been.",
        "Late: past that limit, told or not. Not yet certain: still within it, or known only to "
        "the day.",
        "The limits are local: they are those of the policy versions named below, proposed by "
        "their owners. No national number of hours exists.",
        "What the police never recorded as an incident with children is not in here. The force's "
        "own daily count is the check on that.",
    ),
)
