"""Settings of the heartbeat to somebody outside, who notices when it stays away."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from consumer.channel_settings import Networks
from consumer.setting_kinds import SecretFile, Section
from consumer.sources.mapping_delivery import length_of_time

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=1)


def _in_bounds(every: timedelta) -> timedelta:
    if not SHORTEST <= every <= LONGEST:
        raise ValueError("give between 1 min and 1 h")
    return every


class Heartbeat(Section):
    """Somebody outside is called while all is well, and notices silence; without a file nobody."""

    url_file: SecretFile | None = None
    """Holds the URL that is called, such as that of a check at healthchecks.io, and nothing else:
    https, or http inside this machine. Whoever knows it can pretend that all is well.
    """
    every: Annotated[timedelta, BeforeValidator(length_of_time), AfterValidator(_in_bounds)] = (
        timedelta(minutes=5)
    )
    """How often, 1 min to 1 h: only while the last test message of each way in and the last audit
    passed within 70 minutes, and all loops turn.
    """
    networks: Networks = ()
    """Private networks in which it may stand; all else is public."""
    ca_file: Path | None = None
    """Certificates of the authorities to believe; None: those of this machine."""
