"""What the pages are made from, and by what they are addressed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address

from alerts.board.desk import Desk
from alerts.board.policy_loads import CountLoads
from alerts.board.rate import Rate
from alerts.board.row_memory import RowMemory
from alerts.board.sign_in import SignIn
from alerts.board.tokens import Tokens
from schemas.database import Database
from schemas.house import House

HOME = "/board"
"""The first page; all others but a case's own lie below it."""

ACCESSIBILITY = f"{HOME}/accessibility"

CASE = "/case"
"""Short, for it stands in mails and is read aloud."""

SIGN_IN, SIGN_OUT = f"{HOME}/sign-in", f"{HOME}/sign-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One board; ``now`` is the clock by which the database works, ``host`` what is listened on."""

    database: Database
    house: House
    now: Callable[[], datetime]
    host: str
    sign_in: SignIn | None = None
    """How people sign in; where they do not, whoever sits at this machine sees everything."""
    desk: Desk | None = None
    """Where messages that could not be read are dealt with; None where nobody can read one here."""
    loads: CountLoads | None = None
    """Counts how often people were interrupted; None where nobody can."""
    tokens: Tokens = field(default_factory=Tokens)
    memory: RowMemory = field(default_factory=RowMemory)
    rate: Rate = field(default_factory=Rate)

    @property
    def has_sign_in(self) -> bool:
        """Whether people sign in."""
        return self.sign_in is not None

    @property
    def is_encrypted(self) -> bool:
        """Whether browsers reach it by https alone."""
        return self.sign_in is not None and self.sign_in.is_encrypted

    @property
    def is_open(self) -> bool:
        """Whether it may be shown at all: without a sign-in, on this machine only."""
        return self.has_sign_in or is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether only this machine itself reaches an address."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def case_path(code: str) -> str:
    """Return where the page of a case is."""
    return f"{CASE}/{code}"
