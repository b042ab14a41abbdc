"""Whether what a database holds was made up, told by the names of the sources it heard. Pure."""

from collections.abc import Iterable

from schemas.own_sources import is_own

MADE_UP = "/made-up/"
"""How the name of every source begins whose messages are made up: the demo's, and whatever stands
in for a system that nobody has. No real source may be named so.
"""

ALL_MADE_UP = "Made-up data: no child, family or delay here is real."


def made_up_words(sources: Iterable[str]) -> str | None:
    """Return what must stand above all that is made from these sources; None where all are real.

    Sources of the monitor itself, and of what people entered, decide nothing.
    """
    told = sorted(source for source in sources if not is_own(source))
    made_up = [source for source in told if source.startswith(MADE_UP)]
    if not made_up:
        return None
    if made_up == told:
        return ALL_MADE_UP
    return f"Partly made-up data. Not real is all that came from: {', '.join(made_up)}."
