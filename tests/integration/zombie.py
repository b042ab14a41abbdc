"""A consumer that is frozen between reading a batch and storing it: run as a process of its own.

Arguments: database, broker, topic, name in the group, and a file; while that exists, the process
stops itself (SIGSTOP) with the next batch in its hands, and removes the file first.
"""

import logging
import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

from consumer.sources import Batch
from consumer.sources.kafka import KafkaSource
from tests.integration.kafka_intake import Taking
from tests.integration.kafka_monitor import Monitor


class _Bootstrap:
    """Of a broker that runs elsewhere, all that a reader needs."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap


def frozen_with_a_batch(source: KafkaSource, signed: Path) -> None:
    """Have this process stop with a batch in its hands, once it is given the sign."""
    poll = source.poll

    def poll_and_freeze() -> Batch:
        batch = poll()
        if batch.records and signed.exists():
            signed.unlink()
            os.kill(os.getpid(), signal.SIGSTOP)
        return batch

    source.poll = poll_and_freeze  # type: ignore[method-assign]


def main(url: str, bootstrap: str, topic: str, instance: str, sign: str) -> None:
    """Take turns until killed."""
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    with ExitStack() as processes:
        broker = _Bootstrap(bootstrap)
        monitor = Monitor(broker=broker, processes=processes, topic=topic)  # type: ignore[arg-type]
        process = Taking(monitor, url, instance)
        frozen_with_a_batch(process.source, Path(sign))
        while True:
            process.turn()


if __name__ == "__main__":
    main(*sys.argv[1:])
