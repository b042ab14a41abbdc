"""What the receipts of one reference say of themselves: which notice, and who took it.

Section 2 keeps "the earliest first and the earliest full apart" of what was sent; of what was
received the same is kept beside the receipt itself, which any notice is.
"""

from tests.model import told
from tests.model.times import Message, Moment, earliest, instant, moment

Took = tuple[Moment, str, str]
"""When, which notice, and which team."""


def taken(messages: list[Message]) -> list[Took]:
    """Every receipt of one reference that counts.

    Choice: a correction of the receipt is about the notice told as the earliest, and sets its time;
    a notice that then lies wholly before the receipt is not believed. Where no notice was told a
    correction tells of none.
    """
    correction = told.last_correction(messages, "received")
    plain = told.of_type(messages, told.RECEIVED)
    if correction is not None and correction["data"]["at"] is None:
        plain = [m for m in plain if instant(m["time"]) > instant(correction["time"])]
    by_feeds = [m for m in plain if not told.stands_in(m)]
    took = [
        (moment(m["data"]["at"]), m["data"]["notice"], m["data"]["received_by"])
        for m in by_feeds or plain
    ]
    if correction is None or correction["data"]["at"] is None or not took:
        return took
    to = moment(correction["data"]["at"])
    told_first = min(at for at, _, _ in took)
    moved = [(to if at == told_first else at, notice, team) for at, notice, team in took]
    return [one for one in moved if one[0][1] >= to[0]]


def by_notice(took: list[Took]) -> dict[str, Moment]:
    """The earliest first and the earliest full notice; a resend or an amendment is neither."""
    found = {}
    for kind in ("first", "full"):
        at = earliest(at for at, notice, _ in took if notice == kind)
        if at is not None:
            found[kind] = at
    return found


def team(took: list[Took]) -> str | None:
    """Who took the earliest. Choice: of several that may be it, only if all say the same."""
    earliest_at = earliest(at for at, _, _ in took)
    if earliest_at is None:
        return None
    teams = {who for at, _, who in took if at[0] <= earliest_at[1]}
    return teams.pop() if len(teams) == 1 else None
