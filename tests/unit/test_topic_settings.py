"""What stands in a topic's settings that must not, and the command that mends it."""

import pytest

from consumer.sources.topic_settings import REQUIRED_OF_TOPICS, mend, topic_faults

FIT = {"compression.type": "uncompressed", "max.message.bytes": "262144"}


@pytest.mark.parametrize(
    ("found", "faults"),
    [
        pytest.param(FIT, [], id="as-it-should-be"),
        pytest.param(FIT | {"max.message.bytes": "1000"}, [], id="takes-less-than-we-do"),
        pytest.param(
            FIT | {"max.message.bytes": "262145"},
            ["max.message.bytes 262145 instead of at most 262144"],
            id="one-byte-too-much",
        ),
        pytest.param(
            FIT | {"compression.type": "producer"},
            ["compression.type producer instead of uncompressed"],
            id="whatever-the-producer-likes",
        ),
        pytest.param(
            {"compression.type": "zstd", "max.message.bytes": "1048588"},
            [
                "compression.type zstd instead of uncompressed",
                "max.message.bytes 1048588 instead of at most 262144",
            ],
            id="both-wrong",
        ),
    ],
)
def test_a_topic_that_could_harm_its_reader_is_named(
    found: dict[str, str], faults: list[str]
) -> None:
    assert list(topic_faults(found)) == faults


def test_the_mend_is_one_command_with_every_setting() -> None:
    command = mend("police.da-incidents.v1", "broker:9093")

    assert "--bootstrap-server broker:9093" in command
    assert all(f"{name}={value}" in command for name, value in REQUIRED_OF_TOPICS.items())
