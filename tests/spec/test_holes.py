"""What people read when the broker lost messages before we read them."""

import pytest

from consumer.holes import holes_words
from consumer.sources import Hole


def hole(partition: int = 0, first: int = 5, last: int | None = 5) -> Hole:
    return Hole(topic="police", partition=partition, topic_id="an-id", first=first, last=last)


@pytest.mark.parametrize(
    ("holes", "words"),
    [
        pytest.param(
            [hole()],
            "the broker deleted messages of the topic police before we read them. "
            "Lost: partition 0, offset 5, 1 message. We read on behind them.",
            id="one-message",
        ),
        pytest.param(
            [hole(last=8), hole(partition=3, first=0, last=0)],
            "the broker deleted messages of the topic police before we read them. "
            "Lost: partition 0, offsets 5 to 8, up to 4 messages. "
            "Lost: partition 3, offset 0, 1 message. We read on behind them.",
            id="ranges-of-two-partitions",
        ),
        pytest.param(
            [hole(last=None), hole(partition=1, first=0, last=None)],
            "the topic police was deleted on the broker and made anew. "
            "Partition 0 of the old one was read up to offset 4. "
            "Partition 1 of the old one was not read yet. "
            "What stood behind that in the old one is lost, and nobody can say how much it was. "
            "The new one is read from its beginning.",
            id="topic-made-anew",
        ),
    ],
)
def test_a_loss_is_told_by_topic_partition_and_range(holes: list[Hole], words: str) -> None:
    assert holes_words(holes) == words
