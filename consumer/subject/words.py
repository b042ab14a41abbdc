"""The answer to an access request in plain English, for the person who must answer it. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from alerts.board.case_view import CaseView, case_view
from alerts.case_words import CLOCKS, RESULTS
from alerts.flat.word_meanings import leg_words
from alerts.plain_words import london_words, rung_words
from consumer.subject.answer import ELSEWHERE, NOT_AGREED, NOT_HELD, Answer, kept
from consumer.subject.held import HeldCase, Judged
from consumer.subject.messages import message_words
from consumer.subject.search import FoundAs
from schemas.policy import PolicyBook
from schemas.policy_words import ROLE_WORDS
from schemas.refusal_words import REASON_WORDS
from schemas.words import Clock, Verdict

NOTHING = "Nothing is held about that reference: no case, and no message that could not be read."

_FOUND = {
    FoundAs.INCIDENT: "it is the police reference of this incident",
    FoundAs.CHILD: "it is the reference of a child in it",
    FoundAs.HOUSEHOLD: "it is the reference of its household",
}
Lines = Iterator[str]


def answer_words(answer: Answer, policies: PolicyBook) -> Lines:
    """Yield the answer, a line each; times are by the UK clock.

    Raises:
        UnknownVersion: A case keeps a policy version that is not among these.
    """
    yield f"What is held about one reference, on {_day(answer.asked_at)} (UK time)."
    yield f"Asked by {answer.asked_by}; that it was asked is in the audit, the reference is not."
    yield "Names of people who dealt with it may stand here: think of them before you pass it on."
    for held in answer.cases:
        yield from _case(held, policies)
    if answer.purged_at is not None:
        yield ""
        yield (
            f"A case of this reference was removed by age on {_day(answer.purged_at)}. Of it are "
            "kept a keyed hash of the reference, so that an old message sent again is known, and "
            "what the audit says of its case code."
        )
    yield from _quarantine(answer)
    yield from _files(answer)
    yield from _part("What is never held", NOT_HELD)
    yield from _part("Where else something may be", ELSEWHERE)
    lengths = (f"{what}: {length}" for what, length in kept(answer.retention))
    yield from _part("How long it is kept", lengths)
    yield f"  {NOT_AGREED}"
    yield f"  {_purging(answer)}"


def _day(at: datetime) -> str:
    return f"{london_words(at)}, {at.year}"


def _purging(answer: Answer) -> str:
    if answer.last_purge is None:
        return "What is older is removed by `danm purge`, which has never been run here."
    return f"What is older is removed by `danm purge`, last run {_day(answer.last_purge)}."


def _case(held: HeldCase, policies: PolicyBook) -> Lines:
    facts = held.facts
    view = case_view(facts, policies.by_version(facts.case.policy))
    yield ""
    yield f"CASE {facts.code}: {'; '.join(_FOUND[found_as] for found_as in held.found_as)}."
    yield f"  {view.headline}"
    yield from (f"  {name}: {words}" for name, words in view.facts)
    if held.joined:
        yield f"  Joined with, as duplicates of each other: {', '.join(held.joined)}"
    yield from _part("Times", _times(view))
    yield from _part("How long it took", _lengths(view))
    yield from _part("Risk grades over time", view.grades)
    yield from _part("What to know about these times", view.flags)
    yield from _part("What the clock does next", view.next_up)
    yield from _part("Alarms, and who was told", _alarms(view, held))
    yield from _part("Alarms used up in silence", _silent(held))
    yield from _part("Who had it in hand", view.holds)
    yield from _part("Entered by hand", _entered(held))
    yield from _part("Messages it is made of", map(message_words, held.messages))
    yield from _part("Results as first judged", map(_judged, held.judged))
    yield from _part("Kept encrypted, or as hashes", _unreadable(held))
    yield from _part("In the audit", _audit(held))


def _part(title: str, lines: Iterable[str]) -> Lines:
    told = list(lines)
    if told:
        yield ""
        yield f"{title}:"
        yield from (f"  - {line}" for line in told)


def _times(view: CaseView) -> Lines:
    for owner in view.groups:
        for milestone in owner.milestones:
            if milestone.is_known:
                yield f"{milestone.name} ({owner.name}): {milestone.when}"


def _lengths(view: CaseView) -> Lines:
    for clock in view.clocks:
        limit = f" (limit {clock.limit})" if clock.limit else ""
        yield f"{clock.name}: {clock.length}{limit}"


def _alarms(view: CaseView, held: HeldCase) -> Lines:
    for alert in view.alerts:
        yield f"{alert.when}: {alert.subject}. For: {alert.whom}. {'; '.join(alert.ways)}"
    for one in held.digests:
        when = "to come" if one.made_at is None else london_words(one.made_at)
        yield f"one of these was named in a digest for: {ROLE_WORDS[one.role]} ({when})"


def _silent(held: HeldCase) -> Lines:
    for claim in held.facts.marks.claims:
        if claim.is_silent:
            yield f"{london_words(claim.raised_at)}: {rung_words(claim.rung)}; nobody was told"


def _entered(held: HeldCase) -> Lines:
    for one in held.entered:
        taken = "not taken in yet" if one.taken_at is None else "taken in"
        yield f"{london_words(one.at)}: {one.action}, by {one.said_by}; {taken}"


def _judged(one: Judged) -> str:
    sort, _, name = one.measure.partition(":")
    result = f": {RESULTS[Verdict(one.outcome)]}" if one.outcome in set(Verdict) else ""
    changed = f"; the result has changed {_times_words(one.revisions)} since"
    what = {"clock": _clock_words, "leg": leg_words}.get(sort, _plainly)(name)
    said = f"{what}{result}; judged {london_words(one.judged_at)}"
    return said + (changed if one.revisions else "")


def _clock_words(name: str) -> str:
    return CLOCKS[Clock(name)]


def _plainly(name: str) -> str:
    return name.replace("_", " ")


def _times_words(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _unreadable(held: HeldCase) -> Lines:
    if held.has_reference:
        yield "the police reference, encrypted; whoever shows it is in the audit"
    else:
        yield "not the police reference any more: it was erased"
    yield "keyed hashes of the reference and of each message, by which a repeat is known"
    if held.facts.case.kin:
        yield (
            f"{len(held.facts.case.kin)} keyed hashes of its household and children, by which "
            "another incident in the same home is noticed"
        )
    if held.same_home:
        yield f"cases that share one of those hashes: {', '.join(held.same_home)}"


def _audit(held: HeldCase) -> Lines:
    for one in held.audit:
        detail = f" ({one.detail})" if one.detail else ""
        yield f"{london_words(one.at)}, {one.at.year}: {one.action}, by {one.actor}{detail}"


def _quarantine(answer: Answer) -> Lines:
    yield from _part(
        "Messages that could not be taken and that name it (kept encrypted; see: danm quarantine)",
        (
            f"{london_words(one.at)}, {one.source}: {REASON_WORDS[one.reason]}; {one.state}; "
            f"{one.quarantine_id}"
            for one in answer.quarantine.naming
        ),
    )
    yield from unreadable_words(answer)


def unreadable_words(answer: Answer) -> Lines:
    """Yield how many messages could not be searched, if there are any."""
    number = answer.quarantine.unreadable
    if number:
        what = "1 message" if number == 1 else f"{number} messages"
        yield (
            f"{what} in quarantine cannot be opened, so nobody can say whether the reference is in "
            "there. See: danm quarantine"
        )


def _files(answer: Answer) -> Lines:
    yield from _part(
        "Digests of the fields that a file told of it, to find what the next one changes",
        (f"{one.source}, file of {london_words(one.told_at)}" for one in answer.file_digests),
    )
