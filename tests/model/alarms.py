"""Alarms about one case at one instant: rungs of the duty and pickup clocks (contract section 3).

`Instant` holds everything that an alarm is decided from: the messages handled so far, the cases
they make, and the alarms already raised.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.model import hours, told
from tests.model.clocks import duty_limits, pickup_limits
from tests.model.state import Case, cases
from tests.model.times import Message, instant, zulu

LADDER = ("warn", "breach", "escalate", "ceiling")
"""Section 3: the rungs in rising order; `notice` is none of them."""

RECIPIENTS = {
    "warn": {"mash_duty"},
    "breach": {"mash_duty", "mash_manager", "police_desk"},
    "escalate": {"service_head", "police_manager"},
    "ceiling": {"director", "service_head", "police_manager"},
}
"""Section 3, "Recipients"."""

POLICE_ROLES = {"police_desk", "police_manager"}
"""Section 3: "Council clocks (pickup, decision) go to council roles only"."""

ESCALATE_AFTER = timedelta(hours=4)
CEILING_AFTER = timedelta(hours=72)
FEED_LIVE_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm that was raised. `sort` tells notices of one kind apart."""

    kind: str
    rung: str
    due_at: datetime
    raised_at: datetime
    recipients: frozenset[str]
    sort: str = ""
    clock: str = ""
    ref: str = ""
    delivery: str = "list"
    about: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Section 4: "alert: …", without alert_id, handle and reason; recipients sorted."""
        named = {"clock": self.clock, "incident_ref": self.ref}
        return {
            "kind": self.kind,
            "rung": self.rung,
            "due_at": zulu(self.due_at),
            "raised_at": zulu(self.raised_at),
            "delivery": self.delivery,
            "recipients": sorted(self.recipients),
            **{name: word for name, word in named.items() if word},
            **{name: known for name, known in self.about.items() if known is not None},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """One instant: what was known just before it, and what is known now.

    `fresh` are the messages first kept at this instant; `silenced` the pickup rungs that fell due
    while the contact feed was not live, by reference and name.
    """

    now: datetime
    messages: list[Message]
    fresh: list[Message]
    cases: dict[str, Case]
    before: dict[str, Case]
    raised: list[Alarm]
    silenced: frozenset[tuple[str, str]] = frozenset()

    def raised_for(self, ref: str) -> list[Alarm]:
        """The alarms so far about one case."""
        return [alarm for alarm in self.raised if alarm.ref == ref]


def on_duty(roles: frozenset[str] | set[str], now: datetime) -> frozenset[str]:
    """Section 3: "Outside front-door hours edt stands in for mash_duty"."""
    if "mash_duty" in roles or "edt" in roles:
        return frozenset(roles - {"mash_duty", "edt"}) | {
            "mash_duty" if hours.is_open(now) else "edt"
        }
    return frozenset(roles)


def about(case: Case) -> dict[str, Any]:
    """Section 4: the fields of an alert that say whom it is about, as known at that instant."""
    return {
        "local_authority": case.local_authority,
        "risk": case.risk,
        "youngest": case.youngest,
        "children": case.children_counted,
    }


def delivery(kind: str, rung: str, risk: str) -> str:
    """Section 3: "default `now` for breach of police-graded high, regrade to high, repeat, ceiling
    of high, and trouble with feeds and messages".

    Choice: police-graded high is `risk`, without uplift; a breach of the pickup clock counts too.
    """
    urgent_of_high = kind == "regrade" or rung in ("breach", "ceiling")
    if kind in ("repeat", "gap", "conflict") or (risk == "high" and urgent_of_high):
        return "now"
    return "list"


def rung_so_far(at: Instant, ref: str, clock: str) -> str | None:
    """The highest rung that rang for this case and clock, whatever the kind."""
    rang = [a.rung for a in at.raised_for(ref) if a.clock == clock and a.rung in LADDER]
    return max(rang, key=LADDER.index) if rang else None


def duty_ladder(at: Instant, case: Case, risk: str) -> dict[str, datetime]:
    """Section 3: when each rung of the duty clock is due, had the case this risk.

    "Deadlines count from the earliest possible start"; "`escalate` 4 h after the breach alarm was
    raised"; "`ceiling` 72 h". "`not_yet` has no rungs", and only a case that waits has any.
    """
    if not case.is_waiting or case.children_known == "not_yet":
        return {}
    warn, late = duty_limits(risk, case.youngest)
    ladder = {"warn": case.armed_from + warn, "breach": case.armed_from + late}
    for alarm in at.raised_for(case.ref):
        if alarm.clock == "duty" and alarm.rung == "breach":
            ladder["escalate"] = alarm.raised_at + ESCALATE_AFTER
    return {**ladder, "ceiling": case.armed_from + CEILING_AFTER}


def pickup_ladder(_: Instant, case: Case, risk: str) -> dict[str, datetime]:
    """Section 3: when each rung of the pickup clock is due: "warn and breach only".

    Choice: it runs from a receipt that ended the wait until a contact is recorded or decided, on
    cases neither closed nor not_yet, by the risk as it stands now.
    """
    picked_up = "recorded" in case.milestones or "decided" in case.milestones
    if case.is_closed or not case.receipt_counts or picked_up or case.children_known == "not_yet":
        return {}
    warn, late = pickup_limits(risk)
    received = case.milestones["received"][0]
    return {
        "warn": hours.after_working(received, warn),
        "breach": hours.after_working(received, late),
    }


def newly_silenced(at: Instant) -> frozenset[tuple[str, str]]:
    """Section 3: "a rung past while the contact feed was not live does not ring".

    Choice: not later either, should a late message show that the feed was live after all.
    """
    return frozenset(
        (case.ref, name)
        for case in at.cases.values()
        for name, due in pickup_ladder(at, case, case.risk).items()
        if due <= at.now and not contact_feed_was_live(at, case, due)
    )


def contact_feed_was_live(at: Instant, case: Case, due: datetime) -> bool:
    """Section 3: "only where that council's contact feed is live (a contact message in 7 days)"; "a
    rung past while the contact feed was not live does not ring".

    Choice: a contact message is contact.recorded or contact.decided about a case of that council,
    by its `time`, exactly 7 days still live; live both when the rung is due and when it would ring.
    A council nobody has told yet has no feed.
    """
    if case.local_authority is None:
        return False
    times = [
        instant(m["time"])
        for m in at.messages
        if m["type"] in told.CONTACTS
        and at.cases[m["subject"]].local_authority == case.local_authority
    ]
    return all(
        any(moment - FEED_LIVE_FOR <= time <= moment for time in times)
        for moment in (due, max(due, at.now))
    )


LADDERS = {"duty": duty_ladder, "pickup": pickup_ladder}


def deadlines(at: Instant) -> list[datetime]:
    """Every instant at which some rung would be due as things stand."""
    return [
        due
        for case in at.cases.values()
        for ladder in LADDERS.values()
        for due in ladder(at, case, case.risk).values()
    ]


def rungs(at: Instant) -> list[Alarm]:
    """The rungs that ring at this instant."""
    found = [rung(at, case, clock) for case in at.cases.values() for clock in LADDERS]
    return [alarm for alarm in found if alarm is not None]


def rung(at: Instant, case: Case, clock: str) -> Alarm | None:
    """Section 3: "A rung … rings at most once per case and clock, whatever the kind, and stands
    for all below it"; of several past "only the highest rings … to the recipients of all rungs
    newly counted as rung". "After `ceiling` nothing more rings for that clock".
    """
    highest = rung_so_far(at, case.ref, clock)
    left = LADDER[LADDER.index(highest) + 1 :] if highest else LADDER
    ladder = LADDERS[clock](at, case, case.risk)
    past = [name for name in left if name in ladder and ladder[name] <= at.now]
    if clock == "pickup":
        past = [name for name in past if (case.ref, name) not in at.silenced]
    if not past:
        return None
    name = past[-1]
    newly = left[: left.index(name) + 1]
    kind = "regrade" if is_moved_by_a_grade(at, case, clock, name) else "wait"
    told_as = (name,) if kind == "regrade" else newly
    roles = {role for one in told_as for role in RECIPIENTS[one]}
    if clock == "pickup":
        roles = roles - POLICE_ROLES
    return Alarm(
        kind=kind,
        rung=name,
        clock=clock,
        due_at=ladder[name],
        raised_at=at.now,
        ref=case.ref,
        recipients=on_duty(roles, at.now),
        delivery=delivery(kind, name, case.risk),
        about=about(case),
    )


def is_moved_by_a_grade(at: Instant, case: Case, clock: str, name: str) -> bool:
    """Section 3: "A graded message that moves a rung into the past, or to that very instant, raises
    it at once as kind `regrade` …; any other re-aim is `wait`".

    Choice: the rung would not be past without the graded messages handled at this instant, all
    else being as it is now. A risk in a later incident.reported, or taken from a duplicate by the
    join, is no graded message. It is a regrade too where the case itself became known at this very
    instant, if without the grade the rung would not be past.
    """
    graded = [m for m in at.fresh if m["type"] == told.GRADED]
    if not graded:
        return False
    without = cases([m for m in at.messages if m not in graded]).get(case.ref)
    if without is None:
        return False
    ladder = LADDERS[clock](at, case, without.risk)
    return name in ladder and ladder[name] > at.now
