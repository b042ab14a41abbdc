"""The board of a running monitor: what its pages are made from, by which clock, and for whom."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network
from threading import Thread
from typing import TYPE_CHECKING

from alerts.board.api_tokens import Token
from consumer import wall_clock
from consumer.arrivals import Reader
from consumer.board_settings import Board as BoardSettings
from consumer.board_settings import is_this_machine
from consumer.loops import Now
from consumer.taking_in import not_before_last_work
from consumer.web import AddPages
from schemas.database import Database
from schemas.house import House
from schemas.key_files import read_secret
from schemas.trouble import Trouble

if TYPE_CHECKING:
    from fastapi import FastAPI

    from alerts.board.sign_in import SignIn
    from alerts.board.sign_in_people import Group
    from alerts.channels.calls import Reach

LONGEST_SECRET = 1_024
"""Bytes of the file that are read at most. Source: assumption; usual secrets have under 100."""

_THIS_MACHINE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fittings:
    """What is fitted to one monitor's board."""

    reader: Reader | None = None
    """Reads messages once more; without, those in quarantine are shown and cannot be dealt with."""
    sign_in: "SignIn | None" = None
    tokens: tuple[Token, ...] = ()
    """Of programs that fetch figures."""
    is_warm: bool = False
    """Whether its first page is made before anybody asks, beside whatever else starts."""


def board_pages(
    database: Database, house: House, clock: Now, host: str, fittings: Fittings | None = None
) -> AddPages:
    """Return what adds the board to the web app that listens on ``host``, and its API.

    Its time is that of the database, which a replay may have left ahead of the wall.
    """
    given = fittings or Fittings()

    def now() -> datetime:
        return not_before_last_work(database, clock())

    def add(app: "FastAPI") -> None:
        from alerts.board.api import mount_api
        from alerts.board.board import Board
        from alerts.board.site import mount
        from alerts.board.warming import warm
        from consumer.interruption_board import CountedLoads
        from consumer.quarantine_board import BoardDesk

        desk = None if given.reader is None else BoardDesk(database=database, reader=given.reader)
        board = Board(
            database=database,
            house=house,
            now=now,
            host=host,
            sign_in=given.sign_in,
            desk=desk,
            loads=CountedLoads(database=database, policies=house.policies),
        )
        mount(app, board)
        mount_api(app, board, given.tokens)
        if given.is_warm:
            Thread(target=warm, args=(board,), name="first page", daemon=True).start()

    return add


def sign_in_of(settings: BoardSettings) -> "SignIn | None":
    """Return how people sign in; None where nothing is set up.

    Raises:
        Trouble: The file of the secret cannot be read, is open to others or empty; or the file of
            authorities cannot be used.
    """
    if settings.public_url is None:
        return None
    from alerts.board.sign_in import SignIn
    from alerts.board.sign_in_provider import Provider
    from alerts.channels.calls import Caller

    provider = Provider(
        issuer=str(settings.issuer),
        client_id=str(settings.client_id),
        client_secret=_secret(settings),
        caller=Caller(_reach(settings)),
        now=wall_clock.now,
    )
    return SignIn(
        public_url=settings.public_url,
        provider=provider,
        groups_claim=settings.groups_claim,
        groups=_groups(settings),
    )


def _secret(settings: BoardSettings) -> str:
    name = "board.client_secret_file"
    if settings.client_secret_file is None:
        raise Trouble(f"{name} is not given", "name the file that holds the secret")
    secret = read_secret(settings.client_secret_file, name, LONGEST_SECRET)
    if not secret:
        mend = "write into it the secret that the provider gave, and nothing else"
        raise Trouble(f"{name} holds no secret", mend)
    return secret


def _reach(settings: BoardSettings) -> "Reach":
    from alerts.board.sign_in_provider import CALLED, TIME_OUT
    from alerts.channels.calls import Reach

    is_here = is_this_machine(str(settings.issuer))
    return Reach(
        called=CALLED,
        hosts=frozenset(),
        networks=_THIS_MACHINE if is_here else settings.networks,
        ca_file=settings.ca_file,
        time_out=TIME_OUT,
    )


def _groups(settings: BoardSettings) -> "tuple[Group, ...]":
    from alerts.board.sign_in_people import Group

    return tuple(
        Group(
            name=one.group,
            roles=frozenset(one.roles),
            councils=None if one.councils == "all" else frozenset(one.councils),
            forces=None if one.forces in {None, "all"} else frozenset(one.forces),
        )
        for one in settings.people
    )
