"""How often Python looks for circular garbage."""

import gc

AFTER_OBJECTS = 100_000
"""Objects that outlive their use before the young ones are looked at; Python's own is 700.

Source: measured; a batch of messages is tens of thousands of objects, none of them in a circle, and
looking through them again and again was a third of the work of taking it in.
"""


def collect_seldom() -> None:
    """Look for circles seldom: what is in none goes at once, as ever."""
    gc.set_threshold(AFTER_OBJECTS, 20, 50)
