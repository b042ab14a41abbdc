"""Hypothesis strategies for small files of valid messages, packed tightly in time.

Few references, children and instants, so that ties, exact rungs, bounds, skews, repeats, conflicts
and joins happen often. Everything they give is valid by contract section 1.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.model.times import Message, moment, zulu
from tests.model.told import AGES, ENTERED, MILESTONES, STRICTNESS

WEEKS = {
    "summer": datetime(2026, 6, 12, 7, 30, tzinfo=UTC),
    "spring forward, then Easter": datetime(2026, 3, 27, 16, 0, tzinfo=UTC),
    "autumn back": datetime(2026, 10, 23, 15, 30, tzinfo=UTC),
}
"""Fridays at the opening or the close of the front door; two before a clock change."""

HOURS = (0, 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 16, 20, 24, 28, 48, 52, 68, 72, 73, 168, 240)
"""Offsets at which rungs of one instant meet those of another."""

SECONDS = (0, 0, 0, 0, 0, 1, -1, 299, 300, 301, -300, -301, 600, 601, 1800)
"""Offsets round the tolerance of 5 minutes, the 10 minutes of a gap, and the exact second."""

REFS = ("REF-1", "REF-2", "REF-3")
CHILDREN = ("KID-1", "KID-2", "KID-3")
HOUSEHOLDS = ("HOME-1", "HOME-2")
COUNCILS = ("E06000021", "E10000028")
POLICE = ("/police/staffordshire/niche", "/police/westmidlands/connect")
FRONT_DOORS = ("/council/stoke/liquidlogic", "/council/sandwell/mosaic")
RISKS = st.sampled_from(STRICTNESS)
CHANNELS = ("api", "portal", "mailbox", "file", "phone", "meeting")
OUTCOMES = (
    "no_further_action",
    "advice",
    "early_help",
    "referral",
    "existing_case",
    "strategy_discussion",
)
REASONS = ("data_entry", "clock_error", "wrong_incident", "agreed_in_review")
DISPOSITIONS = (
    "withdrawn",
    "duplicate",
    "duplicate",
    "not_shared_by_policy",
    "other_authority",
    "open_case",
    "reopened",
)


Pool = list[datetime]
"""The few instants of one file, so that its times often meet or lie a rung apart."""


def pools(base: datetime) -> st.SearchStrategy[Pool]:
    """A few instants of the fortnight after a Friday."""
    hours = st.lists(st.sampled_from(HOURS), min_size=3, max_size=7, unique=True)
    return hours.map(lambda offsets: [base + timedelta(hours=offset) for offset in offsets])


def instants(pool: Pool) -> st.SearchStrategy[datetime]:
    """One of those instants, or a little beside it."""
    return st.builds(
        lambda at, seconds: at + timedelta(seconds=seconds),
        st.sampled_from(pool),
        st.sampled_from(SECONDS),
    )


def local_days(at: datetime) -> st.SearchStrategy[str]:
    """The day of an instant and the day before, as bare dates."""
    return st.sampled_from([str((at - timedelta(days=n)).date()) for n in (0, 1)])


@st.composite
def moments(draw: st.DrawFn, pool: Pool) -> Any:
    """An instant, mostly; else a bare date, or a range of instants or of dates."""
    at = draw(instants(pool))
    kind = draw(st.sampled_from(("instant", "instant", "instant", "offset", "date", "range")))
    if kind == "date":
        return draw(local_days(at))
    if kind == "offset":
        return f"{(at + timedelta(hours=1)).replace(tzinfo=None).isoformat()}+01:00"
    if kind == "range":
        to = at + timedelta(hours=draw(st.sampled_from((0, 1, 4, 24))))
        day = st.just(str(at.date()))
        return {"from": draw(st.one_of(st.just(zulu(at)), day)), "to": zulu(to)}
    return zulu(at)


@st.composite
def moments_for(draw: st.DrawFn, pool: Pool, sent: datetime) -> Any:
    """A moment that a message sent then may give; often exactly when it was sent.

    Section 1: its lower bound lies at most "24 h after the message's `time`".
    """
    told = draw(st.one_of(st.just(zulu(sent)), moments(pool)))
    return told if moment(told)[0] <= sent + timedelta(hours=24) else zulu(sent)


def optional(draw: st.DrawFn, **fields: st.SearchStrategy[Any]) -> dict[str, Any]:
    """Some of these fields."""
    return {name: draw(field) for name, field in fields.items() if draw(st.booleans())}


@st.composite
def children(draw: st.DrawFn) -> dict[str, Any]:
    """Section 1: at least one child, or the empty list where there are none or not yet."""
    known = draw(st.sampled_from(("absent", "absent", "absent", "yes", "none", "not_yet")))
    if known in ("none", "not_yet"):
        return {"children": [], "children_known": known}
    refs = draw(st.lists(st.sampled_from(CHILDREN), min_size=1, max_size=2, unique=True))
    listed = [
        {
            "ref": ref,
            "age_band": draw(st.sampled_from((*AGES, "unknown", "unknown"))),
            **optional(draw, present=st.sampled_from((True, False, None))),
        }
        for ref in refs
    ]
    return {"children": listed} | ({"children_known": known} if known == "yes" else {})


@st.composite
def incidents(draw: st.DrawFn, pool: Pool, sent: datetime) -> dict[str, Any]:
    """The data of incident.reported."""
    return {
        "force": draw(st.sampled_from(("staffordshire", "westmidlands"))),
        "local_authority": draw(st.sampled_from(COUNCILS)),
        "reported": draw(moments_for(pool, sent)),
        "risk": draw(RISKS),
        **draw(children()),
        **optional(
            draw,
            occurred=moments_for(pool, sent),
            area=st.sampled_from(("north", "south")),
            household=st.sampled_from(HOUSEHOLDS),
            prior_12m=st.sampled_from(("0", "1", "2", "3+")),
        ),
    }


@st.composite
def blocks(draw: st.DrawFn, pool: Pool, sent: datetime) -> dict[str, Any]:
    """Section 1: `incident` is "the data of incident.reported, all optional"."""
    whole = draw(incidents(pool, sent))
    left_out = draw(st.sets(st.sampled_from(sorted(set(whole) - {"children_known"}))))
    if "children" in left_out:
        left_out = left_out | {"children_known"}
    return {name: told for name, told in whole.items() if name not in left_out}


@st.composite
def corrections(draw: st.DrawFn, pool: Pool, sent: datetime) -> dict[str, Any]:
    """The data of incident.corrected; a third of them take the milestone back."""
    at = None if draw(st.integers(0, 2)) == 0 else draw(moments_for(pool, sent))
    name = draw(st.sampled_from(("received", "reported", *MILESTONES)))
    return {"milestone": name, "at": at, "reason": draw(st.sampled_from(REASONS))}


@st.composite
def dispositions(draw: st.DrawFn, pool: Pool, sent: datetime) -> dict[str, Any]:
    """The data of incident.closed."""
    word = draw(st.sampled_from(DISPOSITIONS))
    data = {"disposition": word, "at": draw(moments_for(pool, sent))}
    if word == "duplicate":
        data |= optional(draw, of=st.sampled_from((*REFS, *REFS, "REF-9")))
    if word == "other_authority":
        data |= optional(draw, to=st.sampled_from(COUNCILS))
    return data


@st.composite
def receipts(draw: st.DrawFn, pool: Pool, sent: datetime) -> dict[str, Any]:
    """The data of notification.received."""
    return {
        "at": draw(moments_for(pool, sent)),
        "notice": draw(st.sampled_from(("first", "full", "resend", "amendment"))),
        "channel": draw(st.sampled_from(CHANNELS)),
        "received_by": draw(st.sampled_from(("mash", "edt"))),
        **optional(draw, entered_by_hand=st.just(True), incident=blocks(pool, sent)),
    }


def contents(pool: Pool, sent: datetime) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """What each type about a case may say, sent then."""
    at = moments_for(pool, sent)
    return {
        "incident.reported": incidents(pool, sent),
        "incident.milestone": st.fixed_dictionaries(
            {"milestone": st.sampled_from(MILESTONES[2:7]), "at": at},
            optional={
                "notice": st.sampled_from(("first", "full")),
                "channel": st.sampled_from(CHANNELS),
            },
        ),
        "incident.graded": st.fixed_dictionaries(
            {"risk": st.sampled_from(("high", "high", *STRICTNESS)), "at": at}
        ),
        "incident.corrected": corrections(pool, sent),
        "incident.closed": dispositions(pool, sent),
        "notification.received": receipts(pool, sent),
        "contact.recorded": st.fixed_dictionaries({"at": at}),
        "contact.decided": st.fixed_dictionaries({"at": at, "outcome": st.sampled_from(OUTCOMES)}),
    }


def feeds(sent: datetime) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """What a source may say about itself."""
    complete_to = {"complete_to": st.just(zulu(sent))}
    force, council = st.just("staffordshire"), st.sampled_from(COUNCILS)
    return {
        "feed.heartbeat": st.one_of(
            st.fixed_dictionaries({"force": force}, optional=complete_to),
            st.fixed_dictionaries({"local_authority": council}, optional=complete_to),
        ),
        "feed.control_total": st.fixed_dictionaries(
            {
                "force": force,
                "local_authority": council,
                "date": st.one_of(local_days(sent), st.just("2026-01-05")),
                "incidents_with_children": st.integers(0, 3),
            }
        ),
    }


USUAL = (
    "incident.reported",
    *["notification.received", "incident.graded"] * 3,
    *["incident.closed"] * 2,
)
"""Types that come more often than the rest, so that rungs move, waits end, and joins are undone."""


@st.composite
def messages(draw: st.DrawFn, pool: Pool, refs: tuple[str, ...], number: int) -> Message:
    """One message; the number makes its id its own.

    The first ones mostly report the references in turn, early, so that most cases have a start.
    """
    opens = number < len(refs) and draw(st.integers(0, 3)) > 0
    sent = draw(instants([min(pool)] if opens and draw(st.booleans()) else pool))
    known = contents(pool, sent) | feeds(sent)
    kind = "incident.reported" if opens else draw(st.sampled_from((*USUAL, *known)))
    of_council = kind.startswith(("notification.", "contact."))
    m: Message = {
        "specversion": "1.0",
        "id": f"m{number}",
        "source": draw(st.sampled_from(FRONT_DOORS if of_council else POLICE)),
        "type": f"danm.{kind}.v1",
        "time": zulu(sent),
        "datacontenttype": "application/json",
        "data": draw(known[kind]),
    }
    if not kind.startswith("feed."):
        m["subject"] = refs[number] if opens else draw(st.sampled_from(refs))
    if kind == "notification.received" and draw(st.integers(0, 3)) == 0:
        m["source"] = ENTERED
        m["data"]["entered_by_hand"] = True
    return m | optional(draw, sequence=st.integers(1, 6).map(str))


@st.composite
def files(draw: st.DrawFn, *, with_conflicts: bool = True) -> list[Message]:
    """A file of 1 to 12 lines, mostly in order of time, with repeats and conflicts among them.

    It spans under four weeks, so that no volume can be judged yet; that is no part of the model.
    """
    pool = draw(st.sampled_from(sorted(WEEKS.values())).flatmap(pools))
    refs = REFS[: draw(st.integers(1, 3))]
    told = [draw(messages(pool, refs, number)) for number in range(draw(st.integers(1, 10)))]
    for again in draw(st.lists(st.sampled_from(told), max_size=2)):
        conflict = with_conflicts and draw(st.booleans())
        other = draw(messages(pool, refs, len(told))) if conflict else again
        told.append(other | {"id": again["id"], "source": again["source"]})
    return told if draw(st.integers(0, 3)) == 0 else sorted(told, key=lambda m: str(m["time"]))
