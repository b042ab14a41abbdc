"""Why a notification is no longer expected, and which cases are one (section 2, "Dispositions")."""

from tests.model.times import Message, moment
from tests.model.told import CLOSED, FRONT_DOOR, of_type, order, times_told

Books = dict[str, list[Message]]
"""The kept messages of each reference."""


def standing(messages: list[Message]) -> Message | None:
    """Section 2: "the last (by `at`, `time`, `source`, `id`) stands; `reopened` undoes".

    Choice: with bounds, by the lower bound of `at`, then the upper. `reopened` leaves nothing
    standing; it does not bring an earlier disposition back.
    """
    said = sorted(of_type(messages, CLOSED), key=lambda m: (moment(m["data"]["at"]), order(m)))
    if not said or said[-1]["data"]["disposition"] == "reopened":
        return None
    return said[-1]


def standing_word(messages: list[Message]) -> str | None:
    """The disposition that stands, whether or not it ends the wait."""
    last = standing(messages)
    return None if last is None else str(last["data"]["disposition"])


def duplicate_of(ref: str, books: Books) -> str | None:
    """The reference this one is said to duplicate, if that stands."""
    last = standing(books.get(ref, []))
    if last is None or last["data"]["disposition"] != "duplicate":
        return None
    of = last["data"].get("of")
    return None if of is None else str(of)


def is_joined(ref: str, books: Books) -> bool:
    """Section 2: "`duplicate` ends it only if `of` is another case we hold that is not, directly
    or through others, a duplicate of this one".

    Choice: "a duplicate" there is what the standing dispositions say, whether or not they join;
    and whether `of` itself is closed does not matter.
    """
    passed: list[str] = []
    step = duplicate_of(ref, books)
    if step is None or step not in books:
        return False
    while step is not None and step in books and step not in passed:
        if step == ref:
            return False
        passed.append(step)
        step = duplicate_of(step, books)
    return True


def members(ref: str, books: Books) -> list[str]:
    """Section 2: "the case `of` takes the children, grades and earliest milestones of both".

    The case itself and every case that is its duplicate, directly or through others.
    """
    found = [ref]
    for name in found:
        found += [
            other
            for other in sorted(books)
            if other not in found and is_joined(other, books) and duplicate_of(other, books) == name
        ]
    return found


def ends_the_wait(ref: str, books: Books) -> bool:
    """Section 2: which dispositions end the wait.

    Choice: for `open_case` a front-door message is known once held, even where its receipt was
    taken back later; `sent` only while the milestone is.
    """
    word = standing_word(books[ref])
    if word == "duplicate":
        return is_joined(ref, books)
    if word == "open_case":
        together = [books[name] for name in members(ref, books)]
        return any(times_told(ms, "sent") or of_type(ms, *FRONT_DOOR) for ms in together)
    return word is not None


def local_authority_moved_to(messages: list[Message]) -> str | None:
    """Section 2: "`local_authority` is `to` while the last stands"."""
    last = standing(messages)
    if last is None or last["data"]["disposition"] != "other_authority":
        return None
    to = last["data"].get("to")
    return None if to is None else str(to)
