"""Machine trouble to Alertmanager (API v2): what fails of feeds and machines, never a case.

Whoever keeps the machines running is told by the same ways as of all their other machines.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from pydantic_core import from_json, to_json

from alerts.channels import TIME_OUT, PermanentFailure, TemporaryFailure
from alerts.channels.calls import Answer, Call, Caller, Reach
from schemas.moments import zulu

logger = logging.getLogger(__name__)

CALLED = "Alertmanager"

LASTS = timedelta(minutes=5)
"""Without a word from us a trouble counts as over after so long: we may have ended.

Source: assumption; ten words of ours, and a usual limit of Prometheus for its own alerts.
"""

EVERY = timedelta(seconds=30)
"""How often it is told what lasts. Source: assumption, twice as often as Prometheus does."""

ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))
"""It stands in the inner network as a rule, and is told nothing about people."""

_HEADERS = {"Content-Type": "application/json", "User-Agent": "danm", "Connection": "close"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineTrouble:
    """One thing that does not work. Troubles with equal name and labels are one.

    ``labels`` are few and fixed (a feed, a loop, a process); ``says`` is for people, and may change
    while it lasts.
    """

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    severity: str = "warning"
    says: str

    @property
    def identity(self) -> tuple[str, ...]:
        """By what it is known again."""
        return self.name, *(part for label in sorted(self.labels.items()) for part in label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A trouble as it is told: since when, and until when unless it is told again."""

    trouble: MachineTrouble
    since: datetime
    until: datetime

    def form(self) -> dict[str, Any]:
        """Return it as Alertmanager takes it."""
        trouble = self.trouble
        own = {"alertname": trouble.name, "job": "danm", "severity": trouble.severity}
        return {
            "labels": dict(trouble.labels) | own,
            "annotations": {"summary": trouble.says},
            "startsAt": zulu(self.since),
            "endsAt": zulu(self.until),
        }


class Alertmanager:
    """Posts troubles to one Alertmanager, or to every member of a cluster."""

    def __init__(
        self, urls: Sequence[str], ca_file: Path | None = None, time_out: timedelta = TIME_OUT
    ) -> None:
        """Take the addresses of all members, and the authorities to believe.

        Raises:
            Trouble: The file of authorities cannot be used.
        """
        self._urls = [_posting_url(url) for url in urls]
        # All of them in the time that one call may take.
        within = time_out / max(len(urls), 1)
        reach = Reach(
            called=CALLED, hosts=frozenset(), networks=ANYWHERE, ca_file=ca_file, time_out=within
        )
        self._caller = Caller(reach)

    def post(self, standing: Iterable[Standing]) -> None:
        """Tell every member; one that took it passes it on to the others.

        Raises:
            TemporaryFailure: None of them took it.
        """
        body = to_json([one.form() for one in standing])
        failures = [why for url in self._urls if (why := self._post(url, body)) is not None]
        if len(failures) == len(self._urls):
            raise TemporaryFailure("; ".join(dict.fromkeys(failures)))

    def _post(self, url: SplitResult, body: bytes) -> str | None:
        call = Call(method="POST", url=url, headers=_HEADERS, body=body)
        try:
            answer = self._caller.call(call, keep=1_024)
            self._caller.require_yes(answer)
            _require_its_own(answer)
        except (TemporaryFailure, PermanentFailure) as failure:
            return str(failure)
        return None


@dataclass(slots=True, kw_only=True)
class Reporter:
    """Remembers what was told, tells it again while it lasts, and then that it is over."""

    alertmanager: Alertmanager
    _standing: dict[tuple[str, ...], Standing] = field(default_factory=dict)
    _is_heard: bool = True

    def tell(self, troubles: Iterable[MachineTrouble], now: datetime) -> bool:
        """Tell what is wrong now, and what is over; return whether somebody took it.

        What is over is told for a while: nobody may have taken it, and while the other's clock is
        behind ours it takes it for something that will end later.
        """
        lasting = {one.identity: self._refreshed(one, now) for one in troubles}
        over = {
            known: _ended(standing, now)
            for known, standing in self._standing.items()
            if known not in lasting and now - standing.until < LASTS
        }
        self._standing = over | lasting
        return self._post(self._standing.values())

    def add(self, trouble: MachineTrouble, now: datetime) -> None:
        """Tell one trouble and change nothing else: the last that is heard of this process."""
        self._post([self._refreshed(trouble, now)])

    def _refreshed(self, trouble: MachineTrouble, now: datetime) -> Standing:
        known = self._standing.get(trouble.identity)
        since = now if known is None or known.until <= now else known.since
        return Standing(trouble=trouble, since=since, until=now + LASTS)

    def _post(self, told: Iterable[Standing]) -> bool:
        standing = list(told)
        try:
            if standing:
                self.alertmanager.post(standing)
        except TemporaryFailure as failure:
            if self._is_heard:
                what = {"why": str(failure), "troubles": len(standing)}
                logger.error("machine trouble cannot be told: trying again", extra=what)  # noqa: TRY400
            self._is_heard = False
            return False
        if not self._is_heard:
            logger.warning("machine trouble can be told again")
        self._is_heard = True
        return True


def _ended(standing: Standing, now: datetime) -> Standing:
    """Return a trouble that is over: since now, or since it was first found to be."""
    return Standing(trouble=standing.trouble, since=standing.since, until=min(standing.until, now))


def _posting_url(url: str) -> SplitResult:
    return urlsplit(f"{url.rstrip('/')}/api/v2/alerts")


def _require_its_own(answer: Answer) -> None:
    """Pass only what an Alertmanager answers: nothing, or JSON; no page of somebody between."""
    try:
        if answer.body.strip():
            from_json(answer.body)
    except ValueError:
        raise TemporaryFailure(f"{CALLED} answers {answer.status} with something else") from None
