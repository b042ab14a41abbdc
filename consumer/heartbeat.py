"""The heartbeat: a call to somebody outside, who notices when it stays away.

It says that all is well, so it goes out only where that was proved: the failure of a sender is
silence, and so is ours.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from alerts.channels import PermanentFailure, TemporaryFailure
from alerts.channels.calls import Call, Caller, NotAllowed, Reach, allowed_url
from consumer.guarding import OwnTrouble, WhyNotWell
from consumer.heartbeat_settings import Heartbeat as HeartbeatSettings
from consumer.not_accepted import waiting_to_be_accepted
from consumer.outages import AWAY
from consumer.signs import silences
from consumer.web import Readiness, stuck_loops
from schemas import canaries
from schemas.audits import LastAudit, last_audit
from schemas.canaries import Canary
from schemas.database import Database
from schemas.key_files import read_private
from schemas.moments import CLOCKS_APART
from schemas.retries import may_pass
from schemas.trouble import Trouble

logger = logging.getLogger(__name__)

PROVED_WITHIN = timedelta(minutes=70)
"""How old a proof may be: canaries and audits come every hour. Source: the plan for alerts."""

LOOK_AGAIN = timedelta(seconds=30)
"""How soon after one that could not be sent. Source: assumption."""

NOT_TAKEN = "DanmHeartbeatNotTaken"
"""Name of the alert in Alertmanager: the service outside does not take our call."""

CALLED = "the heartbeat's receiver"
LONGEST_URL = 2_048
"""Bytes of the file that are read at most. Source: assumption; usual URLs have under a hundred."""

_THIS_MACHINE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_HEADERS = {"User-Agent": "danm", "Connection": "close"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the database proves of the whole path."""

    passed: Mapping[str, datetime]
    """When a canary last came through, by its way in."""
    failed: Sequence[Canary]
    audit: LastAudit | None


def not_proved(paths: Iterable[str], proof: Proof, now: datetime) -> Iterator[str]:
    """Yield what is not proved, in plain words. Pure."""
    for path in paths:
        if not _is_fresh(proof.passed.get(path), now):
            yield f"no test message by {path} came through within 70 minutes"
    yield from (canary.says() for canary in proof.failed)
    if proof.audit is None or not _is_fresh(proof.audit.passed_at, now):
        yield "no audit passed within 70 minutes"
    elif not proof.audit.has_passed:
        yield "the last audit found something"


def _is_fresh(at: datetime | None, now: datetime) -> bool:
    """Whether something was just now; what lies ahead was by a clock that has gone back since."""
    return at is not None and -CLOCKS_APART <= now - at <= PROVED_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Wellness:
    """Whether all is well, as far as this process and the database know."""

    database: Database
    paths: Sequence[str]
    """The ways in that have a canary."""
    work: Mapping[str, str]
    """Loops that must turn in some process, and what they do."""
    ready: Callable[[], Readiness]

    def why_not(self, now: datetime) -> Sequence[str]:
        """Return in plain words why nobody may be told that all is well; nothing where it is."""
        known = self.ready()
        return [*stuck_loops(known), *known.reasons, *self._stored(now)]

    def _stored(self, now: datetime) -> list[str]:
        try:
            with self.database.read() as connection:
                proof = _proof(connection, now)
                return [
                    *not_proved(self.paths, proof, now),
                    *silences(connection, self.work, now),
                    *waiting_to_be_accepted(connection, now),
                ]
        except SQLAlchemyError as error:
            if may_pass(error):
                return [AWAY]
            raise


def _proof(connection: Connection, now: datetime) -> Proof:
    return Proof(
        passed=canaries.last_passed(connection),
        failed=canaries.failed(canaries.recent(connection, now), now),
        audit=last_audit(connection),
    )


@dataclass(slots=True, kw_only=True)
class Heartbeat:
    """Calls while all is well, and says aloud when it holds back."""

    receiver: "Receiver"
    every: timedelta
    why_not_well: WhyNotWell
    _is_held_back: bool = False
    _failure: str | None = None

    def turn(self, now: datetime) -> timedelta:
        """Call, or hold back; return how long to wait before the next turn."""
        if reasons := self.why_not_well(now):
            self._hold_back(reasons)
            return LOOK_AGAIN
        if self._is_held_back:
            logger.warning("all is well again: the heartbeat goes out")
        self._is_held_back = False
        return self.every if self._call() else LOOK_AGAIN

    def troubles(self) -> Iterator[OwnTrouble]:
        """Yield that nobody takes it; that it is held back is told by its reasons."""
        if self._failure is not None:
            says = f"the heartbeat to the outside is not taken: {self._failure}"
            yield OwnTrouble(name=NOT_TAKEN, says=says, severity="warning")

    def _hold_back(self, reasons: Sequence[str]) -> None:
        if not self._is_held_back:
            what = {"why": "; ".join(reasons)}
            logger.warning("not all is well: the heartbeat is held back", extra=what)
        self._is_held_back = True

    def _call(self) -> bool:
        try:
            self.receiver.call()
        except (TemporaryFailure, PermanentFailure) as failure:
            if self._failure is None:
                what = {"why": str(failure)}
                logger.error("the heartbeat is not taken: trying again", extra=what)  # noqa: TRY400
            self._failure = str(failure)
            return False
        if self._failure is not None:
            logger.warning("the heartbeat is taken again")
        self._failure = None
        return True


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is called. Nothing that is said of it holds its URL."""

    url: SplitResult = field(repr=False)
    caller: Caller = field(repr=False)

    def call(self) -> None:
        """Call once, in the time that any call has.

        Raises:
            TemporaryFailure: It does not answer in time, or is busy.
            PermanentFailure: It refuses, or sends us elsewhere.
        """
        answer = self.caller.call(Call(method="GET", url=self.url, headers=_HEADERS))
        self.caller.require_yes(answer)


def receiver_of(settings: HeartbeatSettings) -> Receiver | None:
    """Return who is called, None where nobody is set up.

    Raises:
        Trouble: The file cannot be read, is open to others, or holds no URL that may be called; or
            the file of authorities cannot be used.
    """
    if settings.url_file is None:
        return None
    url = _url_in(read_private(settings.url_file, "heartbeat.url_file", LONGEST_URL))
    is_here = _is_this_machine(url)
    networks = _THIS_MACHINE if is_here else settings.networks
    reach = Reach(called=CALLED, hosts=frozenset(), networks=networks, ca_file=settings.ca_file)
    return Receiver(url, Caller(reach))


def _url_in(content: bytes) -> SplitResult:
    mend = "write into it the one URL to be called: https://…"
    text = content.decode("ascii", errors="replace")
    try:
        told = urlsplit(text)
        own_host = {str(told.hostname), f"{told.hostname}:{told.port}"}
        url = allowed_url(text, own_host, called="the heartbeat", schemes=("https", "http"))
    except (NotAllowed, ValueError) as error:
        raise Trouble(f"heartbeat.url_file cannot be used: {error}", mend) from None
    if url.scheme == "http" and not _is_this_machine(url):
        raise Trouble("heartbeat.url_file names http outside this machine", mend)
    return url


def _is_this_machine(url: SplitResult) -> bool:
    try:
        return url.hostname == "localhost" or ip_address(str(url.hostname)).is_loopback
    except ValueError:
        return False
