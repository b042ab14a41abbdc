"""GOV.UK Notify, over its official client, on a server that speaks as it does."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from alerts.channels import Fate, PermanentFailure, TellsFates, TemporaryFailure
from alerts.channels.notify import NotifyMail, NotifyText
from alerts.channels.notify_line import Pace
from tests.contract.parcels import LATE_HIGH, TEXT, parcel
from tests.contract.to_servers import EDT, MANAGER, notify_line, notify_mail, notify_text
from tests.servers.mail_server import free_port
from tests.servers.notify_server import SERVICE, NotifyService, notify_server
from tests.servers.tls import Authority, new_authority

ID = LATE_HIGH.alert_id
EDT_PHONE = "07700900123"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def service() -> NotifyService:
    return NotifyService()


@pytest.fixture
def server(service: NotifyService, authority: Authority) -> Iterator[HTTPServer]:
    with notify_server(service, authority.serving("localhost")) as running:
        yield running


@pytest.fixture
def mail(server: HTTPServer, authority: Authority) -> NotifyMail:
    return notify_mail(server.port, authority)


@pytest.fixture
def text(server: HTTPServer, authority: Authority) -> NotifyText:
    return notify_text(server.port, authority)


def test_a_mail_bears_the_id_of_the_alert_and_fills_the_template(
    mail: NotifyMail, service: NotifyService
) -> None:
    mail.send(parcel(EDT))

    (message,) = service.messages
    assert message["type"] == "email"
    assert message["email_address"] == EDT
    assert message["reference"] == ID
    assert (message["subject"], message["body"]) == (TEXT.subject, TEXT.body)


def test_a_copy_in_place_of_others_has_a_reference_of_its_own(
    mail: NotifyMail, service: NotifyService
) -> None:
    mail.send(parcel(EDT, instead="refused"))

    assert service.messages[0]["reference"] == f"{ID}.refused"


def test_every_address_of_the_route_gets_a_message(
    text: NotifyText, service: NotifyService
) -> None:
    text.send(parcel(EDT_PHONE, "+447700900456"))

    assert [one["phone_number"] for one in service.messages] == [EDT_PHONE, "+447700900456"]
    assert service.asked == []


def test_after_a_lost_answer_notify_is_asked_before_anything_is_sent_again(
    mail: NotifyMail, service: NotifyService
) -> None:
    service.loses_answers = 1
    with pytest.raises(TemporaryFailure, match="answers 504"):
        mail.send(parcel(EDT))

    mail.send(parcel(EDT, may_be_repeat=True))

    assert len(service.messages) == 1
    assert service.asked == [ID]


def test_a_second_try_reaches_only_those_who_have_it_not(
    mail: NotifyMail, service: NotifyService
) -> None:
    mail.send(parcel(EDT))

    mail.send(parcel(EDT.upper(), MANAGER, may_be_repeat=True))

    assert [one["email_address"] for one in service.messages] == [EDT, MANAGER]


def test_a_number_spelt_otherwise_is_the_same_telephone(
    text: NotifyText, service: NotifyService
) -> None:
    text.send(parcel("07700 900123"))

    text.send(parcel("+44 7700 900123", may_be_repeat=True))

    assert len(service.messages) == 1


@pytest.mark.parametrize("failed", ["permanent-failure", "temporary-failure", "technical-failure"])
def test_what_notify_failed_to_deliver_is_sent_again_on_a_second_try(
    mail: NotifyMail, service: NotifyService, failed: str
) -> None:
    mail.send(parcel(EDT))
    service.become(failed)

    mail.send(parcel(EDT, may_be_repeat=True))
    mail.send(parcel(EDT, may_be_repeat=True))

    assert [one["status"] for one in service.messages] == [failed, "created"]


@pytest.mark.parametrize(
    ("status", "error", "failure"),
    [
        pytest.param(400, "ValidationError", PermanentFailure, id="no-such-address"),
        pytest.param(400, "BadRequestError", PermanentFailure, id="not-in-the-team"),
        pytest.param(403, "AuthError", TemporaryFailure, id="our-clock-is-wrong"),
        pytest.param(401, "AuthError", TemporaryFailure, id="our-key-is-gone"),
        pytest.param(429, "RateLimitError", TemporaryFailure, id="too-many-in-a-minute"),
        pytest.param(429, "TooManyRequestsError", TemporaryFailure, id="too-many-in-a-day"),
        pytest.param(500, "Exception", TemporaryFailure, id="its-own-failure"),
        pytest.param(503, "Exception", TemporaryFailure, id="not-there"),
        pytest.param(302, "Found", TemporaryFailure, id="a-redirect"),
    ],
)
def test_a_refusal_is_for_good_only_where_it_is_about_this_message(
    mail: NotifyMail,
    service: NotifyService,
    caplog: pytest.LogCaptureFixture,
    status: int,
    error: str,
    failure: type[Exception],
) -> None:
    service.refusing[EDT] = status, error

    with caplog.at_level(logging.DEBUG), pytest.raises(failure, match=str(status)) as refused:
        mail.send(parcel(EDT))

    assert EDT not in f"{refused.value} {caplog.text}"


def test_one_bad_address_keeps_nobody_else_from_being_told(
    mail: NotifyMail, service: NotifyService
) -> None:
    service.refusing[EDT] = 400, "ValidationError"

    with pytest.raises(PermanentFailure, match="Notify answers 400"):
        mail.send(parcel(EDT, MANAGER))

    assert [one["email_address"] for one in service.messages] == [MANAGER]


def test_a_key_that_notify_does_not_know_is_ours_to_mend(
    server: HTTPServer, service: NotifyService, authority: Authority
) -> None:
    wrong = f"danm-{SERVICE}-00000000-0000-0000-0000-000000000000"
    channel = notify_mail(server.port, authority, api_key=wrong)

    with pytest.raises(TemporaryFailure, match="refuses our key or our clock: 403"):
        channel.send(parcel(EDT))
    with pytest.raises(TemporaryFailure, match="refuses our key"):
        channel.try_out(())

    assert service.messages == []
    assert wrong not in repr(notify_line(server.port, authority, api_key=wrong))


def test_it_can_be_tried_without_sending_anything(mail: NotifyMail, service: NotifyService) -> None:
    mail.try_out((EDT,))

    assert service.messages == []


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        pytest.param("created", Fate.SENDING, id="created"),
        pytest.param("sending", Fate.SENDING, id="sending"),
        pytest.param("pending", Fate.SENDING, id="pending"),
        pytest.param("sent", Fate.SENDING, id="sent-abroad"),
        pytest.param("a new word", Fate.SENDING, id="unheard-of"),
        pytest.param("delivered", Fate.DELIVERED, id="delivered"),
        pytest.param("permanent-failure", Fate.PERMANENT_FAILURE, id="no-such-number"),
        pytest.param("temporary-failure", Fate.TEMPORARY_FAILURE, id="phone-off"),
        pytest.param("technical-failure", Fate.TECHNICAL_FAILURE, id="notify-failed"),
    ],
)
def test_what_became_of_it_is_asked_by_its_reference(
    text: NotifyText, service: NotifyService, status: str, fate: Fate
) -> None:
    text.send(parcel(EDT_PHONE))
    service.become(status)

    assert text.fate(ID, (EDT_PHONE,)) is fate
    assert isinstance(text, TellsFates)


def test_of_several_addresses_the_worst_fate_counts(
    mail: NotifyMail, service: NotifyService
) -> None:
    mail.send(parcel(EDT, MANAGER))
    first, second = service.messages
    first["status"] = "delivered"

    assert mail.fate(ID, (EDT, MANAGER)) is Fate.SENDING
    second["status"] = "permanent-failure"
    assert mail.fate(ID, (EDT, MANAGER)) is Fate.PERMANENT_FAILURE
    second["status"] = "delivered"
    assert mail.fate(ID, (EDT, MANAGER)) is Fate.DELIVERED


def test_a_message_that_notify_has_forgotten_is_not_delivered(mail: NotifyMail) -> None:
    assert mail.fate(ID, (EDT,)) is Fate.SENDING


def test_no_more_messages_leave_than_notify_takes_in_a_minute(
    server: HTTPServer, service: NotifyService, authority: Authority
) -> None:
    seconds = 0.0
    pace = Pace(per_minute=2, steady_seconds=lambda: seconds)
    channel = notify_mail(server.port, authority, pace=pace)
    channel.send(parcel(EDT))
    seconds = 45.0
    channel.send(parcel(EDT))

    with pytest.raises(TemporaryFailure, match="no more in this minute") as failed:
        channel.send(parcel(EDT))

    assert failed.value.retry_after == timedelta(seconds=15)
    assert len(service.messages) == 2
    seconds = 60.0
    channel.send(parcel(EDT))
    assert len(service.messages) == 3


def test_neither_a_proxy_nor_a_login_of_the_machine_is_used(
    mail: NotifyMail, service: NotifyService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")

    mail.send(parcel(EDT))

    assert len(service.messages) == 1


def test_a_route_without_an_address_is_given_up_at_once(mail: NotifyMail) -> None:
    with pytest.raises(PermanentFailure, match="the route has no address"):
        mail.send(parcel())
