"""From a few messages to what they tell: the pure path of the program, without a database."""

from collections.abc import Iterable

from consumer.conclude import conclude
from consumer.joining import joined_to, take
from consumer.lifecycle import Account, tell
from schemas.facts import Fact
from schemas.records import Case
from tests.model.times import Message
from tests.replays.live import READER
from tests.replays.ours import HOUSE, records_of


def facts(*messages: Message) -> list[Fact]:
    """Return the messages as the case keeps them."""
    arrivals = (READER.read(record, None) for record in records_of(messages))
    return [arrival.fact for arrival in arrivals if arrival.fact is not None]


def account(*messages: Message) -> Account:
    """Return what messages about one reference tell."""
    return tell(facts(*messages))


def key(reference: str) -> str:
    """Return the keyed hash by which another case names this one."""
    return READER.keys.reference_key(reference).hex()


def cases(messages: Iterable[Message]) -> dict[str, Case]:
    """Return the picture of every reference, duplicates joined."""
    messages = list(messages)
    references = sorted({m["subject"] for m in messages})
    told = {key(r): account(*(m for m in messages if m["subject"] == r)) for r in references}
    joined = joined_to(told)
    return {
        r: conclude(take(key(r), told, joined), HOUSE.policies, joined.get(key(r)))
        for r in references
    }
