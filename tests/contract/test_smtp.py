"""E-mail, tried on real mail servers."""

import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from alerts.channels import PermanentFailure, TemporaryFailure
from alerts.channels.smtp import Security, Smtp
from schemas.trouble import Trouble
from tests.contract.parcels import parcel
from tests.contract.to_servers import EDT, MANAGER, SHORT, channel
from tests.servers.mail_server import Mailbox, free_port, mail_server
from tests.servers.tls import Authority, new_authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture
def mail(box: Mailbox, authority: Authority) -> Iterator[Smtp]:
    """A channel to a decent server that offers STARTTLS."""
    with mail_server(box, starttls=authority.serving("localhost")) as port:
        yield channel(port, authority.file)


def test_one_message_goes_to_all_addresses_of_a_route_over_tls(mail: Smtp, box: Mailbox) -> None:
    mail.send(parcel(EDT, MANAGER))

    (message,) = box.messages
    assert box.envelopes == [[EDT, MANAGER]]
    assert message["To"] == f"{EDT}, {MANAGER}"
    assert box.were_private == [True]


def test_a_message_is_known_as_written_by_a_program_and_by_its_alert(
    mail: Smtp, box: Mailbox
) -> None:
    mail.send(parcel(EDT))
    mail.send(parcel(EDT))

    one, again = box.messages
    assert one["Message-ID"] == "<0d5e8b5e-3a3d-5e1e-9a64-6a1c2d7c9a10@stoke.example>"
    assert again["Message-ID"] == one["Message-ID"]
    assert one["Auto-Submitted"] == "auto-generated"
    assert one["From"] == "danm@stoke.example"
    assert one["Importance"] == "high"
    assert one["Date"] == "Sat, 13 Jun 2026 22:10:00 +0000"
    assert one["Reply-To"] is None


def test_a_copy_in_place_of_others_is_a_message_of_its_own(mail: Smtp, box: Mailbox) -> None:
    mail.send(parcel(EDT))
    mail.send(parcel(EDT, instead="refused"))

    assert len({message["Message-ID"] for message in box.messages}) == 2


def test_people_read_it_as_plain_text_or_as_a_page(mail: Smtp, box: Mailbox) -> None:
    mail.send(parcel(EDT))

    (message,) = box.messages
    plain, page = message.iter_parts()
    assert message["Subject"] == "Late: the front door has not been told (case code K7M-4QXR)"
    assert plain.get_content().replace("\r\n", "\n") == parcel().text.body
    html = page.get_content()
    assert '<html lang="en-GB">' in html
    assert "2 children &amp; have not told &lt;the front door&gt;." in html
    assert "<li>Café: no message yet</li>" in html
    assert "http" not in html


def test_answers_go_to_the_address_for_answers(box: Mailbox, authority: Authority) -> None:
    with mail_server(box, starttls=authority.serving("localhost")) as port:
        channel(port, authority.file, reply_to="mash@stoke.example").send(parcel(EDT))

    assert box.messages[0]["Reply-To"] == "mash@stoke.example"


def test_a_server_may_speak_tls_from_the_start(box: Mailbox, authority: Authority) -> None:
    with mail_server(box, tls=authority.serving("localhost")) as port:
        channel(port, authority.file, security=Security.TLS).send(parcel(EDT))

    assert box.were_private == [True]


def test_it_logs_in_once_the_way_is_private(box: Mailbox, authority: Authority) -> None:
    box.wants_login = True
    with mail_server(box, starttls=authority.serving("localhost")) as port:
        channel(port, authority.file, user="danm", password="correct horse").send(parcel(EDT))

    assert box.logins == [(b"danm", b"correct horse")]
    assert len(box.messages) == 1


def test_a_wrong_password_is_ours_to_mend_so_it_is_tried_again(
    box: Mailbox, authority: Authority
) -> None:
    box.wants_login = True
    with (
        mail_server(box, starttls=authority.serving("localhost")) as port,
        pytest.raises(TemporaryFailure, match="refuses the login: 535"),
    ):
        channel(port, authority.file, user="danm", password="wrong").send(parcel(EDT))

    assert box.messages == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_for_another_name_is_refused(
    box: Mailbox, authority: Authority, security: Security
) -> None:
    other = authority.serving("mail.other.example")
    offers = {"starttls": other} if security is Security.STARTTLS else {"tls": other}

    with (
        mail_server(box, **offers) as port,  # type: ignore[arg-type]
        pytest.raises(TemporaryFailure, match=r"certificate does not hold: Hostname mismatch"),
    ):
        channel(port, authority.file, security=security).send(parcel(EDT))

    assert box.messages == []


def test_a_certificate_of_an_authority_we_do_not_know_is_refused(
    box: Mailbox, authority: Authority
) -> None:
    with (
        mail_server(box, starttls=authority.serving("localhost")) as port,
        pytest.raises(TemporaryFailure, match="certificate does not hold"),
    ):
        channel(port, None).send(parcel(EDT))

    assert box.messages == []


def test_a_server_that_offers_no_starttls_gets_nothing(box: Mailbox, authority: Authority) -> None:
    with (
        mail_server(box) as port,
        pytest.raises(TemporaryFailure, match=r"offers no STARTTLS.*nothing was sent"),
    ):
        channel(port, authority.file).send(parcel(EDT))

    assert box.messages == []


def test_plain_mail_goes_to_a_relay_on_this_machine_only_where_told(box: Mailbox) -> None:
    with mail_server(box) as port:
        channel(port, None, security=Security.PLAIN).send(parcel(EDT))

    assert box.were_private == [False]


def test_plain_mail_never_leaves_this_machine() -> None:
    elsewhere = channel(25, None, host="192.0.2.1", security=Security.PLAIN)

    with pytest.raises(TemporaryFailure, match="to this machine only: nothing was sent"):
        elsewhere.send(parcel(EDT))


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        pytest.param("451 try later", TemporaryFailure, id="busy"),
        pytest.param("552 too big", PermanentFailure, id="refused-for-good"),
    ],
)
def test_a_message_that_is_not_taken_does_not_look_taken(
    mail: Smtp, box: Mailbox, answer: str, failure: type[Exception]
) -> None:
    box.answer = answer

    with pytest.raises(failure, match=f"refuses the message: {answer[:3]}"):
        mail.send(parcel(EDT))


def test_an_address_refused_for_good_does_not_keep_it_from_the_others(
    mail: Smtp, box: Mailbox
) -> None:
    box.by_address[EDT] = ["550 no such mailbox"]

    with pytest.raises(PermanentFailure, match="refuses 1 of 2 addresses: 550"):
        mail.send(parcel(EDT, MANAGER))

    assert box.envelopes == [[MANAGER]]


def test_an_address_that_is_busy_is_asked_again_and_the_others_are_not_told_twice(
    mail: Smtp, box: Mailbox
) -> None:
    box.by_address[EDT] = ["450 greylisted", "450 greylisted"]

    for _ in range(2):
        with pytest.raises(TemporaryFailure, match=r"refuses 1 of \d addresses: 450"):
            mail.send(parcel(EDT, MANAGER))
    mail.send(parcel(EDT, MANAGER))

    assert box.envelopes == [[MANAGER], [EDT]]
    assert {message["To"] for message in box.messages} == {f"{EDT}, {MANAGER}"}


def test_what_everybody_has_is_sent_to_everybody_when_asked_again(mail: Smtp, box: Mailbox) -> None:
    box.by_address[EDT] = ["450 greylisted"]
    with suppress(TemporaryFailure):
        mail.send(parcel(EDT, MANAGER))
    mail.send(parcel(EDT, MANAGER))

    mail.send(parcel(EDT, MANAGER))

    assert box.envelopes[-1] == [EDT, MANAGER]


def test_a_route_without_an_address_is_refused() -> None:
    with pytest.raises(PermanentFailure, match="no address"):
        channel(25, None).send(parcel())


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        channel(free_port(), None).send(parcel(EDT))


def test_a_host_that_does_not_exist_is_tried_again() -> None:
    with pytest.raises(TemporaryFailure, match=r"cannot be reached|took over"):
        channel(25, None, host="mail.invalid", time_out=SHORT).send(parcel(EDT))


def test_a_file_without_authorities_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "none.pem"
    empty.write_text("")

    for file in (empty, tmp_path / "gone.pem"):
        with pytest.raises(Trouble, match=f"{file.name} cannot be used as a list of authorities"):
            channel(25, file)


def test_certificates_are_checked_by_default() -> None:
    trust = channel(25, None)._trust

    assert trust.verify_mode is ssl.CERT_REQUIRED
    assert trust.check_hostname
