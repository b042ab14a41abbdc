"""Which alarms one case rings at an instant, and why. Pure. Source: contract section 3.

Every message of the instant has been handled before; a rung that rings stands for all below it.
"""

from dataclasses import replace

from alerts.alarm import Alarm, Look
from alerts.history import claim_history
from alerts.notices import tell_of_end, tell_of_repeat, tell_of_wait
from alerts.rungs import ring_duty, ring_pickup
from schemas.records import Marks


def decide(look: Look, marks: Marks) -> tuple[tuple[Alarm, ...], Marks]:
    """Return the alarms that ring at this instant, and the marks they leave."""
    alarms: list[Alarm] = []
    for rule in (claim_history, ring_duty, ring_pickup, tell_of_wait, tell_of_repeat, tell_of_end):
        rung, marks = rule(look, marks)
        alarms += rung
    return tuple(alarms), replace(marks, is_changed=False, new_grades=frozenset())
