"""A police reference stands in the body of a mail where the route says so, and nowhere else."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.engine import Engine

from alerts.channels import PermanentFailure, TemporaryFailure
from alerts.channels.mail import with_reference
from alerts.channels.smtp import Security, Smtp
from alerts.channels.teams import post_of
from alerts.channels.webhook import body_of
from schemas.database import Database, open_database
from schemas.routes import TellsReference
from schemas.tables import audit, cases, outbox
from schemas.words import Role
from tests.contract.parcels import SATURDAY_NIGHT, parcel
from tests.contract.post_room import ROUTES, Post, Recorder, alert, routed_house
from tests.contract.to_servers import EDT, channel
from tests.model.sentences import report
from tests.replays.both import a_database
from tests.replays.live import Live
from tests.servers.mail_server import Mailbox, mail_server
from tests.servers.tls import Authority, new_authority

REFERENCE = "STF-26-0012345"
TELLS = {
    "edt": replace(ROUTES["edt"], reference=TellsReference.BODY),
    **{name: route for name, route in ROUTES.items() if name != "edt"},
}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with one case."""
    a_database(database_url).close()
    live = Live(database_url)
    live.take_in([report("06-13 15:10", REFERENCE, risk="high")], SATURDAY_NIGHT)
    live.database.close()
    database = open_database(database_url)
    yield database
    database.close()


def post_of_house(database: Database, *channels: Any, **changed: Any) -> Post:
    return Post(
        database=database, house=routed_house(routes=TELLS, **changed), channels=list(channels)
    )


def case(database: Database) -> Any:
    with database.read() as connection:
        return connection.execute(select(cases)).one()


def sendings(database: Database) -> list[tuple[str, str | None, str]]:
    with database.read() as connection:
        rows = connection.execute(select(audit).where(audit.c.action == "reference sent"))
        return [(row.actor, row.handle, row.detail) for row in rows]


def test_only_the_route_that_may_tell_it_does_and_each_sending_is_audited(
    database: Database,
) -> None:
    mail, hook = Recorder("mail"), Recorder("hook")
    post = post_of_house(database, mail, hook)
    one = alert(
        case_key=case(database).case_key,
        recipients=frozenset({Role.EDT, Role.MASH_DUTY, Role.DATA_MANAGER}),
    )

    post.raising(one)
    post.turn()

    told = {parcel.addresses[0]: parcel.reference for parcel in [*mail.accepted, *hook.accepted]}
    assert told == {
        EDT: REFERENCE,
        "mash@stoke.example": None,
        "https://hooks.example/data": None,
    }
    assert sendings(database) == [
        ("monitor", case(database).handle, f"alert {one.alert_id} by route edt")
    ]
    assert REFERENCE not in str(sendings(database))


def test_a_second_try_is_a_sending_too(database: Database) -> None:
    mail = Recorder("mail", failure=TemporaryFailure("busy"))
    post = post_of_house(database, mail, Recorder("hook"))
    post.raising(alert(case_key=case(database).case_key, recipients=frozenset({Role.EDT})))

    post.after(timedelta(seconds=4))
    mail.failure = None
    post.after(timedelta(seconds=10))

    assert [parcel.reference for parcel in mail.accepted] == [REFERENCE]
    assert [parcel.may_be_repeat for parcel in mail.accepted] == [True]
    assert len(sendings(database)) == 2


def test_the_reference_stands_in_both_bodies_of_a_mail_and_not_in_its_head(
    authority: Authority,
) -> None:
    box = Mailbox()
    with mail_server(box, starttls=authority.serving("localhost")) as port:
        smtp = channel(port, authority.file, reference_domains=frozenset({"stoke.example"}))
        smtp.send(parcel(EDT, reference=REFERENCE))

    (message,) = box.messages
    plain, html = (str(part.get_content()) for part in message.iter_parts())
    assert f"Case code: K7M-4QXR\nPolice reference: {REFERENCE}\n" in plain.replace("\r\n", "\n")
    assert REFERENCE in html
    assert not any(REFERENCE in value for value in message.values())


@pytest.mark.parametrize(
    ("changed", "address"),
    [
        pytest.param({"reference_domains": frozenset()}, EDT, id="no-domain"),
        pytest.param({}, "edt@elsewhere.example", id="another-domain"),
        pytest.param({}, "edt@a.stoke.example", id="a-domain-below"),
        pytest.param({"security": Security.PLAIN}, EDT, id="no-tls"),
    ],
)
def test_a_mail_server_is_never_given_a_reference_that_must_not_go_there(
    authority: Authority, changed: dict[str, Any], address: str
) -> None:
    box = Mailbox()
    domains = {"reference_domains": frozenset({"stoke.example"})}
    with mail_server(box, starttls=authority.serving("localhost")) as port:
        smtp: Smtp = channel(port, authority.file, **(domains | changed))
        with pytest.raises(PermanentFailure, match="must not go this way: nothing was sent"):
            smtp.send(parcel(address, reference=REFERENCE))

    assert box.messages == []


def test_no_other_channel_looks_at_the_reference() -> None:
    told = parcel(EDT, reference=REFERENCE)

    assert REFERENCE not in f"{post_of(told)} {body_of(told)!r} {told!r}"


def test_a_reference_that_cannot_be_opened_keeps_nobody_from_being_told(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    mail = Recorder("mail")
    post = post_of_house(database, mail, Recorder("hook"))
    with database.write() as connection:
        connection.execute(update(cases).values(sealed_ref=b"damaged"))
    post.raising(alert(case_key=case(database).case_key, recipients=frozenset({Role.EDT})))

    with caplog.at_level(logging.ERROR):
        post.turn()

    (told,) = mail.accepted
    assert told.reference is None
    assert "cannot be opened" in caplog.text
    assert sendings(database) == []


def test_without_its_audit_row_no_reference_leaves(database: Database) -> None:
    mail = Recorder("mail")
    post = post_of_house(database, mail, Recorder("hook"))
    post.raising(alert(case_key=case(database).case_key, recipients=frozenset({Role.EDT})))

    def full(*told: Any) -> None:
        if "INSERT INTO audit" in told[2]:
            raise OSError("no room")

    event.listen(Engine, "before_cursor_execute", full)
    try:
        post.turn()
    finally:
        event.remove(Engine, "before_cursor_execute", full)

    assert [parcel.reference for parcel in mail.accepted] == [None]
    assert sendings(database) == []
    assert post.rows("accepted_at") == [(SATURDAY_NIGHT,)]


def test_an_alert_about_no_case_has_no_reference(database: Database) -> None:
    mail = Recorder("mail")
    post = post_of_house(database, mail, Recorder("hook"))

    post.raising(alert(recipients=frozenset({Role.EDT})))
    post.turn()

    assert [parcel.reference for parcel in mail.accepted] == [None]
    assert len(post.rows(outbox.c.outbox_id.name)) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "Lead.\n\nRisk: high\nCase code: K7M-4QXR\n\nDo: ring.\n",
            "Lead.\n\nRisk: high\nCase code: K7M-4QXR\nPolice reference: A/1\n\nDo: ring.\n",
            id="behind-the-case-code",
        ),
        pytest.param("Lead.\n", "Lead.\n\nPolice reference: A/1\n", id="at-the-end"),
        pytest.param(
            "Lead.\nCase code: K7M-4QXR", "Lead.\nCase code: K7M-4QXR\nPolice reference: A/1\n",
            id="on-the-last-line",
        ),
    ],
)  # fmt: skip
def test_it_is_read_beside_the_case_code(body: str, expected: str) -> None:
    assert with_reference(body, "A/1") == expected
