"""Sending the canaries: one an hour on each way in, whichever watcher is first."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from pydantic_core import to_json
from sqlalchemy import Connection

from schemas import canaries
from schemas.auditing import Signature
from schemas.canaries import Canary, Step
from schemas.database import CommitUnknown, Database, retrying
from schemas.entering import put_in
from schemas.keys import KeyRing
from schemas.moments import zulu
from schemas.words import MessageType

logger = logging.getLogger(__name__)

ACTOR = "canary"
"""Who entered it, as the row of what was entered says."""

LOOK_EVERY = timedelta(seconds=10)
"""How often it is looked whether one is to be sent, or has failed. Source: assumption."""

TAKEN_OVER_AFTER = timedelta(minutes=2)
"""From when a canary on a topic that nobody took in is sent again by any watcher, with the same id:
who claimed it may have ended before it was sent. Source: assumption, far above a broker's answer.
"""


class CanaryNotSent(Exception):
    """The broker did not take a canary; the text is for people."""


class Topics(Protocol):
    """The topics on which canaries go their way."""

    @property
    def names(self) -> Sequence[str]:
        """The topics, none where canaries on topics were not asked for."""

    def send(self, topic: str, key: str, raw: bytes) -> None:
        """Have the broker take one message.

        Raises:
            CanaryNotSent: It did not, in time.
        """


@dataclass(frozen=True, slots=True)
class NoTopics:
    """Only what people enter: there is no broker, or canaries on it were not asked for."""

    names: Sequence[str] = ()

    def send(self, topic: str, key: str, raw: bytes) -> None:
        """Refuse: no canary is ever made for a topic here.

        Raises:
            CanaryNotSent: Always.
        """
        raise CanaryNotSent(f"no topic {topic} here, for {len(raw)} bytes of {key}")


def canary_message(canary: Canary) -> bytes:
    """Return a canary as it goes its way: a heartbeat of the reserved source, by its row alone."""
    return to_json(
        {
            "specversion": "1.0",
            "id": canary.canary_id,
            "source": canaries.SOURCE,
            "type": MessageType.HEARTBEAT,
            "time": zulu(canary.sent_at),
            "data": {"force": ACTOR},
        }
    )


@dataclass(slots=True, kw_only=True)
class CanaryRound:
    """Sends what the hour wants, and says aloud what did not come through."""

    database: Database
    keys: KeyRing
    topics: Topics = field(default_factory=NoTopics)
    still_turning: Callable[[], object] = lambda: None
    """Called before each that is sent, which may take seconds."""
    _ours: set[str] = field(default_factory=set)
    """Canaries that this process claimed."""
    _sent: set[str] = field(default_factory=set)
    _refused: set[str] = field(default_factory=set)
    """Canaries of which this process has said that the broker does not take them."""
    _failing: set[str] = field(default_factory=set)
    """Ways of which this process has said that nothing comes through."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Every way in that has a canary."""
        return (canaries.ENTERED, *self.topics.names)

    def turn(self, now: datetime) -> timedelta:
        """Send and look; return how long to wait before the next turn."""
        try:
            sent = retrying(lambda: self._kept_up(now))
        except CommitUnknown:
            # Each row is claimed by its own id: the next turn sees whether it is there.
            logger.warning("the commit may or may not have happened: looking again")
            return LOOK_EVERY
        for canary in self._to_send(sent, now):
            self.still_turning()
            self._send(canary)
        self._say_what_failed(sent, now)
        known = {canary.canary_id for canary in sent}
        for remembered in (self._ours, self._sent, self._refused):
            remembered &= known
        return LOOK_EVERY

    def _kept_up(self, now: datetime) -> list[Canary]:
        """Return the recent canaries, with those of this hour, made where nobody had."""
        wanted = {canaries.canary_id(path, now): path for path in self.paths}
        with self.database.read() as connection:
            sent = canaries.recent(connection, now)
            is_kept_up = not canaries.is_any_to_forget(connection, now)
        if is_kept_up and wanted.keys() <= {canary.canary_id for canary in sent}:
            return sent
        with self.database.write() as connection:
            canaries.forget(connection, now)
            for path in wanted.values():
                self._claim(connection, path, now)
            return canaries.recent(connection, now)

    def _claim(self, connection: Connection, path: str, now: datetime) -> None:
        if (claimed := canaries.begin(connection, path, now)) is None:
            return
        self._ours.add(claimed)
        self._sent.discard(claimed)  # a clock went back: the hour, and its canary, come again
        if path == canaries.ENTERED:
            raw = canary_message(Canary(canary_id=claimed, path=path, sent_at=now))
            put_in(connection, self.keys, raw, Signature(actor=ACTOR, at=now))

    def _to_send(self, sent: Sequence[Canary], now: datetime) -> Iterator[Canary]:
        """Yield what a topic still has to be given, while it can come through in time."""
        for canary in sent:
            age = now - canary.sent_at
            is_open = canary.missing is Step.TAKEN_IN and age <= canaries.THROUGH_WITHIN
            is_for_us = canary.canary_id in self._ours or age > TAKEN_OVER_AFTER
            is_topic = canary.path in self.topics.names and canary.canary_id not in self._sent
            if is_topic and is_open and is_for_us:
                yield canary

    def _send(self, canary: Canary) -> None:
        try:
            self.topics.send(canary.path, canary.canary_id, canary_message(canary))
        except CanaryNotSent as failure:
            if canary.canary_id not in self._refused:
                what = {"way": canary.path, "why": str(failure)}
                logger.warning("a canary could not be sent: trying again", extra=what)
            self._refused.add(canary.canary_id)
            return
        self._sent.add(canary.canary_id)

    def _say_what_failed(self, sent: Sequence[Canary], now: datetime) -> None:
        failed = {canary.path: canary for canary in canaries.failed(sent, now)}
        for path, canary in failed.items():
            if path not in self._failing:
                what = {"way": path, "step": str(canary.missing), "why": canary.says()}
                logger.error("a canary did not come through", extra=what)
        for path in self._failing - failed.keys():
            logger.warning("canaries come through again", extra={"way": path})
        self._failing = set(failed)
