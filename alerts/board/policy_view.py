"""The policy in force: every number with its owner and source, as tables. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from alerts.plain_words import begun
from schemas.durations import say_duration
from schemas.moments import LONDON
from schemas.policy import Policy, PolicyBook, Target
from schemas.policy_words import OCCASION_WORDS, RISK_WORDS, ROLE_WORDS, render
from schemas.words import AGE_ORDER, Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One number: what it is of, the number in words, who owns it, where it comes from."""

    name: str
    value: str
    owner: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Numbers under a heading, with a sentence that says how they count."""

    heading: str
    note: str
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView:
    """The whole page."""

    version: str
    since: str
    owner: str
    source: str
    sections: tuple[Section, ...]
    text: str
    """The whole policy as `danm policy show` prints it."""
    earlier: tuple[str, ...]


def policy_view(policy: Policy, book: PolicyBook) -> PolicyView:
    """Return the policy in force as its page shows it."""
    start = policy.in_force_from.astimezone(LONDON)
    return PolicyView(
        version=policy.version,
        since=f"{start.day} {start:%B %Y %H:%M} (UK time)",
        owner=policy.owner,
        source=policy.source,
        sections=(
            Section(
                heading="Police knew → front door told",
                note="Counted day and night, weekends and bank holidays too.",
                limits=(*_targets(policy, "duty", policy.duty), *_duty(policy)),
            ),
            Section(
                heading="Front door told → contact recorded",
                note="Counted in the hours in which the front door is open.",
                limits=(*_targets(policy, "pickup", policy.pickup), *_council(policy)),
            ),
            Section(heading="Who is told", note="", limits=tuple(_recipients(policy))),
            Section(
                heading="Lists of every child who waits",
                note="UK time; sent even when nobody waits.",
                limits=tuple(_lists(policy)),
            ),
        ),
        text=render(policy),
        earlier=tuple(one.version for one in book.versions if one is not policy),
    )


def _limit(policy: Policy, place: str, name: str, value: str) -> Limit:
    note = policy.notes[place]
    return Limit(name=name, value=value, owner=note.owner, source=note.source)


def _targets(policy: Policy, clock: str, targets: Mapping[Risk, Target]) -> Iterator[Limit]:
    for risk, words in RISK_WORDS.items():
        warn, late = say_duration(targets[risk].warn), say_duration(targets[risk].late)
        value = f"warned after {warn}, late after {late}"
        yield _limit(policy, f"{clock}.{risk}", f"Risk {words}", value)


def _duty(policy: Policy) -> Iterator[Limit]:
    bands = " or ".join(band.value for band in sorted(policy.uplift_for, key=AGE_ORDER.__getitem__))
    changes = ", ".join(
        f"{RISK_WORDS[risk]} as {RISK_WORDS[policy.uplift[risk]]}"
        for risk in RISK_WORDS
        if policy.uplift[risk] is not risk
    )
    stricter = changes if bands and changes else "none"
    yield _limit(policy, "uplift", f"Stricter where the youngest is {bands or 'a baby'}", stricter)
    after = f"{say_duration(policy.escalate_after)} after the alarm that it is late"
    yield _limit(policy, "escalate", "A senior is told", after)
    yield _limit(policy, "ceiling", "Top limit, whatever the risk", say_duration(policy.ceiling))
    asked = f"asked after {say_duration(policy.not_yet_notice)}"
    yield _limit(policy, "not_yet", "Which children is not known", asked)


def _council(policy: Policy) -> Iterator[Limit]:
    live = f"the contact feed spoke in the last {say_duration(policy.contact_feed_live)}"
    yield _limit(policy, "contact_feed", "Alarms only where", live)
    high = f"within {say_duration(policy.decision_high)}; others by the end of the next working day"
    yield _limit(policy, "decision.high", "Decision, risk high", high)


def _recipients(policy: Policy) -> Iterator[Limit]:
    for occasion, words in OCCASION_WORDS.items():
        told = policy.telling.told_of[occasion]
        named = ", ".join(word for role, word in ROLE_WORDS.items() if role in told)
        yield _limit(policy, "recipients", begun(words), named)


def _lists(policy: Policy) -> Iterator[Limit]:
    for role, words in ROLE_WORDS.items():
        times = policy.lists[role]
        days = "days the front door is open" if times.is_on_open_days_only else "every day"
        at = ", ".join(f"{clock:%H:%M}" for clock in times.at)
        yield _limit(policy, f"lists.{role}", begun(words), f"{at}, {days}")
