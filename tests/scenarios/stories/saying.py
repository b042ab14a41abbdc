"""An alarm as a sentence: when, about what, what is said, to whom, and how."""

from collections import Counter
from datetime import datetime
from typing import Any

from tests.model.times import LONDON, instant

COUNCILS = {"E06000021": "Stoke-on-Trent", "E10000028": "Staffordshire"}

SAID = {
    ("wait", "warn"): "soon late",
    ("wait", "breach"): "late",
    ("wait", "escalate"): "tell a senior",
    ("wait", "ceiling"): "top limit",
    ("wait", "notice"): "for the record",
    ("regrade", "warn"): "graded anew, soon late",
    ("regrade", "breach"): "graded anew, late",
    ("regrade", "ceiling"): "graded anew, top limit",
    ("repeat", "notice"): "again in a home where a child still waits",
    ("cleared", "notice"): "no longer waits",
    ("silence", "notice"): "a feed is silent",
    ("volume", "notice"): "far fewer incidents than usual",
    ("reconciliation", "notice"): "the police counted more than we hold",
    ("quarantine", "notice"): "a message could not be read",
    ("conflict", "notice"): "a message contradicts an earlier one",
    ("gap", "notice"): "a message is missing",
}
"""By kind and rung. `for the record` is a late receipt, or what is not shared, or not yet known."""

HOW = {"now": "at once", "list": "on the next list"}


def sentence(alert: dict[str, Any]) -> str:
    """Return one alarm in words, with everything that the contract says of it but its ids.

    An alarm that rings later than it was due says so: nobody knew of it before.
    """
    when = said_at(alert["raised_at"])
    about = alert.get("incident_ref") or COUNCILS.get(alert.get("local_authority", ""), "feed")
    what = SAID[alert["kind"], alert["rung"]]
    if alert.get("clock") == "pickup":
        what = f"{what} to be picked up"
    late = "" if alert["due_at"] == alert["raised_at"] else f", due {said_at(alert['due_at'])}"
    told = " ".join(sorted(alert["recipients"]))
    return f"{when} | {about}{_child(alert)} | {what}{late} | {told} | {HOW[alert['delivery']]}"


def _child(alert: dict[str, Any]) -> str:
    if "risk" not in alert:
        return ""
    council = COUNCILS[alert["local_authority"]] if "local_authority" in alert else "no council"
    return f" ({alert['risk']}, {alert['youngest']}, {alert.get('children', '?')}, {council})"


def said_at(zulu: str) -> str:
    """Return an instant as the clock in London shows it."""
    at: datetime = instant(zulu).astimezone(LONDON)
    seconds = f":{at:%S}" if at.second else ""
    return f"{at:%a} {at.day} {at:%b %H:%M}{seconds}"


def tally(sentences: list[str]) -> Counter[tuple[str, str]]:
    """Return how often each thing is said, and how, whenever and of whom."""
    parts = [one.split(" | ") for one in sentences]
    return Counter((what.split(",")[0], how) for _, _, what, _, how in parts)
