"""`danm` whose Kafka source does not step over a damaged record: the library's next poll hangs."""

from consumer.__main__ import main
from consumer.sources import Batch
from consumer.sources.kafka import KafkaSource
from consumer.sources.kafka_member import Member


def not_stepped_over(_: KafkaSource, __: Member, ___: Exception) -> Batch:
    """Leave the reader where it failed."""
    return Batch(records=())


if __name__ == "__main__":
    KafkaSource._pass_damage = not_stepped_over  # type: ignore[assignment,method-assign]
    main()
