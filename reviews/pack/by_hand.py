"""Which receipts did people enter by hand, and what are the figures without them? Pure."""

from collections.abc import Callable, Iterator, Sequence

from reviews.pack.parts import Column, Section
from reviews.pack.seen import Seen
from reviews.pack.side_by_side import (
    Compared,
    Fates,
    compare,
    compared_words,
    group_of,
    side_by_side_picture,
    side_by_side_table,
    with_and_without,
)
from reviews.pack.words import number_words, of_100
from schemas.words import Channel, Milestone

_GROUPS: tuple[tuple[str, Callable[[Seen], bool]], ...] = (
    ("All", lambda _: True),
    ("All without those by hand", lambda one: not one.background.is_by_hand),
    ("Only those by hand", lambda one: one.background.is_by_hand),
    ("Only those phoned", lambda one: one.background.channel is Channel.PHONE),
)


def by_hand_section(seen: Sequence[Seen], fates: Fates) -> Section:
    """Return the figures with and without receipts by hand; ``fates`` is what shares its fate."""
    compared = [
        compare(group_of(label, [one for one in seen if is_so(one)], fates))
        for label, is_so in _GROUPS
    ]
    received = [one for one in seen if Milestone.RECEIVED in one.milestones]
    is_any = any(one.background.is_by_hand for one in received)
    return Section(
        name="by-hand",
        question="How many receipts were entered by hand, and what are the figures without them?",
        sentences=(_lead(received, compared), *_effect(compared)),
        pictures=(
            (side_by_side_picture("Told in time with and without receipts by hand", compared),)
            if is_any
            else ()
        ),
        tables=(
            side_by_side_table(
                "by_hand",
                "With and without receipts entered by hand",
                compared,
                Column(name="receipts", heading="Receipts"),
                "Notifications",
            ),
        ),
        notes=(
            "Entered by hand: somebody typed the time of receipt, here or in the council's own "
            "system; it is often rounded, and often of a notification that was asked for because "
            "it had not come. What was entered here counts only until the council's own system "
            "tells of the receipt. Those that still wait count in all, and in all without those "
            "by hand.",
        ),
    )


def _lead(received: Sequence[Seen], compared: Sequence[Compared]) -> str:
    if not received:
        return "No receipt is known, so none by hand."
    by_hand = sum(one.background.is_by_hand for one in received)
    phoned = sum(one.background.channel is Channel.PHONE for one in received)
    return (
        f"{by_hand:,} of {number_words(len(received), 'receipt')} were entered by hand "
        f"({of_100(by_hand / len(received))} of every 100); {phoned:,} were phoned through."
        f"{with_and_without(*compared[:2])}"
    )


def _effect(compared: Sequence[Compared]) -> Iterator[str]:
    everyone, without, *_ = compared
    if everyone.in_time.n != without.in_time.n:
        yield from map(compared_words, compared)
