"""What the words of a pack mean, and what its figures cannot say. Pure."""

from reviews.delays import FEWEST
from reviews.pack.parts import Section
from reviews.pack.trap import TRAP, TRAP_TABLE, TRAP_WORDS

DEFINITIONS = Section(
    name="definitions",
    question="What do these figures mean, and what can they not say?",
    is_answer=False,
    sentences=(
        "A notification is the police telling the council about one incident with children. It "
        "belongs to the day on which the police knew, by the clock in the United Kingdom.",
        "Police knew: the report reached the police. Front door told: the council's front door or "
        "its out-of-hours team received any notice of it. Hours count day and night.",
        "The limits are local: they are those of the policy versions named below, proposed by "
        "their owners. No national number of hours exists.",
        "Where a time is known only as a date, the wait lies between two lengths. It counts as in "
        "time only if the longer one is, and as late only if the shorter one is.",
        f"Half within, nine in ten within and the longest are not told of fewer than {FEWEST} "
        "notifications. What cannot be said is left empty: it is never 0 and never 100.",
        TRAP_WORDS,
        "A 95 % interval holds the truth in about 95 of 100 such figures. What came in one batch "
        "counts in it as one; on the dashboards each notification counts by itself, so that "
        "intervals there are mostly a little narrower. The figures themselves are the same.",
        "What the police never recorded as an incident with children is not in here. The force's "
        "own daily count is the check on that.",
        "Nobody is ranked: there is no figure of an officer, a worker, a shift or a team.",
    ),
    pictures=(TRAP,),
    tables=(TRAP_TABLE,),
)
