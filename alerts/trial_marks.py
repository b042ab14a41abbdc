"""What every text of the demo bears, and every text of a trial run. Pure."""

SIMULATED = "SIMULATED: made-up data. There is no real child behind this."
TRIAL_RUN = "TRIAL RUN: only the data manager gets this. Nobody else was told."


def subject_marks(*, is_simulated: bool, is_shadow: bool) -> str:
    """Return what stands before a subject; nothing where all is real."""
    marks = (("[SIMULATED] ", is_simulated), ("[TRIAL RUN] ", is_shadow))
    return "".join(mark for mark, holds in marks if holds)


def warning_lines(*, is_simulated: bool, is_shadow: bool) -> list[str]:
    """Return what stands above a text; nothing where all is real."""
    warnings = ((SIMULATED, is_simulated), (TRIAL_RUN, is_shadow))
    return [words for words, holds in warnings if holds]
